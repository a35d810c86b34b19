"""Rows that take the place of stored ones: those go into the history, and come back by an undo."""

from collections.abc import Iterable
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Select,
    Table,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
    update,
)

from schemas import tables
from schemas.store import bookkeeping, database
from seed.batches.provenance import STATEMENTS
from seed.gate import Checked

batches, log = bookkeeping.batches, bookkeeping.corrections
replacements = bookkeeping.replacements
SUPERSEDED, UNDONE = bookkeeping.SUPERSEDED, bookkeeping.UNDONE
GAVE_WAY = (SUPERSEDED, bookkeeping.REMOVED, bookkeeping.KEPT)


def supersede(connection: Connection, checked: Checked, batch_id: int) -> None:
    """Move the stored rows that give way into the history of the new batch."""
    of_batches: set[int] = set()
    giving_way = (checked.superseded, checked.removed, checked.kept)
    for kind, by_table in zip(GAVE_WAY, giving_way, strict=True):
        for table in tables.RECORD_TABLES:
            if (keys := by_table.get(table.name)) is None:
                continue
            _move(connection, table, keys, batch_id)
            counted = dict(keys["batch_id"].value_counts().iter_rows())
            of_batches |= set(counted)
            for of_batch, rows in sorted(counted.items()):
                write_down(connection, kind, (batch_id, of_batch), table.name, rows)
    for of_batch in sorted(of_batches):
        count_anew(connection, of_batch)


def replace(connection: Connection, replaced: Iterable[int], batch_id: int) -> None:
    """Write down which batches the new one replaced: what they said of themselves counts no more.

    A table that the new one did not send would else read as sent, and their day of extraction and
    that they were made up would stay in the figures.
    """
    rows = [{"batch_id": one, "replaced_by": batch_id} for one in replaced]
    if rows:
        connection.execute(insert(replacements), rows)


def _move(connection: Connection, table: Table, keys: pl.DataFrame, batch_id: int) -> None:
    history = tables.HISTORY[table.name]
    names = [column.name for column in table.c]
    with database.temporary_rows(connection, keys, table) as gone:
        same = _same(table, gone, keys.columns)
        rows = select(*table.c, literal(batch_id)).join_from(table, gone, same)
        connection.execute(insert(history).from_select([*names, tables.SUPERSEDED_BY], rows))
        moved = connection.execute(delete(table).where(same)).rowcount
    # A row that did not give way would stand beside the one that takes its place, and be counted
    # twice; the embedded database has no keys that would refuse it.
    if moved != keys.height:
        raise AssertionError(f"{moved} rows of {table.name} gave way in place of {keys.height}")


def _same(one: FromClause, other: FromClause, names: Iterable[str]) -> ColumnElement[bool]:
    """Whether rows agree in these columns; a blank is a value of a key."""
    pairs = [(one.c[name], other.c[name]) for name in names]
    return and_(*(a.is_not_distinct_from(b) if a.nullable else a == b for a, b in pairs))


def bring_back(connection: Connection, batch_id: int) -> int:
    """Put back what the batch, whose own rows are gone, had superseded; the number of rows."""
    returned = 0
    of_batches: set[int] = set()
    filled = database.non_empty_tables(connection, tables.HISTORY.values())
    for table in tables.RECORD_TABLES:
        history = tables.HISTORY[table.name]
        if history.name not in filled:
            continue
        of_batch = history.c[tables.SUPERSEDED_BY] == batch_id
        owners = select(history.c.batch_id).where(of_batch).distinct()
        of_batches |= set(connection.execute(owners).scalars())
        rows = select(*(history.c[column.name] for column in table.c)).where(of_batch)
        connection.execute(insert(table).from_select(list(table.c), rows))
        returned += connection.execute(delete(history).where(of_batch)).rowcount
    for owner in sorted(of_batches):
        count_anew(connection, owner)
    connection.execute(delete(replacements).where(replacements.c.replaced_by == batch_id))
    return returned


