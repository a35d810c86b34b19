"""Memory is given back: what is large at once, what lies free between the rest now and then.

Once the records have changed, all that was made of them goes, with the file of the state before.
What an engine holds of a state goes in a circle, and is found as garbage alone: by itself Python
would look for that after many changes. What is let go lies in pieces between what is kept.
"""

import ctypes
import gc
import threading
import time

from dashboard import kept_answers
from dashboard.later import later

# What glibc is told, by its own numbers for it: what is as large as this is a piece of its own, and
# goes back when it is let go (left alone it holds on to ever larger ones); what is free at an end
# goes from so many bytes on; and threads share so many heaps, in each of which pieces stay behind.
MMAP_THRESHOLD, TRIM_THRESHOLD, ARENA_MAX = -3, -1, -8
TOLD = {MMAP_THRESHOLD: 64 * 1024, TRIM_THRESHOLD: 128 * 1024, ARENA_MAX: 2}
# What many people ask for at once leaves free pieces between what is kept of it. To give them back
# holds up whoever is answered meanwhile: that waits for some seconds in which there is little to
# do, but not for ever.
SECONDS_BETWEEN, AT_LATEST = 30, 300
SECONDS_LOOKED_AT, MUCH = 5, 0.75
# By then nearly all runs have ended that were under way, which still read the state before; and by
# then the last of them, of many people's.
SECONDS = (3, 30)
_lock = threading.Lock()
_coming: set[int] = set()


class Between:
    """When free pages were last given back, and how much this process has worked since a look."""

    def __init__(self) -> None:
        self._trimmed_at = self._looked_at = time.monotonic()
        self._worked = time.process_time()

    def is_time(self) -> bool:
        """Whether to give back now: there is little to do, or it has waited for long."""
        now, worked = time.monotonic(), time.process_time()
        is_busy = worked - self._worked > MUCH * (now - self._looked_at)
        self._looked_at, self._worked = now, worked
        waited = now - self._trimmed_at
        if waited < SECONDS_BETWEEN or (is_busy and waited < AT_LATEST):
            return False
        self._trimmed_at = now
        return True


def begin() -> None:
    """From now on, as long as this process lives."""
    if tell := getattr(ctypes.CDLL(None), "mallopt", None):
        for what, most in TOLD.items():
            tell(what, most)
    kept_answers.whenever_forgotten(soon)
    _keep_looking(Between())


def soon() -> None:
    """After SECONDS, each of them once, however often it is asked for before then."""
    for seconds in SECONDS:
        with _lock:
            if seconds in _coming:
                continue
            _coming.add(seconds)
        later(seconds, give_back, seconds)


def give_back(seconds: int) -> None:
    """Look for garbage so long after a change, and let the system have the pages that are free."""
    with _lock:
        _coming.discard(seconds)
    gc.collect()
    _trim()


def _keep_looking(between: Between) -> None:
    """Let the system have free pages when it is time, as long as this process lives."""
    if between.is_time():
        _trim()
    later(SECONDS_LOOKED_AT, _keep_looking, between)


def _trim() -> None:
    # What there is under glibc; elsewhere the system has its own ways.
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
