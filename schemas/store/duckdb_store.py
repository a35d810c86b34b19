"""The embedded DuckDB file: one writer at a time replaces it whole, many read it.

Nothing else opens the file. A process that holds it open for writing would lock every reader out,
and a reader that opens it by name again may be given an old state; so writers work on a copy that
takes the file's place, and each state of the file gets a reading engine of its own.
"""

import fcntl
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple, cast

import duckdb
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy import Connection, Dialect, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.util import LRUCache

from schemas.errors import DatabaseMissing, DatabaseUnavailable
from schemas.store.atomic_write import ignore_sigint, replace_durably
from schemas.store.file_lock import copy_errors, locked, os_errors, unavailable
from schemas.store.pool import Pool
from schemas.store.scratch_dir import private_umask, scratch_dir, temp_dir_error
from schemas.store.snapshot_cache import clear, enable_for_file

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
ErrorWording = Callable[[BaseException], DatabaseUnavailable]
DAMAGED = re.compile("Corrupt database file|checksum|Could not read enough bytes")
LIMIT = "SELECT current_setting('memory_limit')"
UNWRITTEN = re.compile("Checkpoint failed|Could not (write|sync|truncate)")
# Behind a checksum of eight bytes.
MAGIC, MAGIC_AT = b"DUCK", 8
KEPT_FILES = 4


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

    def close(self) -> None:
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
        # the last holder lets go. What was counted of it is most of what it holds.
        if (known := self._engines.pop(path, None)) is not None:
            known[1].dispose()
            clear(known[1])


def replace_file(path: Path, purpose: str) -> AbstractContextManager[Connection]:
    """A transaction on a copy of the file, or on a new one, that takes the file's place at the end.

    Rolled back by the caller, or left by an exception, the file stays as it was. Raises
    DatabaseUnavailable.
    """
    return _replacing(path, purpose, _put_in_place)


def rewrite_file(path: Path, purpose: str) -> AbstractContextManager[Connection]:
    """As `replacing`, but what takes the file's place is written row by row.

    In a copy the bytes of deleted rows stand until something else is written over them.
    """
    return _replacing(path, purpose, _put_rows_in_place)


@contextmanager
def _replacing(
    path: Path, purpose: str, finish: Callable[[Path, Path], None]
) -> Iterator[Connection]:
    copy = _copy_of(path)
    with locked(path, purpose):
        try:
            with os_errors(path):
                _remove(copy)
                _copy(path, copy)
            told = partial(storage_error, path)
            with _writing_engine(path, copy, told) as engine, engine.connect() as connection:
                transaction = connection.begin()
                yield connection
                changed = transaction.is_active
                if changed:
                    transaction.commit()
            if changed:
                with os_errors(path), ignore_sigint():
                    finish(copy, path)
        finally:
            with os_errors(path):
                _remove(copy)


def remove_leftovers(path: Path) -> None:
    """Remove the copy of a writer that was killed; not that of one at work."""
    copy = _copy_of(path)
    # Killed right after the copy took the file's place, a writer leaves its folder alone.
    if copy.exists() or _spill_of(copy).exists():
        with suppress(DatabaseUnavailable), locked(path, "removal of what was left", seconds=0):
            _remove(copy)


@contextmanager
def trial_transaction(path: Path) -> Iterator[Connection]:
    """A transaction on a copy of the file, or on a new one, that is rolled back; nothing stays.

    It waits for no writer, and keeps none waiting. Raises DatabaseUnavailable.
    """
    with scratch_dir() as folder:
        copy = folder / path.name
        with copy_errors(path):
            _copy(path, copy)
        with _writing_engine(path, copy, temp_dir_error) as engine, engine.connect() as connection:
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
    with hold_shared_lock(path):
        # Closed to others from the first byte on.
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        shutil.copyfile(path, copy)
    shutil.copymode(path, copy)


def _put_in_place(copy: Path, path: Path) -> None:
    if _log_of(copy).exists():
        raise AssertionError("a checkpointed and closed database left a write-ahead log")
    replace_durably(copy, path)


def _put_rows_in_place(copy: Path, path: Path) -> None:
    anew = _anew_of(copy)
    place = str(anew).replace("'", "''")
    with _spilling_instance(path, copy, READING, partial(storage_error, path)) as instance:
        try:
            instance.execute(f"ATTACH '{place}' AS anew ({WRITING})")
            instance.execute(f"COPY FROM DATABASE {CATALOG} TO anew")
            instance.execute("CHECKPOINT anew")
        except STORAGE_FAULTS as error:
            raise storage_error(path, error) from error
    shutil.copymode(copy, anew)
    _put_in_place(anew, path)


