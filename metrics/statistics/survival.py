"""Durations with open cases: Kaplan-Meier from counts by day."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from metrics.statistics.proportions import LEVEL

HALF = 0.5
# A product of fractions that should be one half comes out a few units of the last place beside it.
ROUNDING = 1e-9


class Survival(NamedTuple):
    """The curve at the days with an event; the median and its limits, None where not reached."""

    days: NDArray[np.floating]
    still_open: NDArray[np.floating]
    error: NDArray[np.floating]
    median: float | None
    low: float | None
    high: float | None


def kaplan_meier(
    days: ArrayLike, events: ArrayLike, censored: ArrayLike, level: float = LEVEL
) -> Survival:
    """The share still open after each day, from the numbers of events and censored units per day.

    Variance by Greenwood; limits of the median from the log-log limits of the curve (Brookmeyer and
    Crowley 1982): the first days on which they fall to one half. Where nobody is left there is no
    log-log limit, and none is used.
    """
    # Events and censored units of one day belong together, in whatever rows they come.
    day, place = np.unique(np.asarray(days, float), return_inverse=True)
    event = np.bincount(place, np.asarray(events, dtype=float), minlength=day.size).astype(float)
    left = np.bincount(place, np.asarray(censored, float), minlength=day.size).astype(float)
    at_risk = np.cumsum((event + left)[::-1])[::-1]
    ended = event > 0
    day, event, at_risk = day[ended], event[ended], at_risk[ended]
    still_open = np.cumprod(1 - event / at_risk)
    still_open[at_risk == event] = 0.0
    some_left = at_risk > event
    growth = np.divide(
        event, at_risk * (at_risk - event), out=np.zeros(event.shape), where=some_left
    )
    spread = np.sqrt(np.cumsum(growth))
    low, high = _limits(still_open[some_left], spread[some_left], level)
    return Survival(
        days=day,
        still_open=still_open,
        error=still_open * spread,
        median=_first_day(day, still_open),
        low=_first_day(day[some_left], low),
        high=_first_day(day[some_left], high),
    )


def _limits(
    still_open: NDArray[np.floating], spread: NDArray[np.floating], level: float
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Log-log limits of a curve below 1 and above 0."""
    z = norm.ppf((1 + level) / 2)
    width = np.exp(z * spread / -np.log(still_open))
    return still_open**width, still_open ** (1 / width)


def _first_day(day: NDArray[np.floating], curve: NDArray[np.floating]) -> float | None:
    reached = np.flatnonzero(curve <= HALF + ROUNDING)
    return float(day[reached[0]]) if reached.size else None
