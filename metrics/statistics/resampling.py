"""Intervals of sums and medians of skewed amounts, by drawing the amounts again."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import bootstrap

from metrics.statistics.proportions import LEVEL

# The catalogue, 2.0: fewer than ten units say nothing about all, and drawing them again less still.
FEWEST_VALUES = 10
DRAWS = 4999
# Bias and skewness are corrected from the sums without each value in turn, n times n additions; of
# thousands of values the correction is small.
MOST_CORRECTED = 2000
# Numbers held at once while drawing.
HELD = 1_000_000


class Range(NamedTuple):
    """The limits of a sum or median, in the unit of the values; NaN of fewer than ten."""

    low: float
    high: float


def bootstrap_sum(values: ArrayLike, seed: int, level: float = LEVEL) -> Range:
    """The limits of the sum of as many like amounts; the same `seed` gives the same limits.

    Efron 1987, corrected for bias and skewness (BCa). Of few amounts with a long tail it covers
    less than its level, because the largest possible amounts are not among those seen.
    """
    value = np.asarray(values, float)
    # Like amounts have no skewness to correct for.
    corrected = 0 < value.size <= MOST_CORRECTED and np.ptp(value) > 0
    return _limits(
        value, np.sum, method="BCa" if corrected else "percentile", seed=seed, level=level
    )


def bootstrap_median(values: ArrayLike, seed: int, level: float = LEVEL) -> Range:
    """The limits of the median of like amounts; the same `seed` gives the same limits.

    By percentiles: a median without one value is nearly always the same, and BCa divides by how
    much it changes.
    """
    value = np.asarray(values, float)
    return _limits(value, np.median, method="percentile", seed=seed, level=level)


def _limits(
    value: NDArray[np.floating],
    statistic: Callable[..., NDArray[np.floating]],
    *,
    method: str,
    seed: int,
    level: float,
) -> Range:
    if value.size < FEWEST_VALUES:
        return Range(np.nan, np.nan)
    found = bootstrap(
        (value,),
        statistic,
        n_resamples=DRAWS,
        batch=max(1, HELD // value.size),
        method=method,
        confidence_level=level,
        rng=seed,
    ).confidence_interval
    return Range(float(found.low), float(found.high))
