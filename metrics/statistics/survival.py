"""Compute medians of durations (Kaplan-Meier), plain medians, and competing exits by group."""

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
    has_several_units,
    wilson_interval,
)

Numbers = NDArray[np.floating]
Indexes = NDArray[np.integer]


def add_up_by_value(
    groups: ArrayLike, values: ArrayLike, *numbers: ArrayLike
) -> tuple[Indexes, Numbers, tuple[Numbers, ...]]:
    """Return groups, values and `numbers`, with one row per group and value, in this order.

    Numbers of equal rows are added up. Rows in which all numbers are 0 are left out.
    """
    group, value = np.asarray(groups, int), np.asarray(values, float)
    each = [np.asarray(number, float) for number in numbers]
    counts = np.any([number != 0 for number in each], axis=0)
    group, value, each = group[counts], value[counts], [number[counts] for number in each]
    order = np.lexsort((value, group))
    group, value, each = group[order], value[order], [number[order] for number in each]
    first = np.flatnonzero(is_first_of_run(group) | is_first_of_run(value))
    sums = tuple(np.add.reduceat(number, first) if first.size else number for number in each)
    return group[first], value[first], sums


def is_first_of_run(of: NDArray) -> NDArray[np.bool_]:
    """Return for each row whether it differs from the row before it; the first one does."""
    return np.concatenate([np.ones(min(of.size, 1), bool), of[1:] != of[:-1]])


def cumulative_sums(group: Indexes, numbers: Numbers) -> Numbers:
    """Return cumulative sums within each group; rows must be in order of groups.

    Each group is summed separately, so that rounding errors do not depend on other groups.
    """
    return _apply_to_each_group(group, numbers, np.add.accumulate)


def cumulative_products(group: Indexes, numbers: Numbers) -> Numbers:
    """Return cumulative products within each group, as `cumulative_sums`."""
    return _apply_to_each_group(group, numbers, np.multiply.accumulate)


def first_value_where(
    holds: NDArray[np.bool_], group: Indexes, values: Numbers, groups: int
) -> Numbers:
    """Return for each group its first value for which `holds` is true; NaN if there is none."""
    first = np.full(groups, np.nan)
    rows = np.flatnonzero(holds)
    # In reverse order, so that the first of a group is written last.
    first[group[rows][::-1]] = values[rows][::-1]
    return first


def _apply_to_each_group(group: Indexes, numbers: Numbers, of: Callable[..., Numbers]) -> Numbers:
    ends = [*np.flatnonzero(is_first_of_run(group)).tolist(), numbers.size]
    so_far = np.empty(numbers.shape)
    for first, end in pairwise(ends):
        of(numbers[first:end], out=so_far[first:end])
    return so_far


HALF = 0.5
# A product of fractions that should be one half may differ in the last digits.
ROUNDING = 1e-9


class Waits(NamedTuple):
    """The median wait of each group in days, with limits at 95% and for comparisons.

    A median or limit is NaN if the curve does not fall to one half.
    """

    median: Numbers
    low: Numbers
    high: Numbers
    verdict_low: Numbers
    verdict_high: Numbers


