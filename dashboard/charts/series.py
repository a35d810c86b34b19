"""The layers of a series over years: interval, points, last value, signs of years without one."""

from collections.abc import Callable, Sequence
from itertools import groupby

import altair as alt
import pandas as pd

from dashboard.charts.axes import (
    HAS_BOUNDS,
    HAS_ENDS,
    IS_RUNNING,
    IS_SHOWN,
    NOT_SHOWN,
    OPEN,
    RUNNING,
    ValueAxis,
    any_shown,
)
from dashboard.charts.text import LINE_HEIGHT, TwoLines, off_lines
from dashboard.each_row import each_row

# A digit is about this part of its size wide.
DIGIT = 0.66
SMALLEST, SIGN = 7, 15
# The outline of what is not over yet.
DASHES = [3, 2]
# Years in a row with one sign: the fewest, and how far its line goes to either side.
LEAST_RUN, END = 2, 0.3


def fitting(years: pd.DataFrame, texts: Sequence[str], most: float) -> alt.ExprRef:
    """The size at which the longest of `texts` fits into a year's width, and at most `most`."""
    return _size(len(years), texts, most)


def _size(steps: float, texts: Sequence[str], most: float) -> alt.ExprRef:
    longest = max((len(text) for text in texts), default=1) or 1
    step = f"width / {max(steps, 1):.3f}"
    return alt.ExprRef(f"clamp({step} / {DIGIT * (longest + 0.4):.2f}, {SMALLEST}, {most})")


def values(axis: ValueAxis, years: pd.DataFrame, ticks: int = 5) -> alt.Y:
    """The values' axis, bare."""
    bare = alt.Axis(labelExpr=axis.label, tickMinStep=axis.least_step, tickCount=ticks, grid=True)
    return alt.Y("value:Q", title=axis.title, scale=axis.scale(years), axis=bare)


def tooltip() -> list[alt.Tooltip]:
    """A year and its value in words."""
    return [alt.Tooltip("period:O", title="Year"), alt.Tooltip("says:N", title="Value")]


def stretches(
    years: pd.DataFrame,
    axis: ValueAxis,
    across: alt.X,
    *,
    under: Sequence[alt.Chart] = (),
    ticks: int = 5,
    size: int = 60,
    read_bounds: bool = False,
) -> list[alt.Chart]:
    """A series joined within each stretch: bands, bounds, line, points and the last value.

    `axis` and `years` are as `ValueAxis.with_open_ends` returns them. `under` is drawn above the
    bands and under the line. Bounds are read out where no sign says the same.
    """
    line = alt.Chart(years).encode(
        x=across, y=values(axis, years, ticks), detail=alt.Detail("stretch:N")
    )
    low = alt.Y("low:Q", title=axis.title, scale=axis.scale(years))
    return [
        *interval(line, low, ["stretch"]),
        bounds(line).encode(description=alt.Description("says:N")) if read_bounds else bounds(line),
        *under,
        line.mark_line(style="own-line", invalid="break-paths-filter-domains"),
        *points(line, size),
        *off_lines(last_value(line, years)),
    ]


def interval(line: alt.Chart, low: alt.Y, stretch: Sequence[str] = ()) -> list[alt.Chart]:
    """A band; a year whose neighbours have no interval has no band, so its own is a bar.

    Neighbours are those with the same values in the fields `stretch`. A band that reaches the edge
    because it has no upper limit ends in an arrow.
    """
    alone = line.transform_window(
        before="lag(low)", after="lead(low)", groupby=list(stretch)
    ).transform_filter(f"{HAS_ENDS} && !isValid(datum.before) && !isValid(datum.after)")
    return [
        line.mark_area(style="band", invalid="break-paths-filter-domains").encode(
            y=low, y2=alt.Y2("high:Q")
        ),
        alone.mark_bar(style="band", size=8, orient="vertical").encode(y=low, y2=alt.Y2("high:Q")),
        *_arrows(line),
    ]


def _arrows(line: alt.Chart) -> list[alt.Chart]:
    if not line.data[OPEN].any():
        return []
    arrows = line.transform_filter(f"datum.{OPEN}").mark_point(
        style="own", shape="triangle-up", filled=True, opacity=1, size=36, yOffset=3
    )
    return [arrows.encode(y=alt.YValue(0))]


def have_bounds(years: pd.DataFrame) -> "pd.Series[bool]":
    """Which years have no value, and ends between which it could be."""
    return years["value"].isna() & years["bound_low"].notna() & years["bound_high"].notna()


def bounds(line: alt.Chart) -> alt.Chart:
    """Years with too many unknowns: what the share could be, without a point.

    Their signs say the same in words, so the bars themselves are not read out.
    """
    wide = line.transform_filter(f"{NOT_SHOWN} && {HAS_BOUNDS}")
    # Without a year the layer would be an image without a name.
    bars = wide.mark_bar(style="bounds", size=12, aria=bool(have_bounds(line.data).any()))
    return bars.encode(y=alt.Y("bound_low:Q"), y2=alt.Y2("bound_high:Q"), tooltip=tooltip())


