"""Charts with one row per jurisdiction or group, and of own counts next to published figures."""

import altair as alt
import pandas as pd

from dashboard.charts.axes import (
    ABOVE_MIDDLE,
    COUNT,
    HAS_BOUNDS,
    HAS_INTERVAL,
    IS_SHOWN,
    LINE_HEIGHT,
    NOT_SHOWN,
    OPEN,
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
from dashboard.charts.theme import ROLES
from schemas.language import t

# Heights in pixels of a row, of the axis and of its title.
ROW_HEIGHT, AXIS_HEIGHT, TITLE_HEIGHT = 30, 33, 20
# True on a telephone, whether or not labels have taken their space, and never in an exported file.
IS_NARROW = "width < 328"
# The width of a letter in small text, in pixels.
LETTER = 6.5
# Longer names get two lines: on a narrow screen, and if one line would be cut off.
LONG_IN_NARROW, LONG = 14, 28
NAME = TwoLineText(
    "datum.value", f"length(datum.value) > ({IS_NARROW} ? {LONG_IN_NARROW} : {LONG})"
)
BEHIND = TwoLineText("datum.first", f"{IS_NARROW} && length(datum.first) > 12")
# In a row without value the bar of the bounds is below the text.
UNDER_WORDS, WORDS_UP, THIN = 9, -4, 6
COLUMNS = ("label", "role", "known", "short", "reason", *VALUE_COLUMNS)
WITH_INTERVALS = (*COLUMNS, OPEN)
COMPARED = ("alike", "before", "before_says")
PUBLISHED = ("published_low", "published_high", "published_says")


def interval_chart(rows: pd.DataFrame, *, axis: ValueAxis, whole: float | None = None) -> Chart:
    """Draw one row per `label`: a dot for the value and a line for its interval.

    The frame needs COLUMNS. `role` marks the chosen jurisdiction. Pale bars show the bounds for
    missing data; `known` is the text at the right; a row without value shows its status. A dashed
    line is the value for all rows together, if `whole` is given.
    """
    rows, axis = axis.with_open_ends(rows)
    base, scale = _rows_chart(rows, axis, WITH_INTERVALS), axis.scale(rows)
    layers = [
        *_draw_middle(whole, axis, scale),
        _draw_tracks(base),
        _draw_bounds(base, 12),
        *_draw_intervals(base),
        _draw_dots(base),
        *_sample_sizes(base, scale),
    ]
    return _row_chart(rows, layers, axis)


def _draw_middle(value: float | None, axis: ValueAxis, scale: alt.Scale) -> list[alt.Chart]:
    """Draw a dashed line across all rows at a value; nothing if it is not known."""
    if value is None:
        return []
    line = alt.Chart(alt.Data(values=[{"value": value}])).mark_rule(style="middle")
    return [line.encode(x=alt.X("value:Q", title=axis.heading, scale=scale))]


def jurisdictions_chart(rows: pd.DataFrame, *, median: float | None, axis: ValueAxis) -> Chart:
    """Draw one row per jurisdiction with its interval; a dashed line is the other ones' `median`.

    `rows` has WITH_INTERVALS and COMPARED. `alike` is False for jurisdictions that count by
    different rules: their dots are hollow. `before` is the value of the preceding years, drawn as a
    ring with a line to the current value; NaN if there is none. Totals published by others are
    hollow diamonds, if the columns PUBLISHED are there.
    """
    further = PUBLISHED if PUBLISHED[0] in rows else ()
    beside = [rows.assign(value=rows[name]) for name in ("before", *further[1:2])]
    rows, axis = axis.common([rows, *beside]).with_open_ends(rows)
    base = _rows_chart(rows, axis, (*WITH_INTERVALS, *COMPARED, *further))
    scale = axis.scale(rows)
    earlier = base.transform_filter(f"isValid(datum.before) && {IS_SHOWN}")
    tooltip = [*_row_tooltip(), alt.Tooltip("before_says:N", title=t("Before"))]
    layers = [
        _draw_tracks(base),
        *_draw_middle(median, axis, scale),
        _draw_bounds(base, 12),
        *_draw_intervals(base.transform_filter("datum.alike")),
        earlier.mark_rule(style="moved").encode(
            x=alt.X("before:Q", scale=scale), x2=alt.X2("value:Q")
        ),
        earlier.mark_tick(style="before", thickness=2.5, height=13).encode(
            x=alt.X("before:Q", scale=scale), tooltip=tooltip
        ),
        _draw_dots(base.transform_filter("datum.alike")),
        _draw_hollow_dots(base, rows),
        *(_published_totals(base, scale) if further else ()),
        *_sample_sizes(base, scale),
    ]
    return _row_chart(rows, layers, axis)


def _published_totals(base: alt.Chart, scale: alt.Scale) -> list[alt.Chart]:
    """Draw totals that others published; a total known only as a range is a line with two ends."""
    shown = base.transform_filter("isValid(datum.published_low)")
    ends = {name: alt.X(f"{name}:Q", scale=scale) for name in PUBLISHED[:2]}
    tooltip = [
        alt.Tooltip("label:N", title=t("Row")),
        alt.Tooltip("published_says:N", title=t("Published")),
    ]
    return [
        shown.mark_rule(style="apart").encode(
            x=ends["published_low"], x2=alt.X2("published_high:Q")
        ),
        *(
            shown.mark_point(style="apart", shape="diamond", filled=False, size=90).encode(
                x=at, tooltip=tooltip, description=alt.Description("published_says:N")
            )
            for at in ends.values()
        ),
    ]


def _draw_hollow_dots(base: alt.Chart, rows: pd.DataFrame) -> alt.Chart:
    """Draw hollow dots for jurisdictions that count by different rules and are not compared."""
    is_any = bool((rows["value"].notna() & ~rows["alike"].astype(bool)).any())
    rings = base.transform_filter(f"!datum.alike && {IS_SHOWN}").mark_point(
        style="apart", filled=False, opacity=1, size=80, aria=is_any
    )
    return rings.encode(tooltip=_row_tooltip(), description=alt.Description("says:N"))


def steps_chart(rows: pd.DataFrame, *, axis: ValueAxis) -> Chart:
    """Draw one bar per `label` with the number that reached this step, and its interval."""
    base = _rows_chart(rows, axis)
    bars = base.transform_filter(IS_SHOWN).mark_bar(
        style="pale", size=15, cornerRadius=1, aria=has_any_value(rows)
    )
    line = base.transform_filter(HAS_INTERVAL).mark_rule(style="interval-thin")
    layers = [
        bars.encode(
            x2=alt.X2Datum(0), tooltip=_row_tooltip(), description=alt.Description("says:N")
        ),
        line.encode(x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        *_sample_sizes(base, axis.scale(rows)),
    ]
    return _row_chart(rows, layers, axis)


def shares_chart(rows: pd.DataFrame, *, axis: ValueAxis) -> Chart:
    """Draw the share of a whole that each `label` has, as bars with the number at the end.

    In bars longer than half the chart the number is inside.
    """
    base = _rows_chart(rows, axis)
    shown = base.transform_filter(IS_SHOWN)
    numbers = shown.encode(text=alt.Text("number:N"))
    is_long = f"datum.value > {axis.scale(rows).domain[1] / 2}"
    layers = [
        # The line starts at the end of the bar, because it would cross a number inside.
        shown.mark_rule(style="hairline").encode(x2=alt.X2Value("width")),
        shown.mark_bar(style="own", size=15, cornerRadiusEnd=2, aria=has_any_value(rows)).encode(
            x2=alt.X2Datum(0), tooltip=_row_tooltip(), description=alt.Description("says:N")
        ),
        *text_with_halo(
            numbers.transform_filter(f"!({is_long})").mark_text(style="value", align="left", dx=6)
        ),
        numbers.transform_filter(is_long).mark_text(style="value-within", align="right", dx=-6),
        *_draw_reasons(base, axis.scale(rows)),
    ]
    return _row_chart(rows, layers, axis)


def missing_data_chart(rows: pd.DataFrame, *, axis: ValueAxis) -> Chart:
    """Draw how missing answers could change each value: one row with a bar, a line and a tick.

    Columns COLUMNS, `sure_low` and `sure_high`. The bar goes from the share if all missing answers
    were no to the share if all were yes. The line is the 95% interval, which allows for chance
    only; the dashed line (`sure_low` to `sure_high`) allows for both. The tick is the value.
    """
    base = _rows_chart(rows, axis, (*COLUMNS, "sure_low", "sure_high"))
    line = base.transform_filter(HAS_INTERVAL).mark_rule(style="interval-thin")
    both = base.transform_filter("isValid(datum.sure_low)").mark_rule(style="limit-near")
    tick = base.transform_filter(IS_SHOWN).mark_tick(
        style="ink", thickness=3, height=22, aria=has_any_value(rows)
    )
    layers = [
        _draw_tracks(base),
        _draw_bounds(base, 16),
        both.encode(x=alt.X("sure_low:Q"), x2=alt.X2("sure_high:Q")),
        line.encode(x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        tick.encode(tooltip=_row_tooltip(), description=alt.Description("says:N")),
        *_sample_sizes(base, axis.scale(rows)),
    ]
    return _row_chart(rows, layers, axis)


def _rows_chart(
    rows: pd.DataFrame, axis: ValueAxis, columns: tuple[str, ...] = COLUMNS
) -> alt.Chart:
    """Return a chart without marks that has one row per `label` and the axis of values."""
    frame = select_columns(rows, columns)
    labels = alt.Axis(
        domain=False,
        grid=False,
        labelExpr=NAME.text,
        labelLineHeight=LINE_HEIGHT,
        labelBaseline={
            "condition": {"test": NAME.are_two, "value": ABOVE_MIDDLE},
            "value": "middle",
        },
    )
    bare = alt.Axis(
        labelExpr=axis.label(), tickMinStep=axis.least_step, tickCount=5, grid=True, domain=False
    )
    order = alt.Scale(domain=distinct_values(rows, "label"))
    return alt.Chart(frame).encode(
        x=alt.X("value:Q", title=axis.heading, scale=axis.scale(rows), axis=bare),
        y=alt.Y("label:N", title=None, scale=order, axis=labels),
    )


def _row_chart(rows: pd.DataFrame, layers: list[alt.Chart], axis: ValueAxis) -> Chart:
    """Combine the layers into a chart that is as high as its rows and axis need."""
    height = ROW_HEIGHT * len(distinct_values(rows, "label")) + AXIS_HEIGHT
    return layer_charts(layers, height + (TITLE_HEIGHT if axis.heading else 0))


def _role_style() -> alt.Color:
    return alt.Color("role:N", scale=alt.Scale(domain=list(ROLES)), legend=None)


def _row_tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("label:N", title=t("Row")),
        alt.Tooltip("says:N", title=t("Value")),
        alt.Tooltip("known:N", title=t("Counted")),
    ]


def _draw_tracks(base: alt.Chart) -> alt.Chart:
    shown = base.transform_filter(f"({IS_SHOWN}) || ({HAS_BOUNDS})")
    return shown.mark_rule(style="hairline").encode(x=alt.XValue(0), x2=alt.X2Value("width"))


def _draw_bounds(base: alt.Chart, size: int) -> alt.Chart:
    """Draw bars for the bounds; screen readers skip them, as the row's text says the same."""
    bars = base.transform_filter(HAS_BOUNDS).mark_bar(
        style="bounds",
        size=alt.ExprRef(f"{IS_SHOWN} ? {size} : {THIN}"),
        yOffset=alt.ExprRef(f"{IS_SHOWN} ? 0 : {UNDER_WORDS}"),
        cornerRadius=2,
    )
    return bars.encode(x=alt.X("bound_low:Q"), x2=alt.X2("bound_high:Q"), tooltip=_row_tooltip())


def _draw_intervals(base: alt.Chart) -> list[alt.Chart]:
    """Draw the intervals as lines; those without upper limit end in an arrow at the edge."""
    rules = base.transform_filter(HAS_INTERVAL).mark_rule(style="interval")
    layers = [rules.encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), color=_role_style())]
    if base.data[OPEN].any():
        arrows = base.transform_filter(f"{IS_SHOWN} && datum.{OPEN}").mark_point(
            shape="triangle-right", filled=True, opacity=1, size=60, xOffset=-2
        )
        layers.append(arrows.encode(x=alt.XValue("width"), color=_role_style()))
    return layers


