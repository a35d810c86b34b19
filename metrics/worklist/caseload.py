"""Read an office's caseload: its open cases, the steps still possible, and single cases.

No other module passes ids of records to a page. Cases outside the scope are not returned.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import repeat
from typing import NamedTuple

import pandas as pd
import polars as pl
from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    case,
    cast,
    create_engine,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.pool import StaticPool

from metrics import count_queries, counting_options
from metrics.catalogue import CATALOGUE
from metrics.count_queries import COUNTED
from metrics.measure import Measure
from metrics.measure_counts import SqlSource, count_parts
from metrics.measure_kinds import Share
from metrics.not_collected import Gap, Need, is_in_gap, jurisdictions_never_collecting
from metrics.not_collected import collection_gaps as of_stored
from metrics.records_state import reference_dates
from metrics.request import (
    EVER,
    JURISDICTION,
    Request,
    Scope,
    Years,
    last_mature_day,
)
from metrics.results import build_request
from metrics.units.cases import per_case, per_case_link
from metrics.units.unit_columns import join_on
from metrics.worked_examples import (
    CASE,
    Rows,
    example_database,
    example_units_query,
    parse_example_rows,
)
from metrics.worklist.steps import STEPS, Step, is_open, open_case, open_case_units, open_since
from schemas import vocabulary as v
from schemas.store import database, not_applicable_steps


class Verdict(StrEnum):
    """The result for a step in one case, suspect, asset or victim: possible, taken, unknown ..."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_COLLECTED = "not collected"
    LEFT_OUT = "left out"


COUNTS = {
    "possible": Verdict.YES,
    "taken": Verdict.NO,
    "unknown": Verdict.UNKNOWN,
    "not_collected": Verdict.NOT_COLLECTED,
}


def step_verdict_expression(step: Step, gaps: tuple[Gap, ...]) -> ColumnElement:
    """Return an SQL expression for the Verdict of a step on a row of its unit; never NULL."""
    return case(
        (step.arises.is_(False), Verdict.LEFT_OUT.value),
        (is_in_gap(step, gaps), Verdict.NOT_COLLECTED.value),
        (step.taken, Verdict.NO.value),
        (and_(step.arises, not_(step.taken)), Verdict.YES.value),
        else_=Verdict.UNKNOWN.value,
    )


def step_verdicts_query(steps: Sequence[Step], gaps: tuple[Gap, ...]) -> Select:
    """Return a query with a row per step and case: how many units of the case have each verdict.

    Cases without a unit to which the step applies are left out.
    """
    every = union_all(*(_step_counts_query(step, gaps) for step in steps)).subquery()
    # Sorted outside: a bare UNION ALL of groups may never end on DuckDB
    # (docs/decisions.md).
    return select(every).order_by(every.c.step)


def _step_counts_query(step: Step, gaps: tuple[Gap, ...]) -> Select:
    """Return the query for the number of units by verdict (possible, taken ...), by case."""
    row = step.unit.c
    answer = step_verdict_expression(step, gaps)
    keys = (row.jurisdiction, row.case_id)
    one = (
        select(*keys, answer.label("verdict"))
        .where(answer != Verdict.LEFT_OUT.value)
        .subquery(f"of_{step.id}")
    )
    return select(
        one.c.jurisdiction,
        one.c.case_id,
        cast(literal(step.id), String).label("step"),
        *(
            func.count().filter(one.c.verdict == verdict.value).label(name)
            for name, verdict in COUNTS.items()
        ),
    ).group_by(one.c.jurisdiction, one.c.case_id)


class LinkState(StrEnum):
    """What is known about a link group in a case."""

    CHARGED = "charged"
    IDENTIFIED = "identified"
    NOT_SEEN = "not_seen"
    UNKNOWN = "unknown"


# The tables with suspects and their links; suspects who were not charged are only in `suspects`.
LINK_TABLES = Need(open_case, open_case.c.begun_on, ("suspects", "links", "links.link"))


def link_states_query(cases: CTE, gaps: tuple[Gap, ...]) -> Select:
    """Return a query for the link groups of `cases` (rows of `open_case`).

    Columns jurisdiction, case_id, and a LinkState per group.

    The state of a group is unknown if no suspect was found, if the link of a suspect is unknown, if
    it is unknown whether a suspect in it was charged, or if suspects and links are not collected.
    """
    link = per_case_link.c
    links_by_case = (
        select(
            open_case.c.jurisdiction,
            open_case.c.case_id,
            func.bool_or(is_in_gap(LINK_TABLES, gaps)).label("gap"),
            func.count(link.link).label("links"),
            _any_row(link.link == v.Link.UNKNOWN).label("doubtful"),
            *(_any_row(link.link.in_(codes)).label(f"{group}_seen") for group, codes in GROUPS),
            *(
                _any_row(and_(link.link.in_(codes), link.charged.is_(None))).label(
                    f"{group}_doubted"
                )
                for group, codes in GROUPS
            ),
            *(
                _any_row(and_(link.link.in_(codes), link.charged)).label(f"{group}_charged")
                for group, codes in GROUPS
            ),
        )
        .select_from(open_case.outerjoin(per_case_link, join_on(per_case_link, open_case)))
        .group_by(open_case.c.jurisdiction, open_case.c.case_id)
        .add_cte(cases)
        .cte("links_seen")
    )
    return select(
        links_by_case.c.jurisdiction,
        links_by_case.c.case_id,
        *(_link_state_column(links_by_case, group) for group, _ in GROUPS),
    )


