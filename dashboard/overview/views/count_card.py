"""How many: convictions by year, what first instance decided, and when volume and quality part."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from dashboard import filters, words
from dashboard.each_row import each_row
from dashboard.overview.frames import volume
from dashboard.shared import panel
from dashboard.shared.frames import stretches, years
from metrics import catalogue, first_instance

CONVICTIONS = volume.CONVICTIONS
# What comes before a conviction, in the order it happens.
BEFORE = {"C01": "Investigations opened", "C02": "Charged with trafficking"}
# In its files the conviction rates stand beside what was decided.
IDS = (*BEFORE, "P02b", "P02", *volume.IDS)
NO_BREAKS: volume.Broken = {}
NOTHING = words.absence("not_collected").glyph
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Bar:
    """One year's count, its height in percent of the tallest, and whether it is the one told.

    `after_break`: it may not be compared with the year before it.
    """

    year: str
    count: str
    height: float
    told: bool
    after_break: bool = False
    running: str = ""


@dataclass(frozen=True)
class Volume:
    """A count of the year and its bars."""

    name: str
    count: str
    bars: list[Bar]


def bars(
    counts: volume.Counts,
    year: int,
    broken: stretches.Breaks = (),
    covered: range = volume.ALWAYS,
    as_of: date = date.max,
) -> list[Bar]:
    """A bar for each year up to `year`: no height for a true zero and for what is not known.

    That of the year of `as_of` says how far it goes, if it is not over.
    """
    whole = volume.filled(counts, year, covered)
    tallest = max(filter(words.known, whole.values()), default=0) or 1
    return [
        Bar(
            str(each),
            words.count(count) if words.known(count) else _unknown(counts, each),
            round(100 * count / tallest, 1) if words.known(count) else 0.0,
            each == year,
            each > min(whole) and parts(broken, each - 1, each),
            years.until(each, as_of),
        )
        for each, count in whole.items()
    ]


def parts(broken: stretches.Breaks, before: int, after: int) -> bool:
    """Whether a break lies between two years, or inside one of them."""
    at = stretches.days(broken)
    return stretches.name(before, at) != stretches.name(after, at)


def before(
    whole: pd.DataFrame,
    by_year: pd.DataFrame,
    year: int,
    broken: volume.Broken = NO_BREAKS,
    covered: range = volume.ALWAYS,
    as_of: date = date.max,
) -> list[Volume]:
    """The counts that come before a conviction; `whole` says which of them are recorded at all."""
    return [
        Volume(
            name,
            write_count(by_id, year, covered),
            bars(by_id, year, broken.get(id_, ()), covered, as_of),
        )
        if recorded(whole, id_)
        else Volume(name, NOTHING, [])
        for id_, name in BEFORE.items()
        for by_id in [volume.counts(by_year, id_)]
    ]


def write_count(counts: volume.Counts, year: int, covered: range) -> str:
    """The count of a year; of one that the records do not cover that they do not."""
    if year not in counts and year not in covered:
        return words.NOT_COVERED.glyph
    return _shown(volume.of_year(counts, year, covered))


def _unknown(counts: volume.Counts, year: int) -> str:
    return "not known" if year in counts else words.NOT_COVERED.glyph


def _shown(count: float) -> str:
    return words.count(count) if words.known(count) else NOTHING


def recorded(whole: pd.DataFrame, id_: str) -> bool:
    """Whether the place records what the count needs: nothing recorded is not a zero."""
    return "not_collected" not in set(whole.loc[whole["measure"] == id_, "status"])


def change(year_ago: float, now: float) -> str:
    """The difference of two counts in words: `4 more`, `12 fewer`, `as many`."""
    difference = round(now - year_ago)
    if difference == 0:
        return "as many"
    return f"{words.count(abs(difference))} {'more' if difference > 0 else 'fewer'}"


def outcomes(decided: pd.DataFrame, place: str) -> list[tuple[str, str]]:
    """What first instance decided for the place's persons of a year, as words and counts.

    `decided` as `metrics.first_instance.outcomes`; empty where it is known of nobody.
    """
    here = each_row(decided[decided["jurisdiction"] == place])
    if not here or not any(words.known(here[0][line]) and here[0][line] for line in OUTCOMES):
        return []
    return [
        (text, _shown(here[0][line]))
        for line, text in OUTCOMES.items()
        if here[0][line] or line in MAIN
    ]


OUTCOMES = {
    first_instance.TRAFFICKING: "Convicted of trafficking",
    first_instance.ANOTHER: "Convicted of another offence",
    first_instance.NONE: "Acquitted or discontinued",
    first_instance.UNKNOWN: "Outcome not recorded",
}
MAIN = first_instance.LINES[:-1]


def _row(by_year: pd.DataFrame, id_: str, year: int) -> Row | None:
    rows = by_year[(by_year["measure"] == id_) & (by_year["period"] == str(year))]
    return rows.iloc[0].to_dict() if len(rows) else None


def in_doubt(by_year: pd.DataFrame, year: int) -> str:
    """How many more may have been convicted in `year`; empty where all is known."""
    row = _row(by_year, CONVICTIONS, year)
    if row is None or not words.known(row["unknown"]) or not row["unknown"]:
        return ""
    return words.count(row["unknown"])


def _last(broken: stretches.Breaks, year: int) -> stretches.Breaks:
    """The last break before the year is over."""
    return stretches.within(broken, year - 1, year)[-1:]


def breaks(happened: pd.DataFrame, place: str) -> volume.Broken:
    """What breaks each of the card's counts, and each share beside convictions."""
    broken = stretches.breaks_in(happened, place)
    counted = {id_: broken((catalogue.CATALOGUE[id_],)) for id_ in BEFORE}
    return {**counted, **volume.breaks(happened, place)}


