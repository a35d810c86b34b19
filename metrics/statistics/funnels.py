"""Units beside each other: which differ from all by more than chance, given how small they are."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, norm, poisson

from metrics.statistics.proportions import Limits
from metrics.statistics.spread import (
    Dispersion,
    Scores,
    arcsine,
    arcsine_scores,
    over_dispersion,
    root_scores,
    winsorised,
)

LEVELS = (0.95, 0.998)
# Domain, 3.3: how much fewer units differ says little.
FEWEST_ASSESSED = 10
POINTS = 100
Array = NDArray[np.floating]


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
    by chance alone; `lines` and `beyond` allow for what else they differ by. `is_over_dispersed` is
    None, and phi and tau2 NaN, where too few units show whether they do: say so beside the colour.
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
    sizes = np.unique(np.linspace(1, max(size.max(initial=1), 1), POINTS).round())
    return _funnel(
        centre,
        scores=arcsine_scores(x, size, centre),
        beyond=_beyond_chance(binom(size, centre), x),
        lines=partial(share_lines, centre, sizes),
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
    return _funnel(
        1.0,
        scores=root_scores(seen, due),
        beyond=_beyond_chance(poisson(due), seen),
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
    beyond: NDArray[np.integer],
    lines: Callable[..., Lines],
) -> Funnel:
    exact_lines = lines()
    assessed = np.isfinite(scores.z).sum() >= FEWEST_ASSESSED
    spread = over_dispersion(scores, winsorised) if assessed else Dispersion(np.nan, np.nan)
    made = partial(
        Funnel, centre, exact_lines, beyond, *spread, bool(spread.tau2 > 0) if assessed else None
    )
    if not spread.tau2 > 0:
        return made(exact_lines, beyond)
    with_extra = _beyond_errors(scores.z / np.sqrt(1 + spread.tau2 / scores.error**2))
    least = np.minimum(np.abs(beyond), np.abs(with_extra))
    return made(lines(spread.tau2), np.sign(beyond) * least)


def _lines(size: Array, chance: Any, widened: Callable[[float], Limits] | None) -> Lines:
    found = []
    for level in LEVELS:
        low, high = (limit / size for limit in _exact(chance, level))
        if widened:
            wide_low, wide_high = widened(norm.ppf((1 + level) / 2))
            low, high = np.minimum(low, wide_low), np.maximum(high, wide_high)
        found += [low, high]
    return Lines(size, *found)


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


def _beyond_errors(z: Array) -> NDArray[np.integer]:
    beyond = sum((np.abs(z) > norm.ppf((1 + level) / 2)).astype(int) for level in LEVELS)
    return np.sign(np.nan_to_num(z)).astype(int) * beyond
