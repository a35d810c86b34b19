"""Memory is given back once the records have changed, and with it the file of the state before.

What an engine holds of a state goes in a circle, and is found as garbage alone: by itself Python
would look for that after many changes. What is let go lies in pieces between what is kept.
"""

import ctypes
import gc
import threading

from dashboard import kept_answers

# By then the runs that were under way have ended, which still read the state before.
SECONDS = 3
_lock = threading.Lock()
_is_coming = False


def whenever_records_change() -> None:
    """From now on, as long as this process lives."""
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
