"""Intervals of shares: published numbers, and how often they cover."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from metrics.statistics.intervals import jeffreys
from tests.unit.metrics.statistics.published import rows
from tests.unit.metrics.statistics.samples import wilson

Method = Callable[..., tuple[np.ndarray, np.ndarray]]
METHODS = {"wilson95": wilson, "jeffreys95": jeffreys}
TRUTHS = np.linspace(0.01, 0.99, 197)


@pytest.mark.parametrize("name", METHODS)
def test_the_limits_are_the_published_ones(name: str, shared: Path) -> None:
    table = rows(shared, name)
    low, high = METHODS[name](table[:, 0], table[:, 1])
    # The vectors have four digits, and those of Brown, Cai and DasGupta three.
    digits = [3 if name == "jeffreys95" and n == 10 else 4 for n in table[:, 1]]
    for row, found in zip(table, zip(low, high, digits, strict=True), strict=True):
        assert [round(limit, found[2]) for limit in found[:2]] == row[2:].tolist()


@pytest.mark.parametrize("method", METHODS.values())
def test_limits_are_exactly_0_and_1_at_the_ends(method: Method) -> None:
    low, high = method([0, 7], [7, 7])
    assert (low[0], high[1]) == (0, 1)
    assert 0 < high[0] < 1
    assert 0 < low[1] < 1


@pytest.mark.parametrize("method", METHODS.values())
def test_limits_of_nothing_are_nothing(method: Method) -> None:
    assert np.isnan(method([0, np.nan], [0, 5])).all()
    assert np.isnan(method(0, 0)).all()
    assert method([], [])[0].size == 0


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_limits_hold_the_share_mirror_and_narrow(of: tuple[int, int]) -> None:
    yes, n = of
    for method in METHODS.values():
        low, high = method(yes, n)
        assert low <= yes / n <= high
        other_low, other_high = method(n - yes, n)
        assert (low, high) == pytest.approx((1 - other_high, 1 - other_low), abs=1e-9)
        tenfold_low, tenfold_high = method(10 * yes, 10 * n)
        assert tenfold_high - tenfold_low < high - low
        wider_low, wider_high = method(yes, n, 0.998)
        assert wider_low <= low
        assert wider_high >= high


@given(st.integers(1, 80))
def test_limits_rise_with_each_yes(n: int) -> None:
    for method in METHODS.values():
        low, high = method(np.arange(n + 1), np.full(n + 1, n))
        assert (np.diff(low) > 0).all()
        assert (np.diff(high) > 0).all()


def coverage(method: Method, n: int) -> np.ndarray:
    """How often the limits hold each of TRUTHS, by counting out every possible yes."""
    low, high = method(np.arange(n + 1), np.full(n + 1, n))
    chance = binom.pmf(np.arange(n + 1), n, TRUTHS[:, None])
    return (chance * ((low <= TRUTHS[:, None]) & (TRUTHS[:, None] <= high))).sum(axis=1)


@pytest.mark.parametrize("n", [10, 30, 100])
def test_the_limits_cover_95_percent_on_average(n: int) -> None:
    for method in METHODS.values():
        covered = coverage(method, n)
        assert covered.mean() == pytest.approx(0.95, abs=0.01)
        assert covered.min() > 0.83
