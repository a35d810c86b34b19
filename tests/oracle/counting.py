"""From the oracle's facts to rows: which are due and collected, by period and breakdown."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tests.oracle.coverage import collects, never_collects
from tests.oracle.days import UNKNOWN, months_later
from tests.oracle.facts import Fact
from tests.oracle.flows import ALL, UNDATED, Flow
from tests.oracle.kinds import Numbers
from tests.oracle.records import Records
from tests.oracle.recount import RECOUNTS, Recount

YEAR = "year"
Key = tuple[str, ...]
Rows = Iterator[tuple[str, Numbers]]


def chosen(r: Records, time: int | str) -> int:
    """A number of months or days, or what the option of that name says."""
    return getattr(r.options, time) if isinstance(time, str) else time


def is_due(fact: Fact, recount: Recount, r: Records) -> bool:
    """Without a window nothing is young: the as-of date hides no later record."""
    months, days = chosen(r, recount.months), chosen(r, recount.days)
    if fact.is_young:
        return False
    if fact.on is None or not (months or days):
        return True
    return months_later(fact.on, months) + timedelta(days) <= r.as_of


def collected(r: Records, measure: str) -> list[Fact]:
    """The facts of a measure that were collected, worked out once of the same records."""
    if measure not in r.collected:
        facts = RECOUNTS[measure].facts(r)
        r.collected[measure] = [fact for fact in facts if is_collected(r, measure, fact)]
    return r.collected[measure]


def is_collected(r: Records, measure: str, fact: Fact) -> bool:
    office, recount = value_of(fact, "office"), RECOUNTS[measure]
    return collects(r, recount.needs, on=fact.on, office=office, one_of=recount.needs_one_of)


def due(r: Records, measure: str) -> list[Fact]:
    return [fact for fact in collected(r, measure) if is_due(fact, RECOUNTS[measure], r)]


def young(r: Records, measure: str) -> list[Fact]:
    return [fact for fact in collected(r, measure) if not is_due(fact, RECOUNTS[measure], r)]


def status_of_nothing(r: Records, measure: str) -> str:
    """Why there is nothing to count of a measure."""
    if collected(r, measure):
        return "not_yet_due"
    recount = RECOUNTS[measure]
    left_out = any(True for _ in recount.facts(r))
    never = never_collects(r, recount.needs, recount.needs_one_of)
    return "not_collected" if left_out or never else "empty"


def value_of(fact: Fact, name: str) -> str:
    """What a fact has of a breakdown: of its own, else of its case."""
    if name == "office":
        return fact.office or (fact.case and fact.case["office_id"]) or UNKNOWN
    if name == "form":
        return fact.form or (fact.case and fact.case["form"]) or UNKNOWN
    return UNDATED if fact.on is None else str(fact.on.year)


def grouped(facts: Iterable[Fact], names: Sequence[str]) -> dict[Key, list[Fact]]:
    found = defaultdict(list)
    for fact in facts:
        found[tuple(value_of(fact, name) for name in names)].append(fact)
    return found


def rows(recount: Recount, facts: list[Fact], as_of: date, *, yearly: bool) -> Rows:
    if isinstance(recount.kind, Flow):
        yield from recount.kind.rows(facts, as_of, yearly=yearly)
    elif yearly:
        for (period,), of_period in grouped(facts, (YEAR,)).items():
            yield period, recount.kind(of_period)
    else:
        yield ALL, recount.kind(facts)


def printed(r: Records, by: tuple[str, ...], ids: Iterable[str]) -> Iterator[tuple[Key, Numbers]]:
    """The numbers of one jurisdiction by measure, period and breakdown."""
    others = [name for name in by if name != YEAR]
    for measure in ids:
        recount, left_out = RECOUNTS[measure], not_yet_due(r, by, measure)
        for group, facts in grouped(due(r, measure), others).items():
            for period, numbers in rows(recount, facts, r.as_of, yearly=YEAR in by):
                key = (measure, period, *group)
                least = recount.least_coverage
                yield key, replace(numbers, not_yet_due=left_out[key], least_coverage=least)


def not_yet_due(r: Records, by: tuple[str, ...], measure: str) -> Counter[Key]:
    """How many units the window leaves out of each row."""
    others = [name for name in by if name != YEAR]
    return Counter(
        (
            measure,
            value_of(fact, YEAR) if YEAR in by else ALL,
            *(value_of(fact, name) for name in others),
        )
        for fact in young(r, measure)
    )
