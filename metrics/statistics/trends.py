"""Judge figures over the years: run rules, trends, changes between periods, and targets."""

import math
from decimal import Decimal
from enum import StrEnum
from math import hypot
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from metrics.statistics.intervals import LEVEL

# With fewer points there is no result.
FEWEST_POINTS = 10
# Anhøj and Olesen 2014: so few crossings occur by chance once in twenty series.
CROSSINGS_BY_CHANCE = 0.05


class Run(NamedTuple):
    """What the run rules use of a series; `shifted` is whether it changed more than by chance."""

    points: int
    longest: int
    longest_allowed: int
    crossings: int
    crossings_least: int
    shifted: bool


def run_rules(values: ArrayLike, median: float | None = None) -> Run | None:
    """Return the longest run on one side of the median, and the number of crossings.

    Anhøj and Olesen 2014: the series has shifted if a run is longer, or crossings are fewer, than
    chance allows. Points on the median are ignored. `median` replaces that of the values. None if
    fewer than `FEWEST_POINTS` points are off the median.
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


# With fewer periods there is no result.
FEWEST_PERIODS = 5
# Added to both counts, so that a period with 0 has a logarithm (Cox 1970, 3.2).
HALF = 0.5


class Trend(NamedTuple):
    """The factor of change per period, with limits; it is more than chance if they exclude 1.

    For counts it multiplies the count, for shares the odds yes : no.
    """

    factor: float
    low: float
    high: float

    @property
    def rises(self) -> bool:
        """Whether the trend rises more than chance explains."""
        return self.low > 1

    @property
    def falls(self) -> bool:
        """Whether the trend falls more than chance explains."""
        return self.high < 1


class Apart(NamedTuple):
    """Two trends in opposite directions, each more than chance explains."""

    volume: Trend
    quality: Trend


def find_diverging_trends(counts: ArrayLike, yes: ArrayLike, n: ArrayLike) -> Apart | None:
    """Return the trends of `counts` and of the shares yes / n if they go in opposite directions.

    The arrays have one value per period of equal length, in order. Periods without a count or with
    n = 0 are left out. None if one of the trends may be chance, both have the same direction, or
    fewer than five periods have both values.
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
    """Return the factor by which counts grow per period; needs at least three periods.

    The model is log-linear, and each count is weighted as a Poisson count.
    """
    count = np.asarray(counts, float) + HALF
    return _fit_weighted_line(np.asarray(periods, float), np.log(count), 1 / count, level)


def share_trend(periods: ArrayLike, yes: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Trend:
    """Return the factor by which the odds of shares yes / n grow per period.

    Needs at least three periods, with n > 0. The model is linear in the empirical logit, and each
    share is weighted as a binomial count (Cox 1970).
    """
    x, size = np.asarray(yes, float), np.asarray(n, float)
    odds = (x + HALF) / (size - x + HALF)
    variance = 1 / (x + HALF) + 1 / (size - x + HALF)
    return _fit_weighted_line(np.asarray(periods, float), np.log(odds), variance, level)


def _fit_weighted_line(
    period: NDArray[np.floating],
    value: NDArray[np.floating],
    variance: NDArray[np.floating],
    level: float,
) -> Trend:
    """Return the slope of a weighted line; its limits are wider if periods vary beyond chance."""
    line, covariance = np.polyfit(period, value, 1, w=1 / np.sqrt(variance), cov="unscaled")
    free = period.size - 2
    scatter = ((value - np.polyval(line, period)) ** 2 / variance).sum() / free
    half = (1 + level) / 2
    # The error is known by theory, unless the data vary more; then it is estimated from few
    # periods.
    away = stdtrit(free, half) * np.sqrt(scatter) if scatter > 1 else ndtri(half)
    error = away * np.sqrt(covariance[0, 0])
    return Trend(*(float(np.exp(end)) for end in (line[0], line[0] - error, line[0] + error)))


class Limited(NamedTuple):
    """A number with its limits; for a share, the limits allow for unknown answers too."""

    value: float
    low: float
    high: float


class Change(StrEnum):
    """The result of comparing two periods. The values are the words that pages show."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_CHANGE = "no clear change"


def newcombe_difference(one: Limited, other: Limited) -> Limited:
    """Return the share of `one` minus that of `other`, -1 to 1, with limits from both.

    Newcombe's hybrid score interval (1998, method 10). It combines the distances from value to
    limit, so it is valid also for limits that allow for cases and unknowns (Zou and Donner 2008);
    libraries accept only counts. It is NaN if one of the limits is NaN.
    """
    apart = one.value - other.value
    return Limited(
        apart,
        apart - hypot(one.value - one.low, other.high - other.value),
        apart + hypot(one.high - one.value, other.value - other.low),
    )


def judge_share_change(later: Limited, earlier: Limited) -> Change:
    """Return whether a share has changed clearly: the interval of the difference excludes 0.

    With NaN limits there is no clear change.
    """
    _, low, high = newcombe_difference(later, earlier)
    return _change_direction(above=low > 0, below=high < 0)


def judge_number_change(later: Limited, earlier: Limited) -> Change:
    """Return whether a median or rate has changed clearly: the limits do not overlap.

    A NaN limit was not reached, such as the upper one of long waits: the range is open on that
    side.
    """
    return _change_direction(above=later.low > earlier.high, below=later.high < earlier.low)


def _change_direction(*, above: bool, below: bool) -> Change:
    if above:
        return Change.HIGHER
    return Change.LOWER if below else Change.NO_CLEAR_CHANGE


# A target may be a fraction that binary numbers miss: 5/6 written out and times 6 is slightly above
# 5. Targets have at most six decimals, so this tolerance never loses a whole unit.
HAIR = Decimal("1e-9")


class TargetVerdict(StrEnum):
    """Whether a target is met or not, or the confidence interval leaves this open."""

    CLEARLY_MET = "clearly met"
    CANNOT_TELL = "cannot tell"
    CLEARLY_NOT_MET = "clearly not met"


def judge_at_least_target(low: float, high: float, target: float) -> TargetVerdict:
    """Return whether, by its limits, a number is at least the target, in the same unit.

    With NaN limits the answer is open.
    """
    if low >= target:
        return TargetVerdict.CLEARLY_MET
    return TargetVerdict.CLEARLY_NOT_MET if high < target else TargetVerdict.CANNOT_TELL


def judge_at_most_target(low: float, high: float, target: float) -> TargetVerdict:
    """Return whether, by its limits, a number is at most the target, in the same unit.

    With NaN limits the answer is open.
    """
    if high <= target:
        return TargetVerdict.CLEARLY_MET
    return TargetVerdict.CLEARLY_NOT_MET if low > target else TargetVerdict.CANNOT_TELL


def cases_needed_for_target(yes: int, n: int, target: float) -> int:
    """Return how many more of the n must be yes for the share to reach the target (0 to 1)."""
    return max(0, math.ceil(_exact_target(target) * n - HAIR) - yes)


def cases_above_target(yes: int, n: int, target: float) -> int:
    """Return how many fewer of the n must be yes for the share to fall to the target (0 to 1)."""
    return max(0, yes - math.floor(_exact_target(target) * n + HAIR))


def _exact_target(target: float) -> Decimal:
    """Return the target as an exact decimal, so that 0.07 × 100 is 7."""
    return Decimal(str(target))
