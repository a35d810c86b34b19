"""Charts over years: a value with its interval, and counts as bars."""

import altair as alt
import pandas as pd

from dashboard.charts.axes import (
    HAS_BOUNDS,
    HAS_INTERVAL,
    IS_SHOWN,
    NOT_SHOWN,
    VALUE_COLUMNS,
    Chart,
    ValueAxis,
    any_shown,
    layered,
    listed,
    names,
)

# A run chart needs five points before its median says anything (interface, "Charts").
RUN_CHART_POINTS = 5
HEIGHT, PANEL_HEIGHT, BARS_HEIGHT = 240, 104, 120


def trend(rows: pd.DataFrame, *, axis: ValueAxis) -> Chart:
    """Draw `value` by `period` as a line within `low` to `high`; other years say their status.

    One row per year in order, with `says` in words and `glyph` for years without a value to show.
    """
    years = listed(rows, ("period", *VALUE_COLUMNS))
    line = alt.Chart(years).encode(x=_years(years), y=_values(axis, years))
    layers = [
        *_interval(line, alt.Y("low:Q", title=axis.title, scale=axis.scale(years))),
        _bounds(line),
        _median(line),
        line.mark_line(style="own-line", invalid="break-paths-filter-domains"),
        _points(line),
        _last_value(line, years).mark_text(style="value", align="left", dx=9),
        _statuses(line),
    ]
    return layered(layers, HEIGHT)


def reach(rows: pd.DataFrame, *, axis: ValueAxis) -> Chart:
    """Draw one small panel of several on one scale: `value` by `period` in its interval."""
    years = listed(rows, ("period", *VALUE_COLUMNS))
    line = alt.Chart(years).encode(x=_years(years), y=_values(axis, years, ticks=3))
    layers = [
        *_interval(line, alt.Y("low:Q", title=axis.title, scale=axis.scale(years))),
        line.mark_line(style="own-line", invalid="break-paths-filter-domains"),
        _points(line, size=26),
        # At its side it would meet the signs of the years that follow.
        _last_value(line, years).mark_text(style="value", baseline="bottom", dy=-8),
        _statuses(line),
    ]
    return layered(layers, PANEL_HEIGHT)


def counts(rows: pd.DataFrame, *, title: str | None) -> Chart:
    """Draw `value` by `period` as bars with `label` above each; the last year is the accent.

    A year without a number to show has its `glyph` in the bar's place.
    """
    years = listed(rows, ("period", "value", "label", "glyph", "says"))
    domain = names(years, "period")
    last = alt.datum.period == domain[-1] if domain else alt.datum.period
    bars = alt.Chart(years).encode(
        x=alt.X("period:O", title=None, scale=alt.Scale(domain=domain), axis=_year_axis()),
        y=alt.Y("value:Q", title=title, scale=alt.Scale(zero=True), axis=None),
        tooltip=_tooltip(),
        description="says:N",
    )
    layers = [
        bars.transform_filter(~last).mark_bar(style="pale", aria=len(domain) > 1),
        bars.transform_filter(last).mark_bar(style="own"),
        bars.mark_text(style="note", dy=-8).encode(text="label:N"),
        bars.transform_filter(NOT_SHOWN)
        .mark_text(style="glyph", baseline="bottom", dy=-2)
        .encode(text="glyph:N", y=alt.value("height")),
    ]
    return layered(layers, BARS_HEIGHT)


def _years(years: pd.DataFrame) -> alt.X:
    scale = alt.Scale(domain=names(years, "period"))
    return alt.X("period:O", title=None, scale=scale, axis=_year_axis())


def _year_axis() -> alt.Axis:
    return alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=8, grid=False)


def _values(axis: ValueAxis, years: pd.DataFrame, ticks: int = 5) -> alt.Y:
    bare = alt.Axis(labelExpr=axis.label, tickMinStep=axis.least_step, tickCount=ticks, grid=True)
    return alt.Y("value:Q", title=axis.title, scale=axis.scale(years), axis=bare)


def _tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip("period:O", title="Year"), alt.Tooltip("says:N", title="Value")]


def _interval(line: alt.Chart, low: alt.Y) -> list[alt.Chart]:
    """A band; a year whose neighbours have no value has no band, so its interval is a rule."""
    alone = line.transform_window(before="lag(value)", after="lead(value)").transform_filter(
        f"{HAS_INTERVAL} && !isValid(datum.before) && !isValid(datum.after)"
    )
    return [
        line.mark_area(style="band", invalid="break-paths-filter-domains").encode(
            y=low, y2="high:Q"
        ),
        alone.mark_rule(style="band", strokeWidth=8).encode(y=low, y2="high:Q"),
    ]


def _bounds(line: alt.Chart) -> alt.Chart:
    """Years with too many unknowns: what the share could be, without a point.

    Their signs say the same in words, so the bars themselves are not read out.
    """
    wide = line.transform_filter(f"{NOT_SHOWN} && {HAS_BOUNDS}")
    bars = wide.mark_bar(style="bounds", size=12)
    return bars.encode(y="bound_low:Q", y2="bound_high:Q", tooltip=_tooltip())


def _median(line: alt.Chart) -> Chart:
    """The run chart's median, from five shown years on."""
    enough = (
        line.transform_filter(IS_SHOWN)
        .transform_joinaggregate(shown="valid(value)", middle="median(value)")
        .transform_filter(alt.datum.shown >= RUN_CHART_POINTS)
    )
    return enough.mark_rule(style="middle").encode(
        x=alt.value(0), x2=alt.value("width"), y="middle:Q"
    )


def _points(line: alt.Chart, size: int = 60) -> alt.Chart:
    points = line.transform_filter(IS_SHOWN).mark_point(
        style="own", filled=True, opacity=1, size=size, aria=any_shown(line.data)
    )
    return points.encode(tooltip=_tooltip(), description="says:N")


def _last_value(line: alt.Chart, years: pd.DataFrame) -> alt.Chart:
    shown = years.loc[years["value"].notna(), "period"]
    last = line.transform_filter(alt.datum.period == (shown.iloc[-1] if len(shown) else None))
    return last.encode(text="number:N")


def _statuses(line: alt.Chart) -> alt.Chart:
    """Years without a value to show, as a glyph on the base line."""
    glyphs = line.transform_filter(NOT_SHOWN).mark_text(style="glyph", baseline="bottom", dy=-2)
    return glyphs.encode(
        text="glyph:N", y=alt.value("height"), tooltip=_tooltip(), description="says:N"
    )
