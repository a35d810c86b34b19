"""The path through the years: order, intervals, direct labels, nothing that may not be shown."""

import pandas as pd

from dashboard import charts
from tests.unit.dashboard import chart_rows

COLUMNS = ("period", "convictions", "value", "low", "high", "says", "label", "side", "last")
ROWS = pd.DataFrame(
    [
        ("2019", 20.0, 0.6, 0.5, 0.7, "20 convictions, 60 %", "2019", "left", False),
        ("2020", 30.0, 0.5, 0.4, 0.6, "30 convictions, 50 %", "’20", "right", False),
        ("2021", 40.0, 0.3, 0.2, 0.4, "40 convictions, 30 %", "2021", "right", True),
    ],
    columns=COLUMNS,
).assign(numerator=7, status="ok", stretch="0")


def drawn() -> chart_rows.Specification:
    return charts.path(ROWS, across="Convictions", upwards="More than one link").to_dict()


def of_style(specification: chart_rows.Specification, style: str) -> list[dict]:
    return [layer for layer in specification["layer"] if layer["mark"].get("style") == style]


def test_the_years_are_joined_in_their_order() -> None:
    (line,) = of_style(drawn(), "own-line")
    assert line["encoding"]["order"]["field"] == "period"
    assert (line["encoding"]["x"]["field"], line["encoding"]["y"]["field"]) == (
        "convictions",
        "value",
    )


def test_each_year_has_its_interval_as_a_line() -> None:
    (span,) = of_style(drawn(), "span")
    assert span["mark"]["type"] == "rule"
    assert (span["encoding"]["y"]["field"], span["encoding"]["y2"]["field"]) == ("low", "high")


def test_both_axes_begin_at_zero_and_hold_every_interval() -> None:
    for channel, most in (("x", 40), ("y", 0.7)):
        ends = chart_rows.domains(drawn(), channel)
        assert {end[0] for end in ends} == {0}
        assert all(end[1] >= most for end in ends)


def test_each_year_is_labelled_at_its_side_once() -> None:
    labels = of_style(drawn(), "label")
    assert [layer["encoding"]["text"]["field"] for layer in labels] == ["label", "label"]
    assert [chart_rows.filters(layer) for layer in labels] == [
        ["(datum.side === 'right')"],
        ["(datum.side === 'left')"],
    ]


def test_the_page_is_given_what_is_drawn_and_nothing_else() -> None:
    assert chart_rows.columns_in_page(drawn()) == {*COLUMNS, "stretch"}
