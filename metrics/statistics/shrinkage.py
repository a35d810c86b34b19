"""Shares of few drawn towards the share of all, shown beside the crude ones."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from metrics.statistics.proportions import LEVEL, jeffreys

# As strong as Jeffreys' prior, one unit: with less, a share of 0 or 1 would have no limits.
WEAKEST = 1.0


class Prior(NamedTuple):
    """A beta distribution of the units' true shares; `inf` where they do not differ."""

    alpha: float
    beta: float


class Shrunk(NamedTuple):
    """Per unit the shrunk share and its limits, and the distribution it was drawn towards."""

    value: NDArray[np.floating]
    low: NDArray[np.floating]
    high: NDArray[np.floating]
    prior: Prior


def shrunk(yes: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Shrunk:
    """The shares yes / n of several units, each drawn to their pooled share as far as it is small.

    Beta-binomial empirical Bayes with `fitted_prior`. The limits take the prior as known, so with
    few units they are too narrow. Units that do not differ beyond chance all get the pooled share
    with Jeffreys' limits; a unit with n = 0 gets what is known of all.
    """
    x, size = np.broadcast_arrays(np.asarray(yes, float), np.asarray(n, float))
    prior = fitted_prior(x, size)
    if np.isfinite(prior.alpha):
        return drawn_to(prior, x, size, level)
    pooled = np.divide(x.sum(), size.sum(), out=np.array(np.nan), where=size.sum() > 0)
    low, high = jeffreys(x.sum(), size.sum(), level)
    value, low, high = (np.full(x.shape, number) for number in (pooled, low, high))
    return Shrunk(value, low, high, prior)


def drawn_to(prior: Prior, yes: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Shrunk:
    """The shares yes / n drawn to a known prior: mean and equal-tailed limits of the posterior."""
    from scipy.stats import beta

    x, size = np.asarray(yes, float), np.asarray(n, float)
    after = beta(x + prior.alpha, size - x + prior.beta)
    low, high = after.interval(level)
    return Shrunk(after.mean(), low, high, prior)


def fitted_prior(yes: ArrayLike, n: ArrayLike) -> Prior:
    """The prior of the units' true shares, by moments weighted with their sizes.

    Kleinman 1973. Both parameters are `inf` where the shares vary no more than by chance.
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
