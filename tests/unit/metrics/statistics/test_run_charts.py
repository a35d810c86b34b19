"""Control limits, and the rules of run charts."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.statistics import p_chart, run_rules
from tests.unit.metrics.statistics.published import checks, rows


def test_the_limits_are_those_of_the_textbook(shared: Path) -> None:
    vectors = checks(shared)["p_chart"]
    for row in vectors["rows"]:
        defects = np.full(row["m"], row["D"] / row["m"])
        centre, low, high = p_chart(defects, np.full(row["m"], row["n"]))
        assert round(centre, 4) == row["pbar"]
        assert round(high[0], 4) == row["ucl"]
        assert low[0] == row["lcl"] == 0
    wafers = vectors["nist"]
    _, low, high = p_chart([wafers["pbar"] * wafers["n"]] * 30, [wafers["n"]] * 30)
    assert [round(low[0], 4), round(high[0], 4)] == [wafers["lcl"], wafers["ucl"]]


def test_a_period_of_nothing_has_no_limits() -> None:
    centre, low, high = p_chart([3, 0, 4], [10, 0, 20])
    assert centre == pytest.approx(7 / 30)
    assert np.isnan([low[1], high[1]]).all()
    assert np.isfinite([low[0], high[2]]).all()
    assert np.isnan(p_chart([0], [0]).centre)


@given(
    st.lists(
        st.integers(1, 90).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1
    )
)
def test_the_limits_hold_the_centre_and_lie_within_0_and_1(of: list[tuple[int, int]]) -> None:
    centre, low, high = p_chart(*zip(*of, strict=True))
    assert (low >= 0).all()
    assert (low <= centre).all()
    assert (centre <= high).all()
    assert (high <= 1).all()


def test_what_chance_allows_is_what_is_published(shared: Path) -> None:
    for n, longest, crossings in rows(shared, "anhoej").astype(int):
        found = run_rules([0, 1] * (n // 2))
        assert found is not None
        assert (found.points, found.longest_allowed, found.crossings_least) == (
            n,
            longest,
            crossings,
        )
        assert (found.longest, found.crossings, found.shifted) == (1, n - 1, False)


def test_a_run_too_long_is_a_shift() -> None:
    # Seven on one side of 0 in twelve are allowed, eight are not.
    sides = [1, -1, 1, -1] + [1] * 7 + [-1]
    found = run_rules(sides, median=0)
    assert found is not None
    assert (found.longest, found.longest_allowed, found.shifted) == (7, 7, False)
    sides[-1] = 1
    found = run_rules(sides, median=0)
    assert found is not None
    assert (found.longest, found.shifted) == (8, True)


def test_too_few_crossings_are_a_shift() -> None:
    # Sixteen points in three runs that are each short enough: two crossings, four are the least.
    found = run_rules([1] * 5 + [-1] * 6 + [1] * 5, median=0)
    assert found is not None
    assert (found.longest, found.longest_allowed) == (6, 7)
    assert (found.crossings, found.crossings_least, found.shifted) == (2, 4, True)


def test_points_on_the_median_and_missing_ones_count_for_neither_side() -> None:
    found = run_rules([1, 0, 2, np.nan, -1, -2, 0, 3, 1, 2, -1, 1, -2], median=0)
    assert found is not None
    assert (found.points, found.longest, found.crossings) == (10, 3, 5)


def test_under_ten_points_there_is_no_verdict() -> None:
    assert run_rules([1, -1, 1, -1, 1, -1, 1, -1, 1], median=0) is None
    assert run_rules([]) is None
    assert run_rules([2] * 30) is None
    assert run_rules([1, -1] * 5, median=0) is not None


def test_a_step_in_a_long_series_is_found() -> None:
    found = run_rules([*np.linspace(0.2, 0.21, 12), *np.linspace(0.4, 0.41, 12)])
    assert found is not None
    assert found.shifted


def test_chance_alone_is_rarely_called_a_shift() -> None:
    random = np.random.default_rng(1)
    found = [run_rules(random.normal(size=20)) for _ in range(1000)]
    assert np.mean([one.shifted for one in found if one]) < 0.1
