"""A folder for a while: gone at the end, and after a kill when the next one is made."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

PREFIX = "prosecution-quality-trial-"
# Younger ones may be of a process that is about to lock them.
SECONDS_LEFT_ALONE = 60


def trial_folder() -> AbstractContextManager[Path]:
    """A folder for the copy of a database on which something is tried out."""
    return own_folder(PREFIX)


@contextmanager
def own_folder(prefix: str) -> Iterator[Path]:
    """An empty folder that no other user can look into, and that is held while it is in use."""
    remove_left(prefix)
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    handle = os.open(folder, os.O_RDONLY)
    try:
        # The lock ends with the process, however it ends.
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def remove_left(prefix: str = PREFIX) -> None:
    """Remove the folders whose processes were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
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
