"""What is begun is ended: a stretch in which Ctrl+C is not heard, a file that is whole or old."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def to_the_end() -> Iterator[None]:
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


def put_in_place(copy: Path, path: Path) -> None:
    """Let the finished `copy` beside it take the place of the file, also through a power cut."""
    sync(copy)
    copy.replace(path)
    sync(path.parent)


def write_private(path: Path, text: str) -> None:
    """Let a file hold the text: whole or as it was, and closed to others from the first byte on."""
    copy = path.with_name(f".{path.name}.writing")
    # Left by a process that was killed.
    copy.unlink(missing_ok=True)
    try:
        handle = os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        put_in_place(copy, path)
    finally:
        copy.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Let what the file or folder holds be on the disk when this returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
