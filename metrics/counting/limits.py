"""The limits that a verdict about a printed row rests on."""

from collections.abc import Mapping
from typing import Any

import pandas as pd


def of(row: Mapping[str, Any]) -> tuple[float, float]:
    """Of a share its region, which allows for the unknown as well as for chance; else low and high.

    `row` has the columns of `results.rows`; NaN where there are none.
    """
    ends = ("region_low", "region_high") if row["kind"] == "Share" else ("low", "high")
    low, high = (float("nan") if pd.isna(row[end]) else float(row[end]) for end in ends)
    return low, high
