"""A difference of two countries' rounded shares holds the true one as often as it says."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import binom

from metrics.release import rounding
from metrics.statistics.intervals import interval_with_unknowns_of_counts
from metrics.statistics.trends import Limited, newcombe_difference
from tests.soak import everyday

SHARES = (0.2, 0.35, 0.5, 0.65, 0.8)
STEP = rounding.STEP
Limits = Callable[[int, int], tuple[float, float]]


def of_95_percent(variance: float) -> Limits:
    """Limits as verdicts have them, but of 95%: a count that reads "<10" is taken as 0 and as 9."""

    def limits(yes: int, no: int) -> tuple[float, float]:
        ends = [(0, 9) if count < rounding.LEAST_SHOWN else (count,) for count in (yes, no)]
        found = [
            interval_with_unknowns_of_counts(*counts, 0, 1, 0.95, rounding=variance)
            for counts in itertools.product(*ends)
        ]
        lows, highs = zip(*found, strict=True)
        return float(np.nanmin(lows)), float(np.nanmax(highs))

    return limits


def of_verdicts(yes: int, no: int) -> tuple[float, float]:
    is_hidden = yes < rounding.LEAST_SHOWN
    numerator, denominator = (np.nan, no + STEP) if is_hidden else (yes, no + yes)
    arrays = (np.array([float(count)]) for count in (numerator, denominator, 0, 1))
    low, high = rounding.verdict_limits(*arrays)
    return float(low[0]), float(high[0])


def published(share: float, n: int, limits: Limits) -> list[tuple[Limited, float]]:
    """Each way in which n units with this share of yes are published, with its probability."""
    odds: dict[tuple[int, int], float] = {}
    for yes, *drawn in itertools.product(range(n + 1), range(STEP), range(STEP)):
        counts = zip((yes, n - yes), drawn, strict=True)
        one, other = (STEP * ((count + up) // STEP) for count, up in counts)
        odds[one, other] = odds.get((one, other), 0) + float(binom.pmf(yes, n, share)) / STEP**2
    return [
        (Limited(yes / (yes + no), *limits(yes, no)), odd)
        for (yes, no), odd in odds.items()
        if odd > 1e-9
    ]


def coverage(n: int, limits: Limits) -> float:
    """How often the limits of the difference hold the true one, on average over all pairs."""
    ways = {share: published(share, n, limits) for share in SHARES}
    held = [
        odd * other_odd
        for share, other_share in itertools.product(SHARES, repeat=2)
        for (one, odd), (other, other_odd) in itertools.product(ways[share], ways[other_share])
        if (difference := newcombe_difference(one, other)).low <= share - other_share + 1e-12
        and share - other_share - 1e-12 <= difference.high
    ]
    return sum(held) / len(SHARES) ** 2


@pytest.mark.parametrize("n", everyday(30, rest=[50, 100]))
def test_limits_with_the_variance_of_rounding_hold_differences(n: int) -> None:
    assert coverage(n, of_95_percent(rounding.ROUNDING_VARIANCE)) > 0.945
    assert coverage(n, of_verdicts) > 0.99
