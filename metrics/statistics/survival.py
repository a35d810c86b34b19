"""Durations with open cases: Kaplan-Meier from counts by day, of many groups at once."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from metrics.statistics.clusters import critical_value
from metrics.statistics.in_groups import by_value, first_where, products_so_far, sums_so_far

HALF = 0.5
# A product of fractions that should be one half comes out a few units of the last place beside it.
ROUNDING = 1e-9
LIMITS = {"median": "still_open", "low": "curve_low", "high": "curve_high"}


Numbers = NDArray[np.floating]


class Waits(NamedTuple):
    """The median wait of each group and its limits, in days; NaN where not reached."""

    median: Numbers
    low: Numbers
    high: Numbers


class Curves(NamedTuple):
    """The share still open after each day of a group, its limits, and its error by Greenwood.

    Of the error `spread` is the part of the share. Where nobody is left limits are NaN.
    """

    group: NDArray[np.integer]
    day: Numbers
    still_open: Numbers
    spread: Numbers
    curve_low: Numbers
    curve_high: Numbers


def median_waits(
    groups: ArrayLike,
    days: ArrayLike,
    events: ArrayLike,
    censored: ArrayLike,
    units_squared: ArrayLike | None = None,
) -> Waits:
    """The median waits of groups numbered 0, 1, ..., a row per group and day.

    Limits of the median from the log-log limits of the curve (Brookmeyer and Crowley 1982): the
    first days on which they fall to one half. Where nobody is left there is no log-log limit, and
    none is used.

    `units_squared` has for each group the sum of its cases' squared numbers of units, without which
    each unit is a case of its own. Where a case has several, a case counts as one: Greenwood's
    variance times the design effect, and t's critical value.
    """
    number = np.asarray(groups, int)
    every = int(number.max()) + 1 if number.size else 0
    units = np.bincount(number, np.add(events, censored), every)
    squared = units if units_squared is None else np.asarray(units_squared, float)
    alike = np.divide(squared, units, out=np.ones(units.shape), where=units > 0)
    width = critical_value(units, squared) * np.sqrt(alike)
    curve = curves(number, days, events, censored, width)
    return Waits(*(_first_half(curve, of, every) for of in LIMITS.values()))


def curves(
    groups: ArrayLike,
    days: ArrayLike,
    events: ArrayLike,
    censored: ArrayLike,
    width: Numbers,
) -> Curves:
    """Of each group the days with an event, in order.

    The limits lie `width` of the group times the spread away, on the scale of log(-log).
    """
    # Events and censored units of one day belong together, in whatever rows they come.
    group, day, (event, left) = by_value(groups, days, events, censored)
    leaving = event + left
    # Whole numbers: what is left of all units of the group after those of the days before.
    of_group = np.bincount(group, leaving, width.size)
    at_risk = of_group[group] - sums_so_far(group, leaving) + leaving
    some = event > 0
    group, day, event, at_risk = group[some], day[some], event[some], at_risk[some]
    some_left = at_risk > event
    growth = np.zeros(event.shape)
    np.divide(event, at_risk * (at_risk - event), out=growth, where=some_left)
    still_open = products_so_far(group, 1 - event / at_risk)
    spread = np.sqrt(sums_so_far(group, growth))
    # Log-log limits of a curve below 1 and above 0.
    log = np.log(still_open, out=np.full(event.shape, np.nan), where=some_left)
    power = np.exp(width[group] * spread / -log)
    return Curves(group, day, still_open, spread, still_open**power, still_open ** (1 / power))


def _first_half(curve: Curves, of: str, groups: int) -> Numbers:
    """The first days of each group on which a curve or a limit has fallen to one half."""
    fallen = getattr(curve, of) <= HALF + ROUNDING
    return first_where(fallen, curve.group, curve.day, groups)
