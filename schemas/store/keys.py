"""The keys of the stored tables: constraints and indexes on PostgreSQL, none on DuckDB."""

from sqlalchemy import (
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import DDLCompiler

from schemas.tables import SUPERSEDED_BY, Parent, key_of, parents_of

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