def _draw_dots(base: alt.Chart) -> alt.Chart:
    dots = base.transform_filter(IS_SHOWN).mark_point(
        filled=True, opacity=1, size=95, aria=has_any_value(base.data)
    )
    return dots.encode(
        color=_role_style(), tooltip=_row_tooltip(), description=alt.Description("says:N")
    )


def _sample_sizes(base: alt.Chart, scale: alt.Scale) -> list[alt.Chart]:
    """Write the sample size at the right of each row, and the reason in rows without a value.

    On a narrow screen only `short` is written, and only `reason` in rows without value.
    The reason is above the bar of the bounds.
    """
    counted = base.transform_calculate(
        first=f"!({IS_NARROW}) ? datum.known : {IS_SHOWN} ? datum.short : ''"
    ).transform_calculate(behind=BEHIND.text)
    return [
        counted.mark_text(
            style="note",
            align="left",
            dx=10,
            lineHeight=LINE_HEIGHT,
            baseline=alt.ExprRef(f"isArray(datum.behind) ? '{ABOVE_MIDDLE}' : 'middle'"),
        ).encode(x=alt.XValue("width"), text=alt.Text("behind:N")),
        *_draw_reasons(base, scale),
    ]


def _draw_reasons(base: alt.Chart, scale: alt.Scale) -> tuple[alt.Chart, alt.Chart]:
    """Write in each row without value why there is none, from the left or from the bar's start."""
    end = f"width * datum.bound_low / {scale.domain[1]} + {LETTER} * (2 + length(datum.says))"
    status = base.transform_filter(NOT_SHOWN).transform_calculate(
        why=f"{IS_NARROW} ? datum.reason : datum.says",
        from_=f"{IS_NARROW} || !({HAS_BOUNDS}) || {end} > width ? 0 : datum.bound_low",
    )
    return text_with_halo(
        status.mark_text(
            style="note", align="left", dx=6, dy=alt.ExprRef(f"{HAS_BOUNDS} ? {WORDS_UP} : 0")
        ).encode(x=alt.X("from_:Q"), text=alt.Text("why:N"))
    )


