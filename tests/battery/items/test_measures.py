"""Items 71-73: what the measures say where little is known, nothing counts, or much is pending."""

import json
from pathlib import Path

import pytest

from dashboard import words
from tests.battery import ways
from tests.battery.ways import Send, either_way
from tests.command_line import run
from tests.submissions import write

Row = dict[str, object]


def suspects(**outcomes: int) -> dict[str, str]:
    """A case for each person charged with trafficking, with this many of each outcome.

    Decided where the outcome is final.
    """
    decided = {"pending": "", "unknown": ""}
    people = [outcome for outcome, number in outcomes.items() for _ in range(number)]
    cases = [f"k{at},charged_as_trafficking" for at, _ in enumerate(people)]
    rows = [
        f"k{at},p{at},natural,yes,2023-01-10,{decided.get(outcome, '2023-05-01')},{outcome}"
        for at, outcome in enumerate(people)
    ]
    header = "case_id,person_id,kind,charged,charged_on,decided_on,outcome"
    charges = [f"c{at},k{at},p{at},trafficking" for at, _ in enumerate(people)]
    return {
        "cases": "\n".join(("case_id,scope", *cases, "")),
        "suspects": "\n".join((header, *rows, "")),
        "charges": "\n".join(("charge_id,case_id,person_id,offence", *charges, "")),
    }


def measured(capsys: pytest.CaptureFixture[str], url: str, *measures: str) -> dict[str, Row]:
    """The row of each measure."""
    said = run(capsys, "--database", url, "measures", *measures, "--format", "json").out
    return {row["measure"]: row for row in json.loads(said)}


@either_way
def test_item_71_with_more_than_30_percent_unknown_a_measure_is_a_range_and_no_value(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, send: Send
) -> None:
    url = str(tmp_path / "records.duckdb")
    path = write(tmp_path / "spring", **suspects(convicted_trafficking=6, acquitted=6, unknown=8))
    assert send(url, path, ()).status == "stored"
    row = measured(capsys, url, "P02")["P02"]
    assert (row["status"], row["numerator"], row["unknown"]) == ("bounds_only", 6, 8)
    assert (row["bound_low"], row["bound_high"]) == (0.3, 0.7)
    assert words.value(row) == "30% to 70% possible"
    assert words.ABSENCES["bounds_only"].words == "Not enough data"


@either_way
def test_item_72_of_nothing_a_share_is_neither_0_nor_100(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, send: Send
) -> None:
    url = str(tmp_path / "records.duckdb")
    assert send(url, write(tmp_path / "spring", **suspects(pending=3)), ()).status == "stored"
    for row in measured(capsys, url, "P02", "P02b", "R02").values():
        assert row["value"] is None
        assert row["numerator"] in {0, None}
        assert row["denominator"] in {0, None}
        assert words.value(row) in {"no cases", "—"}


@either_way
def test_item_73_pending_persons_are_in_neither_conviction_rate(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, send: Send
) -> None:
    url = str(tmp_path / "records.duckdb")
    outcomes = {"convicted_trafficking": 6, "convicted_other": 3, "acquitted": 2, "discontinued": 1}
    path = write(tmp_path / "spring", **suspects(**outcomes, pending=30))
    assert send(url, path, ()).status == "stored"
    rows = measured(capsys, url, "P02", "P02b")
    parts = {name: (row["numerator"], row["denominator"]) for name, row in rows.items()}
    # Convicted of trafficking, and of anything, of those whose proceedings have ended.
    assert parts == {"P02": (6, 12), "P02b": (9, 12)}
    assert {row["unknown"] for row in rows.values()} == {0}
    assert ways.held(url).rows["suspects"].height == 42
