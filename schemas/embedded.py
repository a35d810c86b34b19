"""The embedded file: replaced whole by one writer at a time, read by many.

Nothing else opens the file. A process that holds it open for writing would lock every reader out,
and a reader that opens it by name again may be given an old state; so writers work on a copy that
takes the file's place, and each state of the file gets a reading engine of its own.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import duckdb
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy import Connection, Engine, ExceptionContext, QueuePool, create_engine, event

from schemas.errors import DatabaseMissing, DatabaseUnavailable
from schemas.file_lock import locked, said_of, unavailable
from schemas.finishing import to_the_end
from schemas.trial_folder import closed_to_others, trial_folder

CATALOG = "records"
READING = "READ_ONLY"
# A copy that nobody sees until it is whole needs no log to recover by; commits take a third less.
WRITING = "READ_WRITE, RECOVERY_MODE no_wal_writes"
# A page opens one connection for a moment; the rest is for browsers that arrive together.
POOL = {"pool_size": 4, "max_overflow": 60}
KEPT_FILES = 4
# A full disk, a failing one, a full memory: what the person at the machine can put right.
OUT_OF_MEMORY = duckdb.OutOfMemoryException
STORAGE_FAULTS = (duckdb.IOException, duckdb.FatalException, OUT_OF_MEMORY)


class State(NamedTuple):
    """Which state of the file this is: a replaced file has another inode or another time."""

    inode: int
    modified_ns: int


def state_of(path: Path) -> State:
    """Raises DatabaseMissing, or DatabaseUnavailable where the path may not be looked at."""
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise DatabaseMissing(
            f"There is no database at [{path}]. Make one with `prosecution-quality demo` (made-up"
            " records) or `prosecution-quality import PATH`, or name another with --database."
        ) from error
    except OSError as error:
        raise unavailable(path, error) from error
    return State(status.st_ino, status.st_mtime_ns)


class Readers:
    """The reading engines, one per file; an engine is put away when its file was replaced.

    `check` looks at each newly opened file, and raises where it must not be read.
    """

    def __init__(self, check: Callable[[Engine, Path], None]) -> None:
        self._check = check
        self._lock = threading.Lock()
        self._engines: dict[Path, tuple[State, Engine]] = {}

    def engine(self, path: Path) -> Engine:
        """The engine of the file's present state."""
        with self._lock:
            state = state_of(path)
            known = self._engines.get(path)
            if known is not None and known[0] == state:
                return known[1]
            self._put_away(path)
            engine, state = self._opened(path, state)
            if len(self._engines) == KEPT_FILES:
                self._put_away(next(iter(self._engines)))
            self._engines[path] = (state, engine)
            return engine

    def let_go(self) -> None:
        with self._lock:
            for path in list(self._engines):
                self._put_away(path)

    def _opened(self, path: Path, state: State) -> tuple[Engine, State]:
        while True:
            engine = _reading_engine(path)
            # Replaced between looking and opening: it would go by the name of an older state.
            if (after := state_of(path)) == state:
                try:
                    self._check(engine, path)
                except BaseException:
                    engine.dispose()
                    raise
                return engine, state
            engine.dispose()
            state = after

    def _put_away(self, path: Path) -> None:
        # A thread that still holds the engine reads on in its old state: the file stays open until
        # the last holder lets go.
        if (known := self._engines.pop(path, None)) is not None:
            known[1].dispose()


@contextmanager
def replacing(path: Path, purpose: str) -> Iterator[Connection]:
    """A transaction on a copy of the file, or on a new one, that takes the file's place at the end.

    Rolled back by the caller, or left by an exception, the file stays as it was. Raises
    DatabaseUnavailable.
    """
    copy = _copy_of(path)
    with locked(path, purpose):
        try:
            with said_of(path):
                _remove(copy)
                _copy(path, copy)
            with _writing_engine(copy, path) as engine, engine.connect() as connection:
                transaction = connection.begin()
                yield connection
                changed = transaction.is_active
                if changed:
                    transaction.commit()
            if changed:
                with said_of(path), to_the_end():
                    _put_in_place(copy, path)
        finally:
            with said_of(path):
                _remove(copy)


