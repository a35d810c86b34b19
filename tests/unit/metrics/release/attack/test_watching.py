"""What twelve releases tell somebody who knows every addition between them."""

import numpy as np
import polars as pl
import pytest

from metrics.release.attack import bounds
from metrics.release.attack_problem import Attacker
from tests.soak import soak_size
from tests.unit.metrics.release.attack import world

RELEASES = 12
COUNTRIES = max(6, soak_size(world.COUNTRIES))


def seen(totals_over: tuple[int, ...]) -> pl.DataFrame:
    """The bounds of the newest counts, with the true one and how many of it came in later.

    Half of all records are there from the first release; the others come in evenly.
    """
    counts = world.world(1, COUNTRIES, world.DEFENDANTS * COUNTRIES // world.COUNTRIES)
    later = 0.5 / (RELEASES - 1)
    drawn = np.random.default_rng(1).multinomial(counts.ravel(), [0.5, *[later] * (RELEASES - 1)])
    came_in = drawn.T.reshape(RELEASES, *counts.shape)
    truths = [world.counted(of, totals_over) for of in came_in.cumsum(axis=0)]
    published = [
        one
        for number, truth in enumerate(truths)
        for one in world.release(truth, world.sticky, number)
    ]
    cells = [*np.ndindex(counts.shape)]
    additions = {
        (release, world.name(at)): int(came_in[(release, *at)])
        for release in range(1, RELEASES)
        for at in cells
    }
    since = came_in[1:].sum(axis=0)
    known = world.as_frame({world.name(at): int(since[at]) for at in cells})
    found = bounds(published, world.sums(counts, totals_over), (), Attacker(additions=additions))
    return found.join(world.as_frame(truths[-1]), on="cell").join(
        known.rename({"count": "came_in"}), on="cell"
    )


@pytest.mark.parametrize("totals_over", [(1, 2), (0, 1, 2)], ids=["in each", "over all"])
def test_sticky_rounding_leaves_five_values_and_proves_no_small_count(totals_over):
    frame = seen(totals_over)
    assert frame.height > 0
    assert frame.filter(~pl.col("count").is_between("low", "high")).is_empty()
    assert frame["candidates"].median() >= 5
    pinned = frame.filter(candidates=1)
    assert pinned.height <= frame.height / 50
    # What he did not bring himself is truly nothing.
    assert (pinned["count"] == pinned["came_in"]).all()
    small = frame.filter(pl.col("count").is_between(1, 4))
    assert (small["low"] <= small["came_in"]).all()
