"""A dry run says what would be stored and what would move, and leaves all as it was."""

import json
from pathlib import Path

import pytest

from schemas.store import database
from tests.command_line import run
from tests.submissions import CASES, row_counts, write

pytestmark = pytest.mark.soak

CHANGED = CASES.replace("2023-03-04", "2023-03-05")
MORE = "z5,charged_as_trafficking,no,2024-01-01\n"


@pytest.fixture
def at(filled_url: str) -> tuple[str, str]:
    """The option that names a database with one small submission."""
    return ("--database", filled_url)


@pytest.mark.usefixtures("few_measures")
def test_rows_are_told_by_what_would_become_of_them(
    capsys: pytest.CaptureFixture[str], at: tuple[str, str], tmp_path: Path
) -> None:
    version = database.data_version(at[1])
    folder = write(tmp_path / "later", cases=CHANGED + MORE)
    outcome = run(capsys, *at, "import", str(folder), "--dry-run", "--updates")
    assert outcome.code == 0
    said = outcome.out.splitlines()
    assert said[0].startswith("later: can be stored. Nothing was stored yet. 3 rows were read")
    assert said[0].endswith("It replaces 1 row (import 1).")
    told = dict(zip(said[1].split(), said[2].split(), strict=True))
    counts = {"new": "1", "changed": "1", "unchanged": "1", "rejected": "0", "removed": "0"}
    assert told == {"table": "cases", "read": "3"} | counts
    assert "  Results that would change:" in said
    assert any(line.startswith("    C01 ") and "before: 2; after: 3" in line for line in said), said
    assert database.data_version(at[1]) == version


@pytest.mark.usefixtures("few_measures")
def test_what_is_refused_is_said_and_nothing_is_compared(
    capsys: pytest.CaptureFixture[str], at: tuple[str, str], tmp_path: Path
) -> None:
    folder = write(tmp_path / "later", cases=CHANGED)
    outcome = run(capsys, *at, "import", str(folder), "--dry-run")
    assert outcome.code == 1
    assert "supersedes = [1] in submission.toml or use --supersedes 1" in outcome.out
    assert "Results that would change" not in outcome.out


def test_json_has_all_moves_beside_the_receipt(
    capsys: pytest.CaptureFixture[str], at: tuple[str, str], tmp_path: Path
) -> None:
    folder = write(tmp_path / "later", cases=MORE.join(["case_id,scope,charged,opened_on\n", ""]))
    outcome = run(capsys, *at, "import", str(folder), "--dry-run", "--json")
    [receipt] = json.loads(outcome.out)
    assert (receipt["status"], receipt["jurisdiction"]) == ("checked", "XAA")
    moved = {(move["measure"], move["period"]) for move in receipt["moves"]}
    assert {("C01", "all"), ("C01", "2024")} <= moved
    assert len({measure for measure, _ in moved}) > 2
    assert receipt["reidentification"]["tables"][0]["table"] == "suspects"


@pytest.mark.usefixtures("nothing_counted")
def test_a_correction_is_stored_and_shown_among_the_batches(
    capsys: pytest.CaptureFixture[str], at: tuple[str, str], tmp_path: Path
) -> None:
    folder = write(tmp_path / "later", cases=CHANGED + MORE)
    stored = run(capsys, *at, "import", str(folder), "--updates")
    assert (stored.code, "(import 1)" in stored.out) == (0, True)
    first, second = run(capsys, *at, "batches").out.splitlines()[1:]
    assert "rows replaced by import 2: 1" in first
    assert "replaced rows of import 1: 1" in second
    listed = json.loads(run(capsys, *at, "batches", "--json").out)
    assert listed[1]["tables"][0]["changed"] == 1
    assert listed[0]["corrections"] == listed[1]["corrections"]
    undone = run(capsys, *at, "batches", "undo", "2")
    assert undone.out == "Import 2 (later) is undone. 2 rows were removed. 1 row was restored.\n"
    assert row_counts(at[1], ["cases"]) == {"cases": 2}


@pytest.mark.usefixtures("few_measures")
def test_an_undo_may_be_tried_too(capsys: pytest.CaptureFixture[str], at: tuple[str, str]) -> None:
    version = database.data_version(at[1])
    outcome = run(capsys, *at, "batches", "undo", "1", "--dry-run")
    assert outcome.code == 0
    assert "would remove 3 rows. Nothing was changed" in outcome.out
    assert "  Results that would change:" in outcome.out
    assert database.data_version(at[1]) == version
