"""Which tables and columns a database has.

DuckDB's own functions tell them in half the time that its views of the standard take, which each
opened file makes anew.
"""

from sqlalchemy import Connection, FromClause, and_, column, func, select, table

CATALOG, SCHEMA, TABLE, COLUMN = "table_catalog", "table_schema", "table_name", "column_name"
DUCKDB_CATALOG, DUCKDB_SCHEMA = "database_name", "schema_name"
STANDARD = "information_schema"


def tables_in(connection: Connection) -> frozenset[str]:
    """The names of the tables where the connection is."""
    return frozenset(name for (name,) in _told(connection, "tables", TABLE))


def columns_in(connection: Connection) -> frozenset[tuple[str, str]]:
    """The same of the columns, each with the name of its table before it."""
    return frozenset(
        (table, column) for table, column in _told(connection, "columns", TABLE, COLUMN)
    )


def _told(connection: Connection, what: str, *names: str) -> list[tuple[str, ...]]:
    source: FromClause
    if connection.dialect.name == "duckdb":
        catalog, schema = DUCKDB_CATALOG, DUCKDB_SCHEMA
        source = getattr(func, f"duckdb_{what}")().table_valued(*names, catalog, schema)
    else:
        catalog, schema = CATALOG, SCHEMA
        source = table(what, *map(column, (*names, catalog, schema)), schema=STANDARD)
    here = and_(
        source.c[catalog] == func.current_database(), source.c[schema] == func.current_schema()
    )
    query = select(*(source.c[name] for name in names)).where(here)
    return [tuple(map(str, row)) for row in connection.execute(query)]