BESIDE_HEIGHT = 200
BESIDE_BAR = alt.RelativeBandSize(band=0.62)
BESIDE_COLUMNS = ("period", "own", "low", "high", "own_says", "published_says", "says")


def published_chart(rows: pd.DataFrame) -> Chart:
    """Draw published figures as bars and own counts as dots, by `period`.

    `low` to `high` is the published range, pale above `low`. `own` is the count from the
    records, NaN if a year has none. `own_says`, `published_says` and `says` (both) describe them.
    """
    years = select_columns(rows, BESIDE_COLUMNS)
    base = alt.Chart(years).encode(
        x=_year_axis(years),
        tooltip=[
            alt.Tooltip("period:O", title=t("Year")),
            alt.Tooltip("own_says:N", title=t("Own count")),
            alt.Tooltip("published_says:N", title=t("Published")),
        ],
    )
    dots = base.transform_filter("isValid(datum.own)").encode(y=alt.Y("own:Q"))
    is_any = bool(years["own"].notna().any())
    layers = [
        base.transform_filter("isValid(datum.low)")
        .mark_bar(style="other", opacity=0.55, width=BESIDE_BAR, aria=True)
        .encode(
            y=_count_axis(years, "low:Q"), y2=alt.Y2Datum(0), description=alt.Description("says:N")
        ),
        base.transform_filter("datum.high > datum.low")
        .mark_bar(style="bounds", width=BESIDE_BAR)
        .encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        dots.mark_point(style="own", filled=True, opacity=1, size=70, aria=is_any).encode(
            description=alt.Description("own_says:N")
        ),
    ]
    return layer_charts(layers, BESIDE_HEIGHT)


def _year_axis(years: pd.DataFrame) -> alt.X:
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=8, grid=False)
    scale = alt.Scale(domain=distinct_values(years, "period"), type="band")
    return alt.X("period:O", title=None, scale=scale, axis=axis)


def _count_axis(years: pd.DataFrame, field: str) -> alt.Y:
    highest = years[["own", "high"]].astype(float).max(axis=None)
    scale = alt.Scale(domain=[0, highest if highest > 0 else 1], nice=True)
    bare = alt.Axis(labelExpr=COUNT.label(), tickMinStep=1, tickCount=4, grid=True)
    return alt.Y(field, title=None, scale=scale, axis=bare)
