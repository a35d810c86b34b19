"""Open a database by its address; make its tables; tell its states apart.

An address is the path of an embedded DuckDB file, `duckdb:///PATH`, or `postgresql://...`.
"""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import (
    URL,
    Connection,
    Dialect,
    Engine,
    MetaData,
)
from sqlalchemy.schema import CreateTable

from schemas.errors import DatabaseMissing, DatabaseUnavailable
from schemas.store import (
    asked_once,
    embedded,
    importers,
    postgresql,
    recognised,
    versions,
    written_anew,
)
from schemas.store.address import (
    DEFAULT_FILE,
    OWN_FILE,
    POSTGRESQL,
    absolute,
    address_of,
    default_url,
    named_by,
    shown,
)
from schemas.store.asked_once import (
    last_of_a_state,
    last_of_what_stays,
    once_a_state,
    will_be_asked_again,
)
from schemas.store.bookkeeping import batches
from schemas.store.duckdb_files import OUT_OF_MEMORY, is_duckdb
from schemas.store.embedded import Readers, state_of
from schemas.store.frame_io import (
    Statement,
    incoming,
    insert_frame,
    kept_as_text,
    read_frame,
    read_kept,
    with_rows,
)
from schemas.store.keys import with_keys
from schemas.store.present import tables_in
from schemas.store.seeing import SCOPE, seen_by
from schemas.tables import METADATA

__all__ = [
    "DEFAULT_FILE",
    "OWN_FILE",
    "Statement",
    "absolute",
    "copies_beside",
    "create_tables",
    "data_version",
    "default_url",
    "incoming",
    "insert_frame",
    "is_out_of_memory",
    "is_there",
    "kept_as_text",
    "last_of_a_state",
    "last_of_what_stays",
    "let_go",
    "looked_at",
    "may_write",
    "once_a_state",
    "parents_later",
    "read_frame",
    "read_kept",
    "reading",
    "remove_left",
    "rewriting",
    "seen_by",
    "shown",
    "tables_in",
    "trying",
    "will_be_asked_again",
    "with_rows",
    "writing",
]


def reading(url: str) -> Engine:
    """The engine to read with, in the present state of the records; ask for it anew in each run.

    Raises DatabaseMissing where nothing was stored yet, DatabaseUnavailable where the database is
    locked, foreign, or made by another version.
    """
    address = address_of(url)
    return FILES.engine(address) if isinstance(address, Path) else SERVERS.engine(address)


def looked_at(connection: Connection) -> Connection:
    """The connection, by which somebody looks from one view of the state to the next.

    What it asks of the state is kept for others who look at the same state in the same scope
    (`seen_by`, which comes first).
    """
    if connection.dialect.name != POSTGRESQL:
        return asked_once.looked_at(connection)
    scope = connection.get_execution_options().get(SCOPE)
    return asked_once.looked_at(connection, (postgresql.mark(connection), scope))


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
        return importers.may_add_to(connection, batches)


def let_go() -> None:
    """Close what this process holds open for reading; the next reader opens it again."""
    FILES.let_go()
    SERVERS.let_go()


@contextmanager
def writing(url: str, *, purpose: str = "write") -> Iterator[Connection]:
    """One transaction on all tables, made where they are not there yet; readers are not disturbed.

    It commits at the end of the block. Left by an exception, or after `connection.rollback()`,
    nothing is changed. One writer at a time: others wait 30 s, then are told who holds it and for
    what `purpose`. Raises DatabaseUnavailable.
    """
    address = address_of(url)
    if isinstance(address, Path):
        transaction = embedded.replacing(address, purpose)
    else:
        transaction = postgresql.server_transaction(address, purpose)
    with transaction as connection:
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
        with embedded.rewriting(address, purpose) as connection:
            _prepare(connection, address)
            yield connection
        return
    with writing(url, purpose=purpose) as connection:
        yield connection
        names = {one.name for one in recognised.OWN} | written_anew.deleted_from(connection)
    written_anew.write(address, names)


@contextmanager
def trying(url: str, *, purpose: str = "dry run") -> Iterator[Connection]:
    """A transaction like that of `writing`, which is rolled back: nothing is changed or made.

    An embedded file is copied and other writers go on; a server has them wait. Raises
    DatabaseUnavailable.
    """
    address = address_of(url)
    if isinstance(address, Path):
        transaction = embedded.trying(address)
    else:
        transaction = postgresql.server_transaction(address, purpose)
    with transaction as connection:
        _prepare(connection, address)
        yield connection
        connection.rollback()


def remove_left(url: str) -> None:
    """Remove what a writer that was killed has left beside an embedded file.

    Where another writer is at work nothing is done: it began by removing it.
    """
    address = address_of(url)
    if isinstance(address, Path):
        embedded.remove_left(address)


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
        importers.refuse_other_writers(connection, postgresql.shown(address))
    if not recognised.is_new(connection, address):
        return
    if isinstance(address, URL):
        # Alembic takes a tenth of a second to import.
        from schemas.store import migrations

        migrations.upgrade(connection)
    else:
        if address.exists():
            raise DatabaseUnavailable(recognised.foreign(str(address)))
        create_tables(connection, METADATA)
        versions.write(connection)


def data_version(url: str) -> str:
    """A text that is another one whenever the content may be. Raises as `reading` does."""
    named = named_by(url)
    if isinstance(named, Path):
        # Where its links lead is looked up only to say what is not there.
        path = named if named.exists() else address_of(url)
        assert isinstance(path, Path)
        state = state_of(path)
        return f"{state.inode}-{state.modified_ns}"
    with reading(url).connect() as connection:
        return postgresql.mark(connection)


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


@contextmanager
def joined_whole(connection: Connection) -> Iterator[None]:
    """A server joins tables by all their rows until the block ends; a file knows by itself how."""
    if connection.dialect.name == POSTGRESQL:
        with postgresql.joined_whole(connection):
            yield
    else:
        yield


@contextmanager
def parents_later(connection: Connection) -> Iterator[None]:
    """A stretch of a transaction in which rows may be taken out and put in again in any order."""
    if connection.dialect.name == POSTGRESQL:
        with postgresql.parents_later(connection):
            yield
    else:
        yield


FILES = Readers(recognised.check_file)
SERVERS = postgresql.Servers(recognised.check_server)
# A server logs a connection that ends without a word as a fault.
atexit.register(let_go)
