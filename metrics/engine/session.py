"""A session on a cluster of Spark, over Spark Connect, and what is said where it fails."""

import os
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from time import monotonic
from typing import TYPE_CHECKING

from schemas import errors

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession
    from pyspark.sql.connect.shell.progress import StageInfo

SCHEME = "sc://"
NEEDED = ("pyspark", "sqlglot", "grpc")
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    # Else amounts differ from the database's in the twelfth place.
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    # What was left by an interrupted count is written over as a whole.
    "spark.sql.sources.partitionOverwriteMode": "static",
}
# How often the server is asked anew where it does not answer, some 20 seconds in all: by its own
# default a server that is gone is asked for ten minutes.
TRIES = 5
# A cluster that others use gives its cores late; one without workers never does.
IDLE_SECONDS = 300
LONGEST_REASON = 300
# What a fault's text holds, and what that means to whoever looks after the cluster.
NO_ROOM = "has no room left where it spills to (spark.local.dir), or in the folder"
NO_MASTER = "has lost its master"
NO_FOLDER = "does not see the folder on all of its machines"
MEANINGS = {
    "No space left on device": NO_ROOM,
    "Disk quota exceeded": NO_ROOM,
    "File too large": NO_ROOM,
    "SparkContext was shut down": NO_MASTER,
    "Cannot call methods on a stopped SparkContext": NO_MASTER,
    "Master removed our application": NO_MASTER,
    "All masters are unresponsive": NO_MASTER,
    "PATH_NOT_FOUND": NO_FOLDER,
    "FILE_NOT_EXIST": NO_FOLDER,
    "FileNotFoundException": NO_FOLDER,
    "OutOfMemoryError": "has too little memory in its workers",
}
UNREACHABLE = ("UNAVAILABLE", "RETRIES_EXCEEDED", "Connection refused", "INVALID_HANDLE")


class NotAnswering(errors.DatabaseUnavailable):
    """The cluster did not do its part; nothing was changed, and it can be asked again."""


class Idle(Exception):
    """No worker takes the tasks."""


@contextmanager
def connected(url: str) -> Iterator["SparkSession"]:
    """A session at `sc://HOST:PORT`. Raises UserError without the extra, NotAnswering by faults."""
    if not url.startswith(SCHEME):
        raise errors.UserError(f"[{shown(url)}] is no engine: expected is {SCHEME}HOST:PORT.")
    if not all(map(find_spec, NEEDED)):
        raise errors.UserError(
            "An engine needs the extra [spark]; in the project's folder:"
            " .venv/bin/pip install --editable '.[spark]' (docs/cluster.md)."
        )
    spark = None
    try:
        spark = _session(url)
        for name, value in SETTINGS.items():
            spark.conf.set(name, value)
        yield spark
    except faults() as error:
        raise NotAnswering(told(url, error)) from error
    finally:
        if spark is not None:
            spark.stop()


def _session(url: str) -> "SparkSession":
    # The client alone is no installation of Spark, and asks for one all the same.
    os.environ.setdefault("SPARK_HOME", os.devnull)
    # It warns of each try, and what came of them is told at the end.
    warnings.filterwarnings("ignore", module="pyspark")
    # Seconds to import, for the few who have a cluster.
    from pyspark.sql.connect.client.retries import DefaultPolicy
    from pyspark.sql.connect.session import SparkSession

    spark = SparkSession(connection=url)
    spark.client.set_retry_policies([DefaultPolicy(max_retries=TRIES)])
    spark.registerProgressHandler(Watch())
    return spark


def ask_once(spark: "SparkSession") -> None:
    """Ask no more than once from here on: it has failed, and what is left to do is to tidy up."""
    spark.client.set_retry_policies([])


def faults() -> tuple[type[Exception], ...]:
    """What a session raises where the cluster does not do its part."""
    import grpc
    from pyspark.errors import PySparkException

    return PySparkException, grpc.RpcError, Idle


def shown(url: str) -> str:
    """The address without what it may hold behind it: a token."""
    return url.partition("/;")[0]


class Watch:
    """Told of a statement's progress; ends it where no task has run for IDLE_SECONDS."""

    def __init__(self) -> None:
        self._done, self._since = (-1, ""), monotonic()

    def __call__(
        self,
        stages: "Iterable[StageInfo] | None",
        inflight_tasks: int,
        operation_id: str | None,
        done: bool,
    ) -> None:
        completed = sum(stage.num_completed_tasks for stage in stages or ())
        at = completed, operation_id or ""
        if done or inflight_tasks or at != self._done:
            self._done, self._since = at, monotonic()
        elif monotonic() - self._since > IDLE_SECONDS:
            raise Idle


def told(url: str, error: Exception) -> str:
    text = str(error)
    # What led to a fault stands in what the server says of it, and not always in its text.
    whole = f"{text}\n{getattr(error, 'getStackTrace', str)()}"
    if isinstance(error, Idle):
        what = f"has had no worker that takes its tasks for {IDLE_SECONDS} seconds"
    elif known := next((meaning for word, meaning in MEANINGS.items() if word in whole), None):
        what = known
    elif any(word in text for word in UNREACHABLE):
        what = "does not answer, or has ended while it worked"
    else:
        what = f"has failed: {text.strip().partition(chr(10))[0][:LONGEST_REASON]}"
    return (
        f"The engine [{shown(url)}] {what}. The figures are as they were; put it right and run the"
        " same command again."
    )
