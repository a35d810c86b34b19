"""Own counts beside published ones, year by year."""

import altair as alt
import pandas as pd

from dashboard.charts.axes import COUNT, Chart, layered, listed, names

HEIGHT = 200
BAR = alt.RelativeBandSize(band=0.62)
COLUMNS = ("period", "own", "low", "high", "own_says", "published_says", "says")


def beside(rows: pd.DataFrame) -> Chart:
    """Draw what is published as bars and the own count as a dot, by `period`.

    `low` to `high` is the range that is published, pale above `low`; `own` is NaN where the year
    has no count to show. `own_says`, `published_says` and `says` (both) are their words.
    """
    years = listed(rows, COLUMNS)
    base = alt.Chart(years).encode(
        x=_years(years),
        tooltip=[
            alt.Tooltip("period:O", title="Year"),
            alt.Tooltip("own_says:N", title="Own records"),
            alt.Tooltip("published_says:N", title="Published"),
        ],
    )
    dots = base.transform_filter("isValid(datum.own)").encode(y=alt.Y("own:Q"))
    is_any = bool(years["own"].notna().any())
    layers = [
        base.transform_filter("isValid(datum.low)")
        .mark_bar(style="other", opacity=0.55, width=BAR, aria=True)
        .encode(
            y=_counts(years, "low:Q"), y2=alt.Y2Datum(0), description=alt.Description("says:N")
        ),
        base.transform_filter("datum.high > datum.low")
        .mark_bar(style="bounds", width=BAR)
        .encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q")),
        dots.mark_point(style="own", filled=True, opacity=1, size=70, aria=is_any).encode(
            description=alt.Description("own_says:N")
        ),
    ]
    return layered(layers, HEIGHT)


def _years(years: pd.DataFrame) -> alt.X:
    axis = alt.Axis(labelAngle=0, labelOverlap="parity", labelSeparation=8, grid=False)
    scale = alt.Scale(domain=names(years, "period"), type="band")
    return alt.X("period:O", title=None, scale=scale, axis=axis)


def _counts(years: pd.DataFrame, field: str) -> alt.Y:
    highest = years[["own", "high"]].astype(float).max(axis=None)
    scale = alt.Scale(domain=[0, highest if highest > 0 else 1], nice=True)
    bare = alt.Axis(labelExpr=COUNT.label, tickMinStep=1, tickCount=4, grid=True)
    return alt.Y(field, title=None, scale=scale, axis=bare)
