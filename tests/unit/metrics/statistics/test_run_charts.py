"""The rules of run charts."""

from pathlib import Path

import numpy as np

from metrics.statistics.trends import run_rules
from tests.unit.metrics.statistics.published import rows


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
