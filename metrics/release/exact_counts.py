"""Compute the exact numbers behind a release. No exact number leaves this package unprotected."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import polars as pl
from sqlalchemy import (
    CTE,
    ClauseElement,
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    Date,
    Float,
    Select,
    cast,
    func,
    select,
)
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.visitors import iterate

from metrics import measure_counts, records_state
from metrics.count_queries import (
    AMOUNTS,
    COUNTED,
    answers_by_measure,
    cluster_columns,
    group_columns,
)
from metrics.counting_options import OptionValues
from metrics.measure import Measure
from metrics.measure_kinds import (
    Amount,
    AmountRatio,
    Count,
    Duration,
    Flow,
    FlowRatio,
    Median,
    Rate,
    Share,
)
from metrics.not_collected import jurisdictions_never_collecting
from metrics.release.plan import MEASURES, Plan, Split, groups, period
from metrics.request import JURISDICTION, PERIOD, YEAR, Request, Span, Spans, last_mature_day
from metrics.results import build_request, compute, count_stored_parts
from metrics.units.unit_columns import MADE, OWN, PARTS
from schemas import scopes
from schemas.language import ENGLISH, use_language
from schemas.store import database

# Measures with the same unit, condition, day and window count the same things. They share one cell,
# which is rounded once, so the measure's id is not part of the cell's identity.

# The names of the parts that the rows of a release consist of.
YES, NO, UNKNOWN = "yes", "no", "unknown"
USED, WITHOUT, CONTRIBUTORS = "used", "without", "contributors"
EVENTS, CAME_IN, RESOLVED, PENDING = "events", "came_in", "resolved", "pending"
WHOLE = "whole"
BETWEEN, IS, AND = "|", "=", ":"


class Part(NamedTuple):
    """A part of a measure: its name, the key of what it counts, and an expression for the count.

    Without `adds_up`, units in several groups are counted once in the total. With `by_year`, the
    part exists only for single years. If `counted` is None, the number is taken from another
    measure that counts the same.
    """

    name: str
    key: str
    counted: pl.Expr | None
    adds_up: bool = True
    by_year: bool = False


def parts_of(measure: Measure, chosen: OptionValues) -> tuple[Part, ...]:
    """Return the counts that make up a measure (yes, no, unknown ...), which are published."""
    return tuple(_parts_of_kind(measure, _unit_and_day(measure, measure.window(chosen))))


def whole_key(measure: Measure, window: int) -> str | None:
    """Return a key for the units that all parts of a measure add up to; None if they do not.

    `window` is the follow-up period in months. The number of these units is never published. But
    measures of the same units have the same key, so their parts have the same total.
    """
    plain = not isinstance(measure, Count) or (measure.distinct is None and measure.summed is None)
    if not plain or isinstance(measure, Rate | FlowRatio):
        return None
    return BETWEEN.join((_unit_and_day(measure, window), next(measure.truths()).name, WHOLE))


def surely_counted_key(measure: Measure, chosen: OptionValues) -> str:
    """Return a key for the units that surely belong to a measure.

    A Count with the same condition has this key for its yes.
    """
    of = next(measure.truths()).name
    return BETWEEN.join((_unit_and_day(measure, measure.window(chosen)), of, YES))


def cell_identity(key: pl.Expr, by: Iterable[str]) -> pl.Expr:
    """Return an expression for the identity of a cell: what it counts, and its group.

    `by` are the breakdowns in addition to jurisdiction and period. The order is fixed, and
    breakdowns that are not used are left out, so each cell has one identity in all tables.
    """
    names = sorted(("jurisdiction", PERIOD, *by))
    values = (pl.lit(f"{BETWEEN}{name}{IS}") + pl.col(name) for name in names)
    return pl.concat_str(key, *values)


def _unit_and_day(measure: Measure, window: int) -> str:
    """Return the start of a key: unit, date column, follow-up period (months) and due date."""
    due = "" if measure.due_on is None else measure.due_on.name
    return BETWEEN.join((measure.unit.name, measure.dated_by.name, str(window), due))


def _parts_of_kind(measure: Measure, unit_and_day: str) -> Iterator[Part]:
    """Yield the parts of a measure that are published counts, by its kind."""
    match measure:
        case Share():
            for name in (YES, NO, UNKNOWN):
                yield Part(name, _key(unit_and_day, measure.truths(), name), pl.col(name))
        case Count():
            yield from _count_parts(measure, unit_and_day)
        case Amount() | AmountRatio():
            of = (measure.eligible, *measure.sides)
            yield from _used_parts(measure, unit_and_day, of)
            if isinstance(measure, Amount):
                yield Part(WITHOUT, _key(unit_and_day, of, WITHOUT), pl.col("no"))
                # It is unknown whether these belong at all; they are counted under the condition
                # alone.
                unknown = _key(unit_and_day, [measure.eligible], UNKNOWN)
            else:
                unknown = _key(unit_and_day, of, UNKNOWN)
            yield Part(UNKNOWN, unknown, pl.col("unknown"))
        case Duration() | Median():
            of = tuple(one for one in measure.columns() if one is not measure.dated_by)
            yield from _used_parts(measure, unit_and_day, of)
            yield Part(UNKNOWN, _key(unit_and_day, of, UNKNOWN), pl.col("unknown"))
        case Rate():
            yield from _rate_parts(measure, unit_and_day)
        case FlowRatio():
            yield from _flow_parts(measure, unit_and_day)


def _key(unit_and_day: str, condition: Iterable[Column], name: str) -> str:
    """Return the key of a count: unit and day, the columns of its condition, its name."""
    return BETWEEN.join((unit_and_day, AND.join(column.name for column in condition), name))


def _count_parts(measure: Count, unit_and_day: str) -> Iterator[Part]:
    if measure.summed is not None:
        yield Part(YES, _key(unit_and_day, (measure.counted, measure.summed), "sum"), pl.col("yes"))
        return
    alone = measure.distinct is None
    condition = (measure.counted, *(() if measure.distinct is None else (measure.distinct,)))
    for name in (YES, UNKNOWN):
        yield Part(name, _key(unit_and_day, condition, name), pl.col(name), adds_up=alone)


def _used_parts(measure: Measure, unit_and_day: str, of: tuple[Column, ...]) -> Iterator[Part]:
    """Yield the parts of a median or sum that are counts: units with a value, and their cases."""
    used, counted = _key(unit_and_day, of, USED), pl.col("yes")
    if isinstance(measure, Duration):
        # Open cases count in the median too.
        counted += pl.col("no")
    yield Part(USED, used, counted)
    if measure.unit.info[OWN] is None:
        # Each unit is a case itself.
        yield Part(CONTRIBUTORS, used, counted)
    else:
        cases = _key(unit_and_day, of, CONTRIBUTORS)
        yield Part(CONTRIBUTORS, cases, pl.col("cases"), adds_up=False)


def _rate_parts(measure: Rate, unit_and_day: str) -> Iterator[Part]:
    """Yield the parts of a rate: events, used and unknown units."""
    if (counted := _rows_counted(measure.events)) is not None:
        # Rows of another unit: one number, rounded once.
        yield Part(EVENTS, counted, None)
        return
    of = (measure.eligible, *measure.sides)
    yield Part(EVENTS, _key(unit_and_day, of, EVENTS), pl.col("above"))
    yield Part(USED, _key(unit_and_day, of, USED), pl.col("yes"))
    yield Part(UNKNOWN, _key(unit_and_day, of, UNKNOWN), pl.col("unknown"))


def _rows_counted(events: Column) -> str | None:
    """Return the key of the rows that a column counts, such as victims; None if it counts none."""
    made = events.info[MADE]
    expression = made if isinstance(made, ColumnElement) else made(events.table.info[PARTS]())
    for one in iterate(expression):
        if isinstance(one, ColumnClause) and isinstance(one.table, CTE):
            position = one.table.c.keys().index(one.key)
            element = one.table.element
            arms = element.selects if isinstance(element, CompoundSelect) else (element,)
            for statement in (arm for arm in arms if isinstance(arm, Select)):
                if str(list(statement.selected_columns)[position]) == "count(*)":
                    return _count_key(statement)
    return None


def _count_key(statement: Select) -> str:
    """Return the key of a statement's count: its table, its day and its condition column.

    Raises ValueError unless the statement has one condition column and groups by one day.
    """
    [of] = _columns([statement.whereclause])
    [day] = (one for one in _columns(statement._group_by_clauses) if isinstance(one.type, Date))
    return BETWEEN.join((of.table.name, day.name, "0", "", of.name, YES))


def _columns(elements: Iterable[ClauseElement | None]) -> list[Column]:
    inside = (one for element in elements if element is not None for one in iterate(element))
    return [one for one in inside if isinstance(one, Column)]


def _flow_parts(measure: FlowRatio, unit_and_day: str) -> Iterator[Part]:
    columns = [one for one in measure.columns() if one is not measure.dated_by]
    if measure.flow is Flow.CLEARANCE:
        yield Part(CAME_IN, _key(unit_and_day, columns, CAME_IN), pl.col("no"))
    else:
        yield Part(PENDING, _key(unit_and_day, columns, PENDING), pl.col("above"), False, True)
    yield Part(RESOLVED, _key(unit_and_day, columns, RESOLVED), pl.col("yes"))
    yield Part(UNKNOWN, _key(unit_and_day, columns, UNKNOWN), pl.col("unknown"))


USED_STATE = COUNTED.index("yes")
SPLIT, CATEGORY = "split", "category"
# The columns that identify a row of a release.
KEYS = ("measure", SPLIT, JURISDICTION, PERIOD, CATEGORY)
MONEY = ("above", "below")
# Numbers of a row that are not counts: median and quartiles, sums of money with their two largest
# cases, and an exposure (residents).
SIDES = (
    *("median", "q1", "q3", "above", "below", "exposure"),
    *(f"{side}_{rank}" for side in MONEY for rank in ("first", "second")),
)
CONTEXT = dict.fromkeys((JURISDICTION, "subject", "value"), pl.String)
WITH_COMMAS = ","
ELSEWHERE = pl.lit(None)  # counted by another measure
# By measure, as plain str, not SQLAlchemy's quoted_name.
UNIT_OF = {id_: str(measure.unit.name) for id_, measure in MEASURES.items()}


class Exact(NamedTuple):
    """The exact numbers behind the rows of a release.

    `rows` has KEYS, `unit`, `not_collected`, `not_yet_due`, SIDES. `cells` has KEYS, `part`, `key`,
    `adds_up`, `cell`, `x` (the count), `gap` (units in a gap of the records), and `mature` (whether
    the follow-up period of all units of the period is over).
    """

    rows: pl.DataFrame
    cells: pl.DataFrame


class Counted(NamedTuple):
    """The exact numbers of periods that are over (`published`), and the cells of running periods.

    Running periods are not published. But an attacker who knows new records knows how much they add
    to the count at an earlier release.
    """

    published: Exact
    running: pl.DataFrame


class Place(NamedTuple):
    """A jurisdiction of a release, with its reference date (`as_of`)."""

    jurisdiction: str
    name: str
    currency: str | None
    made_up: bool
    as_of: date


def release_jurisdictions(connection: Connection) -> tuple[Place, ...]:
    """Return the jurisdictions of a release: real ones, or made-up ones if there are no others."""
    days = records_state.reference_dates(connection, scopes.EVERYTHING)
    # A release is the same whoever makes it.
    with use_language(ENGLISH):
        named = records_state.jurisdictions(connection, scopes.EVERYTHING)
    known = [
        Place(
            row.jurisdiction,
            row.name,
            # Pandas has NaN for a currency that is not stated.
            row.currency if isinstance(row.currency, str) else None,
            bool(row.made_up),
            days.for_jurisdiction(row.jurisdiction),
        )
        for row in named.itertuples()
    ]
    real = tuple(jurisdiction for jurisdiction in known if not jurisdiction.made_up)
    return real or tuple(known)


def context(connection: Connection, of: Sequence[Place]) -> pl.DataFrame:
    """Return the rules of law and counting that jurisdictions state, with columns CONTEXT."""
    stated = records_state.stated_rules(connection, scopes.EVERYTHING)
    here = stated[stated[JURISDICTION].isin([jurisdiction.jurisdiction for jurisdiction in of])]
    return pl.DataFrame({name: here[name].tolist() for name in CONTEXT}, schema=CONTEXT)


def count_exact(connection: Connection, plan: Plan, table: Split, of: Sequence[Place]) -> Counted:
    """Return all exact numbers of one table of the plan, from the stored records."""
    asked = request_for(connection, plan, table, of)
    measures = [MEASURES[id_] for id_ in table.ids]
    rows = _all_table_rows(plan, table, measures, of, asked)
    by_kind = parts_by_kind(connection, measures, asked, table)
    cells = _cells(measures, table, rows, by_kind, asked)
    schema = dict.fromkeys(KEYS, pl.String) | dict.fromkeys(SIDES, pl.Float64)
    sides = pl.concat(
        [pl.DataFrame(schema=schema), *_other_numbers(connection, measures, by_kind, asked, table)],
        how="diagonal",
    )
    columns = (*KEYS, "unit", "not_collected", "not_yet_due")
    # Parts counted by another measure take their number from its cell.
    numbered = cells.with_columns(pl.col("x").max().over("cell").fill_null(0))
    over = rows.filter("over").join(sides, on=KEYS, how="left").select(*columns, *SIDES)
    # Cases pending at the end of a year cannot be counted before that end.
    running = numbered.filter(~pl.col("over") & (pl.col("part") != PENDING))
    return Counted(Exact(over, numbered.filter("over").drop("over")), running.drop("over"))


def design_effects(connection: Connection, plan: Plan, of: Sequence[Place]) -> dict[str, float]:
    """Return the design effect of each share and event rate over the whole release.

    Each is computed over all jurisdictions and years: the design effect of a single row would
    reveal how its units are spread over cases.
    """
    clustered = [measure for id_ in plan.ids if _has_effect(measure := MEASURES[id_])]
    last = max(jurisdiction.as_of.year for jurisdiction in of)
    asked = build_request(connection, scopes.EVERYTHING, years=(plan.first_year, last))
    rows = pl.from_pandas(compute(connection, clustered, asked)).filter(
        pl.col(JURISDICTION).is_in([jurisdiction.jurisdiction for jurisdiction in of])
    )
    # A rate's units are its events: its denominator is the number of residents.
    units = pl.when(kind=Rate.__name__).then("numerator").otherwise("denominator")
    known = rows.with_columns(units.alias("units")).filter(
        pl.col("deff").is_not_nan() & (pl.col("units") > 0)
    )
    weighed = (pl.col("deff") * pl.col("units")).sum() / pl.col("units").sum()
    found = known.group_by("measure").agg(weighed.alias("deff"))
    return dict(found.sort("measure").iter_rows())


def _has_effect(measure: Measure) -> bool:
    return isinstance(measure, Share) or (isinstance(measure, Rate) and measure.counts_events)


def request_for(connection: Connection, plan: Plan, table: Split, of: Sequence[Place]) -> Request:
    """Return the request that counts a table of the plan, for all periods that have begun."""
    periods = plan.started_periods(table, max(jurisdiction.as_of for jurisdiction in of))
    years = tuple(first for first, last in periods if first == last)
    spans = Spans(tuple(span for span in periods if span[0] != span[1]), years)
    asked = build_request(connection, scopes.EVERYTHING, by=(YEAR, *table.by))
    return replace(asked, spans=spans, years=spans.ends)


def _all_table_rows(
    plan: Plan, table: Split, measures: Sequence[Measure], of: Sequence[Place], asked: Request
) -> pl.DataFrame:
    """Return all rows that a published table has, even without records.

    If rows without records were left out, this would reveal that nothing was counted in them.
    """
    rows = [row for one in measures for row in _rows(plan, table, one, of, asked)]
    text = dict.fromkeys((*KEYS, "unit"), pl.String)
    truths = dict.fromkeys(("not_collected", "not_yet_due", "mature", "over"), pl.Boolean)
    schema = text | truths | dict.fromkeys(table.by, pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _rows(
    plan: Plan, table: Split, measure: Measure, of: Sequence[Place], asked: Request
) -> Iterator[tuple[object, ...]]:
    """Yield all rows of a measure in a table, with what is known of each before it is counted."""
    never = jurisdictions_never_collecting(measure, asked.gaps)
    for jurisdiction in of:
        until = last_mature_day(jurisdiction.as_of, measure.window(asked.options))
        over = frozenset(plan.periods(table, jurisdiction.as_of))
        for span in _published_periods(
            plan.started_periods(table, jurisdiction.as_of), measure, asked
        ):
            for category in groups(table, measure):
                yield (
                    *(measure.id, table.name, jurisdiction.jurisdiction, period(span)),
                    WITH_COMMAS.join(category),
                    UNIT_OF[measure.id],
                    jurisdiction.jurisdiction in never,
                    date(span[0], 1, 1) > until,
                    until >= date(span[1], 12, 31),
                    span in over,
                    *category,
                )


def _published_periods(
    periods: Sequence[Span], measure: Measure, asked: Request
) -> tuple[Span, ...]:
    """Return the periods for which a measure is published, among those of its table."""
    years = tuple(span for span in periods if span[0] == span[1])
    if any(part.by_year for part in parts_of(measure, asked.options)):
        # Cases pending at the end of a year cannot be added up over years.
        return years
    if isinstance(measure, Amount | AmountRatio):
        # Sums of money are not rounded with a key: a hidden year would be the window minus its
        # other years.
        return tuple(span for span in periods if span not in years)
    return tuple(periods)


def parts_by_kind(
    connection: Connection, measures: Sequence[Measure], asked: Request, table: Split
) -> dict[str, pl.DataFrame]:
    """Count the parts of measures for a published table, by kind of measure.

    Units that are dated in no period are left out.
    """
    counted = _with_table_keys(count_stored_parts(connection, measures, asked), table)
    parts = measure_counts.PARTS
    numbers = {name for names in parts.values() for name in names}
    of_each = {
        kind: counted.filter(pl.col("measure").is_in([m.id for m in measures if m.kind == kind]))
        for kind in dict.fromkeys(measure.kind for measure in measures)
    }
    return {kind: of.drop(numbers - {*parts[kind]}, strict=False) for kind, of in of_each.items()}


def _with_table_keys(frame: pl.DataFrame, table: Split) -> pl.DataFrame:
    category = pl.concat_str(pl.col(*table.by), separator=WITH_COMMAS) if table.by else pl.lit("")
    return frame.with_columns(category.alias(CATEGORY), pl.lit(table.name).alias(SPLIT))


def _cells(
    measures: Sequence[Measure],
    table: Split,
    rows: pl.DataFrame,
    by_kind: Mapping[str, pl.DataFrame],
    asked: Request,
) -> pl.DataFrame:
    """Return the cells of the measures: all parts of each collected row, also those that are 0.

    They have the columns of `Exact.cells`, and `over`: whether the period is over.
    """
    collected = rows.lazy().filter(~(pl.col("not_collected") | pl.col("not_yet_due")))
    joined = {
        kind: collected.join(
            frame.lazy().drop(table.by), on=KEYS, how="left", maintain_order="left"
        ).collect()
        for kind, frame in by_kind.items()
    }
    # Collected once: each query alone would take as long as all together.
    frames = [
        joined[one.kind]
        .lazy()
        .filter(pl.col("measure") == one.id)
        .select(
            *KEYS,
            pl.lit(part.name).alias("part"),
            pl.lit(part.key).alias("key"),
            pl.lit(part.adds_up).alias("adds_up"),
            cell_identity(pl.lit(part.key), table.by).alias("cell"),
            (ELSEWHERE if part.counted is None else part.counted.fill_null(0)).alias("x"),
            pl.col("gap").fill_null(0),
            *("mature", "over"),
        )
        .cast({"x": pl.Int64, "gap": pl.Int64})
        for one in measures
        for part in parts_of(one, asked.options)
    ]
    return pl.concat(frames).collect()


def _other_numbers(
    connection: Connection,
    measures: Sequence[Measure],
    by_kind: Mapping[str, pl.DataFrame],
    asked: Request,
    table: Split,
) -> Iterator[pl.DataFrame]:
    """Yield the numbers of rows that are not counts: sums of money, medians, exposure."""
    aside = {
        kind: of.select(*KEYS, pl.col("^(median|q1|q3)$"), pl.col("^below$").alias("exposure"))
        for kind, of in by_kind.items()
    }
    money = [one for one in measures if isinstance(one, Amount | AmountRatio)]
    for one in money:
        keyed = aside[one.kind].filter(pl.col("measure") == one.id).drop("exposure")
        if not keyed.is_empty():
            yield _sum_money(connection, one, keyed, asked, table)
    of_money = {one.kind for one in money}
    yield from (of for kind, of in aside.items() if kind not in of_money)


def _sum_money(
    connection: Connection,
    measure: Amount | AmountRatio,
    keyed: pl.DataFrame,
    asked: Request,
    table: Split,
) -> pl.DataFrame:
    """Return the sums of money of each row, with the two largest cases."""
    each = database.read_precompiled(
        connection, contributions(measure, asked.shape), asked.bind_values
    )
    sums = [
        expression
        for side in MONEY
        if side in each.columns
        for expression in (
            pl.col(side).sum().alias(side),
            pl.col(side).max().alias(f"{side}_first"),
            pl.col(side).top_k(2).min().alias(f"{side}_second"),
        )
    ]
    by = [JURISDICTION, PERIOD, *table.by]
    of_cases = each.rename({YEAR: PERIOD}).group_by(by).agg(sums)
    return keyed.join(
        _with_table_keys(of_cases, table).drop(table.by),
        on=[JURISDICTION, PERIOD, CATEGORY, SPLIT],
        how="left",
    )


@database.cache_compiled_sql
def contributions(measure: Amount | AmountRatio, request: Request) -> Select:
    """Return the query for the money of each case, by group of a published table.

    Columns are those of the group, `above` (the sum or numerator), and for a ratio `below`.
    """
    units = answers_by_measure((measure,), request)
    keys = [units.c[column.name] for column in group_columns(measure, request)]
    sides = [
        cast(func.sum(units.c[name]), Float).label(name)
        for name, _ in zip(AMOUNTS, measure.sides, strict=False)
    ]
    return (
        select(*keys, *sides)
        .where(units.c.state == USED_STATE)
        .group_by(*keys, *cluster_columns(units, measure))
    )
