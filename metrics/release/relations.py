"""Find how the cells of a release are related, which an attacker may use."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.counting_options import OptionValues
from metrics.release import exact_counts
from metrics.release.attack_problem import Sum, Within
from metrics.release.exact_counts import (
    BETWEEN,
    CATEGORY,
    CONTRIBUTORS,
    KEYS,
    NO,
    SPLIT,
    UNIT_OF,
    UNKNOWN,
    USED,
    WITH_COMMAS,
    WITHOUT,
    YES,
    parts_of,
)
from metrics.release.plan import CHAIN, MEASURES, SEVERAL, SHARE_SETS, STEPS, Plan, ends

# The file is written by `python -m tests.mining`, which finds relations ("laws") in many made-up
# worlds. A law holds also in random worlds, where records contradict themselves, and in each unit
# of badly kept records. A likely law holds in made-up worlds with clean registers.

FILE = Path(__file__).parent / "plans" / "laws.json"
IS, WITHIN, ADDS_UP = "=", "<=", "adds up by"
PLUS = " + "


class Part(NamedTuple):
    """A part of a measure. Its text is, for example, `N02.yes`."""

    measure: str
    part: str

    def __str__(self) -> str:
        return f"{self.measure}.{self.part}"


# A count: a part of a measure, or the sum of several parts of one.
Term = tuple[Part, ...]


class Law(NamedTuple):
    """A relation of two counts: the first equals the second (IS), or is not greater (WITHIN)."""

    first: Term
    second: Term
    relation: str = IS

    def __str__(self) -> str:
        return f"{_term_text(self.first)} {self.relation} {_term_text(self.second)}"

    @classmethod
    def read(cls, text: str) -> Self:
        relation = WITHIN if f" {WITHIN} " in text else IS
        first, second = text.split(f" {relation} ")
        return cls(_read(first), _read(second), relation)


class Laws(NamedTuple):
    """The relations (laws) in FILE, with the hash of the definitions for which they were found.

    Of equal counts, only one occurs in WITHIN laws. Laws that follow from others are left out.
    `adding_up` are parts whose groups (or years) add up to the total, although their definition
    counts a unit in several groups once.
    """

    definitions: str
    laws: tuple[Law, ...]
    likely: tuple[Law, ...]
    adding_up: tuple[tuple[Part, str], ...]

    @property
    def every(self) -> tuple[Law, ...]:
        """Return all relations between measures: laws, likely laws, and the steps of a cohort.

        Each step of a cohort includes the next one, except if inexact dates contradict it.
        """
        steps = (Law((Part(a, YES),), (Part(b, YES),), WITHIN) for a, b in STEPS)
        return (*self.laws, *self.likely, *steps)


def _term_text(term: Term) -> str:
    return PLUS.join(map(str, term))


def _read(text: str) -> Term:
    return tuple(Part(*one.split(".")) for one in text.split(PLUS))


@cache
def load_laws() -> Laws:
    """Return the relations between counts that the program is shipped with, from FILE."""
    written = json.loads(FILE.read_text(encoding="utf-8"))
    adding_up = (one.split(f" {ADDS_UP} ") for one in written["adding_up"])
    return Laws(
        written["definitions"],
        tuple(map(Law.read, written["laws"])),
        tuple(map(Law.read, written["likely"])),
        tuple((_read(part)[0], by) for part, by in adding_up),
    )


ROW = ("period", CATEGORY)
# Names for a sum of cells, and for a count equal to another: neither is a cell.
ALTOGETHER, AS_MANY = "altogether", "as many"
Truths = NDArray[np.bool_]
Places = NDArray[np.int64]
Keys = Mapping[Part, str]


class LawRelations(NamedTuple):
    """How the cells of one jurisdiction are related by definition ("laws").

    `same` has for a cell another cell whose count and rounding are always the same.
    """

    sums: tuple[Sum, ...]
    within: tuple[Within, ...]
    same: Mapping[str, str]

    def named(self, cell: str) -> str:
        """Return the cell that represents all cells with the same count as this one."""
        return self.same.get(cell, cell)


NOTHING = LawRelations((), (), MappingProxyType({}))


class _Table(NamedTuple):
    """The cells of one table as arrays by row and key: identities, rounding identities, counts.

    `place` has the position of each key. `releases` are the current counts and those at each
    earlier release, NaN if not comparable. `waits` has the follow-up period by key.
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

    def are_alike(self, row: int, one: int, other: int) -> bool:
        """Whether two cells are rounded in the same way, and were counted at the same releases."""
        counted = (np.isnan(of[row, one]) == np.isnan(of[row, other]) for of in self.releases)
        alike: bool = self.rounded_as[row, one] == self.rounded_as[row, other]
        return alike and all(counted)

    def never_more(self, terms: Sequence[Term], keys: Keys, one: Places, other: Places) -> Truths:
        """Return the rows of a table in which one count was never above another.

        `one` and `other` are indexes of terms; the result has a row per table row and a column per
        pair. Terms with different follow-up periods are compared only if all units are old enough.
        """
        positions = [self.places(term, keys) for term in terms]
        waits = [frozenset(self.waits[keys[part]] for part in term) for term in terms]
        given = np.array([[len(a | b) == 1 for b in waits] for a in waits], dtype=bool)
        mature = np.column_stack([self.mature[:, of].all(axis=1) for of in positions])
        holds: Truths = (mature[:, one] & mature[:, other]) | given[one, other]
        for release, counts in enumerate(self.releases):
            of_terms = np.column_stack([counts[:, of].sum(axis=1) for of in positions])
            first, second = of_terms[:, one], of_terms[:, other]
            # Counts missing at an earlier release contradict nothing.
            holds &= (first <= second) | ((np.isnan(first) | np.isnan(second)) & (release > 0))
        return holds

    def counted_alike(self, row: int, terms: Sequence[Term], keys: Keys) -> Truths:
        """Return for each pair of counts whether they were counted at the same releases."""
        positions = [self.places(term, keys) for term in terms]
        is_known = np.array(
            [[~np.isnan(x[row, of]).any() for x in self.releases] for of in positions]
        )
        return np.asarray((is_known[:, None] == is_known[None, :]).all(axis=2), dtype=bool)