def remove_left(path: Path) -> None:
    """Remove the copy of a writer that was killed; not that of one at work."""
    copy = _copy_of(path)
    if copy.exists():
        with suppress(DatabaseUnavailable), locked(path, "removal of what was left", seconds=0):
            _remove(copy)


@contextmanager
def trying(path: Path) -> Iterator[Connection]:
    """A transaction on a copy of the file, or on a new one, that is rolled back; nothing stays.

    It waits for no writer, and keeps none waiting. Raises DatabaseUnavailable.
    """
    with said_of(path), trial_folder() as folder:
        copy = folder / path.name
        _copy(path, copy)
        with _writing_engine(copy, path) as engine, engine.connect() as connection:
            # Open, it needs no name, and no killed process leaves it behind.
            copy.unlink()
            with connection.begin() as transaction:
                yield connection
                if transaction.is_active:
                    transaction.rollback()


def _copy_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.importing")


def _copy(path: Path, copy: Path) -> None:
    if not path.exists():
        return
    if _log_of(path).exists():
        raise DatabaseUnavailable(
            f"Another program wrote to [{path}] and left [{_log_of(path).name}] beside it. Nothing"
            " was changed; open and close the database once with that program, then try again."
        )
    # A file that is no database, or that another program is writing, is not even copied.
    _attached(path, READING, path).close()
    # Closed to others from the first byte on.
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    shutil.copyfile(path, copy)
    shutil.copymode(path, copy)


def _put_in_place(copy: Path, path: Path) -> None:
    if _log_of(copy).exists():
        raise AssertionError("a checkpointed and closed database left a write-ahead log")
    _sync(copy)
    copy.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(copy: Path) -> None:
    for left in (copy, _log_of(copy)):
        left.unlink(missing_ok=True)
    shutil.rmtree(_spill_of(copy), ignore_errors=True)


def _log_of(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.wal")


def _spill_of(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.tmp")


def _reading_engine(path: Path) -> Engine:
    instance = _attached(path, READING, path)
    # Nothing that is read needs other files, and no statement can open one.
    instance.execute("SET temp_directory = ''")
    instance.execute("SET enable_external_access = false")
    instance.execute("SET lock_configuration = true")
    return _engine_on(instance, path)


@contextmanager
def _writing_engine(copy: Path, path: Path) -> Iterator[Engine]:
    new = not copy.exists()
    # DuckDB opens the folder that it finds, and makes its files as the process does.
    with closed_to_others():
        with said_of(path):
            _spill_of(copy).mkdir(mode=0o700)
        instance = _attached(copy, WRITING, path)
        try:
            if new:
                copy.chmod(0o600)
            instance.execute("SET temp_directory = $folder", {"folder": str(_spill_of(copy))})
            engine = _engine_on(instance, path)
            try:
                yield engine
            finally:
                engine.dispose()
            try:
                instance.execute(f"CHECKPOINT {CATALOG}")
            except STORAGE_FAULTS as error:
                raise _unwritable(path, error) from error
        finally:
            instance.close()


def _attached(path: Path, mode: str, shown: Path) -> duckdb.DuckDBPyConnection:
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


def _engine_on(instance: duckdb.DuckDBPyConnection, path: Path) -> Engine:
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

    @event.listens_for(engine, "handle_error")
    def _translate(context: ExceptionContext) -> None:
        if isinstance(context.original_exception, STORAGE_FAULTS):
            raise _unwritable(path, context.original_exception)

    return engine


def _unwritable(path: Path, error: BaseException) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"The database [{path}] could not be read or written ({error}). Nothing was changed; see to"
        " the free space, then try again."
    )
