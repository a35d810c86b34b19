"""What tells one state of the records from another, and what has changed since an earlier one."""

import hashlib
import json
from collections.abc import Collection

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    case,
    func,
    literal,
    select,
    union_all,
)

from schemas import scopes, tables
from schemas.store import bookkeeping, database

# What people set beside the records, and numbers or what is said of them depend on.
SET_BESIDE = (
    bookkeeping.settings,
    bookkeeping.targets,
    bookkeeping.events,
    bookkeeping.rates,
    bookkeeping.wages,
    # What was erased left without a batch that says so.
    bookkeeping.erasures,
)
OWN = frozenset({"batch_id", "row_number"})


def beside(connection: Connection, scope: scopes.Scope) -> str:
    """A hash of what figures depend on beside the submissions: settings, lists, erasures.

    Of what is set for a jurisdiction only that of the scope's own: it would tell that another's was
    changed. Of an office also of what its jurisdiction sent, which it is not told of one by one.
    """
    told = [
        [table.name, *sorted(str(tuple(row)) for row in connection.execute(_seen(scope, table)))]
        for table in SET_BESIDE
    ]
    if scope.office:
        batch = bookkeeping.batches.c
        sent = select(batch.content_hash).where(
            bookkeeping.in_force(), scope.of_place(batch.jurisdiction)
        )
        told.append(["batches", *sorted(connection.execute(sent).scalars())])
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def since(connection: Connection, scope: scopes.Scope, batch_ids: Collection[int]) -> pl.DataFrame:
    """What differs between the records as of these batches and those that are stored.

    `batch_ids` are all those that were in force then; none of them may have been undone or erased
    since, or rows of then are in no history. Columns: jurisdiction, table, new, changed, removed,
    in the words of a dry run; by jurisdiction, then in the order of the record model. Tables in
    which nothing differs are left out. Rows are counted over a whole jurisdiction: an office is
    told none.
    """
    filled = database.non_empty_tables(
        connection, (*tables.RECORD_TABLES, *tables.HISTORY.values())
    )
    frames = [
        database.read_frame(connection, _differing(scope, table, frozenset(batch_ids)))
        for table in tables.RECORD_TABLES
        if filled & {table.name, tables.HISTORY[table.name].name}
    ]
    counted = ("new", "changed", "removed")
    if not frames:
        return pl.DataFrame(schema=["jurisdiction", "table", *counted])
    every = pl.concat(frames).cast(dict.fromkeys(counted, pl.Int64))
    return every.sort("jurisdiction", maintain_order=True)


def _seen(scope: scopes.Scope, table: Table) -> Select:
    if "jurisdiction" not in table.c:
        return select(table)
    return select(table).where(scope.of_place(table.c.jurisdiction))


def _differing(scope: scopes.Scope, table: Table, then: frozenset[int]) -> Select:
    """How many rows of each jurisdiction are new, changed and removed."""
    history, key = tables.HISTORY[table.name], ("jurisdiction", *tables.key_of(table))
    content = [column.name for column in table.c if column.name not in OWN]
    gone = history.c.batch_id.in_(then) & history.c[tables.SUPERSEDED_BY].not_in(then)
    seen, seen_then = (scope.of_records(of.c.jurisdiction, None) for of in (table, history))
    both = union_all(
        _side(table, content, and_(seen, table.c.batch_id.not_in(then)), came=1, went=0),
        _side(history, content, and_(seen_then, gone), came=0, went=1),
    ).subquery()
    # The same content under another batch is no difference. Groups take a blank for a value, which
    # a join does not.
    sides = [func.sum(both.c[side]).label(side) for side in ("came", "went")]
    own = [both.c[name] for name in content]
    other = select(*own, *sides).group_by(*own).having(sides[0] != sides[1]).subquery()
    sides = [func.sum(other.c[side]).label(side) for side in ("came", "went")]
    own = [other.c[name] for name in dict.fromkeys(key)]
    by_key = select(*own, *sides).group_by(*own).subquery()
    came, went = by_key.c.came > 0, by_key.c.went > 0
    return (
        select(
            by_key.c.jurisdiction,
            literal(table.name).label("table"),
            _number(came & ~went).label("new"),
            _number(and_(came, went)).label("changed"),
            _number(~came & went).label("removed"),
        )
        .group_by(by_key.c.jurisdiction)
        .order_by(by_key.c.jurisdiction)
    )


def _side(
    table: Table, content: list[str], where: ColumnElement[bool], *, came: int, went: int
) -> Select:
    sides = literal(came).label("came"), literal(went).label("went")
    return select(*(table.c[name] for name in content), *sides).where(where)


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
