"""One group's Kaplan-Meier curve, read from `survival.curves` as a reader of the chart would."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from metrics.statistics import survival


class Curve(NamedTuple):
    """The curve at the days with an event; the median and its limits, None where not reached."""

    days: NDArray[np.floating]
    still_open: NDArray[np.floating]
    error: NDArray[np.floating]
    median: float | None
    low: float | None
    high: float | None


def kaplan_meier(
    days: ArrayLike, events: ArrayLike, censored: ArrayLike, level: float = 0.95
) -> Curve:
    """The share still open after each day, from the numbers of events and censored units per day.

    The median and its limits are the first days on which curve and limits fall to one half.
    """
    width = np.array([norm.ppf((1 + level) / 2)])
    curve = survival.curves(np.zeros(np.shape(days)), days, events, censored, width)
    still_open = curve["still_open"]
    return Curve(
        curve["day"].to_numpy(),
        still_open.to_numpy(),
        (still_open * curve["spread"]).to_numpy(),
        *(first_day(curve, name) for name in ("still_open", "curve_low", "curve_high")),
    )


def first_day(curve: pl.DataFrame, name: str) -> float | None:
    """On which the column has fallen to one half, but for rounding."""
    for day, share in curve.select("day", name).iter_rows():
        if share is not None and share <= 0.5 + 1e-9:
            return day
    return None
