"""A folder for a while: gone at the end, and after a kill when the next one is made."""

import fcntl
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from schemas.errors import DatabaseUnavailable

PREFIX = "prosecution-quality-trial-"


class ScratchDir:
    """An empty folder that no other user can look into, this process's until it is let go.

    It goes with the last holder of this object, or at the end of the process. Raises
    DatabaseUnavailable where there is no room for it.
    """

    def __init__(self, prefix: str) -> None:
        remove_left(prefix)
        with temp_dir_errors():
            self.path, handle = _locked_folder(prefix)
        self.release = weakref.finalize(self, _remove, self.path, handle)
        IN_USE.add(self)


# What an end by a signal lets go of: finalizers run at an end of the interpreter only.
IN_USE: weakref.WeakSet[ScratchDir] = weakref.WeakSet()


def trial_dir() -> AbstractContextManager[Path]:
    """A folder for the copy of a database on which something is tried out."""
    return scratch_dir(PREFIX)


@contextmanager
def scratch_dir(prefix: str) -> Iterator[Path]:
    """An empty folder that no other user can look into, and that is held while it is in use."""
    held = ScratchDir(prefix)
    try:
        yield held.path
    finally:
        held.release()


@contextmanager
def temp_dir_errors() -> Iterator[None]:
    """An error of the operating system, as one of the folder for temporary files."""
    try:
        yield
    except OSError as error:
        raise temp_dir_error(error) from error


def temp_dir_error(error: BaseException) -> DatabaseUnavailable:
    """What a full or failing folder for temporary files is told as: it is not the database's."""
    place = tempfile.tempdir or os.environ.get("TMPDIR", "/tmp")
    what = (isinstance(error, OSError) and error.strerror) or error
    return DatabaseUnavailable(
        f"The folder for temporary files [{place}] cannot be read or written ({what}). Nothing was"
        " changed; free some space there, or name another folder by TMPDIR."
    )


@contextmanager
def private_umask() -> Iterator[None]:
    """What is written inside is of no other user, also by libraries that ask for more.

    The process has one such mask: where threads cross, the folders above are what holds.
    """
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def release_all() -> None:
    """Remove every folder that this process holds."""
    for held in list(IN_USE):
        held.release()


def remove_left(prefix: str = PREFIX) -> None:
    """Remove the folders whose processes were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        try:
            handle = _opened(folder)
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


def _locked_folder(prefix: str) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        try:
            handle = _opened(folder)
        except FileNotFoundError:
            continue
        # The lock ends with the process, however it ends: no child that is started inherits it.
        fcntl.flock(handle, fcntl.LOCK_EX)
        # Another process may have found the folder without a lock, and removed it.
        if folder.exists():
            return folder, handle
        os.close(handle)


def _opened(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


def _remove(folder: Path, handle: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(handle)
