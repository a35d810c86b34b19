"""A command in a process of its own, which somebody cancels at a named point."""

import os
import shutil
from typing import Any

from sqlalchemy.engine.base import RootTransaction

import metrics
from dashboard.cli import main
from metrics import import_impact
from schemas.store import atomic_write, database, postgresql
from seed import gate
from seed.batches import replacement
from tests import prepared
from tests.battery.importing import after, before, interrupt

# Something that the command does -> where it is cancelled.
POINTS: dict[str, tuple[Any, str]] = {
    "copying": (shutil, "copyfile"),
    "checking": (gate, "check"),
    "storing": (database, "insert_frame"),
    "superseding": (replacement, "recount_batch"),
    "counting": (metrics, "refresh"),
    "comparing": (import_impact, "measure_all"),
    "committing": (RootTransaction, "commit"),
    # There the first commit is that of the entry of what begins.
    "committing on a server": (postgresql, "commit_records"),
    "writing to the disk": (atomic_write, "sync"),
    "replacing": (os, "replace"),
}
TWICE = "twice"


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
    place, name = POINTS[point]
    (before if how == "before" else after)(place, name, again if how == TWICE else interrupt)
    main(list(arguments))
