"""As many runs go on at once as have a turn, and an end gives it to the next, whatever it is."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from prometheus_client import REGISTRY

from dashboard.server import concurrency_limit

RUNS = 5 * concurrency_limit.MOST_AT_ONCE


class Ended(Exception):
    """What ends a run."""


def test_the_others_wait_and_all_have_their_turn() -> None:
    running, most, had = 0, 0, 0
    counting, full = threading.Lock(), threading.Barrier(concurrency_limit.MOST_AT_ONCE)

    def run(_number: int) -> None:
        nonlocal running, most, had
        try:
            with concurrency_limit.slot():
                with counting:
                    running, had = running + 1, had + 1
                    most = max(most, running)
                # Each waits here until as many run as may.
                full.wait()
                with counting:
                    running -= 1
                raise Ended
        except Ended:
            pass

    with ThreadPoolExecutor(RUNS) as everybody:
        list(everybody.map(run, range(RUNS)))
    assert (most, had) == (concurrency_limit.MOST_AT_ONCE, RUNS)


def waiting() -> float:
    """As operators are told."""
    return REGISTRY.get_sample_value("quality_waiting_runs") or 0


def test_who_came_first_has_the_next_turn() -> None:
    in_order: list[int] = []

    def run(number: int) -> None:
        with concurrency_limit.slot():
            in_order.append(number)

    with ThreadPoolExecutor(RUNS) as everybody, ExitStack() as held:
        for _ in range(concurrency_limit.MOST_AT_ONCE - 1):
            held.enter_context(concurrency_limit.slot())
        with concurrency_limit.slot():
            for number in range(RUNS):
                everybody.submit(run, number)
                while waiting() <= number:
                    time.sleep(0.001)
        # The one turn that is free goes from each to the next.
        everybody.shutdown()
    assert in_order == list(range(RUNS))
    assert waiting() == 0
