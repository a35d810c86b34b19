"""How the cells of a release hang together: what an attacker reckons with."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import polars as pl

from metrics.options import Chosen
from metrics.release import identity
from metrics.release.attack import Sum, Within
from metrics.release.by_law import NOTHING, Lawful, by_law
from metrics.release.exact import CATEGORY, KEYS, SPLIT, WITH_COMMAS
from metrics.release.identity import BETWEEN, CONTRIBUTORS, NO, UNKNOWN, USED, WITHOUT, YES
from metrics.release.laws import Laws, Part
from metrics.release.measured import BESIDE, CHAIN, MEASURES, SEVERAL
from metrics.release.plan import Plan, ends

# What the parts of something come to that counts what they have in common once. It is no cell.
TOGETHER = "together"
OF = ("jurisdiction", "key")


class Relations(NamedTuple):
    """Sums that hold exactly, and cells that are within others.

    `likely` is what the counts of this release say too, and those of an earlier one may not have;
    `lawful` is what the counts of all of them say.
    """

    sums: tuple[Sum, ...]
    within: tuple[Within, ...]
    likely: tuple[Within, ...] = ()
    lawful: Lawful = NOTHING

    @property
    def all_that_is_known(self) -> "Relations":
        """The same, with what is likely taken for certain, and of what is the same one alone."""
        return self._of((*self.sums, *self.lawful.sums), (*self.within, *self.likely))

    def certain(self, told: Collection[str]) -> "Relations":
        """What holds in earlier releases too, of which the whole of the cells told may differ."""
        sums = (one for one in self.sums if one.margin in told)
        return self._of((*sums, *self.lawful.sums), self.within)

    def _of(self, sums: Iterable[Sum], within: Iterable[Within]) -> "Relations":
        named = self.lawful.named
        of_sums = (Sum(named(one.margin), tuple(map(named, one.parts))) for one in sums)
        all_ = (*within, *self.lawful.within)
        every = (Within(named(one.part), named(one.whole)) for one in all_)
        apart = (one for one in every if one.part != one.whole)
        # Which of several equal reasons is withheld depends on the order, and joins have none.
        return Relations(tuple(sorted(set(of_sums))), tuple(sorted(set(apart))))


def relations(
    cells: pl.DataFrame, plan: Plan, chosen: Chosen, known: Laws, before: pl.DataFrame
) -> Relations:
    """All that is known of how these cells (those of `Exact`) hang together.

    Years make up windows, the groups of a breakdown what is not split by it, and the parts of all
    measures of the same units the same whole; the laws that are `known` hold where the counts of
    now and of all releases `before` (`release`, `cell`, `x`) agree.
    """
    sums: list[Sum] = []
    within: list[Within] = []
    once = cells.unique([SPLIT, "cell"], maintain_order=True)
    for one in (*_windows(once, plan), *_groups(once, plan, known)):
        if one.adds_up:
            sums.append(Sum(one.cell, one.parts))
            continue
        together = BETWEEN.join((one.cell, TOGETHER, one.parts[0]))
        sums.append(Sum(together, one.parts))
        if one.by_law:
            sums.append(Sum(together, (one.cell,)))
            continue
        within.append(Within(one.cell, together))
        # Of whom it is unknown in one year it may be known in another, and then it is of both.
        within += (Within(part, one.cell) for part in one.parts if one.part != UNKNOWN)
    sums += _wholes(cells)
    sums += _belonging(cells, chosen)
    within += _cases(cells)
    of_chain = _of_several(cells)
    sums += of_chain.sums
    return Relations(
        tuple(dict.fromkeys(sums)),
        tuple(dict.fromkeys(within)),
        of_chain.likely,
        by_law(cells, known, chosen, before),
    )


def _of_several(cells: pl.DataFrame) -> Relations:
    """Groups of links: a case of SEVERAL has one at least, and any other case has one at most."""
    groups = cells.filter(pl.col("measure").is_in([*BESIDE[CHAIN]]) & (pl.col("part") == YES))
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
        of_all = (row[NO], row[UNKNOWN], *[row[YES]] * len(BESIDE[CHAIN]))
        sums.append(Sum(most, of_all))
        within += [Within(row[YES], together), Within(together, most)]
    return Relations(tuple(sums), (), tuple(within))


class Margin(NamedTuple):
    """A cell and those that make it up, or have no more than it has in common.

    `by_law` they make it up though they need not by what they count.
    """

    cell: str
    part: str
    adds_up: bool
    by_law: bool
    parts: tuple[str, ...]


def _windows(cells: pl.DataFrame, plan: Plan) -> Iterator[Margin]:
    """Windows with all of their years."""
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
    yield from _margins(windows.with_columns(by_law=False))


def _groups(cells: pl.DataFrame, plan: Plan, known: Laws) -> Iterator[Margin]:
    """What is split by all breakdowns but one, and its groups by that one."""
    splits = {table.by for table in plan.tables}
    for by in splits:
        for place, _ in enumerate(by):
            less = by[:place] + by[place + 1 :]
            if less in splits:
                adding = [part for part, of in known.adding_up if of == by[place]]
                yield from _of_one(cells, by, less, place, adding)


def _of_one(
    cells: pl.DataFrame,
    by: tuple[str, ...],
    less: tuple[str, ...],
    place: int,
    adding: Sequence[Part],
) -> Iterator[Margin]:
    values = pl.col(CATEGORY).str.split(WITH_COMMAS).list
    others = [values.get(other) for other, _ in enumerate(by) if other != place]
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
    yield from _margins(margins.join(parts, on=on).with_columns(by_law=named & agrees))


def _margins(frame: pl.DataFrame) -> Iterator[Margin]:
    rows = frame.select("cell", "part", "adds_up", "by_law", "parts").iter_rows()
    return (
        Margin(cell, part, adds_up, by_law, tuple(parts))
        for cell, part, adds_up, by_law, parts in rows
    )


def _wholes(cells: pl.DataFrame) -> Iterator[Sum]:
    """The parts of each measure, where others have the same whole.

    Where all units of a period are old enough, a window makes no difference. Where some lie in a
    gap of the records, which these are depends on what the measure reads.
    """
    measures = cells["measure"].unique().to_list()
    window = {id_: MEASURES[id_] for id_ in measures}
    names = {id_: identity.whole(measure, 0) or "" for id_, measure in window.items()}
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
    place = (BETWEEN + pl.col(name) for name in KEYS[2:])
    wholes = (
        cells.filter((plain != "") & (pl.col("part") != CONTRIBUTORS))
        .with_columns(pl.concat_str(plain, waits, apart, pl.col(SPLIT), *place).alias("whole"))
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


def _belonging(cells: pl.DataFrame, chosen: Chosen) -> Iterator[Sum]:
    """What is known to belong, with an amount and without: a Count of the same has it too."""
    counted = set(cells["cell"])
    amounts = cells.filter(pl.col("part").is_in([USED, WITHOUT])).filter(
        (pl.col("part") == WITHOUT).any().over(KEYS)
    )
    parts = amounts.sort("cell").group_by(KEYS, maintain_order=True).agg("cell", "key")
    for id_, parts_, keys in parts.select("measure", "cell", "key").iter_rows():
        of = identity.belonging(MEASURES[id_], chosen)
        margin = of + parts_[0].removeprefix(keys[0])
        if margin in counted:
            yield Sum(margin, tuple(parts_))


def _cases(cells: pl.DataFrame) -> Iterator[Within]:
    """Cases are no more than the units that they are of."""
    both = cells.filter(pl.col("part") == CONTRIBUTORS).join(
        cells.filter(pl.col("part") == USED), on=KEYS
    )
    apart: Iterable[tuple[str, str]] = (
        both.filter(pl.col("cell") != pl.col("cell_right")).select("cell", "cell_right").iter_rows()
    )
    return (Within(cases, used) for cases, used in apart)
