"""Units, cells and ready answers made from the records, in the transaction that stores a batch."""

from sqlalchemy import Connection, insert
from sqlalchemy.schema import DropTable

from metrics.answers import ALL, BY_YEAR, store_answer, store_state
from metrics.catalogue import CATALOGUE
from metrics.cells import store_cells
from metrics.currency import store_rates
from metrics.request import YEAR
from metrics.results import Scope, measured, request
from metrics.units.declaration import METADATA, names
from metrics.units.filling import UNITS
from schemas import database


def refresh(connection: Connection) -> None:
    """Make anew all that is derived from the stored records.

    The tables are dropped and not emptied, so that an older program's columns do not outlive it.
    """
    for table in reversed(METADATA.sorted_tables):
        connection.execute(DropTable(table, if_exists=True))
    database.create_tables(connection, METADATA)
    store_rates(connection)
    for unit, rows in UNITS:
        connection.execute(insert(unit).from_select(names(unit), rows()))
    judged = request(connection, Scope())
    store_cells(connection, judged)
    for question, by in ((ALL, ()), (BY_YEAR, (YEAR,))):
        asked = request(connection, Scope(), by=by)
        store_answer(connection, question, measured(connection, list(CATALOGUE.values()), asked))
    store_state(connection, judged.as_of)
