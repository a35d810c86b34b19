"""From facts to the printed numbers of each kind of measure."""

import statistics
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.oracle.days import NO, UNKNOWN, YES
from tests.oracle.facts import Fact
from tests.oracle.intervals import NONE, byar, of_median, of_survival, quartiles, wilson


@dataclass(frozen=True)
class Numbers:
    """What a row prints; None where it has none. `used` are the units that the value rests on."""

    numerator: object
    unknown: object
    denominator: object
    value: object = None
    largest_share: object = None
    low: object = None
    high: object = None
    quartile_1: object = None
    quartile_3: object = None
    bound_low: object = None
    bound_high: object = None
    coverage: object = None
    used: int = 0

    @property
    def status(self) -> str:
        if self.used < 10:
            return "too_few"
        short = self.coverage is not None and self.coverage < Fraction(7, 10)
        return "bounds_only" if short else "ok"


Kind = Callable[[list[Fact]], Numbers]


def part(above: int, below: int) -> Fraction | None:
    return Fraction(above, below) if below else None


def count(facts: list[Fact]) -> Numbers:
    yes = {f.key for f in facts if f.verdict == YES}
    unknown = {f.key for f in facts if f.verdict == UNKNOWN} - yes
    return Numbers(len(yes), len(unknown), None, len(yes), used=len(yes))


def stated(facts: list[Fact]) -> Numbers:
    """A number that the source states: whether it left somebody out is not known."""
    yes = sum(fact.verdict == YES for fact in facts)
    return Numbers(yes, None, None, yes, used=yes)


def share(facts: list[Fact]) -> Numbers:
    yes, no, unknown = (sum(f.verdict == v for f in facts) for v in (YES, NO, UNKNOWN))
    return Numbers(
        yes,
        unknown,
        yes + no,
        part(yes, yes + no),
        None,
        *wilson(yes, yes + no),
        bound_low=part(yes, len(facts)),
        bound_high=part(yes + unknown, len(facts)),
        coverage=part(yes + no, len(facts)),
        used=yes + no,
    )


def known(facts: list[Fact]) -> list[Fact]:
    return [f for f in facts if f.verdict == YES and None not in f.numbers]


def sums(facts: list[Fact]) -> tuple[Fraction, Fraction]:
    above, below = (
        sum((Fraction(f.numbers[side] or 0) for f in facts), Fraction(0)) for side in (0, 1)
    )
    return above, below


def amounts(facts: list[Fact]) -> Numbers:
    used = known(facts)
    above, below = sums(used)
    by_case: dict[object, Fraction] = defaultdict(Fraction)
    for fact in used:
        case = fact.case["case_id"] if fact.case else ("unit", fact.key)
        by_case[case] += Fraction(fact.numbers[0] or 0)
    return Numbers(
        above,
        len(facts) - len(used),
        below,
        above / below if below else None,
        max(by_case.values()) / above if above else None,
        coverage=part(len(used), len(facts)),
        used=len(used),
    )


def rate(per: int) -> Kind:
    def numbers(facts: list[Fact]) -> Numbers:
        used = known(facts)
        above, below = sums(used)
        limits = [per * limit / below for limit in byar(float(above))] if below else NONE
        return Numbers(
            above,
            len(facts) - len(used),
            below,
            per * above / below if below else None,
            None,
            *limits,
            coverage=part(len(used), len(facts)),
            used=len(used),
        )

    return numbers


def rate_of_events(per: int) -> Kind:
    """Of years in which things are counted: how many are used and unknown is told in the things."""

    def numbers(facts: list[Fact]) -> Numbers:
        unknown = sum(f.numbers[0] or 0 for f in facts if f not in known(facts))
        used, _ = sums(known(facts))
        return replace(
            rate(per)(facts),
            unknown=unknown,
            coverage=part(int(used), int(used + unknown)),
            used=int(used),
        )

    return numbers


def median(facts: list[Fact]) -> Numbers:
    values = [Fraction(f.numbers[0] or 0) for f in known(facts)]
    return Numbers(
        None,
        len(facts) - len(values),
        len(values),
        statistics.median(values) if values else None,
        None,
        *of_median(values),
        *quartiles(values),
        coverage=part(len(values), len(facts)),
        used=len(values),
    )


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
    spells = [f.numbers for f in known(facts)]
    events = sum(event for _, event in spells)
    return Numbers(
        events,
        len(facts) - len(spells),
        len(spells),
        median_days(spells),
        None,
        *of_survival(spells),
        coverage=part(len(spells), len(facts)),
        used=len(spells),
    )
