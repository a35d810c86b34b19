"""Files that are written whole or not at all, private ones, and a block that Ctrl+C waits for."""

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
    """Ignore Ctrl+C while a change is made final. Whoever cancels now is told that it was made."""
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
    """Replace the file by the finished `copy` beside it. A power cut leaves one of them, whole."""
    sync(copy)
    copy.replace(path)
    sync(path.parent)


def shared_mode(folder: Path) -> int:
    """The mode of a file that several users write, if its folder is shared by a group.

    Without the folder's setgid bit, the file would be open to any group of its writer.
    """
    is_shared = folder.stat().st_mode & SHARED == SHARED
    return GROUP_WRITABLE if is_shared else PRIVATE


def write_private(path: Path, text: str, mode: int = PRIVATE) -> None:
    """Replace a file's content by the text. It is closed to others from the first byte on."""
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
    """The content of a file, and its mode if others may read it, else None. Raises OSError."""
    mode = stat.S_IMODE(path.stat().st_mode)
    return path.read_bytes(), None if mode in CLOSED else mode


def sync(path: Path) -> None:
    """Flush a file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
