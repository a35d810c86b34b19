"""The money cascade: what each step holds, and in how many cases that is known."""

import altair as alt
import pandas as pd

from dashboard.charts.axes import Chart, layered, listed, names
from dashboard.charts.theme import ROLES
from schemas.language import t

STEP_HEIGHT = 40
COLUMNS = (
    *("label", "role", "amount", "amount_label"),
    *("known_share", "known_label", "cases_label", "says"),
)

# Pixels at the right of the longest bar: its amount, then the column of what is known, whose track
# gives way in a narrow drawing and leaves its words alone.
AMOUNT_ROOM, KNOWN_ROOM = 92, 118
# The share over the cases, as two lines of a row.
LINE = 7.5
TRACK = "clamp((width - 400) / 2, 0, 110)"
LONGEST_BAR = f"max(40, width - {AMOUNT_ROOM + KNOWN_ROOM} - {TRACK})"
TRACK_START = f"width - {TRACK}"


def cascade(steps: pd.DataFrame, *, known_header: str) -> Chart:
    """Draw `amount` per step `label` as a bar, in the frame's order, with its words at the end.

    At the right, `known_share` (0-1) as a bar: in how many cases the amount is known, its
    `known_label` over `cases_label`, the cases counted. An unknown
    amount has words and no bar.
    """
    base = _base(listed(steps, COLUMNS), known_header)
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
        _header(known_header),
    ]
    return layered(layers, STEP_HEIGHT * len(names(steps, "label")))


def _base(frame: pd.DataFrame, known_header: str) -> alt.Chart:
    longest = float(frame["amount"].max())
    scale = alt.Scale(
        domain=[0, longest if longest > 0 else 1], range=[0, alt.expr(LONGEST_BAR)], nice=False
    )
    order = alt.Scale(domain=names(frame, "label"), paddingInner=0.4, paddingOuter=0.2)
    return alt.Chart(frame).encode(
        x=alt.X("amount:Q", title=None, scale=scale, axis=None),
        y=alt.Y("label:N", title=None, scale=order, axis=alt.Axis(domain=False)),
        tooltip=[
            alt.Tooltip("label:N", title=t("Step")),
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


def _header(words: str) -> alt.Chart:
    header = alt.Chart(alt.Data(values=[{}]))
    return header.mark_text(style="note", align="right", text=words).encode(
        x=alt.XValue("width"), y=alt.YValue(-12)
    )
