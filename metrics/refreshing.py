"""Units refilled from the records, in the transaction that stores a batch."""

from sqlalchemy import Connection, insert
from sqlalchemy.schema import DropTable

from metrics.currency import store_rates
from metrics.units.declaration import METADATA, names
from metrics.units.filling import UNITS
from schemas import database


def refresh(connection: Connection) -> None:
    """Make units anew from the stored records.

    They are dropped and not emptied, so that an older program's columns do not outlive it.
    """
    for table in reversed(METADATA.sorted_tables):
        connection.execute(DropTable(table, if_exists=True))
    database.create_tables(connection, METADATA)
    store_rates(connection)
    for unit, rows in UNITS:
        connection.execute(insert(unit).from_select(names(unit), rows()))
