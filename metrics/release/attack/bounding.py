"""What an attacker can say of each finest cell."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from scipy import sparse
from scipy.sparse import csgraph

from metrics.release.attack.declared import OUTSIDER, Attacker, Published, Sum, Within
from metrics.release.attack.ends import ends
from metrics.release.attack.narrowing import binding, narrowed
from metrics.release.attack.problem import UNBOUNDED, Integers, Problem, Truths, problem

# Each program costs time of its own, however few its counts: so many are bounded at once.
TOGETHER = 1_000

NONE = -1


def bounds(
    published: Sequence[Published],
    sums: Sequence[Sum],
    within: Sequence[Within] = (),
    attacker: Attacker = OUTSIDER,
    floors: Mapping[str, int] | None = None,
) -> pl.DataFrame:
    """One row per finest cell (no margin of a sum): `release, cell, low, high, candidates`.

    The true count lies between `low` and `high`, and `candidates` is how many values that leaves;
    both are null where nothing bounds it. Where additions are known a row is of the newest release,
    else of each release. Raises Contradiction where no counts fit what is declared.

    With `floors` it is only decided which of these cells are given away: by fewer possible values
    than five, or by a lowest above the floor. Ends that decide nothing are as far as they may be.

    The values have no gaps: whatever the offset is, count and offset together lie in one stretch,
    in one release and in any number of them.
    """
    releases = releases_of(published, attacker)
    known = problem(published, sums, within, attacker, releases)
    return _bounded(known, floors)


def already_known(
    published: Sequence[Published],
    sums: Sequence[Sum],
    within: Sequence[Within] = (),
    attacker: Attacker = OUTSIDER,
    of: Collection[str] | None = None,
) -> pl.DataFrame:
    """The same by what the attacker knows beside these releases, and nothing that they show.

    Of some cells alone, where these are asked for.
    """
    known = problem((), sums, within, attacker, releases_of(published, attacker))
    if of is not None:
        wanted = [place for place in known.wanted if known.names[place].cell in of]
        known = replace(known, wanted=np.array(wanted, dtype=np.int64))
    return _bounded(known)


def releases_of(published: Sequence[Published], attacker: Attacker) -> list[int]:
    """All that there are, the oldest first.

    What came in is known of a release too that shows none of these cells anew.
    """
    shown, known = {one.release for one in published}, {one.release for one in attacker.exact}
    came_in = {release for release, _ in attacker.additions or ()}
    return sorted(shown | known | came_in)


def _bounded(known: Problem, floors: Mapping[str, int] | None = None) -> pl.DataFrame:
    low, high = narrowed(known)
    of_columns, wanted = None, known.wanted
    if floors is not None:
        of_columns = np.array([floors.get(name.cell, np.nan) for name in known.names], dtype=float)
        wanted = wanted[~np.isnan(of_columns[wanted])]
    for columns, part in blocks(binding(replace(known, low=low, high=high, wanted=wanted))):
        of_part = None if of_columns is None else of_columns[columns]
        low[columns], high[columns] = ends(part, of_part)
    return _frame(known, low.astype(np.int64), high.astype(np.int64))


def _frame(known: Problem, low: Integers, high: Integers) -> pl.DataFrame:
    names = [known.names[place] for place in known.wanted]
    frame = pl.DataFrame(
        {
            "release": pl.Series([name.release for name in names], dtype=pl.Int64),
            "cell": pl.Series([name.cell for name in names], dtype=pl.String),
            "low": low[known.wanted],
            "high": high[known.wanted],
        }
    )
    bounded = pl.when(pl.col("high") < UNBOUNDED / 2)
    high_or_none = bounded.then("high").alias("high")
    return frame.with_columns(
        high_or_none, candidates=bounded.then(pl.col("high") - pl.col("low") + 1)
    ).sort("release", "cell")


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
