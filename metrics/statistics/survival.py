"""Durations with open cases: Kaplan-Meier from counts by day, of many groups at once."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from metrics.statistics.clusters import critical_value
from metrics.statistics.in_groups import by_value, first_where, products_so_far, sums_so_far
from metrics.statistics.proportions import LEVEL, VERDICT_LEVEL

HALF = 0.5
# A product of fractions that should be one half comes out a few units of the last place beside it.
ROUNDING = 1e-9


Numbers = NDArray[np.floating]


class Waits(NamedTuple):
    """The median wait of each group, its limits, and those of a reading beside others.

    In days; NaN where not reached.
    """

    median: Numbers
    low: Numbers
    high: Numbers
    verdict_low: Numbers
    verdict_high: Numbers


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
    widths = [
        critical_value(units, squared, level) * np.sqrt(alike) for level in (LEVEL, VERDICT_LEVEL)
    ]
    curve = curves(number, days, events, censored, widths[0])
    wider = log_log_limits(curve.still_open, curve.spread, widths[1][curve.group])
    of = (curve.still_open, curve.curve_low, curve.curve_high, *wider)
    return Waits(*(_first_half(curve, one, every) for one in of))


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
    return Curves(group, day, still_open, spread, *log_log_limits(still_open, spread, width[group]))


def log_log_limits(still_open: Numbers, spread: Numbers, width: Numbers) -> tuple[Numbers, Numbers]:
    """Limits `width` times the spread away on the scale of log(-log); NaN where nobody is left."""
    log = np.log(still_open, out=np.full(still_open.shape, np.nan), where=still_open > 0)
    power = np.exp(width * spread / -log)
    return still_open**power, still_open ** (1 / power)


def _first_half(curve: Curves, of: Numbers, groups: int) -> Numbers:
    """The first days of each group on which a curve or a limit has fallen to one half."""
    return first_where(of <= HALF + ROUNDING, curve.group, curve.day, groups)
