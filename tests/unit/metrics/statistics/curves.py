"""One group's Kaplan-Meier curve, as a reader of the chart would read `survival_curves`."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from metrics.statistics import survival


class Curve(NamedTuple):
    """The curve at the days with an event; the median and its limits, None where not reached."""

    days: NDArray[np.floating]
    still_open: NDArray[np.floating]
    error: NDArray[np.floating]
    median: float | None
    low: float | None
    high: float | None


def kaplan_meier(
    days: ArrayLike, events: ArrayLike, censored: ArrayLike, level: float = 0.95
) -> Curve:
    """The share still open after each day, from the numbers of events and censored units per day.

    The median and its limits are the first days on which curve and limits fall to one half.
    """
    width = np.array([norm.ppf((1 + level) / 2)])
    curve = survival.survival_curves(np.zeros(np.shape(days)), days, events, censored, width)
    return Curve(
        curve.day,
        curve.still_open,
        curve.still_open * curve.spread,
        *(first_day(curve.day, of) for of in (curve.still_open, curve.curve_low, curve.curve_high)),
    )


def first_day(days: NDArray[np.floating], shares: NDArray[np.floating]) -> float | None:
    """On which the shares have fallen to one half, but for rounding."""
    for day, share in zip(days, shares, strict=True):
        if share <= 0.5 + 1e-9:
            return float(day)
    return None
