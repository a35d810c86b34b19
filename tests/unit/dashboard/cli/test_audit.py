"""`audit verify` says whether the log is whole, and `audit list` what was done."""

import json
from pathlib import Path

import pytest

from schemas.store import audit
from seed import batches
from tests.command_line import Outcome, run
from tests.submissions import CASES, count_nothing, small, store


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a database into which something was imported, and of which it was undone."""
    url = str(tmp_path / "r.duckdb")
    store(url, small(tmp_path / "spring", cases=CASES))
    batches.undo(url, 1, refresh=count_nothing)
    return tmp_path


def asked(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> Outcome:
    return run(capsys, "--database", str(home / "r.duckdb"), *words)


def log(home: Path) -> Path:
    return home / "r.duckdb.audit.jsonl"


def head(printed: str) -> str:
    return printed.rpartition("Head: ")[2].strip()


def test_a_whole_log_is_exit_0_with_its_head(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    seen = asked(capsys, home, "audit", "verify")
    assert seen.code == 0
    assert seen.out.startswith("The log is complete: 4 entries, ")
    assert head(seen.out) == audit.last_entries(str(home / "r.duckdb"), 1)[0].hash


def test_a_changed_entry_is_exit_1_with_its_line_and_what_has_no_end_is_listed(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    whole = log(home).read_text()
    log(home).write_text(whole.replace('"undo","outcome":"begun"', '"undo","x":""'))
    seen = asked(capsys, home, "audit", "verify")
    assert seen.code == 1
    assert "The log was changed at line 3: " in seen.out
    assert "2 entries before it are intact." in seen.out
    log(home).write_text("".join(whole.splitlines(keepends=True)[:3]))
    seen = asked(capsys, home, "audit", "verify")
    assert seen.code == 0
    assert "No end is logged for entry 3, begun " in seen.out
    assert "Import undone: import 1." in seen.out


def test_a_mistyped_address_is_no_empty_log(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for command in ("verify", "list"):
        seen = asked(capsys, tmp_path, "audit", command)
        assert (seen.code, "There is no database at" in seen.err) == (3, True)


def test_entries_are_listed_by_day_action_and_case(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    url = str(home / "r.duckdb")
    case = audit.case_reference(url, "QMA", "c-1")
    audit.log_event(url, audit.Action.OPEN_CASE, jurisdiction="QMA", case=case)
    office = audit.case_reference(url, "QMA", "o-1")
    audit.log_refused(url, audit.Action.ASK_IN_VAIN, jurisdiction="QMA", office_asked=office)
    with audit.act_as(audit.Actor("=1+1", "desk")):
        audit.log_event(url, audit.Action.SET, setting="dates")
    every = asked(capsys, home, "audit", "list").out.splitlines()
    assert len(every) == 8
    assert every[1].split("desk")[1].split() == ["Records", "imported", "begun"]
    assert "Records imported: import 1" in every[2]
    for words, number in (
        (("--since", "2000-01-01"), 7),
        (("--since", "2999-01-01"), 0),
        (("--action", "import", "--action", "undo"), 4),
        (("--case", "c-1", "--jurisdiction", "QMA"), 1),
        (("--case", "c-2", "--jurisdiction", "QMA"), 0),
        (("--office", "o-1", "--jurisdiction", "QMA"), 1),
        (("--office", "o-1", "--jurisdiction", "QVE"), 0),
    ):
        seen = asked(capsys, home, "audit", "list", "--format", "json", *words)
        assert len(json.loads(seen.out)) == number
    table = asked(capsys, home, "audit", "list", "--since", "2999-01-01")
    assert table.out.strip() == "No entries."
    as_csv = asked(capsys, home, "audit", "list", "--format", "csv").out.splitlines()
    assert as_csv[0] == "number,at,who,scope,purpose,action,outcome,on,act"
    assert ",'=1+1,desk,settings,set,done,dates," in as_csv[-1]
    for half in (("--case", "c-1"), ("--jurisdiction", "QMA"), ("--office", "o-1")):
        assert asked(capsys, home, "audit", "list", *half).code == 2
    both = ("--case", "c-1", "--office", "o-1", "--jurisdiction", "QMA")
    assert asked(capsys, home, "audit", "list", *both).code == 2


def test_nothing_that_was_sent_is_in_the_log(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    header, *rows = CASES.splitlines()
    values = {cell for row in rows for cell in row.split(",") if len(cell) > 3}
    assert values
    text = log(home).read_text()
    assert [value for value in values | {"spring", "cases.csv"} if value in text] == []
    assert header
