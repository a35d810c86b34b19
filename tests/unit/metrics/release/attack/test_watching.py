"""What twelve releases tell somebody who knows every addition between them."""

import polars as pl
import pytest

from tests.soak import soak_size
from tests.unit.metrics.release.attack import watching, world

COUNTRIES = max(6, soak_size(world.COUNTRIES))
TOTALS = pytest.mark.parametrize("totals_over", [(1, 2), (0, 1, 2)], ids=["in each", "over all"])


@TOTALS
def test_sticky_rounding_leaves_five_values_and_proves_no_small_count(totals_over):
    frame = watching.seen(watching.watched(1, COUNTRIES, totals_over), world.sticky)
    assert frame.filter(~pl.col("count").is_between("low", "high")).is_empty()
    assert frame["candidates"].median() >= 5
    pinned = frame.filter(candidates=1)
    assert pinned.height <= frame.height / 50
    # What he did not bring himself is truly nothing.
    assert (pinned["count"] == pinned["came_in"]).all()
    small = frame.filter(pl.col("count").is_between(1, 4))
    assert (small["low"] <= small["came_in"]).all()


@pytest.mark.parametrize("shown", [world.nearest, world.by_sixes, world.from_five])
@TOTALS
def test_other_rules_give_many_counts_away(shown, totals_over):
    frame = watching.seen(watching.watched(1, COUNTRIES, totals_over), shown)
    assert frame.filter(~pl.col("count").is_between("low", "high")).is_empty()
    positive = frame.filter((pl.col("count") > 0) & (pl.col("candidates") == 1))
    assert positive.height > frame.height / 10
