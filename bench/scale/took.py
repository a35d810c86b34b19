"""What one way of a step took."""

import statistics
from collections.abc import Callable
from typing import NamedTuple

from bench import memory
from bench.ratio import ROUNDS, seconds

# What takes less is done again: once to begin with, then the middle of some rounds.
LONG = 5.0


class Took(NamedTuple):
    """Of a step: seconds, and the most megabytes of its process."""

    step: str
    seconds: float
    memory_mb: int


def timed(step: str, work: Callable[[], object], *, once: bool = False) -> Took:
    """What the work takes; more than once where it is short and leaves nothing."""
    taken = seconds(work)
    if taken < LONG and not once:
        taken = statistics.median(seconds(work) for _ in range(ROUNDS))
    return Took(step, taken, memory.most_megabytes())
