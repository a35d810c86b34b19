"""How far a number lies behind what it is held against: its target, or the median of others."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from dashboard import words
from metrics import catalogue, kinds, measure
from metrics.statistics import trends

# Distances that differ by less are the same: what is left is how binary numbers are rounded.
ROUNDED = 9
Row = Mapping[str, Any]


class Mark(IntEnum):
    """What a number is held against, in the order in which rows stand."""

    TARGET = 0
    OTHERS = 1


NAMES = {Mark.TARGET: "the target", Mark.OTHERS: "the others’ median"}
# Shares by target, shares by others, then what is no share; and last what is behind nothing.
Place = tuple[bool, int, float]
LAST: Place = (True, len(Mark), 0.0)


@dataclass(frozen=True)
class Distance:
    """How far behind: of shares `away` is in hundredths, else a part of what it is held against.

    `says` tells what would have to change: units of a share, the value itself of another kind.
    """

    mark: Mark
    is_share: bool
    away: float
    says: str

    @property
    def place(self) -> Place:
        """What rows are sorted by, the furthest behind first."""
        return not self.is_share, int(self.mark), -round(self.away, ROUNDED)


def behind_target(row: Row, target: float, of: str) -> Distance | None:
    """How far the value of a year is behind its target; `of` is the year, as it is said.

    None where it is not behind, its status lets no value stand, or no side of it is good. The value
    decides and not its interval: an order has to put rows somewhere, and names no difference. So
    does a target whose day has not come: until then is the time to work for it.
    """
    return _distance(row, Mark.TARGET, target, of) if words.shown(row) else None


def behind_median(row: Row, median: float | None, of: str) -> Distance | None:
    """The same behind the median of others; None without one."""
    if median is None or not words.known(median) or not words.shown(row):
        return None
    return _distance(row, Mark.OTHERS, median, of)


def place(distance: Distance | None) -> Place:
    """Where a row stands; those behind nothing keep the order of the catalogue."""
    return distance.place if distance else LAST


def _distance(row: Row, mark: Mark, aim: float, of_years: str) -> Distance | None:
    of = catalogue.CATALOGUE[row["measure"]]
    if of.direction is measure.Direction.CONTEXT:
        return None
    lower, value = of.direction is measure.Direction.LOWER, float(row["value"])
    if isinstance(of, kinds.Share):
        return _of_share(row, mark, aim, of_years, lower=lower)
    short = value - aim if lower else aim - value
    if short <= 0 or math.isclose(value, aim):
        return None
    # Nothing at all is a mark that no part can be taken of: whatever is above it is furthest.
    away = short / aim if aim else math.inf
    change = f"{_apart(row, short)} {'less' if lower else 'more'} in {of_years}"
    says = f"{change} would reach {NAMES[mark]}"
    return Distance(mark, False, away, says)


def _apart(row: Row, short: float) -> str:
    """A difference in the unit of the values; of hundredths it is told in points."""
    if words.kind_of(row) == "AmountRatio":
        number = words.percent(short)
        points = "percentage point" if number in ("1", "<1") else "percentage points"
        return f"{number}{words.NO_BREAK}{points}"
    return words.value({**row, "value": short})


def _of_share(row: Row, mark: Mark, aim: float, of_years: str, *, lower: bool) -> Distance | None:
    count = trends.too_many if lower else trends.needed
    to_go = count(int(row["numerator"]), int(row["denominator"]), aim)
    if not to_go:
        return None
    away = 100 * abs(float(row["value"]) - aim)
    if words.is_released(row):
        # So many units of a rounded number would be reckoned more exactly than they are told.
        return Distance(mark, True, away, "")
    units = catalogue.CATALOGUE[row["measure"]].unit_words
    known = f"{words.count(row['denominator'])} {units} of {of_years}"
    change = f"{words.count(to_go)} {'fewer' if lower else 'more'} of {known} would reach"
    return Distance(mark, True, away, f"{change} {NAMES[mark]}")
