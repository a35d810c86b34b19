"""Limits of shares and rates: for chance, for clusters of cases and for what is unknown."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import newton
from scipy.special import ndtr, ndtri, stdtrit

# Intervals are drawn at the first. A reading beside others takes the second: at 95% a place like
# all others is called different in one of fifteen readings (`bench.false_readings`).
LEVEL, VERDICT_LEVEL = 0.95, 0.99
Z = float(ndtri((1 + LEVEL) / 2))
Limits = tuple[NDArray[np.floating], NDArray[np.floating]]


def jeffreys(yes: ArrayLike, n: ArrayLike, level: float = LEVEL) -> Limits:
    """The equal-tailed limits of yes / n under Jeffreys' prior, as shares; NaN where n is 0.

    Brown, Cai and DasGupta 2001, with their change at the ends: exactly 0 without a yes, exactly 1
    without a no.
    """
    from statsmodels.stats.proportion import proportion_confint

    x, size = np.broadcast_arrays(np.asarray(yes, float), np.asarray(n, float))
    low, high = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    some = size > 0
    low[some], high[some] = proportion_confint(x[some], size[some], 1 - level, "jeffreys")
    low[some & (x == 0)] = 0.0
    high[some & (x == size)] = 1.0
    return low, high


def score_limits(share: ArrayLike, n: ArrayLike, critical: ArrayLike) -> Limits:
    """Wilson's limits of a `share` of n, of which neither yes nor n has to be whole.

    Wilson 1927; Newcombe 1998, method 3. The interval of every share shown. `critical` stands in
    place of 1.96, as of t's distribution; the libraries take the normal's alone. NaN where n is 0
    or one of them NaN.
    """
    p, size = np.asarray(share, float), np.asarray(n, float)
    drawn = np.asarray(critical, float) ** 2 / np.where(size > 0, size, np.nan)
    centre = (p + drawn / 2) / (1 + drawn)
    away = np.sqrt(drawn * (p * (1 - p) + drawn / 4)) / (1 + drawn)
    # At the ends what is taken away is the centre itself, but for rounding.
    low = np.where(p == 0, 0 * away, centre - away)
    return low, np.where(p == 1, 1 + 0 * away, centre + away)


def as_many_as(share: ArrayLike, low: ArrayLike, high: ArrayLike) -> NDArray[np.floating]:
    """Of how many independent units Wilson's limits of the `share` would lie so far apart.

    So limits that allow for cases and for the unknown weigh as a plain sample does. The formula of
    `score_limits` solved for n; NaN where there are no limits.
    """
    p, apart = np.asarray(share, float), np.asarray(high, float) - np.asarray(low, float)
    # Of x = z² / n: (w² - 1) x² + 2 (w² - 2 p q) x + w² = 0, w being how far they lie apart.
    square, half = apart**2, apart**2 - 2 * p * (1 - p)
    drawn = (half + np.sqrt(half**2 + square * (1 - square))) / (1 - square)
    return Z**2 / drawn


# Persons of one case mostly share its outcome, so that thirty victims of one case tell hardly more
# than one does. Taken for independent, limits of 95% cover 53-58% where each case has one
# outcome.

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


def byar(events: ArrayLike, level: float = LEVEL) -> Limits:
    """Byar's limits of a Poisson mean, in events; NaN where `events` is NaN.

    Breslow and Day 1987, formula 2.10. Divided by the exposure they are the limits of a rate. Of
    one or two events at a high level the formula falls below 0, and 0 is given.
    """
    count = np.asarray(events, float)
    z = ndtri((1 + level) / 2)
    # The formula divides by the count; without an event the lower limit is 0.
    some = np.where(count > 0, count, 1.0)
    low = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    more = count + 1
    high = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return np.where(count > 0, np.maximum(low, 0), 0 * count), high


def byar_of_cases(events: ArrayLike, of_cases_squared: ArrayLike, level: float = LEVEL) -> Limits:
    """Byar's limits of `events` of which a case may have several; NaN where `events` is NaN.

    What is found together is one event with a size (a compound Poisson count): on the logarithmic
    scale the limits are sqrt(sum n^2 / sum n) times as far away, n the events of each case, whose
    squares add up to `of_cases_squared`.
    """
    count = np.asarray(events, float)
    some = np.where(count > 0, count, 1.0)
    squares = np.where(count > 0, np.asarray(of_cases_squared, float), 1.0)
    wider = np.sqrt(squares / some)
    low, high = (
        np.where(count > 0, some * (end / some) ** wider, end) for end in byar(count, level)
    )
    return low, high


def quasi_poisson(
    number: ArrayLike, events: ArrayLike, events_squared: ArrayLike, level: float = LEVEL
) -> Limits:
    """Byar's limits of `events` widened by their spread over a `number` of things; NaN of none.

    Chance alone would let the events of each thing vary as much as their mean is (quasi-Poisson,
    Wedderburn 1974). On the logarithmic scale the limits are sqrt(phi) times as far away, phi from
    Pearson's chi-square and at least 1, and by t, because phi comes from so many things. Divided by
    `number` they are the limits of the events per thing. Without an event, or with one thing, no
    spread can be seen: Byar's upper limit, and 0. `events_squared` is the sum over the things.
    """
    k, count = np.asarray(number, float), np.asarray(events, float)
    k = np.where(k > 0, k, np.nan)
    low, high = byar(count, level)
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


def bounds(yes: ArrayLike, no: ArrayLike, unknown: ArrayLike) -> Limits:
    """The share if every unknown were no, and if every unknown were yes; NaN where there is none.

    Manski 1989: the outcome of those not observed may be anything.
    """
    x, other, missing = (np.asarray(part, float) for part in (yes, no, unknown))
    n = x + other + missing
    n = np.where(n > 0, n, np.nan)
    return x / n, (x + missing) / n


def region(known: CaseSums, if_no: CaseSums, if_yes: CaseSums, level: float = LEVEL) -> Limits:
    """Limits of the share that complete records would show, whatever the unknown turn out to be.

    `known` are the sums over units with an answer, `if_no` and `if_yes` those over all units, every
    unknown taken for a no and for a yes. The lower score limit of the lower bound and the upper one
    of the upper bound, each with its own design effect, with one critical value for both ends
    (Imbens and Manski 2004; Vansteelandt and others 2006). Never narrower than the limits of the
    known share, and equal to them where nothing is unknown; NaN where the units of all are worth
    less than two cases.
    """
    n = if_no.units
    ends, sure = (if_no, if_yes), case_limits(known, level)
    shares, effects = [share_of(end) for end in ends], [design_effect(end) for end in ends]
    critical = critical_value(n, if_no.units_squared, level)
    low, high = _of_both_ends(shares, effects, n, critical, level)
    complete = known.units == n
    return (
        np.where(complete, sure.low, np.where(sure.low < low, sure.low, low)),
        np.where(complete, sure.high, np.where(sure.high > high, sure.high, high)),
    )


def region_of(
    yes: ArrayLike,
    no: ArrayLike,
    unknown: ArrayLike,
    effect: ArrayLike,
    level: float = LEVEL,
    *,
    rounding: float = 0,
) -> Limits:
    """The same region of units of which no more than the numbers and one design effect are known.

    With the normal's critical value: how many cases the units are of is not known. `rounding` is
    the variance that rounding gave to each number: it adds to the design effect of a share p of n
    `rounding` times (p² + q²) / (n p q).
    """
    normal = float(ndtri((1 + level) / 2))
    x, other, missing = (np.asarray(part, float) for part in (yes, no, unknown))
    known, deff = x + other, np.asarray(effect, float)
    n = known + missing
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = [np.where(n > 0, end / n, np.nan) for end in (x, x + missing)]
        of_known = np.where(known > 0, x / known, np.nan)
        sure = score_limits(of_known, known / _rounded(deff, of_known, known, rounding), normal)
        effects = [_rounded(deff, p, n, rounding) for p in shares]
    low, high = _of_both_ends(shares, effects, n, normal, level)
    nothing = missing == 0
    return (
        np.where(nothing, sure[0], np.fmin(sure[0], low)),
        np.where(nothing, sure[1], np.fmax(sure[1], high)),
    )


def _rounded(deff: Floats, share: Floats, n: Floats, variance: float) -> Floats:
    """The design effect of a share of rounded numbers; of none or all, as without rounding."""
    spread = share * (1 - share)
    added = variance * (share**2 + (1 - share) ** 2) / (n * spread)
    return np.where(spread > 0, deff + added, deff)


def _of_both_ends(
    shares: Sequence[Floats],
    effects: Sequence[Floats],
    n: Floats,
    critical: Floats | float,
    level: float,
) -> Limits:
    """The lower score limit of the lower share and the upper one of the upper share.

    With one critical value for both: that of the gap between them, as much wider than the normal's
    as `critical` is.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = [np.sqrt(p * (1 - p) * deff / n) for p, deff in zip(shares, effects, strict=True)]
        # Where both bounds are certain they are infinitely many standard errors apart.
        gap = (shares[1] - shares[0]) / np.maximum(*errors)
    both = _multiple(gap, level) * critical / ndtri((1 + level) / 2)
    low, _ = score_limits(shares[0], n / effects[0], both)
    _, high = score_limits(shares[1], n / effects[1], both)
    return low, high


def _multiple(gap: NDArray[np.floating], level: float) -> NDArray[np.floating]:
    """How many standard errors to go out from bounds that are `gap` standard errors apart.

    From the two-sided quantile for a gap of 0 to the one-sided for a wide one: a share cannot miss
    on both sides at once.
    """
    narrowest = ndtri(level)
    multiple = np.full(gap.shape, narrowest)
    near = np.isfinite(gap)
    if near.any():
        apart = gap[near]
        # From the left of what bends downwards Newton's steps never pass the root.
        multiple[near] = newton(
            lambda z: ndtr(z + apart) - ndtr(-z) - level,
            multiple[near],
            lambda z: _density(z + apart) + _density(z),
        )
    return multiple


def _density(z: Floats) -> Floats:
    """Of the normal distribution."""
    return np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
