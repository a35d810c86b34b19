"""Intervals of counts of events."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

Z95 = norm.ppf(0.975)


def byar(events: ArrayLike) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Byar's 95 % limits of Poisson counts, of the same shape; NaN where the count is."""
    below = np.asarray(events, dtype=float)
    above = below + 1
    with np.errstate(divide="ignore", invalid="ignore"):
        low = below * (1 - 1 / (9 * below) - Z95 / (3 * np.sqrt(below))) ** 3
    high = above * (1 - 1 / (9 * above) + Z95 / (3 * np.sqrt(above))) ** 3
    return np.where(below == 0, 0.0, low), high
