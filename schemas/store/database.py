"""Open a database by its address, create its tables, and detect changes of its content.

An address is the path of a DuckDB file, `duckdb:///PATH`, or `postgresql://...`.
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
    default_url,
    display_name,
    parsed_address,
    resolved_address,
    with_absolute_path,
)
from schemas.store.bookkeeping import batches
from schemas.store.compatibility import is_empty_side_database, tables_in
from schemas.store.ddl import create_tables
from schemas.store.duckdb_store import OUT_OF_MEMORY, Readers, file_state, is_duckdb
from schemas.store.frame_io import (
    Statement,
    cache_compiled_sql,
    insert_frame,
    non_empty_tables,
    read_frame,
    read_precompiled,
    temporary_table,
)
from schemas.store.row_scope import SCOPE, apply_scope
from schemas.store.snapshot_cache import cached_per_snapshot, lru_forever
from schemas.tables import METADATA

__all__ = [
    "DEFAULT_FILE",
    "OWN_FILE",
    "SideDatabase",
    "Statement",
    "apply_scope",
    "cache_compiled_sql",
    "cached_per_snapshot",
    "close_readers",
    "copies_beside",
    "create_tables",
    "data_version",
    "default_url",
    "deferred_constraints",
    "display_name",
    "insert_frame",
    "is_anything_stored",
    "is_out_of_memory",
    "lru_forever",
    "may_write",
    "non_empty_tables",
    "path_beside",
    "read_frame",
    "read_precompiled",
    "reading",
    "remove_leftovers",
    "rewriting",
    "tables_in",
    "temporary_table",
    "trying",
    "with_absolute_path",
    "with_snapshot_cache",
    "writing",
]


def reading(url: str) -> Engine:
    """Return the engine that reads the current state of the records; call it again for each read.

    Raises DatabaseMissing if nothing is stored yet, or DatabaseUnavailable if the database is
    locked, of another program, or of another version.
    """
    address = resolved_address(url)
    return FILES.engine(address) if isinstance(address, Path) else SERVERS.engine(address)


def with_snapshot_cache(connection: Connection) -> Connection:
    """Return a connection that caches results of queries on the current state of the records.

    All connections with the same state and the same scope share the cache. Call `apply_scope`
    before. The engine of a file has this cache already.
    """
    if connection.dialect.name != POSTGRESQL:
        return connection
    scope = connection.get_execution_options().get(SCOPE)
    return snapshot_cache.with_snapshot_cache(
        connection, (postgresql.read_data_version(connection), scope)
    )


def is_anything_stored(url: str) -> bool:
    """Whether anything is stored at the address.

    Raises DatabaseUnavailable if the database is locked, or of another program or version.
    """
    try:
        reading(url)
    except DatabaseMissing:
        return False
    return True


def may_write(url: str) -> bool:
    """Whether the user of the address may store records. On a server, the rights of roles decide.

    Raises DatabaseUnavailable if the database is locked, or of another program or version.
    """
    address = resolved_address(url)
    if isinstance(address, Path) or not is_anything_stored(url):
        return True
    with reading(url).connect() as connection:
        return compatibility.may_insert(connection, batches)


def close_readers() -> None:
    """Close the connections that this process keeps for reading. `reading` opens new ones."""
    FILES.close()
    SERVERS.close()


@contextmanager
def writing(url: str, *, purpose: str = "write") -> Iterator[Connection]:
    """Open a transaction for writing, and create missing tables. Readers are not disturbed.

    It commits at the end of the block, unless an exception or `connection.rollback()` undoes it.
    Only one process writes at a time. Others wait 30 s. Then they raise DatabaseUnavailable, which
    names the writing process and its `purpose`.
    """
    address = resolved_address(url)
    with _write_transaction(address, purpose) as connection:
        _create_missing_tables(connection, address)
        yield connection


@contextmanager
def rewriting(url: str, *, purpose: str) -> Iterator[Connection]:
    """Open a transaction as `writing` does, and also erase deleted rows from the disk.

    The whole database file is written again. A server rewrites the tables after the commit. Raises
    DatabaseUnavailable.
    """
    address = resolved_address(url)
    with _rewrite_transaction(address, purpose) as connection:
        _create_missing_tables(connection, address)
        yield connection


@contextmanager
def trying(url: str, *, purpose: str = "dry run") -> Iterator[Connection]:
    """Open a transaction as `writing` does, which is always rolled back at the end.

    A database file is copied, so other writers can continue; on a server they wait. Raises
    DatabaseUnavailable.
    """
    address = resolved_address(url)
    if isinstance(address, Path):
        transaction = duckdb_store.trial_transaction(address)
    else:
        transaction = postgresql.write_transaction(address, purpose)
    with transaction as connection:
        _create_missing_tables(connection, address)
        yield connection
        connection.rollback()


def remove_leftovers(url: str) -> None:
    """Remove the temporary files that a killed writer left next to a database file.

    If another writer is active, nothing is done, because that writer removed them when it started.
    """
    address = resolved_address(url)
    if isinstance(address, Path):
        duckdb_store.remove_leftovers(address)


def copies_beside(url: str, since: date) -> list[str]:
    """Return the names of other DuckDB files in the same folder, written on `since` or later.

    It uses the times of the files, so one may be missing if the clock was set back. A server has no
    such files.
    """
    address = resolved_address(url)
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
    """Whether the error, or one of its causes, is a lack of memory."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError | OUT_OF_MEMORY):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _create_missing_tables(connection: Connection, address: Path | URL) -> None:
    """Create missing tables. Raises UserError if the user may not write."""
    if isinstance(address, URL):
        compatibility.refuse_other_writers(connection, postgresql.display_name(address))
    if not compatibility.is_new(connection, address):
        return
    if isinstance(address, URL):
        # Importing alembic takes a tenth of a second.
        from schemas.store import migrations

        migrations.upgrade(connection)
    else:
        if address.exists():
            raise DatabaseUnavailable(compatibility.foreign_message(str(address)))
        create_tables(connection, METADATA)
        compatibility.write_version(connection)


