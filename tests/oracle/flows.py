"""Flows: what comes in, is resolved and stays pending, by the definitions of CEPEJ."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.days import UNKNOWN
from tests.oracle.facts import Fact
from tests.oracle.kinds import Numbers, part

ALL, UNDATED = "all", "undated"
DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class Counts:
    """What came in and was resolved in a period, was pending at its end, and its days."""

    came_in: int
    resolved: int
    pending: int
    unknown: int
    days: int


@dataclass(frozen=True)
class Flow:
    """A ratio of a period's counts; the year of a unit of which something is missing is unknown."""

    ratio: Callable[[Counts], tuple[int, int, Fraction | None]]

    def rows(
        self, facts: list[Fact], as_of: date, *, yearly: bool
    ) -> Iterator[tuple[str, Numbers]]:
        known = [f for f in facts if not is_unknown(f)]
        unknown = [f for f in facts if is_unknown(f)]
        if not yearly:
            yield ALL, self.numbers(whole(known, unknown, as_of))
            return
        for year in years_of(known, unknown):
            yield str(year), self.numbers(of_year(known, unknown, year, as_of))
        if undated := sum(f.on is None for f in unknown):
            yield UNDATED, self.numbers(Counts(0, 0, 0, undated, 0))

    def numbers(self, counts: Counts) -> Numbers:
        above, below, value = self.ratio(counts)
        return Numbers(above, counts.unknown, below, value)


def is_unknown(fact: Fact) -> bool:
    """Without the day it came in, or it may have ended on a day that is not known."""
    ended = fact.resolved_on is not None or fact.left_on is not None
    return fact.on is None or (fact.verdict == UNKNOWN and not ended)


def end_of(fact: Fact) -> date | None:
    return fact.resolved_on or fact.left_on


def whole(known: list[Fact], unknown: list[Fact], as_of: date) -> Counts:
    """The calendar years from the first that has any unit to the as-of day."""
    first = min(years_of(known, unknown), default=as_of.year)
    resolved = sum(f.resolved_on is not None for f in known)
    pending = sum(end_of(f) is None for f in known)
    days = sum(days_of(year, as_of) for year in range(first, as_of.year + 1))
    return Counts(len(known), resolved, pending, len(unknown), days)


def days_of(year: int, as_of: date) -> int:
    """Of the year that runs at the as-of date, the days that have passed."""
    return as_of.timetuple().tm_yday if year == as_of.year else DAYS_OF_YEAR


def years_of(known: list[Fact], unknown: list[Fact]) -> list[int]:
    """The years in which something came in or was resolved."""
    days = [f.on for f in known + unknown] + [f.resolved_on for f in known]
    return sorted({day.year for day in days if day is not None})


def of_year(known: list[Fact], unknown: list[Fact], year: int, as_of: date) -> Counts:
    there = [f for f in known if f.on is not None and f.on.year <= year]
    ends = [end_of(f) for f in there]
    return Counts(
        sum(f.on is not None and f.on.year == year for f in known),
        sum(f.resolved_on is not None and f.resolved_on.year == year for f in known),
        sum(end is None or end.year > year for end in ends),
        sum(f.on is not None and f.on.year == year for f in unknown),
        days_of(year, as_of),
    )


def clearance(counts: Counts) -> tuple[int, int, Fraction | None]:
    return counts.resolved, counts.came_in, part(counts.resolved, counts.came_in)


def disposition(counts: Counts) -> tuple[int, int, Fraction | None]:
    """The days that the pending would take at the pace of the period."""
    pace = part(counts.pending * counts.days, counts.resolved)
    return counts.pending, counts.resolved, pace
