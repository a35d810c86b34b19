"""The open case, for which steps are taken, and what all things of one have.

Like units, and read when they are asked for: nothing of them is stored. They are of one office, and
take a tenth of a second among 12,000 cases.
"""

from collections.abc import Callable, Iterable

from sqlalchemy import CTE, Column, ColumnElement, MetaData, Table, and_, func, true

from metrics.units.case.unit import per_case
from metrics.units.declaration import PARTS, Joined, Made, Parts, day, made, place, same, truth
from metrics.units.knowledge import belongs, yes_no
from schemas import tables
from schemas import vocabulary as v

_unit, _case = per_case.c, tables.cases.c


def thing(
    name: str, word: str, *columns: Column | tuple[Column, ...], parts: Callable[[], Parts]
) -> Table:
    """A thing that steps are taken for, declared as a unit is."""
    flat = [c for column in columns for c in (column if isinstance(column, tuple) else (column,))]
    # Metadata of its own: what is created with the units is stored.
    return Table(name, MetaData(), *flat, info={"word": word, PARTS: parts})


def begun(by: Made) -> Column:
    """The day by which a thing is dated."""
    return day("begun_on", "The case was opened, else its first charge", by)


def is_open() -> ColumnElement:
    """Whether a case of `per_case` awaits its first decision, as clearance counts it; never NULL.

    So what is done after it, such as realising what was confiscated, is no step here.
    """
    return and_(_unit.awaits_decision, _unit.final_on.is_(None))


def begun_on() -> ColumnElement:
    """The day from which a case of `per_case` is as old as it is."""
    return func.coalesce(_unit.opened_on, _unit.charged_on)


def _records(of: Iterable[ColumnElement] = ()) -> Joined:
    joined = per_case.join(tables.cases, same(tables.cases, per_case))
    return Joined(joined, and_(is_open(), *of))


open_case = thing(
    "open_case",
    "case",
    place(_unit.jurisdiction, _unit.case_id, _unit.office),
    begun(begun_on()),
    truth("is_open", "Neither decided at first instance nor closed", true(), needs=("cases",)),
    truth(
        "financially_investigated",
        "A financial investigation was opened, a basic one included",
        _unit.financially_investigated,
        needs=("cases.financial_investigation",),
    ),
    truth(
        "confiscation_can_be_sought",
        "Somebody was charged, and confiscation is not stated to be out of question",
        and_(_unit.charged, _case.confiscation_sought != v.YesNo.NOT_APPLICABLE),
        needs=("cases",),
    ),
    truth(
        "confiscation_sought",
        "Confiscation was asked for",
        yes_no(_case.confiscation_sought),
        needs=("cases.confiscation_sought",),
    ),
    truth(
        "crosses_borders",
        "Persons, acts or assets in two or more States",
        belongs(_case.cross_border),
        needs=("cases", "cases.cross_border"),
    ),
    truth(
        "cooperation_used",
        "A formal channel of cooperation was used; no request is no",
        _unit.cooperation_used,
        needs=("requests", "requests.instrument"),
    ),
    parts=_records,
)


def open_cases(of: Iterable[ColumnElement] = ()) -> CTE:
    """The open cases of `per_case` that meet the conditions."""
    return made(open_case, _records(of)).cte(open_case.name)
