"""`erase` says what would go, asks, takes it out, and says where it may stand still."""

import io
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest

from schemas import scopes
from schemas.store import not_applicable_steps
from tests.command_line import run
from tests.submissions import CASES, row_counts, write

pytestmark = pytest.mark.usefixtures("nothing_counted")
REASON = ("--reason", "sealed_by_court")


@pytest.fixture
def records(two_cases: Path, tmp_path: Path) -> str:
    """A database with two cases of XAA, in one of which there is a suspect."""
    return str(shutil.copy(two_cases, tmp_path / "records.duckdb"))


def test_a_batch_goes_and_copies_beside_the_database_are_named(
    records: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copyfile(records, Path(records).with_name("last-week.duckdb.bak"))
    Path(records).with_name("notes.txt").write_text("no database")
    ended = run(capsys, "--database", records, "batches", "erase", "1", *REASON, "--yes")
    assert "This will delete import 1: 3 rows." in ended.out
    assert "databases in the same folder, written since then: last-week.duckdb.bak" in ended.out
    listed = run(capsys, "--database", records, "batches").out
    assert "deleted permanently 20" in listed


def test_without_an_answer_or_a_reason_or_in_a_dry_run_nothing_is_erased(
    records: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    ended = run(capsys, "--database", records, "erase", "1", *REASON)
    assert ended.code == 130
    dry = run(capsys, "--database", records, "erase", "1", *REASON, "--dry-run")
    assert "Nothing was changed." in dry.out
    unreasoned = run(capsys, "--database", records, "erase", "1", "--yes")
    assert (unreasoned.code, "sealed_by_court" in unreasoned.err) == (2, True)
    for words in ((), ("1", "--case", "k7")):
        ended = run(capsys, "--database", records, "erase", *words, *REASON, "--yes")
        assert (ended.code, "Give either the number of an import" in ended.err) == (2, True)
    assert row_counts(records, ["cases"]) == {"cases": 2}


def test_with_several_jurisdictions_it_must_be_said_whose_case(
    records: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write(tmp_path / "b", 'jurisdiction = "XBB"', cases=CASES)
    run(capsys, "--database", records, "import", str(other))
    asked = ("--database", records, "erase", "--case", "k7", *REASON, "--yes")
    ended = run(capsys, *asked)
    assert ended.code == 1
    assert "Choose from: XAA, XBB." in ended.err
    assert run(capsys, *asked, "--jurisdiction", "XBB").code == 0
    assert row_counts(records, ["cases"]) == {"cases": 3}


def mark(records: str, case_id: str) -> None:
    day = date(2026, 5, 12)
    not_applicable_steps.add_mark(
        records,
        not_applicable_steps.Mark(
            "XAA", case_id, "claim", not_applicable_steps.Reason.OTHER, 1, day
        ),
    )


def marked(records: str) -> list[str]:
    return [one.case_id for one in not_applicable_steps.load_marks(records, scopes.EVERYTHING)]


def test_a_case_goes_with_its_marks_and_no_others(
    records: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for case_id in ("k7", "m2", "undone-long-ago"):
        mark(records, case_id)
    asked = ("--database", records, "erase", "--case", "k7", *REASON)
    outlook = run(capsys, *asked, "--dry-run").out
    assert (
        "2 rows. Rows by table: cases 1, suspects 1. Its 2 marks of steps are deleted too."
        in outlook
    )
    assert marked(records) == ["k7", "m2", "undone-long-ago"]
    ended = run(capsys, *asked, "--yes")
    assert "2 rows were deleted. Its 2 marks of steps are deleted too." in ended.out
    assert "the next import brings the case back" in ended.out
    assert marked(records) == ["m2"]
    assert row_counts(records, ["cases"]) == {"cases": 1}
    assert "k7" not in run(capsys, "--database", records, "batches").out


def test_an_erasure_that_was_killed_before_the_marks_went_is_finished_by_asking_again(
    records: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--database", records, "erase", "--case", "k7", *REASON, "--yes")
    run(capsys, *asked)
    mark(records, "k7")
    assert run(capsys, *asked).code == 1
    assert marked(records) == []


def test_nothing_is_erased_while_the_marks_cannot_be_read(
    records: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(f"{records}.marks.json").write_text("k7")
    ended = run(capsys, "--database", records, "erase", "1", *REASON, "--yes")
    assert ended.code == 1
    assert "file of marks" in ended.err
    assert row_counts(records, ["cases"]) == {"cases": 2}
