"""Where a number stands against a target."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.statistics.trends import Standing, needed, standing_above, standing_below, too_many


@pytest.mark.parametrize(
    ("low", "high", "above", "below"),
    [
        (0.5, 0.7, Standing.CLEARLY_MET, Standing.CANNOT_TELL),
        (0.51, 0.7, Standing.CLEARLY_MET, Standing.CLEARLY_NOT_MET),
        (0.3, 0.5, Standing.CANNOT_TELL, Standing.CLEARLY_MET),
        (0.3, 0.49, Standing.CLEARLY_NOT_MET, Standing.CLEARLY_MET),
        (0.3, 0.7, Standing.CANNOT_TELL, Standing.CANNOT_TELL),
        (np.nan, np.nan, Standing.CANNOT_TELL, Standing.CANNOT_TELL),
    ],
)
def test_only_the_whole_interval_on_one_side_is_clear(
    low: float, high: float, above: Standing, below: Standing
) -> None:
    assert standing_above(low, high, 0.5) == above
    assert standing_below(low, high, 0.5) == below


@pytest.mark.parametrize(
    ("yes", "n", "target", "more"),
    [(3, 10, 0.5, 2), (5, 10, 0.5, 0), (9, 10, 0.5, 0), (7, 100, 0.07, 0), (0, 0, 0.5, 0)],
)
def test_needed_is_the_fewest_that_reach_the_target(
    yes: int, n: int, target: float, more: int
) -> None:
    assert needed(yes, n, target) == more


@given(
    st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.integers(0, 100),
)
def test_one_fewer_would_not_do(of: tuple[int, int], percent: int) -> None:
    yes, n = of
    more, fewer = needed(yes, n, percent / 100), too_many(yes, n, percent / 100)
    assert 100 * (yes + more) >= percent * n
    assert more == 0 or 100 * (yes + more - 1) < percent * n
    assert 100 * (yes - fewer) <= percent * n
    assert fewer == 0 or 100 * (yes - fewer + 1) > percent * n
    assert yes + more <= n
    assert yes - fewer >= 0
