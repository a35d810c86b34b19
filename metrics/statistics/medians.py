"""The middle of some values, of one group or of many at once: median, its interval, quartiles."""

from typing import Generic, NamedTuple, TypeVar

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom

from metrics.statistics.proportions import LEVEL

QUARTERS = {"q1": 0.25, "median": 0.5, "q3": 0.75}
Numbers = NDArray[np.float64]
Number = TypeVar("Number")


class Middle(NamedTuple, Generic[Number]):
    """The median with its limits and the quartiles, in the unit of the values; NaN where none.

    Each is a number, or one number per group.
    """

    median: Number
    low: Number
    high: Number
    q1: Number
    q3: Number


def median_interval(
    values: ArrayLike, weights: ArrayLike | None = None, level: float = LEVEL
) -> Middle[float]:
    """The median of `values`, each counted `weights` times (once without), and its interval.

    The limits are two of the values: as many from either end as the binomial distribution allows
    (order statistics; Conover 1999, 3.2). Fewer than six values have none at 95 %. Quartiles lie
    between neighbours (Hyndman and Fan's type 7). Like `scipy.stats.quantile_test` and
    `numpy.quantile`, which would need each of a million repeated values written out.
    """
    value = np.asarray(values, float)
    times = np.ones(value.shape) if weights is None else np.asarray(weights, float)
    if not times.sum():
        return Middle(*[np.nan] * 5)
    of_one = median_intervals(np.zeros(value.shape), value, times, level)
    return Middle(*(float(numbers[0]) for numbers in of_one))


def median_intervals(
    groups: ArrayLike, values: ArrayLike, weights: ArrayLike, level: float = LEVEL
) -> Middle[Numbers]:
    """`median_interval` of groups numbered 0, 1, ..., a row per group and value; none is empty."""
    table = pl.DataFrame(
        {
            "group": np.asarray(groups, int),
            "value": np.asarray(values, float),
            "times": np.asarray(weights, float),
        }
    )
    sizes = table.group_by("group").agg(pl.col("times").sum().alias("n")).sort("group")
    n = sizes["n"].to_numpy()
    # The places of the limits, counted from 0, of all values in order.
    last = binom.ppf((1 - level) / 2, n, 0.5)
    places = {"low": last - 1, "high": n - last}
    for name, part in QUARTERS.items():
        below = np.floor((n - 1) * part)
        places |= {f"{name}_below": below, f"{name}_above": below + 1}
    at = [
        pl.col("value").filter(pl.col("reached") > pl.col(place).first()).first().alias(place)
        for place in places
    ]
    found = (
        table.join(sizes.with_columns(**{k: pl.Series(v) for k, v in places.items()}), on="group")
        .filter(pl.col("times") > 0)
        .sort("group", "value")
        .with_columns(pl.col("times").cum_sum().over("group").alias("reached"))
        .group_by("group")
        .agg(at)
    )
    by_group = sizes.select("group").join(found, on="group", how="left", maintain_order="left")
    value = {name: by_group[name].to_numpy() for name in places}
    for name, part in QUARTERS.items():
        below, above = value[f"{name}_below"], value[f"{name}_above"]
        apart = (n - 1) * part - places[f"{name}_below"]
        value[name] = np.where(apart > 0, below + apart * (above - below), below)
    none = last <= 0
    value |= {name: np.where(none, np.nan, value[name]) for name in ("low", "high")}
    return Middle(*(value[name] for name in Middle._fields))
