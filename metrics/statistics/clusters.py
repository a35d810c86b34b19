"""Units that come in cases: how much they tell, and limits of a share that allow for it.

Persons of one case mostly share its outcome, so that thirty victims of one case tell hardly more
than one does. Taken for independent, limits of 95 % cover 53-58 % where each case has one outcome.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from metrics.statistics.proportions import LEVEL, score_limits

UPPER = (1 + LEVEL) / 2
NORMAL = float(ndtri(UPPER))
# Below, t's distribution has less than one degree of freedom: no spread can be told.
FEWEST_EFFECTIVE = 2
Numbers = NDArray[np.floating]


class CaseSums(NamedTuple):
    """Sums over the cases of a row that have a unit: y of their n units are yes.

    They are additive: those of two rows without a case in common are those of both together.
    """

    cases: Numbers
    units: Numbers
    yes: Numbers
    units_squared: Numbers
    yes_squared: Numbers
    # y times n.
    yes_by_units: Numbers
    # y (n - y) / n, which is 0 in cases with one answer.
    mixed: Numbers


class CaseLimits(NamedTuple):
    """Limits of a share, the design effect, and how many independent cases the units are worth.

    NaN of nothing; limits are NaN too where the units are worth less than two cases.
    """

    low: Numbers
    high: Numbers
    deff: Numbers
    effective: Numbers


def case_limits(sums: CaseSums, level: float = LEVEL) -> CaseLimits:
    """Limits of the share yes / units; Wilson's where no case has more than one unit.

    Wilson's formula with the effective number of units and t's critical value (Saha, Miller and
    Wang 2016; Korn and Graubard 1998).
    """
    deff = design_effect(sums)
    critical = critical_value(sums.units, sums.units_squared, level)
    low, high = score_limits(share_of(sums), sums.units / deff, critical)
    return CaseLimits(low, high, deff, effective_cases(sums.units, sums.units_squared))


def share_of(sums: CaseSums) -> Numbers:
    """yes / units, NaN of nothing."""
    return sums.yes / _some(sums.units)


def effective_cases(units: ArrayLike, units_squared: ArrayLike) -> Numbers:
    """How many cases of one size tell as much as these: (sum n)² / sum n²; NaN of nothing.

    Kish 1965. As many as there are where all have one size, about one where one is far the largest.
    """
    return np.asarray(units, float) ** 2 / _some(units_squared)


def critical_value(units: ArrayLike, units_squared: ArrayLike, level: float = LEVEL) -> Numbers:
    """In place of 1.96: the normal's where no case has several units, else t's.

    NaN where units of cases with several are worth less than two cases: nothing can be told.
    """
    worth = effective_cases(units, units_squared)
    several = has_several(units, units_squared)
    upper = (1 + level) / 2
    value = np.where(several, np.nan, ndtri(upper))
    # Most rows of a page are of cases with one unit, and t's costs a hundred times the rest.
    of_cases = several & (worth >= FEWEST_EFFECTIVE)
    value[of_cases] = stdtrit(worth[of_cases] - 1, upper)
    return value


def has_several(units: ArrayLike, units_squared: ArrayLike) -> NDArray[np.bool_]:
    """Whether some case has more than one unit."""
    return np.asarray(units_squared, float) > np.asarray(units, float)


def design_effect(sums: CaseSums) -> Numbers:
    """How many times the variance of the share is that of independent units; at least 1.

    The larger of two, because each fails where the other holds: the spread between cases (Korn and
    Graubard 1998) falls together with the share where the few cases with a yes are small; the
    likeness within cases (Fleiss and Cuzick 1979) does not see that large cases answer otherwise.
    With one answer alone, or one case, there is no spread to see, and a case counts as one unit.
    """
    n, m, y = _some(sums.units), sums.cases, sums.yes
    alike = n / effective_cases(n, sums.units_squared)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, variance = y / n, y * (n - y) / n
        between = sums.yes_squared - 2 * share * sums.yes_by_units + share**2 * sums.units_squared
        likeness = np.clip(1 - sums.mixed * n / ((n - m) * variance), 0, 1)
        seen = np.maximum(m / (m - 1) * between / variance, 1 + likeness * (alike - 1))
    unseen = (y == 0) | (y == n) | (m == 1)
    deff = np.where(unseen, alike, np.maximum(seen, 1))
    # 1, but NaN of nothing.
    independent = n / n
    return np.where(has_several(n, sums.units_squared), deff, independent)


def _some(number: ArrayLike) -> Numbers:
    """NaN in place of 0."""
    values = np.asarray(number, float)
    return np.where(values > 0, values, np.nan)
