"""Limits how many runs of pages work at once; the others wait, first come first served.

After a change of the records everybody's page is computed anew. Fifty runs at once would each take
as long as all of them, and nobody would see a page for a minute.
"""

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from prometheus_client import Gauge

# What a run waits for of the database leaves the processor to another.
MOST_AT_ONCE = 2 * (os.cpu_count() or 1)
_counting = Lock()
_running = 0
# A semaphore would give a turn to whoever asks just then, before those who wait.
_waiting: deque[Lock] = deque()
WAITING = Gauge("quality_waiting_runs", "Runs of pages that wait for their turn")

WAITING.set_function(lambda: len(_waiting))


@contextmanager
def slot() -> Iterator[None]:
    """Wait for a turn; it is over with the block, however that ends."""
    _take_slot()
    try:
        yield
    finally:
        _free_slot()


def _take_slot() -> None:
    global _running
    with _counting:
        if _running < MOST_AT_ONCE:
            _running += 1
            return
        own = Lock()
        own.acquire()
        _waiting.append(own)
    # Until one that ends hands its turn over.
    own.acquire()


def _free_slot() -> None:
    global _running
    with _counting:
        if _waiting:
            _waiting.popleft().release()
        else:
            _running -= 1
