"""Format numbers for machine-readable files, and describe unit columns."""

import math
from typing import Any

from sqlalchemy import Column

# Units of time, shown with one decimal.
WHOLE = ("days", "months")
DAYS_IN_MONTH = 365.25 / 12
# Of a float's 16 digits: the last ones depend on the order in which a database adds up.
DIGITS = 12


def is_missing(value: float | None) -> bool:
    """Whether a number is None or NaN."""
    return value is None or math.isnan(value)


def round_to_twelve_digits(value: float) -> float:
    """Round a number to twelve significant digits, so that equal records give equal files."""
    return float(f"{value:.{DIGITS}g}")


def column_label(column: Column[Any]) -> str:
    """Return the meaning of a unit's column as a message, without the part on unknown."""
    return str(column.info["meaning"]).partition(";")[0]


def column_meaning(column: Column[Any]) -> str:
    """Return the meaning of a column of units with a lower-case first letter, for a sentence."""
    label = column_label(column)
    return label[:1].lower() + label[1:]
