"""Run a function after a delay, on a daemon timer."""

import threading
from collections.abc import Callable


def call_after_delay(seconds: float, do: Callable[..., object], *given: object) -> threading.Timer:
    """Call `do` after some seconds, unless the process ends or the timer is cancelled before."""
    timer = threading.Timer(seconds, do, given)
    timer.daemon = True
    timer.start()
    return timer
