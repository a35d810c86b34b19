"""Build the SQL statements that count the parts of measures, such as yes, no and unknown.

One statement (a GROUP BY with FILTER) counts all shares and counts that use the same units and
date. The statements are run one by one: a UNION ALL of them never ends on DuckDB with two threads
(docs/decisions.md). Amounts, and shares whose units may share a case, are summed by case and then
by group; their statement counts measures with several dates, and has a row for each measure. For
durations and medians, units are counted by value.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TypeVar

import polars as pl
from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Float,
    Integer,
    Select,
    SmallInteger,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    type_coerce,
    values,
)

from metrics.measure import Measure
from metrics.measure_kinds import (
    Amount,
    AmountRatio,
    Count,
    Duration,
    FlowRatio,
    Median,
    Rate,
    Share,
)
from metrics.not_collected import Need, has_any_gap, is_in_gap
from metrics.request import ALL, JURISDICTION, PERIOD, UNDATED, YEAR, Request
from metrics.units.money import STEP_ENDS, STEPS, per_case_money
from metrics.units.unit_columns import AMOUNT, OWN
from schemas import dates
from schemas.store import database

# The parts of a measure in the result of a counting query: `part_0`, `part_1` ...
PART = "part_"
# The column with the measure of a row, in queries of a row for each measure.
MEASURE = "measure"


def row_keys(request: Request) -> list[str]:
    """Return the names of the key columns of results: jurisdiction, period and breakdowns."""
    return [JURISDICTION, PERIOD, *request.by]


def with_period(rows: pl.DataFrame, request: Request) -> pl.DataFrame:
    """Add the column `period` to the result of a counting query: a year, `undated` or `all`."""
    year = pl.col(YEAR).cast(pl.String).fill_null(UNDATED) if request.by_year else pl.lit(ALL)
    return rows.with_columns(year.alias(PERIOD))


def has_clusters(measure: Measure) -> bool:
    """Whether a case may have several units of a share, such as persons (a cluster)."""
    return isinstance(measure, Share) and measure.unit.info[OWN] is not None


def cluster_key(unit: Table) -> tuple[ColumnElement, ...]:
    """Return the columns that identify the case of a unit; the unit itself if it has no case."""
    # One investigation, witness or court may decide about everybody in a case, and about nobody
    # outside it.
    own = unit.info[OWN]
    outside = () if own is None else (case((unit.c.case_id.is_(None), unit.c[own])),)
    return unit.c.case_id, *outside


def with_clusters(units: Select, measure: Measure) -> CTE:
    """Add to a query of units the columns `case_0`, ... that identify the case of each unit."""
    keys = enumerate(cluster_key(measure.unit))
    return units.add_columns(*(key.label(f"case_{number}") for number, key in keys)).cte("units")


def cluster_columns(units: CTE, measure: Measure) -> list[ColumnElement]:
    """Return the columns of `with_clusters` that identify the case of each unit."""
    return [units.c[f"case_{number}"] for number, _ in enumerate(cluster_key(measure.unit))]


# The parts of every measure: counted units, too young units, and units in collection gaps.
COUNTED = ("yes", "no", "unknown", "young", "gap")
# The further parts of amounts: sums of both sides; the largest case; the number of cases, and the
# sum of squares of used units by case; the sum of squares of `above`.
AMOUNTS = ("above", "below", "largest", "cases", "n_n", "above_above")
_YES, _NO, _UNKNOWN, _YOUNG, _GAP = (
    literal_column(str(position), Integer) for position in range(len(COUNTED))
)
# Written as literals: otherwise a statement for all measures would have a hundred parameters.
_ONE = literal_column("1", Integer)
Kind = TypeVar("Kind", bound=Measure)
Summed = Amount | AmountRatio | Rate


def group_by_query(measures: Sequence[Kind]) -> list[tuple[Kind, ...]]:
    """Group measures by the query that can count them: same table of units and same date column.

    Measures that count by case are kept apart from others. Those and sums of money have a row for
    each measure in the result, so that one query can have several dates.
    """
    keyed = sorted(measures, key=_arm_of)
    return [tuple(arm) for _, arm in groupby(keyed, key=_arm_of)]


def _arm_of(measure: Measure) -> tuple[str, str, bool]:
    """Return what measures in a query share: unit, date ("" if it may differ), whether by case."""
    by_case = has_clusters(measure)
    has_any_date = by_case or isinstance(measure, Summed)
    return measure.unit.name, "" if has_any_date else measure.dated_by.name, by_case


@database.cache_compiled_sql
def count_query(arm: tuple[Share | Count, ...], request: Request) -> Select:
    """Return the query that counts yes, no and unknown for several shares and counts, by group.

    The measures of `arm` use the same table of units and the same date. Each has five columns
    (COUNTED); they are named `part_0`, `part_1` ... in the order of `arm`.
    """
    units = unit_states_query(arm, request).cte("units")
    parts = [
        part
        for position, one in enumerate(arm)
        for part in _counted_parts(units, position, one, request)
    ]
    named = {f"{PART}{position}": part for position, part in enumerate(parts)}
    return _by_group(units, named, arm[0], request)


def _by_group(
    rows: CTE, parts: Mapping[str, ColumnElement], measure: Measure, request: Request
) -> Select:
    """Return a query of the sums `parts`, by group, and by measure if the rows name one."""
    keys = _group_keys(rows, measure, request)
    return select(*keys, *(part.label(name) for name, part in parts.items())).group_by(*keys)


def _by_case(
    units: CTE, parts: Mapping[str, ColumnElement], measure: Measure, request: Request
) -> CTE:
    """Return a subquery of the sums `parts`, by case and by what `_by_group` groups by."""
    keys = [*_group_keys(units, measure, request), *cluster_columns(units, measure)]
    counted = select(*keys, *(part.label(name) for name, part in parts.items()))
    return counted.group_by(*keys).cte("by_case")


def _group_keys(rows: CTE, measure: Measure, request: Request) -> list[ColumnElement]:
    keys = [rows.c[column.name] for column in group_columns(measure, request)]
    return [*keys, rows.c.measure] if MEASURE in rows.c else keys


def unit_states_query(arm: Sequence[Measure], request: Request) -> Select:
    """Return the query for the state (yes, no, unknown ...) of each unit in several measures.

    All measures use the same table of units and the same date. A state is an index in COUNTED; NULL
    if the unit surely does not belong to the measure.
    """
    first = arm[0]
    judged = (
        _unit_state_sql(one, request).label(f"state_{position}") for position, one in enumerate(arm)
    )
    of_counts = [
        column.label(f"of_{position}")
        for position, one in enumerate(arm)
        if isinstance(one, Count)
        for column in (one.distinct, one.summed)
        if column is not None
    ]
    return (
        select(*group_columns(first, request), *judged, *of_counts)
        .select_from(request.dated(first.unit, first.dated_by))
        .where(*request.where(first.unit, first.dated_by))
    )


def _unit_state_sql(measure: Measure, request: Request) -> ColumnElement:
    """Return SQL for how a measure counts a unit; a condition that is NULL counts as not met."""
    belongs = next(measure.truths())
    whens: list[tuple[ColumnElement, ColumnElement]] = [(not_(belongs), null())]
    if request.gaps:
        whens.append((is_in_gap(measure, request.gaps), _GAP))
    if measure.waits:
        whens.append((not_(request.is_mature(measure)), _YOUNG))
    if isinstance(measure, Share):
        whens.append((and_(belongs, measure.numerator), _YES))
        whens.append((and_(belongs, not_(measure.numerator)), _NO))
    elif isinstance(measure, Summed):
        whens.append((and_(belongs, *(side.is_not(None) for side in measure.sides)), _YES))
        if isinstance(measure, Amount):
            # Belongs, but the amount is unknown.
            whens.append((belongs, _NO))
    else:
        whens.append((belongs, _YES))
    return cast(case(*whens, else_=_UNKNOWN), SmallInteger)


def group_columns(
    measure: Measure, request: Request, dated_by: ColumnElement | None = None
) -> list:
    """Return the columns by which a query groups: jurisdiction, year and breakdowns."""
    columns = [measure.unit.c.jurisdiction.label(JURISDICTION)]
    if request.by_year:
        day = measure.dated_by if dated_by is None else dated_by
        columns.append(request.period(dates.year_of(day)).label(YEAR))
    breakdowns = zip(request.by, request.group(measure.unit), strict=True)
    return columns + [column.label(name) for name, column in breakdowns]


def _counted_parts(
    units: CTE, position: int, measure: Share | Count, request: Request
) -> Iterator[ColumnElement]:
    """Yield SQL for the five numbers of one measure (COUNTED): yes, no, unknown, young and gap."""
    state = units.c[f"state_{position}"]
    if isinstance(measure, Count) and measure.summed is not None:
        of = units.c[f"of_{position}"]
        yield func.coalesce(func.sum(of).filter(state == _YES), 0)
        # A stated 0 adds nothing to the sum but is recorded: it is neither empty nor a gap.
        yield count_rows_where(state == _YES, of == 0)
        yield _null_number()
    elif isinstance(measure, Count) and measure.distinct is not None:
        values = func.count(units.c[f"of_{position}"].distinct())
        yes = values.filter(state == _YES)
        yield yes
        yield _null_number()
        yield values.filter(state.in_((_YES, _UNKNOWN))) - yes
    else:
        yield from (count_rows_where(state == part) for part in (_YES, _NO, _UNKNOWN))
    yield from left_out_counts(state, measure, request)


def left_out_counts(
    state: ColumnElement, measure: Measure, request: Request
) -> Iterator[ColumnElement]:
    """Yield two SQL counts: of units that are too recent, and of units in a collection gap."""
    yield count_rows_where(state == _YOUNG) if measure.waits else _null_number()
    yield count_rows_where(state == _GAP) if has_any_gap(measure, request.gaps) else _null_number()


def may_belong(measure: Measure) -> ColumnElement:
    """Return the SQL condition that a unit belongs to a measure, or may belong (unknown)."""
    eligible = next(measure.truths())
    return or_(eligible, eligible.is_(None))


def count_rows_where(*conditions: ColumnElement) -> ColumnElement:
    """Return SQL that counts the rows that meet the conditions."""
    # FILTER gives the same result, but takes DuckDB twice as long.
    return func.count(case((and_(true(), *conditions), _ONE)))


def _sum_where(column: ColumnElement, *conditions: ColumnElement) -> ColumnElement:
    return func.coalesce(func.sum(case((and_(true(), *conditions), column))), 0)


def _null_number() -> ColumnElement:
    return literal_column("0", Integer)


@database.cache_compiled_sql
def amount_query(arm: tuple[Summed, ...], request: Request) -> Select:
    """Return the query for sums of money, their ratios, and rates, by group.

    It has a row for each group and measure: `measure` is the id, and the numbers are COUNTED and
    AMOUNTS. `yes` is the number of units whose amounts are all known. `no` is, for an Amount, the
    number of units that belong but lack the amount; otherwise 0. `unknown` is a number of events
    for a Rate that counts events.
    """
    units = answers_by_measure(arm, request)
    events = [_quoted(one.id) for one in arm if isinstance(one, Rate) and one.counts_events]
    state, above = units.c.state, units.c.above
    counts, used = _state_counts(units), state == _YES
    unknown_events = _sum_where(above, state == _UNKNOWN)
    of_case = {
        **counts,
        "unknown": _where_measure(units, events, unknown_events, counts["unknown"]),
        "above": func.sum(case((used, above))),
        "below": func.sum(case((used, units.c.below))),
        "above_above": func.sum(case((used, cast(above, Float) * cast(above, Float)))),
    }
    by_case = _by_case(units, of_case, arm[0], request)
    part, of_cases = by_case.c, cast(by_case.c.above, Float)
    # Things in one case are found together, so squares are taken of the case's sum.
    squares = _where_measure(by_case, events, of_cases * of_cases, part.above_above)
    of_group = {
        **{name: func.sum(part[name]) for name in COUNTED},
        "above": func.coalesce(func.sum(part.above), 0),
        "below": func.coalesce(func.sum(part.below), 0),
        "largest": func.coalesce(func.max(part.above), 0),
        "cases": count_rows_where(part.yes > 0),
        "n_n": func.sum(cast(part.yes, Float) * part.yes),
        "above_above": func.coalesce(func.sum(squares), 0),
    }
    return _by_group(by_case, of_group, arm[0], request)


def answers_by_measure(arm: Sequence[Share | Summed], request: Request) -> CTE:
    """Return a subquery with a row for each unit and measure: `measure`, group, case and `state`.

    A state is an index in COUNTED. Measures that add up amounts also have `above` and `below`, the
    unit's amounts of numerator and denominator. Each unit has the date of the measure. With columns
    for each measure, DuckDB would need longer to plan the query than to run it.
    """
    first = arm[0]
    ids = values(Column(MEASURE, String), name="measures", literal_binds=True)
    measures = ids.data([(one.id,) for one in arm])

    def by_measure(of: Iterable[ColumnElement]) -> ColumnElement:
        names = (_quoted(one.id) for one in arm)
        return case(*zip(names, of, strict=True), value=measures.c.measure)

    has_one_date = len({one.dated_by.name for one in arm}) == 1
    dated_by = first.dated_by if has_one_date else by_measure(one.dated_by for one in arm)
    # Text would be the type of a column of NULLs on PostgreSQL.
    sides = [(*one.sides, cast(null(), Integer))[:2] for one in arm if isinstance(one, Summed)]
    amounts = zip(AMOUNTS, zip(*sides, strict=True), strict=False)
    answers = (
        select(
            *group_columns(first, request, dated_by),
            measures.c.measure,
            by_measure(_unit_state_sql(one, request) for one in arm).label("state"),
            # Some amounts are counts of things, which the type of a column must not round.
            *(type_coerce(by_measure(of), AMOUNT).label(name) for name, of in amounts),
        )
        .select_from(request.dated(first.unit, dated_by, beside=measures))
        .where(*request.where(first.unit, dated_by))
    )
    units = with_clusters(answers, first)
    return select(units).where(units.c.state.is_not(None)).cte("answers")


def _quoted(id_: str) -> ColumnElement:
    return literal_column(f"'{id_}'", String)


def _where_measure(
    rows: CTE, ids: Sequence[ColumnElement], then: ColumnElement, otherwise: ColumnElement
) -> ColumnElement:
    """Return SQL that is `then` for the measures with these ids, and else `otherwise`."""
    return case((rows.c.measure.in_(ids), then), else_=otherwise) if ids else otherwise


def unit_count_query(measure: Share, split_by: Sequence[ColumnElement], request: Request) -> Select:
    """Return the query for the number of units (persons, cases ...) in a share's denominator.

    Columns: jurisdiction, those of `split_by`, `cases` (the number of units). Units that are too
    recent, or in a collection gap, are left out.
    """
    mature, gap = request.is_mature(measure), is_in_gap(measure, request.gaps)
    keys = [measure.unit.c.jurisdiction, *split_by]
    return (
        select(*keys, func.count().label("cases"))
        .select_from(request.units(measure.unit))
        .where(*request.where(measure.unit, measure.dated_by))
        .where(measure.denominator, mature, not_(gap))
        .group_by(*keys)
    )


@database.cache_compiled_sql
def money_steps_query(request: Request) -> Select:
    """Return the query for the steps from proceeds to victims, by jurisdiction.

    Columns: `cases`; `<step>_amount` (sum) and `<step>_known` (number of cases). For cases in which
    the first and last step are known: their number `both_known`, and the sums `<end>_in_both`.
    """
    case_money = per_case_money.c
    known = {step: _is_known(case_money[step], request) for step in STEPS}
    both = and_(*(known[end] for end in STEP_ENDS))
    return (
        select(
            case_money.jurisdiction,
            func.count().label("cases"),
            *(_sum_where(case_money[step], known[step]).label(f"{step}_amount") for step in STEPS),
            *(count_rows_where(known[step]).label(f"{step}_known") for step in STEPS),
            *(_sum_where(case_money[end], both).label(f"{end}_in_both") for end in STEP_ENDS),
            count_rows_where(both).label("both_known"),
        )
        .where(case_money.charged, *request.where(per_case_money, case_money.charged_on))
        .group_by(case_money.jurisdiction)
    )


def _is_known(amount: Column, request: Request) -> ColumnElement:
    """Return SQL, never NULL: whether an amount is known, that is filled and not in a gap."""
    step = Need(per_case_money, per_case_money.c.charged_on, amount.info["needs"])
    return and_(amount.is_not(None), not_(is_in_gap(step, request.gaps)))


# Numbers of cases with a known unit, and with any; and sums over these, for a case with y yes, n
# known units, a units in all, and t = a - no, the most that could be yes. `y_apart` is the sum of
# y(n-y)/n.
SUMS_OF_KNOWN = ("cases", "n_n", "y_y", "y_n", "y_apart")
SUMS_OF_ALL = ("all_cases", "a_a", "y_a", "y_apart_of_all", "t_t", "t_a", "t_apart_of_all")
CASE_SUMS = (*SUMS_OF_KNOWN, *SUMS_OF_ALL)
SHARE_PARTS = (*COUNTED, *CASE_SUMS)


@database.cache_compiled_sql
def share_query_by_cases(arm: tuple[Share, ...], request: Request) -> Select:
    """Return the query that counts shares, by group, if a case may have several units (persons).

    It has a row for each group and measure: `measure` is the id, and the numbers are SHARE_PARTS.
    """
    by_case = share_counts_by_case(arm, request)
    parts = zip(SHARE_PARTS, _share_parts_of_group(by_case), strict=True)
    return _by_group(by_case, dict(parts), arm[0], request)


def share_counts_by_case(arm: tuple[Share, ...], request: Request) -> CTE:
    """Return a subquery that counts yes, no and unknown (COUNTED) by measure, case and group."""
    units = answers_by_measure(arm, request)
    return _by_case(units, _state_counts(units), arm[0], request)


def _state_counts(units: CTE) -> dict[str, ColumnElement]:
    """Return SQL that counts the units in each state, by its name (COUNTED)."""
    states = zip(COUNTED, (_YES, _NO, _UNKNOWN, _YOUNG, _GAP), strict=True)
    return {name: count_rows_where(units.c.state == state) for name, state in states}


def _share_parts_of_group(by_case: CTE) -> Iterator[ColumnElement]:
    """Yield SQL for SHARE_PARTS of a share, summed over the cases of a group."""
    of_case = [by_case.c[name] for name in COUNTED]
    yield from (func.sum(column) for column in of_case)
    yes, no, unknown = of_case[:3]
    known, all_, most = yes + no, yes + no + unknown, yes + unknown
    yield count_rows_where(known > 0)
    yield func.sum(known * known)
    yield func.sum(yes * yes)
    yield func.sum(yes * known)
    yield _within_case_difference(yes, no, known)
    yield count_rows_where(all_ > 0)
    yield func.sum(all_ * all_)
    yield func.sum(yes * all_)
    yield _within_case_difference(yes, no + unknown, all_)
    yield func.sum(most * most)
    yield func.sum(most * all_)
    yield _within_case_difference(most, no, all_)


def with_sums_of_single_units(counted: pl.DataFrame, shares: Sequence[str]) -> pl.DataFrame:
    """Add the sums over cases (CASE_SUMS) of `shares` that have one unit in each case.

    Those of other shares were counted by case.
    """
    yes, no, unknown = (pl.col(name) for name in COUNTED[:3])
    known, all_, most, none = yes + no, yes + no + unknown, yes + unknown, pl.lit(0.0)
    of_known = (known, known, yes, yes, none)
    of_all = (all_, all_, yes, none, most, most, none)
    sums = zip(CASE_SUMS, (*of_known, *of_all), strict=True)
    is_single = pl.col("measure").is_in(shares) & pl.col(CASE_SUMS[0]).is_null()
    return counted.with_columns(
        pl.when(is_single).then(of).otherwise(name).alias(name) for name, of in sums
    )


def _within_case_difference(
    these: ColumnElement, others: ColumnElement, units: ColumnElement
) -> ColumnElement:
    """Return SQL for these * others / units, summed over cases; 0 if answers within cases agree.

    It is summed as decimals, because a sum of floats depends on the order of rows.
    """
    of_case = cast(these * others, Float) / func.nullif(units, 0)
    return func.coalesce(func.sum(cast(of_case, AMOUNT)), 0)


STATE, VALUE, UNITS = "state", "value", "units"
CASE_PARTS = ("cases", "n_n")
# States of units that a median is computed from.
USED = ("event", "censored", "used")
# Columns with the years in which a unit came in, and was resolved.
FLOW_YEARS = ("came_in", "resolved")
HELD = "held"


@database.cache_compiled_sql
def histogram_query(measure: Duration | Median, request: Request) -> Select:
    """Return the query for the values (days, amounts) of a median, with their frequency, by group.

    The state of a counted unit is event or censored (Duration), or used (Median). That of another
    unit is unknown, young or gap. The value of a Duration is in days.
    """
    if isinstance(measure, Duration):
        until_now = case((measure.is_open, request.until()))
        value = days_waited(measure.begins_on, func.coalesce(measure.ends_on, until_now))
    else:
        value = cast(measure.values, Float)
    units = _units_with_state(measure, request).add_columns(value.label(VALUE)).cte("units")
    return select(*units.c, func.count().label(UNITS)).group_by(*units.c)


def _units_with_state(measure: Duration | Median, request: Request) -> Select:
    """Return a query for how a median counts each unit, with the columns of its group.

    The caller groups its rows: PostgreSQL takes an expression with parameters in SELECT and in
    GROUP BY for two different ones.
    """
    if isinstance(measure, Duration):
        began = and_(measure.eligible, measure.begins_on.is_not(None))
        used = [
            (and_(began, measure.ends_on.is_not(None)), "event"),
            # Without those who still wait, the wait would seem shorter.
            (and_(began, measure.is_open), "censored"),
        ]
    else:
        used = [(and_(measure.eligible, measure.values.is_not(None)), "used")]
    left_out = [
        (is_in_gap(measure, request.gaps), "gap"),
        (not_(request.is_mature(measure)), "young"),
    ]
    state = cast(case(*left_out, *used, else_="unknown"), String)
    return (
        select(*group_columns(measure, request), state.label(STATE))
        .select_from(request.dated(measure.unit, measure.dated_by))
        .where(*request.where(measure.unit, measure.dated_by), may_belong(measure))
    )


@database.cache_compiled_sql
def used_cases_query(measure: Duration | Median, request: Request) -> Select:
    """Return the query for the number of cases behind a median, and their squared sizes, by group.

    The numbers are CASE_PARTS. Persons of one case mostly have the same dates. Limits that treated
    them as independent would be far too narrow.
    """
    units = with_clusters(_units_with_state(measure, request), measure)
    used = select(units).where(units.c[STATE].in_(USED)).cte("used")
    by_case = _by_case(used, {UNITS: func.count()}, measure, request)
    number = by_case.c[UNITS]
    squares = func.sum(cast(number, Float) * number)
    parts = zip(CASE_PARTS, (func.count(), squares), strict=True)
    return _by_group(by_case, dict(parts), measure, request)


def days_waited(begins_on: ColumnElement, ends_on: ColumnElement) -> ColumnElement:
    """Return SQL for the days from start to end; 0 if, by inexact dates, the end is before it."""
    days = dates.days_between(begins_on, ends_on)
    return case((days < 0, 0), else_=days)


@database.cache_compiled_sql
def flow_query(measure: FlowRatio, request: Request) -> Select:
    """Return the query for incoming, resolved and pending units of a flow, by year and group.

    The state is resolved, pending, unknown or gap. The column HELD is whether a unit had come in
    and not ended by the reference date. Units of all years are returned, because a unit may be
    pending long after its own year.
    """
    # Pending units may have come in before the requested years.
    flowing = request.of_all_years()
    until = flowing.until()
    not_ended = or_(measure.resolved_on.is_(None), measure.resolved_on > until)
    units = (
        select(
            *group_columns(measure, flowing),
            _flow_state(measure, request).label(STATE),
            *(
                cast(dates.year_of(on), Integer).label(name)
                for name, on in zip(
                    FLOW_YEARS, (measure.dated_by, measure.resolved_on), strict=True
                )
            ),
            and_(measure.dated_by <= until, not_ended).label(HELD),
        )
        .select_from(flowing.units(measure.unit))
        .where(*flowing.where(measure.unit, measure.dated_by), may_belong(measure))
        .cte("units")
    )
    return select(*units.c, func.count().label(UNITS)).group_by(*units.c)


def _flow_state(measure: FlowRatio, request: Request) -> ColumnElement:
    """Return SQL for the state of a unit in a flow: gap, resolved, pending or unknown."""
    dated = and_(measure.eligible, measure.dated_by.is_not(None))
    return cast(
        case(
            (is_in_gap(measure, request.gaps), "gap"),
            (and_(dated, measure.resolved_on.is_not(None)), "resolved"),
            (and_(dated, measure.is_pending), "pending"),
            else_="unknown",
        ),
        String,
    )
