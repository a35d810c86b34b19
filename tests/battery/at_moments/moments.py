"""Work and its moments: each statement, each piece of a COPY, each commit, before and behind.

Of as many as there are, one is the last of whoever is to end there.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.base import RootTransaction

from schemas import errors
from tests.battery.importing import import_here

# Of two moments one ends what has begun there, and not what comes next.
WITHIN_SECONDS = 0.004
CLIENT, BACKEND, POSTMASTER = "client", "backend", "postmaster"
# The end of a backend by its number; the client's is that of this process.
Ends = Callable[[int], None]


class Moments:
    """Counts them, and ends what is to end at the moment of that number."""

    def __init__(self, at: int, end: Ends) -> None:
        self.passed, self._at, self._end = 0, at, end

    def one(self, backend: int) -> None:
        """One moment of a connection that this backend serves (0: of a file)."""
        self.passed += 1
        if self.passed != self._at:
            return
        if self._at % 2:
            self._end(backend)
        else:
            threading.Timer(WITHIN_SECONDS, self._end, [backend]).start()


def import_to_the_moment(
    url: str, folder: Path, at: int, who: str = CLIENT, postmaster: int = 0
) -> None:
    """Import, as `work_to_the_moment` does any work."""
    work_to_the_moment(partial(import_here, url, folder), at, who, postmaster)


def work_to_the_moment(
    work: Callable[[], str], at: int, who: str = CLIENT, postmaster: int = 0
) -> None:
    """Work, and say what became of it and how many moments it took; `at` 0 ends nobody."""
    moments = Moments(at, _end_of(who, postmaster))
    event.listen(Engine, "before_cursor_execute", partial(_statement, moments))
    _around(psycopg.Copy, "write", moments, lambda copy: copy.connection)
    _around(RootTransaction, "commit", moments, lambda of: _driver(of.connection))
    try:
        told = work()
    except errors.DatabaseUnavailable as error:
        told = str(error)
    sys.stdout.write(f"{moments.passed} {told}")


def spread(moments: int, kills: int) -> list[int]:
    """So many moments over the course: its middle where there is one, and else also its end."""
    if kills == 1:
        return [moments // 2]
    return [1 + (moments - 1) * number // (kills - 1) for number in range(kills)]


def _end_of(who: str, postmaster: int) -> Ends:
    def end(backend: int) -> None:
        ended = {CLIENT: os.getpid(), BACKEND: backend, POSTMASTER: postmaster}[who]
        os.kill(ended, signal.SIGKILL)

    return end


def _statement(moments: Moments, connection: Connection, *_: object) -> None:
    moments.one(_backend(_driver(connection)))


def _driver(connection: Connection) -> object:
    return connection.connection.driver_connection


def _backend(driver: object) -> int:
    return driver.info.backend_pid if isinstance(driver, psycopg.Connection) else 0


def _around(holder: Any, name: str, moments: Moments, driver: Callable[[Any], object]) -> None:
    """Moments before and behind whatever the function does."""
    original = getattr(holder, name)

    def passed(self: Any, *arguments: Any, **named: Any) -> Any:
        backend = _backend(driver(self))
        moments.one(backend)
        done = original(self, *arguments, **named)
        moments.one(backend)
        return done

    setattr(holder, name, passed)
