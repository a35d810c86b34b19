"""Own and others: the peers' middle, and whether two shares differ beyond chance."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from metrics.statistics.proportions import LEVEL, wilson

QUARTERS = (25, 50, 75)


class MiddleHalf(NamedTuple):
    """The median of some values, and the quartiles around it."""

    low: float
    median: float
    high: float


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
    low, high = newcombe(own, other, level)
    if low > 0:
        return "higher"
    return "lower" if high < 0 else "no clear difference"


def newcombe(
    own: tuple[int, int], other: tuple[int, int], level: float = LEVEL
) -> tuple[float, float]:
    """The limits of the difference of two shares, each as (yes, n) with n > 0.

    Newcombe's hybrid score interval: from the Wilson limits of each.
    """
    (x, m), (y, n) = own, other
    first, second = x / m, y / n
    low, high = wilson([x, y], [m, n], level)
    difference = first - second
    below = np.hypot(first - low[0], high[1] - second)
    above = np.hypot(high[0] - first, second - low[1])
    return float(difference - below), float(difference + above)
