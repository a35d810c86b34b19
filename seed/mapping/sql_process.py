"""Run a profile's SQL in a child process, with limits of time and memory.

Pages and the command line both use it. Whatever an SQL text does to its process, the process that
reads the export survives.
"""

import os
import pickle
import resource
import subprocess
import sys
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from signal import SIGABRT, SIGKILL, SIGXCPU

from schemas.language import message
from seed.mapping import sql_engine

# A SELECT over a million rows takes some seconds.
SECONDS = 60.0
MEMORY = 2 << 30
# Memory for the interpreter, the libraries and the cells that are sent and returned, in addition to
# DuckDB's own.
BESIDE = 4 << 30
# How long a statement may go on after it was interrupted.
GRACE_SECONDS = 5.0
# Enough for the pipes and the interpreter.
MOST_FILES = 64
_ROOT = Path(__file__).parents[2]
_OUT_OF_MEMORY = (-SIGABRT, -SIGKILL)


def evaluate(request: sql_engine.Request) -> sql_engine.Answer:
    """Run the request's SQL in a child process. If the child dies, the answer is a fault."""
    to_child, from_parent = _pipe()
    to_parent, from_child = _pipe()
    command = (sys.executable, "-m", "seed.mapping.sql_process")
    ends = (from_parent.fileno(), to_parent.fileno())
    with to_child, from_child:
        child = subprocess.Popen(
            [*command, *map(str, ends)],
            pass_fds=ends,
            # The child must not see the environment: it may hold passwords and addresses.
            env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        from_parent.close()
        to_parent.close()
        try:
            return _answer(child, to_child, from_child, request)
        finally:
            child.kill()
            child.wait()


def _pipe() -> tuple[Connection, Connection]:
    """Return a pipe: its end for writing, and its end for reading."""
    read, write = os.pipe()
    return Connection(write, readable=False), Connection(read, writable=False)


def _answer(
    child: "subprocess.Popen[bytes]",
    to_child: Connection,
    from_child: Connection,
    request: sql_engine.Request,
) -> sql_engine.Answer:
    """Send the request to the child process, and wait for its answer or its end."""
    try:
        to_child.send_bytes(pickle.dumps(request, protocol=5))
        if from_child.poll(2 * request.seconds + GRACE_SECONDS):
            answer: sql_engine.Answer = pickle.loads(from_child.recv_bytes())
            return answer
        child.kill()
        words = _reason(-SIGXCPU, request)
    except (EOFError, OSError):
        words = _reason(child.wait(), request)
    return sql_engine.Answer(faults=(sql_engine.Fault(("files",), words),))


def _reason(code: int, request: sql_engine.Request) -> str:
    if code == -SIGXCPU:
        return message(
            "It took more than {seconds:g} seconds and was stopped.", seconds=request.seconds
        )
    if code in _OUT_OF_MEMORY:
        return message(
            "It needs more than {size:,.0f} MB of memory.", size=request.memory / (1 << 20)
        )
    return message("It ended the process that ran it. Write it in a simpler way.")


def main(ends: Sequence[str]) -> None:
    """Run in the child: answer the parent's one request, and exit.

    `ends` are the file descriptors for reading and writing.
    """
    from_parent = Connection(int(ends[0]), writable=False)
    to_parent = Connection(int(ends[1]), readable=False)
    request: sql_engine.Request = pickle.loads(from_parent.recv_bytes())
    _limit(request)
    threading.Thread(target=_watch, args=(from_parent,), daemon=True).start()
    to_parent.send_bytes(pickle.dumps(sql_engine.evaluate(request), protocol=5))
    # Do not wait for DuckDB's threads.
    os._exit(0)


def _limit(request: sql_engine.Request) -> None:
    """Set limits of the operating system on time and memory of the child process."""
    seconds = int(2 * request.seconds + GRACE_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES, MOST_FILES))
    memory = request.memory + BESIDE
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _watch(from_parent: Connection) -> None:
    """Exit when the parent is gone, because nobody would read the answer."""
    try:
        from_parent.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
