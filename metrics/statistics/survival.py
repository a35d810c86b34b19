"""Durations with open cases: Kaplan-Meier from counts by day, of many groups at once."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from metrics.statistics.clusters import critical_value

HALF = 0.5
# A product of fractions that should be one half comes out a few units of the last place beside it.
ROUNDING = 1e-9
LIMITS = {"median": "still_open", "low": "curve_low", "high": "curve_high"}


class Waits(NamedTuple):
    """The median wait of each group and its limits, in days; NaN where not reached."""

    median: NDArray[np.floating]
    low: NDArray[np.floating]
    high: NDArray[np.floating]


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
    every = pl.DataFrame({"group": np.arange(number.max() + 1 if number.size else 0)})
    units = np.bincount(number, np.add(events, censored), every.height)
    squared = units if units_squared is None else np.asarray(units_squared, float)
    alike = np.divide(squared, units, out=np.ones(units.shape), where=units > 0)
    width = critical_value(units, squared) * np.sqrt(alike)
    medians = _medians(curves(number, days, events, censored, width))
    medians = every.join(medians, on="group", how="left", maintain_order="left")
    return Waits(*(medians[name].cast(pl.Float64).to_numpy() for name in LIMITS))


def curves(
    groups: ArrayLike,
    days: ArrayLike,
    events: ArrayLike,
    censored: ArrayLike,
    width: NDArray[np.floating],
) -> pl.DataFrame:
    """Of each group the days with an event: group, day, still_open, spread, curve_low, curve_high.

    The share still open after each day, from the numbers of events and censored units per day, and
    its error by Greenwood, of which `spread` is the part of the share. The limits lie `width` of
    the group times the spread away, on the scale of log(-log).
    """
    spells = pl.LazyFrame(
        {
            "group": np.asarray(groups, int),
            "day": np.asarray(days, float),
            "event": np.asarray(events, float),
            "left": np.asarray(censored, float),
        }
    )
    event, at_risk, still_open = pl.col("event"), pl.col("at_risk"), pl.col("still_open")
    some_left = at_risk > event
    growth = pl.when(some_left).then(event / (at_risk * (at_risk - event))).otherwise(0.0)
    # Log-log limits of a curve below 1 and above 0.
    power = (pl.col("width") * pl.col("spread") / -still_open.log()).exp()
    widths = pl.LazyFrame({"group": np.arange(width.size), "width": width})
    return (
        # Events and censored units of one day belong together, in whatever rows they come.
        spells.group_by("group", "day")
        .agg(pl.col("event", "left").sum())
        .join(widths, on="group")
        .sort("group", "day")
        .with_columns((event + pl.col("left")).cum_sum(reverse=True).over("group").alias("at_risk"))
        .filter(event > 0)
        .with_columns(
            (1 - event / at_risk).cum_prod().over("group").alias("still_open"),
            growth.cum_sum().over("group").sqrt().alias("spread"),
        )
        .with_columns(
            pl.when(some_left).then(still_open**power).alias("curve_low"),
            pl.when(some_left).then(still_open ** (1 / power)).alias("curve_high"),
        )
        .collect()
    )


def _medians(curve: pl.DataFrame) -> pl.DataFrame:
    """The first days of each group on which the curve and its limits have fallen to one half."""
    fallen = {name: pl.col(of) <= HALF + ROUNDING for name, of in LIMITS.items()}
    first = [pl.col("day").filter(below).first().alias(name) for name, below in fallen.items()]
    return curve.group_by("group").agg(first)
