"""Medians and waits of groups, against published ones."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from scipy.stats import binom, norm, quantile_test, t
from statsmodels.duration.survfunc import SurvfuncRight

from metrics.statistics.survival import (
    Middle,
    aalen_johansen,
    median_intervals,
    median_waits,
)
from tests.unit.metrics.statistics.curves import kaplan_meier
from tests.unit.metrics.statistics.published import checks, rows


def test_the_curve_is_the_published_one(shared: Path) -> None:
    leukaemia = checks(shared)["kaplan_meier_6mp"]
    event = np.array(leukaemia["event"])
    curve = kaplan_meier(leukaemia["t"], event, 1 - event)
    open_after = zip(curve.days, curve.still_open, strict=True)
    assert {f"{day:g}": round(s, 4) for day, s in open_after} == leukaemia["S"]
    errors = zip(curve.days, curve.error, strict=True)
    assert {f"{day:g}": round(e, 4) for day, e in errors} == leukaemia["se"]
    # The upper limit of the curve never falls to one half.
    assert (curve.median, curve.low, curve.high) == (leukaemia["median"], 13, None)


def test_a_median_that_is_not_reached_is_none() -> None:
    assert kaplan_meier([10, 20], [1, 0], [3, 4]).median is None


def test_one_half_exactly_is_the_median() -> None:
    assert kaplan_meier(range(1, 11), [1] * 10, [0] * 10).median == 5


def test_nobody_at_all_has_no_median() -> None:
    assert kaplan_meier([], [], [])[3:] == (None, None, None)


def test_limits_where_nobody_is_left_are_not_used() -> None:
    # The curve falls to 0 on day 9, where no log-log limit exists.
    curve = kaplan_meier([5, 9], [2, 3], [0, 0])
    assert (curve.median, curve.high) == (9, None)


spells = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=2, max_size=60)


@given(spells)
def test_curve_and_error_are_those_of_statsmodels(of: list[tuple[int, bool]]) -> None:
    days, events = (np.array(part, float) for part in zip(*of, strict=True))
    if not events.any():
        return
    curve = kaplan_meier(days, events, 1 - events)
    theirs = SurvfuncRight(days, events)
    ended = theirs.n_events > 0
    assert np.allclose(curve.still_open, theirs.surv_prob[ended], atol=1e-9)
    left = curve.still_open > 0
    assert np.allclose(curve.error[left], theirs.surv_prob_se[ended][left], atol=1e-9)


@given(spells, spells)
def test_medians_of_many_groups_are_those_of_each_alone(
    one: list[tuple[int, bool]], other: list[tuple[int, bool]]
) -> None:
    # Group 1 has no row at all.
    groups = np.repeat([0, 2], [len(one), len(other)])
    days, events = (np.array(part, float) for part in zip(*one, *other, strict=True))
    found = np.array(median_waits(groups, days, events, 1 - events))
    for group in (0, 2):
        of = groups == group
        alone = kaplan_meier(days[of], events[of], 1 - events[of])
        wider = kaplan_meier(days[of], events[of], 1 - events[of], 0.99)
        ends = [alone.median, alone.low, alone.high, wider.low, wider.high]
        expected = np.array(ends, float)
        np.testing.assert_array_equal(found[:, group], expected)
    assert np.isnan(found[:, 1]).all()


def test_limits_of_several_spells_a_case_are_the_worked_ones(shared: Path) -> None:
    for row in checks(shared)["kaplan_meier_of_clustered_units"]["rows"]:
        days, events = np.array(row["days_event"]).T
        squared = [np.square(row["units_per_case"]).sum()]
        found = median_waits(np.zeros(days.size), days, events, 1 - events, squared)[:3]
        due = np.array([[row[name]] for name in ("median", "low", "high")], float)
        np.testing.assert_array_equal(found, due)


@given(spells, st.integers(2, 9))
def test_spells_of_a_case_that_are_all_alike_count_as_one_with_the_critical_value_of_few(
    of: list[tuple[int, bool]], times: int
) -> None:
    days, events = (np.array(part, float) for part in zip(*of, strict=True))
    each = np.full(days.size, times)
    group, squared = np.zeros(days.size), [days.size * times**2]
    found = median_waits(group, days, each * events, each * (1 - events), squared)
    limits = ((0.975, found.low, found.high), (0.995, found.verdict_low, found.verdict_high))
    for upper, low, high in limits:
        level = 2 * norm.cdf(t.ppf(upper, days.size - 1)) - 1
        # Past what a level in double precision can say, two cases are too few for the comparison.
        if level < 1:
            alone = kaplan_meier(days, events, 1 - events, level)
            expected = np.array([[alone.median], [alone.low], [alone.high]], float)
            np.testing.assert_array_equal((found.median, low, high), expected)


def test_spells_of_hardly_more_than_one_case_have_no_limits() -> None:
    found = median_waits([0] * 9, range(1, 10), [1] * 9, [0] * 9, [64 + 1])
    assert found.median == 5
    assert np.isnan([found.low, found.high]).all()


def test_groups_of_several_spells_a_case_stand_beside_others() -> None:
    days, once, never = list(range(1, 41)), [1] * 40, [0] * 40
    alone = median_waits(never, days, once, never)
    group = [0] * 40 + [2] * 40
    beside = np.array(median_waits(group, days * 2, once * 2, never * 2, [40, 0, 80]))
    np.testing.assert_array_equal(beside[:, 0], np.ravel(alone))
    assert beside[1, 2] < alone.low
    assert beside[2, 2] > alone.high


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


exits = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 3)), min_size=1, max_size=60)


def recounted(days: Sequence[int], causes: Sequence[int], cause: int) -> dict[int, float]:
    """The share ended by one cause, day by day, with everybody counted anew each day."""
    still_open, share, found = 1.0, 0.0, {}
    for day in sorted(set(days)):
        at_risk = sum(one >= day for one in days)
        ended = [c for one, c in zip(days, causes, strict=True) if one == day and c]
        if cause in ended:
            share += still_open * ended.count(cause) / at_risk
            found[day] = share
        still_open *= 1 - len(ended) / at_risk
    return found


@given(exits)
def test_each_cause_is_as_counted_by_hand(of: list[tuple[int, int]]) -> None:
    days, causes = zip(*of, strict=True)
    curves = aalen_johansen(days, causes)
    assert set(curves) == set(causes) - {0}
    for cause, curve in curves.items():
        found = dict(zip(curve.days.tolist(), curve.share.tolist(), strict=True))
        assert found == pytest.approx(recounted(days, causes, cause))


@given(exits)
def test_a_weight_is_as_many_like_units(of: list[tuple[int, int]]) -> None:
    days, causes = (np.array(part) for part in zip(*of, strict=True))
    rows, weights = np.unique(np.array([days, causes]), axis=1, return_counts=True)
    weighted, alone = aalen_johansen(*rows, weights), aalen_johansen(days, causes)
    assert set(weighted) == set(alone)
    for cause, steps in weighted.items():
        assert steps.days.tolist() == alone[cause].days.tolist()
        assert steps.share == pytest.approx(alone[cause].share)


def test_nobody_and_nobody_ended_have_no_curve() -> None:
    assert aalen_johansen([], []) == {}
    assert aalen_johansen([3, 4], [0, 0]) == {}
    assert aalen_johansen([3, 4], [1, 2], [0, 0]) == {}


def test_limits_are_those_of_a_share_where_all_were_seen_to_the_end() -> None:
    days, causes = [5] * 20 + [6] * 60 + [7] * 20, [1] * 20 + [2] * 60 + [0] * 20
    of = aalen_johansen(days, causes)[1]
    apart = 1.959964 * np.sqrt(0.2 * 0.8 / 100) / (0.2 * np.log(0.2))
    assert of.low == pytest.approx([0.2 ** np.exp(-apart)])
    assert of.high == pytest.approx([0.2 ** np.exp(apart)])


def test_limits_are_wider_of_fewer_and_never_beyond_none_and_all() -> None:
    few = aalen_johansen([5, 6, 7], [1, 2, 0], [1, 1, 4])[1]
    many = aalen_johansen([5, 6, 7], [1, 2, 0], [100, 100, 400])[1]
    assert 0 < few.low[0] < many.low[0] < 1 / 6 < many.high[0] < few.high[0] < 1
    # All at their end: nothing is left to tell the spread by.
    assert np.isnan(aalen_johansen([5], [1], [4])[1].low).all()
