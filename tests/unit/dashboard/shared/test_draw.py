"""A chart is drawn once for the same values, and anew for others."""

from functools import partial

from dashboard import charts
from dashboard.shared import draw
from tests.unit.dashboard import chart_rows
from tests.unit.dashboard.chart_rows import SHOWN, TOO_FEW


def test_the_same_values_have_the_same_key() -> None:
    first, again = [
        partial(charts.reach, chart_rows.by_year(SHOWN, TOO_FEW), axis=charts.SHARE)
        for _ in range(2)
    ]
    assert draw.key_of(first) == draw.key_of(again)


def test_other_values_another_chart_and_another_axis_have_other_keys() -> None:
    rows = chart_rows.by_year(SHOWN)
    changed = rows.assign(value=rows["value"] + 1e-9)
    drawn = [
        partial(charts.reach, rows, axis=charts.SHARE),
        partial(charts.reach, changed, axis=charts.SHARE),
        partial(charts.reach, rows, axis=charts.MONTHS),
        partial(charts.intervals, rows, axis=charts.SHARE),
        partial(charts.reach, rows.rename(columns={"says": "said"}), axis=charts.SHARE),
    ]
    assert len({draw.key_of(chart) for chart in drawn}) == len(drawn)
