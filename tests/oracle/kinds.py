"""From facts to the printed numbers of each kind of measure."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle import clusters
from tests.oracle.clusters import Case
from tests.oracle.days import NO, UNKNOWN, YES
from tests.oracle.facts import Fact
from tests.oracle.intervals import (
    DRAWN,
    NONE,
    READ,
    Interval,
    of_found_together,
    of_mean,
    of_median,
    of_median_by_cases,
    of_survival,
    quartiles,
)

FEWEST_UNITS, FEWEST_CASES = 10, 5


@dataclass(frozen=True)
class Numbers:
    """What a row prints; None where it has none.

    `used` are the units that the value rests on, `effective` what they are worth in cases; without
    it the row says what it says whatever its size. In doubt is a row of which nothing is known.
    """

    numerator: object
    unknown: object
    denominator: object
    value: object = None
    largest_share: object = None
    low: object = None
    high: object = None
    region_low: object = None
    region_high: object = None
    quartile_1: object = None
    quartile_3: object = None
    bound_low: object = None
    bound_high: object = None
    coverage: Fraction | None = None
    not_yet_due: int = 0
    cases: int | None = None
    deff: float | None = None
    effective: Fraction | None = None
    used: int = 0
    least_coverage: Fraction = Fraction(0)
    is_in_doubt: bool = False
    verdict: Interval = NONE

    @property
    def verdict_low(self) -> object:
        return self.verdict[0]

    @property
    def verdict_high(self) -> object:
        return self.verdict[1]

    @property
    def status(self) -> str:
        worth = self.effective
        if worth is not None and (self.used < FEWEST_UNITS or worth < FEWEST_CASES):
            return "too_few"
        short = self.coverage is not None and self.coverage < self.least_coverage
        return "bounds_only" if short or self.is_in_doubt else "ok"


Kind = Callable[[list[Fact]], Numbers]


def part(above: int, below: int) -> Fraction | None:
    return Fraction(above, below) if below else None


def count(facts: list[Fact]) -> Numbers:
    """None known beside some unknown is no 0: it may be any number of them."""
    yes = {f.key for f in facts if f.verdict == YES}
    unknown = {f.key for f in facts if f.verdict == UNKNOWN} - yes
    in_doubt = not yes and bool(unknown)
    value = None if in_doubt else len(yes)
    return Numbers(len(yes), len(unknown), None, value, is_in_doubt=in_doubt)


def stated(facts: list[Fact]) -> Numbers:
    """A number that the source states: whether it left somebody out is not known."""
    yes = sum(fact.verdict == YES for fact in facts)
    return Numbers(yes, None, None, yes)


def in_cases(facts: list[Fact]) -> list[int]:
    """How many of the facts each case has."""
    return list(Counter(fact.cluster for fact in facts).values())


def answers_of_cases(facts: list[Fact]) -> list[Case]:
    found: dict[object, Counter[str]] = defaultdict(Counter)
    for fact in facts:
        found[fact.cluster][fact.verdict] += 1
    return [Case(of_case[YES], of_case[NO], of_case[UNKNOWN]) for of_case in found.values()]


def share(facts: list[Fact]) -> Numbers:
    yes, no, unknown = (sum(f.verdict == v for f in facts) for v in (YES, NO, UNKNOWN))
    cases = answers_of_cases(facts)
    known = [case for case in cases if case.yes + case.no]
    units = [case.yes + case.no for case in known]
    return Numbers(
        yes,
        unknown,
        yes + no,
        part(yes, yes + no),
        None,
        *clusters.limits(cases),
        *clusters.region(cases),
        bound_low=part(yes, len(facts)),
        bound_high=part(yes + unknown, len(facts)),
        coverage=part(yes + no, len(facts)),
        cases=len(known),
        deff=clusters.deff_of_share([case.yes for case in known], units) if known else None,
        effective=clusters.effective(units),
        used=yes + no,
        verdict=clusters.region(cases, READ),
    )


def known(facts: list[Fact]) -> list[Fact]:
    return [f for f in facts if f.verdict == YES and None not in f.numbers]


def sums(facts: list[Fact]) -> tuple[Fraction, Fraction]:
    above, below = (
        sum((Fraction(f.numbers[side] or 0) for f in facts), Fraction(0)) for side in (0, 1)
    )
    return above, below


def total(facts: list[Fact]) -> Numbers:
    """What is known to be there, told whatever its size; of nothing known there is no sum.

    Of what is there it must be known for most how much; what may be there does not count in that.
    """
    used, there = known(facts), [f for f in facts if f.verdict == YES]
    amount = sum((Fraction(f.numbers[0] or 0) for f in used), Fraction(0))
    return Numbers(
        amount,
        len(facts) - len(used),
        len(used),
        amount if used else None,
        coverage=part(len(used), len(there)),
        is_in_doubt=not there,
    )


def amounts(facts: list[Fact]) -> Numbers:
    used = known(facts)
    above, below = sums(used)
    by_case: dict[object, Fraction] = defaultdict(Fraction)
    for fact in used:
        by_case[fact.cluster] += Fraction(fact.numbers[0] or 0)
    return Numbers(
        above,
        len(facts) - len(used),
        below,
        above / below if below else None,
        max(by_case.values()) / above if above else None,
        coverage=part(len(used), len(facts)),
        cases=len(by_case),
        effective=clusters.effective(in_cases(used)),
        used=len(used),
    )


def rate(facts: list[Fact]) -> Numbers:
    """Limits by the visits themselves, and whether they are few by their cases."""
    used = known(facts)
    above, below = sums(used)
    found = [int(f.numbers[0] or 0) for f in used]
    limits, verdict = (of_mean(found, of) if used else NONE for of in (DRAWN, READ))
    return Numbers(
        above,
        len(facts) - len(used),
        below,
        above / below if below else None,
        None,
        *limits,
        coverage=part(len(used), len(facts)),
        cases=len(in_cases(used)),
        effective=clusters.effective(in_cases(used)),
        used=len(used),
        verdict=verdict,
    )


def rate_of_events(per: int) -> Kind:
    """Of things counted by years and cases: what is known and unknown is told in the things."""

    def numbers(facts: list[Fact]) -> Numbers:
        used = known(facts)
        above, below = sums(used)
        unknown = sum(int(f.numbers[0] or 0) for f in facts if None in f.numbers)
        found: Counter[object] = Counter()
        for fact in used:
            found[fact.key] += int(fact.numbers[0] or 0)
        sizes = [size for size in found.values() if size]
        low, high, *verdict = (
            [per * end / below for of in (DRAWN, READ) for end in of_found_together(sizes, of)]
            if below
            else (*NONE, *NONE)
        )
        return Numbers(
            above,
            unknown,
            below,
            per * above / below if below else None,
            None,
            low,
            high,
            coverage=part(int(above), int(above) + unknown),
            deff=sum(size**2 for size in sizes) / sum(sizes) if sizes else None,
            verdict=(verdict[0], verdict[1]),
        )

    return numbers


def median(facts: list[Fact]) -> Numbers:
    used = known(facts)
    values, units = [Fraction(f.numbers[0] or 0) for f in used], in_cases(used)
    return Numbers(
        None,
        len(facts) - len(values),
        len(values),
        statistics.median(values) if values else None,
        None,
        *limits_of_median(values, units, DRAWN),
        None,
        None,
        *quartiles(values),
        coverage=part(len(values), len(facts)),
        cases=len(units),
        deff=deff_of_middle(units),
        effective=clusters.effective(units),
        used=len(values),
        verdict=limits_of_median(values, units, READ),
    )


def limits_of_median(values: list[Fraction], units: list[int], level: Fraction) -> Interval:
    if not clusters.has_several(units):
        return of_median(values, level)
    if not clusters.has_limits(units):
        return NONE
    return of_median_by_cases(values, clusters.effective(units), clusters.critical(units, level))


def deff_of_middle(units: list[int]) -> float | None:
    return clusters.deff_of_one_outcome(units) if units else None


def median_days(spells: list[tuple[int, int]]) -> int | None:
    """The Kaplan-Meier median: the smallest day on which at most half are still waiting."""
    waiting = Fraction(1)
    for day in sorted({days for days, event in spells if event}):
        at_risk = sum(days >= day for days, _ in spells)
        events = sum(days == day and event for days, event in spells)
        waiting *= 1 - Fraction(events, at_risk)
        if waiting <= Fraction(1, 2):
            return day
    return None


def duration(facts: list[Fact]) -> Numbers:
    used = known(facts)
    spells, units = [f.numbers for f in used], in_cases(used)
    return Numbers(
        sum(event for _, event in spells),
        len(facts) - len(spells),
        len(spells),
        median_days(spells),
        None,
        *limits_of_days(spells, units, DRAWN),
        coverage=part(len(spells), len(facts)),
        cases=len(units),
        deff=deff_of_middle(units),
        effective=clusters.effective(units),
        used=len(spells),
        verdict=limits_of_days(spells, units, READ),
    )


def limits_of_days(spells: list[tuple[int, int]], units: list[int], level: Fraction) -> Interval:
    if not clusters.has_limits(units):
        return NONE
    return of_survival(spells, clusters.deff_of_one_outcome(units), clusters.critical(units, level))
