"""Series over years, small panels, the path."""

from typing import Any

import pandas as pd

from dashboard import charts
from tests.unit.dashboard import chart_rows
from tests.unit.dashboard.chart_rows import SHOWN, TOO_FEW, UNKNOWN


def test_small_panels_share_one_scale_whatever_they_hold() -> None:
    low = charts.small_panel(chart_rows.by_year(TOO_FEW), axis=charts.SHARE).to_dict()
    high = charts.small_panel(chart_rows.by_year(SHOWN), axis=charts.SHARE).to_dict()
    assert [0.0, 1.0] in chart_rows.domains(low, "y")
    assert chart_rows.domains(low, "y") == chart_rows.domains(high, "y")


def test_a_year_without_a_value_is_a_sign() -> None:
    specification = charts.small_panel(
        chart_rows.by_year(SHOWN, TOO_FEW), axis=charts.SHARE
    ).to_dict()
    assert not arrows(specification)
    [sign] = chart_rows.layers_of(specification, "glyph")
    assert sign["encoding"]["text"]["field"] == "glyph"
    assert chart_rows.filters(sign) == ["!isValid(datum.value)"]


def test_a_year_with_bounds_is_a_bar_that_is_read_out_and_no_sign() -> None:
    years = chart_rows.by_year(UNKNOWN, TOO_FEW, SHOWN)
    specification = charts.small_panel(years, axis=charts.SHARE).to_dict()
    [bar] = chart_rows.layers_of(specification, "bounds")
    assert bar["encoding"]["description"]["field"] == "says"
    [rows] = [rows for rows in specification["datasets"].values() if len(rows) == len(years)]
    assert [row["glyph"] for row in rows] == ["", "<10", ""]


def test_bounds_are_read_out_only_where_there_are_any() -> None:
    """An empty layer would be an image without a name."""
    for rows, is_any in ((chart_rows.by_year(SHOWN), False), (chart_rows.by_year(UNKNOWN), True)):
        specification = charts.small_panel(rows, axis=charts.SHARE).to_dict()
        [bounds] = chart_rows.layers_of(specification, "bounds")
        assert bounds["mark"]["aria"] is is_any


def arrows(specification: chart_rows.Specification) -> list[dict[str, Any]]:
    return [one for one in specification["layer"] if one["mark"].get("shape") == "triangle-up"]


def test_an_interval_without_an_upper_limit_runs_to_the_edge() -> None:
    """`7.7 or more`: collapsed to nothing, the dot would stand outside its own interval."""
    closed = (12.1, 9.0, 15.0, None, None, "ok", "12.1", "", "12.1 months (9.0–15.0)")
    open_ = (20.0, 7.7, None, None, None, "ok", "20.0", "", "20.0 months (7.7 or more)")
    years = chart_rows.by_year(closed, open_, closed)
    for chart in (
        charts.small_panel(years, axis=charts.MONTHS),
        charts.run_chart(
            chart_rows.in_stretch(closed, open_, closed),
            chart_rows.medians(),
            chart_rows.marks(),
            axis=charts.MONTHS,
        ),
    ):
        specification = chart.to_dict()
        rows = next(rows for rows in specification["datasets"].values() if len(rows) == len(years))
        [edge] = {
            end for domain in chart_rows.domains(specification, "y") if domain for end in domain[1:]
        }
        assert [row["high"] for row in rows] == [15.0, edge, 15.0]
        assert edge > open_[0]
        [arrow] = arrows(specification)
        assert chart_rows.filters(arrow) == ["datum.open"]
        assert [row["open"] for row in rows] == [False, True, False]


def test_a_median_that_is_not_reached_is_drawn_from_its_lower_limit_to_the_edge() -> None:
    """Without an end the band of the years before would fall to the limit alone."""
    closed = (12.1, 9.0, 15.0, None, None, "ok", "12.1", "", "12.1 months (9.0–15.0)")
    open_ = (
        None,
        7.7,
        None,
        None,
        None,
        "ok",
        "",
        "open",
        ("Fewer than half have finished so far (7.7 or more)"),
    )
    specification = charts.small_panel(
        chart_rows.by_year(closed, open_), axis=charts.MONTHS
    ).to_dict()
    rows = next(iter(specification["datasets"].values()))
    assert rows[1]["high"] > 15.0
    assert len(arrows(specification)) == 1


COLUMNS = ("period", "convictions", "value", "low", "high", "says", "label", "side", "last")
ROWS = pd.DataFrame(
    [
        ("2019", 20.0, 0.6, 0.5, 0.7, "20 convictions, 60%", "2019", "left", False),
        ("2020", 30.0, 0.5, 0.4, 0.6, "30 convictions, 50%", "’20", "right", False),
        ("2021", 40.0, 0.3, 0.2, 0.4, "40 convictions, 30%", "2021", "right", True),
    ],
    columns=COLUMNS,
).assign(numerator=7, status="ok", stretch="0")


def drawn() -> chart_rows.Specification:
    return charts.path_chart(ROWS, across="Convictions", upwards="More than one link").to_dict()


def of_style(specification: chart_rows.Specification, style: str) -> list[dict]:
    return [layer for layer in specification["layer"] if layer["mark"].get("style") == style]


def test_each_year_has_its_interval_as_a_line() -> None:
    (span,) = of_style(drawn(), "span")
    assert span["mark"]["type"] == "rule"
    assert (span["encoding"]["y"]["field"], span["encoding"]["y2"]["field"]) == ("low", "high")


def test_both_axes_begin_at_zero_and_hold_every_interval() -> None:
    for channel, most in (("x", 40), ("y", 0.7)):
        ends = chart_rows.domains(drawn(), channel)
        assert {end[0] for end in ends} == {0}
        assert all(end[1] >= most for end in ends)


def test_the_page_is_given_what_is_drawn_and_nothing_else() -> None:
    assert chart_rows.columns_in_page(drawn()) == {*COLUMNS, "stretch"}
