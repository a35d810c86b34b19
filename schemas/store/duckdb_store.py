"""Store records in a DuckDB file: one writer at a time replaces the file, and many processes read.

No other module opens the file. A process that opens it for writing would lock out all readers, and
a reader that opens it again by name may get an old state. Therefore writers change a copy, which
then replaces the file, and each state of the file has its own engine for reading.
"""

import fcntl
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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
from schemas.store.file_lock import (
    convert_copy_errors,
    convert_os_errors,
    lock_file,
    unavailable_error,
)
from schemas.store.pool import Pool
from schemas.store.scratch_dir import private_umask, scratch_dir, temp_dir_error
from schemas.store.snapshot_cache import clear, enable_for_file

CATALOG = "records"
READING = "READ_ONLY"
# No write-ahead log: nobody sees the copy before it is complete, and commits are a third faster.
WRITING = "READ_WRITE, RECOVERY_MODE no_wal_writes"
# A page uses one connection for a moment. The others are for many browsers at the same time.
ADDRESS = "duckdb://"
KEPT_OPEN, MORE = 4, 60
# DuckDB reads up to this number of rows with one thread.
ROW_GROUP = 122_880
# SQLAlchemy's default for one engine.
STATEMENTS_KEPT = 500
# Errors that the user can put right: a full or broken disk, or too little memory.
OUT_OF_MEMORY = duckdb.OutOfMemoryException
STORAGE_FAULTS = (duckdb.IOException, duckdb.FatalException, OUT_OF_MEMORY)
# The frames of an import need about the same again: a million cases fit into 2 GB.
STORING = 512 * 10**6
# DuckDB writes rows to disk if memory is full, but joins keep a part in memory: 1 GB for 17 million
# rows.
BYTES_A_ROW = 60
UNITS = {unit: 1 << 10 * power for power, unit in enumerate(("bytes", "KiB", "MiB", "GiB", "TiB"))}
# Makes the error for the user: the disk of the database is full, or that of temporary files.
ErrorWording = Callable[[BaseException], DatabaseUnavailable]
DAMAGED = re.compile("Corrupt database file|checksum|Could not read enough bytes")
LIMIT = "SELECT current_setting('memory_limit')"
UNWRITTEN = re.compile("Checkpoint failed|Could not (write|sync|truncate)")
# DuckDB files have these bytes after a checksum of eight bytes.
MAGIC, MAGIC_AT = b"DUCK", 8
KEPT_FILES = 4


class State(NamedTuple):
    """What shows whether a file was replaced: its inode, and the time of its last change."""

    inode: int
    modified_ns: int


def file_state(path: Path) -> State:
    """Return the state of the file. Raises DatabaseMissing or DatabaseUnavailable."""
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise DatabaseMissing(
            "There is no database at [{path}]. Create one with `prosecution-quality demo`"
            " (demonstration data) or `prosecution-quality import PATH`, or name another with"
            " --database.",
            path=path,
        ) from error
    except OSError as error:
        raise unavailable_error(path, error) from error
    return State(status.st_ino, status.st_mtime_ns)


