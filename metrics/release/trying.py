"""A release is tried, jurisdiction by jurisdiction, and what gives counts away is withheld."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

import polars as pl

from metrics.options import Chosen
from metrics.release import gate, laws
from metrics.release.attack import Attacker, Contradiction, Published, Rule
from metrics.release.attack.ends import POSSIBLE_VALUES
from metrics.release.by_law import Lawful
from metrics.release.content import Content
from metrics.release.gate import Asked, GivesAway, Tried, Withheld
from metrics.release.plan import Plan
from metrics.release.relations import Relations, relations
from metrics.release.remembered import Memory
from metrics.release.row import OF_RELEASE

Watched = Callable[[int, int], None]
T = TypeVar("T")


class By(NamedTuple):
    """By what a release is made: the plan, the options in force, and the rule of its rounding."""

    plan: Plan
    chosen: Chosen
    rule: Rule


class Before(NamedTuple):
    """What all earlier releases say, the oldest first, withdrawn ones too; what is remembered."""

    releases: Sequence[Content]
    memory: Memory


class Verdict(NamedTuple):
    """What is withheld; by jurisdiction of how many small cells it is proven that there was
    somebody before all that came since the first release. Places without one are left out.

    `refused` are jurisdictions of which nothing can be told anew, and why.
    """

    withheld: tuple[Withheld, ...]
    proven_before: Mapping[str, int]
    refused: Mapping[str, GivesAway]


def tried(
    cells: pl.DataFrame, standing: pl.DataFrame, before: Before, by: By, watched: Watched
) -> Verdict:
    """What becomes of the cells that are told anew, those of `Exact` with `shown`.

    `standing` are these and those that are carried over: what is out of them goes on being known,
    and one may be given away by what is told anew beside it.
    """
    places = cells["jurisdiction"].unique().sort().to_list()
    withheld: list[Withheld] = []
    proven: dict[str, int] = {}
    refused: dict[str, GivesAway] = {}
    for done, place in enumerate(places):
        watched(done, len(places))
        anew, every = (frame.filter(pl.col("jurisdiction") == place) for frame in (cells, standing))
        known = relations(every, by.plan, by.chosen, laws.shipped(), _remembered(before, every))
        asked = _asked(place, anew, every, before, by)
        try:
            repaired = _repaired(asked, known)
        except GivesAway as given_away:
            refused[place] = given_away
            continue
        withheld += repaired.withheld
        if number := _proven_before(asked, repaired):
            proven[place] = number
    watched(len(places), len(places))
    return Verdict(tuple(withheld), proven, refused)


def _asked(place: str, anew: pl.DataFrame, every: pl.DataFrame, before: Before, by: By) -> Asked:
    release = len(before.releases) + 1
    told, all_ = (frame.unique("cell", maintain_order=True) for frame in (anew, every))
    return Asked(
        jurisdiction=place,
        release=release,
        shown=dict(told.select("cell", "shown").iter_rows()),
        counts=dict(all_.select("cell", "x").iter_rows()),
        splits=dict(told.select("cell", "split").iter_rows()),
        earlier=_published(before.releases, place),
        relations=Relations((), ()),
        attackers=_attackers(release, every, before, by),
    )


def _remembered(before: Before, cells: pl.DataFrame) -> pl.DataFrame:
    """What these cells counted when earlier releases were made."""
    return before.memory.counts.join(cells, on="cell", how="semi").select("release", "cell", "x")


def _proven_before(asked: Asked, tried: Tried) -> int:
    """Of how many cells somebody who knows every change knows that it was not zero before them.

    Not covered by any release: what is known to have come in is nobody's secret, and what was there
    before it may be one to four.
    """
    if gate.KNOWS_CHANGES not in tried.least:
        return 0
    came_in = gate.came_in(asked.attackers[gate.KNOWS_CHANGES].additions or {})
    return sum(
        low > came_in[cell] and 0 < asked.counts[cell] - came_in[cell] < POSSIBLE_VALUES
        for cell, low in tried.least[gate.KNOWS_CHANGES].items()
        if cell in asked.counts
    )


def _attackers(release: int, cells: pl.DataFrame, before: Before, by: By) -> dict[str, Attacker]:
    """Those that a release is tried against; who knows what changed, where there was one before."""
    attackers = gate.attackers(by.plan, release, cells)
    if before.releases:
        # Where nothing changed since the last release, this one is the newest all the same.
        of_now = {(release, cell): 0 for cell in cells["cell"].head(1)}
        changes = of_now | _changes(before.memory, cells)
        attackers[gate.KNOWS_CHANGES] = Attacker(additions=changes)
    return {name: replace(attacker, rule=by.rule) for name, attacker in attackers.items()}


def _repaired(asked: Asked, known: Relations) -> Tried:
    once = _once_each(asked, known.lawful)
    try:
        tried = gate.repaired(once._replace(relations=known.all_that_is_known))
    except Contradiction:
        # Of earlier releases it may not hold that measures of the same units have the same whole:
        # some units were too young then, or lay in a gap.
        tried = gate.repaired(once._replace(relations=known.certain(asked.counts.keys())))
    because = {one.cell: one for one in tried.withheld}
    # A count that is withheld by one name is by all.
    every = (
        because[name]._replace(cell=cell)
        for cell in asked.shown
        if (name := known.lawful.named(cell)) in because
    )
    return tried._replace(withheld=tuple(every))


def _once_each(asked: Asked, lawful: Lawful) -> Asked:
    """What is tried, with one name for each count that has several."""
    named = lawful.named

    def renamed(of: Mapping[str, T]) -> dict[str, T]:
        return {named(cell): value for cell, value in of.items()}

    attackers = {
        name: replace(
            one,
            exact=tuple(dict.fromkeys(of._replace(cell=named(of.cell)) for of in one.exact)),
            additions=one.additions
            and {(release, named(cell)): more for (release, cell), more in one.additions.items()},
        )
        for name, one in asked.attackers.items()
    }
    earlier = dict.fromkeys(one._replace(cell=named(one.cell)) for one in asked.earlier)
    return asked._replace(
        shown=renamed(asked.shown),
        counts=renamed(asked.counts),
        splits=renamed(asked.splits),
        earlier=tuple(earlier),
        attackers=attackers,
    )


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
    """By release and cell how many records more there are than when the one before was made.

    What was counted then stands in the memory, told or not: a year that went on then was there in
    part. Of what was not counted at all he is taken to have brought everything, and never less.
    """
    last = memory.counts["release"].max()
    assert isinstance(last, int)
    # Of what stands in no table by now nothing can be asked.
    before = memory.counts.join(now, on="cell", how="semi").select("release", "cell", "x")
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
