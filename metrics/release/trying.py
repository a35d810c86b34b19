"""A release is tried, jurisdiction by jurisdiction, and what gives counts away is withheld."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from metrics.options import Chosen
from metrics.release import gate
from metrics.release.attack import Attacker, Contradiction, Published, Rule
from metrics.release.content import Content
from metrics.release.gate import Asked, Withheld
from metrics.release.plan import Plan
from metrics.release.relations import Relations, relations
from metrics.release.remembered import Memory
from metrics.release.row import OF_RELEASE

Watched = Callable[[int, int], None]


class By(NamedTuple):
    """By what a release is made: the plan, the options in force, and the rule of its rounding."""

    plan: Plan
    chosen: Chosen
    rule: Rule


class Before(NamedTuple):
    """What all earlier releases say, the oldest first, withdrawn ones too; what is remembered."""

    releases: Sequence[Content]
    memory: Memory


def tried(cells: pl.DataFrame, before: Before, by: By, watched: Watched) -> tuple[Withheld, ...]:
    """What is withheld of the cells that are told anew, those of `Exact` with `shown`."""
    release = len(before.releases) + 1
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
            earlier=_published(before.releases, place),
            relations=relations(of_place, by.plan, by.chosen),
            attackers=_attackers(release, of_place, before, by),
        )
        withheld += _repaired(asked)
    watched(len(places), len(places))
    return tuple(withheld)


def _attackers(release: int, cells: pl.DataFrame, before: Before, by: By) -> dict[str, Attacker]:
    """Those that a release is tried against; who knows what changed, where there was one before."""
    attackers = gate.attackers(by.plan, release, cells)
    if before.releases:
        attackers[gate.KNOWS_CHANGES] = Attacker(additions=_changes(before.memory, cells))
    return {name: replace(attacker, rule=by.rule) for name, attacker in attackers.items()}


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
            (pl.col("jurisdiction") == place) & (pl.col(OF_RELEASE) == number) & ~pl.col("withheld")
        )
        .select("cell", "shown")
        .unique(maintain_order=True)
        .iter_rows()
    )


def _changes(memory: Memory, now: pl.DataFrame) -> dict[tuple[int, str], int]:
    """By release and cell how many records more there are than when the one before was made."""
    last = memory.counts["release"].max()
    assert isinstance(last, int)
    of_place = memory.counts.join(now, on="jurisdiction", how="semi")
    before = of_place.select("release", "cell", "x")
    every = pl.concat(
        [before, now.select(pl.lit(last + 1, pl.Int64).alias("release"), "cell", "x")]
    )
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
