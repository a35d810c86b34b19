"""Figures that other organisations published, next to own counts but never mixed with them."""

import math
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import pandas as pd

from dashboard import words
from dashboard.frames import yearly_figures
from metrics import published, results
from schemas import language
from schemas.language import marked, t

# Full names of sources, by the name in the published files.
SOURCES = {"GLOTIP": marked("UNODC, Global Report on Trafficking in Persons")}

RATIO = (published.PROSECUTED, published.CONVICTED)
NOT_PUBLISHED = marked("not published")
# Shown if one side of the ratio is not published, or is 0.
NO_RATIO = marked("no ratio")


def published_years(figures: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the rows of published figures that have the measure's indicator; empty if none has.

    `figures` are those of one country from `metrics.reference.published.figures_of_countries`.
    """
    indicator = published.NEAREST_INDICATORS.get(measure)
    if indicator is None:
        return figures.iloc[:0]
    return figures[figures[f"{indicator} low"].notna()].reset_index(drop=True)


def join_own_figures(
    figures: pd.DataFrame, own: pd.DataFrame, measure: str, covered: range
) -> pd.DataFrame:
    """Return a table of published and own figures by year, the latest first.

    `own` are the rows of the jurisdiction by year; `covered` are the years for which a zero is
    known. Columns: Year, Own count, the indicator's name, and for prosecuted and convicted
    persons the published ratio of convicted to prosecuted.
    """
    indicator = published.NEAREST_INDICATORS[measure]
    counted = {str(row["period"]): words.value(row) for row in results.row_dicts(own)}
    listed = [str(year) for year in figures["year"]]
    columns = {
        t("Year"): listed,
        t("Own count"): [
            counted.get(
                year, _no_figures_text() if int(year) in covered else t(words.NOT_COVERED.glyph)
            )
            for year in listed
        ],
        t("Published: {indicator}", indicator=t(indicator)): [
            range_text(low, high)
            for low, high in zip(
                figures[f"{indicator} low"], figures[f"{indicator} high"], strict=True
            )
        ],
    }
    if indicator in RATIO:
        ratios = published.in_year_ratios(figures)
        columns[t("Published: convicted / prosecuted in the year")] = [
            ratio_text(low, high) for low, high in zip(ratios["low"], ratios["high"], strict=True)
        ]
    return pd.DataFrame(columns)[::-1].reset_index(drop=True)


def published_rows(
    figures: pd.DataFrame, own: pd.DataFrame, measure: str, as_of: date = date.max
) -> pd.DataFrame:
    """Return one row per year from the first to the last published, for `charts.published_chart`.

    Years without a published figure have no bar. The text of the unfinished year of `as_of` says
    up to which day it has data.
    """
    indicator = published.NEAREST_INDICATORS[measure]
    counted = {str(row["period"]): row for row in results.row_dicts(own)}
    by_year = figures.set_index("year")
    rows = []
    for year in range(int(figures["year"].min()), int(figures["year"].max()) + 1):
        row = counted.get(str(year))
        own_says = words.value(row) if row else _no_figures_text()
        if (
            row
            and words.is_value_shown(row)
            and (until := yearly_figures.unfinished_year_text(year, as_of))
        ):
            own_says = f"{own_says} ({until})"
        is_published = year in by_year.index
        low, high = (
            float(by_year.loc[year, f"{indicator} {end}"]) if is_published else math.nan
            for end in ("low", "high")
        )
        published_says = range_text(low, high) if is_published else t(NOT_PUBLISHED)
        rows.append(
            {
                "period": str(year),
                "own": float(row["value"]) if row and words.is_value_shown(row) else math.nan,
                "low": low,
                "high": high,
                "own_says": own_says,
                "published_says": published_says,
                "says": t(
                    "{year}: own count {own}, published figures {published}",
                    year=year,
                    own=own_says,
                    published=published_says,
                )
                if is_published
                else t("{year}: own count {own}, not published", year=year, own=own_says),
            }
        )
    return pd.DataFrame(rows)


def published_numbers(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the chart's rows as a table of numbers; a published figure may be a range."""
    named = {
        "period": t("Year"),
        "own": t("Own count"),
        "low": t("Published, at least"),
        "high": t("Published, at most"),
        "says": t("In words"),
    }
    return drawn[list(named)].rename(columns=named)


def _no_figures_text() -> str:
    """Return the symbol for a year without any units."""
    return t(words.ABSENCES["empty"].glyph)


def range_text(low: float, high: float) -> str:
    """Return a published number as text: `386`, or `0 to 4` if only a range is known."""
    if low == high:
        return words.count(low)
    return language.between(words.count(low), words.count(high))


def ratio_text(low: float, high: float) -> str:
    """Return a ratio in percent or its range; "no ratio" if there is none."""
    if not words.is_known_number(low):
        return t(NO_RATIO)
    if low == high:
        return words.share(low)
    return words.between(low, high)


class Total(NamedTuple):
    """The published total of a country in a period, from `low` to `high`.

    `years` are the years of the period that are published; `is_whole` if these are all.
    """

    low: float
    high: float
    years: tuple[int, ...]
    is_whole: bool

    @property
    def text(self) -> str:
        """Return the total as text; if years are missing, it names the years that are included."""
        total = range_text(self.low, self.high)
        if self.is_whole:
            return total
        years = words.listing([str(year) for year in self.years])
        return t("{value} (only {years})", value=total, years=years)


def totals_of_period(
    figures: pd.DataFrame, measure: str, first: int, last: int
) -> Mapping[str, Total]:
    """Return the published totals of a period by country, for those with a published year."""
    shown = published_years(figures, measure)
    if shown.empty:
        return {}
    indicator = published.NEAREST_INDICATORS[measure]
    shown = shown[shown["year"].between(first, last)]
    return {
        str(code): Total(
            float(of[f"{indicator} low"].sum()),
            float(of[f"{indicator} high"].sum()),
            tuple(map(int, of["year"])),
            len(of) == last - first + 1,
        )
        for code, of in shown.groupby("iso3")
    }


def source_text(figures: pd.DataFrame) -> str:
    """Return who published the figures, and in which file."""
    source, file = str(figures["source"].iloc[0]), str(figures["file"].iloc[0])
    return t(
        "{source} ({file})",
        source=t(SOURCES[source]) if source in SOURCES else source,
        file=file,
    )


def difference_text(measure: str) -> str:
    """Return how the counting of the published figures differs from that of the measure."""
    alone = t("No other number here uses the published figures.")
    return f"{t(published.COUNTED_OTHERWISE[measure])} {alone}"
