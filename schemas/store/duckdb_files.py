"""A DuckDB file opened under a name of its own, and the engine that asks it."""

import fcntl
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import cast

import duckdb
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy import Dialect, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.util import LRUCache

from schemas.errors import DatabaseUnavailable
from schemas.store.pool import Pool

CATALOG = "records"
READING = "READ_ONLY"
# A copy that nobody sees until it is whole needs no log to recover by; commits take a third less.
WRITING = "READ_WRITE, RECOVERY_MODE no_wal_writes"
# A page opens one connection for a moment; the rest is for browsers that arrive together.
ADDRESS = "duckdb://"
KEPT_OPEN, MORE = 4, 60
# A table is read by one thread up to these rows, however many there are.
ROW_GROUP = 122_880
# As many statements as SQLAlchemy keeps for an engine.
STATEMENTS_KEPT = 500
# A full disk, a failing one, a full memory: what the person at the machine can put right.
OUT_OF_MEMORY = duckdb.OutOfMemoryException
STORAGE_FAULTS = (duckdb.IOException, duckdb.FatalException, OUT_OF_MEMORY)
# Beside the frames of what is read, which are as much again: a million cases in less than 2 GB.
STORING = 512 * 10**6
# Rows that do not fit spill, but some of what a unit is joined of has to: of 17 million rows 1 GB.
BYTES_A_ROW = 60
UNITS = {unit: 1 << 10 * power for power, unit in enumerate(("bytes", "KiB", "MiB", "GiB", "TiB"))}
# What such a fault is told as: the database's own disk is full, or that of temporary files.
Told = Callable[[BaseException], DatabaseUnavailable]
DAMAGED = re.compile("Corrupt database file|checksum|Could not read enough bytes")
LIMIT = "SELECT current_setting('memory_limit')"
UNWRITTEN = re.compile("Checkpoint failed|Could not (write|sync|truncate)")


# Behind a checksum of eight bytes.
MAGIC, MAGIC_AT = b"DUCK", 8


def is_duckdb(path: Path) -> bool:
    """Whether the file begins as DuckDB's do; False for what is no file or cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MAGIC_AT + len(MAGIC)).endswith(MAGIC)
    except OSError:
        return False


def attached(path: Path, mode: str, shown: Path) -> duckdb.DuckDBPyConnection:
    """The file at `path` as CATALOG of an instance in memory; `shown` is its name for people.

    Raises DatabaseUnavailable.
    """
    instance = duckdb.connect(
        ":memory:",
        # No request leaves the host.
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"},
    )
    instance.execute("SET enable_progress_bar = false")
    place = str(path).replace("'", "''")
    try:
        instance.execute(f"ATTACH '{place}' AS {CATALOG} ({mode})")
    except duckdb.Error as error:
        instance.close()
        raise _unopened(shown) from error
    return instance


@contextmanager
def left_alone(path: Path) -> Iterator[None]:
    """As long as the block takes, no other program writes to the file, which is one of DuckDB's.

    DuckDB locks its files like this; to open one for the same takes it longer than a small file is
    copied. Raises DatabaseUnavailable.
    """
    if not is_duckdb(path):
        raise _unopened(path)
    with path.open("rb") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            raise _unopened(path) from error
        yield


def _unopened(shown: Path) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"The file [{shown}] cannot be opened as a database: it is not one, was made by another"
        " version of DuckDB, is damaged, or another program holds it open. It was left as it"
        " is; close that program, bring the file back from a backup, or name another file with"
        " --database."
    )


def is_short(instance: duckdb.DuckDBPyConnection) -> bool:
    """Whether none of the tables has more rows than one thread reads at once."""
    of = "SELECT max(estimated_size) FROM duckdb_tables() WHERE database_name = ?"
    longest: int = (instance.execute(of, [CATALOG]).fetchone() or (None,))[0] or 0
    return longest <= ROW_GROUP


def bound(instance: duckdb.DuckDBPyConnection) -> None:
    """Let a writer hold what storing takes, in the place of most of the machine's memory."""
    of = "SELECT sum(estimated_size) FROM duckdb_tables() WHERE database_name = ?"
    [(rows,)] = instance.execute(of, [CATALOG]).fetchall()
    [(usual,)] = instance.execute(LIMIT).fetchall()
    if (room := max(STORING, BYTES_A_ROW * int(rows or 0))) < in_bytes(usual):
        instance.execute(f"SET memory_limit = '{room}B'")


def in_bytes(limit: str) -> float:
    """What DuckDB tells of its limit, such as `18.8 GiB`."""
    number, unit = limit.split()
    return float(number) * UNITS[unit]


def engine_on(instance: duckdb.DuckDBPyConnection, told: Told) -> Engine:
    """An engine whose connections are cursors of the instance; `told` words a full disk."""
    lock = threading.Lock()

    def connected() -> DBAPIConnection:
        with lock:
            connection = instance.cursor()
        connection.execute(f"USE {CATALOG}")
        return cast(DBAPIConnection, ConnectionWrapper(connection))

    dialect, compiled = _statements()
    pool = Pool(connected, KEPT_OPEN, MORE, dialect=dialect)
    # Parameters may be values of records, and errors are shown.
    engine = Engine(pool, dialect, make_url(ADDRESS), hide_parameters=True)
    engine.update_execution_options(compiled_cache=compiled, told=told)
    return engine


@cache
def _statements() -> tuple[Dialect, LRUCache]:
    """How statements are written for DuckDB, and those written so far.

    Each state of a file has an engine of its own, which would write all of them once more: a third
    of what a small import or the first page after it takes.
    """
    engine = create_engine(ADDRESS)
    # It looks at the version of DuckDB when it first connects.
    engine.connect().close()
    engine.dispose()
    # Where WITH stands before INSERT, the dialect reads the whole statement letter by letter to see
    # what it is, which takes longer than most of them do.
    engine.dialect.cte_follows_insert = True
    # Of the dialect, whichever engine it is listened for: each would hear the faults of all others.
    event.listen(engine, "handle_error", _translate)
    return engine.dialect, LRUCache(STATEMENTS_KEPT)


def _translate(context: ExceptionContext) -> None:
    if context.engine is not None and _is_of_storage(context.original_exception):
        told: Told = context.engine.get_execution_options()["told"]
        raise told(context.original_exception)


def _is_of_storage(error: BaseException) -> bool:
    """A disk that is full only at commit is told as a fault of the transaction."""
    if isinstance(error, duckdb.TransactionException):
        return UNWRITTEN.search(str(error)) is not None
    return isinstance(error, STORAGE_FAULTS)


def unwritable(path: Path, error: BaseException) -> DatabaseUnavailable:
    """What a full or failing disk is told as, and a file whose bytes were changed."""
    if DAMAGED.search(str(error)):
        return DatabaseUnavailable(
            f"The database [{path}] is damaged: its bytes are not as they were written. It was left"
            " as it is; bring it back from a backup."
        )
    return DatabaseUnavailable(
        f"The database [{path}] could not be read or written ({error}). Nothing was changed; see to"
        " the free space, then try again."
    )
