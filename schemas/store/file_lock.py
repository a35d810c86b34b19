"""Lock files that name their holder: one writer at a time, and others are told who it is."""

import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from schemas.errors import DatabaseUnavailable
from schemas.store.atomic_write import PRIVATE
from schemas.store.scratch_dir import temp_dir_error

DATABASE = "database"
LOCK_SECONDS = 30.0
POLL_SECONDS = 0.05


def private_mode(_folder: Path) -> int:
    """The mode of a file that one user writes, in whatever folder."""
    return PRIVATE


@contextmanager
def locked(
    path: Path,
    purpose: str,
    *,
    seconds: float | None = None,
    what: str = DATABASE,
    mode_in: Callable[[Path], int] = private_mode,
) -> Iterator[None]:
    """Hold the lock of the file at `path`. Whoever waits in vain reads the `purpose`.

    `what` names the kind of file in messages. `mode_in` gives the mode of the lock file, which each
    user who writes the file has to open.

    Raises DatabaseUnavailable after `seconds` (LOCK_SECONDS by default).
    """
    # The lock ends with the process that holds it: a killed writer leaves its file, and no lock.
    with os_errors(path, what):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = _opened(path.with_name(f"{path.name}.lock"), mode_in(path.parent))
    with os.fdopen(handle, "r+", encoding="utf-8") as lock:
        _await_lock(lock, f"{what} [{path}]", LOCK_SECONDS if seconds is None else seconds)
        with os_errors(path, what):
            lock.truncate(0)
            os.write(handle, f"process {os.getpid()}, {purpose}".encode())
        try:
            yield
        finally:
            lock.truncate(0)


def _opened(lock: Path, mode: int) -> int:
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, PRIVATE)
    if mode != PRIVATE and os.fstat(handle).st_uid == os.geteuid():
        # Whatever the umask of a service takes away.
        os.fchmod(handle, mode)
    return handle


def _await_lock(lock: IO[str], what: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                lock.seek(0)
                holder = lock.read() or "another process"
                raise DatabaseUnavailable(
                    f"The {what} is being written by [{holder}]."
                    " Nothing was changed; try again when it has ended."
                ) from error
            time.sleep(POLL_SECONDS)
        else:
            return


@contextmanager
def os_errors(path: Path, what: str = DATABASE) -> Iterator[None]:
    """Raise an error of the operating system as one of the database, or other file, at `path`."""
    try:
        yield
    except OSError as error:
        raise unavailable(path, error, what) from error


@contextmanager
def copy_errors(path: Path) -> Iterator[None]:
    """Raise an error of copying a file for a trial as the file's, or as the temporary folder's."""
    try:
        yield
    except OSError as error:
        # A full disk is told with the name of the file that was read.
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        of_file = error.filename == str(path) and not full
        raise (unavailable(path, error) if of_file else temp_dir_error(error)) from error


def unavailable(path: Path, error: OSError, what: str = DATABASE) -> DatabaseUnavailable:
    """The error to raise: what the operating system said, and what to do."""
    return DatabaseUnavailable(
        f"The {what} [{path}] cannot be read or written ({error.strerror or error})."
        " Nothing was changed; see to the folder's permissions and free space, or name another file"
        " with --database."
    )
