"""Small panels over years, one scale for all of them."""

import altair as alt
import pandas as pd

from dashboard.charts import series
from dashboard.charts.axes import VALUE_COLUMNS, Chart, ValueAxis, layered, listed, names

PANEL_HEIGHT = 104


def reach(rows: pd.DataFrame, *, axis: ValueAxis) -> Chart:
    """Draw one small panel of several on one scale: `value` by `period` in its interval."""
    years = listed(rows, ("period", *VALUE_COLUMNS))
    line = alt.Chart(years).encode(x=_years(years), y=series.values(axis, years, ticks=3))
    layers = [
        *series.interval(line, alt.Y("low:Q", title=axis.title, scale=axis.scale(years))),
        line.mark_line(style="own-line", invalid="break-paths-filter-domains"),
        series.points(line, size=26),
        series.last_value(line, years),
        series.signs(line, years),
    ]
    return layered(layers, PANEL_HEIGHT)


def _years(years: pd.DataFrame) -> alt.X:
    scale = alt.Scale(domain=names(years, "period"))
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=8, grid=False)
    return alt.X("period:O", title=None, scale=scale, axis=axis)
