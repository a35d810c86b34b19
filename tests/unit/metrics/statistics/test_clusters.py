"""Limits of shares of units that come in cases."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t
from statsmodels.stats.proportion import proportion_confint

from metrics.statistics.intervals import CaseSums, case_limits
from tests.unit.metrics.statistics.published import checks
from tests.unit.metrics.statistics.samples import case_sums

# Cases as (yes, no).
cases = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=40)
Cases = list[tuple[int, int]]


def sums_of(of: Cases) -> CaseSums:
    yes, no = np.array(of).T
    return case_sums(yes, yes + no)


def by_definition(of: Cases) -> tuple[float, float]:
    """The design effect and how many cases the units are worth, case by case."""
    sizes = [(yes, yes + no) for yes, no in of if yes + no]
    m, units = len(sizes), sum(n for _, n in sizes)
    p, worth = sum(y for y, _ in sizes) / units, units**2 / sum(n**2 for _, n in sizes)
    if max(n for _, n in sizes) == 1:
        return 1.0, worth
    if p in {0, 1} or m == 1:
        return units / worth, worth
    between = m / (m - 1) * sum((y - p * n) ** 2 for y, n in sizes) / (units * p * (1 - p))
    apart = sum(y * (n - y) / n for y, n in sizes) / ((units - m) * p * (1 - p))
    likeness = min(max(1 - apart, 0), 1)
    return max(between, 1 + likeness * (units / worth - 1), 1), worth


def test_ten_cases_have_the_limits_that_the_design_works_out() -> None:
    found = case_limits(case_sums([2, 0, 1, 0, 3, 0, 1, 0, 0, 2], [2, 1, 1, 2, 3, 1, 2, 1, 1, 2]))
    assert np.round(found, 3).tolist() == [0.239, 0.840, 1.691, 8.533]


def test_the_limits_are_the_worked_ones(shared: Path) -> None:
    for row in checks(shared)["share_of_clustered_units"]["rows"]:
        found = case_limits(case_sums(row["yes"], row["known"]))
        due = [row[name] for name in ("low", "high", "deff", "effective_cases")]
        assert found == pytest.approx(np.array(due, float), abs=5e-5, nan_ok=True), row["sample"]


@given(cases)
def test_design_effect_and_worth_are_those_of_the_definition(of: Cases) -> None:
    found = case_limits(sums_of(of))
    if not np.any(of):
        assert np.isnan(found).all()
        return
    assert (found.deff, found.effective) == pytest.approx(by_definition(of))


@given(cases)
def test_limits_hold_the_share_mirror_and_are_never_narrower_than_of_independent_units(
    of: Cases,
) -> None:
    low, high, _, worth = case_limits(sums_of(of))
    yes, no = np.sum(of, axis=0)
    several = max(sum(case) for case in of) > 1
    assert np.isnan([low, high]).all() == bool(not yes + no or (several and worth < 2))
    if np.isnan(low):
        return
    assert 0 <= low <= yes / (yes + no) <= high <= 1
    mirror = case_limits(sums_of([(n, y) for y, n in of]))
    assert (low, high) == pytest.approx((1 - mirror.high, 1 - mirror.low))
    plain_low, plain_high = proportion_confint(yes, yes + no, method="wilson")
    assert low <= plain_low + 1e-12
    assert high >= plain_high - 1e-12
    if not several:
        assert np.array([low, high]) == pytest.approx(np.array([plain_low, plain_high]))


@given(cases, cases)
def test_the_sums_of_two_rows_add_up_to_those_of_both(one: Cases, other: Cases) -> None:
    added = np.array(sums_of(one)) + np.array(sums_of(other))
    assert added == pytest.approx(np.array(sums_of([*one, *other])))


def test_a_row_per_entry_and_cases_without_a_unit_are_none() -> None:
    yes, units = np.array([[2, 0, 1, 0], [1, 3, 0, 2]]), np.array([[2, 3, 1, 0], [3, 3, 2, 4]])
    together = case_limits(case_sums(yes, units))
    first = case_limits(case_sums([2, 0, 1], [2, 3, 1]))
    assert np.array(together)[:, 0] == pytest.approx(np.array(first))
    assert case_sums(yes, units).cases.tolist() == [3, 4]


def test_thirty_victims_of_one_case_tell_nothing_of_others() -> None:
    found = case_limits(case_sums([30], [30]))
    assert np.isnan([found.low, found.high]).all()
    assert (found.deff, found.effective) == (30, 1)


def test_one_mixed_case_shows_no_spread_either() -> None:
    assert case_limits(case_sums([3], [6])).deff == 6


def test_nothing_has_no_limits() -> None:
    assert np.isnan(case_limits(case_sums([], []))).all()
    assert np.isnan(case_limits(case_sums([0], [0]))).all()


def test_limits_are_exactly_0_and_1_at_the_ends() -> None:
    none, every = (case_limits(case_sums(yes, [3, 2, 4])) for yes in ([0, 0, 0], [3, 2, 4]))
    assert (none.low, every.high) == (0, 1)
    # The upper limit of no yes among e = 81 / 29 cases is t² / (e + t²).
    worth = 81 / 29
    square = t.ppf(0.975, worth - 1) ** 2
    assert none.high == pytest.approx(square / (worth + square))
    assert every.low == pytest.approx(1 - none.high)
