"""Intervals of counts of events."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, poisson

from metrics.statistics import byar, poisson_exact

MEANS = np.linspace(1, 60, 119)


def test_without_an_event_the_lower_limit_is_0() -> None:
    for method in (byar, poisson_exact):
        low, high = method(0)
        assert low == 0
        assert 3.6 < high < 3.7


def test_a_missing_count_has_no_limits() -> None:
    for method in (byar, poisson_exact):
        assert np.isnan(method([np.nan])).all()
        assert np.isfinite(method([np.nan, 3])[0]).tolist() == [False, True]
        assert method([])[0].size == 0


def test_byar_does_not_fall_below_0() -> None:
    # The formula gives -0.003 events.
    assert byar(1, 0.998)[0] == 0


@given(st.integers(1, 10_000))
def test_exact_limits_leave_half_of_the_rest_on_either_side(events: int) -> None:
    low, high = poisson_exact(events)
    assert poisson.sf(events - 1, low) == pytest.approx(0.025)
    assert poisson.cdf(events, high) == pytest.approx(0.025)
    assert (low, high) == pytest.approx(
        (chi2.ppf(0.025, 2 * events) / 2, chi2.ppf(0.975, 2 * events + 2) / 2)
    )


@given(st.integers(10, 10_000))
def test_byar_is_near_the_exact_limits_from_ten_events_on(events: int) -> None:
    assert np.array(byar(events)) == pytest.approx(np.array(poisson_exact(events)), rel=0.003)


def test_exact_limits_cover_at_least_95_percent_and_byar_hardly_less() -> None:
    events = np.arange(200)
    chance = poisson.pmf(events, MEANS[:, None])
    covered = []
    for method in (poisson_exact, byar):
        low, high = method(events)
        held = (low <= MEANS[:, None]) & (MEANS[:, None] <= high)
        covered.append((chance * held).sum(axis=1).min())
    assert covered[0] >= 0.95
    assert covered[1] >= 0.94
