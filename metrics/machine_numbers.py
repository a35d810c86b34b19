"""Numbers as files for machines have them, and what a unit's column means."""

import math
from typing import Any

from sqlalchemy import Column

# Units of time, shown to a tenth.
WHOLE = ("days", "months")
DAYS_IN_MONTH = 365.25 / 12
# Of a double's sixteen: the last ones depend on the order in which a database added up.
DIGITS = 12


def missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def twelve_digits(value: float) -> float:
    """A number as every file for machines has it, so that equal records give equal bytes."""
    return float(f"{value:.{DIGITS}g}")


def column_label(column: Column[Any]) -> str:
    """What a unit's column says, as a message; when it is unknown is left out."""
    return str(column.info["meaning"]).partition(";")[0]


def column_meaning(column: Column[Any]) -> str:
    """What a unit's column says, within a sentence; when it is unknown is left out."""
    label = column_label(column)
    return label[:1].lower() + label[1:]