class Readers:
    """Engines for reading, one per file. If a file was replaced, it gets a new engine.

    `check` is called for each newly opened file. It raises an error if the file must not be read.
    """

    def __init__(self, check: Callable[[Engine, Path], None]) -> None:
        self._check = check
        self._lock = threading.Lock()
        self._engines: dict[Path, tuple[State, Engine]] = {}

    def engine(self, path: Path) -> Engine:
        """Return the engine for the current state of the file."""
        with self._lock:
            state = file_state(path)
            known = self._engines.get(path)
            if known is not None and known[0] == state:
                return known[1]
            self._put_away(path)
            engine, state = self._open_for_reading(path, state)
            if len(self._engines) == KEPT_FILES:
                self._put_away(next(iter(self._engines)))
            self._engines[path] = (state, engine)
            return engine

    def close(self) -> None:
        with self._lock:
            for path in list(self._engines):
                self._put_away(path)

    def _open_for_reading(self, path: Path, state: State) -> tuple[Engine, State]:
        """Open the file for reading; if it is replaced in the meantime, open it again."""
        while True:
            engine = _reading_engine(path)
            # Otherwise the file was replaced in between, and the state would be wrong.
            if (after := file_state(path)) == state:
                try:
                    self._check(engine, path)
                except BaseException:
                    engine.dispose()
                    raise
                return engine, state
            engine.dispose()
            state = after

    def _put_away(self, path: Path) -> None:
        """Forget the engine of a file's old state, and clear its cache."""
        # A thread that still uses the engine continues with the old state: the file stays open as
        # long. Its cache, which takes most of the memory, is cleared.
        if (known := self._engines.pop(path, None)) is not None:
            known[1].dispose()
            clear(known[1])


@contextmanager
def replace_file(path: Path, purpose: str, *, is_rewritten: bool = False) -> Iterator[Connection]:
    """Open a transaction on a copy of the file, which replaces the file at the end.

    With `is_rewritten`, the rows are then written to a new file: the copy would still include the
    bytes of deleted rows. If the file does not exist, it is created. It stays unchanged if the
    caller rolls back or raises an exception. Raises DatabaseUnavailable.
    """
    copy = _copy_of(path)
    with lock_file(path, purpose):
        try:
            with convert_os_errors(path):
                _remove_copy(copy)
                _copy_file(path, copy)
            wording = partial(storage_error, path)
            with _writing_engine(path, copy, wording) as engine, engine.connect() as connection:
                transaction = connection.begin()
                yield connection
                changed = transaction.is_active
                if changed:
                    transaction.commit()
            if changed:
                with convert_os_errors(path), ignore_sigint():
                    if is_rewritten:
                        _put_rows_in_place(copy, path)
                    else:
                        _put_in_place(copy, path)
        finally:
            with convert_os_errors(path):
                _remove_copy(copy)


def remove_leftovers(path: Path) -> None:
    """Remove the copy of a killed writer, but not that of an active one."""
    copy = _copy_of(path)
    # A writer that is killed just after it replaced the file leaves only this folder.
    if copy.exists() or _spill_of(copy).exists():
        with suppress(DatabaseUnavailable), lock_file(path, "removal of what was left", seconds=0):
            _remove_copy(copy)


@contextmanager
def trial_transaction(path: Path) -> Iterator[Connection]:
    """Open a transaction on a copy of the file that is rolled back, so nothing is changed.

    It does not wait for writers, and they do not wait for it. Raises DatabaseUnavailable.
    """
    with scratch_dir() as folder:
        copy = folder / path.name
        with convert_copy_errors(path):
            _copy_file(path, copy)
        with _writing_engine(path, copy, temp_dir_error) as engine, engine.connect() as connection:
            # An open file needs no name. Without one, a killed process leaves no file.
            copy.unlink()
            with connection.begin() as transaction:
                yield connection
                if transaction.is_active:
                    transaction.rollback()


def _copy_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.importing")


def _copy_file(path: Path, copy: Path) -> None:
    """Copy the database file, unless another program is writing to it."""
    if not path.exists():
        return
    if _log_of(path).exists():
        raise DatabaseUnavailable(
            "Another program wrote to [{path}] and left [{log}] next to it. Nothing was"
            " changed. Open and close the database once with that program, then try again.",
            path=path,
            log=_log_of(path).name,
        )
    # Do not copy a file that is not a database, or that another program is writing.
    with hold_shared_lock(path):
        # Private from the start.
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        shutil.copyfile(path, copy)
    shutil.copymode(path, copy)


def _put_in_place(copy: Path, path: Path) -> None:
    if _log_of(copy).exists():
        raise AssertionError("a checkpointed and closed database left a write-ahead log")
    replace_durably(copy, path)


