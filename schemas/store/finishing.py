"""What is begun is ended: a stretch in which Ctrl+C is not heard."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def to_the_end() -> Iterator[None]:
    """A change that is being made final is made: whoever cancels now is told that it was made."""
    if threading.current_thread() is not threading.main_thread():
        # Signals come to the main thread alone.
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
