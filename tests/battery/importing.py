"""An import in a process of its own, which may kill or interrupt itself at a named point."""

import os
import random
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine.base import RootTransaction

import metrics
from dashboard.cli import main
from dashboard.jobs import upload_jobs
from dashboard.jobs.runner import Progress
from metrics import import_impact
from schemas.store import atomic_write, database, postgresql
from seed import batches, gate, readers
from seed.batches import replacement
from tests import prepared
from tests.soak import soak_size
from tests.submissions import count_nothing

# Something that the command does -> where it is cancelled.
CANCEL_POINTS: dict[str, tuple[Any, str]] = {
    "copying": (shutil, "copyfile"),
    "checking": (gate, "check"),
    "storing": (database, "insert_frame"),
    "superseding": (replacement, "recount_batch"),
    "counting": (metrics, "refresh"),
    "comparing": (import_impact, "figures_of_all_measures"),
    "committing": (RootTransaction, "commit"),
    # There the first commit is that of the entry of what begins.
    "committing on a server": (postgresql, "commit_records"),
    "writing to the disk": (atomic_write, "flush_to_disk"),
    "replacing": (os, "replace"),
}

TWICE = "twice"


# Within this time from its start a commit of some thousand rows is writing, or checkpointing.
COMMIT_SECONDS = 0.3


def die() -> None:
    """What a power cut leaves: nothing more is run, not even what cleans up."""
    os.kill(os.getpid(), signal.SIGKILL)


def interrupt() -> None:
    """What Ctrl+C does."""
    os.kill(os.getpid(), signal.SIGINT)


End = Callable[[], None]


def before(holder: Any, name: str, end: End) -> None:
    """End where the function would begin."""
    original = getattr(holder, name)

    def begun(*arguments: Any, **named: Any) -> Any:
        end()
        return original(*arguments, **named)

    setattr(holder, name, begun)


def after(holder: Any, name: str, end: End) -> None:
    """End where the function has ended."""
    original = getattr(holder, name)

    def ended(*arguments: Any, **named: Any) -> Any:
        done = original(*arguments, **named)
        end()
        return done

    setattr(holder, name, ended)


def within(holder: Any, name: str, end: End) -> None:
    """End somewhere while the function runs."""
    original = getattr(holder, name)

    def timed(*arguments: Any, **named: Any) -> Any:
        threading.Timer(random.uniform(0, COMMIT_SECONDS), end).start()
        return original(*arguments, **named)

    setattr(holder, name, timed)


POINTS: dict[str, tuple[Callable[[Any, str, End], None], Any, str]] = {
    "before the replacement": (before, os, "replace"),
    "after the replacement": (after, os, "replace"),
    "after the copy": (after, shutil, "copyfile"),
    "after the first rows": (after, database, "insert_frame"),
    "before the commit": (before, RootTransaction, "commit"),
    "within the commit": (within, RootTransaction, "commit"),
    "after the commit": (after, RootTransaction, "commit"),
    "before the bytes are on the disk": (before, atomic_write, "flush_to_disk"),
    "after the bytes are on the disk": (after, atomic_write, "flush_to_disk"),
    # The first is that of the entry of what begins.
    "before its beginning is written down": (before, os, "fsync"),
    "after its beginning is written down": (after, os, "fsync"),
}


def die_at(point: str) -> None:
    """Let this process die where it comes to the point."""
    how, holder, name = POINTS[point]
    how(holder, name, die)


# In every run it is the storing that is killed, watched or raced with; in a soak the counting too,
# which in a process of its own takes longer than all the rest.
REFRESH = metrics.refresh if soak_size(2) > 1 else count_nothing


def import_here(url: str, folder: Path, refresh: Callable[[Connection], None] = REFRESH) -> str:
    """Import what is in the folder, in this process; what became of it."""
    receipts = batches.store(
        url,
        (readers.read_submission(one) for one in readers.find_submissions(folder)),
        partial=batches.Partial.REFUSE,
        refresh=refresh,
    )
    return " ".join(sorted({receipt.status for receipt in receipts}))


def import_and_die(url: str, folder: Path, point: str) -> None:
    """Import what is in the folder and print what became of it, or die at the point."""
    if point:
        die_at(point)
    sys.stdout.write(import_here(url, folder))


def undo_and_die(
    point: str, request: upload_jobs.UndoRequest, progress: Progress
) -> batches.Undone:
    """What the page asks a child for, as a power cut leaves it."""
    die_at(point)
    return upload_jobs.undo_import(request, progress)


def again() -> None:
    """An impatient person's Ctrl+C."""
    try:
        interrupt()
    finally:
        interrupt()


def cancelled(how: str, point: str, *arguments: str) -> prepared.Ended:
    """The command, cancelled `before` or `after` the point, or there `twice`."""
    return prepared.run(_cancelled, how, point, *arguments)


def _cancelled(how: str, point: str, *arguments: str) -> None:
    holder, name = CANCEL_POINTS[point]
    (before if how == "before" else after)(holder, name, again if how == TWICE else interrupt)
    main(list(arguments))
