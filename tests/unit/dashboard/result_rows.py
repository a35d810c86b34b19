"""Rows as results return them, for the tests of the cards."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

from dashboard.frames import trend_breaks
from dashboard.frames.peer_comparison import PeerGroup

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
    low, high = told["low"], told["high"]
    limits = {"region_low": low, "region_high": high, "verdict_low": low, "verdict_high": high}
    return limits | told


OTHERS = ("XAB", "XAC", "XAD", "XAE", "XAF")


def circle(*places: str, **changed: Any) -> PeerGroup:
    """XAA against the places in 2020-2024; all of them count alike, and nothing breaks."""
    told: dict[str, Any] = {
        "own": "XAA",
        "places": places,
        "years": (2020, 2024),
        "breaks": lambda *_: (),
        "differing": lambda *_: (),
        "rows_of": lambda *_: {},
    }
    return PeerGroup(**told | changed)


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


def share(measure: str, yes: int, of: int = 100, **changed: Any) -> dict[str, Any]:
    """A share in XAA of so many of so many, with limits of five points."""
    value = yes / of
    limits = {"low": max(0.0, value - 0.05), "high": min(1.0, value + 0.05)}
    told = {"value": value, "numerator": yes, "denominator": of} | limits
    return row(measure, "XAA", **told | changed)


NO_YEARS = frame(row("N01", "XAA", period="2024", stretch="0")).iloc[:0]


def happened(*of: tuple[str, date, str, bool]) -> pd.DataFrame:
    """Events of jurisdiction, day and title, and whether each breaks the series."""
    rows = [(jurisdiction, on, title, "Gazette", breaks) for jurisdiction, on, title, breaks in of]
    return pd.DataFrame(rows, columns=list(trend_breaks.MARK_COLUMNS))


NONE_HAPPENED = happened()


def only_of(jurisdiction: str, *found: object) -> Callable[[str, object], tuple[object, ...]]:
    """What is found for one jurisdiction, and nothing for any other."""
    return lambda asked, _: found if asked == jurisdiction else ()
