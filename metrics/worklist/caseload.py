"""An office's caseload: its open cases, the steps still possible in each, the links seen.

The one way by which ids of records leave the store for a page; what the scope does not hold is not
there.
"""

from datetime import date
from typing import NamedTuple

import pandas as pd
import polars as pl
from sqlalchemy import ColumnElement, Connection, false, func, select

from metrics import options
from metrics.not_collected import gaps as of_stored
from metrics.not_collected import never_collected
from metrics.records_state import as_of
from metrics.request import JURISDICTION, Scope
from metrics.units.case.unit import per_case
from metrics.worklist.judging import COUNTS, judged
from metrics.worklist.open_cases import begun_on, is_open
from metrics.worklist.squares import squares
from metrics.worklist.steps import STEPS
from metrics.worklist.things import things
from schemas.store import database, marks


class Caseload(NamedTuple):
    """The open cases of an office, by case_id.

    `cases`: case_id, form, scope, opened_on, charged_on, begun_on (the opening, else the first
    charge), age_days (from there to the as-of day; NaN without a day, and where it lies behind that
    day), and a Square per link group. `steps`: case_id, step, possible, taken, unknown,
    not_collected: numbers of what the step may be taken for. `never` are the steps of which the
    jurisdiction never sent what they need. `marked` are the marks by which steps were set aside
    (`marking.set_aside`): the records know of none.
    """

    cases: pd.DataFrame
    steps: pd.DataFrame
    never: tuple[str, ...]
    marked: marks.Marks = ()


def listed(scope: Scope) -> ColumnElement:
    """Whether a case may be shown by itself: to its own office, and to nobody above it."""
    seen = scope.of_records(per_case.c.jurisdiction, per_case.c.office)
    return seen if scope.lists_cases else false()


def offices(connection: Connection, scope: Scope) -> pd.DataFrame:
    """How many open cases each office has: columns jurisdiction, office, cases, open_cases.

    Cases that name no office stand under `unknown`.
    """
    unit = per_case.c
    query = (
        select(
            unit.jurisdiction,
            unit.office,
            func.count().label("cases"),
            func.count().filter(is_open()).label("open_cases"),
        )
        .where(scope.of_records(unit.jurisdiction, unit.office))
        .group_by(unit.jurisdiction, unit.office)
        .order_by(unit.jurisdiction, unit.office)
    )
    return database.read_frame(connection, query).to_pandas()


def of_office(connection: Connection, scope: Scope, jurisdiction: str, office: str) -> Caseload:
    """The open cases of one office; empty where the scope does not hold or list them."""
    of = (per_case.c.jurisdiction == jurisdiction, per_case.c.office == office, listed(scope))
    gaps = of_stored(connection, scope)
    with options.in_force(options.of(connection)):
        open_things = things(of)
    steps = judged(list(STEPS.values()), gaps).add_cte(*open_things)
    cases = _cases(connection, of, as_of(connection, scope).of(jurisdiction)).join(
        database.read_frame(connection, squares(open_things.cases, gaps)),
        on=[JURISDICTION, "case_id"],
        how="left",
    )
    with database.without_nested_loops(connection):
        possible = database.read_frame(connection, steps)
    return Caseload(
        cases=cases.drop(JURISDICTION).to_pandas(),
        steps=possible.select("case_id", "step", *COUNTS).sort("case_id", "step").to_pandas(),
        never=tuple(
            step.id for step in STEPS.values() if jurisdiction in never_collected(step, gaps)
        ),
    )


def _cases(connection: Connection, of: tuple[ColumnElement, ...], judged_on: date) -> pl.DataFrame:
    unit = per_case.c
    query = (
        select(
            *(unit.jurisdiction, unit.case_id, unit.form, unit.scope),
            *(unit.opened_on, unit.charged_on, begun_on().label("begun_on")),
        )
        .where(is_open(), *of)
        .order_by(unit.case_id)
    )
    days = (pl.lit(judged_on) - pl.col("begun_on")).dt.total_days()
    aged = pl.when(days >= 0).then(days).alias("age_days")
    return database.read_frame(connection, query).with_columns(aged)
