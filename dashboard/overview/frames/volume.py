"""Convictions beside the shares that say how good they are, year by year, in one place."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from dashboard.shared.frames import stretches, years
from metrics import catalogue, limits
from metrics.statistics import proportions, trends

CONVICTIONS, LINKS = "C03", "N01"
# The headline shares, as a sentence names them.
SHARES: Mapping[str, str] = {
    LINKS: "the share of cases with more than one link charged",
    "N02": "the share of cases with charges beyond the destination",
    "N03": "the share of cases with the top of the chain charged",
    "F01": "the share of cases with a financial investigation",
    "A02": "the share of convicted cases with a confiscation order",
    "R02": "the share of decided claims that were awarded",
}
IDS = (CONVICTIONS, *SHARES)
# More years on one path cannot be told apart on a telephone.
YEARS_DRAWN = 10
# Not collected, or none known and some of unknown outcome.
CONVICTIONS_MISSING = "convictions not known"
# Where nothing else is said, a year without any is a year of none.
ALWAYS = range(date.min.year, date.max.year + 1)
Row = Mapping[str, Any]
Counts = Mapping[int, float]
# The breaks of convictions by their id, and of each share beside them by its own.
Broken = Mapping[str, stretches.Breaks]


def counts(by_year: pd.DataFrame, id_: str = CONVICTIONS) -> dict[int, float]:
    """A count by year; NaN where it is not known, and without the years that have no row.

    `by_year` has the columns measure, period, value of one place.
    """
    return {
        int(row["period"]): float(row["value"])
        for row in each_row(by_year, ("measure", "period", "value"))
        if row["measure"] == id_ and row["period"].isdigit()
    }


def filled(convicted: Counts, last: int, covered: range = ALWAYS) -> dict[int, float]:
    """Every year from the first to `last`; a covered one without a conviction is a true zero."""
    first = min(convicted, default=last + 1)
    return {year: of_year(convicted, year, covered) for year in range(first, last + 1)}


def of_year(counts: Counts, year: int, covered: range) -> float:
    """The count of a year; NaN of one that the records do not cover, unless it has any."""
    return counts.get(year, 0.0 if year in covered else math.nan)


def last_ended(chosen: int, as_of: date) -> int:
    """The last year up to the chosen one that has ended: another is not held against whole ones."""
    return chosen if as_of >= date(chosen, 12, 31) else min(chosen, as_of.year) - 1


def breaks(happened: pd.DataFrame, place: str) -> Broken:
    """What breaks convictions, and each headline share beside them. `happened`: `frames.events`."""
    convicted, broken = catalogue.CATALOGUE[CONVICTIONS], stretches.breaks_in(happened, place)
    return {CONVICTIONS: broken((convicted,))} | {
        id_: broken((convicted, catalogue.CATALOGUE[id_])) for id_ in SHARES
    }


def partings(
    by_year: pd.DataFrame, last: int, broken: Broken, covered: range = ALWAYS
) -> list[str]:
    """Sentences on headline shares that convictions move apart from, beyond chance.

    `by_year` holds `IDS` of one place. The years after the last break up to `last` are looked at,
    those left out in which a share may not be shown; with under five there is nothing to say
    (`metrics.statistics.trends.moves_apart`). They are not those of the chosen period alone: of its
    five years at first, two are not due yet.
    """
    convicted, shown = filled(counts(by_year), last, covered), _shown(by_year)
    by_volume: dict[str, list[str]] = {}
    for id_, named in SHARES.items():
        rows = shown.get(id_, {})
        unbroken = {year: convicted[year] for year in stretches.since(list(convicted), broken[id_])}
        if parting := _parting(unbroken, rows, named):
            by_volume.setdefault(parting[0], []).append(parting[1])
    return [
        f"Convictions {volume} while {words.listing(shares)}: they move apart beyond chance."
        for volume, shares in by_volume.items()
    ]


def undecided(
    by_year: pd.DataFrame, last: int, broken: Broken, covered: range = ALWAYS
) -> list[str]:
    """Sentences on headline shares of which a break leaves too few years for such a verdict."""
    convicted, shown = filled(counts(by_year), last, covered), _shown(by_year)
    by_break: dict[stretches.Break, dict[str, int]] = {}
    for id_ in SHARES:
        both = _both(convicted, shown.get(id_, {}))
        if by := _held(both, broken[id_], last):
            by_break.setdefault(by, {})[id_] = sum(year >= by.at for year in both)
    return [_too_few(by, left) for by, left in by_break.items()]


def _both(convicted: Counts, rows: Mapping[int, Row]) -> list[int]:
    return [year for year in convicted if year in rows and words.known(convicted[year])]


def _held(both: list[int], of: stretches.Breaks, last: int) -> stretches.Break | None:
    """The break that leaves too few of the years with both numbers; None where none does."""
    if len(both) < trends.FEWEST_PERIODS:
        return None
    parting = stretches.within(of, both[0], last)
    if not parting or sum(year >= parting[-1].at for year in both) >= trends.FEWEST_PERIODS:
        return None
    return parting[-1]


def _too_few(by: stretches.Break, left: Mapping[str, int]) -> str:
    """`left` are the years since the break that have both numbers, by share."""
    most = max(left.values())
    years_left = words.counted(most, "year") if most else "no year"
    upper = "at most " if len(set(left.values())) > 1 else ""
    named = "quality" if set(left) == set(SHARES) else words.listing([SHARES[id_] for id_ in left])
    return (
        f"Numbers before and after {stretches.listed((by,))} may not be compared. With {upper}"
        f"{years_left} since, there are too few to say whether convictions and {named} move apart."
    )


def _shown(by_year: pd.DataFrame) -> dict[str, dict[int, Row]]:
    """By measure the years that may be shown: a frame of each would take longer than the rest."""
    of_each: dict[str, dict[int, Row]] = {}
    for row in each_row(by_year):
        if row["period"].isdigit() and words.shown(row):
            of_each.setdefault(row["measure"], {})[int(row["period"])] = row
    return of_each


def _parting(convicted: Counts, rows: Mapping[int, Row], named: str) -> tuple[str, str] | None:
    if not convicted:
        return None
    of_years = [_weighed(rows.get(year)) for year in convicted]
    apart = trends.moves_apart(list(convicted.values()), *zip(*of_years, strict=True))
    if apart is None:
        return None
    both = _both(convicted, rows)
    before, after = convicted[both[0]], convicted[both[-1]]
    low, high = rows[both[0]]["value"], rows[both[-1]]["value"]
    # Where the ends say otherwise than all years do, they would mislead.
    if (after > before) != apart.volume.rises or (high > low) != apart.quality.rises:
        return None
    volume = f"{_moved(after > before)} from {words.count(before)} to {words.count(after)}"
    share = f"{_moved(high > low)} from {words.share(low)} to {words.share(high)}"
    return f"{volume} ({words.period(both[0], both[-1])})", f"{named} {share}"


def _weighed(row: Row | None) -> tuple[float, float]:
    """A year's share as so many yes of so many independent records as its limits are worth."""
    if row is None:
        return 0.0, 0.0
    of = float(proportions.as_many_as(row["value"], *limits.of(row)))
    return row["value"] * of, of


