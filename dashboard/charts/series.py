"""Layers of charts over years, small panels, a path through years, and exits by month."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Literal

import altair as alt
import pandas as pd

from dashboard.charts.axes import (
    HAS_BOUNDS,
    HAS_ENDS,
    HAS_INTERVAL,
    IS_RUNNING,
    IS_SHOWN,
    LINE_HEIGHT,
    NOT_SHOWN,
    NUMBER,
    OPEN,
    RATIO,
    RUNNING,
    VALUE_COLUMNS,
    Chart,
    TwoLineText,
    ValueAxis,
    distinct_values,
    has_any_value,
    layer_charts,
    select_columns,
    text_with_halo,
)
from metrics import results
from schemas.language import t

# The width of a digit as a part of the font size.
DIGIT = 0.66
SMALLEST, SIGN = 7, 15
# The dashes of the outline of unfinished years.
DASHES = [3, 2]
# Adjacent years with one glyph: the least number, and how far the line extends on each side.
LEAST_RUN, END = 2, 0.3
# The years before the last one that the label of the last value reaches back to, and its height
# with its distance from the dot as a part of the axis.
LABEL_YEARS, LABEL_HEIGHT = 4, 0.16


def fitting_font_size(steps: float, texts: Sequence[str], most: float) -> alt.ExprRef:
    """Return the largest font size, up to `most`, for texts in `steps` equal parts of the width."""
    longest = max((len(text) for text in texts), default=1) or 1
    step = f"width / {max(steps, 1):.3f}"
    return alt.ExprRef(f"clamp({step} / {DIGIT * (longest + 0.4):.2f}, {SMALLEST}, {most})")


def value_axis(axis: ValueAxis, years: pd.DataFrame, ticks: int = 5) -> alt.Y:
    """Return the vertical axis of values with grid lines."""
    bare = alt.Axis(labelExpr=axis.label(), tickMinStep=axis.least_step, tickCount=ticks, grid=True)
    return alt.Y("value:Q", title=axis.heading, scale=axis.scale(years), axis=bare)


def year_tooltip() -> list[alt.Tooltip]:
    """Return a tooltip with the year and its value in words."""
    return [alt.Tooltip("period:O", title=t("Year")), alt.Tooltip("says:N", title=t("Value"))]


def series_layers(
    years: pd.DataFrame,
    axis: ValueAxis,
    across: alt.X,
    *,
    under: Sequence[alt.Chart] = (),
    ticks: int = 5,
    size: int = 60,
    read_bounds: bool = False,
) -> list[alt.Chart]:
    """Draw a series over years: bands, bounds, lines within each `stretch`, points, last value.

    `axis` and `years` come from `ValueAxis.with_open_ends`. The layers `under` are drawn between
    bands and lines. `read_bounds` lets screen readers read bounds, if no glyph says the same.
    """
    line = alt.Chart(years).encode(
        x=across, y=value_axis(axis, years, ticks), detail=alt.Detail("stretch:N")
    )
    low = alt.Y("low:Q", title=axis.heading, scale=axis.scale(years))
    return [
        *interval_band(line, low, ["stretch"]),
        bounds_bars(line).encode(description=alt.Description("says:N"))
        if read_bounds
        else bounds_bars(line),
        *under,
        line.mark_line(style="own-line", invalid="break-paths-filter-domains"),
        *point_layer(line, size),
        *text_with_halo(last_value_label(line, years, axis.scale(years).domain[1])),
    ]


def interval_band(line: alt.Chart, low: alt.Y, stretch: Sequence[str] = ()) -> list[alt.Chart]:
    """Draw the intervals of adjacent years as one band; a year without such neighbours gets a bar.

    Neighbours have the same values in the fields `stretch`. A band without upper limit ends in an
    arrow at the edge.
    """
    alone = line.transform_window(
        before="lag(low)", after="lead(low)", groupby=list(stretch)
    ).transform_filter(f"{HAS_ENDS} && !isValid(datum.before) && !isValid(datum.after)")
    return [
        line.mark_area(style="band", invalid="break-paths-filter-domains").encode(
            y=low, y2=alt.Y2("high:Q")
        ),
        alone.mark_bar(style="band", size=8, orient="vertical").encode(y=low, y2=alt.Y2("high:Q")),
        *_draw_arrows(line),
    ]


def _draw_arrows(line: alt.Chart) -> list[alt.Chart]:
    if not line.data[OPEN].any():
        return []
    arrows = line.transform_filter(f"datum.{OPEN}").mark_point(
        style="own", shape="triangle-up", filled=True, opacity=1, size=36, yOffset=3
    )
    return [arrows.encode(y=alt.YValue(0))]


def has_only_bounds(years: pd.DataFrame) -> "pd.Series[bool]":
    """Return for each year whether it has no value, but bounds within which its value must be."""
    return years["value"].isna() & years["bound_low"].notna() & years["bound_high"].notna()


def bounds_bars(line: alt.Chart) -> alt.Chart:
    """Draw bars for years with too many missing answers, from the lower to the upper bound.

    Screen readers skip them, because the glyphs of these years say the same.
    """
    wide = line.transform_filter(f"{NOT_SHOWN} && {HAS_BOUNDS}")
    # Without a year the layer would be an image without a name.
    bars = wide.mark_bar(style="bounds", size=12, aria=bool(has_only_bounds(line.data).any()))
    return bars.encode(y=alt.Y("bound_low:Q"), y2=alt.Y2("bound_high:Q"), tooltip=year_tooltip())


def point_layer(line: alt.Chart, size: int = 60) -> list[alt.Chart]:
    """Draw a dot for each year with a value, and a ring for an unfinished year."""
    is_running = (line.data[RUNNING] != "") & line.data["value"].notna()
    dots = line.transform_filter(f"{IS_SHOWN} && !({IS_RUNNING})").mark_point(
        style="own", filled=True, opacity=1, size=size, aria=has_any_value(line.data[~is_running])
    )
    rings = line.transform_filter(IS_RUNNING).mark_point(
        style="own", filled=False, strokeDash=DASHES, opacity=1, size=1.4 * size
    )
    described = {"tooltip": year_tooltip(), "description": alt.Description("says:N")}
    layers = [dots.encode(**described)]
    # Without a year the layer would be an image without a name.
    return [*layers, rings.encode(**described)] if is_running.any() else layers


def last_value_label(line: alt.Chart, years: pd.DataFrame, top: float) -> alt.Chart:
    """Write the number of the last year that has a value above its dot, inside the chart.

    Text at the side of the dot would overlap the glyphs of the following years. Text above a dot to
    which the line falls would cover the line, so it is written below. `top` is the end of the axis.
    """
    shown = [position for position, value in enumerate(years["value"]) if pd.notna(value)]
    position = shown[-1] if shown else None
    at_right = position is not None and 2 * position >= len(years)
    is_below = at_right and _is_free_below([years["value"].iloc[at] / top for at in shown])
    # Below the dot are the glyphs of the following years.
    beyond = 0 if is_below and position != len(years) - 1 else 12
    last = line.transform_filter(
        alt.datum.period == (years["period"].iloc[position] if position is not None else None)
    )
    with_end = last.transform_calculate(
        told=f"datum.{RUNNING} === '' ? datum.number : datum.number + ', ' + datum.{RUNNING}"
    )
    return with_end.mark_text(
        style="value",
        align="right" if at_right else "left",
        baseline="top" if is_below else "bottom",
        dx=beyond if at_right else -12,
        dy=8 if is_below else -8,
    ).encode(text=alt.Text("told:N"))


def _is_free_below(heights: Sequence[float]) -> bool:
    """Return whether text at the last dot covers fewer years below it than above.

    `heights` are the values of years that have one, as parts of the axis.
    """
    *before, last = heights[-1 - LABEL_YEARS :]
    above = sum(last < height < last + LABEL_HEIGHT for height in before)
    below = sum(last > height > last - LABEL_HEIGHT for height in before)
    return below < above and last > LABEL_HEIGHT


def missing_signs(line: alt.Chart, years: pd.DataFrame) -> tuple[alt.Chart, alt.Chart]:
    """Draw the glyph (the symbol for a missing value) of each year without value, at the bottom."""
    size = fitting_font_size(len(years), list(years["glyph"]), SIGN)
    glyphs = line.transform_filter(NOT_SHOWN).mark_text(
        style="glyph", baseline="bottom", dy=-2, fontSize=size
    )
    return text_with_halo(
        glyphs.encode(
            text=alt.Text("glyph:N"),
            y=alt.YValue("height"),
            tooltip=year_tooltip(),
            description=alt.Description("says:N"),
        )
    )


def shared_missing_signs(years: pd.DataFrame, across: Callable[[str], alt.X]) -> list[alt.Chart]:
    """Draw a missing value's glyph once for adjacent years that share it, above a line under them.

    `years` has `at`, the middle of each year; `across` encodes such a field horizontally.
    """
    runs = _adjacent_year_runs(years)
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
            fontSize=fitting_font_size(steps, list(of["glyph"]), SIGN),
        ).encode(
            x=across("at:Q"),
            y=alt.YValue("height"),
            text=alt.Text("glyph:N"),
            tooltip=[alt.Tooltip("says:N", title=t("Value"))],
            description=alt.Description("says:N"),
        )
        layers += text_with_halo(sign)
        if of["until"].any():
            layers += text_with_halo(_until(base, across))
        if is_long:
            under = base.mark_rule(style="under").encode(
                x=across("start:Q"), x2=alt.X2("end:Q"), y=alt.YValue("height")
            )
            layers.append(under)
    return layers


def _until(base: alt.Chart, across: Callable[[str], alt.X]) -> alt.Chart:
    """Write the last day with data of an unfinished year above its glyph, in two lines."""
    in_lines = base.transform_filter("datum.until !== ''").transform_calculate(
        lines=TwoLineText("datum.until", "true").text
    )
    return in_lines.mark_text(
        style="note", align="center", dy=-SIGN - 10 - LINE_HEIGHT, lineHeight=LINE_HEIGHT
    ).encode(x=across("at:Q"), y=alt.YValue("height"), text=alt.Text("lines:N"))


def _adjacent_year_runs(years: pd.DataFrame) -> pd.DataFrame:
    """Group adjacent years with the same glyph; an unfinished year is a group of its own.

    Columns: at, start, end, years, glyph, says, until.
    """
    rows = []
    signs_of = groupby(
        results.row_dicts(years), key=lambda year: (str(year["glyph"]), year[RUNNING])
    )
    for (glyph, until), of in signs_of:
        run = list(of)
        if glyph:
            first, last = float(run[0]["at"]), float(run[-1]["at"])
            says = "; ".join(f"{year['period']} {year['says']}" for year in run)
            rows.append(((first + last) / 2, first - END, last + END, len(run), glyph, says, until))
    return pd.DataFrame(rows, columns=["at", "start", "end", "years", "glyph", "says", "until"])


# The height without axis and text above. If these were included, panels on one scale would draw the
# same value at different heights.
PANEL_HEIGHT = 120
WIDE_AS_ITS_PLACE = alt.AutoSizeParams(type="fit-x", contains="padding")
# Arabic letters of a title at the left are higher than Vega takes them for. The rest is as in the
# theme; pages add room below.
ROOM_FOR_TITLE = {"left": 5, "right": 2, "top": 4}
# If a break is inside a year, the year's stretch names both sides, joined by this sign.
INSIDE = "|"


def small_panel(rows: pd.DataFrame, *, axis: ValueAxis) -> Chart:
    """Draw a small panel of `value` by `period` with intervals; all panels share one scale.

    Every year has a row. Years of one `stretch` are joined; a vertical line marks each break in
    series. A year without value has a pale bar for its bounds, or its glyph.
    """
    rows, axis = axis.with_open_ends(rows)
    years = _without_glyphs_at_bars(
        select_columns(rows, ("period", "stretch", *VALUE_COLUMNS, OPEN, RUNNING))
    )
    across = _panel_years(years)
    layers = [
        *_draw_breaks(years),
        *series_layers(years, axis, across, ticks=3, size=26, read_bounds=True),
        *missing_signs(alt.Chart(years).encode(x=across), years),
    ]
    panel = layer_charts(layers, PANEL_HEIGHT)
    return replace(panel, autosize=WIDE_AS_ITS_PLACE, padding=ROOM_FOR_TITLE)


def _without_glyphs_at_bars(years: pd.DataFrame) -> pd.DataFrame:
    """Remove the glyphs of years that have a bar for their bounds, since they would be tiny."""
    return years.assign(glyph=years["glyph"].mask(has_only_bounds(years), ""))


def _draw_breaks(years: pd.DataFrame) -> list[alt.Chart]:
    """Draw a vertical line at each break: between two years, or in the middle of a year."""
    hairlines = []
    for before, year in pairwise(results.row_dicts(years)):
        if before["stretch"] == year["stretch"]:
            continue
        # The preceding year has the break in its middle and already has its vertical line.
        if INSIDE in before["stretch"] and INSIDE not in year["stretch"]:
            continue
        half = 0 if INSIDE in year["stretch"] else -0.5 / len(years)
        hairlines.append(_draw_hairline(years, str(year["period"]), half))
    if len(years) and INSIDE in years["stretch"].iloc[0]:
        hairlines.insert(0, _draw_hairline(years, str(years["period"].iloc[0]), 0))
    return hairlines


def _draw_hairline(years: pd.DataFrame, period: str, part: float) -> alt.Chart:
    """Draw a vertical line at a year, moved to the side by `part` of the chart's width."""
    at = alt.Chart(pd.DataFrame({"period": [period]}))
    rule = at.mark_rule(style="break", xOffset=alt.ExprRef(f"{part:.5f} * width"), aria=False)
    return rule.encode(x=_panel_years(years))


