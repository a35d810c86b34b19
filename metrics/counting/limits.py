"""The limits that a verdict about a printed row rests on: drawn at 95 %, read at 99 %."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from metrics.counting.rows import FEWEST_UNITS, VERDICT

# Kinds whose denominator is the number of units that they rest on.
OF_UNITS = ("Share", "Duration", "Median")


def of(row: Mapping[str, Any]) -> tuple[float, float]:
    """Of a share its region, which allows for the unknown as well as for chance; else low and high.

    `row` has the columns of `results.rows`; NaN where there are none.
    """
    ends = ("region_low", "region_high") if row["kind"] == "Share" else ("low", "high")
    return _ends(row, ends)


def of_reading(row: Mapping[str, Any]) -> tuple[float, float]:
    """Those at 99 % by which a row is read beside others, with the unknown of a share.

    NaN where there are none; where there is one of both, the other is open.
    """
    return _ends(row, VERDICT)


def units_are_few(row: Mapping[str, Any]) -> bool | None:
    """Of a row that is too few whether its units are, and not the cases that they are of.

    None of a sum, whose number of units is not printed.
    """
    if row["kind"] not in OF_UNITS or pd.isna(row["denominator"]):
        return None
    return bool(row["denominator"] < FEWEST_UNITS)


def _ends(row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[float, float]:
    low, high = (float("nan") if pd.isna(row[end]) else float(row[end]) for end in names)
    return low, high
