"""Create tables with the keys that each kind of database has, empty derived ones, count rows."""

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


# The one DDL rule. With keys DuckDB takes 22-39 s to undo 500,000 rows that it undoes in 0.01 s
# without, and it cannot delete child and parent in one transaction. The gate holds both by joins.
@compiles(PrimaryKeyConstraint, "duckdb")
@compiles(UniqueConstraint, "duckdb")
@compiles(ForeignKeyConstraint, "duckdb")
def _no_key(constraint: object, compiler: DDLCompiler, **options: object) -> None:
    """Nothing: the compiler leaves out a constraint without text."""


def with_keys(metadata: MetaData) -> MetaData:
    """A copy of the tables that holds the keys and parents they declare as constraints."""
    keyed = MetaData()
    for table in metadata.sorted_tables:
        copy = table.to_metadata(keyed)
        if "key" in table.info:
            _add_key(copy)
            _add_parents(copy)
            # A backup, an undo and an erasure ask for the rows of one batch, of many.
            Index(f"{table.name}_of_batch", copy.c[BATCH])
        elif SUPERSEDED_BY in table.c:
            Index(f"{table.name}_by_batch", copy.c[SUPERSEDED_BY])
    return keyed


def _add_key(table: Table) -> None:
    columns = ("jurisdiction", *key_of(table))
    if any(table.c[name].nullable for name in columns):
        # A blank is a value of the key here: two links of the same unrecorded person are one.
        table.append_constraint(UniqueConstraint(*columns, postgresql_nulls_not_distinct=True))
    else:
        table.append_constraint(PrimaryKeyConstraint(*columns))


def _add_parents(table: Table) -> None:
    for parent in parents_of(table):
        own = ["jurisdiction", *parent.columns]
        parent_columns = [f"{parent.table}.{name}" for name in own]
        # A row whose successor comes in the same transaction may leave its children for a moment.
        table.append_constraint(
            ForeignKeyConstraint(own, parent_columns, deferrable=True, initially="IMMEDIATE")
        )
        if not _key_begins_with(table, parent):
            # Deleting a parent looks for its children, once per row.
            name = f"{table.name}_of_{parent.table}"
            Index(name, *(table.c[column] for column in own))


def _key_begins_with(table: Table, parent: Parent) -> bool:
    return key_of(table)[: len(parent.columns)] == parent.columns


# Units are joined of many tables; the frames of what was read are gone by then.
COUNTING = 10**9


def empty_tables(connection: Connection, metadata: MetaData) -> None:
    """Empty the tables, and give them the columns that they declare.

    A file's are dropped, so that an older program's columns do not outlive it. On a server whoever
    reads meanwhile would find the new ones, and in them no row of the state that he looks at: rows
    are deleted there, which leaves him his.
    """
    if connection.dialect.name == POSTGRESQL and _are_as_declared(connection, metadata):
        for one in metadata.sorted_tables:
            connection.execute(delete(one))
        return
    for one in reversed(metadata.sorted_tables):
        connection.execute(DropTable(one, if_exists=True))
    create_tables(connection, metadata)


def raise_memory_limit(connection: Connection) -> int:
    """Raise the memory limit of an embedded database to what counting its records takes.

    It may have been told to hold no more than storing takes. What the machine has not is not given.
    The rows of its records, all tables together; 0 of a server, which would have to read them all.
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


def analyze(connection: Connection, names: Sequence[str]) -> None:
    """Let a server count the tables' rows, so that it plans by them.

    Of its own it counts after a commit alone; without, it takes a full table for a small one and
    joins row by row. Only who owns a table has it counted: where the database was set up for
    several roles, a function of the owner's does.
    """
    if connection.dialect.name != POSTGRESQL:
        return
    if connection.execute(text("SELECT to_regprocedure('access.count_rows(text[])')")).scalar():
        connection.execute(text("SELECT access.count_rows(:names)"), {"names": [*names]})
        return
    for name in names:
        connection.execute(DDL(f"ANALYZE {name}"))


def create_tables(connection: Connection, metadata: MetaData) -> None:
    """Make the tables that are not there yet: with keys on PostgreSQL, without on DuckDB."""
    if connection.dialect.name == POSTGRESQL:
        with_keys(metadata).create_all(connection)
    else:
        connection.exec_driver_sql(_without_keys(metadata, connection.dialect))


@cache
def _without_keys(metadata: MetaData, dialect: Dialect) -> str:
    """All tables in one text: one by one takes four times as long, in each new file."""
    statements = (CreateTable(table, if_not_exists=True) for table in metadata.sorted_tables)
    return ";".join(str(statement.compile(dialect=dialect)) for statement in statements)