GROUPS = tuple((group.value, codes) for group, codes in v.LINKS_OF_GROUP.items())


def _any_row(condition: ColumnElement) -> ColumnElement:
    return func.coalesce(func.bool_or(condition), false())


def _link_state_column(links_by_case: CTE, group: str) -> ColumnElement:
    """Return SQL for the state of a link group in a case."""
    known = links_by_case.c
    return case(
        (known[f"{group}_charged"], LinkState.CHARGED.value),
        (known[f"{group}_doubted"], LinkState.UNKNOWN.value),
        (known[f"{group}_seen"], LinkState.IDENTIFIED.value),
        (or_(known.gap, known.links == 0, known.doubtful), LinkState.UNKNOWN.value),
        else_=LinkState.NOT_SEEN.value,
    ).label(group)


class Caseload(NamedTuple):
    """The open cases of an office, by case_id.

    `cases`: case_id, form, scope, opened_on, charged_on, begun_on (the opening, else the first
    charge), age_days (until the reference date; NaN without a day or if it is later), and a
    LinkState per link group. `steps`: case_id, step, and numbers of possible, taken, unknown,
    not_collected.
    `never` are the steps for which the jurisdiction never sent records. `marked` are the user's
    marks by which steps were removed (`without_marked_steps`); they are not part of the records.
    """

    cases: pd.DataFrame
    steps: pd.DataFrame
    never: tuple[str, ...]
    marked: not_applicable_steps.Marks = ()


def may_list_cases(scope: Scope) -> ColumnElement:
    """Return an SQL condition on `per_case`: whether single cases of its office may be shown."""
    seen = scope.of_records(per_case.c.jurisdiction, per_case.c.office)
    return seen if scope.lists_cases else false()


