"""What holds between the counts of one unit in every row of many worlds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.counting_options import DEFAULTS
from metrics.measure_kinds import Count
from metrics.release import exact_counts
from metrics.release.exact_counts import (
    CATEGORY,
    CONTRIBUTORS,
    SPLIT,
    UNIT_OF,
    WITH_COMMAS,
    YES,
    parts_of,
)
from metrics.release.plan import MEASURES
from metrics.release.relations import (
    IS,
    WITHIN,
    Law,
    Laws,
    Part,
    Term,
    first_alike,
    inclusion_matrix,
    transitive_closure,
    without_implied_inclusions,
)
from tests.fixtures import made_up as of_tests
from tests.mining.definitions import definitions_hash
from tests.mining.units import KEY, LEVEL, ONE, level_of
from tests.mining.worlds import (
    FIRST_SEED,
    MADE_UP,
    RANDOM,
    WORLD,
    Worlds,
    at_random,
    made_up,
    muddled,
    together,
)

Truths = NDArray[np.bool_]
Counts = NDArray[np.float64]
PLACED = (WORLD, "jurisdiction", "period")
ROW = (*PLACED, SPLIT, CATEGORY)
TOLD = " told"


class Terms(NamedTuple):
    """What is compared of a unit, and in each row how many there are: NaN where none is told.

    `within` says of the first and the second, by their places, whether in each unit alone there is
    no more of the first.
    """

    names: tuple[Term, ...]
    worlds: NDArray[np.str_]
    counts: Counts
    within: Truths

    @property
    def never_more(self) -> Truths:
        """By place of the first and the second, whether no row has more of the first."""
        return _never_more(self.counts)

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


def _never_more(counts: Counts) -> Truths:
    rows = [~(of[:, None] > counts).any(axis=0) for of in counts.T]
    return np.array(rows, dtype=bool)


def terms(worlds: Worlds) -> Iterator[Terms]:
    """Of each unit what is compared."""
    for unit in sorted(set(UNIT_OF.values())):
        ids = [id_ for id_, of in UNIT_OF.items() if of == unit]
        yield _terms(worlds.cells.filter(pl.col("measure").is_in(ids)), worlds.alone, ids)


def _terms(cells: pl.DataFrame, alone: pl.DataFrame, ids: Sequence[str]) -> Terms:
    # What lies in a gap, or is too young, is not told of all that were counted alike.
    told = cells.filter("mature", pl.col("gap") == 0).unique([*ROW, KEY])
    wide = told.pivot(KEY, index=ROW, values="x").sort(ROW)
    by_part = {
        Part(id_, part.name): part.key
        for id_ in ids
        for part in parts_of(MEASURES[id_], DEFAULTS)
        # What the rows of another unit are is no part of this one.
        if part.counted is not None and part.key in wide.columns
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
    in_each = _in_each(told, alone.filter(pl.col(KEY).is_in([*first])), names, by_part)
    table = _added_up(wide, names, by_part)
    return Terms(tuple(names), wide[WORLD].to_numpy().astype(str), table, in_each)


def _added_up(wide: pl.DataFrame, names: Sequence[Term], keys: Mapping[Part, str]) -> Counts:
    """How many there are of each term in each row."""
    if not names:
        return np.empty((wide.height, 0))
    of_key = {key: wide[key].cast(pl.Float64).fill_null(np.nan).to_numpy() for key in keys.values()}
    return np.column_stack([sum(of_key[keys[part]] for part in one) for one in names])


def _in_each(
    told: pl.DataFrame, alone: pl.DataFrame, names: Sequence[Term], keys: Mapping[Part, str]
) -> Truths:
    """Whether each unit that is in the first is in the second too, in whatever period is told.

    Of a second that counts each person or case once, each person or case is asked.
    """
    within = np.zeros((len(names), len(names)), dtype=bool)
    levels = np.array([level_of(*one[0]) for one in names])
    is_told = told.filter(pl.col(SPLIT) == "").pivot(KEY, index=PLACED, values="mature")
    for level in np.unique(levels):
        of_level = alone.filter(pl.col(LEVEL) == level).unique([*PLACED, ONE, KEY])
        counted = of_level.pivot(KEY, index=[*PLACED, ONE], values="x")
        both = counted.join(is_told, on=PLACED, suffix=TOLD)
        never = pl.lit(0.0)
        every = {
            key: pl.when(f"{key}{TOLD}" if key in counted.columns else key).then(
                pl.col(key).fill_null(0.0) if key in counted.columns else never
            )
            for key in dict.fromkeys(keys.values())
        }
        # Which unit it is makes no difference.
        patterns = both.select(**every).unique()
        of_second = levels == level
        within[:, of_second] = _never_more(_added_up(patterns, names, keys))[:, of_second]
    return within


def _counts_units(id_: str) -> bool:
    return isinstance(MEASURES[id_], Count) and _whole(id_) is not None


def broken(worlds: Worlds, known: Iterable[Law]) -> Iterator[str]:
    """Which laws do not hold in these worlds, with the first row that says so."""
    laws = tuple(known)
    for one in terms(worlds):
        at = {name: number for number, name in enumerate(one.names)}
        here = [law for law in laws if law.first in at and law.second in at]
        inside = one.within | inclusion_matrix(one.names)
        for law in here:
            first, second = (one.counts[:, at[of]] for of in law[:2])
            holds = first == second if law.relation == IS else first <= second
            apart = ~holds & ~np.isnan(first) & ~np.isnan(second)
            if apart.any():
                row = int(apart.argmax())
                yield f"{law} in {one.worlds[row]}: {first[row]:g}, {second[row]:g}"
            elif law.relation == IS:
                inside[at[law.first], at[law.second]] = True
                inside[at[law.second], at[law.first]] = True
        follows = transitive_closure(inside)
        yield from (
            f"{law}: not unit by unit" for law in here if not follows[at[law.first], at[law.second]]
        )


def equal(holding: Truths, names: Sequence[Term]) -> Iterator[Law]:
    """What is as many as another, of each class the first by name with all others."""
    for position, first in enumerate(first_alike(holding).tolist()):
        if first != position and not _are_wholes(names[position], names[first]):
            yield Law(names[position], names[first])


def within(holding: Truths, names: Sequence[Term], in_each: Truths) -> Iterator[Law]:
    """What is within another unit by unit, without what follows of the others and of what is equal.

    Counts that merely happen to be in order are none: they say nothing of each other.
    """
    parts = inclusion_matrix(names)
    known = holding & (in_each | holding.T)
    for one, other in without_implied_inclusions(transitive_closure(known | parts), parts):
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
    return exact_counts.whole_key(MEASURES[id_], 0)


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
    return found(random, muddled(home), together(clean))


def found(random: Worlds, muddled: Worlds, clean: Worlds) -> Laws:
    """The laws of worlds at random, and what beside them is likely by clean registers.

    What records kept badly or a clean register contradict is no law.
    """
    laws: list[Law] = []
    likely: list[Law] = []
    each = zip(terms(random), terms(muddled), terms(clean), strict=True)
    for of_random, of_muddled, of_clean in each:
        names = of_random.names
        assert names == of_muddled.names == of_clean.names
        if not names:
            continue
        never_more = of_muddled.never_more & of_clean.never_more
        certain = of_random.holding(RANDOM // 2) & never_more
        inside = of_random.within & of_muddled.within & of_clean.within
        by_law = [*equal(certain, names), *within(certain, names, inside)]
        probable = certain | of_clean.holding(MADE_UP // 2)
        known = set(by_law)
        laws += by_law
        every = (*equal(probable, names), *within(probable, names, of_clean.within))
        likely += (law for law in every if law not in known)
    adds = adding_up(random.cells, RANDOM // 2) & adding_up(clean.cells, 0)
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
