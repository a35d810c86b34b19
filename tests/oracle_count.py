"""From the oracle's facts to the printed numbers: periods, maturity, distinct units, sums."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.oracle import AMOUNTS, COUNTS, SHARES, Definition, charge_to_judgment
from tests.oracle_records import NO, UNKNOWN, YES, Fact, Records, months_later

ALL, UNDATED = "all", "undated"


@dataclass(frozen=True)
class Numbers:
    """What a row prints; None where it has none."""

    numerator: object
    unknown: object
    denominator: object
    value: object = None
    largest_share: object = None


def period_of(fact: Fact) -> str:
    return UNDATED if fact.on is None else str(fact.on.year)


def by_period(facts: Iterable[Fact], *, yearly: bool) -> dict[str, list[Fact]]:
    found = defaultdict(list)
    for fact in facts:
        found[period_of(fact) if yearly else ALL].append(fact)
    return found


def is_due(fact: Fact, months: int, as_of: date) -> bool:
    """Without a window nothing is young: the as-of date hides no later record."""
    return not months or fact.on is None or months_later(fact.on, months) <= as_of


def count(facts: list[Fact]) -> Numbers:
    yes = {f.key for f in facts if f.verdict == YES}
    unknown = {f.key for f in facts if f.verdict == UNKNOWN} - yes
    return Numbers(len(yes), len(unknown), None, len(yes))


def stated(facts: list[Fact]) -> Numbers:
    """A number that the source states: whether it left somebody out is not known."""
    return Numbers(len(facts), None, None, len(facts))


def share(facts: list[Fact]) -> Numbers:
    yes = sum(f.verdict == YES for f in facts)
    no = sum(f.verdict == NO for f in facts)
    value = Fraction(yes, yes + no) if yes + no else None
    return Numbers(yes, sum(f.verdict == UNKNOWN for f in facts), yes + no, value)


def amounts(facts: list[Fact]) -> Numbers:
    known = [f for f in facts if f.numbers is not None and None not in f.numbers]
    above, below = (sum(Fraction(f.numbers[side]) for f in known) for side in (0, 1))
    by_case: dict[str | None, Fraction] = defaultdict(Fraction)
    for fact in known:
        by_case[fact.case] += Fraction(fact.numbers[0])
    largest = max(by_case.values()) / above if above else None
    return Numbers(above, len(facts) - len(known), below, above / below if below else None, largest)


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
    spells = [f.numbers for f in facts if f.numbers[0] is not None]
    events = sum(event for _, event in spells)
    return Numbers(events, len(facts) - len(spells), len(spells), median_days(spells))


def printed(r: Records, as_of: date, *, yearly: bool) -> dict[tuple[str, str], Numbers]:
    """Numbers by (measure, period) for one jurisdiction; without tables, no measure."""
    found: dict[tuple[str, str], Numbers] = {}

    def put(measure: str, facts: Iterable[Fact], how: object) -> None:
        for period, of_period in by_period(facts, yearly=yearly).items():
            found[measure, period] = how(of_period)

    def due(definition: Definition) -> list[Fact]:
        return [
            f
            for f in definition.facts(r)
            if is_due(f, definition.months, as_of) and r.collects(definition.needs, f.on)
        ]

    for kinds, how in ((COUNTS, count), (SHARES, share), (AMOUNTS, amounts)):
        for measure, definition in kinds.items():
            put(measure, due(definition), stated if measure == "C04s" else how)
    put("P05", charge_to_judgment(r, as_of), duration)
    return found
