"""A problem in parts that no relation joins, each bounded by itself."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from metrics.release.attack.problem import Integers, Problem, Truths

# Each program costs time of its own, however few its counts: so many are bounded at once.
TOGETHER = 1_000
NONE = -1


def blocks(problem: Problem) -> Iterator[tuple[Integers, Problem]]:
    """Parts with a circle of relations and wanted columns, small ones together.

    Each comes with its columns in the whole.

    Where relations join counts without a circle, what each says alone is all that can be said. A
    known count joins nothing: it is taken out of its rows.
    """
    problem = _without_known(problem)
    columns, rows = len(problem.low), len(problem.row_low)
    size = columns + rows
    joined = sparse.coo_matrix(
        (np.ones(len(problem.row)), (problem.column, problem.row + columns)), shape=(size, size)
    )
    _, part = csgraph.connected_components(joined, directed=False)
    relations = np.bincount(part[problem.column], minlength=part.max(initial=-1) + 1)
    circles = relations >= np.bincount(part, minlength=len(relations))
    # Of the others nothing is asked.
    circles &= np.isin(np.arange(len(relations)), part[problem.wanted])
    part = _together(part, circles, np.bincount(part[:columns], minlength=len(relations)))
    of_column, of_row = _groups(part[:columns]), _groups(part[columns:])
    of_entry = _groups(part[problem.column])
    for one in range(part.max(initial=-1) + 1):
        yield of_column[one], _taken(problem, of_column[one], of_row[one], of_entry[one])


def _together(part: Integers, circles: Truths, sizes: Integers) -> Integers:
    """Parts with a circle numbered anew, small ones alike; those without have NONE."""
    ends = np.cumsum(np.where(circles, sizes, 0))
    _, number = np.unique(ends[circles] // TOGETHER, return_inverse=True)
    numbers = np.full(len(circles), NONE)
    numbers[circles] = number
    return numbers[part]


def _groups(part: Integers) -> dict[int, Integers]:
    """The places of each part."""
    order = np.argsort(part, kind="stable")
    starts = np.flatnonzero(np.diff(part[order], prepend=NONE - 1))
    return {int(part[places[0]]): places for places in np.split(order, starts[1:]) if len(places)}


def _without_known(problem: Problem) -> Problem:
    known = problem.low == problem.high
    of_known = known[problem.column]
    counts = problem.low[problem.column] * problem.times * of_known
    taken = np.bincount(problem.row, counts, len(problem.row_low))
    return replace(
        problem,
        row=problem.row[~of_known],
        column=problem.column[~of_known],
        times=problem.times[~of_known],
        row_low=problem.row_low - taken,
        row_high=problem.row_high - taken,
    )


def _taken(problem: Problem, columns: Integers, rows: Integers, entries: Integers) -> Problem:
    """The columns, rows and entries of one part, numbered anew."""
    new_column = np.zeros(len(problem.low), dtype=np.int64)
    new_column[columns] = np.arange(len(columns))
    new_row = np.zeros(len(problem.row_low), dtype=np.int64)
    new_row[rows] = np.arange(len(rows))
    return Problem(
        names=[problem.names[column] for column in columns],
        low=problem.low[columns],
        high=problem.high[columns],
        row=new_row[problem.row[entries]],
        column=new_column[problem.column[entries]],
        times=problem.times[entries],
        row_low=problem.row_low[rows],
        row_high=problem.row_high[rows],
        wanted=np.flatnonzero(np.isin(columns, problem.wanted)),
    )
