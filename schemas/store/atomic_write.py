"""Write files so that they are complete or unchanged; keep files private; ignore Ctrl+C."""

import os
import signal
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CLOSED = (0o400, 0o600)
PRIVATE, GROUP_WRITABLE = 0o600, 0o660
# A folder in which a group may write, and where new files belong to this group.
SHARED = stat.S_ISGID | stat.S_IWGRP


@contextmanager
def ignore_sigint() -> Iterator[None]:
    """Ignore Ctrl+C during the block, such as a commit, so that the user sees that it was done."""
    if threading.current_thread() is not threading.main_thread():
        # Only the main thread receives signals.
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def replace_durably(copy: Path, path: Path) -> None:
    """Replace a file by `copy`, next to it. After a power cut, it is completely old or new."""
    flush_to_disk(copy)
    copy.replace(path)
    flush_to_disk(path.parent)


def shared_mode(folder: Path) -> int:
    """Return the mode of a new file: its group may write if the folder belongs to a group (setgid).

    Else the file is private: without setgid, its group would be the main group of its writer.
    """
    is_shared = folder.stat().st_mode & SHARED == SHARED
    return GROUP_WRITABLE if is_shared else PRIVATE


def write_private(path: Path, text: str, mode: int = PRIVATE) -> None:
    """Replace a file by one with this text, which others cannot read unless `mode` allows it."""
    copy = path.with_name(f".{path.name}.writing")
    # A killed process may have left it.
    copy.unlink(missing_ok=True)
    try:
        handle = os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            if mode != PRIVATE:
                # The umask of a service could keep the other users out.
                os.fchmod(handle, mode)
        replace_durably(copy, path)
    finally:
        copy.unlink(missing_ok=True)


def write_new_private(path: Path, content: bytes, mode: int = PRIVATE) -> None:
    """Create a private file and flush it to the disk.

    Raises FileExistsError if it exists, or OSError; then no new file is left.
    """
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # A database will rely on the content, so a power cut must not lose it.
        flush_to_disk(path)
        flush_to_disk(path.parent)
    except BaseException:
        path.unlink()
        raise


def read_private(path: Path) -> tuple[bytes, int | None]:
    """Return the content of a file, and its mode if other users may read it, else None."""
    mode = stat.S_IMODE(path.stat().st_mode)
    return path.read_bytes(), None if mode in CLOSED else mode


def flush_to_disk(path: Path) -> None:
    """Flush a file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
