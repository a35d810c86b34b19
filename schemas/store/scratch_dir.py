"""Create temporary folders, and remove those that killed processes left.

`tempfile.TemporaryDirectory` alone would leave copies of records if the process is killed.
Therefore each process locks its folder, and a folder without a lock is removed.
"""

import fcntl
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import DatabaseUnavailable

PREFIX = "prosecution-quality-trial-"


class ScratchDir:
    """A new temporary folder, empty at first, that no other user can read.

    It is removed when this object is garbage-collected, or when the process ends. Raises
    DatabaseUnavailable if there is no space.
    """

    def __init__(self, prefix: str) -> None:
        remove_leftovers(prefix)
        with convert_temp_dir_errors():
            self.path, handle = _make_locked(prefix)
        self.release = weakref.finalize(self, _remove_folder, self.path, handle)
        IN_USE.add(self)


# If a signal ends the process, finalizers do not run, so `release_all` is called.
IN_USE: weakref.WeakSet[ScratchDir] = weakref.WeakSet()


@contextmanager
def scratch_dir(prefix: str = PREFIX) -> Iterator[Path]:
    """Make a temporary folder for a `with` block, for example for a copy of the database."""
    made = ScratchDir(prefix)
    try:
        yield made.path
    finally:
        made.release()


@contextmanager
def convert_temp_dir_errors() -> Iterator[None]:
    """Turn an OSError into a DatabaseUnavailable about the temporary folder."""
    try:
        yield
    except OSError as error:
        raise temp_dir_error(error) from error


def temp_dir_error(error: BaseException) -> DatabaseUnavailable:
    """Return the error for a full or unusable temporary folder."""
    place = tempfile.tempdir or os.environ.get("TMPDIR", "/tmp")
    what = (isinstance(error, OSError) and error.strerror) or error
    return DatabaseUnavailable(
        "The folder for temporary files [{folder}] cannot be read or written ({reason})."
        " Nothing was changed. Free some space there, or name another folder in TMPDIR.",
        folder=place,
        reason=what,
    )


@contextmanager
def private_umask() -> Iterator[None]:
    """Make new files private during the block, also those that libraries create.

    The umask applies to the whole process. If another thread changes it at the same time, the
    private folders still protect the files.
    """
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def release_all() -> None:
    """Remove all temporary folders of this process."""
    for made in list(IN_USE):
        made.release()


def remove_leftovers(prefix: str = PREFIX) -> None:
    """Remove the folders of killed processes."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        try:
            handle = _open(folder)
        except OSError:
            # Of another user, or just removed.
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
        except OSError:
            # In use, or just removed.
            continue
        finally:
            os.close(handle)


def _make_locked(prefix: str) -> tuple[Path, int]:
    """Make a temporary folder and lock it; return it with the handle of the lock."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        try:
            handle = _open(folder)
        except FileNotFoundError:
            continue
        # The lock ends with the process in any case. Child processes do not inherit it.
        fcntl.flock(handle, fcntl.LOCK_EX)
        # Another process may have removed the folder before it was locked.
        if folder.exists():
            return folder, handle
        os.close(handle)


def _open(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


def _remove_folder(folder: Path, handle: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(handle)
