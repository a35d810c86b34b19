"""Units of one case are alike: what they are worth, and the limits of a share of them.

A case is given by its units, or by how many of them say yes; cases without units are none.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

from scipy.optimize import brentq

from tests.oracle.intervals import DRAWN, NONE, Interval, t_point, wilson, z_point

NORMAL = NormalDist()
# Below so many cases' worth of units nothing is said of chance.
FEWEST_CASES = 2


@dataclass(frozen=True)
class Case:
    """What is known of the units of one case."""

    yes: int
    no: int
    unknown: int = 0


def effective(units: list[int]) -> Fraction:
    """How many cases of one size tell as much as these; 0 without any."""
    squares = sum(n**2 for n in units)
    return Fraction(sum(units) ** 2, squares) if squares else Fraction(0)


def has_several(units: list[int]) -> bool:
    return any(n > 1 for n in units)


def has_limits(units: list[int]) -> bool:
    """A few units of one case say little of another; units of their own say something at once."""
    return bool(units) and not (has_several(units) and effective(units) < FEWEST_CASES)


def critical(units: list[int], level: Fraction = DRAWN) -> float:
    return t_point(float(effective(units)) - 1, level) if has_several(units) else z_point(level)


def deff_of_one_outcome(units: list[int]) -> float:
    """By how much the variance grows where all units of a case say the same."""
    return float(sum(units) / effective(units))


def deff(yes: list[int], units: list[int]) -> float:
    """By how much the variance of a share grows, as its cases show; never below 1."""
    m, n = len(units), sum(units)
    p, most = sum(yes) / n, deff_of_one_outcome(units)
    # Nothing is seen of how alike units are where all say the same, or where one case has all.
    if m == 1 or sum(yes) in (0, n):
        return most
    between = m / (m - 1) * sum((y - p * k) ** 2 for y, k in zip(yes, units, strict=True))
    return max(1.0, between / (n * p * (1 - p)), 1 + likeness(yes, units) * (most - 1))


def likeness(yes: list[int], units: list[int]) -> float:
    """The correlation of two units of one case, by Fleiss and Cuzick, within 0 and 1."""
    m, n = len(units), sum(units)
    if m == n:
        return 0.0
    p = sum(yes) / n
    within = sum(y * (k - y) / k for y, k in zip(yes, units, strict=True))
    return min(max(1 - within / ((n - m) * p * (1 - p)), 0.0), 1.0)


def deff_of_share(yes: list[int], units: list[int]) -> float:
    return deff(yes, units) if has_several(units) else 1.0


def limits(cases: list[Case], level: Fraction = DRAWN) -> Interval:
    """Of the share among the known units."""
    known = [case for case in cases if case.yes + case.no]
    yes, units = [case.yes for case in known], [case.yes + case.no for case in known]
    if not has_limits(units):
        return NONE
    n = sum(units)
    return wilson(sum(yes) / n, n / deff_of_share(yes, units), critical(units, level))


def region(cases: list[Case], level: Fraction = DRAWN) -> Interval:
    """Of the share that complete records would show; Imbens and Manski 2004."""
    units = [case.yes + case.no + case.unknown for case in cases]
    if not sum(case.unknown for case in cases):
        return limits(cases, level)
    if not has_limits(units):
        return NONE
    n = sum(units)
    fewest, most = [case.yes for case in cases], [case.yes + case.unknown for case in cases]
    first, last = sum(fewest) / n, sum(most) / n
    worth = [n / deff_of_share(yes, units) for yes in (fewest, most)]
    errors = [sqrt(p * (1 - p) / of) for p, of in zip((first, last), worth, strict=True)]
    c = critical_of_region(last - first, max(errors), float(level))
    c *= critical(units, level) / z_point(level)
    low, high = wilson(first, worth[0], c)[0], wilson(last, worth[1], c)[1]
    # The unknown cannot make anything surer.
    known_low, known_high = limits(cases, level)
    return (
        low if known_low is None else min(low, float(known_low)),
        high if known_high is None else max(high, float(known_high)),
    )


def critical_of_region(unknown: float, error: float, level: float) -> float:
    """At 95%, 1.64 to 1.96: the wider the unknown, the less can chance err at both ends."""
    if not error:
        return NORMAL.inv_cdf(level)

    def missed(c: float) -> float:
        return NORMAL.cdf(c + unknown / error) - NORMAL.cdf(-c) - level

    return float(brentq(missed, 1.6, 3, xtol=1e-14))
