"""Rows of a release: their counts are rounded, and read "<10" where they are less."""

import math
from collections.abc import Mapping
from numbers import Real
from typing import Any

Row = Mapping[str, Any]
FEW = "<10"
RULE = "Every count is rounded to a multiple of five, always the same way; below ten it reads <10."


def is_released(row: Row) -> bool:
    """Whether the row is of a release, and not of exact figures."""
    of = row.get("of_release")
    return isinstance(of, Real) and not math.isnan(of)


def hides(row: Row, part: str) -> bool:
    """Whether numerator, unknown or denominator of the row reads "<10"."""
    hidden = row.get("hidden")
    return isinstance(hidden, str) and part in hidden.split(",")


def about(row: Row, number: str) -> str:
    """A count of the row as it is said: `about 45` of a release; "<10" is as it is."""
    return f"about {number}" if is_released(row) and number != FEW else number


def earlier(row: Row) -> str:
    """The release that a row is of, where the one that is shown has not told it anew."""
    is_stale = is_released(row) and row.get("not_refreshed") is True
    return f"of release {row['of_release']:.0f}" if is_stale else ""
