"""Own counts beside what others published of the same country, in words and by year."""

import math
from datetime import date

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from dashboard.shared.frames import years
from metrics import published

RATIO = (published.PROSECUTED, published.CONVICTED)
NONE, NOT_PUBLISHED = words.absence("empty").glyph, "not published"
# A ratio of which one side is not published, or is 0.
NO_RATIO = "no ratio"


def stated(figures: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The years in which something is published of what the measure counts; empty without any.

    `figures` as `metrics.published.of_country` returns them.
    """
    indicator = published.BESIDE.get(measure)
    if indicator is None:
        return figures.iloc[:0]
    return figures[figures[f"{indicator} low"].notna()].reset_index(drop=True)


def set_beside_own(
    figures: pd.DataFrame, own: pd.DataFrame, measure: str, covered: range
) -> pd.DataFrame:
    """One line per year of `figures`, the latest first. `own` are the place's rows by year,
    and `covered` the years of which they may say that there was none.

    Columns: Year, Own records, the indicator's name, and for prosecuted and convicted persons the
    ratio of the year.
    """
    indicator = published.BESIDE[measure]
    counted = {str(row["period"]): words.value(row) for row in each_row(own)}
    listed = [str(year) for year in figures["year"]]
    columns = {
        "Year": listed,
        "Own records": [
            counted.get(year, NONE if int(year) in covered else words.NOT_COVERED.glyph)
            for year in listed
        ],
        f"Published: {indicator.lower()}": [
            range_(low, high)
            for low, high in zip(
                figures[f"{indicator} low"], figures[f"{indicator} high"], strict=True
            )
        ],
    }
    if indicator in RATIO:
        ratios = published.in_year_ratios(figures)
        columns["Published: convicted / prosecuted in the year"] = [
            share(low, high) for low, high in zip(ratios["low"], ratios["high"], strict=True)
        ]
    return pd.DataFrame(columns)[::-1].reset_index(drop=True)


def drawn(
    figures: pd.DataFrame, own: pd.DataFrame, measure: str, as_of: date = date.max
) -> pd.DataFrame:
    """One row per year from the first published to the last, as `charts.beside` takes them.

    A year of which nothing is published has no bar, and its own count stands alone. That of the
    year of `as_of` says how far it goes, if it is not over.
    """
    indicator = published.BESIDE[measure]
    counted = {str(row["period"]): row for row in each_row(own)}
    by_year = figures.set_index("year")
    rows = []
    for year in range(int(figures["year"].min()), int(figures["year"].max()) + 1):
        row = counted.get(str(year))
        own_says = words.value(row) if row else NONE
        if row and words.shown(row) and (until := years.until(year, as_of)):
            own_says = f"{own_says} ({until})"
        is_published = year in by_year.index
        low, high = (
            float(by_year.loc[year, f"{indicator} {end}"]) if is_published else math.nan
            for end in ("low", "high")
        )
        published_says = range_(low, high) if is_published else NOT_PUBLISHED
        rows.append(
            {
                "period": str(year),
                "own": float(row["value"]) if row and words.shown(row) else math.nan,
                "low": low,
                "high": high,
                "own_says": own_says,
                "published_says": published_says,
                "says": f"{year}: own records {own_says}, published {published_says}"
                if is_published
                else f"{year}: own records {own_says}, {published_says}",
            }
        )
    return pd.DataFrame(rows)


def numbers(drawn: pd.DataFrame) -> pd.DataFrame:
    """The years of `drawn` as numbers, with what each says. What is published may be a range."""
    named = {
        "period": "Year",
        "own": "Own records",
        "low": "Published, at least",
        "high": "Published, at most",
        "says": "In words",
    }
    return drawn[list(named)].rename(columns=named)


def range_(low: float, high: float) -> str:
    """`386`, or `0–4` for what is only known to lie there."""
    if low == high:
        return words.count(low)
    return f"{words.count(low)}{words.DASH}{words.count(high)}"


def share(low: float, high: float) -> str:
    """A ratio in percent, or the range it lies in; in words where there is none."""
    if not words.known(low):
        return NO_RATIO
    if low == high:
        return words.share(low)
    return f"{words.percent(low)}{words.DASH}{words.share(high)}"
