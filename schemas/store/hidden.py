"""Reading all records of a database, as commands do that tell of them as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from schemas.store import database
from schemas.store.importers import refuse_other_readers


@contextmanager
def all_records(url: str) -> Iterator[Connection]:
    """A connection to a database, for who is told of all its records.

    Raises what `database.reading` does, and UserError where it hides records from who is connected:
    that none are seen says of no server that it holds none.
    """
    with database.reading(url).connect() as connection:
        refuse_other_readers(connection, database.shown(url))
        yield connection
