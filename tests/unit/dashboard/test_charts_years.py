"""Charts over years: intervals, statuses as marks, the run chart's median."""

import pandas as pd

from dashboard import charts
from tests.unit.dashboard import chart_rows
from tests.unit.dashboard.chart_rows import SHOWN, TOO_FEW, UNKNOWN


def test_a_trend_has_its_years_and_the_whole_scale_in_every_layer() -> None:
    specification = charts.trend(chart_rows.by_year(SHOWN, TOO_FEW), axis=charts.SHARE).to_dict()
    years = [one for one in chart_rows.domains(specification, "x") if one]
    assert years
    assert all(one == ["2018", "2019"] for one in years)
    assert [0.0, 1.0] in chart_rows.domains(specification, "y")


def test_a_trend_draws_the_interval_wherever_it_draws_the_value() -> None:
    specification = charts.trend(chart_rows.by_year(SHOWN), axis=charts.SHARE).to_dict()
    bands = [layer for layer in specification["layer"] if layer["mark"].get("style") == "band"]
    assert [band["encoding"]["y"]["field"] for band in bands] == ["low", "low"]
    assert [band["encoding"]["y2"]["field"] for band in bands] == ["high", "high"]
    # A year alone has no area, so a rule takes its place.
    assert [band["mark"]["type"] for band in bands] == ["area", "rule"]


def test_a_year_without_a_value_is_a_glyph() -> None:
    specification = charts.trend(chart_rows.by_year(SHOWN, TOO_FEW), axis=charts.SHARE).to_dict()
    glyphs = [layer for layer in specification["layer"] if layer["mark"].get("style") == "glyph"]
    assert [glyph["encoding"]["text"]["field"] for glyph in glyphs] == ["glyph"]
    assert chart_rows.filters(glyphs[0]) == ["!isValid(datum.value)"]


def test_a_year_with_too_much_unknown_has_its_bounds() -> None:
    specification = charts.trend(chart_rows.by_year(SHOWN, UNKNOWN), axis=charts.SHARE).to_dict()
    (bounds,) = [one for one in specification["layer"] if one["mark"].get("style") == "bounds"]
    assert bounds["encoding"]["y"]["field"] == "bound_low"
    assert bounds["encoding"]["y2"]["field"] == "bound_high"


def test_the_run_chart_has_a_median_from_five_years_on() -> None:
    specification = charts.trend(chart_rows.by_year(*[SHOWN] * 5), axis=charts.SHARE).to_dict()
    (median,) = [one for one in specification["layer"] if one["mark"].get("style") == "middle"]
    assert "(datum.shown >= 5)" in chart_rows.filters(median)


def test_the_last_year_with_a_value_is_labelled_directly() -> None:
    rows = chart_rows.by_year(SHOWN, SHOWN, TOO_FEW)
    specification = charts.trend(rows, axis=charts.SHARE).to_dict()
    (label,) = [one for one in specification["layer"] if one["mark"].get("style") == "value"]
    assert chart_rows.filters(label) == ["(datum.period === '2019')"]


def test_a_trend_without_any_value_can_be_drawn() -> None:
    rows = chart_rows.by_year(TOO_FEW, TOO_FEW)
    specification = charts.trend(rows, axis=charts.SHARE).to_dict()
    assert len(specification["layer"]) == len(
        charts.trend(chart_rows.by_year(SHOWN), axis=charts.SHARE).to_dict()["layer"]
    )


def test_durations_have_a_title_and_an_open_scale() -> None:
    specification = charts.trend(chart_rows.by_year(SHOWN), axis=charts.MONTHS).to_dict()
    assert {"months"} == {
        one["title"]
        for channel, one in chart_rows.encodings(specification)
        if channel == "y" and one.get("field") == "value"
    }
    stated = [domain for domain in chart_rows.domains(specification, "y") if domain]
    assert all(domain == [0, 0.61] for domain in stated)


def test_durations_without_any_value_keep_a_scale() -> None:
    specification = charts.trend(chart_rows.by_year(TOO_FEW), axis=charts.MONTHS).to_dict()
    assert [0, 1] in chart_rows.domains(specification, "y")


def test_small_panels_share_one_scale_whatever_they_hold() -> None:
    low = charts.reach(chart_rows.by_year(TOO_FEW), axis=charts.SHARE).to_dict()
    high = charts.reach(chart_rows.by_year(SHOWN), axis=charts.SHARE).to_dict()
    assert [0.0, 1.0] in chart_rows.domains(low, "y")
    assert chart_rows.domains(low, "y") == chart_rows.domains(high, "y")


def test_bars_start_at_zero_and_the_last_is_the_accent() -> None:
    rows = pd.DataFrame(
        [("2023", 40.0, "40", "", "40"), ("2024", 61.0, "61", "", "61")],
        columns=["period", "value", "label", "glyph", "says"],
    )
    specification = charts.counts(rows, title=None).to_dict()
    bars = [one for one in specification["layer"] if one["mark"]["type"] == "bar"]
    assert [one["mark"]["style"] for one in bars] == ["pale", "own"]
    assert chart_rows.filters(bars[1]) == ["(datum.period === '2024')"]
    assert all(one["encoding"]["y"]["scale"] == {"zero": True} for one in bars)
