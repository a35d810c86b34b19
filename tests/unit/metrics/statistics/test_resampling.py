"""Intervals of skewed amounts, drawn again."""

import numpy as np
import pytest

from metrics.statistics import bootstrap_median, bootstrap_sum
from metrics.statistics.resampling import FEWEST_VALUES, MOST_CORRECTED


def amounts(number: int, seed: int) -> np.ndarray:
    """Like confiscations: a few large ones make most of the sum."""
    return np.random.default_rng(seed).lognormal(10, 1, number)


def test_the_same_seed_gives_the_same_limits_and_another_others() -> None:
    for method in (bootstrap_sum, bootstrap_median):
        assert method(amounts(40, 1), seed=7) == method(amounts(40, 1), seed=7)
    assert bootstrap_sum(amounts(40, 1), seed=7) != bootstrap_sum(amounts(40, 1), seed=8)


def test_the_limits_hold_the_number_and_lean_to_the_long_tail() -> None:
    value = amounts(60, 2)
    low, high = bootstrap_sum(value, seed=1)
    assert low < value.sum() < high
    assert high - value.sum() > value.sum() - low
    low, high = bootstrap_median(value, seed=1)
    assert low < np.median(value) < high


def test_a_sum_in_another_currency_has_the_limits_in_it() -> None:
    value = amounts(30, 3)
    limits = bootstrap_sum(value, seed=1)
    assert bootstrap_sum(value * 4, seed=1) == pytest.approx([4 * limit for limit in limits])


def test_under_ten_amounts_have_no_limits() -> None:
    for method in (bootstrap_sum, bootstrap_median):
        assert np.isnan(method(amounts(FEWEST_VALUES - 1, 1), seed=1)).all()
        assert np.isfinite(method(amounts(FEWEST_VALUES, 1), seed=1)).all()
        assert np.isnan(method([], seed=1)).all()


def test_like_amounts_have_no_width() -> None:
    assert bootstrap_sum([5] * 12, seed=1) == (60, 60)
    assert bootstrap_median([5] * 12, seed=1) == (5, 5)


def test_of_thousands_of_amounts_the_correction_left_out_is_small() -> None:
    value = amounts(MOST_CORRECTED + 1, 4)
    plain, corrected = bootstrap_sum(value, seed=1), bootstrap_sum(value[:-1], seed=1)
    assert plain == pytest.approx(corrected, rel=0.02)


def test_the_limits_cover_nearly_as_often_as_they_say() -> None:
    truth = 100 * np.exp(10 + 1 / 2)
    held = [
        low <= truth <= high
        for low, high in (bootstrap_sum(amounts(100, seed), seed) for seed in range(100))
    ]
    # A long tail costs some: the largest possible amounts are not among those seen.
    assert 0.86 <= np.mean(held) <= 0.99
