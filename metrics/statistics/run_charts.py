"""Series of few events: the rules of run charts."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

# Under ten points there is no verdict.
FEWEST_POINTS = 10
# Anhøj and Olesen 2014: as few crossings as come by chance once in twenty series.
CROSSINGS_BY_CHANCE = 0.05


class Run(NamedTuple):
    """What the rules look at in a series; `shifted` is a change beyond chance."""

    points: int
    longest: int
    longest_allowed: int
    crossings: int
    crossings_least: int
    shifted: bool


def run_rules(values: ArrayLike, median: float | None = None) -> Run | None:
    """The longest run on one side of the median, and how often the series crosses it.

    Anhøj and Olesen 2014: shifted when a run is longer than chance allows, or crossings are fewer.
    Points on the median count for neither side. The median is that of the values, or of an earlier
    stretch. None under `FEWEST_POINTS` off the median: no verdict.
    """
    from scipy.stats import binom

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
