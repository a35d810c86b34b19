"""Rows as results return them, for the tests of the cards."""

from typing import Any

import pandas as pd

SHOWN = {
    "version": "1",
    "kind": "Share",
    "unit": "case",
    "period": "all",
    "numerator": 54,
    "unknown": 5,
    "denominator": 100,
    "value": 0.54,
    "low": 0.44,
    "high": 0.63,
    "bound_low": 0.51,
    "bound_high": 0.56,
    "coverage": 0.95,
    "status": "ok",
    "largest_share": None,
    "not_yet_due": 0,
    "cases": 100,
    "deff": 1.0,
    "quartile_1": None,
    "quartile_3": None,
}


def row(measure: str, jurisdiction: str, **changed: Any) -> dict[str, Any]:
    """A shown share of 54 of 100, with what is changed."""
    told = {"measure": measure, "jurisdiction": jurisdiction} | SHOWN | changed
    # Nothing else is said of it: the unknown leaves the limits as they are.
    return {"region_low": told["low"], "region_high": told["high"]} | told


def count(measure: str, year: int, value: float) -> dict[str, Any]:
    """A count of one year in XAA."""
    nothing = dict.fromkeys(
        ("denominator", "low", "high", "bound_low", "bound_high", "coverage", "unknown")
    )
    return (
        row(measure, "XAA", kind="Count", period=str(year), value=value, numerator=value) | nothing
    )


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    """The rows as a frame."""
    return pd.DataFrame(list(rows))
