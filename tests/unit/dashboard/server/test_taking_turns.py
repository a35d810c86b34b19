"""As many runs go on at once as have a turn, and an end gives it to the next, whatever it is."""

import threading
from concurrent.futures import ThreadPoolExecutor

from dashboard.server import taking_turns

RUNS = 5 * taking_turns.AT_ONCE


class Ended(Exception):
    """What ends a run."""


def test_the_others_wait_and_all_have_their_turn() -> None:
    running, most, had = 0, 0, 0
    counting, full = threading.Lock(), threading.Barrier(taking_turns.AT_ONCE)

    def run(_number: int) -> None:
        nonlocal running, most, had
        try:
            with taking_turns.turn():
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
    assert (most, had) == (taking_turns.AT_ONCE, RUNS)
