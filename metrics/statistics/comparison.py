"""Compare jurisdictions or offices: quartiles of the others, shrunken shares, funnel plots."""

from collections.abc import Callable, Iterable
from math import isnan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, ndtri

from metrics.statistics.intervals import LEVEL, Limits, jeffreys_interval

HALF = 0.5
QUARTERS = (0.25, HALF, 0.75)


class MiddleHalf(NamedTuple):
    """The median and the quartiles of some values."""

    low: float
    median: float
    high: float


def peer_middle_half(values: Iterable[float]) -> MiddleHalf | None:
    """Return the median and quartiles of the values that are not missing; None without any."""
    known = [value for value in values if value is not None and not isnan(value)]
    if not known:
        return None
    return MiddleHalf(*np.quantile(known, QUARTERS).tolist())


# The weight of Jeffreys' prior: one unit. With less, a share of 0 or 1 would have no limits.
WEAKEST = 1.0


class Prior(NamedTuple):
    """A beta distribution of the units' true shares; its parameters are `inf` if all are equal."""

    alpha: float
    beta: float


class Shrunk(NamedTuple):
    """Shrunken shares with limits, and the distribution towards which they are shrunk."""

    value: NDArray[np.floating]
    low: NDArray[np.floating]
    high: NDArray[np.floating]
    prior: Prior