class Verdicts(NamedTuple):
    """What is said of all years up to the last of the period, in the state of a day."""

    as_of: date
    apart: list[str]
    undecided: list[str]


def verdicts(
    by_year: pd.DataFrame,
    choice: filters.Choice,
    as_of: date,
    broken: volume.Broken,
    covered: range = volume.ALWAYS,
) -> Verdicts:
    """Where convictions and quality move apart; `by_year` holds `volume.IDS` of the place."""
    last = volume.last_ended(min(choice.year_to, as_of.year), as_of)
    return Verdicts(
        as_of,
        volume.partings(by_year, last, broken, covered),
        volume.undecided(by_year, last, broken, covered),
    )


def year_of(choice: filters.Choice, as_of: date) -> int:
    """The year that the card is of.

    Of a year after the state of the records nothing is known, not that nobody was convicted.
    """
    return min(choice.year_to, as_of.year)


def written(
    rows: pd.DataFrame,
    by_year: pd.DataFrame,
    choice: filters.Choice,
    broken: volume.Broken,
    verdicts: Verdicts,
    decided: pd.DataFrame,
    covered: range = volume.ALWAYS,
) -> str:
    """The card for the last year of the period; `rows` and `by_year` hold `IDS`.

    `broken` are the place's breaks, as `breaks` finds them; `decided` are the outcomes of
    `year_of`, as `metrics.first_instance.outcomes`; of years that are not `covered` nothing is
    said to be none.
    """
    as_of = verdicts.as_of
    by_year = by_year[by_year["jurisdiction"] == choice.jurisdiction]
    whole = rows[rows["jurisdiction"] == choice.jurisdiction]
    convicted = volume.counts(by_year)
    year = year_of(choice, as_of)
    collected = recorded(whole, CONVICTIONS)
    undated = years.undated(by_year[by_year["measure"] == CONVICTIONS])
    # Where no conviction has its date, none of a year is known, and not that there was none.
    dated = collected and (bool(convicted) or not undated)
    now = volume.of_year(convicted, year, covered) if dated else math.nan
    year_ago = volume.of_year(convicted, year - 1, covered)
    compared = words.known(now) and words.known(year_ago)
    parted = parts(broken[CONVICTIONS], year - 1, year)
    # A year that has not ended is not held against one that has.
    ended = as_of >= date(year, 12, 31)
    context = {
        "year": str(year) if ended else f"{year} to {words.day(as_of)}",
        "recorded": words.known(now),
        "convicted": write_count(convicted, year, covered) if dated else NOTHING,
        "in_doubt": in_doubt(by_year, year),
        "undated": undated,
        "ended": ended,
        "change": change(year_ago, now) if ended and compared else "",
        "parted": stretches.listed(_last(broken[CONVICTIONS], year)) if ended and parted else "",
        "year_before": str(year - 1) if year - 1 >= min(convicted, default=year) else "",
        "bars": bars(convicted, year, broken[CONVICTIONS], covered, as_of) if dated else [],
        "before": before(whole, by_year, year, broken, covered, as_of),
        "outcomes": outcomes(decided, choice.jurisdiction) if dated else [],
        "apart": verdicts.apart,
        "undecided": verdicts.undecided,
    }
    return panel.html("count_card.html", context)
