"""Round counts by a secret key, always in the same way, and compute the printed numbers."""

import hashlib
import hmac
from collections.abc import Callable
from functools import reduce
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from metrics.release.exact_counts import (
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
from metrics.statistics.intervals import (
    NORMAL,
    VERDICT_LEVEL,
    Limits,
    byar_interval_of_cases,
    interval_with_unknowns_of_counts,
    ratio,
    wilson_interval,
)

STEP = 5
# A function of the count, the cell's identity and the key that returns the rounded count.
Protect = Callable[[int, str, bytes], int]


def round_randomly_to_five(x: int, identity: str, key: bytes) -> int:
    """Return the multiple of five that replaces a count of a cell; it is within 4 of the count.

    y = 5 floor((x + u) / 5), where u from 0 to 4 depends on the cell's identity and the key. On
    average y equals x. It is always the same, so that repeated questions reveal nothing.
    """
    drawn = hmac.new(key, identity.encode(), hashlib.sha256).digest()
    return STEP * ((x + int.from_bytes(drawn, "big") % STEP) // STEP)


Numbers = NDArray[np.floating]
# Figures under ten could be about persons whom somebody knows; 0 and 5 both read "<10".
LEAST_SHOWN = 10
MONTH = 365.25 / 12
MONEY_DIGITS = 2
# With fewer units, rounding moves a share beyond its limits. Between countries such an error could
# be taken for a difference, so more are needed.
FEWEST, FEWEST_BETWEEN = 30, 50
END = 10
# The variance that rounding adds to a count, averaged over the five remainders: (0 + 4 + 6 + 6 + 4)
# / 5.
ROUNDING_VARIANCE = 4
LIMITS = ("low", "high", "region_low", "region_high", "bound_low", "bound_high")
# Conditions for sums of money: the largest case is below half, the two largest are below 85%, and
# all others add up to at least a tenth of the largest. Otherwise the second could estimate the
# largest within ten percent.
LARGEST, LARGEST_TWO, P_RULE = 0.5, 0.85, 0.1
# Rounded counts whose exact count is surely at least ten, or twenty. The decision uses the rounded
# count: otherwise a median next to a count of 10 would show that it is not 6-9.
OF_TEN, OF_TWENTY = 15.0, 25.0
DAYS_OF_YEAR = 365
RATE_DIGITS, FLOW_DIGITS = 3, 2
Columns = dict[str, Numbers]


class Shown(NamedTuple):
    """Rounded counts. A hidden count is NaN and printed as "<10"; it was rounded to 0 or 5."""

    y: Numbers

    @property
    def hidden(self) -> NDArray[np.bool_]:
        return np.isnan(self.y)

    @property
    def least(self) -> Numbers:
        return np.where(self.hidden, 0.0, self.y)

    @property
    def most(self) -> Numbers:
        return np.where(self.hidden, float(STEP), self.y)

    @property
    def stands_for(self) -> Numbers:
        """Return the number that is used in sums: always 5 for a hidden count."""
        return self.most


Parts = dict[str, Shown]


def percent(share: Numbers) -> Numbers:
    """Round a share to whole percents, half up, in the same way on all computers."""
    return np.floor(np.round(100 * share, 6) + 0.5) / 100


def round_outward(low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """Round limits to whole percents, the lower one down and the upper one up."""
    return np.floor(np.round(100 * low, 6)) / 100, np.ceil(np.round(100 * high, 6)) / 100


def round_to_digits(number: Numbers, how_many: int) -> Numbers:
    """Round numbers to `how_many` significant digits."""
    exact = np.round(number, 6)
    return np.array([float(f"{one:.{how_many}g}") for one in exact.tolist()], float)


def is_spread(whole: Numbers, first: Numbers, second: Numbers) -> NDArray[np.bool_]:
    """Whether no case, and no two cases, make up most of a sum; False for a sum of 0.

    `first` and `second` are the sums of the two largest cases, or upper bounds of them.
    """
    with np.errstate(invalid="ignore"):
        return (
            (whole > 0)
            & (first < LARGEST * whole)
            & (first + second < LARGEST_TWO * whole)
            & (whole - first - second >= P_RULE * first)
        )


def _share_numbers(yes: Shown, no: Shown, unknown: Shown, effect: Numbers) -> dict[str, Numbers]:
    """Return the printed numbers of shares of rounded counts, with limits and bounds.

    `effect` is the design effect of each row's measure. No result depends on whether a hidden part
    is 0 or 5: it counts as 5 in the denominator, and limits are the wider ones of the two.
    """
    denominator = yes.stands_for + no.stands_for
    enough = yes.least + no.least >= FEWEST
    known = ratio(denominator, denominator + unknown.stands_for)
    said = percent(ratio(yes.stands_for, denominator))
    low_end = enough & (yes.hidden | (said < END / 100))
    high_end = enough & (no.hidden | (said > 1 - END / 100))
    end = _printed_end(denominator, yes.hidden | no.hidden)
    limits = _widest_limits(yes, no, unknown, effect)
    return {
        "numerator": yes.y,
        "unknown": unknown.y,
        "denominator": np.where(yes.hidden & no.hidden, np.nan, denominator),
        "value": np.where(enough & ~low_end & ~high_end, said, np.nan),
        "value_below": np.where(low_end, end, np.nan),
        "value_above": np.where(high_end, np.round(1 - end, 2), np.nan),
        "coverage": np.where(enough, percent(known), np.nan),
        # Next to hidden numbers it would reveal that they are not 0.
        "deff": np.where(yes.hidden, np.nan, effect),
        "few": (~enough).astype(float),
        "least_known": ratio(yes.least + no.least, yes.least + no.least + unknown.most),
        **{name: np.where(enough, of, np.nan) for name, of in limits.items()},
    }


def _printed_end(denominator: Numbers, hidden: NDArray[np.bool_]) -> Numbers:
    """Return the limit to print for a small or large share, such as "<10%".

    A hidden count is at most 9, and the other count is at least its printed number minus 4. So 9
    divided by the denominator, which has 5 for the hidden count, is the highest possible share.
    """
    most = np.floor(np.round(100 * (LEAST_SHOWN - 1) / np.fmax(denominator, 1), 6)) + 1
    return np.where(hidden, np.fmax(END, most), END) / 100


def _widest_limits(yes: Shown, no: Shown, unknown: Shown, effect: Numbers) -> dict[str, Numbers]:
    """Return limits and bounds for all possible values of hidden numbers."""
    ends = ((part.least, part.most) for part in (yes, no, unknown))
    each = [_limits(*parts, effect=effect) for parts in product(*ends)]
    widest = {
        name: reduce(np.fmin if name.endswith("low") else np.fmax, (one[name] for one in each))
        for name in LIMITS
    }
    for low, high in zip(LIMITS[::2], LIMITS[1::2], strict=True):
        widest[low], widest[high] = round_outward(widest[low], widest[high])
    return widest


def _limits(yes: Numbers, no: Numbers, unknown: Numbers, *, effect: Numbers) -> dict[str, Numbers]:
    """Return confidence limits (without and with unknown answers) and bounds of rounded shares."""
    known = yes + no
    of_all = known + unknown
    low, high = wilson_interval(ratio(yes, known), known / effect, NORMAL)
    region_low, region_high = interval_with_unknowns_of_counts(yes, no, unknown, effect)
    return {
        "low": low,
        "high": high,
        "region_low": region_low,
        "region_high": region_high,
        "bound_low": ratio(yes, of_all),
        "bound_high": ratio(yes + unknown, of_all),
    }


def verdict_limits(
    numerator: Numbers, denominator: Numbers, unknown: Numbers, effect: Numbers
) -> Limits:
    """Return the limits of a share of rounded counts for comparisons, from its printed counts.

    A hidden count ("<10") is NaN, and taken as 0 and as 9. The rounding of other counts increases
    the design effect. The released limits ignore this: by them, 6 to 10 of 100 equal pairs would
    seem clearly different.
    """
    # A hidden numerator counts as 5 in the denominator, and so does a hidden rest.
    others = denominator - np.where(np.isnan(numerator), float(STEP), numerator)
    parts = (numerator, np.where(others < LEAST_SHOWN, np.nan, others), unknown)
    ends = [[np.where(np.isnan(of), end, of) for end in (0, LEAST_SHOWN - 1)] for of in parts]
    each = [
        interval_with_unknowns_of_counts(
            yes, no, unknown, effect, VERDICT_LEVEL, rounding=ROUNDING_VARIANCE
        )
        for yes, no, unknown in product(*ends)
    ]
    return round_outward(
        reduce(np.fmin, (low for low, _ in each)), reduce(np.fmax, (h for _, h in each))
    )


def rounded_numbers(kind: str, parts: Parts, traits: Columns) -> Columns:
    """Return the printed numbers of rows of one kind of measure.

    `traits` has what the kind needs besides the parts: `effect`; `median`, `q1`, `q3`, and
    `months`, `tens`, `significant` for how they are rounded; `exposure` and `per`; sums of money
    with their two largest cases. The result also has `few`, whether the row has too few units, and
    `least_known`, the lowest possible share of known units.
    """
    return _OF_KIND[kind](parts, traits)


def _count_numbers(parts: Parts, _traits: Columns) -> Columns:
    yes = parts[YES]
    unknown = parts[UNKNOWN].y if UNKNOWN in parts else np.full(yes.y.shape, np.nan)
    return {"numerator": yes.y, "value": yes.y, "unknown": unknown, **_hidden_count_limit(yes, 1.0)}


def _median_numbers(parts: Parts, traits: Columns) -> Columns:
    """Return the printed numbers of medians, without limits, which would be one person's values."""
    contributors = parts[CONTRIBUTORS].least
    is_shown, of_quarters = contributors >= OF_TEN, contributors >= OF_TWENTY
    return {
        **_known_numbers(parts[USED], parts[UNKNOWN]),
        "value": np.where(is_shown, _round_quantile(traits["median"], traits), np.nan),
        "quartile_1": np.where(of_quarters, _round_quantile(traits["q1"], traits), np.nan),
        "quartile_3": np.where(of_quarters, _round_quantile(traits["q3"], traits), np.nan),
        "few": (~is_shown).astype(float),
    }


def _round_quantile(middle: Numbers, traits: Columns) -> Numbers:
    """Round days to whole months or tens, and other values to whole numbers or two digits."""
    in_months = np.round(np.round(middle / MONTH) * MONTH)
    ways: dict[str, Numbers] = {
        "months": in_months,
        "tens": np.round(middle / 10) * 10,
        "significant": round_to_digits(middle, MONEY_DIGITS),
    }
    of = [traits[name] > 0 for name in ways]
    return np.select(of, list(ways.values()), np.round(middle))


def _amount_numbers(parts: Parts, traits: Columns) -> Columns:
    """Return sums of money with two significant digits, and ratios of these printed sums."""
    enough = (parts[CONTRIBUTORS].least >= OF_TEN) & _is_spread(traits, "above")
    above = round_to_digits(traits["above"], MONEY_DIGITS)
    if WITHOUT in parts:
        # Coverage is low if few amounts are known of the units that belong.
        unknown, without = parts[UNKNOWN], parts[WITHOUT]
        known = _known_numbers(parts[USED], without)
        lacking = unknown.stands_for + without.stands_for
        known["unknown"] = np.where(unknown.hidden & without.hidden, np.nan, lacking)
        sums = {"numerator": above, "value": above}
    else:
        enough &= _is_spread(traits, "below")
        known = _known_numbers(parts[USED], parts[UNKNOWN])
        below = round_to_digits(traits["below"], MONEY_DIGITS)
        value = round_to_digits(ratio(above, below), MONEY_DIGITS)
        sums = {"numerator": above, "value": value, "denominator": below}
    sums = {name: np.where(enough, of, np.nan) for name, of in sums.items()}
    return known | sums | {"few": (~enough).astype(float)}


def _is_spread(traits: Columns, side: str) -> NDArray[np.bool_]:
    second = np.nan_to_num(traits[f"{side}_second"])
    return is_spread(traits[side], traits[f"{side}_first"], second)


def _rate_numbers(parts: Parts, traits: Columns) -> Columns:
    """Return rates: events per resident (a public number), or per thing if there are thirty."""
    events = parts[EVENTS]
    if USED in parts:
        return _numbers_per_thing(parts)
    effect = traits["effect"]
    per = ratio(traits["per"], traits["exposure"])
    low, high = byar_interval_of_cases(events.y, effect * events.y)
    return {
        "numerator": events.y,
        "denominator": traits["exposure"],
        "value": round_to_digits(events.y * per, RATE_DIGITS),
        "low": round_to_digits(low * per, RATE_DIGITS),
        "high": round_to_digits(high * per, RATE_DIGITS),
        # Next to hidden numbers it would reveal that they are not 0.
        "deff": np.where(events.hidden, np.nan, effect),
        **_hidden_count_limit(events, per),
        # Years without a number of residents have no rate.
        "few": (~(traits["exposure"] > 0)).astype(float),
    }


def _numbers_per_thing(parts: Parts) -> Columns:
    """Return the printed numbers of events per thing, hidden if there are too few things."""
    events, used = parts[EVENTS], parts[USED]
    enough = used.least >= FEWEST
    value = round_to_digits(ratio(events.y, used.least), MONEY_DIGITS)
    return {
        **_known_numbers(used, parts[UNKNOWN]),
        "numerator": events.y,
        "value": np.where(enough, value, np.nan),
        "few": (~enough).astype(float),
        "below_ten": (enough & events.hidden).astype(float),
    }


def _flow_ratio_numbers(parts: Parts, _traits: Columns) -> Columns:
    """Return clearance rates as ratios (resolved to incoming) and disposition times in days."""
    if PENDING in parts:
        above, below, times = parts[PENDING], parts[RESOLVED], float(DAYS_OF_YEAR)
    else:
        above, below, times = parts[RESOLVED], parts[CAME_IN], 1.0
    enough = below.least >= FEWEST
    value = round_to_digits(ratio(above.y * times, below.least), FLOW_DIGITS)
    return {
        "numerator": above.y,
        "denominator": below.y,
        "unknown": parts[UNKNOWN].y,
        "value": np.where(enough, value, np.nan),
        "few": (~enough).astype(float),
        "below_ten": (enough & above.hidden).astype(float),
    }


def _known_numbers(used: Shown, unknown: Shown) -> Columns:
    """Return the printed numbers of used and unknown units, with coverage and its lower limit."""
    known = ratio(used.stands_for, used.stands_for + unknown.stands_for)
    return {
        "unknown": unknown.y,
        "denominator": used.y,
        "coverage": percent(known),
        "least_known": ratio(used.least, used.least + unknown.most),
    }


def _hidden_count_limit(counted: Shown, times: float | Numbers) -> Columns:
    """Return the limit "less than ten" for hidden numbers, converted to the unit of the value."""
    ten = round_to_digits(LEAST_SHOWN * times + 0 * counted.most, RATE_DIGITS)
    return {"value_below": np.where(counted.hidden, ten, np.nan)}


_OF_KIND: dict[str, Callable[[Parts, Columns], Columns]] = {
    "Count": _count_numbers,
    "Share": lambda parts, traits: _share_numbers(
        parts[YES], parts[NO], parts[UNKNOWN], traits["effect"]
    ),
    "Amount": _amount_numbers,
    "AmountRatio": _amount_numbers,
    "Duration": _median_numbers,
    "Median": _median_numbers,
    "Rate": _rate_numbers,
    "FlowRatio": _flow_ratio_numbers,
}