def open_cases_by_office(connection: Connection, scope: Scope) -> pd.DataFrame:
    """Return the number of open cases by office: jurisdiction, office, cases, open_cases.

    Cases without an office are counted under the office `unknown`.
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


def load_caseload(connection: Connection, scope: Scope, jurisdiction: str, office: str) -> Caseload:
    """Return the open cases of one office; none if the scope may not see or list single cases."""
    of = (
        per_case.c.jurisdiction == jurisdiction,
        per_case.c.office == office,
        may_list_cases(scope),
    )
    gaps = of_stored(connection, scope)
    with counting_options.use_options(counting_options.load_options(connection)):
        open_things = open_case_units(of)
    steps = step_verdicts_query(list(STEPS.values()), gaps).add_cte(*open_things)
    cases = _open_cases(
        connection, of, reference_dates(connection, scope).for_jurisdiction(jurisdiction)
    ).join(
        database.read_frame(connection, link_states_query(open_things.cases, gaps)),
        on=[JURISDICTION, "case_id"],
        how="left",
    )
    with database.without_nested_loops(connection):
        possible = database.read_frame(connection, steps)
    return Caseload(
        cases=cases.drop(JURISDICTION).to_pandas(),
        steps=possible.select("case_id", "step", *COUNTS).sort("case_id", "step").to_pandas(),
        never=tuple(
            step.id
            for step in STEPS.values()
            if jurisdiction in jurisdictions_never_collecting(step, gaps)
        ),
    )


def _open_cases(
    connection: Connection, of: tuple[ColumnElement, ...], judged_on: date
) -> pl.DataFrame:
    """Return the open cases with their age in days."""
    unit = per_case.c
    query = (
        select(
            *(unit.jurisdiction, unit.case_id, unit.form, unit.scope),
            *(unit.opened_on, unit.charged_on, open_since().label("begun_on")),
        )
        .where(is_open(), *of)
        .order_by(unit.case_id)
    )
    days = (pl.lit(judged_on) - pl.col("begun_on")).dt.total_days()
    aged = pl.when(days >= 0).then(days).alias("age_days")
    return database.read_frame(connection, query).with_columns(aged)


STEP_OF_CASE = ["case_id", "step"]


def without_marked_steps(
    load: Caseload, jurisdiction: str, kept: Iterable[not_applicable_steps.Mark]
) -> Caseload:
    """Return the caseload without the steps that a valid mark excludes; `marked` has these marks.

    `kept` are all stored marks. A mark is valid if it was not undone, and the step is possible for
    no more suspects, assets or victims of the case than when the mark was made. With more of them,
    the mark was made without considering the new ones. A valid mark removes the step even if it is
    unknown for some of them.
    """
    in_force = [
        mark
        for mark in not_applicable_steps.marks_in_force(kept)
        if mark.jurisdiction == jurisdiction
    ]
    of = {(mark.case_id, mark.step): mark for mark in in_force}
    steps = load.steps[[*STEP_OF_CASE, "possible"]]
    holding = {
        (str(case_id), str(step)): mark
        for case_id, step, possible in steps.itertuples(index=False)
        if (mark := of.get((case_id, step))) is not None and 0 < possible <= mark.number
    }
    is_marked = pd.MultiIndex.from_frame(steps[STEP_OF_CASE]).isin(list(holding))
    return load._replace(steps=load.steps[~is_marked], marked=tuple(holding.values()))


STATE_NO = count_queries.COUNTED.index("no")


def cases_counted_as_no(
    connection: Connection, scope: Scope, jurisdiction: str, office: str, years: Years = EVER
) -> pd.DataFrame:
    """Return an office's open cases that count as "no" in the measure that a step improves.

    Columns step, case_id; for the given years. A step in another case would not change the measure
    today: the case is not charged or due yet, belongs to another year, already counts as yes, or
    lacks a record.
    """
    asked = build_request(
        connection,
        scope,
        years=years,
        only=((JURISDICTION, jurisdiction), ("office", office)),
    )
    asked = asked.judged(asked.as_of.for_jurisdiction(jurisdiction))
    unit = per_case.c
    in_open_cases = (
        select(unit.case_id)
        .where(unit.jurisdiction == jurisdiction, unit.office == office, is_open())
        .where(may_list_cases(scope))
    )
    # One statement, so that the open cases are looked up once.
    open_ids = in_open_cases.cte("open_ids")
    every = union_all(
        *(
            _counted_as_no_of_step(step, asked, select(open_ids.c.case_id)).add_columns(
                literal(id_).label("step")
            )
            for id_, step in STEPS.items()
            if isinstance(CATALOGUE[step.measure], Share)
        )
    ).subquery()
    # Sorted outside: a bare UNION ALL of groups may never end on DuckDB
    # (docs/decisions.md).
    listed_by_step = select(every.c.step, every.c.case_id).order_by(every.c.step)
    return database.read_frame(connection, listed_by_step).to_pandas()


def _counted_as_no_of_step(step: Step, asked: Request, open_ids: Select) -> Select:
    """Return the query for open cases that count as "no" in the measure of a step."""
    measure = CATALOGUE[step.measure]
    case_id: ColumnElement = measure.unit.c.case_id
    units = (
        count_queries.unit_states_query((measure,), asked)
        .add_columns(case_id.label("case_id"))
        .where(case_id.in_(open_ids))
        .subquery()
    )
    return select(units.c.case_id).where(units.c.state_0 == STATE_NO).distinct()


# One case: in which measures it counts, by the same code that counts all.

UNITS = tuple(dict.fromkeys(measure.unit for measure in CATALOGUE.values()))
FACTS = ("case_id", "office", "form", "sector", "scope", "cross_border")
DAYS = ("opened_on", "charged_on", "first_instance_on", "final_on", "closed_on")


class Case(NamedTuple):
    """How each measure counts one case.

    `facts` has FACTS, DAYS and is_open. `counted` has a row per measure for which the case has
    units: measure, units (their number), and how many of them are yes, no, unknown, young (too
    recent), gap (not collected), left_out; first_on and last_on (the first and last date of the
    units; None if undated), due_on (the first day on which a too recent unit will be counted).
    `nothing` are the measures for which the case has no unit.
    """

    facts: dict[str, object]
    counted: pd.DataFrame
    nothing: tuple[str, ...]


def load_case(connection: Connection, scope: Scope, jurisdiction: str, case_id: str) -> Case | None:
    """Return the case with this id; None if there is none or the scope does not list it."""
    facts = _case_facts(connection, scope, jurisdiction, case_id)
    if facts is None:
        return None
    # Stored counts are for all cases, so this case is counted again.
    asked = replace(build_request(connection, scope), stored_as_of=None)
    asked = asked.judged(asked.as_of.for_jurisdiction(jurisdiction))
    rows, without_units = [], []
    with _memory_connection() as memory:
        for unit in UNITS:
            mine = (unit.c.jurisdiction == jurisdiction, unit.c.case_id == case_id)
            unit.create(memory)
            database.insert_frame(
                memory, unit, database.read_frame(connection, select(unit).where(*mine))
            )
            measures = [measure for measure in CATALOGUE.values() if measure.unit is unit]
            days = _unit_days(memory, measures, asked.where(unit, measures[0].dated_by))
            if days.is_empty():
                without_units += [measure.id for measure in measures]
            else:
                rows += _measure_rows(memory, measures, asked, days)
    order = {id_: position for position, id_ in enumerate(CATALOGUE)}
    rows.sort(key=lambda row: order[str(row["measure"])])
    nothing = tuple(id_ for id_ in CATALOGUE if id_ in without_units)
    return Case(facts, pd.DataFrame(rows), nothing)


@contextmanager
def _memory_connection() -> Iterator[Connection]:
    """Provide a database in memory for the units of one case.

    About sixty statements count a case. On a server, each of them would scan all units of the
    jurisdiction: with row-level security, PostgreSQL checks each row before it can use an index.
    """
    engine = create_engine("duckdb:///:memory:", poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _case_facts(
    connection: Connection, scope: Scope, jurisdiction: str, case_id: str
) -> dict[str, object] | None:
    """Return facts and days of one case, or None if it does not exist or is not in the scope."""
    unit = per_case.c
    query = select(*(unit[name] for name in (*FACTS, *DAYS)), is_open().label("is_open")).where(
        unit.jurisdiction == jurisdiction, unit.case_id == case_id, may_list_cases(scope)
    )
    rows = database.read_frame(connection, query).to_dicts()
    return rows[0] if rows else None


def _unit_days(
    connection: Connection, measures: Sequence[Measure], of: Iterable[ColumnElement]
) -> pl.DataFrame:
    """Return the dates of the case's units (persons, victims ...), and from when they can count."""
    columns = [day for m in measures for day in (m.dated_by, m.due_on) if day is not None]
    unit = measures[0].unit
    # Units with equal days stay separate rows.
    query = select(unit.c.case_id, *dict.fromkeys(columns)).where(*of)
    return database.read_frame(connection, query)


