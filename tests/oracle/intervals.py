"""Intervals by their textbook formulas, one number at a time; 95% where no level is given."""

from collections.abc import Sequence
from fractions import Fraction
from math import comb, exp, log, sqrt
from statistics import NormalDist

from scipy.special import stdtrit

# What is drawn, and what is read beside others.
DRAWN, READ = Fraction(95, 100), Fraction(99, 100)
# The standard normal's 97.5% point.
Z = 1.959963984540054
HALF = 0.5
Interval = tuple[float | Fraction | None, float | Fraction | None]
NONE: Interval = (None, None)


def wilson(part: float, units: float, critical: float) -> tuple[float, float]:
    """At none and at all of the units the limit is 0 and 1."""
    square = critical**2
    centre = (part + square / (2 * units)) / (1 + square / units)
    spread = part * (1 - part) / units + square / (4 * units**2)
    half = critical * sqrt(spread) / (1 + square / units)
    return (centre - half if part > 0 else 0.0), (centre + half if part < 1 else 1.0)


def z_point(level: Fraction = DRAWN) -> float:
    """The standard normal's 97.5% point, or that of another level."""
    return NormalDist().inv_cdf(float((1 + level) / 2))


def t_point(freedom: float, level: Fraction = DRAWN) -> float:
    """Student's 97.5% point, or that of another level."""
    return float(stdtrit(freedom, float((1 + level) / 2)))


def byar(events: float, level: Fraction = DRAWN) -> tuple[float, float]:
    """Limits of a Poisson count; Breslow and Day 1987. None lies below 0."""
    more, z = events + 1, z_point(level)
    low = events * (1 - 1 / (9 * events) - z / (3 * sqrt(events))) ** 3 if events else 0.0
    return max(low, 0.0), more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3


def of_found_together(sizes: Sequence[int], level: Fraction = DRAWN) -> tuple[float, float]:
    """Byar's limits of a count of things found in groups of these sizes: a compound Poisson."""
    events = sum(sizes)
    limits = byar(float(events), level)
    if not events:
        return limits
    width = sqrt(sum(size**2 for size in sizes) / events)
    low, high = (events * (limit / events) ** width for limit in limits)
    return low, high


def of_mean(found: Sequence[int], level: Fraction = DRAWN) -> Interval:
    """Byar's limits of a count per visit, wider where visits differ more than by chance.

    One visit cannot differ from others, and where nothing was found there is no ratio to widen.
    """
    visits, events = len(found), sum(found)
    low, high = (limit / visits for limit in byar(events, level))
    if visits == 1 or not events:
        return 0.0, high
    mean = events / visits
    phi = sum((x - mean) ** 2 / mean for x in found) / (visits - 1)
    width = sqrt(max(1.0, phi)) * t_point(visits - 1, level) / z_point(level)
    return mean * (low / mean) ** width, mean * (high / mean) ** width


def of_median(values: list[Fraction], level: Fraction = DRAWN) -> Interval:
    """The innermost two values, equally far from either end, that leave out 2.5% at each."""
    tail = (1 - level) / 2
    ordered, units = sorted(values), len(values)
    below, left_out = 0, 0
    while below < units and left_out + comb(units, below) <= tail * 2**units:
        left_out += comb(units, below)
        below += 1
    return (ordered[below - 1], ordered[units - below]) if below else NONE


def of_median_by_cases(
    values: list[Fraction], effective: Fraction, critical: float
) -> tuple[float, float]:
    """The values at the limits of a half, of so many units as there are cases; Woodruff 1952."""
    ordered = sorted(values)
    low, high = wilson(HALF, float(effective), critical)
    return float(between(ordered, Fraction(low))), float(between(ordered, Fraction(high)))


def quartiles(values: list[Fraction]) -> Interval:
    """Between neighbours (type 7 of Hyndman and Fan)."""
    if not values:
        return NONE
    ordered = sorted(values)
    return between(ordered, Fraction(1, 4)), between(ordered, Fraction(3, 4))


def between(ordered: list[Fraction], part: Fraction) -> Fraction:
    at = part * (len(ordered) - 1)
    first = int(at)
    after = ordered[min(first + 1, len(ordered) - 1)]
    return ordered[first] + (at - first) * (after - ordered[first])


def of_survival(spells: list[tuple[int, int]], deff: float = 1.0, critical: float = Z) -> Interval:
    """The days on which the log-log limits of those still waiting reach a half.

    `spells` are days and event (1, 0). Where nobody waits any more there are no limits.
    """
    waiting, spread, low, high = 1.0, 0.0, None, None
    for day in sorted({days for days, event in spells if event}):
        at_risk = sum(days >= day for days, _ in spells)
        events = sum(days == day and event for days, event in spells)
        waiting *= 1 - events / at_risk
        if events == at_risk:
            break
        spread += events / (at_risk * (at_risk - events))
        width = exp(critical * sqrt(deff * spread) / abs(log(waiting)))
        low = day if low is None and waiting**width <= HALF else low
        high = day if high is None and waiting ** (1 / width) <= HALF else high
    return low, high