def points(line: alt.Chart, size: int = 60) -> list[alt.Chart]:
    """A dot for each year with a value, a ring for one that is not over."""
    is_running = (line.data[RUNNING] != "") & line.data["value"].notna()
    dots = line.transform_filter(f"{IS_SHOWN} && !({IS_RUNNING})").mark_point(
        style="own", filled=True, opacity=1, size=size, aria=any_shown(line.data[~is_running])
    )
    rings = line.transform_filter(IS_RUNNING).mark_point(
        style="own", filled=False, strokeDash=DASHES, opacity=1, size=1.4 * size
    )
    told = {"tooltip": tooltip(), "description": alt.Description("says:N")}
    layers = [dots.encode(**told)]
    # Without a year the layer would be an image without a name.
    return [*layers, rings.encode(**told)] if is_running.any() else layers


def last_value(line: alt.Chart, years: pd.DataFrame) -> alt.Chart:
    """The number of the last year that has one, above its dot and within the drawing's sides.

    At its side it would meet the signs of the years that follow.
    """
    shown = [place for place, value in enumerate(years["value"]) if pd.notna(value)]
    place = shown[-1] if shown else None
    at_right = place is not None and 2 * place >= len(years)
    last = line.transform_filter(
        alt.datum.period == (years["period"].iloc[place] if place is not None else None)
    )
    with_end = last.transform_calculate(
        told=f"datum.{RUNNING} === '' ? datum.number : datum.number + ', ' + datum.{RUNNING}"
    )
    return with_end.mark_text(
        style="value",
        align="right" if at_right else "left",
        baseline="bottom",
        dx=12 if at_right else -12,
        dy=-8,
    ).encode(text=alt.Text("told:N"))


def signs(line: alt.Chart, years: pd.DataFrame) -> tuple[alt.Chart, alt.Chart]:
    """Years without a value to show, as a sign on the base line, small enough for their year."""
    size = fitting(years, list(years["glyph"]), SIGN)
    glyphs = line.transform_filter(NOT_SHOWN).mark_text(
        style="glyph", baseline="bottom", dy=-2, fontSize=size
    )
    return off_lines(
        glyphs.encode(
            text=alt.Text("glyph:N"),
            y=alt.YValue("height"),
            tooltip=tooltip(),
            description=alt.Description("says:N"),
        )
    )


def shared_signs(years: pd.DataFrame, across: Callable[[str], alt.X]) -> list[alt.Chart]:
    """The same, one sign for years in a row that share it, over a line from the first to the last.

    `years` has `at`, the middle of each year; `across` places a field of such numbers.
    """
    runs = _runs(years)
    layers: list[alt.Chart] = []
    for is_long in (False, True):
        of = runs[(runs["years"] > 1) == is_long]
        if of.empty:
            continue
        steps = len(years) / (LEAST_RUN if is_long else 1)
        base = alt.Chart(of)
        sign = base.mark_text(
            style="glyph",
            baseline="bottom",
            dy=-3,
            fontSize=_size(steps, list(of["glyph"]), SIGN),
        ).encode(
            x=across("at:Q"),
            y=alt.YValue("height"),
            text=alt.Text("glyph:N"),
            tooltip=[alt.Tooltip("says:N", title="Value")],
            description=alt.Description("says:N"),
        )
        layers += off_lines(sign)
        if of["until"].any():
            layers += off_lines(_until(base, across))
        if is_long:
            under = base.mark_rule(style="under").encode(
                x=across("start:Q"), x2=alt.X2("end:Q"), y=alt.YValue("height")
            )
            layers.append(under)
    return layers


def _until(base: alt.Chart, across: Callable[[str], alt.X]) -> alt.Chart:
    """How far a year goes that is not over, above its sign, in two lines as wide as the year."""
    in_lines = base.transform_filter("datum.until !== ''").transform_calculate(
        lines=TwoLines("datum.until", "true").text
    )
    return in_lines.mark_text(
        style="note", align="center", dy=-SIGN - 10 - LINE_HEIGHT, lineHeight=LINE_HEIGHT
    ).encode(x=across("at:Q"), y=alt.YValue("height"), text=alt.Text("lines:N"))


def _runs(years: pd.DataFrame) -> pd.DataFrame:
    """Years in a row with the same sign, one that is not over apart from those before it.

    Columns: at, start, end, years, glyph, says, until.
    """
    rows = []
    signs_of = groupby(each_row(years), key=lambda year: (str(year["glyph"]), year[RUNNING]))
    for (glyph, until), of in signs_of:
        run = list(of)
        if glyph:
            first, last = float(run[0]["at"]), float(run[-1]["at"])
            says = "; ".join(f"{year['period']} {year['says']}" for year in run)
            rows.append(((first + last) / 2, first - END, last + END, len(run), glyph, says, until))
    return pd.DataFrame(rows, columns=["at", "start", "end", "years", "glyph", "says", "until"])
