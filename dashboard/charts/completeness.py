"""How far records answer: a grid of measures and years with the numbers in it."""

import altair as alt
import pandas as pd

from dashboard.charts.axes import Chart, layered, listed, names

ROW_HEIGHT = 24
# On a narrow screen the labels' first word, the measure's id, stands alone.
LABEL = "width < 420 ? split(datum.label, ' ')[0] : datum.label"
COLUMNS = ("label", "period", "coverage", "coverage_label", "says")


def completeness(cells: pd.DataFrame) -> Chart:
    """Draw `coverage` (0-1) per `label` and `period` as a shade, with its number in each cell."""
    years = sorted(names(cells, "period"))
    grid = alt.Chart(listed(cells, COLUMNS)).encode(
        x=alt.X(
            "period:O",
            title=None,
            scale=alt.Scale(domain=years, paddingInner=0.04),
            axis=alt.Axis(orient="top", labelAngle=0, labelOverlap="parity", domain=False),
        ),
        y=alt.Y(
            "label:N",
            title=None,
            scale=alt.Scale(domain=names(cells, "label"), paddingInner=0.1),
            axis=alt.Axis(domain=False, labelLimit=320, labelExpr=LABEL),
        ),
        tooltip=[
            alt.Tooltip("label:N", title="Measure"),
            alt.Tooltip("period:O", title="Year"),
            alt.Tooltip("says:N", title="Answer"),
        ],
        description="says:N",
    )
    # The shade is the accent's own opacity, so the grid reads the same way light and dark.
    shade = alt.Opacity(
        "coverage:Q", scale=alt.Scale(domain=[0, 1], range=[0.03, 0.5]), legend=None
    )
    layers = [
        grid.mark_rect(style="own", cornerRadius=2).encode(opacity=shade),
        grid.mark_text(style="cell").encode(text="coverage_label:N"),
    ]
    return layered(layers, ROW_HEIGHT * len(names(cells, "label")))
