"""Create tables (with keys only on PostgreSQL), empty derived tables, and set memory limits."""

from collections.abc import Sequence
from functools import cache, reduce
from operator import add

from sqlalchemy import (
    DDL,
    Connection,
    Dialect,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.sql.compiler import DDLCompiler

from schemas.store.address import POSTGRESQL
from schemas.store.compatibility import columns_in, columns_of
from schemas.store.duckdb_store import BYTES_A_ROW, LIMIT, parse_memory_limit
from schemas.tables import RECORD_TABLES, SUPERSEDED_BY, Parent, key_of, parents_of

BATCH = "batch_id"


# Tables on DuckDB have no keys. With keys, undoing 500,000 rows takes 22-39 s, instead of 0.01 s,
# and a parent and its child cannot be deleted in one transaction. `seed/gate` checks keys and
# parents with joins.
@compiles(PrimaryKeyConstraint, "duckdb")
@compiles(UniqueConstraint, "duckdb")
@compiles(ForeignKeyConstraint, "duckdb")
def _no_key(constraint: object, compiler: DDLCompiler, **options: object) -> None:
    """Return None, so that the compiler leaves out the constraint."""


def copy_with_keys(metadata: MetaData) -> MetaData:
    """Return copies of the tables, with keys and foreign keys as constraints, and with indexes."""
    keyed = MetaData()
    for table in metadata.sorted_tables:
        copy = table.to_metadata(keyed)
        if "key" in table.info:
            _add_key(copy)
            _add_parents(copy)
            # Backups, undoing and erasing read the rows of single batches.
            Index(f"{table.name}_of_batch", copy.c[BATCH])
        elif SUPERSEDED_BY in table.c:
            Index(f"{table.name}_by_batch", copy.c[SUPERSEDED_BY])
    return keyed


def _add_key(table: Table) -> None:
    columns = ("jurisdiction", *key_of(table))
    if any(table.c[name].nullable for name in columns):
        # A NULL counts as a value of the key: two links of the same unrecorded person are
        # duplicates.
        table.append_constraint(UniqueConstraint(*columns, postgresql_nulls_not_distinct=True))
    else:
        table.append_constraint(PrimaryKeyConstraint(*columns))


def _add_parents(table: Table) -> None:
    """Add the foreign keys of a table, with an index for each that its key does not begin with."""
    for parent in parents_of(table):
        own = ["jurisdiction", *parent.columns]
        parent_columns = [f"{parent.table}.{name}" for name in own]
        # Deferrable: a row may be deleted and replaced in the same transaction.
        table.append_constraint(
            ForeignKeyConstraint(own, parent_columns, deferrable=True, initially="IMMEDIATE")
        )
        if not _key_begins_with(table, parent):
            # PostgreSQL searches for the children of each deleted parent.
            name = f"{table.name}_of_{parent.table}"
            Index(name, *(table.c[column] for column in own))


def _key_begins_with(table: Table, parent: Parent) -> bool:
    return key_of(table)[: len(parent.columns)] == parent.columns


# The memory for counting, which joins many tables.
COUNTING = 10**9


def empty_tables(connection: Connection, metadata: MetaData) -> None:
    """Empty the derived tables, and create them again if their columns have changed.

    In a file the tables are dropped, so that columns of an older version do not remain. On a server
    the rows are deleted instead, so that transactions of readers can still see the old rows.
    """
    if connection.dialect.name == POSTGRESQL and _are_as_declared(connection, metadata):
        for one in metadata.sorted_tables:
            connection.execute(delete(one))
        return
    for one in reversed(metadata.sorted_tables):
        connection.execute(DropTable(one, if_exists=True))
    create_tables(connection, metadata)


def raise_memory_limit(connection: Connection) -> int:
    """Raise DuckDB's memory limit to what counting needs, and return the number of records.

    A writer may have set a low limit. The new one is never above DuckDB's default for the machine.
    Returns 0 on a server, which would have to read all rows.
    """
    if connection.dialect.name == POSTGRESQL:
        return 0
    rows = _record_rows(connection)
    room = max(COUNTING, BYTES_A_ROW * rows)
    if room > parse_memory_limit(connection.exec_driver_sql(LIMIT).scalar_one()):
        connection.exec_driver_sql("RESET memory_limit")
        if room < parse_memory_limit(connection.exec_driver_sql(LIMIT).scalar_one()):
            connection.exec_driver_sql(f"SET memory_limit = '{room}B'")
    return rows


def _record_rows(connection: Connection) -> int:
    counts = (select(func.count()).select_from(one).scalar_subquery() for one in RECORD_TABLES)
    return int(connection.execute(select(reduce(add, counts))).scalar_one())


def _are_as_declared(connection: Connection, metadata: MetaData) -> bool:
    declared = columns_of(metadata.sorted_tables)
    names = {name for name, _ in declared}
    return declared == {one for one in columns_in(connection) if one[0] in names}


def analyze_tables(connection: Connection, names: Sequence[str]) -> None:
    """Let PostgreSQL update its statistics on the tables, for good query plans.

    PostgreSQL itself updates them only after a commit. Until then it assumes that a full table is
    small, and joins row by row. Only the owner of a table may do it; in a database with several
    roles, a function of the owner does it.
    """
    if connection.dialect.name != POSTGRESQL:
        return
    if connection.execute(text("SELECT to_regprocedure('access.count_rows(text[])')")).scalar():
        connection.execute(text("SELECT access.count_rows(:names)"), {"names": [*names]})
        return
    for name in names:
        connection.execute(DDL(f"ANALYZE {name}"))


def create_tables(connection: Connection, metadata: MetaData) -> None:
    """Create missing tables, with keys on PostgreSQL and without keys on DuckDB."""
    if connection.dialect.name == POSTGRESQL:
        copy_with_keys(metadata).create_all(connection)
    else:
        connection.exec_driver_sql(_without_keys(metadata, connection.dialect))


@cache
def _without_keys(metadata: MetaData, dialect: Dialect) -> str:
    """Return the SQL for all tables in one text; one by one, they take four times as long."""
    statements = (CreateTable(table, if_not_exists=True) for table in metadata.sorted_tables)
    return ";".join(str(statement.compile(dialect=dialect)) for statement in statements)
