"""Run charts: a measure over years, with breaks in series, medians and events."""

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
    TwoLineText,
    ValueAxis,
    has_any_value,
    layer_charts,
    select_columns,
    text_with_halo,
)
from schemas.language import t

HEIGHT, BARS_HEIGHT = 240, 150
# Above the chart: a line of text for each event, clear of the number of the highest value.
LABEL_HEIGHT, LABELS_FOOT = 17, 26
BAR = 0.36
# An axis that shows only its title.
BARE = alt.Axis(labels=False, ticks=False, domain=False, grid=False)
# The width of a letter in pixels, and the gap after text as a part of the width.
LETTER, LABEL_GAP = 6, 0.02
YEARS = ("period", "at", "stretch", *VALUE_COLUMNS, RUNNING)


def run_chart(
    years: pd.DataFrame, medians: pd.DataFrame, marks: pd.DataFrame, *, axis: ValueAxis
) -> Chart:
    """Draw `value` by year with intervals, joined by lines except across a break in series.

    `years`: one row per year in order, with period, at (the middle of the year), stretch (years
    without a break between them), and VALUE_COLUMNS; a year without value shows its `glyph`.
    `medians`: start, end (years), middle, says; each is a dashed line. `marks` are events: at (a
    day as a decimal year), label, breaks; each is a vertical line with text above.
    """
    years, axis = axis.with_open_ends(years)
    rows = select_columns(years, (*YEARS, OPEN))
    middle = alt.Y("middle:Q", title=axis.heading, scale=axis.scale(rows))
    layers = [
        *_draw_events(rows, marks),
        *series.series_layers(
            rows, axis, _across(rows, "at:Q"), under=_draw_medians(rows, medians, middle)
        ),
        *series.shared_missing_signs(rows, partial(_across, rows)),
    ]
    return layer_charts(layers, _chart_height(HEIGHT, marks))


def counts_chart(
    years: pd.DataFrame, medians: pd.DataFrame, marks: pd.DataFrame, *, title: str | None = None
) -> Chart:
    """Draw `value` by year as bars with `number` above each; the last year has the accent colour.

    An unfinished year is an outline with its last day above. `title` names the currency. The frames
    have the columns of `run_chart`; a year without a number shows its `glyph`.
    """
    rows = select_columns(years, YEARS)
    highest = rows["value"].astype(float).max()
    scale = alt.Scale(domain=[0, highest if highest > 0 else 1], zero=True, nice=False)
    bars = (
        alt.Chart(rows)
        .transform_calculate(left=f"datum.at - {BAR}", right=f"datum.at + {BAR}")
        .encode(
            y=alt.Y("value:Q", title=title, scale=scale, axis=BARE if title else None),
            tooltip=series.year_tooltip(),
            description=alt.Description("says:N"),
        )
    )
    wide = bars.encode(x=_across(rows, "left:Q"), x2=alt.X2("right:Q"), y2=alt.Y2Datum(0))
    whole, is_whole = rows[rows[RUNNING] == ""], f"!({IS_RUNNING})"
    last = alt.datum.period == (str(whole["period"].iloc[-1]) if len(whole) else "")
    size = series.fitting_font_size(len(rows), list(rows["number"]), 12.5)
    numbers = bars.encode(x=_across(rows, "at:Q"), text=alt.Text("number:N"))
    layers = [
        wide.transform_filter(is_whole)
        .transform_filter(~last)
        .mark_bar(style="pale", aria=len(whole) > 1),
        wide.transform_filter(last).mark_bar(style="own", aria=len(whole) > 0),
        *(_draw_unfinished_year(bars, wide) if has_any_value(rows[rows[RUNNING] != ""]) else []),
        *_draw_events(rows, marks),
        *_draw_medians(rows, medians, alt.Y("middle:Q", title=None, scale=scale)),
        *text_with_halo(numbers.mark_text(style="note", dy=-8, fontSize=size)),
        *series.shared_missing_signs(rows, partial(_across, rows)),
    ]
    return layer_charts(layers, _chart_height(BARS_HEIGHT, marks))


