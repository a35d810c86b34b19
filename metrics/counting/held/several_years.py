"""Cases with units in several years: what they add to a period, so that it is a sum over rows.

What a case adds need not be the sum of what its years add: of a person counted in two years there
is one in both together. So each case has, beside a row for each of its years, rows that put this
right in the periods that hold several of them. `f` of the units of its years i to j is added where
a period holds exactly these: it begins after year i - 1 and no later than year i, and ends no
earlier than year j and before year j + 1. As a sum over the rows (first, last) inside the period
that is +f at (i, j), -f at (i - 1, j) and (i, j + 1), and +f at (i - 1, j + 1).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import CTE, and_, func, select

from metrics.counting.held.periods import FIRST, LAST, UNDATED
from metrics.counting.request import YEAR

Numbers = NDArray[np.floating]
Indexes = NDArray[np.int64]
# What the units of a case come to, by name, from the sums of each of the numbers given of it.
Adds = Callable[[Numbers], Mapping[str, Numbers]]


def of_several_years(units: CTE, keys: Sequence[str], cases: Sequence[str]) -> CTE:
    """The units of cases that have some in several years; `keys` without the year."""
    own = [units.c[name] for name in (*keys, *cases)]
    year = func.coalesce(units.c[YEAR], UNDATED)
    several = select(*own).group_by(*own).having(func.min(year) < func.max(year)).cte("several")
    same = [several.c[column.name].is_not_distinct_from(column) for column in own]
    return select(units).join(several, and_(*same)).cte("of_several_years")


@dataclass(frozen=True)
class Cases:
    """Rows by case and year, those of a case one after the other, its years ascending."""

    rows: pl.DataFrame
    keys: tuple[str, ...]
    case: Indexes
    year: Indexes

    def added(self, numbers: Sequence[str], adds: Adds) -> pl.DataFrame:
        """What puts periods right: the keys, FIRST, LAST, and what `adds` names."""
        given = self.rows.select(numbers).cast(pl.Float64).fill_null(0.0).to_numpy()
        used = np.flatnonzero(given.any(axis=1))
        case, year = self.case[used], self.year[used]
        sums = np.concatenate([np.zeros((1, given.shape[1])), given[used].cumsum(axis=0)])
        names, none = [*adds(np.zeros((0, given.shape[1])))], np.array([], int)
        corners = [(none, none, none, np.zeros((0, len(names)))), *_corners(case, sums, adds)]
        rows, begins, ends, added = map(np.concatenate, zip(*corners, strict=True))
        together = self.rows.select(self.keys)[used[rows]].with_columns(
            **_series({FIRST: year[begins], LAST: year[ends]}),
            **{name: pl.Series(added[:, place]) for place, name in enumerate(names)},
        )
        return together.group_by(*self.keys, FIRST, LAST).agg(pl.all().sum())

    def stretches(self, number: str) -> pl.DataFrame:
        """The sum of a number over several years of a case: the keys, FIRST, LAST, `number`."""
        values = self.rows[number].fill_null(0).to_list()
        # Of money they are decimals, and stay exact.
        sums = np.array([values[0] - values[0], *accumulate(values)] if values else [], object)
        at, ends, of = [], [], []
        for first, last in _together(self.case):
            if (last > first).all():
                at.append(first)
                ends.append(last)
                of.append(sums[last + 1] - sums[first])
        rows, lasts = (np.concatenate(many) if many else np.array([], int) for many in (at, ends))
        years = {FIRST: self.year[rows], LAST: self.year[lasts]}
        amounts = pl.Series(number, list(chain(*of)), self.rows[number].dtype, strict=False)
        return (
            self.rows.select(self.keys)[rows].with_columns(**_series(years)).with_columns(amounts)
        )


def cases_of(rows: pl.DataFrame, keys: Sequence[str], cases: Sequence[str]) -> Cases:
    """The rows of `of_several_years`, in their order."""
    dated = rows.with_columns(pl.col(YEAR).cast(pl.Int64).fill_null(UNDATED))
    ordered = dated.sort(*keys, *cases, YEAR, nulls_last=False)
    case = ordered.select(pl.struct(*keys, *cases).rle_id()).to_series().cast(pl.Int64)
    return Cases(ordered, tuple(keys), case.to_numpy(), ordered[YEAR].to_numpy())


def _together(case: Indexes) -> Iterator[tuple[Indexes, Indexes]]:
    """The first and the last row of one, two, ... rows of a case that follow each other."""
    apart = 0
    while True:
        first = np.flatnonzero(case[: len(case) - apart] == case[apart:])
        if not first.size:
            return
        yield first, first + apart
        apart += 1


def _corners(
    case: Indexes, sums: Numbers, adds: Adds
) -> Iterator[tuple[Indexes, Indexes, Indexes, Numbers]]:
    """The rows of cases, the rows of the first and the last year, and the numbers to be added."""
    for first, last in _together(case):
        of = np.stack([*adds(sums[last + 1] - sums[first]).values()], axis=1)
        before, after = np.maximum(first - 1, 0), np.minimum(last + 1, len(case) - 1)
        has_before = (first > 0) & (case[before] == case[first])
        has_after = (last + 1 < len(case)) & (case[after] == case[last])
        # A year alone has its row already.
        alone = np.full(first.shape, bool((last > first).all()))
        for where, begins, ends, sign in (
            (alone, first, last, 1.0),
            (has_before, before, last, -1.0),
            (has_after, first, after, -1.0),
            (has_before & has_after, before, after, 1.0),
        ):
            yield first[where], begins[where], ends[where], sign * of[where]


def _series(years: Mapping[str, Indexes]) -> dict[str, pl.Series]:
    return {name: pl.Series(of, dtype=pl.Int64) for name, of in years.items()}
