"""A database of tables of their own, kept apart from the records: a file, or on a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, MetaData

from schemas.errors import DatabaseMissing, DatabaseUnavailable
from schemas.store import duckdb_store, postgresql
from schemas.store.address import address_of
from schemas.store.compatibility import is_empty_side_database
from schemas.store.database import create_tables


class SideDatabase:
    """How such a database is opened; whoever reads it needs no way to the records.

    `what` it holds is what a person is told of it, a word in the plural, `how` it is made, and what
    to do (`anew`) where another version of the program made it.
    """

    def __init__(self, metadata: MetaData, what: str, how: str, anew: str) -> None:
        self._metadata, self._what, self._how, self._anew = metadata, what, how, anew
        self._files = duckdb_store.Readers(self._check_file)
        self._servers = postgresql.Servers(self._check_server)

    def reading(self, url: str) -> Engine:
        """The engine to read with, in the present state. Raises DatabaseMissing where none is."""
        address = address_of(url)
        if isinstance(address, URL):
            return self._servers.engine(address)
        if not address.exists():
            raise self._missing(str(address))
        return self._files.engine(address)

    @contextmanager
    def writing(self, url: str, *, purpose: str) -> Iterator[Connection]:
        """One transaction, as that of `database.writing`, in which the tables are made."""
        address = address_of(url)
        if isinstance(address, Path):
            transaction, place = duckdb_store.replace_file(address, purpose), str(address)
        else:
            transaction = postgresql.write_transaction(address, purpose)
            place = postgresql.display_name(address)
        with transaction as connection:
            if self._is_empty(connection, place):
                create_tables(connection, self._metadata)
            if isinstance(address, URL):
                create_tables(connection, postgresql.MARK.metadata)
            yield connection

    @staticmethod
    def shown(url: str) -> str:
        """The address as a person may see it."""
        address = address_of(url)
        return str(address) if isinstance(address, Path) else postgresql.display_name(address)

    def close(self) -> None:
        """Close what this process holds open for reading."""
        self._files.close()
        self._servers.close()

    def _check_file(self, engine: Engine, path: Path) -> None:
        with engine.connect() as connection:
            if self._is_empty(connection, str(path)):
                raise DatabaseUnavailable(
                    f"The file [{path}] is a database without {self._what}. It was left as it is;"
                    " name another file."
                )

    def _check_server(self, connection: Connection, url: URL) -> None:
        place = postgresql.display_name(url)
        if self._is_empty(connection, place):
            raise self._missing(place)

    def _is_empty(self, connection: Connection, place: str) -> bool:
        return is_empty_side_database(connection, place, self._metadata.tables.values(), self._anew)

    def _missing(self, place: str) -> DatabaseMissing:
        return DatabaseMissing(f"There are no {self._what} at [{place}]. {self._how}")


def path_beside(url: str, suffix: str) -> Path | None:
    """The file beside an embedded database whose name ends so; None beside one on a server."""
    address = address_of(url)
    if isinstance(address, URL):
        return None
    return address.with_name(f"{address.stem}{suffix}")
