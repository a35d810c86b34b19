"""A share of a few: its interval, by two methods."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

# Intervals are drawn at the first. A reading beside others takes the second: at 95 % a place like
# all others is called different in one of fifteen readings (`bench.false_readings`).
LEVEL, VERDICT_LEVEL = 0.95, 0.99
Z = float(ndtri((1 + LEVEL) / 2))
Limits = tuple[NDArray[np.floating], NDArray[np.floating]]


def jeffreys(yes: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Limits:
    """The equal-tailed limits of yes / n under Jeffreys' prior, as shares; NaN where n is 0.

    Brown, Cai and DasGupta 2001, with their change at the ends: exactly 0 without a yes, exactly 1
    without a no.
    """
    from statsmodels.stats.proportion import proportion_confint

    x, size = np.broadcast_arrays(np.asarray(yes, float), np.asarray(n, float))
    low, high = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    some = size > 0
    low[some], high[some] = proportion_confint(x[some], size[some], 1 - level, "jeffreys")
    low[some & (x == 0)] = 0.0
    high[some & (x == size)] = 1.0
    return low, high


def score_limits(share: ArrayLike, n: ArrayLike, critical: ArrayLike) -> Limits:
    """Wilson's limits of a `share` of n, of which neither yes nor n has to be whole.

    Wilson 1927; Newcombe 1998, method 3. The interval of every share shown. `critical` stands in
    place of 1.96, as of t's distribution; the libraries take the normal's alone. NaN where n is 0
    or one of them NaN.
    """
    p, size = np.asarray(share, float), np.asarray(n, float)
    drawn = np.asarray(critical, float) ** 2 / np.where(size > 0, size, np.nan)
    centre = (p + drawn / 2) / (1 + drawn)
    away = np.sqrt(drawn * (p * (1 - p) + drawn / 4)) / (1 + drawn)
    # At the ends what is taken away is the centre itself, but for rounding.
    low = np.where(p == 0, 0 * away, centre - away)
    return low, np.where(p == 1, 1 + 0 * away, centre + away)


def as_many_as(share: ArrayLike, low: ArrayLike, high: ArrayLike) -> NDArray[np.floating]:
    """Of how many independent units Wilson's limits of the `share` would lie so far apart.

    So limits that allow for cases and for the unknown weigh as a plain sample does. The formula of
    `score_limits` solved for n; NaN where there are no limits.
    """
    p, apart = np.asarray(share, float), np.asarray(high, float) - np.asarray(low, float)
    # Of x = z² / n: (w² - 1) x² + 2 (w² - 2 p q) x + w² = 0, w being how far they lie apart.
    square, half = apart**2, apart**2 - 2 * p * (1 - p)
    drawn = (half + np.sqrt(half**2 + square * (1 - square))) / (1 - square)
    return Z**2 / drawn
