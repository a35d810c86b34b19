"""Lock files for writing. The lock file names the process that holds it, for messages to others."""

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from schemas.errors import DatabaseUnavailable
from schemas.language import Message, marked, message
from schemas.store.atomic_write import PRIVATE, shared_mode
from schemas.store.scratch_dir import temp_dir_error

DATABASE = marked("Database")
LOCK_SECONDS = 30.0
POLL_SECONDS = 0.05


@contextmanager
def lock_file(
    path: Path,
    purpose: str,
    *,
    seconds: float | None = None,
    what: str = DATABASE,
    is_shared: bool = False,
) -> Iterator[None]:
    """Lock the file at `path` during the block. The error of waiting processes names `purpose`.

    `what` names the kind of file: a message. With `is_shared`, the group of a shared folder may
    open the lock file too. Raises DatabaseUnavailable after `seconds` (LOCK_SECONDS by default).
    """
    # The operating system releases the lock of a killed process. Only the lock file remains.
    with convert_os_errors(path, what):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = shared_mode(path.parent) if is_shared else PRIVATE
        handle = _opened(path.with_name(f"{path.name}.lock"), mode)
    with os.fdopen(handle, "r+", encoding="utf-8") as lock:
        _await_lock(lock, _named(path, what), LOCK_SECONDS if seconds is None else seconds)
        with convert_os_errors(path, what):
            lock.truncate(0)
            os.write(handle, f"process {os.getpid()}, {purpose}".encode())
        try:
            yield
        finally:
            lock.truncate(0)


def _opened(lock: Path, mode: int) -> int:
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, PRIVATE)
    if mode != PRIVATE and os.fstat(handle).st_uid == os.geteuid():
        # The umask of a service may have removed rights.
        os.fchmod(handle, mode)
    return handle


def _await_lock(lock: IO[str], file: Message, seconds: float) -> None:
    """Wait for the lock. After `seconds`, raise DatabaseUnavailable with the holder's name."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                lock.seek(0)
                raise DatabaseUnavailable(
                    "{file} is being written by [{holder}]. Nothing was changed. Try again when"
                    " that has finished.",
                    file=file,
                    holder=lock.read() or message("another process"),
                ) from error
            time.sleep(POLL_SECONDS)
        else:
            return


@contextmanager
def convert_os_errors(path: Path, what: str = DATABASE) -> Iterator[None]:
    """Turn an OSError into DatabaseUnavailable, for the file at `path`."""
    try:
        yield
    except OSError as error:
        raise unavailable_error(path, error, what) from error


@contextmanager
def convert_copy_errors(path: Path) -> Iterator[None]:
    """Turn an OSError of copying into DatabaseUnavailable on the file or the temporary folder."""
    try:
        yield
    except OSError as error:
        # A full disk is reported with the name of the source file.
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        of_file = error.filename == str(path) and not full
        raise (unavailable_error(path, error) if of_file else temp_dir_error(error)) from error


def unavailable_error(path: Path, error: OSError, what: str = DATABASE) -> DatabaseUnavailable:
    """Return the error with the reason from the operating system, and what to do."""
    return DatabaseUnavailable(
        "{file} cannot be read or written ({reason}). Nothing was changed. Check the folder's"
        " permissions and free space, or name another file with --database.",
        file=_named(path, what),
        reason=error.strerror or error,
    )


def _named(path: Path, what: str) -> Message:
    return message("{kind} [{path}]", kind=message(what), path=path)
