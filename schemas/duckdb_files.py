"""A DuckDB file opened under a name of its own, and the engine that asks it."""

import threading
from pathlib import Path

import duckdb
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy import Engine, ExceptionContext, QueuePool, create_engine, event

from schemas.errors import DatabaseUnavailable

CATALOG = "records"
READING = "READ_ONLY"
# A copy that nobody sees until it is whole needs no log to recover by; commits take a third less.
WRITING = "READ_WRITE, RECOVERY_MODE no_wal_writes"
# A page opens one connection for a moment; the rest is for browsers that arrive together.
POOL = {"pool_size": 4, "max_overflow": 60}
# A full disk, a failing one, a full memory: what the person at the machine can put right.
OUT_OF_MEMORY = duckdb.OutOfMemoryException
STORAGE_FAULTS = (duckdb.IOException, duckdb.FatalException, OUT_OF_MEMORY)


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
        raise DatabaseUnavailable(
            f"The file [{shown}] cannot be opened as a database: it is not one, was made by another"
            " version of DuckDB, or another program holds it open. It was left as it is; close that"
            " program, or name another file with --database."
        ) from error
    return instance


def engine_on(instance: duckdb.DuckDBPyConnection, path: Path) -> Engine:
    """An engine whose connections are cursors of the instance; faults are told of `path`."""
    lock = threading.Lock()

    def connected() -> ConnectionWrapper:
        with lock:
            connection = instance.cursor()
        connection.execute(f"USE {CATALOG}")
        return ConnectionWrapper(connection)

    # Parameters may be values of records, and errors are shown.
    engine = create_engine(
        "duckdb://", creator=connected, poolclass=QueuePool, hide_parameters=True, **POOL
    )
    # Where WITH stands before INSERT, the dialect reads the whole statement letter by letter to find
    # out what it is, which takes longer than most of them do.
    engine.dialect.cte_follows_insert = True

    @event.listens_for(engine, "handle_error")
    def _translate(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, STORAGE_FAULTS):
            raise unwritable(path, context.original_exception)

    return engine


def unwritable(path: Path, error: BaseException) -> DatabaseUnavailable:
    """What a full or failing disk is told as."""
    return DatabaseUnavailable(
        f"The database [{path}] could not be read or written ({error}). Nothing was changed; see to"
        " the free space, then try again."
    )
