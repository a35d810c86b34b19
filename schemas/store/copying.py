"""Everything that a database of records holds, brought into another one, of either kind."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import polars as pl
from sqlalchemy import Connection, Select, Table, func, select

from schemas.errors import UserError
from schemas.scopes import Scope
from schemas.store import audit, bookkeeping, database, marks, trial_folder
from schemas.store.importers import refuse_other_readers
from schemas.store.recognised import OWN
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
    """Bring records, what was superseded, settings and lists into `target`; its rows by table.

    `target` is new or has no batch yet. Its audit log goes on from that of `source`, its marks are
    those of `source`. In one transaction, in which `refresh` counts the figures. Raises UserError
    where something is stored there, a server hides records of either or there is no place for
    marks, and DatabaseUnavailable.
    """
    with all_records(source) as read:
        _refuse_filled(target)
        marks.refuse_lost(source, target)
        audit.take_over(source, target)
        marks.take_over(source, target)
        return _copied_whole(read, target, refresh, progress)


@contextmanager
def seen_apart(
    source: str,
    scope: Scope,
    *,
    refresh: Callable[[Connection], None],
    progress: Progress | None = None,
) -> Iterator[str]:
    """The address of a file with what the scope sees on a server; it is gone behind the block.

    Whoever may not write there tries out on it what would change. Raises DatabaseUnavailable.
    """
    with trial_folder.trial_folder() as folder:
        target = f"duckdb:///{folder / SEEN}"
        with (
            database.reading(source).connect() as read,
            database.writing(target, purpose="trial") as write,
        ):
            _tables(database.seen_by(read, scope), write, progress)
            refresh(write)
        try:
            yield target
        finally:
            database.let_go()


def is_copy(source: str, target: str) -> bool:
    """Whether `target` holds the rows of `source` and no others. Raises DatabaseUnavailable.

    As long as copying takes where they are the same; records of others differ in their batches.
    """
    if not database.is_there(target):
        return False
    with (
        database.reading(source).connect() as one,
        database.reading(target).connect() as other,
    ):
        return all(_same(one, other, table) for table in reversed(OWN))


def copy_tables(read: Connection, write: Connection, tables: Sequence[Table]) -> None:
    """Let the tables have the rows that they have in another database, and no others."""
    for table in tables:
        write.execute(table.delete())
        database.insert_frame(write, table, database.read_frame(read, select(table)))


def has_batches(table: Table) -> bool:
    """Whether its rows came in batches."""
    return table in (*RECORD_TABLES, *HISTORY.values())


def batches_of(read: Connection, table: Table) -> list[int]:
    """The batches that have rows in the table."""
    of_batch = table.c[BATCH]
    return list(read.execute(select(of_batch).distinct().order_by(of_batch)).scalars())


def _copied_whole(
    read: Connection,
    target: str,
    refresh: Callable[[Connection], None],
    progress: Progress | None,
) -> dict[str, int]:
    with (
        audit.audited(target, audit.Action.RESTORE),
        database.writing(target, purpose="copy") as write,
    ):
        rows = _tables(read, write, progress)
        refresh(write)
    return rows


def _refuse_filled(target: str) -> None:
    if database.is_there(target):
        with all_records(target) as connection:
            batches = select(func.count()).select_from(bookkeeping.batches)
            if connection.execute(batches).scalar():
                raise UserError(
                    f"The database [{database.shown(target)}] holds records already. Nothing was"
                    " changed; name one that is new with --database."
                )


def _tables(read: Connection, write: Connection, progress: Progress | None) -> dict[str, int]:
    rows: dict[str, int] = {}
    with database.parents_later(write):
        for number, table in enumerate(OWN):
            if progress is not None:
                progress(COPYING, number, len(OWN))
            # A new database has the settings that everybody begins with.
            write.execute(table.delete())
            rows[table.name] = sum(_pieces(read, write, table))
    return rows


def _pieces(read: Connection, write: Connection, table: Table) -> Iterator[int]:
    return (
        _copied(write, table, database.read_frame(read, piece)) for piece in _by_batch(read, table)
    )


def _by_batch(read: Connection, table: Table) -> list[Select]:
    """A batch at a time: it was in memory when it came in."""
    if not has_batches(table):
        return [select(table)]
    return [select(table).where(table.c[BATCH] == batch) for batch in batches_of(read, table)]


def _same(one: Connection, other: Connection, table: Table) -> bool:
    if has_batches(table) and batches_of(one, table) != batches_of(other, table):
        return False
    return all(_rows(one, piece).equals(_rows(other, piece)) for piece in _by_batch(one, table))


def _rows(read: Connection, piece: Select) -> pl.DataFrame:
    frame = database.read_frame(read, piece)
    return frame.sort(frame.columns)


def _copied(write: Connection, table: Table, frame: pl.DataFrame) -> int:
    database.insert_frame(write, table, frame)
    return frame.height


@contextmanager
def all_records(url: str) -> Iterator[Connection]:
    """A connection to a database, for who is told of all its records.

    Raises what `database.reading` does, and UserError where it hides records from who is connected:
    that none are seen says of no server that it holds none.
    """
    with database.reading(url).connect() as connection:
        refuse_other_readers(connection, database.shown(url))
        yield connection
