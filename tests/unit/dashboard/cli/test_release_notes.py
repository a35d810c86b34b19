"""`release note` and `release differences`: text stays text, and each note is an act."""

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest

from schemas.store import audit
from tests.command_line import Outcome, run
from tests.unit.metrics.release.small import content, published

HOSTILE = "=1+1 <script>alert(1)</script> *bold* [a](b)"
ON = ("--jurisdiction", "QMA", "--measure", "N01", "--period", "2020", "--role", "ministry")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    published(tmp_path, content({"value": 0.4}), content({"value": 0.5}))
    return tmp_path


def asked(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> Outcome:
    return run(capsys, "--database", str(home / "r.duckdb"), "release", *words)


def test_hostile_text_is_shown_as_text(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert asked(capsys, home, "note", "add", *ON, HOSTILE).code == 0
    shown = asked(capsys, home, "show", "N01").out
    assert "Note on N01, QMA, 2020. Ministry, " in shown
    assert shown.rstrip().endswith(HOSTILE)
    assert HOSTILE in asked(capsys, home, "note", "list").out
    [as_json] = json.loads(asked(capsys, home, "note", "list", "--format", "json").out)
    assert as_json["text"] == HOSTILE
    as_csv = asked(capsys, home, "note", "list", "--format", "csv").out
    [line] = csv.DictReader(io.StringIO(as_csv))
    assert line["text"] == f"'{HOSTILE}"


def test_a_note_is_an_act_and_its_words_are_not_in_the_log(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    url = str(home / "r.duckdb")
    asked(capsys, home, "note", "add", *ON, "Counted by one court.")
    refused = asked(capsys, home, "note", "add", *ON, "Ask ana@example.org")
    assert (refused.code, "an e-mail address" in refused.err) == (1, True)
    assert asked(capsys, home, "note", "remove", "1").code == 0
    outcomes = ["begun", "done", "begun", "done"]
    assert [entry.outcome for entry in audit.entries_of(url)] == outcomes
    log = b"".join(audit.log_lines(url)).decode()
    assert not [word for word in ("court", "ana", "example") if word in log]
    listed = asked(capsys, home, "note", "list").out
    assert "Counted" not in listed
    assert "Note on" not in asked(capsys, home, "show", "N01").out


def test_no_note_is_added_that_cannot_be_written_down(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    (home / "r.duckdb.audit.jsonl").mkdir()
    assert asked(capsys, home, "note", "add", *ON, "Counted by one court.").code == 3
    assert "There are no notes." in asked(capsys, home, "note", "list").out


def test_differences_are_printed_before_and_after(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    table = asked(capsys, home, "differences", "1", "2").out
    assert table.splitlines()[-1].split() == ["N01", "QMA", "2020", "value", "0.4", "0.5"]
    [line] = json.loads(asked(capsys, home, "differences", "1", "2", "--format", "json").out)
    assert (line["what"], line["before"], line["after"]) == ("value", "0.4", "0.5")
    assert (
        "has the same figures and rules as release 1"
        in asked(capsys, home, "differences", "1", "1").out
    )
    nothing = asked(capsys, home, "differences", "1", "7")
    assert (nothing.code, "Release 7 is not shown" in nothing.err) == (1, True)


def test_changed_rules_are_among_the_differences(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    releases = [
        content({"value": 0.4})._replace(
            context=pl.DataFrame(
                {"jurisdiction": "QMA", "subject": "charge_counted_at", "value": said}
            )
        )
        for said in ("indictment", "court_registration")
    ]
    published(tmp_path, *releases)
    [line] = json.loads(asked(capsys, tmp_path, "differences", "1", "2", "--format", "json").out)
    assert (line["jurisdiction"], line["measure"], line["what"], line["before"], line["after"]) == (
        *("QMA", "", "charge_counted_at", "indictment", "court_registration"),
    )


def test_a_withdrawn_release_is_not_told_of(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert asked(capsys, home, "withdraw", "1", "--because", "a wrong year").code == 0
    assert asked(capsys, home, "differences", "1", "2").code == 1
