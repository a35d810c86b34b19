"""Memory is given back: what is large at once, all else once the records have changed.

With it goes the file of the state before. What an engine holds of a state goes in a circle, and is
found as garbage alone: by itself Python would look for that after many changes. What is let go lies
in pieces between what is kept.
"""

import ctypes
import gc
import threading

from dashboard import kept_answers

# What glibc is told, by its own numbers for it: what is as large as this is a piece of its own, and
# goes back when it is let go (left alone it holds on to ever larger ones); what is free at an end
# goes from so many bytes on; and threads share so many heaps, in each of which pieces stay behind.
MMAP_THRESHOLD, TRIM_THRESHOLD, ARENA_MAX = -3, -1, -8
TOLD = {MMAP_THRESHOLD: 64 * 1024, TRIM_THRESHOLD: 128 * 1024, ARENA_MAX: 2}
# By then the runs that were under way have ended, which still read the state before.
SECONDS = 3
_lock = threading.Lock()
_is_coming = False


def begin() -> None:
    """From now on, as long as this process lives."""
    if tell := getattr(ctypes.CDLL(None), "mallopt", None):
        for what, most in TOLD.items():
            tell(what, most)
    kept_answers.whenever_forgotten(soon)


def soon() -> None:
    """Once, however often it is asked for before then."""
    global _is_coming
    with _lock:
        if _is_coming:
            return
        _is_coming = True
    timer = threading.Timer(SECONDS, give_back)
    timer.daemon = True
    timer.start()


def give_back() -> None:
    """Look for garbage, and let the system have the pages that are free."""
    global _is_coming
    with _lock:
        _is_coming = False
    gc.collect()
    # What there is under glibc; elsewhere the system has its own ways.
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
