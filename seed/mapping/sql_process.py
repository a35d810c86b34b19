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
import time
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
    try:
        done = subprocess.run(
            (sys.executable, "-m", "seed.mapping.sql_process"),
            input=pickle.dumps(request, protocol=5),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # The child must not see the environment: it may hold passwords and addresses.
            env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"},
            timeout=2 * request.seconds + GRACE_SECONDS,
            check=False,
        )
        code = done.returncode
        if code == 0:
            answer: sql_engine.Answer = pickle.loads(done.stdout)
            return answer
    except subprocess.TimeoutExpired:
        code = -SIGXCPU
    return sql_engine.Answer(faults=(sql_engine.Fault(("files",), _reason(code, request)),))


def _reason(code: int, request: sql_engine.Request) -> str:
    """Return why a child process ended without an answer, by its exit code."""
    if code == -SIGXCPU:
        return sql_engine.too_slow(request)
    if code in _OUT_OF_MEMORY:
        return sql_engine.too_large(request)
    return message("It ended the process that ran it. Write it in a simpler way.")


def main() -> None:
    """Run in the child: answer the one request that the parent sends, and exit."""
    request: sql_engine.Request = pickle.loads(sys.stdin.buffer.read())
    _limit_resources(request)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    sys.stdout.buffer.write(pickle.dumps(sql_engine.evaluate(request), protocol=5))
    sys.stdout.buffer.flush()
    # Do not wait for DuckDB's threads.
    os._exit(0)


def _limit_resources(request: sql_engine.Request) -> None:
    """Set limits of the operating system on time and memory of the child process."""
    seconds = int(2 * request.seconds + GRACE_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES, MOST_FILES))
    memory = request.memory + BESIDE
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _end_with_parent(parent: int) -> None:
    """Exit when the parent is gone, because nobody would read the answer."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    main()
