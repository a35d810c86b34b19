"""Statements of shares whose units may share a case: what their limits need, summed over cases.

Persons of one case are alike, so chance is judged by cases (sources: `statistics.clusters`). All
that this needs adds up over cases, and is counted in two steps: of each case, then of a group's
cases.
"""

from collections.abc import Iterator

import numpy as np
from sqlalchemy import CTE, ColumnElement, Float, Select, cast, func, select

from metrics.counting.clusters import in_clusters, of_cluster
from metrics.counting.groups import Numbers
from metrics.counting.queries import (
    COUNTED,
    group,
    how_many,
    left_out,
    numbered,
    states,
)
from metrics.counting.request import Request
from metrics.kinds import Share
from metrics.units.declaration import AMOUNT
from schemas.store import database

# The cases with a known unit, and with any; and sums over them, where a case has y yes, n known,
# a units in all, and t = a - no, the most that could be yes. `y_apart` is the sum of y(n-y)/n.
OF_KNOWN = ("cases", "n_n", "y_y", "y_n", "y_apart")
OF_ALL = ("all_cases", "a_a", "y_a", "y_apart_of_all", "t_t", "t_a", "t_apart_of_all")
OF_CASES = (*OF_KNOWN, *OF_ALL)
PARTS = (*COUNTED, *OF_CASES)


@database.precompiled
def counts_of_cases(arm: tuple[Share, ...], request: Request) -> Select:
    """The group of shares of one unit and date, and the PARTS of each as `part_0`, `part_1` ..."""
    by_case = cases(units_of(arm, request), arm, request)
    of_group = [by_case.c[column.name] for column in group(arm[0], request)]
    sums = [part for place in range(len(arm)) for part in _of_group(by_case, place)]
    return select(*of_group, *numbered(sums)).group_by(*of_group)


def units_of(arm: tuple[Share, ...], request: Request) -> CTE:
    """The units of shares, beside what tells their cases apart."""
    return in_clusters(states(arm, request), arm[0])


def cases(units: CTE, arm: tuple[Share, ...], request: Request) -> CTE:
    """Each case of a group, what tells it apart, and COUNTED of each share: `yes_0`, `no_0` ..."""
    columns = [
        column.label(f"{name}_{place}")
        for place, measure in enumerate(arm)
        for name, column in _of_case(units.c[f"state_{place}"], measure, request)
    ]
    keys = [units.c[column.name] for column in group(arm[0], request)]
    keys += of_cluster(units, arm[0])
    return select(*keys, *columns).group_by(*keys).cte("by_case")


def _of_case(
    state: ColumnElement, measure: Share, request: Request
) -> Iterator[tuple[str, ColumnElement]]:
    used = (how_many(state == number) for number, _ in enumerate(COUNTED[:3]))
    yield from zip(COUNTED, (*used, *left_out(state, measure, request)), strict=True)


def _of_group(by_case: CTE, place: int) -> Iterator[ColumnElement]:
    of_case = {name: by_case.c[f"{name}_{place}"] for name in COUNTED}
    for column in of_case.values():
        yield func.sum(column)
    yield from of_cases(*(of_case[name] for name in COUNTED[:3]))


def of_cases(*counted: ColumnElement) -> Iterator[ColumnElement]:
    """OF_CASES of a group, from the yes, no and unknown of its cases."""
    yes, no, unknown = counted
    known, all_, most = yes + no, yes + no + unknown, yes + unknown
    yield how_many(known > 0)
    yield func.sum(known * known)
    yield func.sum(yes * yes)
    yield func.sum(yes * known)
    yield _apart(yes, no, known)
    yield how_many(all_ > 0)
    yield func.sum(all_ * all_)
    yield func.sum(yes * all_)
    yield _apart(yes, no + unknown, all_)
    yield func.sum(most * most)
    yield func.sum(most * all_)
    yield _apart(most, no, all_)


def of_ones(counted: Numbers) -> Numbers:
    """OF_CASES where each case has one unit, a row per group, from the COUNTED of these."""
    yes, no, unknown = counted.T[:3]
    known, all_, most, none = yes + no, yes + no + unknown, yes + unknown, np.zeros(yes.shape)
    of_known = (known, known, yes, yes, none)
    of_all = (all_, all_, yes, none, most, most, none)
    return np.stack((*of_known, *of_all), axis=1)


def _apart(these: ColumnElement, others: ColumnElement, units: ColumnElement) -> ColumnElement:
    """How far the units of a case differ from each other: 0 where they are alike.

    Added up as decimals: a sum of doubles depends on the order of its parts, which is nobody's.
    """
    of_case = cast(these * others, Float) / func.nullif(units, 0)
    return func.coalesce(func.sum(cast(of_case, AMOUNT)), 0)