def _moved(up: bool) -> str:
    return "rose" if up else "fell"


def path(
    by_year: pd.DataFrame,
    last: int,
    *,
    due_until: date,
    broken: stretches.Breaks = (),
    covered: range = ALWAYS,
) -> pd.DataFrame:
    """Convictions beside the share of more than one link, by year, the last `YEARS_DRAWN`.

    The columns of `years.yearly` of that share, with `convictions`, and its `stretch` between the
    breaks of either; a year is drawn where both are known (`drawn`), and `says` both.
    """
    convicted = filled(counts(by_year), last, covered)
    span = range(max(min(convicted, default=last + 1), last + 1 - YEARS_DRAWN), last + 1)
    links = by_year[by_year["measure"] == LINKS].assign(kind="Share")
    rows = stretches.staged(years.yearly(links, span, due_until=due_until, covered=covered), broken)
    rows["convictions"] = [convicted[year] for year in span]
    rows["drawn"] = rows["value"].notna() & rows["convictions"].notna()
    rows["says"] = [f"{convictions(row['convictions'])}, {row['says']}" for row in each_row(rows)]
    return rows


def convictions(number: float) -> str:
    """A number of convictions in words."""
    if not words.known(number):
        return CONVICTIONS_MISSING
    return words.counted(number, "conviction")


def left_out(rows: pd.DataFrame) -> str:
    """The years of `path` that are not drawn, by reason; empty where all are."""
    reasons: dict[str, list[str]] = {}
    for row in each_row(rows[~rows["drawn"]]):
        missing = not words.known(row["convictions"])
        reason = CONVICTIONS_MISSING if missing else words.absence(str(row["status"])).words.lower()
        reasons.setdefault(reason, []).append(str(row["period"]))
    by_reason = [f"{words.listing(of)} ({reason})" for reason, of in reasons.items()]
    return f"Not drawn: {', '.join(by_reason)}." if by_reason else ""
