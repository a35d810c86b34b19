"""Run charts: a measure over years in stretches between breaks, and what happened meanwhile."""

from functools import partial

import altair as alt
import pandas as pd

from dashboard.charts import series
from dashboard.charts.axes import (
    IS_RUNNING,
    LINE_HEIGHT,
    OPEN,
    RUNNING,
    VALUE_COLUMNS,
    Chart,
    TwoLines,
    ValueAxis,
    any_shown,
    layered,
    listed,
    off_lines,
)
from schemas.language import t

HEIGHT, BARS_HEIGHT = 240, 150
# What stands above the drawing: a line of words for each mark, clear of the highest value's number.
LABEL_HEIGHT, LABELS_FOOT = 17, 26
BAR = 0.36
# An axis that has nothing but its title.
BARE = alt.Axis(labels=False, ticks=False, domain=False, grid=False)
# The width of a letter of words, in pixels.
LETTER, LABEL_GAP = 6, 0.02
YEARS = ("period", "at", "stretch", *VALUE_COLUMNS, RUNNING)


def run(
    years: pd.DataFrame, medians: pd.DataFrame, marks: pd.DataFrame, *, axis: ValueAxis
) -> Chart:
    """Draw `value` by year within `low` to `high`, joined within a stretch and never across.

    `years`: one row per year in order with period, at (the middle of the year), stretch, and the
    columns of values; years without a value show their `glyph`. `medians`: start, end (years),
    middle, says: a dashed step each. `marks`: at (a day as a year with its part), label, breaks: a
    hairline each, its words above.
    """
    years, axis = axis.with_open_ends(years)
    rows = listed(years, (*YEARS, OPEN))
    layers = [
        *_marks(rows, marks),
        *series.stretches(rows, axis, _across(rows, "at:Q"), under=_medians(rows, medians, axis)),
        *series.shared_signs(rows, partial(_across, rows)),
    ]
    return layered(layers, _height(HEIGHT, marks))


def counted(
    years: pd.DataFrame, medians: pd.DataFrame, marks: pd.DataFrame, *, title: str | None = None
) -> Chart:
    """Draw `value` by year as bars with `number` above each; the last year is the accent.

    One that is not over is an outline, with how far it goes above it. `title` names the currency.

    The frames are those of `run`; a year without a number has its `glyph` in the bar's place.
    """
    rows = listed(years, YEARS)
    highest = rows["value"].astype(float).max()
    scale = alt.Scale(domain=[0, highest if highest > 0 else 1], zero=True, nice=False)
    bars = (
        alt.Chart(rows)
        .transform_calculate(left=f"datum.at - {BAR}", right=f"datum.at + {BAR}")
        .encode(
            y=alt.Y("value:Q", title=title, scale=scale, axis=BARE if title else None),
            tooltip=series.tooltip(),
            description=alt.Description("says:N"),
        )
    )
    wide = bars.encode(x=_across(rows, "left:Q"), x2=alt.X2("right:Q"), y2=alt.Y2Datum(0))
    whole, is_whole = rows[rows[RUNNING] == ""], f"!({IS_RUNNING})"
    last = alt.datum.period == (str(whole["period"].iloc[-1]) if len(whole) else "")
    size = series.fitting(rows, list(rows["number"]), 12.5)
    numbers = bars.encode(x=_across(rows, "at:Q"), text=alt.Text("number:N"))
    layers = [
        wide.transform_filter(is_whole)
        .transform_filter(~last)
        .mark_bar(style="pale", aria=len(whole) > 1),
        wide.transform_filter(last).mark_bar(style="own", aria=len(whole) > 0),
        *(_running(bars, wide) if any_shown(rows[rows[RUNNING] != ""]) else []),
        *_marks(rows, marks),
        *_medians(rows, medians, None, scale),
        *off_lines(numbers.mark_text(style="note", dy=-8, fontSize=size)),
        *series.shared_signs(rows, partial(_across, rows)),
    ]
    return layered(layers, _height(BARS_HEIGHT, marks))


def _running(bars: alt.Chart, wide: alt.Chart) -> list[alt.Chart]:
    """The outline of the year that is not over, and above its number how far it goes."""
    outline = wide.transform_filter(IS_RUNNING).mark_bar(
        style="own", filled=False, strokeDash=series.DASHES, strokeWidth=1.2
    )
    # In two lines as wide as the bar: in one they would lie on the bar before it.
    in_lines = bars.transform_filter(IS_RUNNING).transform_calculate(
        until=TwoLines(f"datum.{RUNNING}", "true").text
    )
    until = in_lines.mark_text(
        style="note", align="center", dy=-22 - LINE_HEIGHT, lineHeight=LINE_HEIGHT
    ).encode(x=_across(bars.data, "at:Q"), text="until:N")
    return [outline, *off_lines(until)]


