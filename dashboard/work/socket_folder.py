"""Where the socket of the process that starts children lies: a path that is short enough."""

import atexit
import multiprocessing
import shutil
import tempfile
from pathlib import Path

# A socket's path may have 103 signs on macOS and 107 on Linux; multiprocessing adds 32 to the
# folder for temporary files, and before Python 3.14 it does not look whether they fit.
MOST, ADDED = 103, 32
SHORT = Path("/tmp")


def make_room() -> None:
    """Put the socket under /tmp where the folder for temporary files has too long a path."""
    # There is no public name for it: an option of the process that Python itself hands on.
    options = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    if options.get("tempdir") is not None or _fits(tempfile.gettempdir()) or not SHORT.is_dir():
        return
    folder = tempfile.mkdtemp(prefix="pymp-", dir=SHORT)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    options["tempdir"] = folder


def _fits(folder: str) -> bool:
    return len(folder.encode()) + ADDED <= MOST
