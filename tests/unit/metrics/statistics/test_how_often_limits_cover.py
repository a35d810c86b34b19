"""How often 95% limits hold the truth where the units of a case are alike.

A case has one outcome, one duration; its size is geometric. The truth is the probability that cases
are drawn with, not the share of those drawn.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from metrics.statistics.intervals import (
    clustered_share_limits,
    interval_with_unknowns,
    quasi_poisson_interval,
)
from metrics.statistics.survival import median_intervals, median_waits
from tests.soak import soak_size
from tests.unit.metrics.statistics.samples import case_sums, wilson

WORLDS = soak_size(4000)
CASES = (20, 50, 200)
SHARES = (0.2, 0.5, 0.8)
# The chance that a case has no further unit: it has four on average.
ENDS = 0.25
MEDIAN = 180
Numbers = NDArray[np.floating]
Random = np.random.Generator


def covered(low: Numbers, high: Numbers, truth: float) -> float:
    """Of the limits that there are; hardly any world of so many cases is without."""
    some = ~np.isnan(low)
    assert some.mean() > 0.99
    return float(((low <= truth) & (truth <= high))[some].mean())


def sizes(random: Random, cases: int) -> NDArray[np.integer]:
    return random.geometric(ENDS, (WORLDS, cases))


def yes_of(random: Random, size: NDArray[np.integer], share: float) -> NDArray[np.integer]:
    """All or none of each case."""
    return size * (random.random(size.shape) < share)


def test_limits_of_shares_cover_95_to_98_percent_and_plain_ones_little_more_than_half() -> None:
    random = np.random.default_rng(1)
    by_case, plain = [], []
    for cases in CASES:
        for share in SHARES:
            size = sizes(random, cases)
            sums = case_sums(yes_of(random, size, share), size)
            by_case.append(covered(*clustered_share_limits(sums)[:2], share))
            plain.append(covered(*wilson(sums.yes, sums.units), share))
    assert 0.95 < np.mean(by_case) < 0.98
    assert min(by_case) > 0.93
    assert np.mean(plain) < 0.6


@pytest.mark.parametrize("no_likelier", [1, 3])
@pytest.mark.parametrize("together", [False, True])
def test_the_region_covers_where_15_percent_are_missing(
    no_likelier: float, *, together: bool
) -> None:
    """At random, and where a no is three times likelier to be; unit by unit, and whole cases."""
    random = np.random.default_rng(2)
    by_world = []
    for cases in CASES:
        for share in SHARES:
            size = sizes(random, cases)
            yes = yes_of(random, size, share)
            of_yes = 0.15 / (share + (1 - share) * no_likelier)
            chance = np.where(yes > 0, of_yes, no_likelier * of_yes)
            lost = (
                size * (random.random(size.shape) < chance)
                if together
                else random.binomial(size, chance)
            )
            left = np.where(yes > 0, yes - lost, 0)
            least, most = case_sums(left, size), case_sums(left + lost, size)
            by_world.append(
                covered(*interval_with_unknowns(case_sums(left, size - lost), least, most), share)
            )
    assert np.mean(by_world) > 0.95
    assert min(by_world) > 0.93


@pytest.mark.parametrize("cases", CASES)
def test_limits_of_medians_cover_at_least_91_percent(cases: int) -> None:
    random = np.random.default_rng(3)
    size = sizes(random, cases)
    days = random.lognormal(np.log(MEDIAN), 1, size.shape)
    found = median_intervals(world(size), days.ravel(), size.ravel(), squared(size))
    assert covered(found.low, found.high, MEDIAN) > 0.91
    independent = median_intervals(world(size), days.ravel(), size.ravel())
    assert covered(independent.low, independent.high, MEDIAN) < 0.65


@pytest.mark.parametrize("cases", CASES)
def test_limits_of_waits_cover_at_least_91_percent(cases: int) -> None:
    random = np.random.default_rng(4)
    size = sizes(random, cases)
    wait = random.exponential(MEDIAN / np.log(2), size.shape)
    # Cases have begun at any time of the last years, and those that still wait are censored.
    seen = random.uniform(0, 6 * MEDIAN, size.shape)
    days, events = np.minimum(wait, seen).ravel(), (size * (wait <= seen)).ravel()
    censored = size.ravel() - events
    found = median_waits(world(size), days, events, censored, squared(size))
    assert covered(found.low, open_ended(found.high), MEDIAN) > 0.91
    independent = median_waits(world(size), days, events, censored)
    assert covered(independent.low, open_ended(independent.high), MEDIAN) < 0.65


def world(size: NDArray[np.integer]) -> NDArray[np.integer]:
    """The world of each case."""
    return np.repeat(np.arange(len(size)), size.shape[1])


def squared(size: NDArray[np.integer]) -> NDArray[np.integer]:
    return np.square(size).sum(axis=1)


def open_ended(high: Numbers) -> Numbers:
    """An upper limit of waits that is not reached may be any day."""
    return np.where(np.isnan(high), np.inf, high)


@pytest.mark.parametrize("inspections", CASES)
@pytest.mark.parametrize("phi", [1, 5])
def test_quasi_poisson_limits_cover_at_least_91_percent(inspections: int, phi: float) -> None:
    random = np.random.default_rng(5)
    mean, shape = 4.6, (WORLDS, inspections)
    workers = (
        random.poisson(mean, shape)
        if phi == 1
        else random.negative_binomial(mean / (phi - 1), 1 / phi, shape)
    )
    low, high = quasi_poisson_interval(inspections, workers.sum(axis=1), squared(workers))
    assert covered(low / inspections, high / inspections, mean) > 0.91