def _put_rows_in_place(copy: Path, path: Path) -> None:
    """Write the rows of the copy to a new file, and replace the original by it."""
    anew = _new_file_path(copy)
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


def _remove_copy(copy: Path) -> None:
    shutil.rmtree(_spill_of(copy), ignore_errors=True)
    # Remove the copy last: it shows `remove_leftovers` that there is something to remove.
    for file in (_new_file_path(copy), copy):
        _log_of(file).unlink(missing_ok=True)
        file.unlink(missing_ok=True)


def _log_of(copy: Path) -> Path:
    """Return the path of DuckDB's write-ahead log of a copy."""
    return copy.with_name(f"{copy.name}.wal")


def _new_file_path(copy: Path) -> Path:
    """Return the path of the new file to which the rows of a copy are written."""
    return copy.with_name(f"{copy.name}.anew")


def _spill_of(copy: Path) -> Path:
    """Return the folder for data of a copy that do not fit into memory."""
    return copy.with_name(f"{copy.name}.tmp")


def _reading_engine(path: Path) -> Engine:
    """Open a file for reading only, without access to other files."""
    instance = open_attached(path, READING, path)
    if fits_one_thread(instance):
        # Idle threads wait actively, which would double the use of the processor.
        instance.execute("SET threads = 1")
    # Reading needs no other files, so no statement may open one.
    instance.execute("SET temp_directory = ''")
    instance.execute("SET enable_external_access = false")
    instance.execute("SET lock_configuration = true")
    return enable_for_file(make_engine(instance, partial(storage_error, path)))


@contextmanager
def _writing_engine(path: Path, copy: Path, wording: ErrorWording) -> Iterator[Engine]:
    """Open the copy for writing; at the end of the block, all changes are written to its file."""
    new = not copy.exists()
    with _spilling_instance(path, copy, WRITING, wording) as instance:
        if new:
            copy.chmod(0o600)
        engine = make_engine(instance, wording)
        try:
            yield engine
        finally:
            engine.dispose()
        try:
            instance.execute(f"CHECKPOINT {CATALOG}")
        except STORAGE_FAULTS as error:
            raise wording(error) from error


@contextmanager
def _spilling_instance(
    path: Path, copy: Path, mode: str, wording: ErrorWording
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the copy of `path`, with a folder next to it for data that does not fit into memory."""
    # DuckDB uses an existing folder, and creates files with the umask of the process.
    with private_umask():
        try:
            _spill_of(copy).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise wording(error) from error
        # A damaged file is noticed only here. The message must have its own name, not that of the
        # copy.
        instance = open_attached(copy, mode, path)
        try:
            instance.execute("SET temp_directory = $folder", {"folder": str(_spill_of(copy))})
            limit_memory(instance)
            yield instance
        finally:
            instance.close()


def is_duckdb(path: Path) -> bool:
    """Whether the file begins like a DuckDB file. False if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MAGIC_AT + len(MAGIC)).endswith(MAGIC)
    except OSError:
        return False


