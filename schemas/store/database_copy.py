"""Copy a database: to a file or a server, for one scope, or to upgrade its version."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import polars as pl
from sqlalchemy import Connection, Select, Table, func, select

from schemas.errors import DatabaseOlder, DatabaseUnavailable, UserError
from schemas.scopes import Scope
from schemas.store import (
    audit,
    bookkeeping,
    compatibility,
    database,
    duckdb_store,
    not_applicable_steps,
    scratch_dir,
)
from schemas.store.address import resolved_address
from schemas.store.atomic_write import replace_durably
from schemas.store.compatibility import OWN, named_database, refuse_other_readers
from schemas.store.file_lock import convert_copy_errors, convert_os_errors
from schemas.tables import HISTORY, RECORD_TABLES

Progress = Callable[[str, int, int], None]
COPYING = "Copying"
BATCH = "batch_id"
SEEN = "seen.duckdb"


def copy(
    source: str,
    target: str,
    *,
    refresh: Callable[[Connection], None],
    progress: Progress | None = None,
) -> dict[str, int]:
    """Copy records, superseded records, settings and lists to `target`, in one transaction.

    `target` must be new or have no batch. It also gets the audit log and the marks of `source`.
    `refresh` calculates the derived tables. Returns the number of rows by table. Raises UserError
    if `target` has records, a server hides records of one of them, or marks cannot be stored;
    DatabaseUnavailable if one cannot be used.
    """
    with connect_to_all_records(source) as read:
        _refuse_filled(target)
        not_applicable_steps.refuse_losing_marks(source, target)
        audit.begin_copy(source, target)
        not_applicable_steps.copy_marks(source, target)
        with (
            audit.audited(target, audit.Action.RESTORE),
            database.writing(target, purpose="copy") as write,
        ):
            rows = _copy_tables(read, write, progress)
            refresh(write)
        return rows


@contextmanager
def scoped_copy(
    source: str,
    scope: Scope,
    *,
    refresh: Callable[[Connection], None],
    progress: Progress | None = None,
) -> Iterator[str]:
    """Copy the records that a scope may see on a server to a temporary file, and yield its address.

    On this copy, a user without the right to write can try changes. Raises DatabaseUnavailable.
    """
    with scratch_dir.scratch_dir() as folder:
        target = f"duckdb:///{folder / SEEN}"
        with (
            database.reading(source).connect() as read,
            database.writing(target, purpose="trial") as write,
        ):
            _copy_tables(database.apply_scope(read, scope), write, progress)
            refresh(write)
        try:
            yield target
        finally:
            database.close_readers()


def is_copy(source: str, target: str) -> bool:
    """Whether `target` has exactly the rows of `source`. Raises DatabaseUnavailable.

    If all rows are the same, this takes as long as copying. If not, mostly the batches differ
    already, which are compared first.
    """
    if not database.is_anything_stored(target):
        return False
    with (
        database.reading(source).connect() as one,
        database.reading(target).connect() as other,
    ):
        return all(_has_same_rows(one, other, table) for table in reversed(OWN))


def copy_tables(read: Connection, write: Connection, tables: Sequence[Table]) -> None:
    """Replace the rows of the tables in `write` by those in `read`, another database."""
    for table in tables:
        write.execute(table.delete())
        database.insert_frame(write, table, database.read_frame(read, select(table)))


def _refuse_filled(target: str) -> None:
    """Raise UserError if the target has a batch already."""
    if database.is_anything_stored(target):
        with connect_to_all_records(target) as connection:
            batches = select(func.count()).select_from(bookkeeping.batches)
            if connection.execute(batches).scalar():
                raise UserError(
                    "{database} already has records. Nothing was changed. Name a new database"
                    " with --database.",
                    database=named_database(database.display_name(target)),
                )


def _copy_tables(read: Connection, write: Connection, progress: Progress | None) -> dict[str, int]:
    """Copy all tables, and return the number of rows by table."""
    rows: dict[str, int] = {}
    with database.deferred_constraints(write):
        for number, table in enumerate(OWN):
            if progress is not None:
                progress(COPYING, number, len(OWN))
            # A new database has default settings.
            write.execute(table.delete())
            rows[table.name] = 0
            for piece in _by_batch(read, table):
                frame = database.read_frame(read, piece)
                database.insert_frame(write, table, frame)
                rows[table.name] += frame.height
    return rows


def _by_batch(read: Connection, table: Table) -> list[Select]:
    """Return queries for all rows; of records one per batch, which fitted into memory before."""
    if table not in (*RECORD_TABLES, *HISTORY.values()):
        return [select(table)]
    batch = table.c[BATCH]
    numbers = read.execute(select(batch).distinct().order_by(batch)).scalars()
    return [select(table).where(batch == number) for number in numbers]


def _has_same_rows(one: Connection, other: Connection, table: Table) -> bool:
    """Whether a table has the same rows in two databases."""
    pieces = _by_batch(one, table)
    # Mostly one of them has more batches.
    return len(pieces) == len(_by_batch(other, table)) and all(
        _rows(one, piece).equals(_rows(other, piece)) for piece in pieces
    )


def _rows(read: Connection, piece: Select) -> pl.DataFrame:
    frame = database.read_frame(read, piece)
    return frame.sort(frame.columns)


@contextmanager
def connect_to_all_records(url: str) -> Iterator[Connection]:
    """Open a connection, and check that the user may see all records.

    Raises UserError if the database hides records from the user, because nobody would notice that
    they are missing; DatabaseMissing or DatabaseUnavailable if it cannot be opened.
    """
    with database.reading(url).connect() as connection:
        refuse_other_readers(connection, database.display_name(url))
        yield connection


def upgrade_file(url: str) -> Path | None:
    """Upgrade an older database file, and return the path under which the old file is kept.

    It is one transaction: if it is interrupted, the file is unchanged. Returns None if another
    process has upgraded it in the meantime. Raises DatabaseUnavailable.
    """
    # Importing alembic takes a tenth of a second.
    from schemas.store import migrations

    path = resolved_address(url)
    assert isinstance(path, Path), "a server is brought up to date by its owner"
    with (
        audit.audited(url, audit.Action.SET_UP),
        duckdb_store.replace_file(path, "bring up to date") as connection,
    ):
        if compatibility.version_state(connection) is not compatibility.VersionState.BEHIND:
            connection.rollback()
            return None
        kept = _free_name(path, compatibility.version_in(connection))
        migrations.upgrade(connection)
        if compatibility.is_empty(connection, str(path)):
            raise DatabaseUnavailable(compatibility.foreign_message(str(path)))
        _keep_old_file(path, kept)
    return kept


@contextmanager
def upgraded_copy(path: Path) -> Iterator[str]:
    """Yield an address at which this version can read the records; the file is not changed.

    If an earlier version made the file, such as an old backup, a copy is upgraded, with its marks
    and audit log. Raises DatabaseUnavailable.
    """
    own = f"duckdb:///{path}"
    try:
        database.reading(own)
    except DatabaseOlder:
        with scratch_dir.scratch_dir() as folder:
            with convert_copy_errors(path):
                for one in path.parent.glob(f"{path.name}*"):
                    shutil.copyfile(one, folder / one.name)
            url = f"duckdb:///{folder / path.name}"
            upgrade_file(url)
            yield url
            database.close_readers()
    else:
        yield own


def _free_name(path: Path, version: str | None) -> Path:
    """Return an unused name for the copy of the old file."""
    for number in count(1):
        again = f"-{number}" if number > 1 else ""
        kept = path.with_name(f"{path.stem}.of-version-{version}{again}{path.suffix}")
        if not kept.exists() or kept.samefile(path):
            return kept
    raise AssertionError("there are numbers without end")


def _keep_old_file(path: Path, kept: Path) -> None:
    """Keep the old file under another name, as a hard link: nobody writes to it again."""
    if kept.exists():
        return
    with convert_os_errors(kept):
        try:
            os.link(path, kept)
        except OSError:
            # Not all file systems have hard links.
            copy = kept.with_name(f".{kept.name}.copying")
            os.close(os.open(copy, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
            shutil.copyfile(path, copy)
            replace_durably(copy, kept)
