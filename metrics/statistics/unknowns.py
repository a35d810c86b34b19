"""What the unknown could make of a share."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize.elementwise import find_root
from scipy.stats import norm

from metrics.statistics.proportions import LEVEL, Limits, wilson


def bounds(yes: ArrayLike, no: ArrayLike, unknown: ArrayLike) -> Limits:
    """The share if every unknown were no, and if every unknown were yes; NaN where there is none.

    Manski 1989: the outcome of those not observed may be anything.
    """
    x, other, missing = (np.asarray(part, float) for part in (yes, no, unknown))
    n = x + other + missing
    n = np.where(n > 0, n, np.nan)
    return x / n, (x + missing) / n


def imbens_manski(
    yes: ArrayLike, no: ArrayLike, unknown: ArrayLike, level: float = LEVEL
) -> Limits:
    """Limits of a share that is both sampled and partly unknown; NaN where there is none.

    Imbens and Manski 2004: they cover the true share at `level` wherever between its bounds it
    lies, so they are narrower than intervals around both bounds would be. A normal approximation,
    which of a hundred covers 93 %, and less near 0 and 1; where nothing is unknown it would fail
    there, and Wilson's limits are given.
    """
    x, other, missing = np.broadcast_arrays(*(np.asarray(p, float) for p in (yes, no, unknown)))
    n = x + other + missing
    low, high = bounds(x, other, missing)
    errors = [np.sqrt(bound * (1 - bound) / n) for bound in (low, np.minimum(high, 1.0))]
    widest = np.maximum(*errors)
    some = (missing > 0) & (widest > 0)
    gap = np.full(n.shape, np.inf)
    gap[some] = (high - low)[some] / widest[some]
    multiple = _multiple(gap, level)
    sure_low, sure_high = wilson(x, n, level)
    return (
        np.where(missing > 0, np.maximum(low - multiple * errors[0], 0.0), sure_low),
        np.where(missing > 0, np.minimum(high + multiple * errors[1], 1.0), sure_high),
    )


def _multiple(gap: NDArray[np.floating], level: float) -> NDArray[np.floating]:
    """How many standard errors to go out from bounds that are `gap` standard errors apart.

    From the two-sided quantile for a gap of 0 to the one-sided for a wide one: a share cannot miss
    on both sides at once.
    """
    widest, narrowest = norm.ppf((1 + level) / 2), norm.ppf(level)
    found = np.full(gap.shape, narrowest)
    near = np.isfinite(gap)
    if near.any():
        missed = find_root(
            lambda z, apart: norm.cdf(z + apart) - norm.cdf(-z) - level,
            # A hair wider, so that rounding leaves a change of sign between the ends.
            (narrowest - 1e-6, widest + 1e-6),
            args=(gap[near],),
        )
        found[near] = missed.x
    return found


def shares_of_ranges(low: ArrayLike, high: ArrayLike) -> Limits:
    """What part of the whole each of several counts is, when each lies in a range.

    `low` and `high` are the ends of the counts that make up the whole, in the same order; a cell
    published as `<5` is 0 to 4. NaN where all the counts may be 0.
    """
    least, most = np.asarray(low, float), np.asarray(high, float)
    with np.errstate(invalid="ignore"):
        return least / (least + most.sum() - most), most / (most + least.sum() - least)
