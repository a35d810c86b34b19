"""Now and before: whether a number has changed beyond chance."""

from enum import StrEnum
from math import hypot
from typing import NamedTuple


class Limited(NamedTuple):
    """A number with its limits; a share with its region, which allows for the unknown too."""

    value: float
    low: float
    high: float


class Change(StrEnum):
    """What two periods let us say, as pages say it."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_CHANGE = "no clear change"


def newcombe(one: Limited, other: Limited) -> Limited:
    """The share of `one` less that of `other`, -1 to 1, with limits from the limits of each.

    Newcombe's hybrid score interval (1998, method 10). What it squares and adds are the distances
    from value to limit, so it holds for limits that allow for cases and for the unknown too (Zou
    and Donner 2008); the libraries take counts alone. NaN where one of the limits is.
    """
    apart = one.value - other.value
    return Limited(
        apart,
        apart - hypot(one.value - one.low, other.high - other.value),
        apart + hypot(one.high - one.value, other.value - other.low),
    )


def share_change(later: Limited, earlier: Limited) -> Change:
    """Whether a share has changed: clear where the interval of the difference excludes 0.

    Limits that are NaN can tell nothing.
    """
    _, low, high = newcombe(later, earlier)
    return _change(above=low > 0, below=high < 0)


def number_change(later: Limited, earlier: Limited) -> Change:
    """Whether a median or a rate has changed: clear where the limits of both do not overlap.

    A limit that is NaN was not reached, as the upper one of long waits: that side is open.
    """
    return _change(above=later.low > earlier.high, below=later.high < earlier.low)


def _change(*, above: bool, below: bool) -> Change:
    if above:
        return Change.HIGHER
    return Change.LOWER if below else Change.NO_CLEAR_CHANGE
