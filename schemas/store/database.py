"""Open a database by its address; make its tables; tell its states apart.

An address is the path of an embedded DuckDB file, `duckdb:///PATH`, or `postgresql://...`.
"""

import atexit
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    MetaData,
)

from schemas.errors import DatabaseMissing, DatabaseUnavailable
from schemas.store import compatibility, duckdb_store, postgresql, snapshot_cache
from schemas.store.address import (
    DEFAULT_FILE,
    OWN_FILE,
    POSTGRESQL,
    absolute,
    address_of,
    default_url,
    display_name,
    unresolved_address,
)
from schemas.store.bookkeeping import batches
from schemas.store.compatibility import is_empty_side_database, tables_in
from schemas.store.ddl import create_tables
from schemas.store.duckdb_store import OUT_OF_MEMORY, Readers, is_duckdb, state_of
from schemas.store.frame_io import (
    Statement,
    insert_frame,
    non_empty_tables,
    precompiled,
    read_frame,
    read_precompiled,
    temporary_rows,
)
from schemas.store.row_scope import SCOPE, apply_scope
from schemas.store.snapshot_cache import (
    cached_per_snapshot,
    is_interactive,
    lru_forever,
    lru_per_snapshot,
)
from schemas.tables import METADATA

__all__ = [
    "DEFAULT_FILE",
    "OWN_FILE",
    "SideDatabase",
    "Statement",
    "absolute",
    "apply_scope",
    "cached_per_snapshot",
    "close",
    "copies_beside",
    "create_tables",
    "data_version",
    "default_url",
    "deferred_constraints",
    "display_name",
    "insert_frame",
    "is_interactive",
    "is_out_of_memory",
    "is_there",
    "lru_forever",
    "lru_per_snapshot",
    "may_write",
    "non_empty_tables",
    "path_beside",
    "precompiled",
    "read_frame",
    "read_precompiled",
    "reading",
    "remove_leftovers",
    "rewriting",
    "tables_in",
    "temporary_rows",
    "trying",
    "with_snapshot_cache",
    "writing",
]


def reading(url: str) -> Engine:
    """The engine to read with, in the present state of the records; ask for it anew in each run.

    Raises DatabaseMissing where nothing was stored yet, DatabaseUnavailable where the database is
    locked, foreign, or made by another version.
    """
    address = address_of(url)
    return FILES.engine(address) if isinstance(address, Path) else SERVERS.engine(address)


def with_snapshot_cache(connection: Connection) -> Connection:
    """The connection, by which somebody looks from one view of the state to the next.

    What it asks of the state is kept for others who look at the same state in the same scope
    (`apply_scope`, which comes first).
    """
    if connection.dialect.name != POSTGRESQL:
        return snapshot_cache.with_snapshot_cache(connection)
    scope = connection.get_execution_options().get(SCOPE)
    return snapshot_cache.with_snapshot_cache(connection, (postgresql.read_mark(connection), scope))


def is_there(url: str) -> bool:
    """Whether anything was stored at the address. Raises DatabaseUnavailable as `reading` does."""
    try:
        reading(url)
    except DatabaseMissing:
        return False
    return True


def may_write(url: str) -> bool:
    """Whether whoever the address names may store records there; a server says so of its roles.

    Raises DatabaseUnavailable as `reading` does.
    """
    address = address_of(url)
    if isinstance(address, Path) or not is_there(url):
        return True
    with reading(url).connect() as connection:
        return compatibility.may_insert(connection, batches)


def close() -> None:
    """Close what this process holds open for reading; the next reader opens it again."""
    FILES.close()
    SERVERS.close()


@contextmanager
def writing(url: str, *, purpose: str = "write") -> Iterator[Connection]:
    """One transaction on all tables, made where they are not there yet; readers are not disturbed.

    It commits at the end of the block. Left by an exception, or after `connection.rollback()`,
    nothing is changed. One writer at a time: others wait 30 s, then are told who holds it and for
    what `purpose`. Raises DatabaseUnavailable.
    """
    address = address_of(url)
    with _write_transaction(address, purpose) as connection:
        _prepare(connection, address)
        yield connection


