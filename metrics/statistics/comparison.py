"""Own and others: the peers' middle."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

QUARTERS = (25, 50, 75)


class MiddleHalf(NamedTuple):
    """The median of some values, and the quartiles around it."""

    low: float
    median: float
    high: float


def peers(values: Iterable[float]) -> MiddleHalf | None:
    """Median and middle half of the values that are there; None where there is none."""
    known = [value for value in values if value is not None and not np.isnan(value)]
    if not known:
        return None
    return MiddleHalf(*(float(value) for value in np.percentile(known, QUARTERS)))
