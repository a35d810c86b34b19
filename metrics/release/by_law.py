"""How the cells of a jurisdiction hang together by laws, where its own counts agree."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.options import Chosen
from metrics.release.attack import Sum, Within
from metrics.release.exact import CATEGORY, SPLIT, UNIT_OF
from metrics.release.identity import BETWEEN, parts_of
from metrics.release.laws import IS, WITHIN, Law, Laws, Part, Term
from metrics.release.measured import MEASURES

ROW = ("period", CATEGORY)
# What several cells come to, and what is as many as something else: neither is a cell.
ALTOGETHER, AS_MANY = "altogether", "as many"
Truths = NDArray[np.bool_]
Places = NDArray[np.int64]
Keys = Mapping[Part, str]


class Lawful(NamedTuple):
    """What a jurisdiction's cells are by law; `same` names by cell another that is the same count
    and is rounded alike, so that both are one number.
    """

    sums: tuple[Sum, ...]
    within: tuple[Within, ...]
    same: Mapping[str, str]

    def named(self, cell: str) -> str:
        """The one name of a count that has several."""
        return self.same.get(cell, cell)


NOTHING = Lawful((), (), MappingProxyType({}))


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

    def never_more(self, terms: Sequence[Term], keys: Keys, one: Places, other: Places) -> Truths:
        """In which rows the terms `one` are no more than `other`, now and in all releases before.

        Who is too young for one measure is not always too young for another.
        """
        places = [self.places(term, keys) for term in terms]
        waits = [frozenset(self.waits[keys[part]] for part in term) for term in terms]
        given = np.array([[len(a | b) == 1 for b in waits] for a in waits], dtype=bool)
        mature = np.column_stack([self.mature[:, of].all(axis=1) for of in places])
        holds: Truths = (mature[:, one] & mature[:, other]) | given[one, other]
        for release, counts in enumerate(self.releases):
            of_terms = np.column_stack([counts[:, of].sum(axis=1) for of in places])
            first, second = of_terms[:, one], of_terms[:, other]
            # Of what was not counted then nothing is said.
            holds &= (first <= second) | ((np.isnan(first) | np.isnan(second)) & (release > 0))
        return holds

    def counted_alike(self, row: int, terms: Sequence[Term], keys: Keys) -> Truths:
        """Whether two terms were counted in the same releases."""
        places = [self.places(term, keys) for term in terms]
        told = np.array([[~np.isnan(x[row, of]).any() for x in self.releases] for of in places])
        return np.asarray((told[:, None] == told[None, :]).all(axis=2), dtype=bool)


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
    within: dict[Within, None] = {}
    same: dict[str, str] = {}
    units = _by_unit(known)
    for (_,), of_split in cells.group_by(SPLIT, maintain_order=True):
        table = _table(of_split, before)
        for row, law in _holding(units, table, keys):
            one, other = table.places(law.first, keys), table.places(law.second, keys)
            first, second = (tuple(table.cells[row, places]) for places in (one, other))
            if first == second:
                continue
            if law.relation != IS:
                sums |= {Sum(_named(each), each): None for each in (first, second) if each[1:]}
                within[Within(_named(first), _named(second))] = None
            elif len(one) == len(other) == 1 and table.are_one(row, one[0], other[0]):
                same[first[0]] = second[0]
            else:
                as_many = BETWEEN.join((*second, AS_MANY))
                sums |= {Sum(as_many, first): None, Sum(as_many, second): None}
    return Lawful(tuple(sums), tuple(within), same)


def _named(cells: Sequence[str]) -> str:
    return cells[0] if len(cells) == 1 else BETWEEN.join((*cells, ALTOGETHER))


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


def _by_unit(known: Laws) -> list[tuple[list[Term], Truths]]:
    """Of each unit its terms, and which are never more than which by all laws together.

    Of what is the same the first one comes first: it stands for all.
    """
    by_unit: dict[str, list[Law]] = {}
    for law in sorted(known.every, key=lambda law: law.relation != IS):
        by_unit.setdefault(UNIT_OF[law.first[0].measure], []).append(law)
    units = []
    for laws in by_unit.values():
        terms = [*dict.fromkeys(term for law in laws for term in (law.second, law.first))]
        place = {term: number for number, term in enumerate(terms)}
        below = part_of(terms)
        for first, second, relation in laws:
            below[place[first], place[second]] = True
            below[place[second], place[first]] |= relation == IS
        units.append((terms, closed(below)))
    return units


def _holding(
    units: Sequence[tuple[list[Term], Truths]], table: _Table, keys: Keys
) -> Iterator[tuple[int, Law]]:
    """By row the laws of what a table has, with what follows of those that it has not."""
    for every, follows in units:
        there = [place for place, term in enumerate(every) if table.has(term, keys)]
        if not there:
            continue
        terms = [every[place] for place in there]
        one, other = np.nonzero(follows[np.ix_(there, there)])
        parts = part_of(terms)
        every_row = table.never_more(terms, keys, one, other)
        # In most rows the same laws hold.
        alike, of_alike = np.unique(every_row, axis=0, return_inverse=True)
        for number, holds in enumerate(alike):
            below = np.zeros(parts.shape, dtype=bool)
            below[one[holds], other[holds]] = True
            is_closed = len(table.releases) == 1 or not (closed(below) & ~below).any()
            said = _reduced_laws(below, parts, terms)
            for row in np.flatnonzero(of_alike.ravel() == number).tolist():
                if is_closed:
                    yield from ((row, law) for law in said)
                    continue
                # By what was not counted then more would follow of a release before than is so.
                apart = below & table.counted_alike(row, terms, keys)
                yield from ((row, law) for law in _reduced_laws(apart, parts, terms))


def _reduced_laws(below: Truths, parts: Truths, terms: Sequence[Term]) -> list[Law]:
    """What holds, without what follows of others."""
    same = enumerate(first_alike(below).tolist())
    return [
        *(Law(terms[one], terms[first]) for one, first in same if one != first),
        *(Law(terms[one], terms[other], WITHIN) for one, other in reduced(below, parts)),
    ]


def part_of(terms: Sequence[Term]) -> Truths:
    """Whether the first are some of the parts that the second adds up."""
    return np.array([[set(one) < set(other) for other in terms] for one in terms], dtype=bool)


def first_alike(below: Truths) -> Places:
    """Of each the first that is as many."""
    alike = (below & below.T) | np.eye(len(below), dtype=bool)
    return alike.argmax(axis=1)


def reduced(below: Truths, parts: Truths) -> list[tuple[int, int]]:
    """What is within what, without what follows of others, and of what is as many the first alone.

    A sum has room for each of its `parts`, and so has whatever is as many.
    """
    alike = (below & below.T) | np.eye(len(below), dtype=bool)
    known = _through(_through(alike, parts), alike)
    is_first = first_alike(below) == np.arange(len(below))
    apart = below & ~alike & is_first[:, None] & is_first[None, :]
    return [(a, b) for a, b in np.argwhere(apart & ~_through(apart, apart) & ~known).tolist()]


def closed(below: Truths) -> Truths:
    """With all that follows of several steps."""
    while (further := below | _through(below, below)).sum() > below.sum():
        below = further
    return below


def _through(one: Truths, other: Truths) -> Truths:
    steps: Truths = one.astype(np.float32) @ other.astype(np.float32) > 0
    return steps
