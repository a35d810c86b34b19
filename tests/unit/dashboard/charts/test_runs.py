"""Run charts: joined within a stretch, medians as steps, marks as hairlines, signs apart."""

from typing import Any

import pandas as pd
import pytest

from dashboard import charts
from tests.unit.dashboard import chart_rows
from tests.unit.dashboard.chart_rows import SHOWN, TOO_FEW, UNKNOWN

NO_MEDIAN, NO_MARK = chart_rows.medians(), chart_rows.marks()
DURATION = (0.54, 0.47, 0.61, None, None, "ok", "54 days", "", "54 days")


def drawn(
    *values: tuple[object, ...],
    medians: pd.DataFrame = NO_MEDIAN,
    marks: pd.DataFrame = NO_MARK,
    axis: charts.ValueAxis = charts.SHARE,
) -> dict[str, Any]:
    return charts.run_chart(chart_rows.in_stretch(*values), medians, marks, axis=axis).to_dict()


def test_the_interval_is_drawn_wherever_the_value_is() -> None:
    bands = chart_rows.layers_of(drawn(SHOWN), "band")
    assert [band["encoding"]["y"]["field"] for band in bands] == ["low", "low"]
    assert [band["encoding"]["y2"]["field"] for band in bands] == ["high", "high"]
    # A year alone has no area, so a rule takes its place.
    assert [band["mark"]["type"] for band in bands] == ["area", "bar"]


def test_lines_and_bands_are_joined_within_a_stretch_only() -> None:
    specification = drawn(SHOWN, SHOWN)
    [line] = chart_rows.layers_of(specification, "own-line")
    area, alone = chart_rows.layers_of(specification, "band")
    assert line["encoding"]["detail"]["field"] == "stretch"
    assert area["encoding"]["detail"]["field"] == "stretch"
    assert alone["transform"][0]["groupby"] == ["stretch"]


def test_no_median_means_no_line() -> None:
    assert chart_rows.layers_of(drawn(SHOWN), "middle") == []


def test_a_year_without_a_value_is_a_sign_and_those_in_a_row_share_one() -> None:
    specification = drawn(TOO_FEW, TOO_FEW, SHOWN, UNKNOWN)
    signs = chart_rows.layers_of(specification, "glyph")
    shown = [row for layer in signs for row in specification["datasets"][layer["data"]["name"]]]
    assert [(row["glyph"], row["at"], row["years"]) for row in shown] == [
        ("?", 2021.5, 1),
        ("<10", 2019.0, 2),
    ]
    assert shown[1]["says"] == "2018 Too few cases: 3 of 7; 2019 Too few cases: 3 of 7"


def test_a_year_with_too_much_unknown_has_its_bounds() -> None:
    [bounds] = chart_rows.layers_of(drawn(SHOWN, UNKNOWN), "bounds")
    assert bounds["encoding"]["y"]["field"] == "bound_low"
    assert bounds["encoding"]["y2"]["field"] == "bound_high"


def test_durations_have_a_title_and_an_open_scale() -> None:
    specification = drawn(DURATION, axis=charts.MONTHS)
    assert {"months"} == {
        one["title"]
        for channel, one in chart_rows.encodings(specification)
        if channel == "y" and one.get("field") == "value"
    }
    stated = [domain for domain in chart_rows.domains(specification, "y") if domain]
    assert all(domain == [0, 0.61] for domain in stated)


def test_durations_without_any_value_keep_a_scale() -> None:
    specification = drawn(TOO_FEW, TOO_FEW, axis=charts.MONTHS)
    assert [0, 1] in chart_rows.domains(specification, "y")
    assert chart_rows.layers_of(specification, "glyph")


@pytest.mark.parametrize("value", [0.0, 12.0])
def test_bars_start_at_zero_and_the_last_is_the_accent(value: float) -> None:
    years = chart_rows.in_stretch(SHOWN, SHOWN).assign(value=value, number="12")
    specification = charts.counts_chart(years, NO_MEDIAN, NO_MARK).to_dict()
    bars = [one for one in specification["layer"] if one["mark"]["type"] == "bar"]
    assert [one["mark"]["style"] for one in bars] == ["pale", "own"]
    assert chart_rows.filters(bars[1]) == ["(datum.period === '2019')"]
    assert all(one["encoding"]["y"]["scale"]["domain"] == [0, value or 1] for one in bars)
    assert all(one["encoding"]["y2"] == {"datum": 0} for one in bars)


def test_a_year_that_is_not_over_is_an_outline_and_says_how_far_it_goes() -> None:
    years = chart_rows.in_stretch(SHOWN, SHOWN, SHOWN).assign(running=["", "", "to 30 June"])
    specification = charts.counts_chart(years, NO_MEDIAN, NO_MARK).to_dict()
    dashed = [one for one in specification["layer"] if "strokeDash" in one["mark"]]
    assert [one["mark"]["filled"] for one in dashed] == [False]
    texts = [one["encoding"].get("text", {}).get("field") for one in specification["layer"]]
    assert "until" in texts
    # The accent is the last whole year's.
    [accent] = [
        one
        for one in specification["layer"]
        if one["mark"]["type"] == "bar" and one["mark"].get("style") == "own" and one not in dashed
    ]
    assert any("2019" in str(of) for of in chart_rows.filters(accent))
    # A text has one place: a browser warns of a second, and leaves it out.
    words = [one["encoding"] for one in specification["layer"] if one["mark"]["type"] == "text"]
    assert not any({"x2", "y2"} & of.keys() for of in words)


def test_a_year_that_is_not_over_and_has_none_leaves_the_accent_to_the_last_whole_one() -> None:
    years = chart_rows.in_stretch(SHOWN, SHOWN, TOO_FEW).assign(running=["", "", "to 30 June"])
    specification = charts.counts_chart(years, NO_MEDIAN, NO_MARK).to_dict()
    [accent] = [one for one in specification["layer"] if one["mark"].get("style") == "own"]
    assert chart_rows.filters(accent) == ["(datum.period === '2019')"]
    # How far it goes stands above its sign.
    texts = [one["encoding"].get("text", {}).get("field") for one in specification["layer"]]
    assert "lines" in texts
    # An outline of nothing would be an image without a name.
    assert not [one for one in specification["layer"] if "strokeDash" in one["mark"]]
    assert not rings(charts.run_chart(years, NO_MEDIAN, NO_MARK, axis=charts.SHARE).to_dict())


def test_a_point_of_a_year_that_is_not_over_is_a_ring() -> None:
    whole = chart_rows.in_stretch(SHOWN, SHOWN)
    assert not rings(charts.run_chart(whole, NO_MEDIAN, NO_MARK, axis=charts.SHARE).to_dict())
    years = whole.assign(running=["", "to 30 June"])
    for chart in (
        charts.run_chart(years, NO_MEDIAN, NO_MARK, axis=charts.SHARE),
        charts.small_panel(years, axis=charts.SHARE),
    ):
        [ring] = rings(chart.to_dict())
        assert "datum.running" in chart_rows.filters(ring)[0]


def rings(specification: chart_rows.Specification) -> list[dict[str, Any]]:
    return [
        one
        for one in specification["layer"]
        if one["mark"]["type"] == "point" and "strokeDash" in one["mark"]
    ]
