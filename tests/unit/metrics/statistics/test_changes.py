"""Whether a number has changed beyond chance."""

from math import isnan, nan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from metrics.statistics.trends import Change, Limited, newcombe, number_change, share_change
from tests.unit.metrics.statistics.published import rows
from tests.unit.metrics.statistics.samples import wilson

counts = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def known(yes: float, n: float) -> Limited:
    """A share of which all is known, of units that are cases."""
    low, high = wilson(yes, n)
    return Limited(yes / n, float(low), float(high))


def test_newcombe_gives_the_published_limits(shared: Path) -> None:
    for yes, n, other_yes, other_n, low, high in rows(shared, "newcombe_diff95"):
        found = newcombe(known(yes, n), known(other_yes, other_n))
        assert found.value == pytest.approx(yes / n - other_yes / other_n)
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(counts, counts)
def test_newcombe_is_that_of_statsmodels(one: tuple[int, int], other: tuple[int, int]) -> None:
    found = newcombe(known(*one), known(*other))
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
    assert share_change(known(*later), known(*earlier)) == said


def test_what_is_unknown_makes_a_change_unclear() -> None:
    before = known(48, 80)
    assert share_change(known(56, 70), before) is Change.HIGHER
    assert share_change(Limited(56 / 70, 0.55, 0.92), before) is Change.NO_CLEAR_CHANGE


def test_clear_is_less_than_limits_that_lie_apart_for_shares_alone() -> None:
    later, earlier = Limited(0.6, 0.5, 0.7), Limited(0.45, 0.38, 0.52)
    assert share_change(later, earlier) is Change.HIGHER
    assert number_change(later, earlier) is Change.NO_CLEAR_CHANGE


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
    assert number_change(later, earlier) == said


def test_without_limits_nothing_is_clear() -> None:
    none = Limited(0.9, nan, nan)
    assert isnan(newcombe(none, known(1, 90)).low)
    assert share_change(none, known(1, 90)) is Change.NO_CLEAR_CHANGE
    assert number_change(none, known(1, 90)) is Change.NO_CLEAR_CHANGE


@given(counts, counts)
def test_what_is_higher_one_way_is_lower_the_other(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    mirror = {Change.HIGHER: Change.LOWER, Change.LOWER: Change.HIGHER}
    for change in (share_change, number_change):
        found = change(known(*one), known(*other))
        assert change(known(*other), known(*one)) == mirror.get(found, Change.NO_CLEAR_CHANGE)
