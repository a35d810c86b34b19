"""Processes of their own that need not read the code first: forked from one that has read it.

They are killed, interrupted and watched like those that a shell starts; what differs is two seconds
of imports. The dashboard starts the children of its uploads in the same way.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from dashboard.jobs import runner
from dashboard.jobs.runner import Progress
from tests import one_thread

REST_SECONDS = 180


# Not from the fixtures: they read Streamlit's test of pages, which leaves a folder behind.
ROOT = Path(__file__).parents[1]
GO = "go"
STDOUT, STDERR = 1, 2
Program = Callable[..., None]


@dataclass(frozen=True)
class Ended:
    """What a process left: its exit code (of a signal, minus its number), and what it printed."""

    returncode: int
    stdout: str
    stderr: str


class Prepared:
    """A process that runs `program(*arguments)` once it is told to."""

    def __init__(self, program: Program, *arguments: Any, largest_file: int | None = None) -> None:
        """A file that it writes may have `largest_file` bytes, as on a disk with no more room."""
        pipes = [runner.CONTEXT.Pipe(duplex=False) for _ in range(3)]
        (begin, self._begin), (self._out, out), (self._err, err) = pipes
        self.process: ForkServerProcess = runner.CONTEXT.Process(
            target=_run,
            args=(begin, out, err, dict(os.environ), largest_file, program, arguments),
        )
        self.process.start()
        for theirs in (begin, out, err):
            theirs.close()

    def go(self) -> None:
        """Let it begin."""
        self._begin.send(GO)

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()

    def ended(self) -> Ended:
        """Wait for its end."""
        # At once: while one is read, the other may be full, and the process waits for it.
        with ThreadPoolExecutor(2) as both:
            out, err = both.map(_all_of, (self._out, self._err))
        self.process.join()
        code = self.process.exitcode
        assert code is not None
        return Ended(code, out, err)


def run(program: Program, *arguments: Any, largest_file: int | None = None) -> Ended:
    """A process that begins at once, at its end."""
    process = Prepared(program, *arguments, largest_file=largest_file)
    process.go()
    return process.ended()


def command(*arguments: str) -> None:
    """The command line."""
    from dashboard.cli import main

    main(list(arguments))


def _all_of(pipe: Connection) -> str:
    with os.fdopen(os.dup(pipe.fileno()), encoding="utf-8") as text:
        pipe.close()
        return text.read()


def _run(
    begin: Connection,
    out: Connection,
    err: Connection,
    environment: dict[str, str],
    largest_file: int | None,
    program: Program,
    arguments: tuple[Any, ...],
) -> None:
    """In the child: the surroundings of whoever started it, and only then the program."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    tempfile.tempdir = None
    for pipe, number in ((out, STDOUT), (err, STDERR)):
        os.dup2(pipe.fileno(), number)
        pipe.close()
    # Anew: those of the process before may be of a file, in which one can seek.
    sys.stdout, sys.stderr = (
        os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (STDOUT, STDERR)
    )
    one_thread.each()
    if largest_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    begin.recv()
    # What it printed is flushed by multiprocessing, however it ends but for a kill.
    program(*arguments)


def rest(_request: object, progress: Progress) -> None:
    """Say how far it is, and do not end by itself."""
    progress("Checking", 3, 8)
    time.sleep(REST_SECONDS)


def dies(_request: object, _progress: Progress) -> None:
    """End without an answer."""
    raise SystemExit
