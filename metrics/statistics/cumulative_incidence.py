"""How much has ended in which way by when, with ways out that compete."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

STILL_OPEN = 0
Z = ndtri(0.975)
NEAR = 1e-12


class Steps(NamedTuple):
    """The share that has ended in one way, from each day on which some did, and its limits.

    Limits are NaN where all are at their end, which leaves nothing to tell the spread by.
    """

    days: NDArray[np.floating]
    share: NDArray[np.floating]
    low: NDArray[np.floating]
    high: NDArray[np.floating]


def aalen_johansen(
    days: ArrayLike, causes: ArrayLike, weights: ArrayLike | None = None
) -> dict[int, Steps]:
    """By cause, the share of all units that have ended so; causes that never occur have none.

    One row per unit, or per `weights` like units: the days until it ended, and by which cause (1,
    2, ...), or until it was last seen open (0). Aalen and Johansen 1978: what competes is no
    censoring, so the shares and the share still open make one. One less Kaplan-Meier would give
    each cause more than its due. Limits are of log(-log), by the delta method.
    """
    from statsmodels.duration.survfunc import CumIncidenceRight

    day, cause = np.asarray(days, float), np.asarray(causes, int)
    if weights is not None:
        times = np.asarray(weights, int)
        day, cause = np.repeat(day, times), np.repeat(cause, times)
    if not day.size:
        return {}
    # Once all have ended the variance divides by nobody.
    with np.errstate(divide="ignore", invalid="ignore"):
        curves = CumIncidenceRight(day, cause)
    by_cause = {}
    for number in np.unique(cause[cause != STILL_OPEN]):
        steps = np.isin(curves.times, day[cause == number])
        share, error = curves.cinc[number - 1][steps], curves.cinc_se[number - 1][steps]
        by_cause[int(number)] = Steps(curves.times[steps], share, *_limits(share, error))
    return by_cause


def _limits(
    share: NDArray[np.floating], error: NDArray[np.floating]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Never beyond 0 or 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = Z * error / (share * np.log(share))
        # One to any power is one, also to a power that is not known.
        base = np.where(share < 1 - NEAR, share, np.nan)
        return base ** np.exp(-apart), base ** np.exp(apart)