def hand_on(connection: Connection, batch_id: int) -> None:
    """Let what gave way to the batch come back with a later one that stands for it.

    Where a correction took the place of the batch's own rows, or took them out, an undo of it
    brings back what was before both; so it does with what the batch had taken out, and the
    correction that replaced it lacks as well.
    """
    of_batch = replacements.c.batch_id == batch_id
    heir = connection.execute(select(func.min(replacements.c.replaced_by)).where(of_batch)).scalar()
    filled = database.non_empty_tables(connection, tables.HISTORY.values())
    for table in tables.RECORD_TABLES:
        history = tables.HISTORY[table.name]
        if history.name not in filled:
            continue
        connection.execute(
            update(history)
            .where(history.c[tables.SUPERSEDED_BY] == batch_id)
            .values({tables.SUPERSEDED_BY: _next_holder(table, batch_id, heir)})
        )
    if heir is not None:
        by_batch = replacements.c.replaced_by == batch_id
        connection.execute(update(replacements).where(by_batch).values(replaced_by=heir))


def _next_holder(table: Table, batch_id: int, heir: int | None) -> ColumnElement[int]:
    """What a row of the history, that gave way to the batch, gives way to without it.

    That is what the batch's own row of the key gave way to, else who brought the key anew, else who
    replaced the batch, unless a row of its own stands still; the batch itself where there is none.
    """
    history, key = tables.HISTORY[table.name], ("jurisdiction", *tables.key_of(table))
    own, anew, again = history.alias("own"), table.alias("anew"), history.alias("again")
    standing = table.alias("standing")
    successor = select(func.min(own.c[tables.SUPERSEDED_BY])).where(
        own.c.batch_id == batch_id, _same(own, history, key)
    )
    brought = [
        select(func.min(one.c.batch_id))
        .where(one.c.batch_id > batch_id, _same(one, history, key))
        .scalar_subquery()
        for one in (anew, again)
    ]
    stands = exists().where(standing.c.batch_id == batch_id, _same(standing, history, key))
    otherwise = case((stands, batch_id), else_=batch_id if heir is None else heir)
    return func.coalesce(successor.scalar_subquery(), func.least(*brought), otherwise)


def write_down(
    connection: Connection, kind: str, of: tuple[int, int], table: str, rows: int
) -> None:
    """Add to the log: the batch that superseded or was undone, and the one whose rows they were."""
    batch_id, of_batch = of
    now = datetime.now(UTC).replace(tzinfo=None)
    entry = {"batch_id": batch_id, "happened_at": now, "kind": kind, "of_batch": of_batch}
    connection.execute(insert(log).values(**entry, table_name=table, rows=rows))


def count_anew(connection: Connection, batch_id: int) -> None:
    """Let the batch say what stands of it: its rows, and their latest event."""
    held = union_all(*(_held(table, batch_id) for table in tables.RECORD_TABLES)).subquery()
    rows, latest = connection.execute(
        select(func.sum(held.c.number), func.max(held.c.latest))
    ).one()
    values = {"rows_stored": int(rows), "latest_event_on": latest}
    connection.execute(update(batches).where(batches.c.batch_id == batch_id).values(values))


def _held(table: Table, batch_id: int) -> Select:
    dated = [] if table.name in STATEMENTS else tables.dates_of(table)
    latest: list[ColumnElement] = [func.max(column) for column in dated] or [null()]
    last = func.greatest(*latest) if len(latest) > 1 else latest[0]
    counted = func.count().label("number"), cast(last, Date).label("latest")
    return select(*counted).select_from(table).where(table.c.batch_id == batch_id)


def superseders(connection: Connection, batch_id: int) -> list[int]:
    """The standing batches that superseded rows of this one, first to last."""
    query = (
        select(log.c.batch_id)
        .distinct()
        .join_from(log, batches, batches.c.batch_id == log.c.batch_id)
        .where(
            log.c.kind.in_(GAVE_WAY),
            log.c.of_batch == batch_id,
            batches.c.undone_at.is_(None),
        )
        .order_by(log.c.batch_id)
    )
    return list(connection.execute(query).scalars())


def superseded_by(connection: Connection, batch_id: int) -> set[int]:
    """The batches of whose rows some gave way to this one."""
    query = select(log.c.of_batch).where(log.c.kind.in_(GAVE_WAY), log.c.batch_id == batch_id)
    return set(connection.execute(query.distinct()).scalars())
