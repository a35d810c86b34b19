"""Measures whose units are counted by their values: days waited, amounts, the years of a flow."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import polars as pl
from sqlalchemy import (
    CTE,
    ColumnElement,
    Float,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    not_,
    or_,
    select,
)

from metrics.counting.clusters import in_clusters, of_cluster
from metrics.counting.gaps import in_a_gap
from metrics.counting.groups import Indexes, Keys, Numbers, codes, periods, texts
from metrics.counting.queries import belongs, group, numbered
from metrics.counting.request import JURISDICTION, Request
from metrics.counting.spans import PERIOD
from metrics.kinds import Duration, FlowRatio, Median
from schemas import dates
from schemas.store import database

STATE, VALUE, UNITS = "state", "value", "units"
CASES = ("cases", "n_n")
# The states of units that a middle is of, and the others.
USED = ("event", "censored", "used")
STATES = (*USED, "unknown", "young", "gap")
# The years in which a unit of a flow came in, and was resolved.
FLOW_YEARS = ("came_in", "resolved")
HELD = "held"


class Values(NamedTuple):
    """A histogram: of each row its place in STATES, its value (0 without any) and its units."""

    state: Indexes
    value: Numbers
    units: Numbers

    def at(self, rows: Indexes) -> "Values":
        """Some of the rows."""
        return Values(self.state[rows], self.value[rows], self.units[rows])


class Histogram(NamedTuple):
    """The `values` of groups, each row in the group of its `number`; `keys` tell these apart."""

    number: Indexes
    keys: Mapping[str, Keys]
    values: Values


def values(rows: pl.DataFrame) -> Values:
    """Those of the answer to a `histogram`."""
    state = rows[STATE].cast(pl.Enum(STATES)).to_physical().cast(pl.Int8).to_numpy()
    numbers = (rows[name].cast(pl.Float64).fill_null(0.0).to_numpy() for name in (VALUE, UNITS))
    return Values(state, *numbers)


def of_groups(rows: pl.DataFrame, request: Request) -> Histogram:
    """The answer to a `histogram` of the request."""
    keys = {name: texts(rows[name]) for name in (JURISDICTION, *request.by)}
    keys[PERIOD] = periods(rows, request)
    number = np.zeros(rows.height, np.int64)
    for key in keys.values():
        of_key = codes(key)
        number = number * (of_key.max(initial=0) + 1) + of_key
    _, first, group = np.unique(number, return_index=True, return_inverse=True)
    return Histogram(group, {name: of[first] for name, of in keys.items()}, values(rows))


@database.precompiled
def histogram(measure: Duration | Median, request: Request) -> Select:
    """The units by group, `state` and `value`: `units`; the value is NULL unless observed.

    Of a Duration the state is event or censored and the value its days, of a Median it is used; or
    else it is unknown, young or gap.
    """
    value = (
        _days(measure, request) if isinstance(measure, Duration) else cast(measure.values, Float)
    )
    units = _units(measure, request).add_columns(value.label(VALUE)).cte("units")
    return select(*units.c, func.count().label(UNITS)).group_by(*units.c)


def _units(measure: Duration | Median, request: Request) -> Select:
    """The group and the state of each unit.

    Grouped outside: PostgreSQL takes an expression with parameters for another one each time.
    """
    state = _waiting(measure, request) if isinstance(measure, Duration) else _used(measure, request)
    return (
        select(*group(measure, request), state.label(STATE))
        .select_from(request.dated(measure.unit, measure.dated_by))
        .where(*request.where(measure.unit, measure.dated_by), belongs(measure))
    )


@database.precompiled
def cases(measure: Duration | Median, request: Request) -> Select:
    """By group CASES, as `part_0` and `part_1`: of the units used the cases and the sum of squares.

    Persons of one case mostly share their dates: limits of a middle that took them for independent
    would be far too narrow.
    """
    by_case = used_of_cases(used(measure, request), measure, request)
    of_group, number = [by_case.c[key.name] for key in group(measure, request)], by_case.c[UNITS]
    squares = func.sum(cast(number, Float) * number)
    return select(*of_group, *numbered((func.count(), squares))).group_by(*of_group)


def used(measure: Duration | Median, request: Request) -> CTE:
    """The units that a middle is of, beside what tells their cases apart."""
    units = in_clusters(_units(measure, request), measure)
    return select(units).where(units.c[STATE].in_(USED)).cte("used")


def used_of_cases(units: CTE, measure: Duration | Median, request: Request) -> CTE:
    """Each case of a group, what tells it apart, and how many units it has: `units`."""
    keys = [units.c[column.name] for column in group(measure, request)]
    keys += of_cluster(units, measure)
    return select(*keys, func.count().label(UNITS)).group_by(*keys).cte("by_case")


def _waiting(measure: Duration, request: Request) -> ColumnElement:
    mature, gap = request.is_mature(measure), in_a_gap(measure, request.gaps)
    began = and_(measure.eligible, measure.begins_on.is_not(None))
    return cast(
        case(
            (gap, "gap"),
            (not_(mature), "young"),
            (and_(began, measure.ends_on.is_not(None)), "event"),
            # Left out, those who wait longest would make the wait seem short.
            (and_(began, measure.is_open), "censored"),
            else_="unknown",
        ),
        String,
    )


def _days(measure: Duration, request: Request) -> ColumnElement:
    until_now = case((measure.is_open, request.until()))
    return waited(measure.begins_on, func.coalesce(measure.ends_on, until_now))


def waited(begins_on: ColumnElement, ends_on: ColumnElement) -> ColumnElement:
    """Never negative: an end before its start is one of the same inexact month or year."""
    days = dates.days_between(begins_on, ends_on)
    return case((days < 0, 0), else_=days)


def _used(measure: Median, request: Request) -> ColumnElement:
    mature, gap = request.is_mature(measure), in_a_gap(measure, request.gaps)
    return cast(
        case(
            (gap, "gap"),
            (not_(mature), "young"),
            (and_(measure.eligible, measure.values.is_not(None)), "used"),
            else_="unknown",
        ),
        String,
    )


@database.precompiled
def flows(measure: FlowRatio, request: Request) -> Select:
    """The units of a flow by group, `state` and FLOW_YEARS: `units`.

    State is resolved, pending, unknown or gap; HELD says whether a unit had come in and not ended
    by the as-of day. Years restrict the flow, not its units.
    """
    # What is pending came in before.
    flowing = request.of_all_years()
    until = flowing.until()
    units = (
        select(
            *group(measure, flowing),
            _standing(measure, request).label(STATE),
            *(
                cast(dates.year_of(on), Integer).label(name)
                for name, on in zip(
                    FLOW_YEARS, (measure.dated_by, measure.resolved_on), strict=True
                )
            ),
            and_(measure.dated_by <= until, _not_before(measure.resolved_on, until)).label(HELD),
        )
        .select_from(flowing.units(measure.unit))
        .where(*flowing.where(measure.unit, measure.dated_by), belongs(measure))
        .cte("units")
    )
    return select(*units.c, func.count().label(UNITS)).group_by(*units.c)


def _not_before(ended_on: ColumnElement, day: ColumnElement) -> ColumnElement:
    return or_(ended_on.is_(None), ended_on > day)


def _standing(measure: FlowRatio, request: Request) -> ColumnElement:
    dated = and_(measure.eligible, measure.dated_by.is_not(None))
    return cast(
        case(
            (in_a_gap(measure, request.gaps), "gap"),
            (and_(dated, measure.resolved_on.is_not(None)), "resolved"),
            (and_(dated, measure.is_pending), "pending"),
            else_="unknown",
        ),
        String,
    )
