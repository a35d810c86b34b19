"""Whether a number has changed: the last years held against those before them."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from metrics import results
from metrics.results import Row, Status
from metrics.statistics.trends import Change, Limited, number_change, share_change

# One year against one is mostly chance. Three stand against three, so that six are needed; where
# there are only four or five years, two against two.
MOST_YEARS, FEWEST_YEARS = 3, 2
Years = tuple[int, int]
Ends = Callable[[Row], tuple[float, float]]


class Periods(NamedTuple):
    """Two periods of equal length, the first and the last year of each."""

    earlier: Years
    later: Years


def periods(years: Sequence[int]) -> Periods | None:
    """The last of consecutive `years`, and those before them; None where there are too few.

    Given are full years in which every unit is due, of one stretch between breaks.
    """
    length = MOST_YEARS if len(years) >= 2 * MOST_YEARS else FEWEST_YEARS
    if len(years) < 2 * length:
        return None
    last = years[-1]
    return Periods((last - 2 * length + 1, last - length), (last - length + 1, last))


def change(earlier: Row, later: Row) -> Change | None:
    """What two printed rows of one number (columns of `results.rows`) say of it.

    A share by the interval of the difference of both regions, others by whether their limits
    overlap. None where one of them is not printed, or the number has no limits.
    """
    return _difference(earlier, later, results.limits)


def beside(own: Row, other: Row) -> Change | None:
    """How one of two places stands beside the `own`: as `change`, by the limits of a reading."""
    return _difference(own, other, results.reading_limits)


def _difference(earlier: Row, later: Row, ends: Ends) -> Change | None:
    if {earlier["status"], later["status"]} != {Status.OK}:
        return None
    before, after = _limited(earlier, ends(earlier)), _limited(later, ends(later))
    if _without_limits(before) or _without_limits(after):
        return None
    judge = share_change if later["kind"] == "Share" else number_change
    return judge(after, before)


def _limited(row: Row, ends: tuple[float, float]) -> Limited:
    value = row["value"]
    return Limited(float("nan") if value is None else float(value), *ends)


def _without_limits(number: Limited) -> bool:
    """A limit that is not reached is one; a number without both has none at all."""
    return math.isnan(number.low) and math.isnan(number.high)
