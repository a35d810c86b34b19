"""A count of events: what it could have been by chance."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from metrics.statistics.proportions import LEVEL, Limits


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