@contextmanager
def rewriting(url: str, *, purpose: str) -> Iterator[Connection]:
    """A transaction like that of `writing`, after which what was deleted stands in no file of it.

    An embedded file is written anew; a server writes its tables anew once the rows are gone. Raises
    DatabaseUnavailable.
    """
    address = address_of(url)
    if isinstance(address, Path):
        with duckdb_store.rewrite_file(address, purpose) as connection:
            _prepare(connection, address)
            yield connection
        return
    with writing(url, purpose=purpose) as connection:
        yield connection
        names = {one.name for one in compatibility.OWN} | postgresql.tables_deleted_from(connection)
    postgresql.rewrite_tables(address, names)


@contextmanager
def trying(url: str, *, purpose: str = "dry run") -> Iterator[Connection]:
    """A transaction like that of `writing`, which is rolled back: nothing is changed or made.

    An embedded file is copied and other writers go on; a server has them wait. Raises
    DatabaseUnavailable.
    """
    address = address_of(url)
    if isinstance(address, Path):
        transaction = duckdb_store.trial_transaction(address)
    else:
        transaction = postgresql.write_transaction(address, purpose)
    with transaction as connection:
        _prepare(connection, address)
        yield connection
        connection.rollback()


def remove_leftovers(url: str) -> None:
    """Remove what a writer that was killed has left beside an embedded file.

    Where another writer is at work nothing is done: it began by removing it.
    """
    address = address_of(url)
    if isinstance(address, Path):
        duckdb_store.remove_leftovers(address)


def copies_beside(url: str, since: date) -> list[str]:
    """The names of other DuckDB files in the file's folder that were written on `since` or later.

    By the days of the files themselves: where the clock was set back since, one may be missing. Of
    a server nothing is known.
    """
    address = address_of(url)
    if not isinstance(address, Path):
        return []
    return sorted(
        one.name
        for one in address.parent.iterdir()
        if one != address
        and is_duckdb(one)
        and datetime.fromtimestamp(one.stat().st_mtime, UTC).date() >= since
    )


def is_out_of_memory(error: BaseException) -> bool:
    """Whether the error, or one that led to it, is that memory ran out."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError | OUT_OF_MEMORY):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _prepare(connection: Connection, address: Path | URL) -> None:
    """Make the tables that the database lacks. UserError where it is another's to write."""
    if isinstance(address, URL):
        compatibility.refuse_other_writers(connection, postgresql.display_name(address))
    if not compatibility.is_new(connection, address):
        return
    if isinstance(address, URL):
        # Alembic takes a tenth of a second to import.
        from schemas.store import migrations

        migrations.upgrade(connection)
    else:
        if address.exists():
            raise DatabaseUnavailable(compatibility.foreign_message(str(address)))
        create_tables(connection, METADATA)
        compatibility.write_version(connection)


def data_version(url: str) -> str:
    """A text that is another one whenever the content may be. Raises as `reading` does."""
    named = unresolved_address(url)
    if isinstance(named, Path):
        # Where its links lead is looked up only to say what is not there.
        path = named if named.exists() else address_of(url)
        assert isinstance(path, Path)
        state = state_of(path)
        return f"{state.inode}-{state.modified_ns}"
    with reading(url).connect() as connection:
        return postgresql.read_mark(connection)


@contextmanager
def without_nested_loops(connection: Connection) -> Iterator[None]:
    """A server joins tables by all their rows until the block ends; a file knows by itself how."""
    if connection.dialect.name == POSTGRESQL:
        with postgresql.without_nested_loops(connection):
            yield
    else:
        yield


@contextmanager
def deferred_constraints(connection: Connection) -> Iterator[None]:
    """A stretch of a transaction in which rows may be taken out and put in again in any order."""
    if connection.dialect.name == POSTGRESQL:
        with postgresql.deferred_constraints(connection):
            yield
    else:
        yield


def _write_transaction(address: Path | URL, purpose: str) -> AbstractContextManager[Connection]:
    if isinstance(address, Path):
        return duckdb_store.replace_file(address, purpose)
    return postgresql.write_transaction(address, purpose)


class SideDatabase:
    """Tables of their own, kept apart from the records: a file, or a database on a server.

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
        with _write_transaction(address, purpose) as connection:
            if self._is_empty(connection, display_name(url)):
                create_tables(connection, self._metadata)
            if isinstance(address, URL):
                create_tables(connection, postgresql.MARK.metadata)
            yield connection

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


FILES = Readers(compatibility.check_file)
SERVERS = postgresql.Servers(compatibility.check_server)
# A server logs a connection that ends without a word as a fault.
atexit.register(close)
