"""The middle of some values, of one group or of many at once: median, its interval, quartiles."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from metrics.statistics.clusters import critical_value, effective_cases, has_several
from metrics.statistics.proportions import LEVEL, score_limits

HALF = 0.5
QUARTERS = {"q1": 0.25, "median": HALF, "q3": 0.75}
Numbers = NDArray[np.float64]


class Middle(NamedTuple):
    """Per group the median with its limits and the quartiles, in the unit of the values.

    NaN where none.
    """

    median: Numbers
    low: Numbers
    high: Numbers
    q1: Numbers
    q3: Numbers


def median_intervals(
    groups: ArrayLike,
    values: ArrayLike,
    weights: ArrayLike,
    units_squared: ArrayLike | None = None,
) -> Middle:
    """Medians of groups numbered 0, 1, ..., a row per group and value; no group is empty.

    Each value counts `weights` times. The limits are two of the values: as many from either end as
    the binomial distribution allows (order statistics; Conover 1999, 3.2). Fewer than six values
    have none at 95 %. Quartiles lie between neighbours (Hyndman and Fan's type 7). Like
    `scipy.stats.quantile_test` and `numpy.quantile`, which would need each of a million repeated
    values written out.

    `units_squared` has for each group the sum of its cases' squared numbers of values, without
    which each value is a case of its own. Where a case has several, the limits are the values
    at the limits of a half (Woodruff 1952), a case counting as one: persons of one case mostly
    share their dates.
    """
    table = pl.DataFrame(
        {
            "group": np.asarray(groups, int),
            "value": np.asarray(values, float),
            "times": np.asarray(weights, float),
        }
    )
    sizes = table.group_by("group").agg(pl.col("times").sum().alias("n")).sort("group")
    n = sizes["n"].to_numpy()
    squared = n if units_squared is None else np.asarray(units_squared, float)
    # Counted from 0, of all values in order; what lies between two places is interpolated.
    places = {name: (n - 1) * part for name, part in QUARTERS.items()}
    places |= _limits(n, squared)
    value = _values_at(places, table, sizes.select("group"))
    return Middle(*(value[name] for name in Middle._fields))


def _limits(n: Numbers, units_squared: Numbers) -> dict[str, Numbers]:
    """The places of low and high; NaN where there are none."""
    from scipy.stats import binom

    last = binom.ppf((1 - LEVEL) / 2, n, HALF)
    last = np.where(last > 0, last, np.nan)
    ordered = {"low": last - 1, "high": n - last}
    several = has_several(n, units_squared)
    worth, critical = effective_cases(n, units_squared), critical_value(n, units_squared)
    parts = dict(zip(("low", "high"), score_limits(HALF, worth, critical), strict=True))
    return {name: np.where(several, (n - 1) * parts[name], ordered[name]) for name in parts}


def _values_at(
    places: dict[str, Numbers], table: pl.DataFrame, groups: pl.DataFrame
) -> dict[str, Numbers]:
    """The values of each of the groups at its places; NaN where the place is."""
    below = {f"{name}_below": np.floor(place) for name, place in places.items()}
    neighbours = below | {f"{name}_above": below[f"{name}_below"] + 1 for name in places}
    at = [
        pl.col("value").filter(pl.col("reached") > pl.col(place).first()).first().alias(place)
        for place in neighbours
    ]
    reached = (
        table.join(
            groups.with_columns(**{k: pl.Series(v) for k, v in neighbours.items()}), on="group"
        )
        .filter(pl.col("times") > 0)
        .sort("group", "value")
        .with_columns(pl.col("times").cum_sum().over("group").alias("reached"))
        .group_by("group")
        .agg(at)
    )
    values = groups.join(reached, on="group", how="left", maintain_order="left")
    value = {}
    for name, place in places.items():
        low, high = (values[f"{name}_{side}"].to_numpy() for side in ("below", "above"))
        apart = place - below[f"{name}_below"]
        value[name] = np.where(apart > 0, low + apart * (high - low), low)
        value[name] = np.where(np.isnan(place), np.nan, value[name])
    return value
