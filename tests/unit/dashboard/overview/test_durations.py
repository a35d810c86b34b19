"""How long cases took, by form and year: what is drawn, in which unit, and what is never shown."""

import pandas as pd
import pytest

from dashboard.overview.frames import durations
from tests.unit.dashboard.result_rows import frame, row

DAYS = {"value": 365.25, "quartile_1": 182.625, "quartile_3": 730.5}


def judged(form: str, year: int, **other: object) -> dict[str, object]:
    """A year's median of one form: a year, and half of them between a half and two years."""
    own = {"kind": "Median", "form": form, "period": str(year), "low": 300.0, "high": 400.0}
    return row("P05j", "XAA", **own) | DAYS | {"stretch": "0"} | other


def too_few(form: str, year: int) -> dict[str, object]:
    return judged(form, year, status="too_few", denominator=3.0, value=None)


def test_median_and_middle_half_are_in_days_and_said_so() -> None:
    [year] = durations.with_halves(frame(judged("servitude", 2020))).to_dict("records")
    assert (year["value"], year["low"], year["high"]) == pytest.approx((365.25, 182.625, 730.5))
    assert year["says"].replace("\u00a0", " ") == "365 days, half of them 183–730"
    assert year["number"] == "365"


def test_a_year_of_too_few_shows_neither_median_nor_half() -> None:
    years = durations.with_halves(frame(too_few("servitude", 2020)))
    [year] = years.to_dict("records")
    assert pd.isna([year["value"], year["low"], year["high"]]).all()
    assert (year["number"], "days" in year["says"]) == ("", False)
    rows = frame(too_few("servitude", 2020), judged("unknown", 2019))
    names = {"servitude": "Servitude"}
    [line] = durations.table(durations.every_form(rows, names), names).to_dict("records")
    assert (line["Form of exploitation"], line["Year"]) == ("Servitude", "2020")
    assert (line["Median"], line["Middle half"], line["Persons judged"]) == ("", "", "3")
    assert line["Status"]


def test_forms_with_most_years_to_show_come_first_and_what_is_no_form_is_none() -> None:
    rows = frame(
        *(judged("mixed", year, denominator=500.0) for year in (2019, 2020, 2021)),
        judged("servitude", 2021, denominator=400.0),
        *(judged("forced_labour", year, denominator=20.0) for year in (2020, 2021)),
        *(judged("forced_begging", year, denominator=30.0) for year in (2020, 2021)),
        *(too_few("organ_removal", year) for year in (2019, 2020, 2021)),
    )
    assert durations.told(rows, 3) == ["forced_begging", "forced_labour", "servitude"]
    assert durations.told(rows.iloc[:0], 3) == []
