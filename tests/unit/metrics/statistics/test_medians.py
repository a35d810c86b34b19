"""The median with its interval and quartiles."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from scipy.stats import binom, quantile_test

from metrics.statistics.survival import Middle, median_intervals
from tests.unit.metrics.statistics.published import checks, rows

values = st.lists(st.integers(-40, 400), min_size=1, max_size=80)
weighted = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), min_size=1, max_size=20)


def median_interval(value: ArrayLike, weights: ArrayLike | None = None) -> Middle:
    """Of one group, each value counted `weights` times (once without)."""
    times = np.ones(np.shape(value)) if weights is None else np.asarray(weights, float)
    return Middle(*(part[0] for part in median_intervals(np.zeros(times.shape), value, times)))


def test_the_limits_are_the_published_places(shared: Path) -> None:
    for n, low, high, level in rows(shared, "median_ci_order"):
        found = median_interval(np.arange(1, n + 1))
        assert (found.low, found.high) == (low, high)
        # The chance that as many or more of n lie on one side as beyond a limit.
        assert 1 - 2 * binom.cdf(low - 1, n, 0.5) == pytest.approx(level, abs=5e-5)


def test_five_values_have_no_limits() -> None:
    found = median_interval([5, 1, 3, 4, 2])
    assert (found.median, found.q1, found.q3) == (3, 2, 4)
    assert np.isnan([found.low, found.high]).all()


@given(values)
def test_the_limits_are_those_of_scipy_and_the_quartiles_those_of_numpy(of: list[int]) -> None:
    found = median_interval(of)
    theirs = quantile_test(of, p=0.5).confidence_interval(0.95)
    assert [found.low, found.high] == pytest.approx([theirs.low, theirs.high], nan_ok=True)
    wider = quantile_test(of, p=0.5).confidence_interval(0.99)
    read = [found.verdict_low, found.verdict_high]
    assert read == pytest.approx([wider.low, wider.high], nan_ok=True)
    quartiles = [found.q1, found.median, found.q3]
    assert quartiles == pytest.approx(np.quantile(of, [0.25, 0.5, 0.75]).tolist())


@given(weighted)
def test_a_weight_is_as_many_like_values(of: list[tuple[int, int]]) -> None:
    value, weight = (np.array(part) for part in zip(*of, strict=True))
    if not weight.any():
        return
    found = median_interval(value, weight)
    written_out = median_interval(np.repeat(value, weight))
    assert list(found) == pytest.approx(list(written_out), nan_ok=True)


@given(weighted, weighted)
def test_middles_of_many_groups_are_those_of_each_alone(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    groups = np.repeat([0, 1], [len(one), len(other)])
    values, weights = (np.array(part, float) for part in zip(*one, *other, strict=True))
    found = np.array(median_intervals(groups, values, weights))
    for group in (0, 1):
        of = groups == group
        np.testing.assert_array_equal(found[:, group], median_interval(values[of], weights[of]))


def middles_of_cases(values: list[float], cases: list[int]) -> list[float]:
    """Of one group, whose cases have so many values each."""
    group, once = np.zeros(len(values)), np.ones(len(values))
    squared = [np.square(cases).sum()]
    return [float(part[0]) for part in median_intervals(group, values, once, squared)]


def test_limits_of_several_values_a_case_are_the_worked_ones(shared: Path) -> None:
    for row in checks(shared)["median_of_clustered_units"]["rows"]:
        found = middles_of_cases(row["values"], row["units_per_case"])[:5]
        due = [row[name] for name in ("median", "low", "high", "q1", "q3")]
        assert found == pytest.approx(due, abs=5e-5), row["sample"]


def test_a_case_of_several_values_counts_as_one() -> None:
    # Wilson's limits of a half of four lie t / (2 sqrt(4 + t²)) away from it; t(0.975, 3) is 3.18.
    found = middles_of_cases(list(range(1, 9)), [2, 2, 2, 2])
    away = 3.182446 / (2 * np.sqrt(4 + 3.182446**2))
    assert found[1:3] == pytest.approx([1 + 7 * (0.5 - away), 1 + 7 * (0.5 + away)])
    # Of a reading with t(0.995, 3).
    away = 5.840909 / (2 * np.sqrt(4 + 5.840909**2))
    assert found[5:] == pytest.approx([1 + 7 * (0.5 - away), 1 + 7 * (0.5 + away)])


def test_limits_of_a_reading_are_order_statistics_at_99_percent() -> None:
    # Of seven values P(Bin(7, 1/2) < 1) is 1/128, of eight 1/256: twice that is 0.8 %.
    for number, low in ((7, np.nan), (8, 1.0), (20, 4.0)):
        found = middles_of_cases(list(range(1, number + 1)), [1] * number)
        np.testing.assert_equal(found[5:], [low, number + 1 - low])


def test_values_of_hardly_more_than_one_case_have_no_limits() -> None:
    found = middles_of_cases(list(range(1, 10)), [8, 1])
    assert found[0] == 5
    assert np.isnan(found[1:3]).all()
    assert found[3:5] == [3, 7]
    assert np.isnan(found[5:]).all()


@given(weighted)
def test_cases_of_one_value_each_change_nothing(of: list[tuple[int, int]]) -> None:
    value, weight = (np.array(part, float) for part in zip(*of, strict=True))
    group = np.zeros(value.size)
    alone = median_intervals(group, value, weight, [weight.sum()])
    np.testing.assert_array_equal(alone, median_intervals(group, value, weight))
