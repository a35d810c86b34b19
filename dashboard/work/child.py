"""What runs in a child process: one piece of work under limits, its steps and its answer sent."""

import os
import resource
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from typing import Any, NoReturn

from schemas import errors
from schemas.store import audit, database

# Says what is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]
# Takes what is asked for, which pickles, and somewhere to report progress to.
Work = Callable[[Any, Progress], Any]

# The child's own word that it ran out of memory; no signal has this number.
OUT_OF_MEMORY = 77
BROKEN = 1
LOOK_SECONDS = 0.05
# More often nobody reads it.
TELL_SECONDS = 0.05
# What allocators set aside counts as data, used or not: six gigabytes for a small database alone.
# It stops what grows faster than the watch looks.
SET_ASIDE = 16 << 30


@dataclass(frozen=True)
class Limits:
    """What a child may use: resident `memory` in bytes, `seconds` of the clock and of `cpu`."""

    memory: int
    seconds: float
    cpu: int


@dataclass(frozen=True)
class Step:
    """What the child is doing, how much of it is done, and how much there is."""

    what: str
    done: int
    total: int


@dataclass(frozen=True)
class Answer:
    """What the work returned."""

    result: object


@dataclass(frozen=True)
class Stopped:
    """The work ended with words for the person at the screen."""

    words: str


class _Teller:
    """Sends steps to the parent, the first of each kind and then now and again."""

    def __init__(self, to_parent: connection.Connection) -> None:
        self._to_parent = to_parent
        self._what = ""
        self._told_at = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what == self._what and done < total and now - self._told_at < TELL_SECONDS:
            return
        self._what, self._told_at = what, now
        self._to_parent.send(Step(what, done, total))


def run(
    to_parent: connection.Connection,
    work: Work,
    request: object,
    limits: Limits,
    scratch: str,
    actor: audit.Actor,
) -> None:
    """Do the work for `actor`, with temporary files in the folder `scratch`; send its answer."""
    os.environ["TMPDIR"] = tempfile.tempdir = scratch
    _limit(limits)
    threading.Thread(target=_watch, args=(limits.memory,), daemon=True).start()
    try:
        with audit.acting(actor):
            answer = answered(to_parent, work, request)
    except BaseException as error:
        if database.is_out_of_memory(error):
            os._exit(OUT_OF_MEMORY)
        _end_broken(error)
    to_parent.send(answer)


def answered(to_parent: connection.Connection, work: Work, request: object) -> Answer | Stopped:
    """What the work returns, or the words that it ended with; its steps are sent."""
    try:
        return Answer(work(request, _Teller(to_parent)))
    except errors.UserError as error:
        return Stopped(str(error))


def _limit(limits: Limits) -> None:
    """Let the system refuse what the watch would see too late."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # macOS knows the limit and does not hold it; the watch does.
    resource.setrlimit(resource.RLIMIT_DATA, (SET_ASIDE, SET_ASIDE))


def _watch(memory: int) -> None:
    """End the process when it holds too much, or when nobody waits for its answer any more."""
    parent = parent_process()
    assert parent is not None
    while not connection.wait([parent.sentinel], LOOK_SECONDS):
        if most_resident() > memory:
            os._exit(OUT_OF_MEMORY)
    os._exit(BROKEN)


def most_resident() -> int:
    """The most bytes that this process held at once."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _end_broken(error: BaseException) -> NoReturn:
    """Leave the traceback without the error's words: they may hold values of records."""
    traceback.print_tb(error.__traceback__)
    print(type(error).__name__, file=sys.stderr, flush=True)  # noqa: T201 - the log of a child
    os._exit(BROKEN)