def _draw_unfinished_year(bars: alt.Chart, wide: alt.Chart) -> list[alt.Chart]:
    """Draw the outline of an unfinished year, and write its last day with data above its number."""
    outline = wide.transform_filter(IS_RUNNING).mark_bar(
        style="own", filled=False, strokeDash=series.DASHES, strokeWidth=1.2
    )
    # In two lines, because one line would cover the preceding bar.
    in_lines = bars.transform_filter(IS_RUNNING).transform_calculate(
        until=TwoLineText(f"datum.{RUNNING}", "true").text
    )
    until = in_lines.mark_text(
        style="note", align="center", dy=-22 - LINE_HEIGHT, lineHeight=LINE_HEIGHT
    ).encode(x=_across(bars.data, "at:Q"), text="until:N")
    return [outline, *text_with_halo(until)]


def _chart_height(least: int, marks: pd.DataFrame) -> int:
    return least + (LABELS_FOOT + LABEL_HEIGHT * len(marks) if len(marks) else 0)


def _first_and_last_day(years: pd.DataFrame) -> list[float]:
    """Return the first day of the first year and the last day of the last, as decimal years."""
    return [years["at"].min() - 0.5, years["at"].max() + 0.5] if len(years) else [0, 1]


def _across(years: pd.DataFrame, field: str) -> alt.X:
    return alt.X(
        field,
        title=None,
        axis=_year_axis(years),
        scale=alt.Scale(domain=_first_and_last_day(years), nice=False, zero=False),
    )


def _year_axis(years: pd.DataFrame) -> alt.Axis:
    """Return the axis with the name of each year at its middle."""
    return alt.Axis(
        values=[float(at) for at in years["at"]],
        labelExpr="format(floor(datum.value), 'd')",
        labelAngle=0,
        labelOverlap="parity",
        labelSeparation=8,
        grid=False,
    )


def _draw_medians(years: pd.DataFrame, medians: pd.DataFrame, middle: alt.Y) -> list[alt.Chart]:
    """Draw the median of each stretch as a dashed line; `middle` is its vertical encoding."""
    if medians.empty:
        return []
    steps = alt.Chart(select_columns(medians, ("start", "end", "middle", "says")))
    return [
        steps.mark_rule(style="middle").encode(
            x=_across(years, "start:Q"),
            x2=alt.X2("end:Q"),
            y=middle,
            tooltip=[alt.Tooltip("says:N", title=t("Years"))],
        )
    ]


def _draw_events(years: pd.DataFrame, marks: pd.DataFrame) -> list[alt.Chart]:
    """Draw a vertical line for each event, up to its text above the chart.

    In the left half the text is at the right of its line, and the leftmost text is highest. The
    right half is the mirror image. So no line crosses a text. `marks` are in order of their day.
    """
    first, last = _first_and_last_day(years)
    is_left = marks["at"] < (first + last) / 2
    at_left = int(is_left.sum())
    # A text at the left ends at the first vertical line that is higher, or at the edge.
    end = last if is_left.all() else float(marks.loc[~is_left, "at"].min())
    layers: list[alt.Chart] = []
    for position, at in enumerate(marks["at"]):
        to_right = position < at_left
        lines_up = at_left - position if to_right else position + 1
        height = -LABELS_FOOT - LABEL_HEIGHT * (lines_up - 0.5)
        room = end - at - LABEL_GAP * (last - first) if to_right else at - first
        base = alt.Chart(select_columns(marks.iloc[[position]], ("at", "letter", "label"))).encode(
            x=_across(years, "at:Q")
        )
        rule = base.mark_rule(style="break" if marks["breaks"].iloc[position] else "event")
        part = f"{room / (last - first):.4f} * width"
        words = base.transform_calculate(
            # If the text does not fit, only its letter is drawn; the page lists the texts below.
            words=f"{LETTER} * length(datum.label) > {part} ? datum.letter : datum.label"
        ).mark_text(style="note", align="left" if to_right else "right", dx=4 if to_right else -4)
        layers += [
            rule.encode(y=alt.YValue(height - LABEL_HEIGHT / 2), y2=alt.Y2Value("height")),
            words.encode(y=alt.YValue(height), text=alt.Text("words:N")),
        ]
    return layers
