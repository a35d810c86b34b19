"""Folders for temporary files. One that a killed process left is removed when the next is made.

`tempfile.TemporaryDirectory` alone would leave copies of records behind a kill, so each folder is
locked by its process, and a folder without a lock is nobody's.
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
    """An empty folder that no other user can look into, until it is released.

    It goes with the last holder of this object, or at the end of the process. Raises
    DatabaseUnavailable where there is no room for it.
    """

    def __init__(self, prefix: str) -> None:
        remove_left(prefix)
        with temp_dir_errors():
            self.path, handle = _make_locked(prefix)
        self.release = weakref.finalize(self, _remove, self.path, handle)
        IN_USE.add(self)


# Finalizers do not run when a signal ends the process: `release_all` does it then.
IN_USE: weakref.WeakSet[ScratchDir] = weakref.WeakSet()


@contextmanager
def scratch_dir(prefix: str = PREFIX) -> Iterator[Path]:
    """A scratch folder for the length of a block, such as for the copy of a database."""
    made = ScratchDir(prefix)
    try:
        yield made.path
    finally:
        made.release()


@contextmanager
def temp_dir_errors() -> Iterator[None]:
    """Raise an error of the operating system as one of the folder for temporary files."""
    try:
        yield
    except OSError as error:
        raise temp_dir_error(error) from error


def temp_dir_error(error: BaseException) -> DatabaseUnavailable:
    """The error for a full or failing folder of temporary files: it is not the database's."""
    place = tempfile.tempdir or os.environ.get("TMPDIR", "/tmp")
    what = (isinstance(error, OSError) and error.strerror) or error
    return DatabaseUnavailable(
        f"The folder for temporary files [{place}] cannot be read or written ({what}). Nothing was"
        " changed; free some space there, or name another folder by TMPDIR."
    )


@contextmanager
def private_umask() -> Iterator[None]:
    """Close to other users what is written inside, also by libraries that ask for more.

    The mask is the whole process's: where threads cross, the folders above protect the files.
    """
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def release_all() -> None:
    """Remove every folder of this process."""
    for made in list(IN_USE):
        made.release()


def remove_left(prefix: str = PREFIX) -> None:
    """Remove the folders whose processes were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        try:
            handle = _open(folder)
        except OSError:
            # Another user's, or gone in between.
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
        except OSError:
            # In use, or gone in between.
            continue
        finally:
            os.close(handle)


def _make_locked(prefix: str) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        try:
            handle = _open(folder)
        except FileNotFoundError:
            continue
        # The lock ends with the process, however that ends. No child inherits it.
        fcntl.flock(handle, fcntl.LOCK_EX)
        # Before it was locked, another process may have taken the folder for left over.
        if folder.exists():
            return folder, handle
        os.close(handle)


def _open(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


def _remove(folder: Path, handle: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(handle)
