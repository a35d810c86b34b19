"""Undo a batch: its rows go, the batch stays in the list with the time it was undone."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, and_, delete, func, select, update

from schemas import bookkeeping, database, errors, tables
from seed.batches.receipt import Refresh

batches = bookkeeping.batches
TABLES = {table.name: table for table in tables.RECORD_TABLES}


@dataclass(frozen=True)
class Undone:
    """A batch that was undone, and how many rows went with it."""

    batch_id: int
    source: str
    rows: int


def undo(url: str, batch_id: int, *, refresh: Refresh) -> Undone:
    """Remove the rows of a batch, and refresh; the same bytes may then be imported again.

    Raises UserError where there is no such batch, it was undone before, or a later one leans on it;
    DatabaseMissing or DatabaseUnavailable as `database.reading` does.
    """
    # Asked first, so that a mistyped address does not make a new database.
    database.reading(url)
    with database.writing(url, purpose=f"undo of batch {batch_id}") as connection:
        batch = _batch(connection, batch_id)
        _refuse_if_leant_on(connection, batch)
        rows = 0
        for table in reversed(tables.RECORD_TABLES):
            rows += connection.execute(delete(table).where(table.c.batch_id == batch_id)).rowcount
        undone_at = datetime.now(UTC).replace(tzinfo=None)
        connection.execute(
            update(batches).where(batches.c.batch_id == batch_id).values(undone_at=undone_at)
        )
        refresh(connection)
    return Undone(batch_id, batch.source, rows)


def _batch(connection: Connection, batch_id: int) -> Row:
    found = connection.execute(select(batches).where(batches.c.batch_id == batch_id)).first()
    if found is None:
        last = connection.execute(select(func.max(batches.c.batch_id))).scalar()
        there = "there are none yet" if last is None else f"they are numbered 1 to {last}"
        raise errors.UserError(f"There is no batch [{batch_id}]; {there}.")
    if found.undone_at is not None:
        raise errors.UserError(f"Batch [{batch_id}] ({found.source}) was undone before.")
    return found


def _refuse_if_leant_on(connection: Connection, batch: Row) -> None:
    later = _hanging_on(connection, batch.batch_id)
    reason = "has rows that belong to rows of it"
    if later is None:
        later = _repeating(connection, batch)
        reason = "brought rows again that were stored before, perhaps with it"
    if later is not None:
        raise errors.UserError(
            f"Batch [{batch.batch_id}] ({batch.source}) cannot be undone: batch {later.batch_id}"
            f" ({later.source}) {reason}. Undo batch {later.batch_id} first."
        )


def _hanging_on(connection: Connection, batch_id: int) -> Row | None:
    """The last batch with rows whose parents this one brought."""
    hanging: set[int] = set()
    for table in tables.RECORD_TABLES:
        for parent in tables.parents_of(table):
            above = TABLES[parent.table].alias("above")
            own = ("jurisdiction", *parent.columns)
            same = and_(*(table.c[name] == above.c[name] for name in own))
            query = (
                select(table.c.batch_id)
                .distinct()
                .join_from(table, above, same)
                .where(above.c.batch_id == batch_id, table.c.batch_id != batch_id)
            )
            hanging |= set(connection.execute(query).scalars())
    if not hanging:
        return None
    return connection.execute(select(batches).where(batches.c.batch_id == max(hanging))).first()


def _repeating(connection: Connection, batch: Row) -> Row | None:
    """The last later batch of the jurisdiction that left out rows because they were stored."""
    left_out = batches.c.rows_read > batches.c.rows_stored + batches.c.rows_refused
    query = (
        select(batches)
        .where(
            batches.c.jurisdiction == batch.jurisdiction,
            batches.c.batch_id > batch.batch_id,
            batches.c.undone_at.is_(None),
            left_out,
        )
        .order_by(batches.c.batch_id.desc())
    )
    return connection.execute(query).first()
