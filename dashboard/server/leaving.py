"""A server that is told to end says so first, goes on for a while, and ends what it has begun."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from dashboard.server import downloads
from dashboard.work import jobs
from schemas import errors
from schemas.store import scratch_dir

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


SECONDS = "PROSECUTION_QUALITY_SECONDS_TO_LEAVE"
MOST = 600
NOT_STARTED = 3


class Leaving:
    """Whether this process was told to end."""

    begun = False


def seconds() -> float:
    """How long it goes on answering once it was told to end, as it was set; UserError else.

    Whoever asks `readyz` now and then sends nobody to it any more by then. 0 where nothing is said:
    who is refused by one process is passed on to another at once.
    """
    text = os.environ.get(SECONDS, "") or "0"
    if not text.isdecimal() or int(text) > MOST:
        raise errors.UserError(f"{SECONDS} is [{text}]. Expected are whole seconds up to {MOST}.")
    return int(text)


class Server(uvicorn.Server):
    """uvicorn's, which goes on for some seconds after the first SIGTERM, and no longer."""

    def __init__(self, config: uvicorn.Config, wait: float) -> None:
        super().__init__(config)
        self._wait = wait
        self._leaves_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Say that it ends. Whoever sits at it, and whoever says so twice, need not wait."""
        super().handle_exit(sig, frame)
        if sig == signal.SIGTERM and not Leaving.begun and self._wait:
            self.should_exit = False
            self._leaves_at = monotonic() + self._wait
        Leaving.begun = True

    async def on_tick(self, counter: int) -> bool:
        """Whether to end now; asked ten times a second."""
        if self._leaves_at is not None and monotonic() >= self._leaves_at:
            self.should_exit = True
        return await super().on_tick(counter)


def serve(app: ASGIApp, **how: Any) -> None:
    """Serve until it is told to end, as `uvicorn.run` does."""
    server = Server(uvicorn.Config(app, **how), seconds())
    try:
        server.run()
    except KeyboardInterrupt:
        return
    if not server.started:
        sys.exit(NOT_STARTED)


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
    scratch_dir.release_all()


def _stop(_number: int, _frame: FrameType | None) -> None:
    # The server knows this signal, and closes its connections first.
    signal.raise_signal(signal.SIGTERM)


def _end(number: int, _frame: FrameType | None) -> None:
    let_all_go()
    # Whoever waits for the process is told by which signal it ended.
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)
