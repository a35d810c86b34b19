"""Where a number stands against a target."""

import math
from decimal import Decimal
from enum import StrEnum

# A median of shares is a fraction, which binary numbers miss: 5 of 6 written out and times 6 is a
# hair above 5. Targets have at most six decimals, so that no whole unit is ever lost by it.
HAIR = Decimal("1e-9")


class Standing(StrEnum):
    """What the interval lets us say about a target."""

    CLEARLY_MET = "clearly met"
    CANNOT_TELL = "cannot tell"
    CLEARLY_NOT_MET = "clearly not met"


def standing_above(low: float, high: float, target: float) -> Standing:
    """Whether a number within `low` to `high` is at least the target, all in the same unit.

    Limits that are NaN can tell nothing.
    """
    if low >= target:
        return Standing.CLEARLY_MET
    return Standing.CLEARLY_NOT_MET if high < target else Standing.CANNOT_TELL


def standing_below(low: float, high: float, target: float) -> Standing:
    """Whether a number within `low` to `high` is at most the target, all in the same unit.

    Limits that are NaN can tell nothing.
    """
    if high <= target:
        return Standing.CLEARLY_MET
    return Standing.CLEARLY_NOT_MET if low > target else Standing.CANNOT_TELL


def needed(yes: int, n: int, target: float) -> int:
    """How many more of the n would have to be yes for the share to reach the target (0 to 1)."""
    return max(0, math.ceil(_exactly(target) * n - HAIR) - yes)


def too_many(yes: int, n: int, target: float) -> int:
    """How many fewer of the n would have to be yes for the share to fall to the target (0 to 1)."""
    return max(0, yes - math.floor(_exactly(target) * n + HAIR))


def _exactly(target: float) -> Decimal:
    """The target as it is written: 0.07 × 100 is 7, and not a hair more."""
    return Decimal(str(target))
