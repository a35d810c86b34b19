"""Show one case: in which measures it counts, computed by the same code that counts all."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import repeat
from typing import NamedTuple

import pandas as pd
import polars as pl
from sqlalchemy import ColumnElement, Connection, create_engine, select
from sqlalchemy.pool import StaticPool

from metrics.catalogue import CATALOGUE
from metrics.count_queries import COUNTED
from metrics.measure import Measure
from metrics.measure_parts import SqlSource, part_frames
from metrics.request import MONTHS_OF_YEAR, Request, Scope, last_mature_day
from metrics.results import build_request
from metrics.units.cases import per_case
from metrics.worklist.caseload import may_list_cases
from metrics.worklist.steps import is_open
from schemas.store import database

UNITS = tuple(dict.fromkeys(measure.unit for measure in CATALOGUE.values()))
FACTS = ("case_id", "office", "form", "sector", "scope", "cross_border")
DAYS = ("opened_on", "charged_on", "first_instance_on", "final_on", "closed_on")


class Case(NamedTuple):
    """A case as its measures count it.

    `facts` has FACTS, DAYS and is_open. `counted` has a row per measure for which the case has
    units: measure, units (number), and of these yes, no, unknown, young, gap, left_out; first_on
    and last_on (the dates that count; None undated), due_on (the first day on which a too young one
    will be judged). `nothing` are the measures for which the case has no unit.
    """

    facts: dict[str, object]
    counted: pd.DataFrame
    nothing: tuple[str, ...]


def load_case(connection: Connection, scope: Scope, jurisdiction: str, case_id: str) -> Case | None:
    """Return the case with this id; None if there is none or the scope does not list it."""
    facts = _facts(connection, scope, jurisdiction, case_id)
    if facts is None:
        return None
    # Stored counts are for all cases, so this case is counted again.
    asked = replace(build_request(connection, scope), stored_as_of=None)
    asked = asked.judged(asked.as_of.for_jurisdiction(jurisdiction))
    rows, without_units = [], []
    with _alone() as memory:
        for unit in UNITS:
            mine = (unit.c.jurisdiction == jurisdiction, unit.c.case_id == case_id)
            unit.create(memory)
            database.insert_frame(
                memory, unit, database.read_frame(connection, select(unit).where(*mine))
            )
            measures = [measure for measure in CATALOGUE.values() if measure.unit is unit]
            days = _days(memory, measures, asked.where(unit, measures[0].dated_by))
            if days.is_empty():
                without_units += [measure.id for measure in measures]
            else:
                rows += _counted(memory, measures, asked, days)
    return Case(facts, _in_order(rows), tuple(id_ for id_ in CATALOGUE if id_ in without_units))


@contextmanager
def _alone() -> Iterator[Connection]:
    """Provide a database in memory for the units of one case.

    About sixty statements count a case. On a server each would scan all units of the jurisdiction:
    with row-level security PostgreSQL cannot use an index before it has checked each row.
    """
    engine = create_engine("duckdb:///:memory:", poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _facts(
    connection: Connection, scope: Scope, jurisdiction: str, case_id: str
) -> dict[str, object] | None:
    """Return facts and days of one case, or None if it is not there or not in the scope."""
    unit = per_case.c
    query = select(*(unit[name] for name in (*FACTS, *DAYS)), is_open().label("is_open")).where(
        unit.jurisdiction == jurisdiction, unit.case_id == case_id, may_list_cases(scope)
    )
    rows = database.read_frame(connection, query).to_dicts()
    return rows[0] if rows else None


def _days(
    connection: Connection, measures: Sequence[Measure], of: Iterable[ColumnElement]
) -> pl.DataFrame:
    """Return the dates of the case's units (persons, victims ...), and when they can be judged."""
    columns = [day for m in measures for day in (m.dated_by, m.due_on) if day is not None]
    unit = measures[0].unit
    # Units with equal days stay separate rows.
    query = select(unit.c.case_id, *dict.fromkeys(columns)).where(*of)
    return database.read_frame(connection, query)


def _counted(
    connection: Connection,
    measures: Sequence[Measure],
    asked: Request,
    days: pl.DataFrame,
) -> list[dict[str, object]]:
    """Return how the units of the case are counted in each measure."""
    counted = {
        str(row["measure"]): row
        for frame in part_frames(SqlSource(connection, asked), measures).values()
        for row in frame.to_dicts()
    }
    return [_row(measure, counted.get(measure.id, {}), asked, days) for measure in measures]


def _row(
    measure: Measure, parts_: dict[str, float], asked: Request, days: pl.DataFrame
) -> dict[str, object]:
    """Return how the units of the case are counted in one measure, with dates."""
    numbers = {name: int(parts_.get(name, 0)) for name in COUNTED}
    dated = days[measure.dated_by.name].drop_nulls()
    return {
        "measure": measure.id,
        "units": days.height,
        **numbers,
        "left_out": max(0, days.height - sum(numbers.values())),
        "first_on": dated.min(),
        "last_on": dated.max(),
        "due_on": _due_on(measure, asked, days) if numbers["young"] else None,
    }


def _due_on(measure: Measure, asked: Request, days: pl.DataFrame) -> date | None:
    """Return the first day after the reference date on which a unit of the case can be judged."""
    window = measure.window(asked.options)
    own = repeat(None) if measure.due_on is None else days[measure.due_on.name]
    dated = days[measure.dated_by.name]
    judged = (_judged_on(one, due, window) for one, due in zip(dated, own, strict=False))
    return min((day for day in judged if day and day > asked.as_of.latest), default=None)


def _judged_on(dated: date | None, due: date | None, window: int) -> date | None:
    """Return the day from which a unit can be judged: due, and its follow-up period over."""
    matured = matures_on(dated, window) if dated else None
    return max((day for day in (matured, due) if day), default=None)


def matures_on(dated: date, window: int) -> date:
    """Return the first reference date on which a follow-up period from a day is over."""
    year, month = divmod(dated.year * MONTHS_OF_YEAR + dated.month - 1 + window, MONTHS_OF_YEAR)
    day = date(year, month + 1, min(dated.day, monthrange(year, month + 1)[1]))
    while last_mature_day(day, window) < dated:
        day += timedelta(days=1)
    return day


def _in_order(rows: list[dict[str, object]]) -> pd.DataFrame:
    order = {id_: position for position, id_ in enumerate(CATALOGUE)}
    return pd.DataFrame(sorted(rows, key=lambda row: order[str(row["measure"])]))
