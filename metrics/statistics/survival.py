"""Times and middles of groups: Kaplan-Meier, plain medians, and competing ways out."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from metrics.statistics.intervals import (
    LEVEL,
    VERDICT_LEVEL,
    critical_value,
    effective_cases,
    has_several,
    score_limits,
)

Numbers = NDArray[np.floating]
Indexes = NDArray[np.integer]


def by_value(
    groups: ArrayLike, values: ArrayLike, *numbers: ArrayLike
) -> tuple[Indexes, Numbers, tuple[Numbers, ...]]:
    """Groups and values in order, each pair once, and the sums of the numbers of its rows.

    Rows in which all numbers are 0 are left out.
    """
    group, value = np.asarray(groups, int), np.asarray(values, float)
    each = [np.asarray(number, float) for number in numbers]
    counts = np.any([number != 0 for number in each], axis=0)
    group, value, each = group[counts], value[counts], [number[counts] for number in each]
    if not _is_ordered(group, value):
        order = np.lexsort((value, group))
        group, value, each = group[order], value[order], [number[order] for number in each]
    first = np.flatnonzero(begins(group) | begins(value))
    sums = tuple(np.add.reduceat(number, first) if first.size else number for number in each)
    return group[first], value[first], sums


def begins(of: NDArray) -> NDArray[np.bool_]:
    """Whether a row differs from the one before it."""
    return np.concatenate([np.ones(min(of.size, 1), bool), of[1:] != of[:-1]])


def sums_so_far(group: Indexes, numbers: Numbers) -> Numbers:
    """Of rows in order of their group the sums up to each, from the first of its group on.

    One group after the other: what is no whole number is rounded as if there were no other.
    """
    return _each(group, numbers, np.add.accumulate)


def products_so_far(group: Indexes, numbers: Numbers) -> Numbers:
    """The same of products."""
    return _each(group, numbers, np.multiply.accumulate)


def first_where(holds: NDArray[np.bool_], group: Indexes, values: Numbers, groups: int) -> Numbers:
    """Of each of so many groups the first value of a row where it holds; NaN where it does not."""
    first = np.full(groups, np.nan)
    rows = np.flatnonzero(holds)
    # Written backwards, the first of a group is written last.
    first[group[rows][::-1]] = values[rows][::-1]
    return first


def _each(group: Indexes, numbers: Numbers, of: Callable[..., Numbers]) -> Numbers:
    ends = [*np.flatnonzero(begins(group)).tolist(), numbers.size]
    so_far = np.empty(numbers.shape)
    for first, end in pairwise(ends):
        of(numbers[first:end], out=so_far[first:end])
    return so_far


def _is_ordered(group: Indexes, value: Numbers) -> bool:
    later = group[1:] > group[:-1]
    return bool(np.all(later | ((group[1:] == group[:-1]) & (value[1:] >= value[:-1]))))


HALF = 0.5
# A product of fractions that should be one half comes out a few units of the last place beside it.
ROUNDING = 1e-9


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


QUARTERS = {"q1": 0.25, "median": HALF, "q3": 0.75}


class Middle(NamedTuple):
    """Per group the median with its limits, the quartiles, and the limits of a reading.

    All in the unit of the values; NaN where none.
    """

    median: Numbers
    low: Numbers
    high: Numbers
    q1: Numbers
    q3: Numbers
    verdict_low: Numbers
    verdict_high: Numbers


def median_intervals(
    groups: ArrayLike,
    values: ArrayLike,
    weights: ArrayLike,
    units_squared: ArrayLike | None = None,
) -> Middle:
    """Medians of groups numbered 0, 1, ..., a row per group and value; no group is empty.

    Each value counts `weights` times. The limits are two of the values: as many from either end as
    the binomial distribution allows (order statistics; Conover 1999, 3.2). Fewer than six values
    have none at 95%, fewer than eight none at 99%. Quartiles lie between neighbours (Hyndman and
    Fan's type 7). Like `scipy.stats.quantile_test` and `numpy.quantile`, which would need each of a
    million repeated values written out.

    `units_squared` has for each group the sum of its cases' squared numbers of values, without
    which each value is a case of its own. Where a case has several, the limits are the values
    at the limits of a half (Woodruff 1952), a case counting as one: persons of one case mostly
    share their dates.
    """
    number = np.asarray(groups, int)
    n = np.bincount(number, np.asarray(weights, float)).astype(float)
    squared = n if units_squared is None else np.asarray(units_squared, float)
    # Counted from 0, of all values in order; what lies between two places is interpolated.
    places: dict[str, Numbers] = {name: (n - 1) * part for name, part in QUARTERS.items()}
    places |= _limits(n, squared, LEVEL)
    wide = _limits(n, squared, VERDICT_LEVEL)
    places |= {f"verdict_{name}": place for name, place in wide.items()}
    value = _values_at(places, n, by_value(number, values, weights))
    return Middle(*(value[name] for name in Middle._fields))


def _limits(n: Numbers, units_squared: Numbers, level: float) -> dict[str, Numbers]:
    """The places of low and high; NaN where there are none."""
    from scipy.stats import binom

    last = binom.ppf((1 - level) / 2, n, HALF)
    last = np.where(last > 0, last, np.nan)
    ordered = {"low": last - 1, "high": n - last}
    several = has_several(n, units_squared)
    worth, critical = effective_cases(n, units_squared), critical_value(n, units_squared, level)
    parts = dict(zip(("low", "high"), score_limits(HALF, worth, critical), strict=True))
    return {name: np.where(several, (n - 1) * parts[name], ordered[name]) for name in parts}


def _values_at(
    places: dict[str, Numbers],
    n: Numbers,
    ordered: tuple[Indexes, Numbers, tuple[Numbers, ...]],
) -> dict[str, Numbers]:
    """The values of each of the groups at its places; NaN where the place is."""
    _, values, (times,) = ordered
    # Whole numbers: those of all groups before, and of its own up to each value.
    reached = np.concatenate([[0.0], times.cumsum()])
    before = np.concatenate([[0.0], n.cumsum()])[:-1]

    def at(place: Numbers) -> Numbers:
        row = np.searchsorted(reached[1:], before + place, side="right")
        inside = (place >= 0) & (place < n)
        return np.where(inside, values[np.where(inside, row, 0)] if values.size else np.nan, np.nan)

    value = {}
    for name, place in places.items():
        below = np.floor(place)
        low, high = at(below), at(below + 1)
        apart = place - below
        value[name] = np.where(apart > 0, low + apart * (high - low), low)
        value[name] = np.where(np.isnan(place), np.nan, value[name])
    return value


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
        by_cause[int(number)] = Steps(curves.times[steps], share, *_incidence_limits(share, error))
    return by_cause


def _incidence_limits(
    share: NDArray[np.floating], error: NDArray[np.floating]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Never beyond 0 or 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = Z * error / (share * np.log(share))
        # One to any power is one, also to a power that is not known.
        base = np.where(share < 1 - NEAR, share, np.nan)
        return base ** np.exp(-apart), base ** np.exp(apart)