def open_attached(path: Path, mode: str, shown: Path) -> duckdb.DuckDBPyConnection:
    """Open the file at `path` in a DuckDB instance in memory, under the name CATALOG.

    Messages name the file `shown`. Raises DatabaseUnavailable.
    """
    instance = duckdb.connect(
        ":memory:",
        # DuckDB must not download extensions.
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
    """Keep other programs from writing to a DuckDB file during the block.

    DuckDB locks its files in the same way. Opening the file with DuckDB instead would take longer
    than copying a small file. Raises DatabaseUnavailable.
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
        "File [{file}] cannot be opened as a database. It is not one, another version of DuckDB"
        " made it, it is damaged, or another program is using it. Nothing was changed. Close"
        " that program, restore the file from a backup, or name another file with --database.",
        file=shown,
    )


def fits_one_thread(instance: duckdb.DuckDBPyConnection) -> bool:
    """Whether each table is so small that DuckDB reads it with one thread."""
    of = "SELECT max(estimated_size) FROM duckdb_tables() WHERE database_name = ?"
    longest: int = (instance.execute(of, [CATALOG]).fetchone() or (None,))[0] or 0
    return longest <= ROW_GROUP


def limit_memory(instance: duckdb.DuckDBPyConnection) -> None:
    """Limit the memory of a writer to what storing needs; DuckDB's default is far more."""
    of = "SELECT sum(estimated_size) FROM duckdb_tables() WHERE database_name = ?"
    [(rows,)] = instance.execute(of, [CATALOG]).fetchall()
    [(usual,)] = instance.execute(LIMIT).fetchall()
    if (room := max(STORING, BYTES_A_ROW * int(rows or 0))) < parse_memory_limit(usual):
        instance.execute(f"SET memory_limit = '{room}B'")


def parse_memory_limit(limit: str) -> float:
    """Convert a limit as DuckDB writes it, such as `18.8 GiB`, to bytes."""
    number, unit = limit.split()
    return float(number) * UNITS[unit]


def make_engine(instance: duckdb.DuckDBPyConnection, wording: ErrorWording) -> Engine:
    """Build an engine whose connections are cursors of the instance.

    `wording` returns the error to show to the user if the disk is full.
    """
    lock = threading.Lock()

    def connected() -> DBAPIConnection:
        with lock:
            connection = instance.cursor()
        connection.execute(f"USE {CATALOG}")
        return cast(DBAPIConnection, ConnectionWrapper(connection))

    dialect, compiled = _shared_statement_cache()
    pool = Pool(connected, KEPT_OPEN, MORE, dialect=dialect)
    # Parameters may be values of records, which an error would show.
    engine = Engine(pool, dialect, make_url(ADDRESS), hide_parameters=True)
    engine.update_execution_options(compiled_cache=compiled, wording=wording)
    return engine


@cache
def _shared_statement_cache() -> tuple[Dialect, LRUCache]:
    """Return the dialect and the cache of compiled statements that all engines share.

    Each state of a file has its own engine. Without a shared cache each would compile all
    statements again: a third of the time of a small import, or of the first page after it.
    """
    engine = create_engine(ADDRESS)
    # The dialect reads the version of DuckDB at its first connection.
    engine.connect().close()
    engine.dispose()
    # If WITH comes before INSERT, the dialect parses the statement character by character, which
    # takes longer than running most of them.
    engine.dialect.cte_follows_insert = True
    # Listen once: the event belongs to the dialect, so each engine would get the errors of all.
    event.listen(engine, "handle_error", _translate_storage_error)
    return engine.dialect, LRUCache(STATEMENTS_KEPT)


def _translate_storage_error(context: ExceptionContext) -> None:
    """Raise a DatabaseUnavailable for the user if the error is about disk or memory."""
    if context.engine is not None and _is_of_storage(context.original_exception):
        wording: ErrorWording = context.engine.get_execution_options()["wording"]
        raise wording(context.original_exception)


def _is_of_storage(error: BaseException) -> bool:
    """Whether an error is about disk or memory; also the special error of a full disk at commit."""
    if isinstance(error, duckdb.TransactionException):
        return UNWRITTEN.search(str(error)) is not None
    return isinstance(error, STORAGE_FAULTS)


def storage_error(path: Path, error: BaseException) -> DatabaseUnavailable:
    """Return the error to show to the user for a full or broken disk, or a damaged file."""
    if DAMAGED.search(str(error)):
        return DatabaseUnavailable(
            "Database [{path}] is damaged: its bytes are not as they were written. Nothing was"
            " changed. Restore it from a backup.",
            path=path,
        )
    return DatabaseUnavailable(
        "Database [{path}] could not be read or written ({reason}). Nothing was changed. Check"
        " the free space, then try again.",
        path=path,
        reason=error,
    )
