"""Small panels over years, one scale for all of them."""

from dataclasses import replace
from itertools import pairwise

import altair as alt
import pandas as pd

from dashboard.charts import series
from dashboard.charts.axes import (
    OPEN,
    RUNNING,
    VALUE_COLUMNS,
    Chart,
    ValueAxis,
    layered,
    listed,
    names,
)
from dashboard.each_row import each_row

# Of the drawing alone: were the axis and what stands above the highest value a part of it, panels
# on one scale would draw one value at unlike heights.
PANEL_HEIGHT = 120
WIDE_AS_ITS_PLACE = alt.AutoSizeParams(type="fit-x", contains="padding")
# The stretch of a year with a break inside names what lies on both sides of it.
INSIDE = "|"


def reach(rows: pd.DataFrame, *, axis: ValueAxis) -> Chart:
    """Draw one small panel of several on one scale: `value` by `period` in its interval.

    Every year has a row; those of one `stretch` are joined, and a hairline stands at each break.
    A year without a value has a pale bar where it may lie, or else its sign.
    """
    rows, axis = axis.with_open_ends(rows)
    years = _barred(listed(rows, ("period", "stretch", *VALUE_COLUMNS, OPEN, RUNNING)))
    across = _years(years)
    layers = [
        *_breaks(years),
        *series.stretches(years, axis, across, ticks=3, size=26, read_bounds=True),
        *series.signs(alt.Chart(years).encode(x=across), years),
    ]
    return replace(layered(layers, PANEL_HEIGHT), autosize=WIDE_AS_ITS_PLACE)


def _barred(years: pd.DataFrame) -> pd.DataFrame:
    """The years, without the signs of those that have a bar: so small nobody could read them."""
    return years.assign(glyph=years["glyph"].mask(series.have_bounds(years), ""))


def _breaks(years: pd.DataFrame) -> list[alt.Chart]:
    """A hairline between two years of two stretches; in the middle of a year that is its own."""
    hairlines = []
    for before, year in pairwise(each_row(years)):
        if before["stretch"] == year["stretch"]:
            continue
        # The year before it was drawn with its own hairline, in whose middle the break lies.
        if INSIDE in before["stretch"] and INSIDE not in year["stretch"]:
            continue
        half = 0 if INSIDE in year["stretch"] else -0.5 / len(years)
        hairlines.append(_hairline(years, str(year["period"]), half))
    if len(years) and INSIDE in years["stretch"].iloc[0]:
        hairlines.insert(0, _hairline(years, str(years["period"].iloc[0]), 0))
    return hairlines


def _hairline(years: pd.DataFrame, period: str, part: float) -> alt.Chart:
    """At a year, moved by a part of the width."""
    at = alt.Chart(pd.DataFrame({"period": [period]}))
    rule = at.mark_rule(style="break", xOffset=alt.ExprRef(f"{part:.5f} * width"), aria=False)
    return rule.encode(x=_years(years))


def _years(years: pd.DataFrame) -> alt.X:
    scale = alt.Scale(domain=names(years, "period"))
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=8, grid=False)
    return alt.X("period:O", title=None, scale=scale, axis=axis)
