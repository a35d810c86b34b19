"""Which later batches stand in the way of rows that come back when a batch is undone."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table, and_, exists, select

from schemas import tables
from schemas.store import database


def sent_anew(connection: Connection, batch_id: int) -> set[int]:
    """The batches that brought a row anew which this one had taken out, and their superseders.

    Two rows of one key would stand if it came back.
    """
    batch_ids: set[int] = set()
    filled = filled_tables(connection)
    for table in tables.RECORD_TABLES:
        if tables.HISTORY[table.name].name not in filled:
            continue
        gone = tables.HISTORY[table.name].alias("gone")
        own = ("jurisdiction", *tables.key_of(table))
        for place, holder in _places(table, filled):
            query = (
                select(holder)
                .distinct()
                .join_from(gone, place, _same(gone, place, own, table))
                .where(
                    gone.c[tables.SUPERSEDED_BY] == batch_id,
                    # Those that this one found there came before it.
                    place.c.batch_id > batch_id,
                )
            )
            batch_ids |= set(connection.execute(query).scalars())
    return batch_ids


def taking_parents(connection: Connection, batch_id: int) -> set[int]:
    """The batches that took out a row which rows that come back with this one belong to."""
    batch_ids: set[int] = set()
    filled = filled_tables(connection)
    for table, parent in _kinships():
        if not {tables.HISTORY[one].name for one in (table.name, parent.table)} <= filled:
            continue
        gone = tables.HISTORY[table.name].alias("gone")
        above = tables.HISTORY[parent.table].alias("above")
        own = ("jurisdiction", *parent.columns)
        standing = tables.BY_NAME[parent.table].alias("standing")
        back = tables.HISTORY[parent.table].alias("back")
        still_stands = exists().where(_equal(gone, standing, own), standing.c.batch_id != batch_id)
        returns = exists().where(_equal(gone, back, own), back.c[tables.SUPERSEDED_BY] == batch_id)
        query = (
            select(above.c[tables.SUPERSEDED_BY])
            .distinct()
            .join_from(gone, above, _equal(gone, above, own))
            .where(
                gone.c[tables.SUPERSEDED_BY] == batch_id,
                above.c[tables.SUPERSEDED_BY] > batch_id,
                ~still_stands,
                ~returns,
            )
        )
        batch_ids |= set(connection.execute(query).scalars())
    return batch_ids


def hanging(connection: Connection, batch_id: int) -> set[int]:
    """The batches with rows that belong to rows which this one brought as new.

    Rows that another batch took out count too: an undo of that one brings them back.
    """
    filled = filled_tables(connection)
    return {
        number
        for table, parent in _kinships()
        if parent.table in filled
        for query in _hanging(table, parent, batch_id, filled)
        for number in connection.execute(query).scalars()
    }


def _hanging(
    table: Table, parent: tables.Parent, batch_id: int, filled: frozenset[str]
) -> Iterator[Select]:
    above = tables.BY_NAME[parent.table].alias("above")
    before = tables.HISTORY[parent.table].alias("before")
    own = ("jurisdiction", *parent.columns)
    comes_back = exists().where(
        before.c[tables.SUPERSEDED_BY] == batch_id, _equal(before, above, own)
    )
    for place, holder in _places(table, filled):
        yield (
            select(holder)
            .distinct()
            .join_from(place, above, _equal(place, above, own))
            .where(
                above.c.batch_id == batch_id,
                place.c.batch_id != batch_id,
                holder != batch_id,
                ~comes_back,
            )
        )


def _kinships() -> Iterator[tuple[Table, tables.Parent]]:
    for table in tables.RECORD_TABLES:
        for parent in tables.parents_of(table):
            yield table, parent


def filled_tables(connection: Connection) -> frozenset[str]:
    """The tables with a row, history included: of the others, which are most, there is no asking.

    Each question costs as much without a row as with a thousand, and there are hundreds.
    """
    return database.non_empty_tables(connection, (*tables.RECORD_TABLES, *tables.HISTORY.values()))


def _places(
    table: Table, filled: frozenset[str]
) -> Iterator[tuple[FromClause, ColumnElement[int]]]:
    """Where rows of a table are, in force or in the history, and the batch that holds them."""
    history = tables.HISTORY[table.name]
    if table.name in filled:
        standing = table.alias("there")
        yield standing, standing.c.batch_id
    if history.name in filled:
        gone = history.alias("there")
        yield gone, gone.c[tables.SUPERSEDED_BY]


def _equal(one: FromClause, other: FromClause, names: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(*(one.c[name] == other.c[name] for name in names))


def _same(
    one: FromClause, other: FromClause, names: tuple[str, ...], table: Table
) -> ColumnElement[bool]:
    # A blank is a value of a key.
    return and_(
        *(
            one.c[name].is_not_distinct_from(other.c[name])
            if table.c[name].nullable
            else one.c[name] == other.c[name]
            for name in names
        )
    )
