"""Memory is given back: what is large at once, what lies free between the rest twice a minute.

Once the records have changed, all that was made of them goes, with the file of the state before.
What an engine holds of a state goes in a circle, and is found as garbage alone: by itself Python
would look for that after many changes. What is let go lies in pieces between what is kept.
"""

import ctypes
import gc
import threading

from dashboard import kept_answers
from dashboard.later import later

# What glibc is told, by its own numbers for it: what is as large as this is a piece of its own, and
# goes back when it is let go (left alone it holds on to ever larger ones); what is free at an end
# goes from so many bytes on; and threads share so many heaps, in each of which pieces stay behind.
MMAP_THRESHOLD, TRIM_THRESHOLD, ARENA_MAX = -3, -1, -8
TOLD = {MMAP_THRESHOLD: 64 * 1024, TRIM_THRESHOLD: 128 * 1024, ARENA_MAX: 2}
# What many people ask for at once leaves free pieces between what is kept of it.
SECONDS_BETWEEN = 30
# By then nearly all runs have ended that were under way, which still read the state before; and by
# then the last of them, of many people's.
SECONDS = (3, 30)
_lock = threading.Lock()
_coming: set[int] = set()


def begin() -> None:
    """From now on, as long as this process lives."""
    if tell := getattr(ctypes.CDLL(None), "mallopt", None):
        for what, most in TOLD.items():
            tell(what, most)
    kept_answers.whenever_forgotten(soon)
    _keep_trimming()


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


def _keep_trimming() -> None:
    """Let the system have free pages now, and again as long as this process lives."""
    _trim()
    later(SECONDS_BETWEEN, _keep_trimming)


def _trim() -> None:
    # What there is under glibc; elsewhere the system has its own ways.
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