def shrink_shares(yes: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Shrunk:
    """Return shares yes / n of several units, each shrunk towards the pooled share.

    The smaller n, the more it is shrunk. Beta-binomial empirical Bayes with `fit_prior`. Limits
    treat the prior as known, so with few units they are too narrow. If units do not differ more
    than by chance, all get the pooled share with Jeffreys' limits. A unit with n = 0 gets the share
    and limits of the prior.
    """
    x, size = np.broadcast_arrays(np.asarray(yes, float), np.asarray(n, float))
    prior = fit_prior(x, size)
    if np.isfinite(prior.alpha):
        return shrink_to_prior(prior, x, size, level)
    pooled = np.divide(x.sum(), size.sum(), out=np.array(np.nan), where=size.sum() > 0)
    low, high = jeffreys_interval(x.sum(), size.sum(), level)
    value, low, high = (np.full(x.shape, number) for number in (pooled, low, high))
    return Shrunk(value, low, high, prior)


def shrink_to_prior(prior: Prior, yes: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Shrunk:
    """Return shares yes / n shrunk to a known prior: posterior mean and equal-tailed limits."""
    from scipy.stats import beta

    x, size = np.asarray(yes, float), np.asarray(n, float)
    after = beta(x + prior.alpha, size - x + prior.beta)
    low, high = after.interval(level)
    return Shrunk(after.mean(), low, high, prior)


def fit_prior(yes: ArrayLike, n: ArrayLike) -> Prior:
    """Return the prior of the units' true shares, estimated by moments weighted with their sizes.

    Kleinman 1973. Both parameters are `inf` if the shares vary no more than by chance.
    """
    x, size = np.asarray(yes, float), np.asarray(n, float)
    x, size = x[size > 0], size[size > 0]
    k, total = x.size, float(size.sum())
    if k < 2:
        return Prior(np.inf, np.inf)
    mean = float(x.sum()) / total
    by_chance = mean * (1 - mean)
    spread = float((size * (x / size - mean) ** 2).sum()) - (k - 1) * by_chance
    divisor = total - float((size**2).sum()) / total - (k - 1)
    variance = spread / divisor if divisor > 0 else 0.0
    if variance <= 0:
        return Prior(np.inf, np.inf)
    strength = max(by_chance / variance - 1, WEAKEST)
    return Prior(mean * strength, (1 - mean) * strength)


# Spiegelhalter 2005: a tenth of the units at either end should not decide the dispersion of all.
TENTHS = 10
SIGNIFICANT = 0.05
Trim = Callable[["Scores"], "Scores"]


class Scores(NamedTuple):
    """Each unit's distance from the centre in standard errors, and its standard error.

    NaN for a unit without size.
    """

    z: NDArray[np.floating]
    error: NDArray[np.floating]


class Dispersion(NamedTuple):
    """How much the units vary compared with chance, and the variance beyond chance.

    `phi` is 1 if chance explains all variation. `tau2` is the additional variance on the scale of
    the scores; 0 if there is none. `p` is the probability that chance alone causes as much
    variation.
    """

    phi: float
    tau2: float
    p: float

    @property
    def exceeds_chance(self) -> bool:
        """Whether the variation beyond chance is significant (by `p`, because `phi` varies)."""
        return self.p < SIGNIFICANT


LEVELS = (0.95, 0.998)
# With fewer units the dispersion is unreliable. With eight or nine, a funnel is drawn but marks
# none.
FEWEST_ASSESSED = 10
POINTS = 100
Array = NDArray[np.floating]


class Regions(NamedTuple):
    """Shares of regions (offices), independent records, and intervals that allow for unknowns."""

    share: ArrayLike
    size: ArrayLike
    low: ArrayLike
    high: ArrayLike


class Lines(NamedTuple):
    """Limits by size of unit, within which shares vary by chance alone."""

    size: Array
    low95: Array
    high95: Array
    low998: Array
    high998: Array


class Funnel(NamedTuple):
    """Units compared with their centre: `lines` to draw, and which units are `beyond` them.

    `beyond` has a number per unit: 0 within the 95% limits, 1 beyond them, 2 beyond the 99.8%
    limits; negative if it is below. If phi exceeds chance (`is_over_dispersed`), the limits include
    the additional variation. With too few units to judge this, `is_over_dispersed` is None, and phi
    and tau2 are NaN; a page must say so.
    """

    phi: float
    tau2: float
    is_over_dispersed: bool | None
    lines: Lines
    beyond: NDArray[np.integer]


def build_funnel(regions: Regions, centre: float) -> Funnel:
    """Return the funnel of shares around `centre`. A unit is beyond if its whole interval is.

    Spiegelhalter 2005, doi 10.1002/sim.1970: exact binomial limits, with the additional variance
    tau² if the winsorised shares differ beyond chance. Sizes are numbers of independent records:
    persons of one case count less. Unknown answers widen the interval. A unit without an interval
    counts as within the limits.
    """
    share, size = np.asarray(regions.share, float), np.asarray(regions.size, float)
    size = np.where(size > 0, size, np.nan)
    scores = arcsine_scores(share * size, size, centre)
    assessed = np.isfinite(scores.z).sum() >= FEWEST_ASSESSED
    spread = over_dispersion(scores, winsorise)
    tau2 = spread.tau2 if assessed and spread.exceeds_chance else 0.0
    return Funnel(
        phi=spread.phi if assessed else np.nan,
        tau2=tau2 if assessed else np.nan,
        is_over_dispersed=spread.exceeds_chance if assessed else None,
        lines=funnel_limits(centre, _drawn_sizes(np.nan_to_num(size)), tau2),
        beyond=_beyond_lines(regions, centre, tau2),
    )


def funnel_limits(centre: float, n: ArrayLike, tau2: float = 0.0) -> Lines:
    """Return the funnel's limits for shares of `n` around `centre`, at least as wide as by chance.

    `tau2` is an additional variance on the arcsine scale.
    """
    from scipy.stats import binom

    size = np.asarray(n, float)
    chance, middle, error = (
        binom(size, centre),
        arcsine_transform(centre),
        np.sqrt(1 / (4 * size) + tau2),
    )
    limits = []
    for level in LEVELS:
        low, high = (limit / size for limit in _exact(chance, level))
        if tau2 > 0:
            away = ndtri((1 + level) / 2) * error
            ends = (np.clip(middle + side * away, 0, np.pi / 2) for side in (-1, 1))
            wide_low, wide_high = (np.sin(end) ** 2 for end in ends)
            low, high = np.minimum(low, wide_low), np.maximum(high, wide_high)
        limits += [low, high]
    return Lines(size, *limits)


def _drawn_sizes(size: Array) -> Array:
    """Return the sizes at which the lines of the funnel are drawn."""
    return np.unique(np.linspace(1, max(size.max(initial=1), 1), POINTS).round())


def _exact(chance: Any, level: float) -> Limits:
    """Return the counts that include `level` of a distribution, interpolated between integers.

    Spiegelhalter 2005, appendix A.1, from either end: a count is outside if and only if it and all
    more extreme counts have a probability below (1 - `level`) / 2.
    """
    rest = (1 - level) / 2
    first, last = chance.ppf(rest), chance.isf(rest)
    below, upto = chance.cdf(first - 1), chance.cdf(first)
    above, from_ = chance.sf(last), chance.sf(last - 1)
    low = first - (upto - rest) / (upto - below)
    high = last + (from_ - rest) / (from_ - above)
    return np.maximum(low, 0), np.minimum(high, chance.support()[1])


def _beyond_lines(regions: Regions, centre: float, tau2: float) -> NDArray[np.integer]:
    """Return for each unit whether its interval is beyond the lines, as in `Funnel.beyond`."""
    low, high = np.asarray(regions.low, float), np.asarray(regions.high, float)
    at = _lines_at(centre, np.asarray(regions.size, float), tau2)
    above = (low > at.high95).astype(int) + (low > at.high998)
    return above - (high < at.low95) - (high < at.low998)


def _lines_at(centre: float, size: Array, tau2: float) -> Lines:
    """Return the limits at sizes that are not whole numbers, interpolated as on the drawn lines."""
    size = np.maximum(np.nan_to_num(size, nan=1), 1)
    below = np.floor(size)
    pairs = zip(
        funnel_limits(centre, below, tau2), funnel_limits(centre, below + 1, tau2), strict=True
    )
    return Lines(*(first + (size - below) * (last - first) for first, last in pairs))


def arcsine_scores(yes: ArrayLike, n: ArrayLike, centre: float) -> Scores:
    """Return the scores of shares yes / n around `centre`, on the arcsine scale."""
    x, size = np.asarray(yes, float), np.asarray(n, float)
    size = np.where(size > 0, size, np.nan)
    error = 1 / (2 * np.sqrt(size))
    return Scores((arcsine_transform(x / size) - arcsine_transform(centre)) / error, error)


def arcsine_transform(share: ArrayLike) -> NDArray[np.floating]:
    """Return shares on the scale where the standard error is 1 / (2 √n) for every share."""
    return np.arcsin(np.sqrt(share))


def winsorise(scores: Scores) -> Scores:
    """Return the scores with the lowest and the highest tenth set to the 10% and 90% quantile."""
    ends = np.quantile(scores.z, (1 / TENTHS, 1 - 1 / TENTHS))
    return scores._replace(z=np.clip(scores.z, *ends))


def over_dispersion(scores: Scores, trim: Trim) -> Dispersion:
    """Return phi, tau² and p of scores after `trim`; NaN without scores.

    The sum of squared scores is compared with chi-square. The degrees of freedom are the number of
    units minus one, because the centre is computed from them (Spiegelhalter 2005). Trimming reduces
    the sum, so p is slightly too large.
    """
    some = np.isfinite(scores.z)
    if not some.any():
        return Dispersion(np.nan, np.nan, np.nan)
    z, error = trim(Scores(scores.z[some], scores.error[some]))
    k = z.size
    phi = float((z**2).sum() / k)
    weight = 1 / error**2
    divisor = weight.sum() - (weight**2).sum() / weight.sum()
    left_over = k * phi - (k - 1)
    # A single unit cannot differ from others.
    tau2 = left_over / divisor if left_over > 0 and k > 1 else 0.0
    p = float(chdtrc(k - 1, k * phi)) if k > 1 else 1.0
    return Dispersion(phi, float(tau2), p)
