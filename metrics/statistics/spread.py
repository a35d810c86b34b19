"""Whether units differ from each other by more than chance."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

# Spiegelhalter 2005: a tenth at either end is not to decide how much all differ.
TENTHS = 10
SIGNIFICANT = 0.05
Trim = Callable[["Scores"], "Scores"]


class Scores(NamedTuple):
    """Per unit the distance from the centre in standard errors, and that error on its scale.

    NaN of a unit that has no size.
    """

    z: NDArray[np.floating]
    error: NDArray[np.floating]


class Dispersion(NamedTuple):
    """How many times the spread is that of chance, and the variance that chance leaves over.

    `phi` is 1 where chance explains all; `tau2` is on the scale of the scores, 0 where there is
    none. `p` is how often chance alone would spread them so far or farther.
    """

    phi: float
    tau2: float
    p: float

    @property
    def exceeds_chance(self) -> bool:
        """Whether the chi-square test says so; above 1 phi is by chance every other time."""
        return self.p < SIGNIFICANT


def arcsine_scores(yes: ArrayLike, n: ArrayLike, centre: float) -> Scores:
    """Of shares yes / n around `centre`."""
    x, size = np.asarray(yes, float), np.asarray(n, float)
    size = np.where(size > 0, size, np.nan)
    error = 1 / (2 * np.sqrt(size))
    return Scores((arcsine(x / size) - arcsine(centre)) / error, error)


def arcsine(share: ArrayLike) -> NDArray[np.floating]:
    """The scale on which a share's standard error is 1 / (2 √n) whatever the share."""
    return np.arcsin(np.sqrt(share))


def winsorised(scores: Scores) -> Scores:
    """All units; the outer tenths are drawn in to where they begin."""
    ends = np.quantile(scores.z, (1 / TENTHS, 1 - 1 / TENTHS))
    return scores._replace(z=np.clip(scores.z, *ends))


def over_dispersion(scores: Scores, trim: Trim) -> Dispersion:
    """phi, tau² and p of scores, after `trim`; NaN of none.

    The sum of the squared scores is compared with chi-square of one fewer than they are, the centre
    being their own (Spiegelhalter 2005). Trimmed tails make chance seem smaller, so that p is
    rather too large.
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
    # One unit alone differs from nobody.
    tau2 = left_over / divisor if left_over > 0 and k > 1 else 0.0
    p = float(chdtrc(k - 1, k * phi)) if k > 1 else 1.0
    return Dispersion(phi, float(tau2), p)
