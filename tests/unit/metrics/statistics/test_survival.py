"""Kaplan-Meier from counts by day, against published numbers and another implementation."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, t
from statsmodels.duration.survfunc import SurvfuncRight

from metrics.statistics.survival import median_waits
from tests.unit.metrics.statistics.curves import kaplan_meier
from tests.unit.metrics.statistics.published import checks


@pytest.fixture
def leukaemia(shared: Path) -> dict:
    return checks(shared)["kaplan_meier_6mp"]


def test_the_curve_is_the_published_one(leukaemia: dict) -> None:
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


def test_censored_on_the_day_of_an_event_are_at_risk_of_it() -> None:
    apart = kaplan_meier([6, 6, 9], [0, 1, 1], [1, 0, 0])
    together = kaplan_meier([6, 9], [1, 1], [1, 0])
    assert apart.still_open.tolist() == together.still_open.tolist()


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
