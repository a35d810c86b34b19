"""Undo a batch: its rows go, what it superseded comes back, and it stays in the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, delete, func, or_, select, update

from schemas import errors, tables
from schemas.store import audit, bookkeeping, database
from seed.batches import returning, superseding
from seed.batches.receipt import Refresh
from seed.submission import Progress, Stage, unseen

batches = bookkeeping.batches


@dataclass(frozen=True)
class Undone:
    """A batch that was undone, how many rows went with it, and how many came back."""

    batch_id: int
    source: str
    rows: int
    restored: int


def undo(url: str, batch_id: int, *, refresh: Refresh, progress: Progress | None = None) -> Undone:
    """Remove the rows of a batch, bring back what it superseded, and refresh.

    The same bytes may then be imported again. Raises UserError where there is no such batch, it was
    undone before, or a later one leans on it; DatabaseMissing or DatabaseUnavailable as
    `database.reading` does.
    """
    # Asked first, so that a mistyped address does not make a new database.
    database.reading(url)
    with (
        audit.audited(url, audit.Action.UNDO, batches=[batch_id]),
        database.writing(url, purpose=f"undo of batch {batch_id}") as connection,
    ):
        return undo_in(connection, batch_id, refresh, progress or unseen)


def undo_in(connection: Connection, batch_id: int, refresh: Refresh, progress: Progress) -> Undone:
    """Undo in the connection's transaction. Raises UserError as `undo` does."""
    batch = _standing(connection, batch_id)
    _refuse_if_leant_on(connection, batch)
    with database.deferred_constraints(connection):
        rows = _remove(connection, batch_id, progress)
        restored = superseding.bring_back(connection, batch_id)
    undone_at = datetime.now(UTC).replace(tzinfo=None)
    connection.execute(
        update(batches).where(batches.c.batch_id == batch_id).values(undone_at=undone_at)
    )
    progress(Stage.COUNTING, 0, 1)
    refresh(connection)
    progress(Stage.COUNTING, 1, 1)
    return Undone(batch_id, batch.source, rows, restored)


def _remove(connection: Connection, batch_id: int, progress: Progress) -> int:
    removed = 0
    for done, table in enumerate(reversed(tables.RECORD_TABLES)):
        progress(Stage.REMOVING, done, len(tables.RECORD_TABLES))
        rows = connection.execute(delete(table).where(table.c.batch_id == batch_id)).rowcount
        if rows:
            superseding.write_down(
                connection, superseding.UNDONE, (batch_id, batch_id), table.name, rows
            )
        removed += rows
    progress(Stage.REMOVING, len(tables.RECORD_TABLES), len(tables.RECORD_TABLES))
    return removed


def found(connection: Connection, batch_id: int) -> Row:
    """The line of a batch, undone or not. Raises UserError where there is none."""
    batch = connection.execute(select(batches).where(batches.c.batch_id == batch_id)).first()
    if batch is None:
        last = connection.execute(select(func.max(batches.c.batch_id))).scalar()
        numbers = "there are none yet" if last is None else f"they are numbered 1 to {last}"
        raise errors.UserError(f"There is no batch [{batch_id}]; {numbers}.")
    return batch


def _standing(connection: Connection, batch_id: int) -> Row:
    batch = found(connection, batch_id)
    if batch.content_hash == bookkeeping.NO_HASH:
        raise errors.UserError(f"Batch [{batch_id}] was erased, which cannot be undone.")
    if batch.undone_at is not None:
        raise errors.UserError(f"Batch [{batch_id}] ({batch.source}) was undone before.")
    return batch


def _refuse_if_leant_on(connection: Connection, batch: Row) -> None:
    for ask, reason in LEANING.items():
        if (later := ask(connection, batch)) is None:
            continue
        raise errors.UserError(
            f"Batch [{batch.batch_id}] ({batch.source}) cannot be undone: batch {later.batch_id}"
            f" ({later.source}) {reason}. Undo batch {later.batch_id} first."
        )


def _superseding(connection: Connection, batch: Row) -> Row | None:
    """The last batch that superseded rows of this one."""
    return _last(connection, superseding.superseders(connection, batch.batch_id))


def hanging_on(connection: Connection, batch: Row) -> Row | None:
    """The last batch with rows whose parents this one brought, and did not only supersede."""
    return _last(connection, returning.hanging(connection, batch.batch_id))


def _sending_anew(connection: Connection, batch: Row) -> Row | None:
    """The last batch with rows of a key that this one took out."""
    return _last(connection, returning.sent_anew(connection, batch.batch_id))


def _taking_parents(connection: Connection, batch: Row) -> Row | None:
    """The last batch that took out what rows that would come back belong to."""
    return _last(connection, returning.taking_parents(connection, batch.batch_id))


def repeating(connection: Connection, batch: Row) -> Row | None:
    """The last later batch that left out rows of a table of this one because they were stored."""
    mine, later = bookkeeping.batch_tables.alias("mine"), bookkeeping.batch_tables.alias("later")
    brought = select(mine.c.table_name).where(
        mine.c.batch_id == batch.batch_id, mine.c.new + mine.c.changed > 0
    )
    query = (
        select(batches.c.batch_id)
        .join_from(batches, later, batches.c.batch_id == later.c.batch_id)
        .where(
            batches.c.jurisdiction == batch.jurisdiction,
            batches.c.batch_id > batch.batch_id,
            batches.c.undone_at.is_(None),
            later.c.table_name.in_(brought),
            # Of batches of older versions it may not be known: then they may have.
            or_(later.c.unchanged > 0, later.c.unchanged.is_(None)),
        )
    )
    return _last(connection, connection.execute(query).scalars())


def _last(connection: Connection, batch_ids: Iterable[int]) -> Row | None:
    last = max(batch_ids, default=0)
    return connection.execute(select(batches).where(batches.c.batch_id == last)).first()


# Who may lean on a batch, and how.
LEANING = {
    _superseding: "superseded rows of it",
    hanging_on: "has rows that belong to rows of it",
    _sending_anew: "brought rows anew that it had taken out",
    _taking_parents: "took out what rows belong to that would come back",
    repeating: "brought rows again that were stored before, perhaps with it",
}
