"""The size of the tests that grow."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

# In every run a soak test does a twentieth of its work, so that it cannot rot unseen.
EVERYDAY_PART = 20


def soak_size(full: int) -> int:
    """`full` under PROSECUTION_QUALITY_SOAK=full, else a twentieth of it, at least 1."""
    if os.environ.get("PROSECUTION_QUALITY_SOAK") == "full":
        return full
    return max(1, full // EVERYDAY_PART)


def some_of_each(things: Iterable[T], kind: Callable[[T], object]) -> list[T]:
    """Everything in a full soak; else one in twenty of each kind, and one at least."""
    of_kind: dict[object, list[T]] = defaultdict(list)
    for one in things:
        of_kind[kind(one)].append(one)
    return [one for ones in of_kind.values() for one in ones[: soak_size(len(ones))]]


def everyday(*values: T, rest: Iterable[T]) -> list[T]:
    """`values` in every run, and `rest` of the same kind in a full soak alone."""
    if soak_size(EVERYDAY_PART) == 1:
        return [*values]
    # A set has another order in each process, and processes that share tests must agree on it.
    return [*values, *sorted(rest, key=repr)]
