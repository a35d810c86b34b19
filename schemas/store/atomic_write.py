"""What is begun is ended: a stretch in which Ctrl+C is not heard, a file that is whole or old."""

import os
import signal
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CLOSED = (0o400, 0o600)
PRIVATE, GROUP_WRITABLE = 0o600, 0o660
# A folder whose files are its group's, whoever writes them, and in which the group may write.
SHARED = stat.S_ISGID | stat.S_IWGRP


@contextmanager
def ignore_sigint() -> Iterator[None]:
    """A change that is being made final is made: whoever cancels now is told that it was made."""
    if threading.current_thread() is not threading.main_thread():
        # Signals come to the main thread alone.
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def replace_durably(copy: Path, path: Path) -> None:
    """Let the finished `copy` beside it take the place of the file, also through a power cut."""
    sync(copy)
    copy.replace(path)
    sync(path.parent)


def shared_mode(folder: Path) -> int:
    """The mode of a file that several users write: its folder says whether they are a group.

    Without the folder's setgid bit it would be opened to whatever group its writer happens to have.
    """
    is_shared = folder.stat().st_mode & SHARED == SHARED
    return GROUP_WRITABLE if is_shared else PRIVATE


def write_private(path: Path, text: str, mode: int = PRIVATE) -> None:
    """Let a file hold the text: whole or as it was, and closed to others from the first byte on."""
    copy = path.with_name(f".{path.name}.writing")
    # Left by a process that was killed.
    copy.unlink(missing_ok=True)
    try:
        handle = os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            if mode != PRIVATE:
                # Whatever the umask of a service takes away, which would keep the others out.
                os.fchmod(handle, mode)
        replace_durably(copy, path)
    finally:
        copy.unlink(missing_ok=True)


def write_new_private(path: Path, content: bytes, mode: int = PRIVATE) -> None:
    """Write a file that is not there yet, closed to others from the first byte on, and to the disk.

    Raises FileExistsError where it is, and OSError, by which nothing is left there.
    """
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # What a database is then told must not be lost by a power cut.
        sync(path)
        sync(path.parent)
    except BaseException:
        path.unlink()
        raise


def read_private(path: Path) -> tuple[bytes, int | None]:
    """What a file holds, and its mode where others may read it. Raises OSError."""
    mode = stat.S_IMODE(path.stat().st_mode)
    return path.read_bytes(), None if mode in CLOSED else mode


def sync(path: Path) -> None:
    """Let what the file or folder holds be on the disk when this returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
