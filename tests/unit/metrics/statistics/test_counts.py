"""Intervals of counts of events."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, poisson, t

from metrics.statistics.intervals import byar, byar_of_cases, quasi_poisson
from tests.unit.metrics.statistics.published import checks
from tests.unit.metrics.statistics.samples import garwood

MEANS = np.linspace(1, 60, 119)


def test_without_an_event_the_lower_limit_is_0() -> None:
    low, high = byar(0)
    assert low == 0
    assert 3.6 < high < 3.7


def test_a_missing_count_has_no_limits() -> None:
    assert np.isnan(byar([np.nan])).all()
    assert np.isfinite(byar([np.nan, 3])[0]).tolist() == [False, True]
    assert byar([])[0].size == 0


def test_byar_does_not_fall_below_0() -> None:
    # The formula gives -0.003 events.
    assert byar(1, 0.998)[0] == 0


@given(st.integers(10, 10_000))
def test_byar_is_near_the_exact_limits_from_ten_events_on(events: int) -> None:
    assert np.array(byar(events)) == pytest.approx(np.array(garwood(events)), rel=0.003)


def test_byar_covers_hardly_less_than_95_percent() -> None:
    events = np.arange(200)
    chance = poisson.pmf(events, MEANS[:, None])
    low, high = byar(events)
    held = (low <= MEANS[:, None]) & (MEANS[:, None] <= high)
    assert (chance * held).sum(axis=1).min() >= 0.94


def test_limits_of_what_is_found_together_are_the_worked_ones(shared: Path) -> None:
    for row in checks(shared)["rate_of_cases_with_several_victims"]["rows"]:
        stated = row["victims_per_case"]
        sizes = np.array([1] * 40 if isinstance(stated, str) else stated)
        low, high = byar_of_cases(sizes.sum(), np.square(sizes).sum())
        per = 100_000 / row["residents"]
        expected = (row["low"], row["high"])
        assert (float(low) * per, float(high) * per) == pytest.approx(expected, abs=5e-6)


def test_of_nothing_found_the_limits_are_those_of_none() -> None:
    assert [float(end) for end in byar_of_cases(0, 0)] == [float(end) for end in byar(0)]


def of_each(events: list[int]) -> tuple[float, float]:
    """Quasi-Poisson limits of the events per thing, from the events of each."""
    x = np.array(events)
    low, high = quasi_poisson(x.size, x.sum(), np.square(x).sum())
    return float(low) / x.size, float(high) / x.size


def test_quasi_poisson_limits_are_the_worked_ones(shared: Path) -> None:
    for row in checks(shared)["quasi_poisson_rate"]["rows"]:
        found = of_each(row["workers_per_inspection"])
        assert found == pytest.approx((row["low"], row["high"]), abs=5e-5)


def test_things_that_differ_no_more_than_by_chance_widen_the_limits_by_t_alone() -> None:
    low, high = of_each([3] * 20)
    apart = t.ppf(0.975, 19) / norm.ppf(0.975)
    assert np.log([low / 3, high / 3]) == pytest.approx(apart * np.log(np.array(byar(60)) / 60))


def test_what_varies_more_is_less_sure() -> None:
    # The variance of one in ten that has thirty: phi = 30 x 27 / 29 of a mean of 3.
    low, high = of_each([3] * 27 + [3] * 3)
    wide_low, wide_high = of_each([0] * 27 + [30] * 3)
    phi = (3 * 900 - 90**2 / 30) / 3 / 29
    assert np.log(wide_low / 3) == pytest.approx(np.sqrt(phi) * np.log(low / 3))
    assert np.log(wide_high / 3) == pytest.approx(np.sqrt(phi) * np.log(high / 3))


def test_without_things_there_are_no_quasi_poisson_limits() -> None:
    assert np.isnan(quasi_poisson([0, np.nan, 3], [0, 3, np.nan], [0, 9, 9])).all()
