"""Which tables and columns a database has, and which its tables declare."""

from collections.abc import Iterable

from sqlalchemy import Connection, Table, column, func, select, table

TABLE, COLUMN = "table_name", "column_name"
PLACE = ("table_catalog", "table_schema")


def tables_in(connection: Connection) -> frozenset[str]:
    """The names of the tables where the connection is."""
    return frozenset(name for (name,) in _told(connection, "tables", TABLE))


def columns_in(connection: Connection) -> frozenset[tuple[str, str]]:
    """The same of the columns, each with the name of its table before it."""
    return frozenset((of, name) for of, name in _told(connection, "columns", TABLE, COLUMN))


def columns_of(tables: Iterable[Table]) -> frozenset[tuple[str, str]]:
    """Those that the tables declare, in the same way."""
    return frozenset((of.name, one.name) for of in tables for one in of.c)


def _told(connection: Connection, what: str, *names: str) -> list[tuple[str, ...]]:
    source = table(what, *map(column, (*names, *PLACE)), schema="information_schema")
    query = select(*(source.c[name] for name in names)).where(
        source.c.table_catalog == func.current_database(),
        source.c.table_schema == func.current_schema(),
    )
    return [tuple(map(str, row)) for row in connection.execute(query)]
