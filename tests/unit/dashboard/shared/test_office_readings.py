"""Offices beside all of them together: read by 99 %, and never across a break."""

from datetime import date
from typing import Any

import pandas as pd

from dashboard.query_params import Choice
from dashboard.shared import office_readings, peer_comparison
from dashboard.shared.frames import events
from dashboard.shared.peer_comparison import Reading
from metrics import catalogue
from tests.unit.dashboard.result_rows import frame, row

CHOICE = Choice("XAA", 2018, 2024)
N01 = catalogue.CATALOGUE["N01"]
NAMES = {"O1": "Arlen", "O2": "Vessik", "O3": "Dorn", "unknown": "Not recorded"}
NONE_HAPPENED = pd.DataFrame(columns=list(events.COLUMNS))
# Drawn at 95 % it clears the value of all, one half; at 99 % it does not.
NARROW = {"low": 0.51, "high": 0.7, "verdict_low": 0.48, "verdict_high": 0.74}
ABOVE = {"low": 0.55, "high": 0.7, "verdict_low": 0.52, "verdict_high": 0.74}


def rows(*offices: dict[str, Any], value: float = 0.5) -> office_readings.Rows:
    """Offices, and all of them together with a value."""
    return office_readings.Rows(frame(*offices), frame(row("N01", "XAA", value=value)))


def office(name: str, **changed: Any) -> dict[str, Any]:
    return row("N01", "XAA", office=name, **changed)


def compared(
    of: office_readings.Rows, happened: pd.DataFrame = NONE_HAPPENED, **later: office_readings.Rows
) -> dict[str, peer_comparison.Compared]:
    asked = []

    def rows_of(span: peer_comparison.Years) -> office_readings.Rows:
        asked.append(span)
        return later["later"]

    found = office_readings.compare_with_whole(of, N01, CHOICE, happened=happened, rows_of=rows_of)
    # However many offices there are, the part after a break is asked for once.
    assert len(asked) <= 1
    return found


def test_an_office_differs_from_all_of_them_only_by_its_99_percent_limits() -> None:
    found = compared(rows(office("O1", **ABOVE), office("O2", **NARROW), office("unknown")))
    assert {name: one.reading for name, one in found.items()} == {
        "O1": Reading.BETTER,
        "O2": Reading.NO_CLEAR_DIFFERENCE,
    }
    assert office_readings.write_sentences(found, NAMES) == [
        "Better than all offices together: Arlen.",
        "No clear difference from all offices together: 1 office.",
    ]
    assert office_readings.write_cells(found, list(NAMES)) == [
        *("▲ Better than all offices together", "● No clear difference", "", ""),
    ]


def test_an_office_without_a_value_or_beside_none_is_not_read() -> None:
    few = office("O1", status="too_few", value=None)
    assert compared(rows(few))["O1"].reading is None
    at_none = compared(rows(office("O1", **ABOVE), value=0.0))
    assert at_none["O1"].reading is None
    assert office_readings.write_sentences(at_none, NAMES) == []


def test_offices_are_not_read_across_a_break_of_their_jurisdiction() -> None:
    reform = ("XAA", date(2023, 1, 1), "Reform", "Gazette", True)
    broken = pd.DataFrame([reform], columns=list(events.COLUMNS))
    found = compared(rows(office("O1", **ABOVE)), broken, later=rows(office("O1", **ABOVE)))
    assert (found["O1"].reading, found["O1"].years) == (None, None)
    assert office_readings.write_sentences(found, NAMES) == ["Not compared across 2023."]
    early = broken.assign(on=date(2021, 1, 1))
    found = compared(rows(office("O1", **ABOVE)), early, later=rows(office("O1", **ABOVE)))
    assert (found["O1"].reading, found["O1"].years) == (Reading.BETTER, (2021, 2024))
