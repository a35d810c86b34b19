"""A path through the years: how many, across, against how good, upwards."""

from typing import Literal

import altair as alt
import pandas as pd

from dashboard.charts.axes import HAS_INTERVAL, NUMBER, RATIO, Chart, layered, listed
from dashboard.charts.text import off_lines

COLUMNS = (
    *("period", "stretch", "convictions", "value", "low", "high"),
    *("says", "label", "side", "last"),
)
Align = Literal["left", "center", "right"]
Baseline = Literal["top", "middle", "bottom"]
HEIGHT = 330
# Beyond the last point, so that a label at its side has room.
ROOM = 1.12
# Where a label stands: its alignment, baseline, and pixels from its point.
SIDES: dict[str, tuple[Align, Baseline, int, int]] = {
    "right": ("left", "middle", 8, 0),
    "left": ("right", "middle", -8, 0),
    "above right": ("left", "bottom", 6, -4),
    "below right": ("left", "top", 6, 4),
    "above left": ("right", "bottom", -6, -4),
    "below left": ("right", "top", -6, 4),
    "above": ("center", "bottom", 0, -8),
    "below": ("center", "top", 0, 8),
}


def path(rows: pd.DataFrame, *, across: str, upwards: str) -> Chart:
    """Draw `value` (a share) against `convictions`, year by year in the order of `period`.

    Years of one `stretch` are joined. Columns COLUMNS; `label` stands at its `side`, `last` is the
    year told. The interval is a thin line; both axes begin at 0.
    """
    years = listed(rows, COLUMNS)
    base = alt.Chart(years).encode(x=_across(years, across), y=_upwards(years, upwards))
    tooltip = [alt.Tooltip("period:O", title="Year"), alt.Tooltip("says:N", title="Value")]
    points = base.encode(tooltip=tooltip, description=alt.Description("says:N"))
    # Under the points: a label ends the lines, and hides no year.
    labels = [off_lines(_labels(base, side)) for side in SIDES if (years["side"] == side).any()]
    layers = [
        base.transform_filter(HAS_INTERVAL)
        .mark_rule(style="span")
        .encode(y=_upwards(years, upwards, "low:Q"), y2=alt.Y2("high:Q")),
        base.mark_line(style="own-line").encode(
            order=alt.Order("period:O"), detail=alt.Detail("stretch:N")
        ),
        *(under for under, _ in labels),
        points.transform_filter("!datum.last").mark_point(
            style="own", filled=True, opacity=1, size=42, aria=len(years) > 1
        ),
        points.transform_filter("datum.last").mark_point(
            style="own", filled=True, opacity=1, size=110
        ),
        *(words for _, words in labels),
    ]
    return layered(layers, HEIGHT)


def _across(years: pd.DataFrame, title: str) -> alt.X:
    most = max(float(years["convictions"].max()), 1.0) * ROOM
    axis = alt.Axis(
        labelExpr=NUMBER, tickMinStep=1, tickCount=4, grid=False, labelBound=True, labelSeparation=8
    )
    scale = alt.Scale(domain=[0, most], nice=False)
    return alt.X("convictions:Q", title=title, scale=scale, axis=axis)


def _upwards(years: pd.DataFrame, title: str, field: str = "value:Q") -> alt.Y:
    most = min(float(years[["value", "high"]].max(axis=None)) * 1.04, 1.0)
    axis = alt.Axis(
        labelExpr=RATIO.label,
        tickCount=4,
        grid=True,
        titleAngle=0,
        titleAlign="left",
        titleAnchor="end",
        titleX=0,
        titleY=-12,
        titleBaseline="bottom",
    )
    scale = alt.Scale(domain=[0, most if most > 0 else 1], nice=False)
    return alt.Y(field, title=title, scale=scale, axis=axis)


def _labels(base: alt.Chart, side: str) -> alt.Chart:
    align, baseline, dx, dy = SIDES[side]
    at_side = base.transform_filter(alt.datum.side == side)
    return at_side.mark_text(style="label", align=align, baseline=baseline, dx=dx, dy=dy).encode(
        text=alt.Text("label:N")
    )
