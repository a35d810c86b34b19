"""The middle of some values, of one group or of many at once: median, its interval, quartiles."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from metrics.statistics.clusters import critical_value, effective_cases, has_several
from metrics.statistics.in_groups import Indexes, by_value
from metrics.statistics.proportions import LEVEL, VERDICT_LEVEL, score_limits

HALF = 0.5
QUARTERS = {"q1": 0.25, "median": HALF, "q3": 0.75}
Numbers = NDArray[np.floating]


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
    have none at 95 %, fewer than eight none at 99 %. Quartiles lie between neighbours (Hyndman and
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
