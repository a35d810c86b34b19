"""What holds between the counts of one unit in every row of many worlds."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.kinds import Count
from metrics.options import DEFAULTS
from metrics.release import identity
from metrics.release.by_law import closed, first_alike, part_of, reduced
from metrics.release.exact import CATEGORY, SPLIT, UNIT_OF, WITH_COMMAS
from metrics.release.identity import CONTRIBUTORS, YES, parts_of
from metrics.release.laws import IS, WITHIN, Law, Laws, Part, Term, definitions_hash
from metrics.release.measured import MEASURES
from tests.fixtures import made_up as of_tests
from tests.mining.worlds import FIRST_SEED, MADE_UP, RANDOM, WORLD, at_random, made_up

Truths = NDArray[np.bool_]
ROW = (WORLD, "jurisdiction", SPLIT, "period", CATEGORY)
KEY = "key"


class Terms(NamedTuple):
    """What is compared of a unit, and in each row how many there are: NaN where none is told."""

    names: tuple[Term, ...]
    worlds: NDArray[np.str_]
    counts: NDArray[np.float64]

    @property
    def never_more(self) -> Truths:
        """By place of the first and the second, whether no row has more of the first."""
        rows = [~(of[:, None] > self.counts).any(axis=0) for of in self.counts.T]
        return np.array(rows, dtype=bool)

    def holding(self, fewest: int) -> Truths:
        """By place of the first and the second, whether the first is never more.

        In so many worlds at the fewest both vary, and the first is above zero beside the second.
        """
        count = len(self.names)
        witnesses = np.zeros((count, count), dtype=int)
        for one in np.unique(self.worlds):
            of_world = self.counts[self.worlds == one]
            is_told = ~np.isnan(of_world)
            above = (np.nan_to_num(of_world) > 0).astype(np.float32)
            both = above.T @ is_told.astype(np.float32) > 0
            most = np.where(is_told, of_world, -np.inf).max(axis=0)
            least = np.where(is_told, of_world, np.inf).min(axis=0)
            varies = most > least
            witnesses += both & varies[:, None] & varies[None, :]
        found: Truths = self.never_more & (witnesses >= fewest)
        return found


def terms(cells: pl.DataFrame) -> Iterator[Terms]:
    """Of each unit what is compared. Cells are those of `Exact`, with the world of each."""
    for unit in sorted(set(UNIT_OF.values())):
        ids = [id_ for id_, of in UNIT_OF.items() if of == unit]
        yield _terms(cells.filter(pl.col("measure").is_in(ids)), ids)


def _terms(cells: pl.DataFrame, ids: Sequence[str]) -> Terms:
    # What lies in a gap, or is too young, is not told of all that were counted alike.
    told = cells.filter("mature", pl.col("gap") == 0).unique([*ROW, KEY])
    wide = told.pivot(KEY, index=ROW, values="x").sort(ROW)
    by_part = {
        Part(id_, part.name): part.key
        for id_ in ids
        for part in parts_of(MEASURES[id_], DEFAULTS)
        if part.key in wide.columns
    }
    # One key is one count, by whatever measure.
    first = {key: part for part, key in reversed(by_part.items())}
    names: list[Term] = [(part,) for part in first.values()]
    for id_ in ids:
        of_measure = [part for part in by_part if part.measure == id_ and part.part != CONTRIBUTORS]
        if _whole(id_) is not None:
            names += (
                several
                for number in range(2, len(of_measure) + 1)
                for several in combinations(of_measure, number)
            )
    # Victims are those identified and those presumed: what is counted may fall into two counts.
    plain = [part for part in first.values() if part.part == YES and _counts_units(part.measure)]
    names += combinations(plain, 2)
    columns = {key: wide[key].cast(pl.Float64).fill_null(np.nan).to_numpy() for key in first}
    counts = [sum(columns[by_part[part]] for part in one) for one in names]
    table = np.column_stack(counts) if counts else np.empty((wide.height, 0))
    return Terms(tuple(names), wide[WORLD].to_numpy().astype(str), table)


def _counts_units(id_: str) -> bool:
    return isinstance(MEASURES[id_], Count) and _whole(id_) is not None


def broken(cells: pl.DataFrame, known: Iterable[Law]) -> Iterator[str]:
    """Which laws do not hold in these worlds, with the first row that says so."""
    laws = tuple(known)
    for one in terms(cells):
        place = {name: number for number, name in enumerate(one.names)}
        for law in laws:
            if law.first in place and law.second in place:
                first, second = (one.counts[:, place[of]] for of in law[:2])
                holds = first == second if law.relation == IS else first <= second
                apart = ~holds & ~np.isnan(first) & ~np.isnan(second)
                if apart.any():
                    row = int(apart.argmax())
                    yield f"{law} in {one.worlds[row]}: {first[row]:g}, {second[row]:g}"


def equal(holding: Truths, names: Sequence[Term]) -> Iterator[Law]:
    """What is as many as another, of each class the first by name with all others."""
    for place, first in enumerate(first_alike(holding).tolist()):
        if first != place and not _are_wholes(names[place], names[first]):
            yield Law(names[place], names[first])


def within(holding: Truths, names: Sequence[Term]) -> Iterator[Law]:
    """What is never more than another, without what follows of the others and of what is equal."""
    parts = part_of(names)
    for one, other in reduced(closed(holding | parts), parts):
        law = Law(names[one], names[other], WITHIN)
        # What is left of both says the same the other way round.
        if (turned := _turned(law)) is None or str(law) < str(turned):
            yield law


def _turned(law: Law) -> Law | None:
    """What the other parts of both say, where both measures are of the same units."""
    one, other = (_one_measure(term) for term in (law.first, law.second))
    if one is None or other is None or one == other or _whole(one) != _whole(other):
        return None
    left, right = (_others(term) for term in (law.first, law.second))
    return Law(right, left, WITHIN) if left and right else None


def _one_measure(term: Term) -> str | None:
    of = {part.measure for part in term}
    return of.pop() if len(of) == 1 else None


def _whole(id_: str) -> str | None:
    return identity.whole(MEASURES[id_], 0)


def _others(term: Term) -> Term:
    measure = MEASURES[term[0].measure]
    every = (Part(measure.id, part.name) for part in parts_of(measure, DEFAULTS))
    return tuple(one for one in every if one not in term and one.part != CONTRIBUTORS)


def _are_wholes(one: Term, other: Term) -> bool:
    """Whether both are all units that two measures of one population count: that is known."""
    wholes = [
        _whole(id_)
        for of in (one, other)
        if (id_ := _one_measure(of)) is not None
        if len(of) == len({part.key for part in parts_of(MEASURES[id_], DEFAULTS)})
    ]
    return len(wholes) == 2 and wholes[0] == wholes[1]


def mined(home: Path) -> Laws:
    """What all worlds say, which are stored in this folder."""
    random = at_random(home, range(RANDOM))
    clean = [made_up(home, FIRST_SEED + number) for number in range(MADE_UP)]
    # Of fewer cases more is seen to be by chance; and daily tests have this one.
    clean.append(made_up(home, of_tests.SEED, of_tests.CASES))
    return found(random, pl.concat(clean))


def found(random: pl.DataFrame, clean: pl.DataFrame) -> Laws:
    """The laws of worlds at random, and what beside them is likely by clean registers.

    What a clean register contradicts is no law.
    """
    laws: list[Law] = []
    likely: list[Law] = []
    for of_random, of_clean in zip(terms(random), terms(clean), strict=True):
        names = of_random.names
        assert names == of_clean.names
        if not names:
            continue
        certain = of_random.holding(RANDOM // 2) & of_clean.never_more
        by_law = [*equal(certain, names), *within(certain, names)]
        probable = certain | of_clean.holding(MADE_UP // 2)
        known = set(by_law)
        laws += by_law
        every = (*equal(probable, names), *within(probable, names))
        likely += (law for law in every if law not in known)
    adds = adding_up(random, RANDOM // 2) & adding_up(clean, 0)
    return Laws(definitions_hash(), tuple(laws), tuple(likely), tuple(sorted(adds)))


def adding_up(cells: pl.DataFrame, fewest: int) -> set[tuple[Part, str]]:
    """The parts that count what groups have in common once, and yet come to all groups together.

    With the breakdown; in so many worlds at the fewest there are some in several groups.
    """
    shared = cells.filter(~pl.col("adds_up"), pl.col("gap") == 0)
    on = [WORLD, "jurisdiction", "period", "measure", "part"]
    judged = []
    for split in shared[SPLIT].unique().sort():
        if not split or WITH_COMMAS in split:
            continue
        is_some = (pl.col("x") > 0).sum().alias("groups")
        groups = shared.filter(pl.col(SPLIT) == split).group_by(on)
        both = shared.filter(pl.col(SPLIT) == "").join(
            groups.agg(pl.col("x").sum().alias("of groups"), is_some), on=on
        )
        several = pl.col(WORLD).filter(pl.col("groups") > 1).n_unique()
        of_parts = both.group_by("measure", "part").agg(
            (pl.col("x") == pl.col("of groups")).all().alias("adds up"), several.alias("worlds")
        )
        judged += (
            (Part(measure, part), split)
            for measure, part, adds, worlds in of_parts.iter_rows()
            if adds and worlds >= fewest
        )
    return set(judged)
