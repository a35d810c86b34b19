"""The chart of the money cascade: the amount at each step, and in how many cases it is known."""

import altair as alt
import pandas as pd

from dashboard.charts.axes import Chart, distinct_values, layer_charts, select_columns
from dashboard.charts.theme import ROLES
from schemas.language import in_context, t

STEP_HEIGHT = 40
COLUMNS = (
    *("label", "role", "amount", "amount_label"),
    *("known_share", "known_label", "cases_label", "says"),
)

# Pixels to the right of the longest bar: the amount, then the column of known shares. In a narrow
# chart this column has text but no bars.
AMOUNT_ROOM, KNOWN_ROOM = 92, 118
# The distance of the two lines of text from the middle of the row, in pixels.
LINE = 7.5
TRACK = "clamp((width - 400) / 2, 0, 110)"
LONGEST_BAR = f"max(40, width - {AMOUNT_ROOM + KNOWN_ROOM} - {TRACK})"
TRACK_START = f"width - {TRACK}"


def cascade_chart(steps: pd.DataFrame, *, known_header: str) -> Chart:
    """Draw one bar of `amount` per step `label`, with the amount as text at the end.

    At the right a bar shows `known_share` (0-1), the share of cases whose amount is known, with
    `known_label` over `cases_label`. An unknown amount has text but no bar.
    """
    base = _base_chart(select_columns(steps, COLUMNS), known_header)
    bars = base.transform_filter("isValid(datum.amount)")
    layers = [
        bars.mark_bar(cornerRadiusEnd=2).encode(
            color=alt.Color("role:N", scale=alt.Scale(domain=list(ROLES)), legend=None)
        ),
        bars.mark_text(style="value", align="left", dx=8).encode(text=alt.Text("amount_label:N")),
        base.transform_filter("!isValid(datum.amount)")
        .mark_text(style="note", align="left", dx=6)
        .encode(x=alt.XValue(0), text=alt.Text("amount_label:N")),
        *_known(base),
        _header_text(known_header),
    ]
    return layer_charts(layers, STEP_HEIGHT * len(distinct_values(steps, "label")))


def _base_chart(frame: pd.DataFrame, known_header: str) -> alt.Chart:
    longest = float(frame["amount"].max())
    scale = alt.Scale(
        domain=[0, longest if longest > 0 else 1], range=[0, alt.expr(LONGEST_BAR)], nice=False
    )
    order = alt.Scale(domain=distinct_values(frame, "label"), paddingInner=0.4, paddingOuter=0.2)
    return alt.Chart(frame).encode(
        x=alt.X("amount:Q", title=None, scale=scale, axis=None),
        y=alt.Y("label:N", title=None, scale=order, axis=alt.Axis(domain=False)),
        tooltip=[
            alt.Tooltip("label:N", title=in_context("stage of a process", "Step")),
            alt.Tooltip("amount_label:N", title=t("Amount")),
            alt.Tooltip("cases_label:N", title=known_header),
        ],
        description=alt.Description("says:N"),
    )


def _known(base: alt.Chart) -> list[alt.Chart]:
    start = alt.XValue(alt.expr(TRACK_START))
    end = alt.X2Value(alt.expr(f"{TRACK_START} + {TRACK} * datum.known_share"))
    known = base.transform_filter("isValid(datum.known_share)")
    return [
        known.mark_bar(style="track", height=14).encode(x=start, x2=alt.X2Value("width")),
        known.mark_bar(style="other", height=14).encode(x=start, x2=end),
        *(
            base.mark_text(style="note", align="right", dx=-6, dy=down).encode(
                x=start, text=alt.Text(f"{label}:N")
            )
            for label, down in (("known_label", -LINE), ("cases_label", LINE))
        ),
    ]


def _header_text(words: str) -> alt.Chart:
    header = alt.Chart(alt.Data(values=[{}]))
    return header.mark_text(style="note", align="right", text=words).encode(
        x=alt.XValue("width"), y=alt.YValue(-12)
    )
