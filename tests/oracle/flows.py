"""Flows: what comes in, is resolved and stays pending, by the definitions of CEPEJ."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle.days import UNKNOWN
from tests.oracle.facts import Fact
from tests.oracle.kinds import FEWEST_CASES, Numbers, part

ALL, UNDATED = "all", "undated"
DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class Counts:
    """What came in and was resolved in a period, and was pending at its end.

    Only of a year that is over the pace of a whole year is known.
    """

    came_in: int
    resolved: int
    pending: int
    unknown: int
    is_year_over: bool = False


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
            yield UNDATED, self.numbers(Counts(0, 0, 0, undated))

    def numbers(self, counts: Counts) -> Numbers:
        above, below, value = self.ratio(counts)
        # How many cases it is told of is asked, and not how alike they are.
        used, effective = min(counts.came_in, counts.resolved), Fraction(FEWEST_CASES)
        return Numbers(above, counts.unknown, below, value, used=used, effective=effective)


def is_unknown(fact: Fact) -> bool:
    """Without the day it came in, or it has ended on a day that is not known."""
    return fact.on is None or fact.verdict == UNKNOWN


def is_pending(fact: Fact, day: date) -> bool:
    """Whether it had come in and not ended at the end of a day."""
    has_come = fact.on is not None and fact.on <= day
    return has_come and (fact.ended_on is None or fact.ended_on > day)


def whole(known: list[Fact], unknown: list[Fact], as_of: date) -> Counts:
    """All that came in and was resolved, and what is pending at the as-of day."""
    resolved = sum(f.ended_on is not None for f in known)
    return Counts(len(known), resolved, pending_on(known, as_of), len(unknown))


def pending_on(known: list[Fact], day: date) -> int:
    return sum(is_pending(f, day) for f in known)


def years_of(known: list[Fact], unknown: list[Fact]) -> list[int]:
    """The years in which something came in or was resolved."""
    days = [f.on for f in known + unknown] + [f.ended_on for f in known]
    return sorted({day.year for day in days if day is not None})


def of_year(known: list[Fact], unknown: list[Fact], year: int, as_of: date) -> Counts:
    last = date(year, 12, 31)
    return Counts(
        sum(f.on is not None and f.on.year == year for f in known),
        sum(f.ended_on is not None and f.ended_on.year == year for f in known),
        pending_on(known, last),
        sum(f.on is not None and f.on.year == year for f in unknown),
        is_year_over=last <= as_of,
    )


def clearance(counts: Counts) -> tuple[int, int, Fraction | None]:
    return counts.resolved, counts.came_in, part(counts.resolved, counts.came_in)


def disposition(counts: Counts) -> tuple[int, int, Fraction | None]:
    """The days that the pending would take at the pace of the year."""
    days = part(counts.pending * DAYS_OF_YEAR, counts.resolved)
    return counts.pending, counts.resolved, days if counts.is_year_over else None
