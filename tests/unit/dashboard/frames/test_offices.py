"""Offices: the funnel, and readings beside all of them."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard.frames import chart_rows, peer_comparison, tables
from dashboard.frames import offices as frames_offices
from dashboard.frames.peer_comparison import ComparisonResult
from dashboard.query_params import Choice
from metrics import catalogue
from metrics.statistics.comparison import funnel_limits
from tests.unit.dashboard.result_rows import NONE_HAPPENED, frame, happened, row
from tests.unit.metrics.statistics.samples import wilson

ADJUSTED = "Adjusted for size (95% interval)"
EVEN = tuple((10, 30) for _ in range(10))


def offices(*of: tuple[int, int]) -> pd.DataFrame:
    """Offices of yes in n as `places.by_group` returns them, named A, B, ..."""
    rows = [
        row("N01", "QVE", office=chr(ord("A") + position), **share(yes, n))
        | ({"status": "too_few"} if n < 10 else {})
        for position, (yes, n) in enumerate(of)
    ]
    names = {row["office"]: f"Office {row['office']}" for row in rows}
    return chart_rows.rows_by_group(frame(*rows), "office", names)


def share(yes: int, n: int) -> dict[str, float]:
    low, high = wilson(yes, n)
    known = {"numerator": yes, "denominator": n, "value": yes / n, "cases": n}
    return known | {"low": float(low), "high": float(high)}


def whole(of: pd.DataFrame) -> float:
    return float(of["numerator"].sum() / of["denominator"].sum())


def drawn(of: pd.DataFrame) -> frames_offices.Funnel:
    return frames_offices.build_funnel(of, whole(of))


def with_unknown(of: pd.DataFrame) -> pd.DataFrame:
    nowhere = row("N01", "QVE", office="unknown", numerator=4, denominator=12)
    rows = pd.concat([of[[*nowhere]], frame(nowhere)], ignore_index=True)
    return chart_rows.rows_by_group(rows, "office", {})


def test_eight_offices_with_enough_units_are_a_funnel() -> None:
    assert frames_offices.has_enough_offices(offices(*EVEN[:8]))
    # Too few units, or no office at all, do not make up the eighth.
    for seven in (offices(*EVEN[:7], (1, 4)), with_unknown(offices(*EVEN[:7]))):
        assert not frames_offices.has_enough_offices(seven)


def test_limits_are_those_of_the_statistics_around_the_whole() -> None:
    of = offices(*EVEN)
    found = drawn(of)
    assert found.centre == pytest.approx(1 / 3)
    last = found.limits.iloc[-1]
    lines = funnel_limits(1 / 3, 30)
    assert last["size"] == 30
    assert last[list(lines._fields[1:])].to_numpy(float) == pytest.approx(list(lines[1:]))
    assert (found.limits["centre"] == found.centre).all()
    assert drawn(offices(*EVEN, (30, 90))).limits["size"].min() >= 30


def test_an_office_outside_is_marked_in_shape_colour_and_words() -> None:
    found = drawn(offices(*[(16, 50)] * 11, (42, 50)))
    last = found.offices.iloc[-1]
    assert (last["standing"], last["role"]) == ("far_above", "outside")
    assert last["marked"] == "Office L, above the 99.8% limit"
    assert set(found.offices["standing"][:-1]) == {"inside"}
    assert set(found.offices["role"][:-1]) == {"other"}


def test_offices_no_more_apart_than_by_chance_leave_the_limits_as_they_are() -> None:
    of = offices(*EVEN)
    checked, outside = frames_offices.funnel_sentences(drawn(of), of)
    assert checked == (
        "The offices differ no more than random variation explains (chi-square test, φ = 0.0)."
    )
    assert outside == "No office is outside the limits."
    for yes in (0, 30):
        assert set(drawn(offices(*[(yes, 30)] * 10)).offices["standing"]) == {"inside"}


def test_over_dispersed_offices_widen_the_limits_and_say_by_how_much() -> None:
    of = offices(*[(20, 100), (40, 100), (60, 100), (80, 100)] * 3)
    found = drawn(of)
    assert found.limits.iloc[-1]["high95"] > funnel_limits(found.centre, 100).high95
    [checked, *_] = frames_offices.funnel_sentences(found, of)
    assert checked.startswith("The offices differ more than random variation explains, by about ")
    assert checked.endswith(
        f" (chi-square test, p < 0.05, φ = {found.found.phi:.1f}, τ² = {found.found.tau2:.4f})."
    )


def test_nothing_is_marked_where_the_check_cannot_be_made() -> None:
    of = offices(*[(16, 50)] * 7, (48, 50))
    found = drawn(of)
    assert found.found.is_over_dispersed is None
    assert set(found.offices["standing"]) == {"unjudged"}
    assert set(found.offices["role"]) == {"other"}
    assert set(found.offices["marked"]) == {""}
    assert frames_offices.funnel_sentences(found, of)[0] == (
        "At least 10 offices are needed to test whether they differ by more than random"
        " variation, so none is marked."
    )


def test_offices_with_too_few_are_listed_by_the_reason_and_never_drawn() -> None:
    of = offices(*EVEN, (2, 7), (1, 3))
    assert len(drawn(of).offices) == 10
    said = frames_offices.funnel_sentences(drawn(of), of)[-1]
    assert said == "Too few cases: Office K, Office L."


def test_units_without_an_office_are_counted_in_words_and_not_drawn() -> None:
    of = with_unknown(offices(*EVEN))
    found = drawn(of)
    assert len(found.offices) == 10
    said = frames_offices.funnel_sentences(found, of)[-1]
    assert said == "Without an office, and not drawn: 17."
    # A protected number is its sign.
    of.loc[of["group"] == "unknown", ["status", "glyph", "value"]] = ["protected", "<10", None]
    said = frames_offices.funnel_sentences(drawn(of), of)[-1]
    assert said == "Without an office, and not drawn: <10."


@pytest.mark.parametrize("label", ["", "Office"])
def test_the_table_has_shrunk_values_and_standing_beside_the_crude_ones(label: str) -> None:
    of = offices(*[(16, 50)] * 10, (42, 50), (2, 7))
    # Offices of one name keep their own values.
    of["label"] = label or of["label"]
    written = frames_offices.add_funnel_columns(drawn(of), of, tables.rows_table(of, "Office"))
    high, few = written.iloc[-2], written.iloc[-1]
    assert high["Value"] == "84%"
    assert high["Position in the funnel"] == "above the 99.8% limit"
    towards = int(high[ADJUSTED].partition("%")[0])
    assert 36 < towards < 84
    assert (few[ADJUSTED], few["Position in the funnel"]) == ("", "not drawn")


CHOICE = Choice("XAA", 2018, 2024)
N01 = catalogue.CATALOGUE["N01"]
NAMES = {"O1": "Arlen", "O2": "Vessik", "O3": "Dorn", "unknown": "Not recorded"}
# Drawn at 95% it clears the value of all, one half; at 99% it does not.
NARROW = {"low": 0.51, "high": 0.7, "verdict_low": 0.48, "verdict_high": 0.74}
ABOVE = {"low": 0.55, "high": 0.7, "verdict_low": 0.52, "verdict_high": 0.74}


def rows(*offices: dict[str, Any], value: float = 0.5) -> frames_offices.Rows:
    """Offices, and all of them together with a value."""
    return frames_offices.Rows(frame(*offices), frame(row("N01", "XAA", value=value)))


def office(name: str, **changed: Any) -> dict[str, Any]:
    return row("N01", "XAA", office=name, **changed)


def compared(
    of: frames_offices.Rows, happened: pd.DataFrame = NONE_HAPPENED, **later: frames_offices.Rows
) -> dict[str, peer_comparison.Compared]:
    asked = []

    def rows_of(span: peer_comparison.Years) -> frames_offices.Rows:
        asked.append(span)
        return later["later"]

    found = frames_offices.compare_with_whole(of, N01, CHOICE, happened=happened, rows_of=rows_of)
    # However many offices there are, the part after a break is asked for once.
    assert len(asked) <= 1
    return found


def test_an_office_differs_from_all_of_them_only_by_its_99_percent_limits() -> None:
    found = compared(rows(office("O1", **ABOVE), office("O2", **NARROW), office("unknown")))
    assert {name: one.reading for name, one in found.items()} == {
        "O1": ComparisonResult.BETTER,
        "O2": ComparisonResult.NO_CLEAR_DIFFERENCE,
    }
    assert frames_offices.comparison_sentences(found, NAMES) == [
        "Better than all offices together: Arlen.",
        "1 office shows no clear difference from all offices together.",
    ]
    assert frames_offices.comparison_cells(found, list(NAMES)) == [
        *("▲ Better than all offices together", "● No clear difference", "", ""),
    ]


def test_an_office_without_a_value_or_beside_none_is_not_read() -> None:
    assert compared(rows(office("O1", status="too_few", value=None)))["O1"].reading is None
    at_none = compared(rows(office("O1", **ABOVE), value=0.0))
    assert at_none["O1"].reading is None
    assert frames_offices.comparison_sentences(at_none, NAMES) == []


def test_offices_are_not_read_across_a_break_of_their_jurisdiction() -> None:
    broken = happened(("XAA", date(2023, 1, 1), "Reform", True))
    found = compared(rows(office("O1", **ABOVE)), broken, later=rows(office("O1", **ABOVE)))
    assert (found["O1"].reading, found["O1"].years) == (None, None)
    assert frames_offices.comparison_sentences(found, NAMES) == [
        "Not compared: break in series in 2023."
    ]
    early = broken.assign(on=date(2021, 1, 1))
    found = compared(rows(office("O1", **ABOVE)), early, later=rows(office("O1", **ABOVE)))
    assert (found["O1"].reading, found["O1"].years) == (ComparisonResult.BETTER, (2021, 2024))
