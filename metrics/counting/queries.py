"""All measures of a unit -> few SQL statements -> their parts by group.

Shares and counts of a unit with the same date are one GROUP BY with FILTER, a statement of its own:
a UNION ALL of them never ends on DuckDB with two threads (docs/decisions.md). Amounts, and the
shares of `by_case`, are added up by case and then by group.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Float,
    Integer,
    Select,
    SmallInteger,
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
)

from metrics.counting.clusters import has_clusters, in_clusters, of_cluster
from metrics.counting.gaps import in_a_gap, may_be_in_a_gap
from metrics.counting.request import JURISDICTION, YEAR, Request
from metrics.kinds import Amount, AmountRatio, Count, Rate, Share
from metrics.measure import Measure
from metrics.units.money import STEP_ENDS, STEPS, per_case_money
from schemas import dates
from schemas.store import database

# The parts of every measure: what it counts, and what it leaves out.
COUNTED = ("yes", "no", "unknown", "young", "gap")
# Sums of both sides and of the largest case; of the units used in each case, the cases and the sum
# of squares, and the sum of squares of what is counted above.
AMOUNTS = ("above", "below", "largest", "cases", "n_n", "above_above")
_YES, _NO, _UNKNOWN, _YOUNG, _GAP = (
    literal_column(str(place), Integer) for place in range(len(COUNTED))
)
# Written out: statements of all measures have a hundred of them, each else a parameter.
_ONE = literal_column("1", Integer)
Kind = TypeVar("Kind", bound=Measure)
Summed = Amount | AmountRatio | Rate


def arms(measures: Sequence[Kind]) -> list[tuple[Kind, ...]]:
    """The measures that one GROUP BY counts: of one unit, with one date, all or none by case."""
    keyed = sorted(measures, key=_arm_of)
    return [tuple(arm) for _, arm in groupby(keyed, key=_arm_of)]


def _arm_of(measure: Measure) -> tuple[str, str, bool]:
    return measure.unit.name, measure.dated_by.name, has_clusters(measure)


@database.precompiled
def counts(arm: tuple[Share | Count, ...], request: Request) -> Select:
    """The parts of shares and counts of one unit and date: the group, and `part_0`, `part_1` ...

    Each measure has five parts, as COUNTED, in the arm's order.
    """
    units = states(arm, request).cte("units")
    parts = [part for place, one in enumerate(arm) for part in _parts(units, place, one, request)]
    keys = [units.c[column.name] for column in group(arm[0], request)]
    return select(*keys, *numbered(parts)).group_by(*keys)


def numbered(parts: Sequence[ColumnElement]) -> list[ColumnElement]:
    return [part.label(f"part_{place}") for place, part in enumerate(parts)]


def states(arm: Sequence[Measure], request: Request) -> Select:
    """The units of measures of one unit and date: their group, and `state_0`, `state_1` ...

    A state is the place in COUNTED of what a measure counts a unit as; NULL where it is known to be
    no part of it.
    """
    first = arm[0]
    judged = (_state(one, request).label(f"state_{place}") for place, one in enumerate(arm))
    of_counts = [
        column.label(f"of_{place}")
        for place, one in enumerate(arm)
        if isinstance(one, Count)
        for column in (one.distinct, one.summed)
        if column is not None
    ]
    return (
        select(*group(first, request), *judged, *of_counts)
        .select_from(request.dated(first.unit, first.dated_by))
        .where(*request.where(first.unit, first.dated_by))
    )


def _state(measure: Measure, request: Request) -> ColumnElement:
    """What is asked first decides; the whens are three-valued, and an unknown one is passed by."""
    belongs = next(measure.truths())
    whens: list[tuple[ColumnElement, ColumnElement]] = [(not_(belongs), null())]
    if request.gaps:
        whens.append((in_a_gap(measure, request.gaps), _GAP))
    if measure.waits:
        whens.append((not_(request.is_mature(measure)), _YOUNG))
    if isinstance(measure, Share):
        whens.append((and_(belongs, measure.numerator), _YES))
        whens.append((and_(belongs, not_(measure.numerator)), _NO))
    elif isinstance(measure, Summed):
        whens.append((and_(belongs, *(side.is_not(None) for side in measure.sides)), _YES))
        if isinstance(measure, Amount):
            # Known to belong, and worth nobody knows what.
            whens.append((belongs, _NO))
    else:
        whens.append((belongs, _YES))
    return cast(case(*whens, else_=_UNKNOWN), SmallInteger)


def group(measure: Measure, request: Request) -> list:
    """The labelled columns by which its units are split."""
    columns = [measure.unit.c.jurisdiction.label(JURISDICTION)]
    if request.by_year:
        columns.append(request.period(dates.year_of(measure.dated_by)).label(YEAR))
    breakdowns = zip(request.by, request.group(measure.unit), strict=True)
    return columns + [column.label(name) for name, column in breakdowns]


def _parts(
    units: CTE, place: int, measure: Share | Count, request: Request
) -> Iterator[ColumnElement]:
    state = units.c[f"state_{place}"]
    if isinstance(measure, Count) and measure.summed is not None:
        of = units.c[f"of_{place}"]
        yield func.coalesce(func.sum(of).filter(state == _YES), 0)
        # A stated 0 adds nothing to the sum and is recorded all the same: neither empty nor a gap.
        yield how_many(state == _YES, of == 0)
        yield _none()
    elif isinstance(measure, Count) and measure.distinct is not None:
        values = func.count(units.c[f"of_{place}"].distinct())
        yes = values.filter(state == _YES)
        yield yes
        yield _none()
        yield values.filter(state.in_((_YES, _UNKNOWN))) - yes
    else:
        yield from (how_many(state == part) for part in (_YES, _NO, _UNKNOWN))
    yield from left_out(state, measure, request)


def left_out(state: ColumnElement, measure: Measure, request: Request) -> Iterator[ColumnElement]:
    """How many units are young, and how many in a gap."""
    yield how_many(state == _YOUNG) if measure.waits else _none()
    yield how_many(state == _GAP) if may_be_in_a_gap(measure, request.gaps) else _none()


def belongs(measure: Measure) -> ColumnElement:
    """Whether a unit is not known to be left out."""
    eligible = next(measure.truths())
    return or_(eligible, eligible.is_(None))


def how_many(*conditions: ColumnElement) -> ColumnElement:
    """The units for which the conditions hold."""
    # FILTER says the same, and takes DuckDB twice as long.
    return func.count(case((and_(true(), *conditions), _ONE)))


def _sum(column: ColumnElement, *conditions: ColumnElement) -> ColumnElement:
    return func.coalesce(func.sum(case((and_(true(), *conditions), column))), 0)


def _none() -> ColumnElement:
    return literal_column("0", Integer)


@database.precompiled
def amounts(measures: tuple[Summed, ...], request: Request) -> Select:
    """The parts of amounts, their ratios and rates of one unit and date: the group, and of each.

    `yes` is the number of units with all amounts; then no (of an Amount those that belong without
    one, else 0), unknown, young, gap, as COUNTED, and AMOUNTS. What is unknown of a Rate that
    counts events is the number of those.
    """
    by_case = amounts_of_cases(with_sides(measures, request), measures, request)
    keys = [by_case.c[column.name] for column in group(measures[0], request)]
    sums = [
        part
        for place, measure in enumerate(measures)
        for part in _of_cases(by_case, place, in_events=counts_events(measure))
    ]
    return select(*keys, *numbered(sums)).group_by(*keys)


def amounts_of_cases(units: CTE, measures: tuple[Summed, ...], request: Request) -> CTE:
    """Each case of a group, what tells it apart, and of each measure `yes_0`, `above_0` ..."""
    columns = [
        part.label(f"{name}_{place}")
        for place, measure in enumerate(measures)
        for name, part in _amounts(units, place, measure, request)
    ]
    keys = [units.c[column.name] for column in group(measures[0], request)]
    keys += of_cluster(units, measures[0])
    return select(*keys, *columns).group_by(*keys).cte("by_case")


def with_sides(measures: Sequence[Summed], request: Request) -> CTE:
    """The units of amounts with both sides, beside what tells their cases apart."""
    sides = [
        column.label(f"{name}_{place}")
        for place, measure in enumerate(measures)
        for name, column in zip(AMOUNTS, measure.sides, strict=False)
    ]
    return in_clusters(states(measures, request).add_columns(*sides), measures[0])


def _amounts(
    units: CTE, place: int, measure: Summed, request: Request
) -> Iterator[tuple[str, ColumnElement]]:
    """Of one case."""
    state = units.c[f"state_{place}"]
    above, *below = (
        units.c[f"{name}_{place}"] for name, _ in zip(AMOUNTS, measure.sides, strict=False)
    )
    used = state == _YES
    yield "yes", how_many(used)
    yield "no", how_many(state == _NO)
    unknown = state == _UNKNOWN
    yield "unknown", _sum(above, unknown) if counts_events(measure) else how_many(unknown)
    yield from zip(COUNTED[3:], left_out(state, measure, request), strict=True)
    yield "above", func.sum(above).filter(used)
    yield "below", func.sum(below[0]).filter(used) if below else _none()
    yield "above_above", func.sum(cast(above, Float) * cast(above, Float)).filter(used)


def counts_events(measure: Measure) -> bool:
    """Whether it is a rate of things that a case may have several of, as of victims."""
    return isinstance(measure, Rate) and measure.counts_events


def _of_cases(by_case: CTE, place: int, *, in_events: bool) -> Iterator[ColumnElement]:
    """Of a group: sums over its cases, and the largest of them."""
    part = by_case.c
    for name in COUNTED:
        yield func.sum(part[f"{name}_{place}"])
    yield func.coalesce(func.sum(part[f"above_{place}"]), 0)
    yield func.coalesce(func.sum(part[f"below_{place}"]), 0)
    yield func.coalesce(func.max(part[f"above_{place}"]), 0)
    used = part[f"yes_{place}"]
    yield func.count().filter(used > 0)
    yield func.sum(cast(used, Float) * used)
    # Things of one case are found together: of them the squares are those of cases.
    above = cast(part[f"above_{place}"], Float)
    squares = above * above if in_events else part[f"above_above_{place}"]
    yield func.coalesce(func.sum(squares), 0)


def case_counts(measure: Share, split_by: Sequence[ColumnElement], request: Request) -> Select:
    """How many units a share is of, used ones, by jurisdiction and by the values of columns."""
    mature, gap = request.is_mature(measure), in_a_gap(measure, request.gaps)
    keys = [measure.unit.c.jurisdiction, *split_by]
    return (
        select(*keys, func.count().label("cases"))
        .select_from(request.units(measure.unit))
        .where(*request.where(measure.unit, measure.dated_by))
        .where(measure.denominator, mature, not_(gap))
        .group_by(*keys)
    )


@dataclass(frozen=True)
class _MoneyStep:
    """One step of a case's money, as the gaps of the records ask about it."""

    needs: tuple[str, ...]
    needs_one_of: tuple[tuple[str, ...], ...] = ()
    unit: Table = per_case_money
    dated_by: Column = per_case_money.c.charged_on


@database.precompiled
def money_steps(request: Request) -> Select:
    """By jurisdiction: `cases`, per step `<step>_amount` and `<step>_known` (cases); of the cases
    in which the first and the last step are known `both_known` and their `<end>_in_both`.
    """
    case_money = per_case_money.c
    known = {step: _is_known(case_money[step], request) for step in STEPS}
    both = and_(*(known[end] for end in STEP_ENDS))
    return (
        select(
            case_money.jurisdiction,
            func.count().label("cases"),
            *(_sum(case_money[step], known[step]).label(f"{step}_amount") for step in STEPS),
            *(how_many(known[step]).label(f"{step}_known") for step in STEPS),
            *(_sum(case_money[end], both).label(f"{end}_in_both") for end in STEP_ENDS),
            how_many(both).label("both_known"),
        )
        .where(case_money.charged, *request.where(per_case_money, case_money.charged_on))
        .group_by(case_money.jurisdiction)
    )


def _is_known(amount: Column, request: Request) -> ColumnElement:
    """No asset and no claim is 0 only where assets and claims are collected; never NULL."""
    step = _MoneyStep(needs=amount.info["needs"])
    return and_(amount.is_not(None), not_(in_a_gap(step, request.gaps)))
