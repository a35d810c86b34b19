"""How the cells of a jurisdiction hang together by laws, where its own counts agree."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.options import Chosen
from metrics.release.attack import Sum
from metrics.release.exact import CATEGORY, SPLIT
from metrics.release.identity import BETWEEN, parts_of
from metrics.release.laws import Law, Laws, Part, Term
from metrics.release.measured import MEASURES

ROW = ("period", CATEGORY)
# What is as many as something else: it is no cell.
AS_MANY = "as many"
Truths = NDArray[np.bool_]
Keys = Mapping[Part, str]


class Lawful(NamedTuple):
    """What a jurisdiction's cells are by law; `same` names by cell another that is the same count
    and is rounded alike, so that both are one number.
    """

    sums: tuple[Sum, ...]
    same: Mapping[str, str]

    def named(self, cell: str) -> str:
        """The one name of a count that has several."""
        return self.same.get(cell, cell)


NOTHING = Lawful((), MappingProxyType({}))


class _Table(NamedTuple):
    """The cells of one table by row and key: their names, by what they are rounded, and counts.

    `releases` are the counts of now and of each release before, NaN where there is none that can be
    compared. `waits` says by key how long its units are given.
    """

    place: Mapping[str, int]
    cells: NDArray[np.object_]
    rounded_as: NDArray[np.object_]
    mature: Truths
    releases: Sequence[NDArray[np.float64]]
    waits: Mapping[str, str]

    def has(self, term: Term, keys: Keys) -> bool:
        return all(keys.get(part) in self.place for part in term)

    def places(self, term: Term, keys: Keys) -> list[int]:
        return [self.place[keys[part]] for part in term]

    def are_one(self, row: int, one: int, other: int) -> bool:
        """Whether two are rounded alike, and were counted in the same releases."""
        counted = (np.isnan(of[row, one]) == np.isnan(of[row, other]) for of in self.releases)
        alike: bool = self.rounded_as[row, one] == self.rounded_as[row, other]
        return alike and all(counted)

    def agree(self, law: Law, keys: Keys) -> Truths:
        """In which rows a law may be used: it holds there, now and in all releases before.

        Who is too young for one measure is not always too young for another.
        """
        one, other = self.places(law.first, keys), self.places(law.second, keys)
        waits = {self.waits[keys[part]] for part in (*law.first, *law.second)}
        alike: Truths = np.asarray(self.mature[:, [*one, *other]].all(axis=1)) | (len(waits) == 1)
        for release, counts in enumerate(self.releases):
            first, second = counts[:, one].sum(axis=1), counts[:, other].sum(axis=1)
            # Of what was not counted then nothing is said.
            alike &= (first == second) | ((np.isnan(first) | np.isnan(second)) & (release > 0))
        return alike


def by_law(cells: pl.DataFrame, known: Laws, chosen: Chosen, before: pl.DataFrame) -> Lawful:
    """What is known of cells (those of `Exact`, of one jurisdiction, with `rounded_as`).

    `before` has `release`, `cell` and `x` of all releases before: what was otherwise in one of them
    holds in none.
    """
    keys = {
        Part(id_, part.name): part.key
        for id_ in cells["measure"].unique()
        for part in parts_of(MEASURES[id_], chosen)
    }
    sums: dict[Sum, None] = {}
    same: dict[str, str] = {}
    for (_,), of_split in cells.group_by(SPLIT, maintain_order=True):
        table = _table(of_split, before)
        for law in _laws(known, table, keys):
            one, other = table.places(law.first, keys), table.places(law.second, keys)
            for row in np.flatnonzero(table.agree(law, keys)).tolist():
                first, second = (tuple(table.cells[row, places]) for places in (one, other))
                if first == second:
                    continue
                if len(one) == len(other) == 1 and table.are_one(row, one[0], other[0]):
                    same[first[0]] = second[0]
                else:
                    as_many = BETWEEN.join((*second, AS_MANY))
                    sums |= {Sum(as_many, first): None, Sum(as_many, second): None}
    return Lawful(tuple(sums), same)


def _table(cells: pl.DataFrame, before: pl.DataFrame) -> _Table:
    once = cells.unique([*ROW, "key"], maintain_order=True).sort(*ROW, "key")
    names = once["key"].unique().sort().to_list()
    index = once.select(ROW).unique().sort(ROW).with_row_index("row")
    placed = once.join(index, on=ROW)
    row = placed["row"].to_numpy()
    place = {key: number for number, key in enumerate(names)}
    column = placed["key"].replace_strict(place, return_dtype=pl.Int64).to_numpy()
    shape = (index.height, len(names))
    cells_, rounded_as = (np.full(shape, None, dtype=object) for _ in range(2))
    cells_[row, column] = placed["cell"].to_numpy()
    rounded_as[row, column] = placed["rounded_as"].to_numpy()
    mature = np.zeros(shape, dtype=bool)
    mature[row, column] = placed["mature"].to_numpy()
    waits = {
        key: f"{MEASURES[id_].matures_after} {MEASURES[id_].due_on}"
        for key, id_ in once.select("key", "measure").unique("key").iter_rows()
    }
    of_now = placed.select("cell", pl.when(pl.col("gap") == 0).then("x").alias("x"))
    releases = [of_now, *(of for _, of in before.group_by("release", maintain_order=True))]
    counts = []
    for of in releases:
        x = np.full(shape, np.nan)
        told = placed.select("cell").join(of.unique("cell"), on="cell", how="left")["x"]
        x[row, column] = told.cast(pl.Float64).fill_null(np.nan).to_numpy()
        counts.append(x)
    return _Table(place, cells_, rounded_as, mature, counts, waits)


def _laws(known: Laws, table: _Table, keys: Keys) -> Iterator[Law]:
    """The laws of what a table has; for a term that it lacks stands another that is as many."""
    classes: dict[Term, list[Term]] = {}
    for law in (*known.laws, *known.likely):
        classes.setdefault(law.second, [law.second]).append(law.first)
    for terms in classes.values():
        if there := [term for term in terms if table.has(term, keys)]:
            yield from (Law(term, there[0]) for term in there[1:])
