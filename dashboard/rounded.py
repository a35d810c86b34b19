"""Rows of a release: their counts are rounded, and read "<10" where they are less."""

from collections.abc import Mapping
from typing import Any

from metrics.release import row as released

Row = Mapping[str, Any]
is_released, hides, coded = released.is_released, released.hides, released.coded
FEW, OF_RELEASE = "<10", released.OF_RELEASE
EARLIER = "carried, of release "
RULE = "Every count is rounded to a multiple of five, always the same way; below ten it reads <10."


def about(row: Row, number: str) -> str:
    """A count of the row as it is said: `about 45` of a release; "<10" is as it is."""
    return f"about {number}" if is_released(row) and number != FEW else number


def earlier(row: Row) -> str:
    """The release that a row is of, where the one that is shown has not told it anew."""
    is_stale = is_released(row) and row.get("not_refreshed") is True
    return f"{EARLIER}{row[released.OF_RELEASE]:.0f}" if is_stale else ""
