"""How many: convictions by year, what first instance decided, and when volume and quality part."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from dashboard import filters, words
from dashboard.overview.frames import volume
from dashboard.shared import panel
from dashboard.shared.frames import stretches, years
from metrics import catalogue

CONVICTIONS, ANY_CONVICTION, TRAFFICKING_CONVICTION = volume.CONVICTIONS, "P02b", "P02"
# What comes before a conviction, in the order it happens.
BEFORE = {"C01": "Investigations opened", "C02": "Charged with trafficking"}
IDS = (*BEFORE, ANY_CONVICTION, TRAFFICKING_CONVICTION, *volume.IDS)
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


@dataclass(frozen=True)
class Volume:
    """A count of the year and its bars."""

    name: str
    count: str
    bars: list[Bar]


def bars(counts: volume.Counts, year: int, broken: stretches.Breaks = ()) -> list[Bar]:
    """A bar for each year up to `year`: no height for a true zero and for what is not known."""
    whole = volume.filled(counts, year)
    tallest = max(filter(words.known, whole.values()), default=0) or 1
    return [
        Bar(
            str(each),
            words.count(count) if words.known(count) else "not known",
            round(100 * count / tallest, 1) if words.known(count) else 0.0,
            each == year,
            each > min(whole) and parts(broken, each - 1, each),
        )
        for each, count in whole.items()
    ]


def parts(broken: stretches.Breaks, before: int, after: int) -> bool:
    """Whether a break lies between two years, or inside one of them."""
    at = stretches.days(broken)
    return stretches.name(before, at) != stretches.name(after, at)


def before(
    whole: pd.DataFrame, by_year: pd.DataFrame, year: int, broken: volume.Broken = NO_BREAKS
) -> list[Volume]:
    """The counts that come before a conviction; `whole` says which of them are recorded at all."""
    return [
        Volume(name, _shown(by_id.get(year, 0.0)), bars(by_id, year, broken.get(id_, ())))
        if recorded(whole, id_)
        else Volume(name, NOTHING, [])
        for id_, name in BEFORE.items()
        for by_id in [volume.counts(by_year, id_)]
    ]


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


def outcomes(by_year: pd.DataFrame, year: int) -> list[tuple[str, str]]:
    """What first instance decided for charged persons in `year`, as words and counts."""
    any_row, trafficking = (
        _row(by_year, id_, year) for id_ in (ANY_CONVICTION, TRAFFICKING_CONVICTION)
    )
    if any_row is None or trafficking is None:
        return []
    convicted = int(trafficking["numerator"])
    # A person convicted of something, of whom it is not known what, is neither of the two.
    unclear = max(0, int(trafficking["unknown"]) - int(any_row["unknown"]))
    another = max(0, int(any_row["numerator"]) - convicted - unclear)
    numbers = {
        "Convicted of trafficking": convicted,
        "Convicted of another offence": another,
        "Acquitted or discontinued": int(any_row["denominator"]) - int(any_row["numerator"]),
        "Outcome not recorded": int(any_row["unknown"]) + unclear,
    }
    return [
        (text, words.count(number)) for text, number in numbers.items() if number or text in MAIN
    ]


MAIN = ("Convicted of trafficking", "Convicted of another offence", "Acquitted or discontinued")


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
    by_year: pd.DataFrame, choice: filters.Choice, as_of: date, broken: volume.Broken
) -> Verdicts:
    """Where convictions and quality move apart; `by_year` holds `volume.IDS` of the place."""
    last = volume.last_ended(min(choice.year_to, as_of.year), as_of)
    return Verdicts(
        as_of,
        volume.partings(by_year, last, broken),
        volume.undecided(by_year, last, broken),
    )


def written(
    rows: pd.DataFrame,
    by_year: pd.DataFrame,
    choice: filters.Choice,
    broken: volume.Broken,
    verdicts: Verdicts,
) -> str:
    """The card for the last year of the period; `rows` and `by_year` hold `IDS`.

    `broken` are the place's breaks, as `breaks` finds them.
    """
    as_of = verdicts.as_of
    by_year = by_year[by_year["jurisdiction"] == choice.jurisdiction]
    whole = rows[rows["jurisdiction"] == choice.jurisdiction]
    convicted = volume.counts(by_year)
    # Of a year after the state of the records nothing is known, not that nobody was convicted.
    year = min(choice.year_to, as_of.year)
    collected = recorded(whole, CONVICTIONS)
    undated = years.undated(by_year[by_year["measure"] == CONVICTIONS])
    # Where no conviction has its date, none of a year is known, and not that there was none.
    dated = collected and (bool(convicted) or not undated)
    now = convicted.get(year, 0.0) if dated else math.nan
    year_ago = convicted.get(year - 1, 0.0)
    compared = words.known(now) and words.known(year_ago)
    parted = parts(broken[CONVICTIONS], year - 1, year)
    # A year that has not ended is not held against one that has.
    ended = as_of >= date(year, 12, 31)
    context = {
        "year": str(year) if ended else f"{year} to {words.day(as_of)}",
        "recorded": words.known(now),
        "convicted": _shown(now),
        "in_doubt": in_doubt(by_year, year),
        "undated": undated,
        "ended": ended,
        "change": change(year_ago, now) if ended and compared else "",
        "parted": stretches.listed(_last(broken[CONVICTIONS], year)) if ended and parted else "",
        "year_before": str(year - 1) if year - 1 >= min(convicted, default=year) else "",
        "bars": bars(convicted, year, broken[CONVICTIONS]) if dated else [],
        "before": before(whole, by_year, year, broken),
        "outcomes": outcomes(by_year, year) if recorded(whole, TRAFFICKING_CONVICTION) else [],
        "apart": verdicts.apart,
        "undecided": verdicts.undecided,
    }
    return panel.html("count_card.html", context)
