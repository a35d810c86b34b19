"""Own and others: the peers' middle."""

from collections.abc import Iterable
from math import isnan
from typing import NamedTuple

HALF = 0.5
QUARTERS = (0.25, HALF, 0.75)


class MiddleHalf(NamedTuple):
    """The median of some values, and the quartiles around it."""

    low: float
    median: float
    high: float


def peers(values: Iterable[float]) -> MiddleHalf | None:
    """Median and middle half of the values that are there; None where there is none."""
    known = sorted(value for value in values if value is not None and not isnan(value))
    if not known:
        return None
    return MiddleHalf(*(_at(known, part) for part in QUARTERS))


def _at(ordered: list[float], part: float) -> float:
    """As `numpy.percentile`, which takes a hundred times as long for a dozen values."""
    below, apart = divmod((len(ordered) - 1) * part, 1)
    low, high = ordered[int(below)], ordered[min(int(below) + 1, len(ordered) - 1)]
    # From the nearer of both, as numpy does: so the last digit is the same.
    if apart < HALF:
        return low + (high - low) * apart
    return high - (high - low) * (1 - apart)
