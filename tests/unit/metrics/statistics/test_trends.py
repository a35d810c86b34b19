"""Numbers over the years: run charts, trends, changes, targets."""

from math import isnan, nan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from statsmodels.stats.proportion import confint_proportions_2indep

from metrics.statistics.trends import (
    Change,
    Limited,
    Run,
    TargetVerdict,
    cases_above_target,
    cases_needed_for_target,
    count_trend,
    find_diverging_trends,
    judge_at_least_target,
    judge_at_most_target,
    judge_number_change,
    judge_share_change,
    newcombe_difference,
    run_rules,
    share_trend,
)
from tests.unit.metrics.statistics.published import checks, rows
from tests.unit.metrics.statistics.samples import wilson


def run(points: ArrayLike, median: float | None = None) -> Run:
    """Of as many points as a verdict needs."""
    found = run_rules(points, median)
    assert found is not None
    return found


def test_what_chance_allows_is_what_is_published(shared: Path) -> None:
    for n, longest, crossings in rows(shared, "anhoej").astype(int):
        found = run([0, 1] * (n // 2))
        assert (found.points, found.longest_allowed, found.crossings_least) == (
            n,
            longest,
            crossings,
        )
        assert (found.longest, found.crossings, found.shifted) == (1, n - 1, False)


def test_a_run_too_long_is_a_shift() -> None:
    # Seven on one side of 0 in twelve are allowed, eight are not.
    sides = [1, -1, 1, -1] + [1] * 7 + [-1]
    found = run(sides, median=0)
    assert (found.longest, found.longest_allowed, found.shifted) == (7, 7, False)
    sides[-1] = 1
    found = run(sides, median=0)
    assert (found.longest, found.shifted) == (8, True)


def test_too_few_crossings_are_a_shift() -> None:
    # Sixteen points in three runs that are each short enough: two crossings, four are the least.
    found = run([1] * 5 + [-1] * 6 + [1] * 5, median=0)
    assert (found.longest, found.longest_allowed) == (6, 7)
    assert (found.crossings, found.crossings_least, found.shifted) == (2, 4, True)


def test_points_on_the_median_and_missing_ones_count_for_neither_side() -> None:
    found = run([1, 0, 2, np.nan, -1, -2, 0, 3, 1, 2, -1, 1, -2], median=0)
    assert (found.points, found.longest, found.crossings) == (10, 3, 5)


def test_under_ten_points_there_is_no_verdict() -> None:
    assert run_rules([1, -1, 1, -1, 1, -1, 1, -1, 1], median=0) is None
    assert run_rules([]) is None
    assert run_rules([2] * 30) is None
    assert run_rules([1, -1] * 5, median=0) is not None


YEARS = np.arange(6)
RISING = [60, 72, 86, 104, 124, 149]


def test_a_steady_growth_is_the_factor_it_is() -> None:
    found = count_trend(YEARS, 1000 * 1.2**YEARS)
    assert found.factor == pytest.approx(1.2, rel=1e-3)
    assert found.rises
    assert not found.falls
    odds = 1.5**-YEARS
    found = share_trend(YEARS, 10_000 * odds / (1 + odds), np.full(6, 10_000))
    assert found.factor == pytest.approx(1 / 1.5, rel=1e-3)
    assert found.falls


def test_more_convictions_that_reach_less_move_apart() -> None:
    found = find_diverging_trends(RISING, [30, 30, 29, 28, 27, 25], RISING)
    assert found is not None
    assert found.volume.rises
    assert found.quality.falls


def test_fewer_convictions_that_reach_more_move_apart_too() -> None:
    found = find_diverging_trends(RISING[::-1], [30, 40, 45, 45, 44, 44], RISING[::-1])
    assert found is not None
    assert found.volume.falls
    assert found.quality.rises


@pytest.mark.parametrize(
    ("counts", "yes"),
    [
        # Both rise.
        (RISING, [10, 20, 30, 45, 62, 90]),
        # Quality stands still.
        (RISING, [count // 2 for count in RISING]),
        # Volume stands still.
        ([100] * 6, [60, 52, 45, 38, 30, 22]),
        # Quality falls, and volume goes up and down more than a line explains.
        ([60, 160, 70, 150, 80, 140], [40, 90, 30, 60, 20, 30]),
        # Too few to tell.
        ([3, 4, 4, 5, 5, 6], [2, 2, 1, 2, 1, 1]),
        # Nothing at all.
        ([0] * 6, [0] * 6),
    ],
)
def test_what_may_be_chance_or_goes_together_is_not_said(counts: list[int], yes: list[int]) -> None:
    assert find_diverging_trends(counts, yes, np.maximum(counts, 1)) is None


def test_under_five_periods_with_both_there_is_no_verdict() -> None:
    yes = [30, 30, 29, 28, 27, 25]
    assert find_diverging_trends(RISING[:4], yes[:4], RISING[:4]) is None
    assert find_diverging_trends([np.nan, *RISING[1:]], yes, RISING) is not None
    assert find_diverging_trends([np.nan, *RISING[1:]], yes, [*RISING[:5], 0]) is None


def test_a_year_left_out_leaves_its_place() -> None:
    counts = 1000 * 1.2**YEARS
    counts[2] = np.nan
    yes = 900 * 1.1**YEARS
    found = find_diverging_trends(counts, yes, np.full(6, 10_000) * 1.5**YEARS)
    assert found is not None
    assert found.volume.factor == pytest.approx(1.2, rel=1e-3)


def test_the_worlds_convictions_and_their_labour_share_do_not_move_apart(shared: Path) -> None:
    columns = checks(shared)["tip_report_cols"]
    table = dict(zip(columns, np.array(checks(shared)["tip_report"]).T, strict=True))
    convicted, labour = table["convictions"], table["labour_conv"]
    # The share of labour rises; convictions go up and down, so nothing is said of them.
    assert share_trend(table["year"], labour, convicted).rises
    volume = count_trend(table["year"], convicted)
    assert not volume.rises
    assert not volume.falls
    assert find_diverging_trends(convicted, labour, convicted) is None


def test_chance_alone_is_rarely_called_a_parting() -> None:
    random = np.random.default_rng(1)
    counts = random.poisson(80, (400, 6))
    yes = random.binomial(counts, 0.4)
    found = [find_diverging_trends(c, y, c) for c, y in zip(counts, yes, strict=True)]
    assert np.mean([one is not None for one in found]) < 0.01
    rising = [count_trend(YEARS, c) for c in counts]
    assert np.mean([one.rises or one.falls for one in rising]) < 0.08


counts = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def known(yes: float, n: float) -> Limited:
    """A share of which all is known, of units that are cases."""
    low, high = wilson(yes, n)
    return Limited(yes / n, float(low), float(high))


def test_newcombe_gives_the_published_limits(shared: Path) -> None:
    for yes, n, other_yes, other_n, low, high in rows(shared, "newcombe_diff95"):
        found = newcombe_difference(known(yes, n), known(other_yes, other_n))
        assert found.value == pytest.approx(yes / n - other_yes / other_n)
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(counts, counts)
def test_newcombe_is_that_of_statsmodels(one: tuple[int, int], other: tuple[int, int]) -> None:
    found = newcombe_difference(known(*one), known(*other))
    theirs = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx(theirs)


@pytest.mark.parametrize(
    ("later", "earlier", "said"),
    [
        ((56, 70), (48, 80), "higher"),
        ((48, 80), (56, 70), "lower"),
        ((5, 56), (0, 29), "no clear change"),
    ],
)
def test_a_change_of_a_share_is_clear_when_its_interval_excludes_0(
    later: tuple[int, int], earlier: tuple[int, int], said: str
) -> None:
    assert judge_share_change(known(*later), known(*earlier)) == said


def test_what_is_unknown_makes_a_change_unclear() -> None:
    before = known(48, 80)
    assert judge_share_change(known(56, 70), before) is Change.HIGHER
    assert judge_share_change(Limited(56 / 70, 0.55, 0.92), before) is Change.NO_CLEAR_CHANGE


def test_clear_is_less_than_limits_that_lie_apart_for_shares_alone() -> None:
    later, earlier = Limited(0.6, 0.5, 0.7), Limited(0.45, 0.38, 0.52)
    assert judge_share_change(later, earlier) is Change.HIGHER
    assert judge_number_change(later, earlier) is Change.NO_CLEAR_CHANGE


@pytest.mark.parametrize(
    ("later", "earlier", "said"),
    [
        (Limited(400, 301, 500), Limited(250, 200, 300), "higher"),
        (Limited(250, 200, 300), Limited(400, 301, 500), "lower"),
        (Limited(400, 300, 500), Limited(250, 200, 300), "no clear change"),
        # More than half still wait: the upper limit is not reached.
        (Limited(nan, 301, nan), Limited(250, 200, 300), "higher"),
        (Limited(250, 200, 300), Limited(nan, 301, nan), "lower"),
        (Limited(nan, 250, nan), Limited(250, 200, 300), "no clear change"),
    ],
)
def test_medians_have_changed_where_their_limits_do_not_overlap(
    later: Limited, earlier: Limited, said: str
) -> None:
    assert judge_number_change(later, earlier) == said


def test_without_limits_nothing_is_clear() -> None:
    none = Limited(0.9, nan, nan)
    assert isnan(newcombe_difference(none, known(1, 90)).low)
    assert judge_share_change(none, known(1, 90)) is Change.NO_CLEAR_CHANGE
    assert judge_number_change(none, known(1, 90)) is Change.NO_CLEAR_CHANGE


@given(counts, counts)
def test_what_is_higher_one_way_is_lower_the_other(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    mirror = {Change.HIGHER: Change.LOWER, Change.LOWER: Change.HIGHER}
    for change in (judge_share_change, judge_number_change):
        found = change(known(*one), known(*other))
        assert change(known(*other), known(*one)) == mirror.get(found, Change.NO_CLEAR_CHANGE)


@pytest.mark.parametrize(
    ("low", "high", "above", "below"),
    [
        (0.5, 0.7, TargetVerdict.CLEARLY_MET, TargetVerdict.CANNOT_TELL),
        (0.51, 0.7, TargetVerdict.CLEARLY_MET, TargetVerdict.CLEARLY_NOT_MET),
        (0.3, 0.5, TargetVerdict.CANNOT_TELL, TargetVerdict.CLEARLY_MET),
        (0.3, 0.49, TargetVerdict.CLEARLY_NOT_MET, TargetVerdict.CLEARLY_MET),
        (0.3, 0.7, TargetVerdict.CANNOT_TELL, TargetVerdict.CANNOT_TELL),
        (np.nan, np.nan, TargetVerdict.CANNOT_TELL, TargetVerdict.CANNOT_TELL),
    ],
)
def test_only_the_whole_interval_on_one_side_is_clear(
    low: float, high: float, above: TargetVerdict, below: TargetVerdict
) -> None:
    assert judge_at_least_target(low, high, 0.5) == above
    assert judge_at_most_target(low, high, 0.5) == below


@given(
    st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.integers(0, 100),
)
def test_one_fewer_would_not_do(of: tuple[int, int], percent: int) -> None:
    yes, n = of
    more, fewer = (
        cases_needed_for_target(yes, n, percent / 100),
        cases_above_target(yes, n, percent / 100),
    )
    assert 100 * (yes + more) >= percent * n
    assert more == 0 or 100 * (yes + more - 1) < percent * n
    assert 100 * (yes - fewer) <= percent * n
    assert fewer == 0 or 100 * (yes - fewer + 1) > percent * n
    assert yes + more <= n
    assert yes - fewer >= 0
