"""What the attacker does to other ways of protecting counts."""

import polars as pl
import pytest

from metrics.release.attack import bounds, cells_with_too_few_values
from metrics.release.attack_problem import Attacker
from tests.soak import soak_size
from tests.unit.metrics.release.attack import peers, world
from tests.unit.metrics.release.attack.rules import rule_of

COUNTRIES = max(6, soak_size(world.COUNTRIES))
DEFENDANTS = world.DEFENDANTS * COUNTRIES // world.COUNTRIES
TOTALS = pytest.mark.parametrize("totals_over", [(1, 2), (0, 1, 2)], ids=["in each", "over all"])


def attacked(published, sums, truth, rule):
    """The bounds, beside the true count; none excludes the truth."""
    found = bounds(published, sums, (), Attacker(rule)).join(world.as_frame(truth), on="cell")
    assert found.filter(~pl.col("count").is_between("low", "high")).is_empty()
    return found


@TOTALS
def test_suppression_is_broken(totals_over):
    counts = world.world(1, COUNTRIES, DEFENDANTS)
    truth, sums = world.counted(counts, totals_over), world.sums(counts, totals_over)
    first, second = peers.suppressed(truth, sums)
    published = peers.with_suppression(truth, sums)
    found = attacked(published, sums, truth, rule_of(world.but_one_to_four))
    hidden = found.filter(pl.col("cell").is_in(first | second))
    # "<5" says itself that a count is one to four; beyond that some are had exactly.
    assert hidden.filter(candidates=1).height > 0
    assert (
        cells_with_too_few_values(found.drop("count"), world.as_frame(truth))["cell"].n_unique() > 0
    )


@pytest.mark.parametrize("shown", [world.exactly, world.nearest, world.from_five, world.by_sixes])
@TOTALS
def test_no_other_rule_passes_in_the_place_of_sticky_rounding(shown, totals_over):
    counts = world.world(1, COUNTRIES, DEFENDANTS)
    truth, sums = world.counted(counts, totals_over), world.sums(counts, totals_over)
    found = attacked(world.release(truth, shown), sums, truth, rule_of(shown))
    assert cells_with_too_few_values(found.drop("count"), world.as_frame(truth)).height > 0
