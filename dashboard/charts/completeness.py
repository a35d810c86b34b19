"""The chart of completeness: a grid of measures or columns by year, with a number in each cell."""

import altair as alt
import pandas as pd

from dashboard.charts.axes import Chart, distinct_values, layer_charts, select_columns
from schemas.language import in_context, marked, t

ROW_HEIGHT = 24
# On a narrow screen only the first word of a label is shown, the measure's id. A longer word is
# split into two lines. This depends on the width of the container, because the width of the chart
# itself depends on the labels, which were cut off at some widths.
NARROW_PLACE, NARROW = 720, 420
PLACE = "containerSize()[0]"
IS_NARROW = f"(isFinite({PLACE}) ? {PLACE} < {NARROW_PLACE} : width < {NARROW})"
WORD = "split(datum.label, ' ')[0]"
FIRST_LINE = f"slice({WORD}, 0, 15)"
PARTED = f"(1 + max(lastindexof({FIRST_LINE}, '_'), lastindexof({FIRST_LINE}, '-')))"
IS_PARTED = f"{IS_NARROW} && length(split(datum.value, ' ')[0]) > 15"
SHORT = f"(length({WORD}) > 15 ? [slice({WORD}, 0, {PARTED}), slice({WORD}, {PARTED})] : {WORD})"
LABEL = f"{IS_NARROW} ? {SHORT} : datum.label"
# With labels, twelve years and a total there is room for three small digits.
SIZE = alt.ExprRef(f"width < {NARROW} ? 9 : 12")
# In the narrowest window there is only room for two digits: a cell of 100% has only its shade.
ROOM_FOR_THREE = 16
NUMBER = (
    f"bandwidth('x') < {ROOM_FOR_THREE} && length(datum.coverage_label) > 2"
    " ? '' : datum.coverage_label"
)
IS_KNOWN = "isValid(datum.coverage)"
FIRST = ("all", "earlier")
COLUMNS = ("label", "period", "coverage", "coverage_label", "says")


def completeness_grid(cells: pd.DataFrame, heading: str = marked("Measure")) -> Chart:
    """Draw a grid of `coverage` (0-1) by `label` and `period`, with shades and numbers.

    A cell with blank `coverage` was not collected and has a frame only. `heading` is a message that
    says what the labels are.
    """
    names = {period: _period_name(period) for period in _in_order(cells)}
    cells = cells.assign(period=cells["period"].map(names))
    grid = alt.Chart(select_columns(cells, COLUMNS)).encode(
        x=alt.X(
            "period:O",
            title=None,
            scale=alt.Scale(domain=[*names.values()], paddingInner=0.04),
            axis=alt.Axis(
                orient="top", labelAngle=0, labelOverlap="parity", labelSeparation=4, domain=False
            ),
        ),
        y=alt.Y(
            "label:N",
            title=None,
            scale=alt.Scale(domain=distinct_values(cells, "label"), paddingInner=0.1),
            axis=_label_axis(),
        ),
        tooltip=[
            alt.Tooltip("label:N", title=t(heading)),
            alt.Tooltip("period:O", title=t("Year")),
            alt.Tooltip("says:N", title=t("Answer")),
        ],
        description=alt.Description("says:N"),
    )
    # The shade is the opacity of the accent colour, so it works in light and dark mode.
    shade = alt.Opacity(
        "coverage:Q", scale=alt.Scale(domain=[0, 1], range=[0.03, 0.5]), legend=None
    )
    rect = grid.mark_rect(style="own", cornerRadius=2).encode(opacity=shade)
    layers = [rect.transform_filter(IS_KNOWN)]
    if cells["coverage"].isna().any():
        framed = grid.mark_rect(style="not-collected", cornerRadius=2)
        layers.append(framed.transform_filter(f"!{IS_KNOWN}"))
    layers.append(
        grid.mark_text(style="cell", fontSize=SIZE).encode(text=alt.TextValue(alt.expr(NUMBER)))
    )
    return layer_charts(layers, ROW_HEIGHT * len(distinct_values(cells, "label")))


def _label_axis() -> alt.Axis:
    """Return the axis of labels; labels of two lines are centred in their row."""
    return alt.Axis(
        domain=False,
        labelLimit=420,
        labelExpr=LABEL,
        labelLineHeight=11,
        labelFontSize=_where_parted(10, 13),
        labelBaseline=_where_parted("alphabetic", "middle"),
    )


def _where_parted(parted: float | str, whole: float | str) -> dict[str, object]:
    """Return a Vega condition: the value `parted` where a label has two lines, else `whole`."""
    return {"condition": {"test": IS_PARTED, "value": parted}, "value": whole}


def _period_name(period: str) -> str:
    """Return the heading of a column: a year, or a word."""
    match period:
        case "all":
            return in_context("heading of a column", "all")
        case "earlier":
            return in_context("heading of a column", "earlier")
        case "undated":
            return in_context("heading of a column", "undated")
        case _:
            return period


def _in_order(cells: pd.DataFrame) -> list[str]:
    """Return the periods in order: those in FIRST, then years ascending, then all others."""
    periods = distinct_values(cells, "period")
    years = sorted(period for period in periods if period.isdigit())
    before = [period for period in periods if period in FIRST]
    return [
        *before,
        *years,
        *(period for period in periods if not period.isdigit() and period not in FIRST),
    ]
