"""How much has ended in which way by when, with ways out that compete."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from statsmodels.duration.survfunc import CumIncidenceRight

STILL_OPEN = 0


class Steps(NamedTuple):
    """The share that has ended in one way, from each day on which some did."""

    days: NDArray[np.floating]
    share: NDArray[np.floating]


def aalen_johansen(
    days: ArrayLike, causes: ArrayLike, weights: ArrayLike | None = None
) -> dict[int, Steps]:
    """By cause, the share of all units that have ended so; causes that never occur have none.

    One row per unit, or per `weights` like units: the days until it ended, and by which cause (1,
    2, ...), or until it was last seen open (0). Aalen and Johansen 1978: what competes is no
    censoring, so the shares and the share still open make one. One less Kaplan-Meier would give
    each cause more than its due.
    """
    day, cause = np.asarray(days, float), np.asarray(causes, int)
    times = np.ones(day.shape) if weights is None else np.asarray(weights, float)
    some = times > 0
    if not some.any():
        return {}
    curves = CumIncidenceRight(day[some], cause[some], freq_weights=times[some])
    found = {}
    for number in np.unique(cause[some & (cause != STILL_OPEN)]):
        steps = np.isin(curves.times, day[some & (cause == number)])
        share = curves.cinc[number - 1]
        found[int(number)] = Steps(curves.times[steps], share[steps])
    return found
