"""From the oracle's facts to rows: which are due and collected, by period and breakdown."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from tests.oracle.catalogue import MEASURES, Definition
from tests.oracle.days import UNKNOWN, months_later
from tests.oracle.facts import Fact
from tests.oracle.kinds import Numbers
from tests.oracle.records import Records

ALL, UNDATED, YEAR = "all", "undated", "year"
Key = tuple[str, ...]


def is_due(fact: Fact, definition: Definition, r: Records) -> bool:
    """Without a window nothing is young: the as-of date hides no later record."""
    if fact.on is None or not (definition.months or definition.days):
        return True
    return months_later(fact.on, definition.months) + timedelta(definition.days) <= r.as_of


def due(r: Records, definition: Definition) -> list[Fact]:
    return [
        fact
        for fact in definition.facts(r)
        if is_due(fact, definition, r) and r.collects(definition.needs, fact.on)
    ]


def value_of(fact: Fact, name: str) -> str:
    """What a fact has of a breakdown: of its own, else of its case."""
    if name == "office":
        return fact.office or (fact.case and fact.case["office_id"]) or UNKNOWN
    if name == "form":
        return fact.form or (fact.case and fact.case["form"]) or UNKNOWN
    return UNDATED if fact.on is None else str(fact.on.year)


def grouped(facts: Iterable[Fact], by: tuple[str, ...]) -> dict[Key, list[Fact]]:
    """By period, and by what else is asked for."""
    others = [name for name in by if name != YEAR]
    found = defaultdict(list)
    for fact in facts:
        period = value_of(fact, YEAR) if YEAR in by else ALL
        found[period, *(value_of(fact, name) for name in others)].append(fact)
    return found


def printed(r: Records, by: tuple[str, ...], ids: Iterable[str]) -> Iterator[tuple[Key, Numbers]]:
    """The numbers of one jurisdiction by measure, period and breakdown."""
    for measure in ids:
        definition = MEASURES[measure]
        for group, facts in grouped(due(r, definition), by).items():
            yield (measure, *group), definition.kind(facts)
