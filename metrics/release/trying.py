"""A release is tried, jurisdiction by jurisdiction, and what gives counts away is withheld."""

from collections.abc import Callable, Sequence

import polars as pl

from metrics.options import Chosen
from metrics.release import gate
from metrics.release.attack import Contradiction, Published
from metrics.release.content import Content
from metrics.release.gate import Asked, Withheld
from metrics.release.plan import Plan
from metrics.release.relations import Relations, relations
from metrics.release.remembered import Memory

Watched = Callable[[int, int], None]


def tried(
    cells: pl.DataFrame,
    earlier: Sequence[Content],
    memory: Memory,
    told_by: tuple[Plan, Chosen],
    watched: Watched,
) -> tuple[Withheld, ...]:
    """What is withheld of the cells that are told anew, those of `Exact` with `shown`.

    `earlier` are all releases before this one, the oldest first, withdrawn ones too.
    """
    plan, chosen = told_by
    release = len(earlier) + 1
    places = cells["jurisdiction"].unique().sort().to_list()
    withheld: list[Withheld] = []
    for done, place in enumerate(places):
        watched(done, len(places))
        of_place = cells.filter(pl.col("jurisdiction") == place)
        one = of_place.unique("cell", maintain_order=True)
        asked = Asked(
            jurisdiction=place,
            release=release,
            shown=dict(one.select("cell", "shown").iter_rows()),
            counts=dict(one.select("cell", "x").iter_rows()),
            splits=dict(one.select("cell", "split").iter_rows()),
            earlier=_published(earlier, place),
            relations=relations(of_place, plan, chosen),
            attackers=gate.attackers(
                plan, release, of_place, _changes(memory, one, place) if earlier else None
            ),
        )
        withheld += _repaired(asked)
    watched(len(places), len(places))
    return tuple(withheld)


def _repaired(asked: Asked) -> tuple[Withheld, ...]:
    try:
        return gate.repaired(asked)
    except Contradiction:
        # Of earlier releases it may not hold that measures of the same units have the same whole:
        # some units were too young then, or lay in a gap.
        told = asked.shown.keys()
        sums = tuple(one for one in asked.relations.sums if one.margin in told)
        return gate.repaired(asked._replace(relations=Relations(sums, asked.relations.within)))


def _published(earlier: Sequence[Content], place: str) -> tuple[Published, ...]:
    """What releases showed of a jurisdiction, each number where it was told anew."""
    return tuple(
        Published(number, cell, shown)
        for number, content in enumerate(earlier, 1)
        for cell, shown in content.cells.filter(
            (pl.col("jurisdiction") == place)
            & (pl.col("of_release") == number)
            & ~pl.col("withheld")
        )
        .select("cell", "shown")
        .unique(maintain_order=True)
        .iter_rows()
    )


def _changes(memory: Memory, now: pl.DataFrame, place: str) -> dict[tuple[int, str], int]:
    """By release and cell how many records more there are than when the one before was made."""
    last = memory.counts["release"].max()
    assert isinstance(last, int)
    before = memory.counts.filter(pl.col("jurisdiction") == place).select("release", "cell", "x")
    every = pl.concat([before, now.select(pl.lit(last + 1).alias("release"), "cell", "x")])
    counts = every.unique(["release", "cell"])
    earlier = counts.with_columns(pl.col("release") + 1)
    more = counts.join(earlier, on=["release", "cell"], how="full", suffix="_before", coalesce=True)
    change = pl.col("x").fill_null(0) - pl.col("x_before").fill_null(0)
    changed = more.with_columns(change.alias("change")).filter(
        (pl.col("change") != 0) & pl.col("release").is_between(2, last + 1)
    )
    return {
        (of, cell): more for of, cell, more in changed.select("release", "cell", "change").rows()
    }
