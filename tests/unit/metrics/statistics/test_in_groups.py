"""Rows of many groups at once are those of each group alone."""

import numpy as np

from metrics.statistics.survival import by_value, first_where, products_so_far, sums_so_far


def test_rows_of_one_group_and_value_are_one_in_order() -> None:
    group, value, (times,) = by_value([1, 0, 1, 0, 1], [5, 3, 2, 3, 5], [1, 1, 4, 2, 2])
    assert group.tolist() == [0, 1, 1]
    assert value.tolist() == [3, 2, 5]
    assert times.tolist() == [3, 4, 3]


def test_equal_values_of_two_groups_stay_apart() -> None:
    group, value, (times,) = by_value([0, 1], [7, 7], [1, 2])
    assert (group.tolist(), value.tolist(), times.tolist()) == ([0, 1], [7, 7], [1, 2])


def test_rows_that_count_nothing_are_left_out() -> None:
    group, _, (yes, no) = by_value([0, 0, 1], [1, 2, 3], [0, 1, 0], [0, 0, 2])
    assert (group.tolist(), yes.tolist(), no.tolist()) == ([0, 1], [1, 0], [0, 2])
    assert by_value([], [], [])[0].size == 0


def test_sums_and_products_begin_anew_in_each_group() -> None:
    group, numbers = np.array([0, 0, 2, 2, 2]), np.array([1.0, 2.0, 3.0, 4.0, 0.5])
    assert sums_so_far(group, numbers).tolist() == [1, 3, 3, 7, 7.5]
    assert products_so_far(group, numbers).tolist() == [1, 2, 3, 12, 6]
    assert sums_so_far(group[:0], numbers[:0]).size == 0


def test_the_first_row_of_each_group_is_found() -> None:
    holds, group = np.array([False, True, True, False]), np.array([0, 0, 0, 1])
    first = first_where(holds, group, np.array([1.0, 2.0, 3.0, 4.0]), 3)
    np.testing.assert_array_equal(first, [2, np.nan, np.nan])
