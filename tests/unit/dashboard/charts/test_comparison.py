"""Charts with a row per jurisdiction or group."""

import math

import pandas as pd

from dashboard import charts
from tests.unit.dashboard import chart_rows
from tests.unit.dashboard.chart_rows import SHOWN, TOO_FEW, UNKNOWN

ROWS = chart_rows.by_label(Avaria=SHOWN, Northmark=TOO_FEW, Zembla=UNKNOWN)
BACKWARDS = chart_rows.by_label(Zembla=SHOWN, Avaria=SHOWN)


def test_places_stand_in_the_order_given_in_every_layer() -> None:
    specification = charts.interval_chart(BACKWARDS, axis=charts.SHARE).to_dict()
    assert {str(domain) for domain in chart_rows.domains(specification, "y")} == {
        "['Zembla', 'Avaria']"
    }


def test_a_status_stands_in_words_where_there_is_no_value() -> None:
    specification = charts.interval_chart(ROWS, axis=charts.SHARE).to_dict()
    words = [
        layer
        for layer in specification["layer"]
        if layer["mark"]["type"] == "text" and layer["encoding"]["text"]["field"] == "why"
    ]
    assert words
    assert all("!isValid(datum.value)" in chart_rows.filters(layer) for layer in words)


def test_a_breakdown_has_the_value_of_the_whole_as_a_line() -> None:
    specification = charts.interval_chart(ROWS, whole=0.5, axis=charts.SHARE).to_dict()
    whole = specification["layer"][0]
    assert (whole["mark"]["type"], whole["mark"]["style"]) == ("rule", "middle")
    assert whole["data"]["values"] == [{"value": 0.5}]
    assert whole["encoding"]["x"]["scale"]["domain"] == [0.0, 1.0]
    # Of a whole that is not shown there is no line.
    unshown = charts.interval_chart(ROWS, whole=None, axis=charts.SHARE).to_dict()
    assert not chart_rows.layers_of(unshown, "middle")


def test_only_words_and_marks_with_a_description_are_read_out() -> None:
    specification = charts.interval_chart(ROWS, axis=charts.SHARE).to_dict()
    for layer in specification["layer"]:
        read_out, mark = layer["mark"].get("aria", True), layer["mark"]
        # What lies under words is the same words.
        is_words = mark["type"] == "text" and "halo" not in mark["style"]
        assert read_out == (is_words or "description" in layer["encoding"])


def test_dots_that_are_not_there_are_not_read_out() -> None:
    nothing = ROWS.assign(value=None, low=None, high=None)
    specification = charts.interval_chart(nothing, axis=charts.SHARE).to_dict()
    assert [
        layer["mark"]["aria"]
        for layer in specification["layer"]
        if "description" in layer["encoding"]
    ] == [False]


def test_who_counts_otherwise_is_a_ring_and_the_median_a_line() -> None:
    rows = ROWS.assign(alike=False, before=0.4, before_says="40%")
    specification = charts.jurisdictions_chart(rows, median=0.5, axis=charts.SHARE).to_dict()
    by_style = {str(one["mark"].get("style")): one for one in specification["layer"]}
    assert chart_rows.filters(by_style["apart"]) == ["!datum.alike && isValid(datum.value)"]
    assert "datum.alike" in chart_rows.filters(by_style["interval"])
    assert by_style["before"]["encoding"]["x"]["field"] == "before"
    assert by_style["middle"]["data"]["values"] == [{"value": 0.5}]


def test_a_line_without_an_upper_limit_runs_to_the_edge() -> None:
    closed = (12.1, 9.0, 15.0, None, None, "ok", "12.1", "", "12.1 months (9.0–15.0)")
    open_ = (20.0, 7.7, None, None, None, "ok", "20.0", "", "20.0 months (7.7 or more)")
    rows = chart_rows.by_label(here=open_, there=closed)
    beside = rows.assign(alike=True, before=[None, 30.0], before_says="")
    for chart in (
        charts.interval_chart(rows, axis=charts.MONTHS),
        charts.interval_chart(rows, whole=15.0, axis=charts.MONTHS),
        charts.jurisdictions_chart(beside, median=15.0, axis=charts.MONTHS),
    ):
        specification = chart.to_dict()
        drawn = next(rows for rows in specification["datasets"].values() if len(rows) > 1)
        edges = {
            end for domain in chart_rows.domains(specification, "x") if domain for end in domain[1:]
        }
        assert {row["label"]: row["high"] for row in drawn} == {"here": max(edges), "there": 15.0}
        assert max(edges) > open_[0]
        assert "datum.open" in str(specification["layer"])


COLUMNS = ["period", "own", "low", "high", "own_says", "published_says", "says"]


def drawn(*rows: tuple[object, ...]) -> chart_rows.Specification:
    specification = charts.published_chart(pd.DataFrame(list(rows), columns=COLUMNS)).to_dict()
    assert isinstance(specification, dict)
    return specification


def test_one_scale_holds_own_and_published_numbers() -> None:
    low = drawn(("2020", 90.0, 0.0, 4.0, "90", "0–4", "2020: 0–4 published, 90 own records"))
    assert [0, 90.0] in chart_rows.domains(low, "y")


def test_a_year_without_an_own_count_has_no_dot_that_is_read_out() -> None:
    years = drawn(("2020", math.nan, 12.0, 12.0, "<10", "12", "2020: 12 published"))
    [dots] = chart_rows.layers_of(years, "own")
    assert chart_rows.filters(dots) == ["isValid(datum.own)"]
    assert dots["mark"]["aria"] is False


def test_a_range_is_pale_above_what_is_certain() -> None:
    years = drawn(("2020", 1.0, 0.0, 4.0, "1", "0–4", "2020: 0–4 published"))
    [pale] = chart_rows.layers_of(years, "bounds")
    assert chart_rows.filters(pale) == ["datum.high > datum.low"]
    assert (pale["encoding"]["y"]["field"], pale["encoding"]["y2"]["field"]) == ("low", "high")