def _height(least: int, marks: pd.DataFrame) -> int:
    return least + (LABELS_FOOT + LABEL_HEIGHT * len(marks) if len(marks) else 0)


def _ends(years: pd.DataFrame) -> list[float]:
    """From the first day of the first year to the last of the last."""
    return [years["at"].min() - 0.5, years["at"].max() + 0.5] if len(years) else [0, 1]


def _across(years: pd.DataFrame, field: str) -> alt.X:
    return alt.X(
        field,
        title=None,
        axis=_axis(years),
        scale=alt.Scale(domain=_ends(years), nice=False, zero=False),
    )


def _axis(years: pd.DataFrame) -> alt.Axis:
    """The years' names in the middle of each."""
    return alt.Axis(
        values=[float(at) for at in years["at"]],
        labelExpr="format(floor(datum.value), 'd')",
        labelAngle=0,
        labelOverlap="parity",
        labelSeparation=8,
        grid=False,
    )


def _medians(
    years: pd.DataFrame,
    medians: pd.DataFrame,
    axis: ValueAxis | None,
    scale: alt.Scale | None = None,
) -> list[alt.Chart]:
    if medians.empty:
        return []
    title = axis.heading if axis else None
    steps = alt.Chart(listed(medians, ("start", "end", "middle", "says"))).mark_rule(style="middle")
    return [
        steps.encode(
            x=_across(years, "start:Q"),
            x2=alt.X2("end:Q"),
            y=alt.Y("middle:Q", title=title, scale=axis.scale(years) if axis else scale),
            tooltip=[alt.Tooltip("says:N", title=t("Years"))],
        )
    ]


def _marks(years: pd.DataFrame, marks: pd.DataFrame) -> list[alt.Chart]:
    """A hairline for each mark up to the line of its words."""
    return [
        layer
        for place, lines_up in enumerate(_lines_up(years, marks))
        for layer in _mark(years, marks, place, lines_up)
    ]


def _lines_up(years: pd.DataFrame, marks: pd.DataFrame) -> list[int]:
    """On which line above the drawing each mark's words stand, 1 is the lowest.

    Words of the left half go to the right of their hairline, the leftmost highest; above them those
    of the right half go to the left, the rightmost highest. So no hairline crosses words.
    """
    at_left = int(_is_left(years, marks).sum())
    return [at_left - place if place < at_left else place + 1 for place in range(len(marks))]


def _is_left(years: pd.DataFrame, marks: pd.DataFrame) -> pd.Series:
    first, last = _ends(years)
    return marks["at"] < (first + last) / 2


def _mark(
    years: pd.DataFrame, marks: pd.DataFrame, place: int, lines_up: int
) -> tuple[alt.Chart, alt.Chart]:
    is_left = _is_left(years, marks)
    mark, to_right = marks.iloc[[place]], bool(is_left.iloc[place])
    height = -LABELS_FOOT - LABEL_HEIGHT * (lines_up - 0.5)
    base = alt.Chart(listed(mark, ("at", "letter", "label"))).encode(x=_across(years, "at:Q"))
    rule = base.mark_rule(style="break" if mark["breaks"].iloc[0] else "event")
    room = f"{_room(years, marks, place):.4f} * width"
    words = base.transform_calculate(
        # Words that do not fit stand under the drawing, by their letter.
        words=f"{LETTER} * length(datum.label) > {room} ? datum.letter : datum.label"
    ).mark_text(
        style="note",
        align="left" if to_right else "right",
        dx=4 if to_right else -4,
    )
    return (
        rule.encode(y=alt.YValue(height - LABEL_HEIGHT / 2), y2=alt.Y2Value("height")),
        words.encode(y=alt.YValue(height), text=alt.Text("words:N")),
    )


def _room(years: pd.DataFrame, marks: pd.DataFrame, place: int) -> float:
    """The part of the width that a mark's words may take: to the left all, to the right up to the
    first hairline that rises above them.
    """
    first, last = _ends(years)
    at, is_left = float(marks["at"].iloc[place]), _is_left(years, marks)
    if not is_left.iloc[place]:
        return (at - first) / (last - first)
    end = last if is_left.all() else float(marks.loc[~is_left, "at"].min())
    return (end - at) / (last - first) - LABEL_GAP
