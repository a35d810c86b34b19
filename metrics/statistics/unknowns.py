"""What the unknown could make of a share."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import newton
from scipy.special import ndtr, ndtri

from metrics.statistics.clusters import (
    CaseSums,
    case_limits,
    critical_value,
    design_effect,
    share_of,
)
from metrics.statistics.proportions import LEVEL, Limits, score_limits

Floats = NDArray[np.floating]


def bounds(yes: ArrayLike, no: ArrayLike, unknown: ArrayLike) -> Limits:
    """The share if every unknown were no, and if every unknown were yes; NaN where there is none.

    Manski 1989: the outcome of those not observed may be anything.
    """
    x, other, missing = (np.asarray(part, float) for part in (yes, no, unknown))
    n = x + other + missing
    n = np.where(n > 0, n, np.nan)
    return x / n, (x + missing) / n


def region(known: CaseSums, if_no: CaseSums, if_yes: CaseSums, level: float = LEVEL) -> Limits:
    """Limits of the share that complete records would show, whatever the unknown turn out to be.

    `known` are the sums over units with an answer, `if_no` and `if_yes` those over all units, every
    unknown taken for a no and for a yes. The lower score limit of the lower bound and the upper one
    of the upper bound, each with its own design effect, with one critical value for both ends
    (Imbens and Manski 2004; Vansteelandt and others 2006). Never narrower than the limits of the
    known share, and equal to them where nothing is unknown; NaN where the units of all are worth
    less than two cases.
    """
    n = if_no.units
    ends, sure = (if_no, if_yes), case_limits(known, level)
    shares, effects = [share_of(end) for end in ends], [design_effect(end) for end in ends]
    critical = critical_value(n, if_no.units_squared, level)
    low, high = _of_both_ends(shares, effects, n, critical, level)
    complete = known.units == n
    return (
        np.where(complete, sure.low, np.where(sure.low < low, sure.low, low)),
        np.where(complete, sure.high, np.where(sure.high > high, sure.high, high)),
    )


def region_of(
    yes: ArrayLike,
    no: ArrayLike,
    unknown: ArrayLike,
    effect: ArrayLike,
    level: float = LEVEL,
    *,
    rounding: float = 0,
) -> Limits:
    """The same region of units of which no more than the numbers and one design effect are known.

    With the normal's critical value: how many cases the units are of is not known. `rounding` is
    the variance that rounding gave to each number: it adds to the design effect of a share p of n
    `rounding` times (p² + q²) / (n p q).
    """
    normal = float(ndtri((1 + level) / 2))
    x, other, missing = (np.asarray(part, float) for part in (yes, no, unknown))
    known, deff = x + other, np.asarray(effect, float)
    n = known + missing
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = [np.where(n > 0, end / n, np.nan) for end in (x, x + missing)]
        of_known = np.where(known > 0, x / known, np.nan)
        sure = score_limits(of_known, known / _rounded(deff, of_known, known, rounding), normal)
        effects = [_rounded(deff, p, n, rounding) for p in shares]
    low, high = _of_both_ends(shares, effects, n, normal, level)
    nothing = missing == 0
    return (
        np.where(nothing, sure[0], np.fmin(sure[0], low)),
        np.where(nothing, sure[1], np.fmax(sure[1], high)),
    )


def _rounded(deff: Floats, share: Floats, n: Floats, variance: float) -> Floats:
    """The design effect of a share of rounded numbers; of none or all, as without rounding."""
    spread = share * (1 - share)
    added = variance * (share**2 + (1 - share) ** 2) / (n * spread)
    return np.where(spread > 0, deff + added, deff)


def _of_both_ends(
    shares: Sequence[Floats],
    effects: Sequence[Floats],
    n: Floats,
    critical: Floats | float,
    level: float,
) -> Limits:
    """The lower score limit of the lower share and the upper one of the upper share.

    With one critical value for both: that of the gap between them, as much wider than the normal's
    as `critical` is.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = [np.sqrt(p * (1 - p) * deff / n) for p, deff in zip(shares, effects, strict=True)]
        # Where both bounds are certain they are infinitely many standard errors apart.
        gap = (shares[1] - shares[0]) / np.maximum(*errors)
    both = _multiple(gap, level) * critical / ndtri((1 + level) / 2)
    low, _ = score_limits(shares[0], n / effects[0], both)
    _, high = score_limits(shares[1], n / effects[1], both)
    return low, high


def _multiple(gap: NDArray[np.floating], level: float) -> NDArray[np.floating]:
    """How many standard errors to go out from bounds that are `gap` standard errors apart.

    From the two-sided quantile for a gap of 0 to the one-sided for a wide one: a share cannot miss
    on both sides at once.
    """
    narrowest = ndtri(level)
    multiple = np.full(gap.shape, narrowest)
    near = np.isfinite(gap)
    if near.any():
        apart = gap[near]
        # From the left of what bends downwards Newton's steps never pass the root.
        multiple[near] = newton(
            lambda z: ndtr(z + apart) - ndtr(-z) - level,
            multiple[near],
            lambda z: _density(z + apart) + _density(z),
        )
    return multiple


def _density(z: Floats) -> Floats:
    """Of the normal distribution."""
    return np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
