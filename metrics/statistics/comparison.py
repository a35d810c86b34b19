"""Own and others: the peers' middle, and whether two shares differ beyond chance."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from statsmodels.stats.proportion import confint_proportions_2indep

from metrics.statistics.proportions import LEVEL

QUARTERS = (25, 50, 75)


class MiddleHalf(NamedTuple):
    """The median of some values, and the quartiles around it."""

    low: float
    median: float
    high: float


class Difference(NamedTuple):
    """A difference of shares and its limits, from -1 to 1."""

    difference: NDArray[np.floating]
    low: NDArray[np.floating]
    high: NDArray[np.floating]


def peers(values: Iterable[float]) -> MiddleHalf | None:
    """Median and middle half of the values that are there; None where there is none."""
    there = [value for value in values if value is not None and not np.isnan(value)]
    if not there:
        return None
    return MiddleHalf(*(float(value) for value in np.percentile(there, QUARTERS)))


def differs(own: tuple[int, int], other: tuple[int, int], level: float = LEVEL) -> str:
    """`higher`, `lower` or `no clear difference` of two shares, each as (yes, n).

    Clear is a difference whose interval excludes 0: Newcombe 1998, method 10.
    """
    _, low, high = newcombe(*own, *other, level)
    if low > 0:
        return "higher"
    return "lower" if high < 0 else "no clear difference"


def newcombe(
    yes_a: ArrayLike, n_a: ArrayLike, yes_b: ArrayLike, n_b: ArrayLike, level: float = LEVEL
) -> Difference:
    """The share yes_a / n_a less yes_b / n_b, and its limits; NaN where either n is 0.

    Newcombe's hybrid score interval, from the Wilson limits of each (1998, method 10).
    """
    given = np.broadcast_arrays(*(np.asarray(part, float) for part in (yes_a, n_a, yes_b, n_b)))
    found = Difference(*(np.full(given[0].shape, np.nan) for _ in range(3)))
    some = (given[1] > 0) & (given[3] > 0)
    if some.any():
        x, m, y, n = (part[some] for part in given)
        found.difference[some] = x / m - y / n
        found.low[some], found.high[some] = confint_proportions_2indep(
            x, m, y, n, method="newcomb", compare="diff", alpha=1 - level
        )
    return found
