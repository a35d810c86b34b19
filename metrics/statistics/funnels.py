"""Units beside each other: which differ from all by more than chance, given how small they are."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, norm, poisson

from metrics.statistics.proportions import Limits
from metrics.statistics.spread import (
    Scores,
    arcsine,
    arcsine_scores,
    over_dispersion,
    root_scores,
    winsorised,
)

LEVELS = (0.95, 0.998)
# How much fewer units differ says little. With eight or nine a funnel is drawn and marks none.
FEWEST_ASSESSED = 10
POINTS = 100
Array = NDArray[np.floating]


class Regions(NamedTuple):
    """Per unit its share, how many independent records it rests on, and its region."""

    share: ArrayLike
    size: ArrayLike
    low: ArrayLike
    high: ArrayLike


class Lines(NamedTuple):
    """At each size (n, or expected events) the limits between which chance keeps like units."""

    size: Array
    low95: Array
    high95: Array
    low998: Array
    high998: Array


class Funnel(NamedTuple):
    """Units against their centre: `lines` may be drawn, and what is `beyond` them coloured.

    `beyond` has a whole number per unit: 0 within the 95 % limits, 1 beyond these, 2 beyond the
    99.8 % limits, negative where below. `exact_lines` and `exact_beyond` suppose that units differ
    by chance alone; `lines` and `beyond` allow for what else they differ by where phi exceeds
    chance (`is_over_dispersed`): widened limits, no exact ones. It is None, and phi and tau2 NaN,
    where too few units show whether they do: say so beside the colour.
    """

    centre: float
    exact_lines: Lines
    exact_beyond: NDArray[np.integer]
    phi: float
    tau2: float
    is_over_dispersed: bool | None
    lines: Lines
    beyond: NDArray[np.integer]


def funnel(yes: ArrayLike, n: ArrayLike, centre: float | None = None) -> Funnel:
    """The shares yes / n of several units around `centre`; a unit with n = 0 is within.

    Without a centre around their pooled share; give one where they are not all of the whole.
    Spiegelhalter 2005, doi 10.1002/sim.1970: exact binomial limits; with the additional variance
    tau² where the winsorised shares differ by more than chance.
    """
    x, size = np.asarray(yes, float), np.asarray(n, float)
    if centre is None:
        total = float(size.sum())
        centre = float(x.sum()) / total if total > 0 else np.nan
    scores = arcsine_scores(x, size, centre)
    return _funnel(
        centre,
        scores=scores,
        beyond=partial(_beyond_counts, _beyond_chance(binom(size, centre), x), scores),
        lines=partial(share_lines, centre, _drawn_sizes(size)),
    )


def funnel_of_regions(regions: Regions, centre: float) -> Funnel:
    """Several shares around `centre`, a unit being outside where its whole region is.

    As `funnel`, at the number of independent records of each: persons of one case count for less,
    and what is unknown might bring a unit back inside. A unit without a region is within.
    """
    share, size = np.asarray(regions.share, float), np.asarray(regions.size, float)
    size = np.where(size > 0, size, np.nan)
    return _funnel(
        centre,
        scores=arcsine_scores(share * size, size, centre),
        beyond=partial(_beyond_lines, regions, centre),
        lines=partial(share_lines, centre, _drawn_sizes(np.nan_to_num(size))),
    )


def funnel_counts(observed: ArrayLike, expected: ArrayLike) -> Funnel:
    """The ratios observed / expected of several units around 1; one without expected is within.

    As `funnel`, with exact Poisson limits, and the square-root scale for tau². Exact is the chance
    of what is observed; limits of the expected count, set around it as is sometimes done, would put
    every unit that observes nothing outside.
    """
    seen, due = np.asarray(observed, float), np.asarray(expected, float)
    due = np.where(due > 0, due, np.nan)
    most = float(np.nanmax(due, initial=1))
    scores = root_scores(seen, due)
    return _funnel(
        1.0,
        scores=scores,
        beyond=partial(_beyond_counts, _beyond_chance(poisson(due), seen), scores),
        lines=partial(ratio_lines, np.linspace(most / POINTS, most, POINTS)),
    )


def share_lines(centre: float, n: ArrayLike, tau2: float = 0.0) -> Lines:
    """The limits of shares of `n` around `centre`, on request with a variance on the arcsine scale.

    Never narrower than by chance alone.
    """
    size = np.asarray(n, float)
    middle, error = arcsine(centre), np.sqrt(1 / (4 * size) + tau2)

    def widened(z: float) -> Limits:
        ends = (np.clip(middle + away * error, 0, np.pi / 2) for away in (-z, z))
        low, high = (np.sin(end) ** 2 for end in ends)
        return low, high

    return _lines(size, binom(size, centre), widened if tau2 > 0 else None)


def ratio_lines(expected: ArrayLike, tau2: float = 0.0) -> Lines:
    """The limits of observed / `expected` around 1, on request with a variance of square roots.

    Never narrower than by chance alone.
    """
    size = np.asarray(expected, float)
    error = np.sqrt(1 / (4 * size) + tau2)

    def widened(z: float) -> Limits:
        return np.maximum(1 - z * error, 0) ** 2, (1 + z * error) ** 2

    return _lines(size, poisson(size), widened if tau2 > 0 else None)


def _funnel(
    centre: float,
    *,
    scores: Scores,
    beyond: Callable[[float], NDArray[np.integer]],
    lines: Callable[[float], Lines],
) -> Funnel:
    """`beyond` and `lines` are of a variance that is allowed for."""
    assessed = np.isfinite(scores.z).sum() >= FEWEST_ASSESSED
    spread = over_dispersion(scores, winsorised)
    tau2 = spread.tau2 if assessed and spread.exceeds_chance else 0.0
    return Funnel(
        centre=centre,
        exact_lines=lines(0.0),
        exact_beyond=beyond(0.0),
        phi=spread.phi if assessed else np.nan,
        tau2=tau2 if assessed else np.nan,
        is_over_dispersed=spread.exceeds_chance if assessed else None,
        lines=lines(tau2),
        beyond=beyond(tau2),
    )


def _drawn_sizes(size: Array) -> Array:
    return np.unique(np.linspace(1, max(size.max(initial=1), 1), POINTS).round())


def _lines(size: Array, chance: Any, widened: Callable[[float], Limits] | None) -> Lines:
    limits = []
    for level in LEVELS:
        low, high = (limit / size for limit in _exact(chance, level))
        if widened:
            wide_low, wide_high = widened(norm.ppf((1 + level) / 2))
            low, high = np.minimum(low, wide_low), np.maximum(high, wide_high)
        limits += [low, high]
    return Lines(size, *limits)


def _exact(chance: Any, level: float) -> Limits:
    """The counts between which a distribution keeps `level`, interpolated between whole numbers.

    Spiegelhalter 2005, appendix A.1, from either end: a count lies outside exactly where it and
    what is farther out have less than half of the rest.
    """
    rest = (1 - level) / 2
    first, last = chance.ppf(rest), chance.isf(rest)
    below, upto = chance.cdf(first - 1), chance.cdf(first)
    above, from_ = chance.sf(last), chance.sf(last - 1)
    low = first - (upto - rest) / (upto - below)
    high = last + (from_ - rest) / (from_ - above)
    return np.maximum(low, 0), np.minimum(high, chance.support()[1])


def _beyond_chance(chance: Any, count: Array) -> NDArray[np.integer]:
    below, above = chance.cdf(count), chance.sf(count - 1)
    return sum(
        ((above < (1 - level) / 2).astype(int) - (below < (1 - level) / 2) for level in LEVELS),
        start=np.zeros(count.shape, int),
    )


def _beyond_counts(
    by_chance: NDArray[np.integer], scores: Scores, tau2: float
) -> NDArray[np.integer]:
    """What is beyond chance and stays so with the variance `tau2` added."""
    if not tau2 > 0:
        return by_chance
    with_extra = _beyond_errors(scores.z / np.sqrt(1 + tau2 / scores.error**2))
    least = np.minimum(np.abs(by_chance), np.abs(with_extra))
    return np.sign(by_chance) * least


def _beyond_lines(regions: Regions, centre: float, tau2: float) -> NDArray[np.integer]:
    low, high = np.asarray(regions.low, float), np.asarray(regions.high, float)
    at = _lines_at(centre, np.asarray(regions.size, float), tau2)
    above = (low > at.high95).astype(int) + (low > at.high998)
    return above - (high < at.low95) - (high < at.low998)


def _lines_at(centre: float, size: Array, tau2: float) -> Lines:
    """The limits at sizes that are no whole numbers: between those of the next, as drawn."""
    size = np.maximum(np.nan_to_num(size, nan=1), 1)
    below = np.floor(size)
    pairs = zip(share_lines(centre, below, tau2), share_lines(centre, below + 1, tau2), strict=True)
    return Lines(*(first + (size - below) * (last - first) for first, last in pairs))


def _beyond_errors(z: Array) -> NDArray[np.integer]:
    beyond = sum((np.abs(z) > norm.ppf((1 + level) / 2)).astype(int) for level in LEVELS)
    return np.sign(np.nan_to_num(z)).astype(int) * beyond
