"""What is found of one unit, and how verdicts combine."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.oracle.days import NO, OUT, UNKNOWN, YES, Row, Verdict

Number = int | Decimal | Fraction


@dataclass(frozen=True)
class Fact:
    """One unit that belongs: what is counted once (`key`), its date, and what was found of it.

    `numbers` are what is added up above and below, a value of which the median is taken, or days
    and event (1, 0). `case` gives office and form where the unit has none of its own, and the money
    of a case is added up before the largest is found. A young one is not due by a day of its own.
    One that spans cases stands alone.
    """

    key: object
    on: date | None
    verdict: Verdict = YES
    case: Row | None = None
    numbers: tuple[Number | None, ...] = ()
    office: str | None = None
    form: str | None = None
    ended_on: date | None = None
    is_young: bool = False
    stands_alone: bool = False

    @property
    def cluster(self) -> object:
        """The case whose units are alike, or the unit itself."""
        if self.case is None or self.stands_alone:
            return ("unit", self.key)
        return self.case["case_id"]


Facts = Iterator[Fact]


def belonging(fact: Fact, belongs: Verdict) -> Facts:
    """The fact if its unit belongs; of one that may belong, only that nothing is known."""
    if belongs == YES and fact.verdict != OUT:
        yield fact
    elif belongs == UNKNOWN and fact.verdict != OUT:
        yield replace(fact, verdict=UNKNOWN)


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    found = set(verdicts)
    if YES in found:
        return YES
    return UNKNOWN if UNKNOWN in found else NO


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    found = set(verdicts)
    if NO in found:
        return NO
    return UNKNOWN if UNKNOWN in found else YES


def of_code(code: str) -> Verdict:
    """What a yes-or-no column says as an answer: where it cannot arise, the unit is left out."""
    return {"yes": YES, "no": NO, "not_applicable": OUT}.get(code, UNKNOWN)


def condition(code: str) -> Verdict:
    """What a yes-or-no column says as a condition of belonging: not applicable is no."""
    return {"yes": YES, "no": NO, "not_applicable": NO}.get(code, UNKNOWN)


def among(code: str, wanted: Iterable[str]) -> Verdict:
    """Whether a code is one of those wanted."""
    if code == UNKNOWN:
        return UNKNOWN
    return YES if code in wanted else NO


def turned(verdict: Verdict) -> Verdict:
    return {YES: NO, NO: YES}.get(verdict, verdict)


def all_parts(codes: Iterable[str]) -> Verdict:
    """All or none of the parts that apply; where none does, the unit is left out."""
    parts = [of_code(code) for code in codes]
    applying = [part for part in parts if part != OUT]
    return all_of(applying) if applying else OUT
