"""The embedded file: replaced whole by one writer at a time, read by many.

Nothing else opens the file. A process that holds it open for writing would lock every reader out,
and a reader that opens it by name again may be given an old state; so writers work on a copy that
takes the file's place, and each state of the file gets a reading engine of its own.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

import duckdb
from sqlalchemy import Connection, Engine

from schemas.errors import DatabaseMissing, DatabaseUnavailable
from schemas.store.asked_once import forget, of_one_state
from schemas.store.duckdb_files import (
    CATALOG,
    READING,
    STORAGE_FAULTS,
    WRITING,
    Told,
    attached,
    bound,
    engine_on,
    is_short,
    left_alone,
    unwritable,
)
from schemas.store.file_lock import locked, said_of, said_of_copying, unavailable
from schemas.store.finishing import put_in_place, to_the_end
from schemas.store.trial_folder import closed_to_others, no_room, trial_folder

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
        # the last holder lets go. What was counted of it is most of what it holds.
        if (known := self._engines.pop(path, None)) is not None:
            known[1].dispose()
            forget(known[1])


def replacing(path: Path, purpose: str) -> AbstractContextManager[Connection]:
    """A transaction on a copy of the file, or on a new one, that takes the file's place at the end.

    Rolled back by the caller, or left by an exception, the file stays as it was. Raises
    DatabaseUnavailable.
    """
    return _replacing(path, purpose, _put_in_place)


def rewriting(path: Path, purpose: str) -> AbstractContextManager[Connection]:
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
            with said_of(path):
                _remove(copy)
                _copy(path, copy)
            told = partial(unwritable, path)
            with _writing_engine(path, copy, told) as engine, engine.connect() as connection:
                transaction = connection.begin()
                yield connection
                changed = transaction.is_active
                if changed:
                    transaction.commit()
            if changed:
                with said_of(path), to_the_end():
                    finish(copy, path)
        finally:
            with said_of(path):
                _remove(copy)


def remove_left(path: Path) -> None:
    """Remove the copy of a writer that was killed; not that of one at work."""
    copy = _copy_of(path)
    # Killed right after the copy took the file's place, a writer leaves its folder alone.
    if copy.exists() or _spill_of(copy).exists():
        with suppress(DatabaseUnavailable), locked(path, "removal of what was left", seconds=0):
            _remove(copy)


@contextmanager
def trying(path: Path) -> Iterator[Connection]:
    """A transaction on a copy of the file, or on a new one, that is rolled back; nothing stays.

    It waits for no writer, and keeps none waiting. Raises DatabaseUnavailable.
    """
    with trial_folder() as folder:
        copy = folder / path.name
        with said_of_copying(path):
            _copy(path, copy)
        with _writing_engine(path, copy, no_room) as engine, engine.connect() as connection:
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
    with left_alone(path):
        # Closed to others from the first byte on.
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        shutil.copyfile(path, copy)
    shutil.copymode(path, copy)


def _put_in_place(copy: Path, path: Path) -> None:
    if _log_of(copy).exists():
        raise AssertionError("a checkpointed and closed database left a write-ahead log")
    put_in_place(copy, path)


def _put_rows_in_place(copy: Path, path: Path) -> None:
    anew = _anew_of(copy)
    place = str(anew).replace("'", "''")
    with _spilling_instance(path, copy, READING, partial(unwritable, path)) as instance:
        try:
            instance.execute(f"ATTACH '{place}' AS anew ({WRITING})")
            instance.execute(f"COPY FROM DATABASE {CATALOG} TO anew")
            instance.execute("CHECKPOINT anew")
        except STORAGE_FAULTS as error:
            raise unwritable(path, error) from error
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
    instance = attached(path, READING, path)
    if is_short(instance):
        # Threads without a share of their own watch for one, at as much of the processor again.
        instance.execute("SET threads = 1")
    # Nothing that is read needs other files, and no statement can open one.
    instance.execute("SET temp_directory = ''")
    instance.execute("SET enable_external_access = false")
    instance.execute("SET lock_configuration = true")
    return of_one_state(engine_on(instance, partial(unwritable, path)))


@contextmanager
def _writing_engine(path: Path, copy: Path, told: Told) -> Iterator[Engine]:
    new = not copy.exists()
    with _spilling_instance(path, copy, WRITING, told) as instance:
        if new:
            copy.chmod(0o600)
        engine = engine_on(instance, told)
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
    path: Path, copy: Path, mode: str, told: Told
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The copy of `path` opened with a folder beside it for what the memory does not hold."""
    # DuckDB opens the folder that it finds, and makes its files as the process does.
    with closed_to_others():
        try:
            _spill_of(copy).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise told(error) from error
        # A damaged file is only met here, and people know it by its own name.
        instance = attached(copy, mode, path)
        try:
            instance.execute("SET temp_directory = $folder", {"folder": str(_spill_of(copy))})
            bound(instance)
            yield instance
        finally:
            instance.close()
