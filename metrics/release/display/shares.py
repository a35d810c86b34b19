"""Shares of rounded counts: whole percents, and "<10 %" and ">90 %" at the ends."""

from functools import reduce
from itertools import product

import numpy as np
from numpy.typing import NDArray

from metrics.release.display.shown import LEAST_SHOWN, Numbers, Shown, outward, percent, ratio
from metrics.release.protect import STEP
from metrics.statistics.clusters import NORMAL
from metrics.statistics.proportions import VERDICT_LEVEL, Limits, score_limits
from metrics.statistics.unknowns import region_of

# Of fewer a single unit that is rounded away moves a share by more than its limits allow for.
# Between countries a difference of as much would be taken for one of the countries.
FEWEST, FEWEST_BETWEEN = 30, 50
END = 10
# Of what rounding adds to a count: 0 to 4 for each of the five remainders, (0 + 4 + 6 + 6 + 4) / 5.
ROUNDING_VARIANCE = 4
LIMITS = ("low", "high", "region_low", "region_high", "bound_low", "bound_high")


def share(yes: Shown, no: Shown, unknown: Shown, effect: Numbers) -> dict[str, Numbers]:
    """The numbers of shares; `effect` is the design effect of each row's measure.

    Where a part is hidden nothing depends on whether it is 0 or 5: it stands for 5 in the
    denominator, and limits are the widest of both.
    """
    denominator = yes.stands_for + no.stands_for
    enough = yes.least + no.least >= FEWEST
    known = ratio(denominator, denominator + unknown.stands_for)
    said = percent(ratio(yes.stands_for, denominator))
    low_end = enough & (yes.hidden | (said < END / 100))
    high_end = enough & (no.hidden | (said > 1 - END / 100))
    end = _end(denominator, yes.hidden | no.hidden)
    limits = _widest(yes, no, unknown, effect)
    return {
        "numerator": yes.y,
        "unknown": unknown.y,
        "denominator": np.where(yes.hidden & no.hidden, np.nan, denominator),
        "value": np.where(enough & ~low_end & ~high_end, said, np.nan),
        "value_below": np.where(low_end, end, np.nan),
        "value_above": np.where(high_end, np.round(1 - end, 2), np.nan),
        "coverage": np.where(enough, percent(known), np.nan),
        # Beside hidden numbers alone it would tell that there are some.
        "deff": np.where(yes.hidden, np.nan, effect),
        "few": (~enough).astype(float),
        "least_known": ratio(yes.least + no.least, yes.least + no.least + unknown.most),
        **{name: np.where(enough, of, np.nan) for name, of in limits.items()},
    }


def _end(denominator: Numbers, hidden: NDArray[np.bool_]) -> Numbers:
    """The share that "<k %" names: ten percent, or of a hidden number what 9 of all are less than.

    A count that reads "<10" is 9 at most, and what stands beside it at least 4 less than it reads:
    with 5 in the place of the hidden one, 9 of the denominator is the most that the share can be.
    """
    most = np.floor(np.round(100 * (LEAST_SHOWN - 1) / np.fmax(denominator, 1), 6)) + 1
    return np.where(hidden, np.fmax(END, most), END) / 100


def _widest(yes: Shown, no: Shown, unknown: Shown, effect: Numbers) -> dict[str, Numbers]:
    """Limits and bounds over all that the hidden numbers may be."""
    ends = ((part.least, part.most) for part in (yes, no, unknown))
    each = [_limits(*parts, effect=effect) for parts in product(*ends)]
    widest = {
        name: reduce(np.fmin if name.endswith("low") else np.fmax, (one[name] for one in each))
        for name in LIMITS
    }
    for low, high in zip(LIMITS[::2], LIMITS[1::2], strict=True):
        widest[low], widest[high] = outward(widest[low], widest[high])
    return widest


def _limits(yes: Numbers, no: Numbers, unknown: Numbers, *, effect: Numbers) -> dict[str, Numbers]:
    known = yes + no
    of_all = known + unknown
    low, high = score_limits(ratio(yes, known), known / effect, NORMAL)
    region_low, region_high = region_of(yes, no, unknown, effect)
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
    """The limits by which a share of rounded counts is read beside others, from its printed counts.

    NaN is a count that reads "<10": it is taken at 0 and at 9. That the others were rounded adds to
    the design effect; released limits do not hold it, and differences of two such shares would be
    called clear in 6 to 10 of 100 where there is none.
    """
    # A hidden numerator stands for 5 in the denominator, and so does what is not in it.
    others = denominator - np.where(np.isnan(numerator), float(STEP), numerator)
    parts = (numerator, np.where(others < LEAST_SHOWN, np.nan, others), unknown)
    ends = [[np.where(np.isnan(of), end, of) for end in (0, LEAST_SHOWN - 1)] for of in parts]
    each = [
        region_of(yes, no, unknown, effect, VERDICT_LEVEL, rounding=ROUNDING_VARIANCE)
        for yes, no, unknown in product(*ends)
    ]
    return outward(reduce(np.fmin, (low for low, _ in each)), reduce(np.fmax, (h for _, h in each)))
