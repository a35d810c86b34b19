"""A share of a few: its interval, and what the unknown could make of it."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

LEVEL = 0.95


def wilson(
    yes: ArrayLike, n: ArrayLike, level: float = LEVEL
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Wilson's score limits of yes / n, as shares; NaN where n is 0.

    Exactly 0 where there is no yes and exactly 1 where there is no other. Wilson 1927; Newcombe
    1998, method 3. Written out because statsmodels' own warns at n = 0 and leaves 1e-17 at the
    ends.
    """
    x, size = np.broadcast_arrays(np.asarray(yes, float), np.asarray(n, float))
    size = np.where(size > 0, size, np.nan)
    z = norm.ppf((1 + level) / 2)
    share = x / size
    scale = 1 + z**2 / size
    centre = (share + z**2 / (2 * size)) / scale
    half = z * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2)) / scale
    low = np.where(x == 0, np.where(np.isnan(size), np.nan, 0.0), centre - half)
    high = np.where(x == size, 1.0, centre + half)
    return low, high


def bounds(
    yes: ArrayLike, no: ArrayLike, unknown: ArrayLike
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """The share if every unknown were no, and if every unknown were yes; NaN where there is none.

    Manski 1989: the outcome of those not observed may be anything.
    """
    x, other, missing = (np.asarray(part, float) for part in (yes, no, unknown))
    n = x + other + missing
    n = np.where(n > 0, n, np.nan)
    return x / n, (x + missing) / n
