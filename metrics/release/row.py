"""What a row of a release has beside the columns of `results.rows`, and how it is read."""

import math
from collections.abc import Mapping
from enum import StrEnum
from numbers import Real
from typing import Any

# The release that the row is of; which of numerator, unknown and denominator read "<10", with
# commas; and a value of which no more is told than that it is less, or more.
OF_RELEASE, HIDDEN = "of_release", "hidden"
CODES = ("value_below", "value_above")
SIGNS = ("<", ">")
Row = Mapping[str, Any]


class Status(StrEnum):
    """Why a number of a release is or is not shown, in the order in which they are asked.

    Those that the records' own rows have mean the same. Whether nothing at all is recorded is not
    told. WITHHELD is what the gate took out, PROTECTED what reads "<10", "<10 %" or ">90 %". No
    release has a row of what is NOT_RELEASED: it is in no table of the plan.
    """

    NOT_COLLECTED = "not_collected"
    NOT_YET_DUE = "not_yet_due"
    WITHHELD = "withheld"
    TOO_FEW = "too_few"
    BOUNDS_ONLY = "bounds_only"
    PROTECTED = "protected"
    OK = "ok"
    NOT_RELEASED = "not_released"


def is_released(row: Row) -> bool:
    """Whether the row is of a release, and not of exact figures."""
    return _is_number(row.get(OF_RELEASE))


def hides(row: Row, part: str) -> bool:
    """Whether numerator, unknown or denominator of the row reads "<10"."""
    hidden = row.get(HIDDEN)
    return isinstance(hidden, str) and part in hidden.split(",")


def coded(row: Row) -> tuple[str, float] | None:
    """The sign and the end of a value that is less or more than it; None of any other."""
    for name, sign in zip(CODES, SIGNS, strict=True):
        if _is_number(row.get(name)):
            return sign, row[name]
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not math.isnan(value)