def _remove(copy: Path) -> None:
    shutil.rmtree(_spill_of(copy), ignore_errors=True)
    # The copy last: killed before, it tells `remove_left` that there is something to remove.
    for file in (_anew_of(copy), copy):
        _log_of(file).unlink(missing_ok=True)
        file.unlink(missing_ok=True)


def _log_of(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.wal")


def _anew_of(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.anew")


def _spill_of(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.tmp")


def _reading_engine(path: Path) -> Engine:
    instance = open_attached(path, READING, path)
    if fits_one_thread(instance):
        # Threads without a share of their own watch for one, at as much of the processor again.
        instance.execute("SET threads = 1")
    # Nothing that is read needs other files, and no statement can open one.
    instance.execute("SET temp_directory = ''")
    instance.execute("SET enable_external_access = false")
    instance.execute("SET lock_configuration = true")
    return enable_for_file(make_engine(instance, partial(storage_error, path)))


@contextmanager
def _writing_engine(path: Path, copy: Path, told: ErrorWording) -> Iterator[Engine]:
    new = not copy.exists()
    with _spilling_instance(path, copy, WRITING, told) as instance:
        if new:
            copy.chmod(0o600)
        engine = make_engine(instance, told)
        try:
            yield engine
        finally:
            engine.dispose()
        try:
            instance.execute(f"CHECKPOINT {CATALOG}")
        except STORAGE_FAULTS as error:
            raise told(error) from error


@contextmanager
def _spilling_instance(
    path: Path, copy: Path, mode: str, told: ErrorWording
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The copy of `path` opened with a folder beside it for what the memory does not hold."""
    # DuckDB opens the folder that it finds, and makes its files as the process does.
    with private_umask():
        try:
            _spill_of(copy).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise told(error) from error
        # A damaged file is only met here, and people know it by its own name.
        instance = open_attached(copy, mode, path)
        try:
            instance.execute("SET temp_directory = $folder", {"folder": str(_spill_of(copy))})
            limit_memory(instance)
            yield instance
        finally:
            instance.close()


def is_duckdb(path: Path) -> bool:
    """Whether the file begins as DuckDB's do; False for what is no file or cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MAGIC_AT + len(MAGIC)).endswith(MAGIC)
    except OSError:
        return False


def open_attached(path: Path, mode: str, shown: Path) -> duckdb.DuckDBPyConnection:
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
        raise _cannot_open(shown) from error
    return instance


@contextmanager
def hold_shared_lock(path: Path) -> Iterator[None]:
    """As long as the block takes, no other program writes to the file, which is one of DuckDB's.

    DuckDB locks its files like this; to open one for the same takes it longer than a small file is
    copied. Raises DatabaseUnavailable.
    """
    if not is_duckdb(path):
        raise _cannot_open(path)
    with path.open("rb") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            raise _cannot_open(path) from error
        yield


def _cannot_open(shown: Path) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"The file [{shown}] cannot be opened as a database: it is not one, was made by another"
        " version of DuckDB, is damaged, or another program holds it open. It was left as it"
        " is; close that program, bring the file back from a backup, or name another file with"
        " --database."
    )


def fits_one_thread(instance: duckdb.DuckDBPyConnection) -> bool:
    """Whether none of the tables has more rows than one thread reads at once."""
    of = "SELECT max(estimated_size) FROM duckdb_tables() WHERE database_name = ?"
    longest: int = (instance.execute(of, [CATALOG]).fetchone() or (None,))[0] or 0
    return longest <= ROW_GROUP


def limit_memory(instance: duckdb.DuckDBPyConnection) -> None:
    """Let a writer hold what storing takes, in the place of most of the machine's memory."""
    of = "SELECT sum(estimated_size) FROM duckdb_tables() WHERE database_name = ?"
    [(rows,)] = instance.execute(of, [CATALOG]).fetchall()
    [(usual,)] = instance.execute(LIMIT).fetchall()
    if (room := max(STORING, BYTES_A_ROW * int(rows or 0))) < parse_memory_limit(usual):
        instance.execute(f"SET memory_limit = '{room}B'")


def parse_memory_limit(limit: str) -> float:
    """What DuckDB tells of its limit, such as `18.8 GiB`."""
    number, unit = limit.split()
    return float(number) * UNITS[unit]


def make_engine(instance: duckdb.DuckDBPyConnection, told: ErrorWording) -> Engine:
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
        told: ErrorWording = context.engine.get_execution_options()["told"]
        raise told(context.original_exception)


def _is_of_storage(error: BaseException) -> bool:
    """A disk that is full only at commit is told as a fault of the transaction."""
    if isinstance(error, duckdb.TransactionException):
        return UNWRITTEN.search(str(error)) is not None
    return isinstance(error, STORAGE_FAULTS)


def storage_error(path: Path, error: BaseException) -> DatabaseUnavailable:
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
