"""Run a function after a delay, on a daemon timer."""

import threading
from collections.abc import Callable


def call_after_delay(seconds: float, do: Callable[..., object], *given: object) -> threading.Timer:
    """Do it so many seconds from now, unless the process ends before or the timer is cancelled."""
    timer = threading.Timer(seconds, do, given)
    timer.daemon = True
    timer.start()
    return timer
