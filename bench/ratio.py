"""A figure of the benchmark: seconds of ours and of a peer, taken in turns, and their ratio."""

import multiprocessing
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

ROUNDS = 3
Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Ratio:
    """Median seconds of both sides; `limit` is the ratio that may not be passed."""

    what: str
    ours: float
    peer: float
    limit: float
    remark: str = ""

    @property
    def times(self) -> float:
        return self.ours / self.peer

    @property
    def holds(self) -> bool:
        return self.times <= self.limit

    def __str__(self) -> str:
        verdict = "within" if self.holds else "OVER"
        return (
            f"{self.what}: {self.ours:.3f} s against {self.peer:.3f} s, "
            f"{self.times:.2f} times ({verdict} the limit of {self.limit:g})"
            f"{'; ' + self.remark if self.remark else ''}"
        )


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turns(ours: Callable[[], object], peer: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of both over rounds in turns, after one round that does not count."""
    ours(), peer()
    rounds = [(seconds(ours), seconds(peer)) for _ in range(ROUNDS)]
    return statistics.median(r[0] for r in rounds), statistics.median(r[1] for r in rounds)


def afresh(work: Callable[Given, Answer], *given: Given.args, **how: Given.kwargs) -> Answer:
    """What `work` answers in a new process, whose memory is its own and of which nothing stays."""
    new = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=new) as process:
        return process.submit(work, *given, **how).result()


def in_turns_afresh(
    ours: Callable[[Path], float], peer: Callable[[Path], float], file: Path
) -> tuple[float, float]:
    """The same of what keeps its work within a process: each time in a new one.

    Both say themselves how many seconds they took, without what they need at hand.
    """
    rounds = [(afresh(ours, file), afresh(peer, file)) for _ in range(ROUNDS)]
    return statistics.median(r[0] for r in rounds), statistics.median(r[1] for r in rounds)
