"""In which open cases a step would add to the measure that it moves."""

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, literal, select, union_all

from metrics import engine
from metrics.catalogue import CATALOGUE
from metrics.kinds import Share
from metrics.request import EVER, JURISDICTION, Request, Scope, Years
from metrics.results import request
from metrics.units.case.unit import per_case
from metrics.worklist.caseload import listed
from metrics.worklist.open_cases import is_open
from metrics.worklist.step import Step
from metrics.worklist.steps import STEPS
from schemas.store import database

NO = engine.COUNTED.index("no")


def counted_as_no(
    connection: Connection, scope: Scope, jurisdiction: str, office: str, years: Years = EVER
) -> pd.DataFrame:
    """The open cases of an office of which something is a `no` in the measure that a step moves.

    Columns step, case_id; over the years asked for. A case that is not here would not move the
    measure today: it is not charged or due yet, is of another year, is a yes already, or lacks a
    record.
    """
    asked = request(
        connection,
        scope,
        years=years,
        only=((JURISDICTION, jurisdiction), ("office", office)),
    )
    asked = asked.judged(asked.as_of.of(jurisdiction))
    unit = per_case.c
    in_open_cases = (
        select(unit.case_id)
        .where(unit.jurisdiction == jurisdiction, unit.office == office, is_open())
        .where(listed(scope))
    )
    # One statement: the database looks up the open cases once, and not for each step.
    open_ids = in_open_cases.cte("open_ids")
    every = union_all(
        *(
            _of_step(step, asked, select(open_ids.c.case_id)).add_columns(
                literal(id_).label("step")
            )
            for id_, step in STEPS.items()
            if isinstance(CATALOGUE[step.measure], Share)
        )
    ).subquery()
    # Put in order outside: a bare UNION ALL of groups may never end on DuckDB
    # (docs/decisions.md).
    listed_by_step = select(every.c.step, every.c.case_id).order_by(every.c.step)
    return database.read_frame(connection, listed_by_step).to_pandas()


def _of_step(step: Step, asked: Request, open_ids: Select) -> Select:
    measure = CATALOGUE[step.measure]
    case_id: ColumnElement = measure.unit.c.case_id
    units = (
        engine.unit_states((measure,), asked)
        .add_columns(case_id.label("case_id"))
        .where(case_id.in_(open_ids))
        .subquery()
    )
    return select(units.c.case_id).where(units.c.state_0 == NO).distinct()
