"""The end of the server: what it keeps of uploads goes before it does, whoever ends it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from dashboard.server import downloads
from dashboard.work import jobs
from schemas.store import trial_folder

# They end a process as well, by its terminal or by another process, unless somebody takes them.
OTHERS = (
    signal.SIGHUP,
    signal.SIGQUIT,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGALRM,
    signal.SIGVTALRM,
    signal.SIGPROF,
    signal.SIGXCPU,
)


@contextmanager
def in_order() -> Iterator[None]:
    """Serve inside: stopped, or with its terminal closed, the process leaves nothing of uploads."""
    before = signal.signal(signal.SIGTERM, _end)
    for number in OTHERS:
        # Under nohup the closing of the terminal is no end, and stays none.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    try:
        yield
    finally:
        let_all_go()
        signal.signal(signal.SIGTERM, before)


def let_all_go() -> None:
    """End the work under way, then remove the folders of this process."""
    jobs.end_all()
    downloads.HERE.write()
    trial_folder.let_all_go()


def _stop(_number: int, _frame: FrameType | None) -> None:
    # The server knows this signal, and closes its connections first.
    signal.raise_signal(signal.SIGTERM)


def _end(number: int, _frame: FrameType | None) -> None:
    let_all_go()
    # Whoever waits for the process is told by which signal it ended.
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)
