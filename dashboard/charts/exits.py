"""How a stage is left: by each way, the share that has gone by it month by month."""

import altair as alt
import pandas as pd

from dashboard.charts.axes import NUMBER, RATIO, Chart, layered, listed

HEIGHT = 290
# From a line's end to its words, in pixels.
LEADER, GAP = 16, 4
MONTHS_APART = 12


def leaving(lines: pd.DataFrame, ends: pd.DataFrame, *, since: str) -> Chart:
    """Draw `share` by `month` as a step line per `way`, its words at its end.

    `lines`: way, month, share (0-1). `ends`: way, share, at (where its words stand, on the same
    scale), label, says; one row per way in the order of the styles `way-0`, `way-1` ...
    `since` is what the months are counted from.
    """
    steps = listed(lines, ("way", "month", "share"))
    last = max(float(steps["month"].max()), 1.0)
    top = float(ends[["share", "at"]].max(axis=None)) or 1.0
    across = alt.X(
        "month:Q",
        title=f"months since {since}",
        scale=alt.Scale(domain=[0, last], nice=False),
        axis=alt.Axis(
            labelExpr=NUMBER, values=list(range(0, int(last) + 1, _apart(last))), grid=False
        ),
    )
    scale = alt.Scale(domain=[0, top], nice=False)
    upwards = alt.Y(
        "share:Q",
        title=None,
        scale=scale,
        axis=alt.Axis(labelExpr=RATIO.label, tickCount=4, grid=True),
    )
    layers = []
    for place, way in enumerate(ends["way"]):
        style = f"way-{place}"
        of_way = alt.Chart(steps[steps["way"] == way]).encode(x=across, y=upwards)
        end = alt.Chart(listed(ends[ends["way"] == way], ("share", "at", "label", "says")))
        layers += [
            of_way.mark_line(style=style, interpolate="step-after"),
            end.mark_rule(style=style).encode(
                x=alt.XValue("width"),
                x2=alt.X2Value(alt.ExprRef(f"width + {LEADER}")),
                y=upwards,
                y2=alt.Y2("at:Q"),
            ),
            end.mark_text(style="label", align="left", dx=LEADER + GAP).encode(
                x=alt.XValue("width"),
                y=alt.Y("at:Q", scale=scale),
                text=alt.Text("label:N"),
                description=alt.Description("says:N"),
                tooltip=[alt.Tooltip("says:N", title="Way out")],
            ),
        ]
    return layered(layers, HEIGHT)


def _apart(last: float) -> int:
    """Months between ticks: half years where there are few."""
    return MONTHS_APART if last >= 2 * MONTHS_APART else MONTHS_APART // 2
