"""Series of few events: control limits, and the rules of run charts."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom

from metrics.statistics.proportions import Limits

# Shewhart's limits.
SIGMAS = 3
# Interface, charts: no verdict under ten points.
FEWEST_POINTS = 10
# Anhøj and Olesen 2014: as few crossings as come by chance once in twenty series.
CROSSINGS_BY_CHANCE = 0.05


class ControlLimits(NamedTuple):
    """The pooled share, and per period the limits of what chance makes of it."""

    centre: float
    low: NDArray[np.floating]
    high: NDArray[np.floating]


class Run(NamedTuple):
    """What the rules look at in a series; `shifted` is a change beyond chance."""

    points: int
    longest: int
    longest_allowed: int
    crossings: int
    crossings_least: int
    shifted: bool


def p_chart(yes: ArrayLike, n: ArrayLike) -> ControlLimits:
    """The shares yes / n of several periods against their pooled share; NaN where n is 0.

    Three standard errors around the centre, cut at 0 and 1 (Montgomery, Introduction to Statistical
    Quality Control, 7.2).
    """
    x, size = np.asarray(yes, float), np.asarray(n, float)
    total = float(size.sum())
    centre = float(x.sum()) / total if total > 0 else np.nan
    return ControlLimits(centre, *standard_errors_around(centre, size, SIGMAS))


def standard_errors_around(centre: float, n: ArrayLike, errors: float) -> Limits:
    """`centre` less and plus so many standard errors of a share of n, within 0 and 1.

    The normal approximation; NaN where n is 0.
    """
    size = np.asarray(n, float)
    size = np.where(size > 0, size, np.nan)
    away = errors * np.sqrt(centre * (1 - centre) / size)
    return np.clip(centre - away, 0, 1), np.clip(centre + away, 0, 1)


def run_rules(values: ArrayLike, median: float | None = None) -> Run | None:
    """The longest run on one side of the median, and how often the series crosses it.

    Anhøj and Olesen 2014: shifted when a run is longer than chance allows, or crossings are fewer.
    Points on the median count for neither side. The median is that of the values, or of an earlier
    stretch. None under five points off the median: no verdict.
    """
    value = np.asarray(values, float)
    value = value[~np.isnan(value)]
    middle = np.median(value) if median is None and value.size else median
    above = value[value != middle] > middle
    points = above.size
    if points < FEWEST_POINTS:
        return None
    changes = np.flatnonzero(np.diff(above)) + 1
    longest = int(np.diff([0, *changes, points]).max())
    allowed = round(np.log2(points) + 3)
    least = int(binom.ppf(CROSSINGS_BY_CHANCE, points - 1, 0.5))
    crossings = changes.size
    return Run(points, longest, allowed, crossings, least, longest > allowed or crossings < least)
