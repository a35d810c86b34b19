"""The numbers of each kind of measure, from what is shown of its parts."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from metrics.release.display.shares import FEWEST, share
from metrics.release.display.shown import (
    LEAST_SHOWN,
    MONEY_DIGITS,
    MONTH,
    Numbers,
    Shown,
    digits,
    percent,
    ratio,
)
from metrics.release.display.sums import is_spread
from metrics.release.identity import (
    CAME_IN,
    CONTRIBUTORS,
    EVENTS,
    NO,
    PENDING,
    RESOLVED,
    UNKNOWN,
    USED,
    WITHOUT,
    YES,
)
from metrics.statistics.counts import byar_of_cases

# Rounded counts that are of at least ten, and of at least twenty, whatever they were rounded from.
# Decided by what is shown: of a count that reads 10, to see a middle would say that it is not 6-9.
OF_TEN, OF_TWENTY = 15.0, 25.0
DAYS_OF_YEAR = 365
RATE_DIGITS, FLOW_DIGITS = 3, 2

Columns = dict[str, Numbers]
Parts = dict[str, Shown]


def numbers(kind: str, parts: Parts, told: Columns) -> Columns:
    """The printed numbers of rows of one kind, as far as it has them.

    `told` has of each row what its kind needs beside the parts: `effect`; `median`, `q1`, `q3` and
    `months`, `tens`, `significant`, which say how a middle is rounded; `exposure` and `per`; sums
    of money with their largest two. Beside printed numbers are given `few`, whether the row rests
    on too few, and `least_known`, the least part of it that may be known.
    """
    return _OF_KIND[kind](parts, told)


def _count(parts: Parts, _told: Columns) -> Columns:
    yes = parts[YES]
    unknown = parts[UNKNOWN].y if UNKNOWN in parts else np.full(yes.y.shape, np.nan)
    return {"numerator": yes.y, "value": yes.y, "unknown": unknown, **_below_ten(yes, 1.0)}


def _share(parts: Parts, told: Columns) -> Columns:
    return share(parts[YES], parts[NO], parts[UNKNOWN], told["effect"])


def _middle(parts: Parts, told: Columns) -> Columns:
    """Never with limits, or the least and the largest: these are days of one person."""
    contributors = parts[CONTRIBUTORS].least
    told_at_all, of_quarters = contributors >= OF_TEN, contributors >= OF_TWENTY
    return {
        **_known(parts[USED], parts[UNKNOWN]),
        "value": np.where(told_at_all, _rounded(told["median"], told), np.nan),
        "quartile_1": np.where(of_quarters, _rounded(told["q1"], told), np.nan),
        "quartile_3": np.where(of_quarters, _rounded(told["q3"], told), np.nan),
        "few": (~told_at_all).astype(float),
    }


def _rounded(middle: Numbers, told: Columns) -> Numbers:
    """Days to whole months, written in days; or to tens; others to whole numbers or two digits."""
    in_months = np.round(np.round(middle / MONTH) * MONTH)
    ways: dict[str, Numbers] = {
        "months": in_months,
        "tens": np.round(middle / 10) * 10,
        "significant": digits(middle, MONEY_DIGITS),
    }
    of = [told[name] > 0 for name in ways]
    return np.select(of, list(ways.values()), np.round(middle))


def _money(parts: Parts, told: Columns) -> Columns:
    """Sums to two digits; a ratio of what is printed."""
    enough = (parts[CONTRIBUTORS].least >= OF_TEN) & _is_spread(told, "above")
    above = digits(told["above"], MONEY_DIGITS)
    if WITHOUT in parts:
        # It is a small part where few amounts are known of what is known to belong.
        unknown, without = parts[UNKNOWN], parts[WITHOUT]
        known = _known(parts[USED], without)
        lacking = unknown.stands_for + without.stands_for
        known["unknown"] = np.where(unknown.hidden & without.hidden, np.nan, lacking)
        sums = {"numerator": above, "value": above}
    else:
        enough &= _is_spread(told, "below")
        known = _known(parts[USED], parts[UNKNOWN])
        below = digits(told["below"], MONEY_DIGITS)
        value = digits(ratio(above, below), MONEY_DIGITS)
        sums = {"numerator": above, "value": value, "denominator": below}
    sums = {name: np.where(enough, of, np.nan) for name, of in sums.items()}
    return known | sums | {"few": (~enough).astype(float)}


def _is_spread(told: Columns, side: str) -> NDArray[np.bool_]:
    second = np.nan_to_num(told[f"{side}_second"])
    return is_spread(told[side], told[f"{side}_first"], second)


def _rate(parts: Parts, told: Columns) -> Columns:
    """Events for a number of residents, which is public; or per thing, of thirty and more."""
    events = parts[EVENTS]
    if USED in parts:
        return _per_thing(parts)
    effect = told["effect"]
    per = ratio(told["per"], told["exposure"])
    low, high = byar_of_cases(events.y, effect * events.y)
    return {
        "numerator": events.y,
        "denominator": told["exposure"],
        "value": digits(events.y * per, RATE_DIGITS),
        "low": digits(low * per, RATE_DIGITS),
        "high": digits(high * per, RATE_DIGITS),
        # Beside hidden numbers alone it would tell that there are some.
        "deff": np.where(events.hidden, np.nan, effect),
        **_below_ten(events, per),
        # Of a year without a number of residents there is no rate.
        "few": (~(told["exposure"] > 0)).astype(float),
    }


def _per_thing(parts: Parts) -> Columns:
    events, used = parts[EVENTS], parts[USED]
    enough = used.least >= FEWEST
    value = digits(ratio(events.y, used.least), MONEY_DIGITS)
    return {
        **_known(used, parts[UNKNOWN]),
        "numerator": events.y,
        "value": np.where(enough, value, np.nan),
        "few": (~enough).astype(float),
        "below_ten": (enough & events.hidden).astype(float),
    }


def _flow(parts: Parts, _told: Columns) -> Columns:
    """Clearance as a ratio, disposition in days; by what came in, or was resolved."""
    if PENDING in parts:
        above, below, times = parts[PENDING], parts[RESOLVED], float(DAYS_OF_YEAR)
    else:
        above, below, times = parts[RESOLVED], parts[CAME_IN], 1.0
    enough = below.least >= FEWEST
    value = digits(ratio(above.y * times, below.least), FLOW_DIGITS)
    return {
        "numerator": above.y,
        "denominator": below.y,
        "unknown": parts[UNKNOWN].y,
        "value": np.where(enough, value, np.nan),
        "few": (~enough).astype(float),
        "below_ten": (enough & above.hidden).astype(float),
    }


def _known(used: Shown, unknown: Shown) -> Columns:
    known = ratio(used.stands_for, used.stands_for + unknown.stands_for)
    return {
        "unknown": unknown.y,
        "denominator": used.y,
        "coverage": percent(known),
        "least_known": ratio(used.least, used.least + unknown.most),
    }


def _below_ten(counted: Shown, times: float | Numbers) -> Columns:
    """Of a hidden number that it is less than ten, in what its value is told in."""
    ten = digits(LEAST_SHOWN * times + 0 * counted.most, RATE_DIGITS)
    return {"value_below": np.where(counted.hidden, ten, np.nan)}


_OF_KIND: dict[str, Callable[[Parts, Columns], Columns]] = {
    "Count": _count,
    "Share": _share,
    "Amount": _money,
    "AmountRatio": _money,
    "Duration": _middle,
    "Median": _middle,
    "Rate": _rate,
    "FlowRatio": _flow,
}
