"""Compute limits of shares and rates that allow for chance, clusters of cases, and unknowns."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import newton
from scipy.special import ndtr, ndtri, stdtrit

# Intervals are shown at the first level. Comparisons use the second: at 95%, a jurisdiction like
# all others would be called different in one of fifteen comparisons (`bench.false_readings`).
LEVEL, VERDICT_LEVEL = 0.95, 0.99
Z = float(ndtri((1 + LEVEL) / 2))
Limits = tuple[NDArray[np.floating], NDArray[np.floating]]


def ratio(above: NDArray[np.floating], below: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the quotient; NaN where the divisor is 0."""
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0)


def jeffreys_interval(yes: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Limits:
    """Return equal-tailed limits of yes / n with Jeffreys' prior, as shares; NaN where n is 0.

    Brown, Cai and DasGupta 2001, with their change at the ends: the lower limit is exactly 0 if yes
    is 0, the upper one exactly 1 if yes is n.
    """
    from statsmodels.stats.proportion import proportion_confint

    x, size = np.broadcast_arrays(np.asarray(yes, float), np.asarray(n, float))
    low, high = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    some = size > 0
    low[some], high[some] = proportion_confint(x[some], size[some], 1 - level, "jeffreys")
    low[some & (x == 0)] = 0.0
    high[some & (x == size)] = 1.0
    return low, high


def wilson_interval(share: ArrayLike, n: ArrayLike, critical: ArrayLike) -> Limits:
    """Return Wilson's limits of a `share` of n; yes and n need not be whole numbers.

    Wilson 1927; Newcombe 1998, method 3. All displayed shares use it. `critical` is used in place
    of 1.96, for example a value of t; libraries offer only the value of the normal distribution.
    The limits are NaN where n is 0 or an input is NaN.
    """
    p, size = np.asarray(share, float), np.asarray(n, float)
    drawn = np.asarray(critical, float) ** 2 / np.where(size > 0, size, np.nan)
    centre = (p + drawn / 2) / (1 + drawn)
    away = np.sqrt(drawn * (p * (1 - p) + drawn / 4)) / (1 + drawn)
    # At 0 and 1 the limit is exactly 0 or 1, except for rounding.
    low = np.where(p == 0, 0 * away, centre - away)
    return low, np.where(p == 1, 1 + 0 * away, centre + away)


def effective_sample_size(
    share: ArrayLike, low: ArrayLike, high: ArrayLike
) -> NDArray[np.floating]:
    """Return the number of independent units whose Wilson limits would be as far apart as these.

    By this number, shares whose limits allow for cases and unknowns can be weighted like a plain
    sample. It is the formula of `wilson_interval` solved for n; NaN without limits.
    """
    p, apart = np.asarray(share, float), np.asarray(high, float) - np.asarray(low, float)
    # With x = z² / n: (w² - 1) x² + 2 (w² - 2 p q) x + w² = 0, where w is the width.
    square, half = apart**2, apart**2 - 2 * p * (1 - p)
    drawn = (half + np.sqrt(half**2 + square * (1 - square))) / (1 - square)
    return Z**2 / drawn


# Persons of one case mostly share its outcome, so that thirty victims of one case tell hardly more
# than one. If taken as independent, 95% limits cover only 53-58% where each case has one outcome.

UPPER = (1 + LEVEL) / 2
NORMAL = float(ndtri(UPPER))
# With fewer, t's distribution has less than one degree of freedom, so the spread is unknown.
FEWEST_EFFECTIVE = 2
Numbers = NDArray[np.floating]


class CaseSums(NamedTuple):
    """Sums over the cases of a row that have units: y of a case's n units are yes.

    Sums of several rows can be added if the rows have no case in common.
    """

    cases: Numbers
    units: Numbers
    yes: Numbers
    units_squared: Numbers
    yes_squared: Numbers
    yes_by_units: Numbers
    # y (n - y) / n, which is 0 in cases with one answer.
    mixed: Numbers


class CaseLimits(NamedTuple):
    """Limits of a share, the design effect, and the effective number of independent cases.

    All are NaN if there are no units. Limits are NaN too if the effective number is below two.
    """

    low: Numbers
    high: Numbers
    deff: Numbers
    effective: Numbers


def clustered_share_limits(sums: CaseSums, level: float = LEVEL) -> CaseLimits:
    """Return limits of the share yes / units, which allow for cases with several units.

    It is Wilson's formula with the effective number of units and the critical value of t (Saha,
    Miller and Wang 2016; Korn and Graubard 1998). If no case has several units, the limits are
    Wilson's.
    """
    deff = design_effect(sums)
    critical = critical_value(sums.units, sums.units_squared, level)
    low, high = wilson_interval(share_of_sums(sums), sums.units / deff, critical)
    return CaseLimits(low, high, deff, effective_cases(sums.units, sums.units_squared))


def share_of_sums(sums: CaseSums) -> Numbers:
    """Return the share yes / units of sums over cases; NaN without units."""
    return sums.yes / _zero_as_nan(sums.units)


def effective_cases(units: ArrayLike, units_squared: ArrayLike) -> Numbers:
    """Return the effective number of cases: (sum n)² / sum n², with n units in a case.

    Kish 1965. It is the number of cases if all are of equal size, and about one if one case is much
    larger than all others. NaN if there are no units.
    """
    return np.asarray(units, float) ** 2 / _zero_as_nan(units_squared)


def critical_value(units: ArrayLike, units_squared: ArrayLike, level: float = LEVEL) -> Numbers:
    """Return the factor for the standard error: 1.96, or a value of t if cases have several units.

    NaN if cases have several units and the effective number of cases is below two.
    """
    worth = effective_cases(units, units_squared)
    several = has_several_units(units, units_squared)
    upper = (1 + level) / 2
    value = np.where(several, np.nan, ndtri(upper))
    # t's value is a hundred times slower, and most rows of a page do not need it.
    of_cases = several & (worth >= FEWEST_EFFECTIVE)
    value[of_cases] = stdtrit(worth[of_cases] - 1, upper)
    return value


def has_several_units(units: ArrayLike, units_squared: ArrayLike) -> NDArray[np.bool_]:
    """Return whether some case has more than one unit."""
    return np.asarray(units_squared, float) > np.asarray(units, float)


def design_effect(sums: CaseSums) -> Numbers:
    """Return the variance of the share as a multiple of that of independent units; at least 1.

    It is the larger of two estimates, because each fails where the other works. The one from the
    spread between cases (Korn and Graubard 1998) is too small if the few cases with a yes are
    small. The one from equal answers within cases (Fleiss and Cuzick 1979) ignores that large cases
    may answer differently. If all answers are equal, or there is one case, no spread can be seen,
    and a case counts as one unit.
    """
    n, m, y = _zero_as_nan(sums.units), sums.cases, sums.yes
    alike = n / effective_cases(n, sums.units_squared)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, variance = y / n, y * (n - y) / n
        between = sums.yes_squared - 2 * share * sums.yes_by_units + share**2 * sums.units_squared
        likeness = np.clip(1 - sums.mixed * n / ((n - m) * variance), 0, 1)
        seen = np.maximum(m / (m - 1) * between / variance, 1 + likeness * (alike - 1))
    unseen = (y == 0) | (y == n) | (m == 1)
    deff = np.where(unseen, alike, np.maximum(seen, 1))
    # 1, but NaN without units.
    independent = n / n
    return np.where(has_several_units(n, sums.units_squared), deff, independent)


def _zero_as_nan(number: ArrayLike) -> Numbers:
    """Replace 0 by NaN, to divide safely."""
    values = np.asarray(number, float)
    return np.where(values > 0, values, np.nan)


def byar_interval(events: ArrayLike, level: float = LEVEL) -> Limits:
    """Return Byar's limits of a Poisson mean, in events; NaN where `events` is NaN.

    Breslow and Day 1987, formula 2.10. The limits divided by the exposure are limits of a rate. For
    one or two events at a high level the formula gives less than 0; then 0 is returned.
    """
    count = np.asarray(events, float)
    z = ndtri((1 + level) / 2)
    # The formula divides by the count; without an event the lower limit is 0.
    some = np.where(count > 0, count, 1.0)
    low = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    more = count + 1
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.where(count > 0, np.maximum(low, 0), 0 * count), high


def byar_interval_of_cases(
    events: ArrayLike, of_cases_squared: ArrayLike, level: float = LEVEL
) -> Limits:
    """Return Byar's limits of `events` if a case may have several; NaN where `events` is NaN.

    Events of one case are treated as one event with a size (a compound Poisson count). On the log
    scale the limits are sqrt(sum n² / sum n) times as wide, where n are the events of each case and
    `of_cases_squared` is the sum of n².
    """
    count = np.asarray(events, float)
    some = np.where(count > 0, count, 1.0)
    squares = np.where(count > 0, np.asarray(of_cases_squared, float), 1.0)
    wider = np.sqrt(squares / some)
    low, high = (
        np.where(count > 0, some * (end / some) ** wider, end)
        for end in byar_interval(count, level)
    )
    return low, high


def quasi_poisson_interval(
    number: ArrayLike, events: ArrayLike, events_squared: ArrayLike, level: float = LEVEL
) -> Limits:
    """Return Byar's limits of `events`, widened by how these are spread over a `number` of things.

    By chance alone the variance of events per thing would equal their mean (quasi-Poisson,
    Wedderburn 1974). On the log scale the limits are sqrt(phi) times as wide. phi is from Pearson's
    chi-square and at least 1; the critical value is of t, because phi is estimated. The limits
    divided by `number` are limits of the events per thing. With no event, or one thing, no spread
    can be seen: then they are 0 and Byar's upper limit. `events_squared` is the sum of the squared
    events of each thing. The limits are NaN if there are no things.
    """
    k, count = np.asarray(number, float), np.asarray(events, float)
    k = np.where(k > 0, k, np.nan)
    low, high = byar_interval(count, level)
    seen = (k > 1) & (count > 0)
    free, some = np.where(seen, k - 1, 1.0), np.where(seen, count, 1.0)
    phi = np.maximum((np.asarray(events_squared, float) * k / some - some) / free, 1)
    upper = (1 + level) / 2
    wider = np.sqrt(phi) * stdtrit(free, upper) / ndtri(upper)
    nothing = 0 * k * count

    def widened(end: NDArray[np.floating]) -> NDArray[np.floating]:
        return some * np.where(seen, end / some, 1.0) ** wider

    return (
        np.where(seen, widened(low), nothing),
        np.where(seen, widened(high), high + nothing),
    )


Floats = NDArray[np.floating]


def bounds_with_unknowns(yes: ArrayLike, no: ArrayLike, unknown: ArrayLike) -> Limits:
    """Return the lowest and highest possible share: if all unknown answers are no, or all are yes.

    Manski 1989: no assumption is made on missing answers.
    """
    x, other, missing = (np.asarray(part, float) for part in (yes, no, unknown))
    n = x + other + missing
    n = np.where(n > 0, n, np.nan)
    return x / n, (x + missing) / n


def interval_with_unknowns(
    known: CaseSums, if_no: CaseSums, if_yes: CaseSums, level: float = LEVEL
) -> Limits:
    """Return the interval of the share that complete records would show, whatever the unknowns are.

    `known` are sums over units with an answer; `if_no` and `if_yes` are sums over all units, with
    every unknown as no, or as yes. The interval goes from the lower score limit of the lower bound
    to the upper one of the upper bound. Each has its own design effect, and both have one critical
    value (Imbens and Manski 2004; Vansteelandt and others 2006). It is never narrower than the
    limits of the known share, and equal to them if nothing is unknown. It is NaN if the effective
    number of cases is below two.
    """
    n = if_no.units
    ends, sure = (if_no, if_yes), clustered_share_limits(known, level)
    shares, effects = [share_of_sums(end) for end in ends], [design_effect(end) for end in ends]
    critical = critical_value(n, if_no.units_squared, level)
    low, high = _limits_of_both_shares(shares, effects, n, critical, level)
    complete = known.units == n
    return (
        np.where(complete, sure.low, np.where(sure.low < low, sure.low, low)),
        np.where(complete, sure.high, np.where(sure.high > high, sure.high, high)),
    )


def interval_with_unknowns_of_counts(
    yes: ArrayLike,
    no: ArrayLike,
    unknown: ArrayLike,
    effect: ArrayLike,
    level: float = LEVEL,
    *,
    rounding: float = 0,
) -> Limits:
    """Return limits that allow for chance and unknown answers, from counts and a design effect.

    It is `interval_with_unknowns` for counts without sums over cases, so its critical value is that
    of the normal distribution. `rounding` is the variance that rounding added to each count: for a
    share p of n it increases the design effect by `rounding` times (p² + q²) / (n p q).
    """
    normal = float(ndtri((1 + level) / 2))
    x, other, missing = (np.asarray(part, float) for part in (yes, no, unknown))
    known, deff = x + other, np.asarray(effect, float)
    n = known + missing
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = [np.where(n > 0, end / n, np.nan) for end in (x, x + missing)]
        of_known = np.where(known > 0, x / known, np.nan)
        sure = wilson_interval(
            of_known, known / _effect_with_rounding(deff, of_known, known, rounding), normal
        )
        effects = [_effect_with_rounding(deff, p, n, rounding) for p in shares]
    low, high = _limits_of_both_shares(shares, effects, n, normal, level)
    nothing = missing == 0
    return (
        np.where(nothing, sure[0], np.fmin(sure[0], low)),
        np.where(nothing, sure[1], np.fmax(sure[1], high)),
    )


def _effect_with_rounding(deff: Floats, share: Floats, n: Floats, variance: float) -> Floats:
    """Return `deff` enlarged for the rounding of the counts; shares of 0 and 1 keep theirs."""
    spread = share * (1 - share)
    added = variance * (share**2 + (1 - share) ** 2) / (n * spread)
    return np.where(spread > 0, deff + added, deff)


def _limits_of_both_shares(
    shares: Sequence[Floats],
    effects: Sequence[Floats],
    n: Floats,
    critical: Floats | float,
    level: float,
) -> Limits:
    """Return the lower limit of the lower share and the upper limit of the upper share.

    Both use one critical value: the one for the gap between the shares, times the ratio of
    `critical` to the value of the normal distribution.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = [np.sqrt(p * (1 - p) * deff / n) for p, deff in zip(shares, effects, strict=True)]
        # If both bounds are certain, the gap is infinite.
        gap = (shares[1] - shares[0]) / np.maximum(*errors)
    both = _critical_value_of_gap(gap, level) * critical / ndtri((1 + level) / 2)
    low, _ = wilson_interval(shares[0], n / effects[0], both)
    _, high = wilson_interval(shares[1], n / effects[1], both)
    return low, high


def _critical_value_of_gap(gap: NDArray[np.floating], level: float) -> NDArray[np.floating]:
    """Return the critical value for two bounds that are `gap` standard errors apart.

    It falls from the two-sided quantile for a gap of 0 to the one-sided one for a wide gap, because
    the true share cannot be below and above the interval at once.
    """
    narrowest = ndtri(level)
    multiple = np.full(gap.shape, narrowest)
    near = np.isfinite(gap)
    if near.any():
        apart = gap[near]
        # The function is concave, so Newton's steps from the left never pass the root.
        multiple[near] = newton(
            lambda z: ndtr(z + apart) - ndtr(-z) - level,
            multiple[near],
            lambda z: _normal_density(z + apart) + _normal_density(z),
        )
    return multiple


def _normal_density(z: Floats) -> Floats:
    """Return the density of the normal distribution."""
    return np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