def _measure_rows(
    connection: Connection,
    measures: Sequence[Measure],
    asked: Request,
    days: pl.DataFrame,
) -> list[dict[str, object]]:
    """Return how the units of the case are counted in each measure."""
    rows = count_parts(SqlSource(connection, asked), measures).to_dicts()
    counted = {str(row["measure"]): row for row in rows}
    return [_measure_row(measure, counted.get(measure.id, {}), asked, days) for measure in measures]


def _measure_row(
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
    """Return the first day after the reference date on which a further unit is counted."""
    window = measure.window(asked.options)
    own = repeat(None) if measure.due_on is None else days[measure.due_on.name]
    dated = days[measure.dated_by.name]
    judged = (_judgeable_from(one, due, window) for one, due in zip(dated, own, strict=False))
    return min((day for day in judged if day and day > asked.as_of.latest), default=None)


def _judgeable_from(dated: date | None, due: date | None, window: int) -> date | None:
    """Return the day from which a unit is counted: it is due, and its follow-up period is over."""
    matured = matures_on(dated, window) if dated else None
    return max((day for day in (matured, due) if day), default=None)


def matures_on(dated: date, window: int) -> date:
    """Return the first reference date on which the follow-up period from `dated` on is over."""
    day = (pd.Timestamp(dated) + pd.DateOffset(months=window)).date()
    while last_mature_day(day, window) < dated:
        day += timedelta(days=1)
    return day


EXAMPLE_VERDICT = "possible"


def read_example(step: Step) -> Rows:
    """Return the worked example of a step. Raises BadExample if it does not fit its table."""
    return parse_example_rows(step.id, step.example, step.unit, EXAMPLE_VERDICT)


def worked_example(step: Step) -> pd.DataFrame:
    """Return the rows of a step's worked example with `verdict`, from a separate database."""
    with example_database() as connection:
        return judge_example(connection, step)


def judge_example(connection: Connection, step: Step) -> pd.DataFrame:
    """Return the rows of a step's worked example with `verdict`, the computed result.

    `connection` only runs the query; the tables of its database are not used.
    """
    example = read_example(step)
    rows = example_units_query(step.unit, example.columns, example.cells).cte(step.unit.name)
    answers = database.read_frame(connection, step_verdicts_query([step], ()).add_cte(rows))
    words = {
        row[CASE]: next(verdict.value for name, verdict in COUNTS.items() if row[name])
        for row in answers.to_dicts()
    }
    frame = pd.DataFrame(example.cells, columns=[column.name for column in example.columns])
    return frame.assign(
        verdict=[words.get(str(row), Verdict.LEFT_OUT.value) for row in frame.index]
    )
