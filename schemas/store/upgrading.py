"""What a database of an earlier version lacks is filled in, from what it says already."""

from sqlalchemy import (
    DDL,
    Connection,
    Select,
    case,
    func,
    insert,
    inspect,
    literal,
    null,
    select,
    update,
)

from schemas.columns import NOT_STATED, UNKNOWN
from schemas.store.bookkeeping import batch_files, batch_tables, batches, corrections
from schemas.tables import HISTORY, RECORD_TABLES, assistance, cases, suspects

UNDONE = "undone"
POSTGRESQL = "postgresql"


def fill_in(connection: Connection, made: frozenset[str]) -> None:
    """Fill the tables that were `made` just now; keys on PostgreSQL become as they are declared."""
    if batch_tables.name in made:
        connection.execute(insert(batch_tables).from_select(list(batch_tables.c), _rows()))
    if assistance.name in made:
        _tell_blank_apart(connection)
    if corrections.name in made:
        connection.execute(insert(corrections).from_select(list(corrections.c), _undone()))
    if connection.dialect.name == POSTGRESQL:
        _let_parents_wait(connection)


def _tell_blank_apart(connection: Connection) -> None:
    """Before there was assistance, a blank `charged` was stored as unknown, and read as a blank."""
    for record in (cases, suspects):
        for table in (record, HISTORY[record.name]):
            was = table.c.charged == UNKNOWN
            connection.execute(update(table).where(was).values(charged=NOT_STATED))


def _rows() -> Select:
    """The rows of each batch by table.

    The first version told refused rows and unchanged ones apart for the whole batch alone.
    """
    read, new = func.sum(batch_files.c.rows_read), func.sum(batch_files.c.rows_stored)
    none_refused = func.max(batches.c.rows_refused) == 0
    none_unchanged = func.max(batches.c.rows_read) == func.max(
        batches.c.rows_stored + batches.c.rows_refused
    )
    return (
        select(
            batch_files.c.batch_id,
            batch_files.c.table_name,
            *(read, new, literal(0)),
            case((none_refused, read - new), (none_unchanged, 0), else_=null()),
            case((none_refused, 0), (none_unchanged, read - new), else_=null()),
        )
        .join_from(batch_files, batches, batches.c.batch_id == batch_files.c.batch_id)
        .group_by(batch_files.c.batch_id, batch_files.c.table_name)
    )


def _undone() -> Select:
    """The log of what was undone, of which the first version kept the time alone."""
    rows = func.sum(batch_files.c.rows_stored)
    return (
        select(
            batches.c.batch_id,
            func.max(batches.c.undone_at),
            literal(UNDONE),
            batches.c.batch_id,
            batch_files.c.table_name,
            rows,
        )
        .join_from(batch_files, batches, batches.c.batch_id == batch_files.c.batch_id)
        .where(batches.c.undone_at.is_not(None))
        .group_by(batches.c.batch_id, batch_files.c.table_name)
        .having(rows > 0)
    )


def _let_parents_wait(connection: Connection) -> None:
    """Constraints that the first version made could not be put off within a transaction."""
    quote = connection.dialect.identifier_preparer.quote
    asked = inspect(connection)
    for table in RECORD_TABLES:
        for constraint in asked.get_foreign_keys(table.name):
            name = constraint["name"]
            if name is not None and not constraint["options"].get("deferrable"):
                connection.execute(
                    DDL(
                        f"ALTER TABLE {quote(table.name)} ALTER CONSTRAINT {quote(name)}"
                        " DEFERRABLE INITIALLY IMMEDIATE"
                    )
                )
