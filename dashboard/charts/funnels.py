"""The funnel chart: offices by size, with the limits that random variation would explain."""

import altair as alt
import pandas as pd

from dashboard.charts.axes import SHARE, Chart, layer_charts, select_columns, text_with_halo
from dashboard.charts.theme import OWN, ROLES
from metrics import results
from schemas import language
from schemas.language import t

HEIGHT = 320
# The height of the chart without axis, and the least distance between two labels, in pixels.
DRAWN_HEIGHT, LABEL_HEIGHT = 260, 15
HEADROOM = 1.08
# On a narrow screen only the name is written; the dot's shape and the sentence below say the rest.
NARROW = 420
# To the right of this part of the width, names are at the left of dots. Below this part of the
# height, names are level with dots.
RIGHT, LOW = 0.55, 0.12
OFFICES = ("label", "n", "value", "standing", "role", "marked", "chosen", "says")
# The shape of the dot: within the limits, outside 95% (which side), outside 99.8%, or not judged.
SHAPES = {
    "inside": "circle",
    "unjudged": "circle",
    "above": "triangle-up",
    "below": "triangle-down",
    "far_above": "square",
    "far_below": "square",
}
# The lines from top to bottom, with the level of each limit in percent.
ENDS = {"high998": "99.8", "high95": "95", "centre": "", "low95": "95", "low998": "99.8"}


def funnel_chart(
    offices: pd.DataFrame, limits: pd.DataFrame, *, unit: str, chosen: str | None = None
) -> Chart:
    """Draw the `value` of each office by its size `n`, with limits of random variation.

    `unit` names what n counts. `offices`: label, n, value (share 0-1), standing (a key of SHAPES),
    role, marked (text at the dot, or empty), says. `limits`: size, low95, high95, low998, high998,
    centre. The office `chosen` has a ring, its name and the shape of its standing.
    """
    highest = min(1.0, HEADROOM * max(offices["value"].max(), limits["high998"].max()))
    most = float(offices["n"].max())
    highest = highest if highest > 0 else 1.0

    def up(field: str) -> alt.Y:
        scale = alt.Scale(domain=[0, highest], nice=False)
        axis = alt.Axis(labelExpr=SHARE.label(), tickCount=5, grid=True)
        return alt.Y(f"{field}:Q", title=None, scale=scale, axis=axis)

    drawn = select_columns(_with_chosen(offices, chosen), OFFICES)
    dots = alt.Chart(drawn).encode(x=_across("n:Q", most, unit), y=up("value"))
    lines = alt.Chart(select_columns(limits, ("size", *ENDS))).encode(
        x=_across("size:Q", most, unit)
    )
    layers = [
        lines.mark_area(style="within-far").encode(y=up("low998"), y2=alt.Y2("high998:Q")),
        lines.mark_area(style="within").encode(y=up("low95"), y2=alt.Y2("high95:Q")),
        *(
            lines.mark_line(style=style).encode(y=up(name))
            for name, style in (
                ("centre", "middle"),
                ("low998", "limit"),
                ("high998", "limit"),
                ("low95", "limit-near"),
                ("high95", "limit-near"),
            )
        ),
        *_draw_dots(dots),
        *_draw_names(drawn, dots, highest),
        _draw_line_names(limits, highest, up("end")),
    ]
    return layer_charts(layers, HEIGHT)


def _with_chosen(offices: pd.DataFrame, chosen: str | None) -> pd.DataFrame:
    is_chosen = offices["label"] == chosen
    return offices.assign(
        chosen=is_chosen,
        role=offices["role"].mask(is_chosen, OWN),
        marked=offices["marked"].mask(is_chosen & (offices["marked"] == ""), offices["label"]),
    )


def _across(field: str, most: float, unit: str) -> alt.X:
    scale = alt.Scale(domain=[0, most * HEADROOM], nice=False)
    axis = alt.Axis(format=",.0f", tickCount=6, tickMinStep=1, grid=False, domain=True)
    return alt.X(field, title=unit, scale=scale, axis=axis)


def _draw_dots(dots: alt.Chart) -> list[alt.Chart]:
    shape = alt.Shape(
        "standing:N",
        legend=None,
        scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())),
    )
    color = alt.Color("role:N", scale=alt.Scale(domain=list(ROLES)), legend=None)
    tooltip = [
        alt.Tooltip("label:N", title=t("Office")),
        alt.Tooltip("says:N", title=t("Value")),
    ]
    mark = dots.mark_point(filled=True, opacity=1, size=95)
    ring = dots.transform_filter("datum.chosen").mark_point(
        style="chosen", filled=False, opacity=1, size=330, shape="circle"
    )
    return [
        ring,
        mark.encode(
            shape=shape, color=color, tooltip=tooltip, description=alt.Description("says:N")
        ),
    ]


def _draw_names(drawn: pd.DataFrame, dots: alt.Chart, highest: float) -> list[alt.Chart]:
    """Write the names next to the marked dots, on the side with room and away from the lines."""
    most = float(drawn["n"].max())
    named = drawn[drawn["marked"] != ""]
    return [
        layer
        for office in results.row_dicts(named)
        for layer in text_with_halo(
            _name(
                dots,
                str(office["label"]),
                at_right=office["n"] > RIGHT * most,
                dy=_name_offset(office["standing"], office["value"] / highest),
            )
        )
    ]


def _name_offset(standing: str, height: float) -> int:
    """Return how far to move a name vertically, in pixels, away from the nearest limit."""
    if standing in ("below", "far_below"):
        return 13 if height > LOW else 0
    return -13


def _name(dots: alt.Chart, label: str, *, at_right: bool, dy: int) -> alt.Chart:
    return (
        dots.transform_filter(alt.datum.label == label)
        .transform_calculate(beside=f"width < {NARROW} ? datum.label : datum.marked")
        .mark_text(
            style="label",
            align="right" if at_right else "left",
            dx=-8 if at_right else 8,
            dy=dy,
            limit=alt.ExprRef("width / 2"),
        )
        .encode(text=alt.Text("beside:N"))
    )


def _draw_line_names(limits: pd.DataFrame, highest: float, end: alt.Y) -> alt.Chart:
    """Write the name of each limit at the right end of its line, without overlaps."""
    last = limits.iloc[-1]
    jurisdictions = [float(last[name]) for name in ENDS]
    texts = [
        language.percent(level) if level else t("all {share}", share=language.share(last[name]))
        for name, level in ENDS.items()
    ]
    labels = pd.DataFrame(
        {
            "end": _spread_positions(jurisdictions, LABEL_HEIGHT * highest / DRAWN_HEIGHT, highest),
            "text": texts,
        }
    )
    return (
        alt.Chart(labels)
        .mark_text(style="note", align="left", dx=6)
        .encode(
            x=alt.XValue("width"),
            y=end,
            text=alt.Text("text:N"),
        )
    )


def _spread_positions(places: list[float], least: float, highest: float) -> list[float]:
    """Return descending positions, moved so that the distance of neighbours is at least `least`.

    The middle one stays if possible; none is above `highest`.
    """
    middle = len(places) // 2
    moved = list(places)
    moved[middle] = min(max(moved[middle], middle * least), highest - middle * least)
    for position in range(middle - 1, -1, -1):
        moved[position] = max(moved[position], moved[position + 1] + least)
    for position in range(middle + 1, len(moved)):
        moved[position] = min(moved[position], moved[position - 1] - least)
    return moved
