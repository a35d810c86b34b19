"""Somebody who keeps twelve releases and knows what came in between them."""

from typing import NamedTuple

import numpy as np
import polars as pl

from metrics.release.attack import bounds
from metrics.release.attack_problem import Attacker, Published, Sum
from tests.unit.metrics.release.attack import world
from tests.unit.metrics.release.attack.rules import rule_of
from tests.unit.metrics.release.attack.world import Counts, Shown

RELEASES = 12


class Watched(NamedTuple):
    """What came in for each release, by finest cell; the first release has all that was there."""

    came_in: Counts
    totals_over: tuple[int, ...]

    def counts(self, release: int) -> Counts:
        return self.came_in[: release + 1].sum(axis=0)

    @property
    def truth(self) -> dict[str, int]:
        return world.counted(self.counts(RELEASES - 1), self.totals_over)

    @property
    def sums(self) -> list[Sum]:
        return world.sums(self.counts(0), self.totals_over)

    @property
    def additions(self) -> dict[tuple[int, str], int]:
        return {
            (release, world.name(at)): int(self.came_in[(release, *at)])
            for release in range(1, RELEASES)
            for at in np.ndindex(self.came_in.shape[1:])
        }

    def releases(self, shown: Shown) -> list[Published]:
        return [
            one
            for number in range(RELEASES)
            for one in world.release(
                world.counted(self.counts(number), self.totals_over), shown, number
            )
        ]


def watched(seed: int, countries: int, totals_over: tuple[int, ...]) -> Watched:
    """Half of all records are there from the first; the others come in evenly."""
    counts = world.world(seed, countries, world.DEFENDANTS * countries // world.COUNTRIES)
    later = 0.5 / (RELEASES - 1)
    random = np.random.default_rng(seed)
    came_in = random.multinomial(counts.ravel(), [0.5, *[later] * (RELEASES - 1)])
    return Watched(came_in.T.reshape(RELEASES, *counts.shape), totals_over)


def seen(of: Watched, shown: Shown, offsets: dict[str, int] | None = None) -> pl.DataFrame:
    """The bounds of the newest counts, with the true one and how many of it came in later."""
    attacker = Attacker(rule_of(shown), (), offsets or {}, of.additions)
    later = of.came_in[1:].sum(axis=0)
    known = {world.name(at): int(later[at]) for at in np.ndindex(later.shape)}
    frame = bounds(of.releases(shown), of.sums, (), attacker)
    return frame.join(world.as_frame(of.truth), on="cell").join(
        world.as_frame(known).rename({"count": "came_in"}), on="cell"
    )
