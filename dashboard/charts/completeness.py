"""How far records answer: a grid of measures or columns by year, with the numbers in it."""

import altair as alt
import pandas as pd

from dashboard.charts.axes import Chart, layered, listed, names
from schemas.language import marked, t

ROW_HEIGHT = 24
# On a narrow screen the labels' first word, the measure's id, stands alone; a longer one has a
# second line, from the last sign within the first at which it may be parted. Asked of the place
# of the drawing: the drawing's own width depends on the labels, which were cut off between two.
NARROW_PLACE, NARROW = 720, 420
PLACE = "containerSize()[0]"
IS_NARROW = f"(isFinite({PLACE}) ? {PLACE} < {NARROW_PLACE} : width < {NARROW})"
WORD = "split(datum.label, ' ')[0]"
FIRST_LINE = f"slice({WORD}, 0, 15)"
PARTED = f"(1 + max(lastindexof({FIRST_LINE}, '_'), lastindexof({FIRST_LINE}, '-')))"
IS_PARTED = f"{IS_NARROW} && length(split(datum.value, ' ')[0]) > 15"
SHORT = f"(length({WORD}) > 15 ? [slice({WORD}, 0, {PARTED}), slice({WORD}, {PARTED})] : {WORD})"
LABEL = f"{IS_NARROW} ? {SHORT} : datum.label"
# Twelve years and their total beside labels leave room for three small digits.
SIZE = alt.ExprRef(f"width < {NARROW} ? 9 : 12")
# In the narrowest window of three digits there is room for two: a full cell is its shade alone.
ROOM_FOR_THREE = 16
NUMBER = (
    f"bandwidth('x') < {ROOM_FOR_THREE} && length(datum.coverage_label) > 2"
    " ? '' : datum.coverage_label"
)
IS_KNOWN = "isValid(datum.coverage)"
FIRST = ("all", "earlier")
COLUMNS = ("label", "period", "coverage", "coverage_label", "says")


def completeness(cells: pd.DataFrame, heading: str = marked("Measure")) -> Chart:
    """Draw `coverage` (0-1) per `label` and `period` as a shade, with its number in each cell.

    A blank `coverage` is what is not collected: a cell without a shade, in a frame. `heading`, a
    message, says what the labels are.
    """
    years = _in_order(cells)
    grid = alt.Chart(listed(cells, COLUMNS)).encode(
        x=alt.X(
            "period:O",
            title=None,
            scale=alt.Scale(domain=years, paddingInner=0.04),
            axis=alt.Axis(
                orient="top", labelAngle=0, labelOverlap="parity", labelSeparation=4, domain=False
            ),
        ),
        y=alt.Y(
            "label:N",
            title=None,
            scale=alt.Scale(domain=names(cells, "label"), paddingInner=0.1),
            axis=_labels(),
        ),
        tooltip=[
            alt.Tooltip("label:N", title=t(heading)),
            alt.Tooltip("period:O", title=t("Year")),
            alt.Tooltip("says:N", title=t("Answer")),
        ],
        description=alt.Description("says:N"),
    )
    # The shade is the accent's own opacity, so the grid reads the same way light and dark.
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
    return layered(layers, ROW_HEIGHT * len(names(cells, "label")))


def _labels() -> alt.Axis:
    """Two lines stand around the middle of their row, and are as high as it."""
    return alt.Axis(
        domain=False,
        labelLimit=420,
        labelExpr=LABEL,
        labelLineHeight=11,
        labelFontSize=_where_parted(10, 13),
        labelBaseline=_where_parted("alphabetic", "middle"),
    )


def _where_parted(parted: float | str, whole: float | str) -> dict[str, object]:
    return {"condition": {"test": IS_PARTED, "value": parted}, "value": whole}


def _in_order(cells: pd.DataFrame) -> list[str]:
    """The periods: what is not a year stands where the frame has it, first or last."""
    periods = names(cells, "period")
    years = sorted(period for period in periods if period.isdigit())
    before = [period for period in periods if period in FIRST]
    return [
        *before,
        *years,
        *(period for period in periods if not period.isdigit() and period not in FIRST),
    ]