def data_version(url: str) -> str:
    """Return a text that changes whenever the records may have changed.

    Raises DatabaseMissing if nothing is stored yet, or DatabaseUnavailable if the database is
    locked, or of another program or version.
    """
    address = parsed_address(url)
    if isinstance(address, Path):
        state = file_state(address)
        return f"{state.inode}-{state.modified_ns}"
    with reading(url).connect() as connection:
        return postgresql.read_data_version(connection)


@contextmanager
def without_nested_loops(connection: Connection) -> Iterator[None]:
    """Let PostgreSQL avoid nested-loop joins within the block. With DuckDB, do nothing.

    With row security, joins cannot use indexes before rows are checked, and the planner expects one
    row if it may not use statistics. It would then choose a nested loop, which is slow.
    """
    is_server = connection.dialect.name == POSTGRESQL
    if is_server:
        connection.exec_driver_sql("SET LOCAL enable_nestloop = off")
    yield
    if is_server:
        connection.exec_driver_sql("SET LOCAL enable_nestloop = on")


@contextmanager
def deferred_constraints(connection: Connection) -> Iterator[None]:
    """Check foreign keys only at the end of the block, so rows can be replaced in any order."""
    if connection.dialect.name != POSTGRESQL:
        yield
        return
    with postgresql.driver_connection(connection) as driver:
        driver.execute("SET CONSTRAINTS ALL DEFERRED")
    yield
    with postgresql.driver_connection(connection) as driver:
        driver.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _write_transaction(address: Path | URL, purpose: str) -> AbstractContextManager[Connection]:
    if isinstance(address, Path):
        return duckdb_store.replace_file(address, purpose)
    return postgresql.write_transaction(address, purpose)


@contextmanager
def _rewrite_transaction(address: Path | URL, purpose: str) -> Iterator[Connection]:
    if isinstance(address, Path):
        with duckdb_store.replace_file(address, purpose, is_rewritten=True) as connection:
            yield connection
        return
    with postgresql.write_transaction(address, purpose) as connection:
        yield connection
        names = {one.name for one in compatibility.OWN} | postgresql.tables_deleted_from(connection)
    postgresql.purge_deleted_rows(address, names)


class SideDatabase:
    """A database for other tables than records, such as releases, in a file or on a server.

    It has three messages: `missing` (no such database at {database}), `foreign` ({file} belongs to
    another program) and `anew` (what to do if another version of the program made it).
    """

    def __init__(self, metadata: MetaData, missing: str, foreign: str, anew: str) -> None:
        self._metadata, self._lacking, self._foreign, self._anew = metadata, missing, foreign, anew
        self._files = duckdb_store.Readers(self._check_file)
        self._servers = postgresql.Servers(self._check_server)

    def reading(self, url: str) -> Engine:
        """Return the engine that reads the current state. Raises DatabaseMissing if none exists."""
        address = resolved_address(url)
        if isinstance(address, URL):
            return self._servers.engine(address)
        if not address.exists():
            raise self._missing_error(str(address))
        return self._files.engine(address)

    @contextmanager
    def writing(self, url: str, *, purpose: str) -> Iterator[Connection]:
        """Open a transaction like that of `database.writing`, and create missing tables."""
        address = resolved_address(url)
        with _write_transaction(address, purpose) as connection:
            self._create_missing_tables(connection, address)
            yield connection

    @contextmanager
    def rewriting(self, url: str, *, purpose: str) -> Iterator[Connection]:
        """Open a transaction like that of `database.rewriting`, and create missing tables."""
        address = resolved_address(url)
        with _rewrite_transaction(address, purpose) as connection:
            self._create_missing_tables(connection, address)
            yield connection

    def close(self) -> None:
        """Close the connections of this process."""
        self._files.close()
        self._servers.close()

    def _check_file(self, engine: Engine, path: Path) -> None:
        with engine.connect() as connection:
            if self._is_empty(connection, str(path)):
                raise DatabaseUnavailable(self._foreign, file=path)

    def _check_server(self, connection: Connection, url: URL) -> None:
        place = postgresql.display_name(url)
        if self._is_empty(connection, place):
            raise self._missing_error(place)

    def _create_missing_tables(self, connection: Connection, address: Path | URL) -> None:
        of_server = address if isinstance(address, URL) else None
        place = postgresql.display_name(of_server) if of_server else str(address)
        if self._is_empty(connection, place):
            create_tables(connection, self._metadata)
        if of_server:
            create_tables(connection, postgresql.MARK.metadata)

    def _is_empty(self, connection: Connection, place: str) -> bool:
        return is_empty_side_database(connection, place, self._metadata.tables.values(), self._anew)

    def _missing_error(self, place: str) -> DatabaseMissing:
        return DatabaseMissing(self._lacking, database=place)


def path_beside(url: str, suffix: str) -> Path | None:
    """Return the path next to a database file, with another suffix; None on a server."""
    address = resolved_address(url)
    if isinstance(address, URL):
        return None
    return address.with_name(f"{address.stem}{suffix}")


FILES = Readers(compatibility.check_file)
SERVERS = postgresql.Servers(compatibility.check_server)
# A server logs a connection that is not closed as an error.
atexit.register(close_readers)
