"""Rows of many groups at once, in order of a value; a frame of each takes ten times as long."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.floating]
Indexes = NDArray[np.integer]


def by_value(
    groups: ArrayLike, values: ArrayLike, *numbers: ArrayLike
) -> tuple[Indexes, Numbers, tuple[Numbers, ...]]:
    """Groups and values in order, each pair once, and the sums of the numbers of its rows.

    Rows in which all numbers are 0 are left out.
    """
    group, value = np.asarray(groups, int), np.asarray(values, float)
    each = [np.asarray(number, float) for number in numbers]
    counts = np.any([number != 0 for number in each], axis=0)
    group, value, each = group[counts], value[counts], [number[counts] for number in each]
    if not _is_ordered(group, value):
        order = np.lexsort((value, group))
        group, value, each = group[order], value[order], [number[order] for number in each]
    first = np.flatnonzero(begins(group) | begins(value))
    sums = tuple(np.add.reduceat(number, first) if first.size else number for number in each)
    return group[first], value[first], sums


def begins(of: NDArray) -> NDArray[np.bool_]:
    """Whether a row differs from the one before it."""
    return np.concatenate([np.ones(min(of.size, 1), bool), of[1:] != of[:-1]])


def sums_so_far(group: Indexes, numbers: Numbers) -> Numbers:
    """Of rows in order of their group the sums up to each, from the first of its group on.

    One group after the other: what is no whole number is rounded as if there were no other.
    """
    return _each(group, numbers, np.add.accumulate)


def products_so_far(group: Indexes, numbers: Numbers) -> Numbers:
    """The same of products."""
    return _each(group, numbers, np.multiply.accumulate)


def first_where(holds: NDArray[np.bool_], group: Indexes, values: Numbers, groups: int) -> Numbers:
    """Of each of so many groups the first value of a row where it holds; NaN where it does not."""
    first = np.full(groups, np.nan)
    rows = np.flatnonzero(holds)
    # Written backwards, the first of a group is written last.
    first[group[rows][::-1]] = values[rows][::-1]
    return first


def _each(group: Indexes, numbers: Numbers, of: Callable[..., Numbers]) -> Numbers:
    ends = [*np.flatnonzero(begins(group)).tolist(), numbers.size]
    so_far = np.empty(numbers.shape)
    for first, end in pairwise(ends):
        of(numbers[first:end], out=so_far[first:end])
    return so_far


def _is_ordered(group: Indexes, value: Numbers) -> bool:
    later = group[1:] > group[:-1]
    return bool(np.all(later | ((group[1:] == group[:-1]) & (value[1:] >= value[:-1]))))
