"""Numbers over the years: run charts, trends, changes, and where they stand against a target."""

import math
from decimal import Decimal
from enum import StrEnum
from math import hypot
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from metrics.statistics.intervals import LEVEL

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


# Under five points there is no verdict.
FEWEST_PERIODS = 5
# Added to each side, so that a period with none has a logarithm (Cox 1970, 3.2).
HALF = 0.5


class Trend(NamedTuple):
    """The factor per period with its limits, beyond chance where these exclude 1.

    Of counts it is a factor of the count, of shares one of the odds yes : no.
    """

    factor: float
    low: float
    high: float

    @property
    def rises(self) -> bool:
        """Up beyond chance."""
        return self.low > 1

    @property
    def falls(self) -> bool:
        """Down beyond chance."""
        return self.high < 1


class Apart(NamedTuple):
    """Two trends beyond chance, in opposite directions."""

    volume: Trend
    quality: Trend


def find_diverging_trends(counts: ArrayLike, yes: ArrayLike, n: ArrayLike) -> Apart | None:
    """The trends of `counts` and of the shares yes / n over the same periods, where they part.

    One value per period of equal length, in order; periods without a count or with n = 0 are left
    out. None where either trend may be chance, both go the same way, or fewer than five periods
    have both.
    """
    count, x, size = (np.asarray(part, float) for part in (counts, yes, n))
    both = ~np.isnan(count) & (size > 0)
    period = np.flatnonzero(both)
    if period.size < FEWEST_PERIODS:
        return None
    volume = count_trend(period, count[both])
    quality = share_trend(period, x[both], size[both])
    if (volume.rises and quality.falls) or (volume.falls and quality.rises):
        return Apart(volume, quality)
    return None


def count_trend(periods: ArrayLike, counts: ArrayLike, level: float = LEVEL) -> Trend:
    """The factor by which counts grow per period; at least three periods.

    Log-linear, each count weighted as a Poisson count.
    """
    count = np.asarray(counts, float) + HALF
    return _trend(np.asarray(periods, float), np.log(count), 1 / count, level)


def share_trend(periods: ArrayLike, yes: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Trend:
    """The factor by which the odds of shares yes / n grow per period; at least three, n > 0.

    Linear in the empirical logit, each weighted as a binomial count (Cox 1970).
    """
    x, size = np.asarray(yes, float), np.asarray(n, float)
    odds = (x + HALF) / (size - x + HALF)
    variance = 1 / (x + HALF) + 1 / (size - x + HALF)
    return _trend(np.asarray(periods, float), np.log(odds), variance, level)


def _trend(
    period: NDArray[np.floating],
    value: NDArray[np.floating],
    variance: NDArray[np.floating],
    level: float,
) -> Trend:
    """A weighted line, its error widened where periods scatter more than chance explains."""
    line, covariance = np.polyfit(period, value, 1, w=1 / np.sqrt(variance), cov="unscaled")
    free = period.size - 2
    scatter = ((value - np.polyval(line, period)) ** 2 / variance).sum() / free
    half = (1 + level) / 2
    # Known by theory unless it is seen to be larger; then it is estimated, from few periods.
    away = stdtrit(free, half) * np.sqrt(scatter) if scatter > 1 else ndtri(half)
    error = away * np.sqrt(covariance[0, 0])
    return Trend(*(float(np.exp(end)) for end in (line[0], line[0] - error, line[0] + error)))


class Limited(NamedTuple):
    """A number with its limits; a share with its region, which allows for the unknown too."""

    value: float
    low: float
    high: float


class Change(StrEnum):
    """What two periods let us say, as pages say it."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_CHANGE = "no clear change"


def newcombe(one: Limited, other: Limited) -> Limited:
    """The share of `one` less that of `other`, -1 to 1, with limits from the limits of each.

    Newcombe's hybrid score interval (1998, method 10). What it squares and adds are the distances
    from value to limit, so it holds for limits that allow for cases and for the unknown too (Zou
    and Donner 2008); the libraries take counts alone. NaN where one of the limits is.
    """
    apart = one.value - other.value
    return Limited(
        apart,
        apart - hypot(one.value - one.low, other.high - other.value),
        apart + hypot(one.high - one.value, other.value - other.low),
    )


def share_change(later: Limited, earlier: Limited) -> Change:
    """Whether a share has changed: clear where the interval of the difference excludes 0.

    Limits that are NaN can tell nothing.
    """
    _, low, high = newcombe(later, earlier)
    return _change(above=low > 0, below=high < 0)


def number_change(later: Limited, earlier: Limited) -> Change:
    """Whether a median or a rate has changed: clear where the limits of both do not overlap.

    A limit that is NaN was not reached, as the upper one of long waits: that side is open.
    """
    return _change(above=later.low > earlier.high, below=later.high < earlier.low)


def _change(*, above: bool, below: bool) -> Change:
    if above:
        return Change.HIGHER
    return Change.LOWER if below else Change.NO_CLEAR_CHANGE


# A median of shares is a fraction, which binary numbers miss: 5 of 6 written out and times 6 is a
# hair above 5. Targets have at most six decimals, so that no whole unit is ever lost by it.
HAIR = Decimal("1e-9")


class Standing(StrEnum):
    """What the interval lets us say about a target."""

    CLEARLY_MET = "clearly met"
    CANNOT_TELL = "cannot tell"
    CLEARLY_NOT_MET = "clearly not met"


def standing_above(low: float, high: float, target: float) -> Standing:
    """Whether a number within `low` to `high` is at least the target, all in the same unit.

    Limits that are NaN can tell nothing.
    """
    if low >= target:
        return Standing.CLEARLY_MET
    return Standing.CLEARLY_NOT_MET if high < target else Standing.CANNOT_TELL


def standing_below(low: float, high: float, target: float) -> Standing:
    """Whether a number within `low` to `high` is at most the target, all in the same unit.

    Limits that are NaN can tell nothing.
    """
    if high <= target:
        return Standing.CLEARLY_MET
    return Standing.CLEARLY_NOT_MET if low > target else Standing.CANNOT_TELL


def cases_needed_for_target(yes: int, n: int, target: float) -> int:
    """How many more of the n would have to be yes for the share to reach the target (0 to 1)."""
    return max(0, math.ceil(_exactly(target) * n - HAIR) - yes)


def cases_above_target(yes: int, n: int, target: float) -> int:
    """How many fewer of the n would have to be yes for the share to fall to the target (0 to 1)."""
    return max(0, yes - math.floor(_exactly(target) * n + HAIR))


def _exactly(target: float) -> Decimal:
    """The target as it is written: 0.07 × 100 is 7, and not a hair more."""
    return Decimal(str(target))