def find_law_relations(
    cells: pl.DataFrame, known: Laws, chosen: OptionValues, before: pl.DataFrame
) -> LawRelations:
    """Return how cells of one jurisdiction are related by the laws in `known`.

    `cells` are those of `Exact` with `rounded_as`. `before` has `release`, `cell` and `x` of all
    earlier releases; a law that was broken at one of them is not used.
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
        for row, law in _rows_with_laws(units, table, keys):
            one, other = table.places(law.first, keys), table.places(law.second, keys)
            first, second = (tuple(table.cells[row, positions]) for positions in (one, other))
            if first == second:
                continue
            if law.relation != IS:
                sums |= {Sum(_named(each), each): None for each in (first, second) if each[1:]}
                within[Within(_named(first), _named(second))] = None
            elif len(one) == len(other) == 1 and table.are_alike(row, one[0], other[0]):
                same[first[0]] = second[0]
            else:
                as_many = BETWEEN.join((*second, AS_MANY))
                sums |= {Sum(as_many, first): None, Sum(as_many, second): None}
    return LawRelations(tuple(sums), tuple(within), same)


def _named(cells: Sequence[str]) -> str:
    """Return a name for the sum of some cells; for one cell its own name."""
    return cells[0] if len(cells) == 1 else BETWEEN.join((*cells, ALTOGETHER))


def _table(cells: pl.DataFrame, before: pl.DataFrame) -> _Table:
    """Return the cells of a table as arrays by row and key."""
    once = cells.unique([*ROW, "key"], maintain_order=True).sort(*ROW, "key")
    names = once["key"].unique().sort().to_list()
    index = once.select(ROW).unique().sort(ROW).with_row_index("row")
    placed = once.join(index, on=ROW)
    row = placed["row"].to_numpy()
    position = {key: number for number, key in enumerate(names)}
    column = placed["key"].replace_strict(position, return_dtype=pl.Int64).to_numpy()
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
        known = placed.select("cell").join(of.unique("cell"), on="cell", how="left")["x"]
        x[row, column] = known.cast(pl.Float64).fill_null(np.nan).to_numpy()
        counts.append(x)
    return _Table(position, cells_, rounded_as, mature, counts, waits)


def _by_unit(known: Laws) -> list[tuple[list[Term], Truths]]:
    """Return by unit its terms (sums of parts), and a matrix of which term never exceeds which.

    Of equal terms, the one that represents them comes first.
    """
    by_unit: dict[str, list[Law]] = {}
    for law in sorted(known.every, key=lambda law: law.relation != IS):
        by_unit.setdefault(UNIT_OF[law.first[0].measure], []).append(law)
    units = []
    for laws in by_unit.values():
        terms = [*dict.fromkeys(term for law in laws for term in (law.second, law.first))]
        position = {term: number for number, term in enumerate(terms)}
        below = inclusion_matrix(terms)
        for first, second, relation in laws:
            below[position[first], position[second]] = True
            below[position[second], position[first]] |= relation == IS
        units.append((terms, transitive_closure(below)))
    return units


def _rows_with_laws(
    units: Sequence[tuple[list[Term], Truths]], table: _Table, keys: Keys
) -> Iterator[tuple[int, Law]]:
    """Yield pairs of a table row and a law that is true in it, also laws derived from others."""
    for every, follows in units:
        there = [position for position, term in enumerate(every) if table.has(term, keys)]
        if not there:
            continue
        terms = [every[position] for position in there]
        one, other = np.nonzero(follows[np.ix_(there, there)])
        parts = inclusion_matrix(terms)
        every_row = table.never_more(terms, keys, one, other)
        # Most rows have the same laws, so these are computed once.
        alike, of_alike = np.unique(every_row, axis=0, return_inverse=True)
        for number, holds in enumerate(alike):
            below = np.zeros(parts.shape, dtype=bool)
            below[one[holds], other[holds]] = True
            is_closed = len(table.releases) == 1 or not (transitive_closure(below) & ~below).any()
            said = _reduced_laws(below, parts, terms)
            for row in np.flatnonzero(of_alike.ravel() == number).tolist():
                if is_closed:
                    yield from ((row, law) for law in said)
                    continue
                # Terms not counted at an earlier release would imply laws that did not hold there.
                apart = below & table.counted_alike(row, terms, keys)
                yield from ((row, law) for law in _reduced_laws(apart, parts, terms))


def _reduced_laws(below: Truths, parts: Truths, terms: Sequence[Term]) -> list[Law]:
    """Return laws of `below` ([a, b]: a never exceeds b) that neither others nor `parts` imply."""
    same = enumerate(first_alike(below).tolist())
    return [
        *(Law(terms[one], terms[first]) for one, first in same if one != first),
        *(
            Law(terms[one], terms[other], WITHIN)
            for one, other in without_implied_inclusions(below, parts)
        ),
    ]


def inclusion_matrix(terms: Sequence[Term]) -> Truths:
    """Return a matrix: [a, b] is whether term b has all parts of term a, and more."""
    return np.array([[set(one) < set(other) for other in terms] for one in terms], dtype=bool)


def first_alike(below: Truths) -> Places:
    """Return for each term the index of the first one equal to it (each is `below` the other)."""
    alike = (below & below.T) | np.eye(len(below), dtype=bool)
    return alike.argmax(axis=1)


def without_implied_inclusions(below: Truths, parts: Truths) -> list[tuple[int, int]]:
    """Return pairs (within, whole) of term indices, without those that follow from other pairs.

    [a, b] of a matrix says that term a is within term b: in `below` as found, in `parts` because b
    is a sum that includes a. Of equal terms only the first is used. A pair that follows from
    `parts` is left out, also for terms equal to these.
    """
    alike = (below & below.T) | np.eye(len(below), dtype=bool)
    known = _combine_truths(_combine_truths(alike, parts), alike)
    is_first = first_alike(below) == np.arange(len(below))
    apart = below & ~alike & is_first[:, None] & is_first[None, :]
    return [
        (a, b) for a, b in np.argwhere(apart & ~_combine_truths(apart, apart) & ~known).tolist()
    ]


def transitive_closure(below: Truths) -> Truths:
    """Return the matrix with all relations that follow from it in several steps."""
    while (further := below | _combine_truths(below, below)).sum() > below.sum():
        below = further
    return below


def _combine_truths(one: Truths, other: Truths) -> Truths:
    """Return the matrix of what follows from `one` and then `other` (a matrix product)."""
    steps: Truths = one.astype(np.float32) @ other.astype(np.float32) > 0
    return steps


# The sum of parts that overlap. It is not a cell.
TOGETHER = "together"
OF = ("jurisdiction", "key")


class Relations(NamedTuple):
    """How the cells of a release are related: sums, and cells that are within others.

    `likely` is true for the counts of this release, but perhaps not of earlier ones.
    `law_relations` is true for all of them.
    """

    sums: tuple[Sum, ...]
    within: tuple[Within, ...]
    likely: tuple[Within, ...] = ()
    law_relations: LawRelations = NOTHING

    @property
    def all_that_is_known(self) -> "Relations":
        """Return all relations true of this release, with one name for cells of the same count."""
        return self._with_one_name_per_count(
            (*self.sums, *self.law_relations.sums), (*self.within, *self.likely)
        )

    def certain(self, cells: Collection[str]) -> "Relations":
        """Return the relations that are true for earlier releases too.

        Of the sums, these are the ones whose total is in `cells`.
        """
        sums = (one for one in self.sums if one.margin in cells)
        return self._with_one_name_per_count((*sums, *self.law_relations.sums), self.within)

    def _with_one_name_per_count(
        self, sums: Iterable[Sum], within: Iterable[Within]
    ) -> "Relations":
        """Return these sums and inclusions, sorted, with one name for cells of the same count."""
        named = self.law_relations.named
        of_sums = (Sum(named(one.margin), tuple(map(named, one.parts))) for one in sums)
        all_ = (*within, *self.law_relations.within)
        every = (Within(named(one.part), named(one.whole)) for one in all_)
        apart = (one for one in every if one.part != one.whole)
        # Sorted, because the order decides which of several numbers is withheld, and joins keep no
        # order.
        return Relations(tuple(sorted(set(of_sums))), tuple(sorted(set(apart))))


def find_relations(
    cells: pl.DataFrame, plan: Plan, chosen: OptionValues, known: Laws, before: pl.DataFrame
) -> Relations:
    """Return all that is known about how cells of one jurisdiction are related.

    Years add up to periods, groups of a breakdown to the total, and the parts of all measures of
    the same units to the same total. Laws in `known` are used only if the counts of now and of all
    earlier releases (`before`: `release`, `cell`, `x`) obey them. `cells` are those of `Exact`.
    """
    sums: list[Sum] = []
    within: list[Within] = []
    once = cells.unique([SPLIT, "cell"], maintain_order=True)
    for one in (*_period_sums(once, plan), *_groups(once, plan, known)):
        if one.adds_up:
            sums.append(Sum(one.cell, one.parts))
            continue
        together = BETWEEN.join((one.cell, TOGETHER, one.parts[0]))
        sums.append(Sum(together, one.parts))
        if one.by_law:
            sums.append(Sum(together, (one.cell,)))
            continue
        within.append(Within(one.cell, together))
        # A unit that is unknown in one year may be known in another, and is counted in both.
        within += (Within(part, one.cell) for part in one.parts if one.part != UNKNOWN)
    sums += _same_wholes(cells)
    sums += _amount_known_sums(cells, chosen)
    within += _cases_within_units(cells)
    of_chain = _groups_of_links(cells)
    sums += of_chain.sums
    return Relations(
        tuple(dict.fromkeys(sums)),
        tuple(dict.fromkeys(within)),
        of_chain.likely,
        find_law_relations(cells, known, chosen, before),
    )


def _groups_of_links(cells: pl.DataFrame) -> Relations:
    """Return the relations between link groups: a case may be in several groups, or in none."""
    groups = cells.filter(pl.col("measure").is_in([*SHARE_SETS[CHAIN]]) & (pl.col("part") == YES))
    several = cells.filter(measure=SEVERAL)
    on = [SPLIT, "jurisdiction", "period", CATEGORY]
    of_both = pl.concat([groups, several]).group_by(on).agg(pl.col("gap").sum())
    whole = of_both.filter(gap=0).drop("gap")
    by_row = groups.sort("cell").group_by(on, maintain_order=True).agg("cell")
    wide = several.pivot("part", index=on, values="cell")
    sums: list[Sum] = []
    within: list[Within] = []
    for row in by_row.join(wide, on=on).join(whole, on=on).iter_rows(named=True):
        together, most = (BETWEEN.join((row[YES], name)) for name in (TOGETHER, "most"))
        sums.append(Sum(together, tuple(row["cell"])))
        of_all = (row[NO], row[UNKNOWN], *[row[YES]] * len(SHARE_SETS[CHAIN]))
        sums.append(Sum(most, of_all))
        within += [Within(row[YES], together), Within(together, most)]
    return Relations(tuple(sums), (), tuple(within))


class Margin(NamedTuple):
    """A cell and its parts. With `adds_up` they add up to it, otherwise they may overlap.

    With `by_law` they add up although their definitions do not require it.
    """

    cell: str
    part: str
    adds_up: bool
    by_law: bool
    parts: tuple[str, ...]


def _period_sums(cells: pl.DataFrame, plan: Plan) -> Iterator[Margin]:
    """Yield the cells of periods of several years, each with the cells of its years as parts."""
    first, last = ends(pl.col("period"))
    window = plan.window_of(first).alias("window")
    placed = cells.with_columns(window, (first < last).alias("is_window"))
    on = [*OF, SPLIT, CATEGORY, "window"]
    years = (
        placed.filter(~pl.col("is_window"))
        .sort("cell")
        .group_by(on, maintain_order=True)
        .agg(pl.col("cell").alias("parts"))
        .filter(pl.col("parts").list.len() == plan.window_years)
    )
    windows = placed.filter("is_window").join(years, on=on)
    yield from _margin_sums(windows.with_columns(by_law=False))


def _groups(cells: pl.DataFrame, plan: Plan, known: Laws) -> Iterator[Margin]:
    """Yield the cells without one breakdown, each with the cells of its groups as parts."""
    splits = {table.by for table in plan.tables}
    for by in splits:
        for position, _ in enumerate(by):
            less = by[:position] + by[position + 1 :]
            if less in splits:
                adding = [part for part, of in known.adding_up if of == by[position]]
                yield from _groups_of_breakdown(cells, by, less, position, adding)


def _groups_of_breakdown(
    cells: pl.DataFrame,
    by: tuple[str, ...],
    less: tuple[str, ...],
    position: int,
    adding: Sequence[Part],
) -> Iterator[Margin]:
    """Yield the cells of `less` (`by` without the one at `position`), their groups as parts."""
    values = pl.col(CATEGORY).str.split(WITH_COMMAS).list
    others = [values.get(other) for other, _ in enumerate(by) if other != position]
    without = pl.concat_str(others, separator=WITH_COMMAS) if others else pl.lit("")
    on = [*OF, "period", "without"]
    parts = (
        cells.filter(pl.col(SPLIT) == WITH_COMMAS.join(by))
        .with_columns(without.alias("without"))
        .sort("cell")
        .group_by(on, maintain_order=True)
        .agg(pl.col("cell").alias("parts"), pl.col("x").sum().alias("of parts"))
    )
    margins = cells.filter(pl.col(SPLIT) == WITH_COMMAS.join(less)).rename({CATEGORY: "without"})
    named = pl.concat_str("measure", pl.lit("."), "part").is_in([*map(str, adding)])
    agrees = (pl.col("x") == pl.col("of parts")) & (pl.col("gap") == 0)
    yield from _margin_sums(margins.join(parts, on=on).with_columns(by_law=named & agrees))


def _margin_sums(frame: pl.DataFrame) -> Iterator[Margin]:
    rows = frame.select("cell", "part", "adds_up", "by_law", "parts").iter_rows()
    return (
        Margin(cell, part, adds_up, by_law, tuple(parts))
        for cell, part, adds_up, by_law, parts in rows
    )


def _same_wholes(cells: pl.DataFrame) -> Iterator[Sum]:
    """Yield sums: the parts of measures of the same units add up to the same total.

    If the follow-up period is over for all units of a period, its length makes no difference. If
    some units are in a collection gap, their number depends on the columns that a measure reads.
    """
    measures = cells["measure"].unique().to_list()
    window = {id_: MEASURES[id_] for id_ in measures}
    names = {id_: exact_counts.whole_key(measure, 0) or "" for id_, measure in window.items()}
    young = {
        id_: f"{BETWEEN}{measure.matures_after}" if measure.waits else ""
        for id_, measure in window.items()
    }
    of = pl.col("measure")
    plain = of.replace_strict(names, return_dtype=pl.String)
    waits = (
        pl.when("mature")
        .then(pl.lit(""))
        .otherwise(of.replace_strict(young, return_dtype=pl.String))
    )
    apart = pl.when(pl.col("gap") > 0).then(pl.lit(BETWEEN) + of).otherwise(pl.lit(""))
    of_row = (BETWEEN + pl.col(name) for name in KEYS[2:])
    wholes = (
        cells.filter((plain != "") & (pl.col("part") != CONTRIBUTORS))
        .with_columns(pl.concat_str(plain, waits, apart, pl.col(SPLIT), *of_row).alias("whole"))
        .sort("whole", "measure", "cell")
        .group_by("whole", "measure", maintain_order=True)
        .agg(pl.col("cell").alias("parts"))
    )
    several = wholes.unique(["whole", "parts"], maintain_order=True).filter(
        pl.col("measure").n_unique().over("whole") > 1
    )
    return (
        Sum(whole, tuple(parts)) for whole, parts in several.select("whole", "parts").iter_rows()
    )


def _amount_known_sums(cells: pl.DataFrame, chosen: OptionValues) -> Iterator[Sum]:
    """Yield sums: units with and without an amount add up to a count of the same condition."""
    counted = set(cells["cell"])
    amounts = cells.filter(pl.col("part").is_in([USED, WITHOUT])).filter(
        (pl.col("part") == WITHOUT).any().over(KEYS)
    )
    parts = amounts.sort("cell").group_by(KEYS, maintain_order=True).agg("cell", "key")
    for id_, parts_, keys in parts.select("measure", "cell", "key").iter_rows():
        of = exact_counts.surely_counted_key(MEASURES[id_], chosen)
        margin = of + parts_[0].removeprefix(keys[0])
        if margin in counted:
            yield Sum(margin, tuple(parts_))


def _cases_within_units(cells: pl.DataFrame) -> Iterator[Within]:
    """Yield inclusions: the cases behind a figure are never more than its units."""
    both = cells.filter(pl.col("part") == CONTRIBUTORS).join(
        cells.filter(pl.col("part") == USED), on=KEYS
    )
    apart: Iterable[tuple[str, str]] = (
        both.filter(pl.col("cell") != pl.col("cell_right")).select("cell", "cell_right").iter_rows()
    )
    return (Within(cases, used) for cases, used in apart)
