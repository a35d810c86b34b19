"""Rows that take the place of stored ones: those go into the history, and come back by an undo."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    Table,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
    update,
)

from schemas import bookkeeping, database, findings, tables
from seed.batches.provenance import STATEMENTS
from seed.submission import Submission

batches, log = bookkeeping.batches, bookkeeping.corrections
MANIFEST = "submission.toml"
SUPERSEDED, UNDONE = "superseded", "undone"


def supersede(
    connection: Connection, superseded: Mapping[str, pl.DataFrame], batch_id: int
) -> None:
    """Move the stored rows with these keys and `batch_id` into the history of the new batch."""
    of_batches: set[int] = set()
    for table in tables.RECORD_TABLES:
        if (keys := superseded.get(table.name)) is None:
            continue
        _move(connection, table, keys, batch_id)
        counted = dict(keys["batch_id"].value_counts().iter_rows())
        of_batches |= set(counted)
        for of_batch, rows in sorted(counted.items()):
            write_down(connection, SUPERSEDED, (batch_id, of_batch), table.name, rows)
    for of_batch in sorted(of_batches):
        count_anew(connection, of_batch)


def _move(connection: Connection, table: Table, keys: pl.DataFrame, batch_id: int) -> None:
    history = tables.HISTORY[table.name]
    names = [column.name for column in table.c]
    with database.incoming(connection, keys, table) as gone:
        same = and_(*(_same(table, gone, name) for name in keys.columns))
        rows = select(*table.c, literal(batch_id)).join_from(table, gone, same)
        connection.execute(insert(history).from_select([*names, tables.SUPERSEDED_BY], rows))
        left = connection.execute(delete(table).where(same)).rowcount
    if left != keys.height:
        raise AssertionError(f"{left} rows of {table.name} gave way in place of {keys.height}")


def _same(table: Table, gone: Table, name: str) -> ColumnElement[bool]:
    # A blank is a value of a key.
    own = table.c[name]
    return own.is_not_distinct_from(gone.c[name]) if own.nullable else own == gone.c[name]


def bring_back(connection: Connection, batch_id: int) -> int:
    """Put back what the batch, whose own rows are gone, had superseded; the number of rows."""
    returned = 0
    of_batches: set[int] = set()
    for table in tables.RECORD_TABLES:
        history = tables.HISTORY[table.name]
        of_batch = history.c[tables.SUPERSEDED_BY] == batch_id
        owners = select(history.c.batch_id).where(of_batch).distinct()
        of_batches |= set(connection.execute(owners).scalars())
        rows = select(*(history.c[column.name] for column in table.c)).where(of_batch)
        connection.execute(insert(table).from_select(list(table.c), rows))
        returned += connection.execute(delete(history).where(of_batch)).rowcount
    for owner in sorted(of_batches):
        count_anew(connection, owner)
    return returned


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
    said = {"rows_stored": int(rows), "latest_event_on": latest}
    connection.execute(update(batches).where(batches.c.batch_id == batch_id).values(said))


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
        .where(log.c.kind == SUPERSEDED, log.c.of_batch == batch_id, batches.c.undone_at.is_(None))
        .order_by(log.c.batch_id)
    )
    return list(connection.execute(query).scalars())


def unfit(
    connection: Connection,
    submission: Submission,
    jurisdiction: str | None,
    superseded: tuple[int, ...] | None,
) -> Iterator[findings.Finding]:
    """Findings on the batches that a submission names: not there, or nothing of them changed.

    `superseded` are those of whose rows some give way; None where that cannot be said.
    """
    there = select(batches.c.batch_id).where(
        batches.c.jurisdiction == jurisdiction, batches.c.undone_at.is_(None)
    )
    standing = set(connection.execute(there).scalars())
    for named in submission.manifest.supersedes if jurisdiction else ():
        if named not in standing:
            wording = (
                f"[{named}] is no stored batch of this jurisdiction, or was undone."
                " `prosecution-quality batches` lists them."
            )
            yield findings.Finding(MANIFEST, "supersedes.unknown", wording, column="supersedes")
        elif superseded is not None and named not in superseded:
            wording = f"no row of batch {named} has other content here; nothing of it is replaced."
            warning = findings.Severity.WARNING
            yield findings.Finding(
                MANIFEST, "supersedes.nothing", wording, warning, column="supersedes"
            )