class Curves(NamedTuple):
    """The share of units that still wait after each day, by group, with limits.

    `spread` is Greenwood's standard error relative to the share. Limits are NaN where nobody is
    left.
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
    """Return the median waits of groups numbered 0, 1, ...; the input has a row per group and day.

    Limits are the first days on which the curve's log-log limits fall to one half (Brookmeyer and
    Crowley 1982). Where nobody is left, there is no log-log limit.

    `units_squared` has by group the sum over cases of squared numbers of units; with None, each
    unit is a case of its own. If cases have several units, Greenwood's variance is multiplied by
    the design effect, and the critical value is that of t.
    """
    number = np.asarray(groups, int)
    every = int(number.max()) + 1 if number.size else 0
    units = np.bincount(number, np.add(events, censored), every)
    squared = units if units_squared is None else np.asarray(units_squared, float)
    alike = np.divide(squared, units, out=np.ones(units.shape), where=units > 0)
    widths = [
        critical_value(units, squared, level) * np.sqrt(alike) for level in (LEVEL, VERDICT_LEVEL)
    ]
    curve = survival_curves(number, days, events, censored, widths[0])
    wider = log_log_limits(curve.still_open, curve.spread, widths[1][curve.group])
    of = (curve.still_open, curve.curve_low, curve.curve_high, *wider)
    return Waits(*(_first_half(curve, one, every) for one in of))


def survival_curves(
    groups: ArrayLike,
    days: ArrayLike,
    events: ArrayLike,
    censored: ArrayLike,
    width: Numbers,
) -> Curves:
    """Return the curves of all groups, with a row for each day with an event, in order.

    On the scale of log(-log), limits are at a distance of `width` (by group) times the spread.
    """
    # Events and censored units of one day may be in several rows.
    group, day, (event, left) = add_up_by_value(groups, days, events, censored)
    leaving = event + left
    # All units of the group minus those that left before.
    of_group = np.bincount(group, leaving, width.size)
    at_risk = of_group[group] - cumulative_sums(group, leaving) + leaving
    some = event > 0
    group, day, event, at_risk = group[some], day[some], event[some], at_risk[some]
    some_left = at_risk > event
    growth = np.zeros(event.shape)
    np.divide(event, at_risk * (at_risk - event), out=growth, where=some_left)
    still_open = cumulative_products(group, 1 - event / at_risk)
    spread = np.sqrt(cumulative_sums(group, growth))
    return Curves(group, day, still_open, spread, *log_log_limits(still_open, spread, width[group]))


def log_log_limits(still_open: Numbers, spread: Numbers, width: Numbers) -> tuple[Numbers, Numbers]:
    """Return log-log limits, `width` times the spread from the share; NaN where nobody is left."""
    log = np.log(still_open, out=np.full(still_open.shape, np.nan), where=still_open > 0)
    power = np.exp(width * spread / -log)
    return still_open**power, still_open ** (1 / power)


def _first_half(curve: Curves, of: Numbers, groups: int) -> Numbers:
    """Return by group the first day on which a curve or limit has fallen to one half."""
    return first_value_where(of <= HALF + ROUNDING, curve.group, curve.day, groups)


QUARTERS = {"q1": 0.25, "median": HALF, "q3": 0.75}


class Middle(NamedTuple):
    """The median of each group with limits, the quartiles, and limits for comparisons.

    All are in the unit of the values; limits are NaN if the group has too few values.
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
    """Return medians of groups numbered 0, 1, ...; the input has a row per group and value.

    No group may be empty. Each value counts `weights` times. Limits are order statistics from the
    binomial distribution (Conover 1999, 3.2); fewer than six values have none at 95%, fewer than
    eight none at 99%. Quartiles are interpolated (Hyndman and Fan's type 7). Results equal
    `scipy.stats.quantile_test` and `numpy.quantile`, which would need each of a million repeated
    values.

    `units_squared` has by group the sum over cases of squared numbers of values; with None, each
    value is a case of its own. If cases have several values, limits are the values at the limits of
    the share one half (Woodruff 1952), with the effective number of cases as sample size: persons
    of one case mostly have the same dates.
    """
    number = np.asarray(groups, int)
    n = np.bincount(number, np.asarray(weights, float)).astype(float)
    squared = n if units_squared is None else np.asarray(units_squared, float)
    # Positions from 0 in the sorted values; fractions are interpolated.
    places: dict[str, Numbers] = {name: (n - 1) * part for name, part in QUARTERS.items()}
    places |= _limits(n, squared, LEVEL)
    wide = _limits(n, squared, VERDICT_LEVEL)
    places |= {f"verdict_{name}": place for name, place in wide.items()}
    value = _values_at(places, n, add_up_by_value(number, values, weights))
    return Middle(*(value[name] for name in Middle._fields))


def _limits(n: Numbers, units_squared: Numbers, level: float) -> dict[str, Numbers]:
    """Return the positions of the low and high limit among the sorted values; NaN if too few."""
    from scipy.stats import binom

    last = binom.ppf((1 - level) / 2, n, HALF)
    last = np.where(last > 0, last, np.nan)
    ordered = {"low": last - 1, "high": n - last}
    several = has_several_units(n, units_squared)
    worth, critical = effective_cases(n, units_squared), critical_value(n, units_squared, level)
    parts = dict(zip(("low", "high"), wilson_interval(HALF, worth, critical), strict=True))
    return {name: np.where(several, (n - 1) * parts[name], ordered[name]) for name in parts}


def _values_at(
    places: dict[str, Numbers],
    n: Numbers,
    ordered: tuple[Indexes, Numbers, tuple[Numbers, ...]],
) -> dict[str, Numbers]:
    """Return each group's values at its positions; NaN where the position is NaN."""
    _, values, (times,) = ordered
    # Numbers of values in earlier groups, and in the group up to each value.
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
    """The share of units that have ended by one cause, on each day on which some did, with limits.

    Limits are NaN when all units have ended, because no spread can be seen then.
    """

    days: NDArray[np.floating]
    share: NDArray[np.floating]
    low: NDArray[np.floating]
    high: NDArray[np.floating]


def aalen_johansen(
    days: ArrayLike, causes: ArrayLike, weights: ArrayLike | None = None
) -> dict[int, Steps]:
    """Return by cause the share of all units that have ended by it; causes that occur only.

    A row is one unit, or `weights` equal units: the days until it ended and the cause (1, 2, ...),
    or the days for which it has been open and 0. Aalen and Johansen 1978: competing causes are not
    censoring, so that all shares add up to 1. One minus Kaplan-Meier would be too high for each
    cause. Limits are on the scale of log(-log), by the delta method.
    """
    from statsmodels.duration.survfunc import CumIncidenceRight

    day, cause = np.asarray(days, float), np.asarray(causes, int)
    if weights is not None:
        times = np.asarray(weights, int)
        day, cause = np.repeat(day, times), np.repeat(cause, times)
    if not day.size:
        return {}
    # When all have ended, the variance divides by 0.
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
    """Return limits of shares on the scale of log(-log), so that they are between 0 and 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = Z * error / (share * np.log(share))
        # 1 to any power is 1, even to NaN; that must stay NaN.
        base = np.where(share < 1 - NEAR, share, np.nan)
        return base ** np.exp(-apart), base ** np.exp(apart)
