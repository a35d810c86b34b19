"""Tables of what is derived: emptied, made anew where another version made them, and counted."""

from collections.abc import Sequence
from functools import reduce
from operator import add

from sqlalchemy import DDL, Connection, MetaData, delete, func, select, text
from sqlalchemy.schema import DropTable

from schemas.store.address import POSTGRESQL
from schemas.store.database import create_tables
from schemas.store.duckdb_files import BYTES_A_ROW, LIMIT, in_bytes
from schemas.store.present import columns_in, columns_of
from schemas.tables import RECORD_TABLES

# Units are joined of many tables; the frames of what was read are gone by then.
COUNTING = 10**9


def make_empty(connection: Connection, metadata: MetaData) -> None:
    """Leave the tables without a row and with the columns that they declare.

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


def give_room(connection: Connection) -> int:
    """Let an embedded database hold what counting all of its records takes; never less than before.

    It may have been told to hold no more than storing takes. What the machine has not is not given.
    The rows of its records, all tables together; 0 of a server, which would have to read them all.
    """
    if connection.dialect.name == POSTGRESQL:
        return 0
    rows = _record_rows(connection)
    room = max(COUNTING, BYTES_A_ROW * rows)
    if room > in_bytes(connection.exec_driver_sql(LIMIT).scalar_one()):
        connection.exec_driver_sql("RESET memory_limit")
        if room < in_bytes(connection.exec_driver_sql(LIMIT).scalar_one()):
            connection.exec_driver_sql(f"SET memory_limit = '{room}B'")
    return rows


def _record_rows(connection: Connection) -> int:
    counts = (select(func.count()).select_from(one).scalar_subquery() for one in RECORD_TABLES)
    return int(connection.execute(select(reduce(add, counts))).scalar_one())


def _are_as_declared(connection: Connection, metadata: MetaData) -> bool:
    declared = columns_of(metadata.sorted_tables)
    names = {name for name, _ in declared}
    return declared == {one for one in columns_in(connection) if one[0] in names}


def count_rows(connection: Connection, names: Sequence[str]) -> None:
    """Let a server count the rows that this transaction brought into the tables, to plan by them.

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
