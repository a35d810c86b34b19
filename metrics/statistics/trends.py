"""Volume against quality: when the number of cases and what they reach move apart."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from metrics.statistics.proportions import LEVEL

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


def moves_apart(counts: ArrayLike, yes: ArrayLike, n: ArrayLike) -> Apart | None:
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
