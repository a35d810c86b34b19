"""Samples as statements count them, and the plain intervals that tests hold others against."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2, norm

from metrics.statistics.intervals import CaseSums, wilson_interval

Limits = tuple[NDArray[np.floating], NDArray[np.floating]]


def case_sums(yes: ArrayLike, units: ArrayLike) -> CaseSums:
    """The sums over the last axis, which has a value per case; cases without a unit do not count.

    `yes` is how many of a case's `units` are yes. As the statements add up rows.
    """
    y, n = np.broadcast_arrays(np.asarray(yes, float), np.asarray(units, float))
    mixed = y * (n - y) / np.where(n > 0, n, 1.0)
    parts = (n > 0, n, y, n**2, y**2, y * n, mixed)
    return CaseSums(*(np.asarray(part.sum(axis=-1), float) for part in parts))


def sums_of_units(yes: ArrayLike, n: ArrayLike) -> CaseSums:
    """The sums of n cases of one unit each, of which `yes` are yes."""
    y, m = np.broadcast_arrays(np.asarray(yes, float), np.asarray(n, float))
    return CaseSums(m, m, y, m, y, y, 0 * m)


def wilson(yes: ArrayLike, n: ArrayLike, level: float = 0.95) -> Limits:
    """Limits of yes / n of independent units by `wilson_interval`; NaN of nothing."""
    x, size = np.broadcast_arrays(np.asarray(yes, float), np.asarray(n, float))
    share = x / np.where(size > 0, size, np.nan)
    return wilson_interval(share, size, norm.ppf((1 + level) / 2))


def garwood(events: ArrayLike, level: float = 0.95) -> Limits:
    """The exact limits of a Poisson mean, in events (Garwood 1936)."""
    count, rest = np.asarray(events, float), (1 - level) / 2
    low = chi2.ppf(rest, 2 * np.maximum(count, 1)) / 2
    return np.where(count > 0, low, 0), chi2.ppf(1 - rest, 2 * count + 2) / 2