def _panel_years(years: pd.DataFrame) -> alt.X:
    scale = alt.Scale(domain=distinct_values(years, "period"))
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=8, grid=False)
    return alt.X("period:O", title=None, scale=scale, axis=axis)


PATH_COLUMNS = (
    *("period", "stretch", "convictions", "value", "low", "high"),
    *("says", "label", "side", "last"),
)
Align = Literal["left", "center", "right"]
Baseline = Literal["top", "middle", "bottom"]
PATH_HEIGHT = 330
# Space beyond the last point for its label.
PATH_ROOM = 1.12
# The position of a label: alignment, baseline, and offset in pixels from its point.
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


def path_chart(rows: pd.DataFrame, *, across: str, upwards: str) -> Chart:
    """Draw `value` (a share) against `convictions` as a path from year to year.

    Columns PATH_COLUMNS. Years of one `stretch` are joined. `label` is at the `side` of its point;
    `last` marks the newest year. A thin line is the interval; both axes begin at 0.
    """
    years = select_columns(rows, PATH_COLUMNS)
    base = alt.Chart(years).encode(
        x=_convictions_axis(years, across), y=_share_axis(years, upwards)
    )
    points = base.encode(tooltip=year_tooltip(), description=alt.Description("says:N"))
    # Below the points: a label may cover lines but no year.
    labels = [
        text_with_halo(_path_labels(base, side)) for side in SIDES if (years["side"] == side).any()
    ]
    layers = [
        base.transform_filter(HAS_INTERVAL)
        .mark_rule(style="span")
        .encode(y=_share_axis(years, upwards, "low:Q"), y2=alt.Y2("high:Q")),
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
    return layer_charts(layers, PATH_HEIGHT)


def _convictions_axis(years: pd.DataFrame, title: str) -> alt.X:
    most = max(float(years["convictions"].max()), 1.0) * PATH_ROOM
    axis = alt.Axis(
        labelExpr=NUMBER, tickMinStep=1, tickCount=4, grid=False, labelBound=True, labelSeparation=8
    )
    scale = alt.Scale(domain=[0, most], nice=False)
    return alt.X("convictions:Q", title=title, scale=scale, axis=axis)


def _share_axis(years: pd.DataFrame, title: str, field: str = "value:Q") -> alt.Y:
    most = min(float(years[["value", "high"]].max(axis=None)) * 1.04, 1.0)
    axis = alt.Axis(
        labelExpr=RATIO.label(),
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


def _path_labels(base: alt.Chart, side: str) -> alt.Chart:
    align, baseline, dx, dy = SIDES[side]
    at_side = base.transform_filter(alt.datum.side == side)
    return at_side.mark_text(style="label", align=align, baseline=baseline, dx=dx, dy=dy).encode(
        text=alt.Text("label:N")
    )


EXITS_HEIGHT = 290
# The distance from the end of a line to its text, in pixels.
LEADER, GAP = 16, 4
MONTHS_APART = 12


def exits_chart(lines: pd.DataFrame, ends: pd.DataFrame, *, since: str) -> Chart:
    """Draw `share` by `month` as a step line for each `way` of leaving a stage, with its text.

    `lines`: way, month, share (0-1). `ends`: way, share, at (position of the text on the same
    scale), label, says; one row per way, in the order of the styles `way-0`, `way-1` ... `since`
    names the event from which months are counted.
    """
    steps = select_columns(lines, ("way", "month", "share"))
    last = max(float(steps["month"].max()), 1.0)
    top = float(ends[["share", "at"]].max(axis=None)) or 1.0
    across = alt.X(
        "month:Q",
        title=t("Months since: {event}", event=since),
        scale=alt.Scale(domain=[0, last], nice=False),
        axis=alt.Axis(
            labelExpr=NUMBER,
            values=list(range(0, int(last) + 1, _months_between_ticks(last))),
            grid=False,
        ),
    )
    scale = alt.Scale(domain=[0, top], nice=False)
    upwards = alt.Y(
        "share:Q",
        title=None,
        scale=scale,
        axis=alt.Axis(labelExpr=RATIO.label(), tickCount=4, grid=True),
    )
    layers = []
    for position, way in enumerate(ends["way"]):
        style = f"way-{position}"
        of_way = alt.Chart(steps[steps["way"] == way]).encode(x=across, y=upwards)
        end = alt.Chart(select_columns(ends[ends["way"] == way], ("share", "at", "label", "says")))
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
                tooltip=[alt.Tooltip("says:N", title=t("Outcome"))],
            ),
        ]
    return layer_charts(layers, EXITS_HEIGHT)


def _months_between_ticks(last: float) -> int:
    """Return the number of months between ticks, fewer for short charts."""
    return MONTHS_APART if last >= 2 * MONTHS_APART else MONTHS_APART // 2
