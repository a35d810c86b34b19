"""Gives memory back to the system once the records have changed.

All answers of the state before go then, with the file that they were read from. An engine and its
pool refer to each other, so that only the garbage collector finds them. glibc keeps freed pieces of
memory that lie between used ones, unless its settings say otherwise.
"""

import ctypes
import gc

from dashboard import cache
from dashboard.later import later

# glibc's numbers for its settings, and the settings: pieces from this size on are given back when
# they are freed, free memory at an end from this size on, and all threads share this many heaps.
MMAP_THRESHOLD, TRIM_THRESHOLD, ARENA_MAX = -3, -1, -8
SETTINGS = {MMAP_THRESHOLD: 64 * 1024, TRIM_THRESHOLD: 128 * 1024, ARENA_MAX: 2}
# By then nearly all runs of pages have ended that still read the state before.
SECONDS = 5


def begin() -> None:
    """Set glibc up, and give memory back after each change, as long as this process lives."""
    if set_option := getattr(ctypes.CDLL(None), "mallopt", None):
        for option, value in SETTINGS.items():
            set_option(option, value)
    cache.after_change(lambda: later(SECONDS, give_back))


def give_back() -> None:
    """Collect garbage, and let the system have the pages that are free."""
    gc.collect()
    # Only glibc has it; elsewhere the system has its own ways.
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
