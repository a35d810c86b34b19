"""Units beside each other: which differ from all by more than chance, given how small they are."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, norm, poisson

from metrics.statistics.dispersion import (
    Dispersion,
    arcsine,
    arcsine_scores,
    over_dispersion,
    root_scores,
    winsorised,
)
from metrics.statistics.proportions import Limits

LEVELS = (0.95, 0.998)
# Domain, 3.3: the spread of fewer units says nothing.
FEWEST_ASSESSED = 10
POINTS = 100
Array = NDArray[np.floating]


class Lines(NamedTuple):
    """At each size (n, or expected events) the limits between which chance alone keeps a unit."""

    size: Array
    low95: Array
    high95: Array
    low998: Array
    high998: Array


class Funnel(NamedTuple):
    """Units against their centre; `beyond` is what may be coloured, `lines` what may be drawn.

    `exact_beyond` and `beyond` have one whole number per unit: 0 within the 95 % limits, 1 beyond
    these, 2 beyond the 99.8 % limits; negative below. `exact_lines` and `exact_beyond` suppose that
    units differ by chance alone. `lines` and `beyond` allow for what they differ otherwise, if they
    do. `is_over_dispersed` is None, and phi and tau2 are NaN, where there are too few units to
    tell: say so beside what is coloured.
    """

    centre: float
    exact_lines: Lines
    exact_beyond: NDArray[np.integer]
    phi: float
    tau2: float
    is_over_dispersed: bool | None
    lines: Lines
    beyond: NDArray[np.integer]


def funnel(yes: ArrayLike, n: ArrayLike) -> Funnel:
    """The shares yes / n of several units around their pooled share; a unit with n = 0 is within.

    Spiegelhalter 2005, doi 10.1002/sim.1970: exact binomial limits, and where the winsorised spread
    on the arcsine scale is more than chance, limits with the extra variance tau².
    """
    x, size = np.asarray(yes, float), np.asarray(n, float)
    centre = float(x.sum() / size.sum()) if size.sum() > 0 else np.nan
    spread = _assessed(arcsine_scores(x, size))
    sizes = np.unique(np.linspace(1, max(size.max(initial=0), 1), POINTS).round())
    return _funnel(
        centre,
        exact_lines=share_lines(centre, sizes),
        lines=share_lines(centre, sizes, spread.tau2),
        exact_beyond=_beyond_chance(binom(size, centre), x, size > 0),
        # ...
        spread=spread,
        z=None,
    )
