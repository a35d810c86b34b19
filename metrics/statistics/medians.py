"""The middle of some values: median, its interval, quartiles."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom

from metrics.statistics.proportions import LEVEL

QUARTERS = (0.25, 0.5, 0.75)


class Middle(NamedTuple):
    """The median with its limits and the quartiles, in the unit of the values; NaN where none."""

    median: float
    low: float
    high: float
    q1: float
    q3: float


def median_interval(
    values: ArrayLike, weights: ArrayLike | None = None, level: float = LEVEL
) -> Middle:
    """The median of `values`, each counted `weights` times (once without), and its interval.

    The limits are two of the values: as many from either end as the binomial distribution allows
    (order statistics; Conover 1999, 3.2). Fewer than six values have none at 95 %. Quartiles lie
    between neighbours (Hyndman and Fan's type 7). Like `scipy.stats.quantile_test` and
    `numpy.quantile`, which would need each of a million repeated values written out.
    """
    value = np.asarray(values, float)
    times = np.ones(value.shape) if weights is None else np.asarray(weights, float)
    order = np.argsort(value, kind="stable")
    value, reached = value[order], np.cumsum(times[order])
    n = int(reached[-1]) if reached.size else 0
    if n == 0:
        return Middle(*[np.nan] * 5)
    q1, median, q3 = (_between(value, reached, (n - 1) * part) for part in QUARTERS)
    last = int(binom.ppf((1 - level) / 2, n, 0.5))
    if last == 0:
        return Middle(median, np.nan, np.nan, q1, q3)
    low, high = _at(value, reached, last - 1), _at(value, reached, n - last)
    return Middle(median, low, high, q1, q3)


def _at(value: NDArray[np.floating], reached: NDArray[np.floating], place: int) -> float:
    """The value at a place, counted from 0, of all values in order."""
    return float(value[np.searchsorted(reached, place, side="right")])


def _between(value: NDArray[np.floating], reached: NDArray[np.floating], place: float) -> float:
    below = int(place)
    first = _at(value, reached, below)
    if below == place:
        return first
    return first + (place - below) * (_at(value, reached, below + 1) - first)
