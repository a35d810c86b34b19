"""Own counts are drawn as dots beside what is published as bars."""

import math

import pandas as pd

from dashboard import charts
from tests.unit.dashboard import chart_rows

COLUMNS = ["period", "own", "low", "high", "own_says", "published_says", "says"]


def drawn(*rows: tuple[object, ...]) -> chart_rows.Specification:
    specification = charts.beside(pd.DataFrame(list(rows), columns=COLUMNS)).to_dict()
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
