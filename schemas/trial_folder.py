"""A folder for what is tried out: gone at the end, and after a kill at the next trial."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "prosecution-quality-trial-"
# Younger ones may be of a process that is about to lock them.
SECONDS_LEFT_ALONE = 60


@contextmanager
def trial_folder() -> Iterator[Path]:
    """An empty folder that no other user can look into."""
    _remove_left()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    handle = os.open(folder, os.O_RDONLY)
    try:
        # The lock ends with the process, however it ends.
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _remove_left() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if folder.stat().st_mtime < time.time() - SECONDS_LEFT_ALONE:
                _remove_unlocked(folder)
        except OSError:
            # Another user's, one that is in use, or gone in between.
            continue


def _remove_unlocked(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    finally:
        os.close(handle)
