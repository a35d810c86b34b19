"""A database opened to be read: one state of it, in a transaction that can write nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import duckdb
import psycopg
from psycopg import abc
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    NullPool,
    column,
    create_engine,
    event,
    inspect,
    or_,
    select,
    table,
)
from sqlalchemy.exc import NoSuchTableError, SQLAlchemyError

from schemas import errors
from seed.readers.database.address import DUCKDB, POSTGRESQL, SQLITE, filled, shown
from seed.readers.database.asked import Asked

APPLICATION = "prosecution-quality, import"
CONNECT_SECONDS = 30
# SQLSTATE classes whose text names tables, columns and rights, and no value: syntax and access,
# and what a transaction that only reads may not do. That of others may repeat a value.
TOLD_CLASSES = ("42", "25", "0A", "3F")
# What SQLite says of a statement and not of the file.
OF_STATEMENT = (
    *("no such", "near ", "ambiguous", "wrong number", "misuse", "unrecognized", "incomplete"),
    "attempt to write",
)
DUCKDB_TOLD = (duckdb.CatalogException, duckdb.BinderException, duckdb.ParserException)
DUCKDB_GONE = (duckdb.IOException, duckdb.FatalException, duckdb.ConnectionException)
# What PostgreSQL has more of than Python.
MOMENTS = ("date", "timestamp", "timestamptz", "time", "timetz")
OWN_SCHEMAS = ("information_schema", "pg_catalog")


class Refused(errors.UserError):
    """The database is there, and does not do what it is asked; its text tells why."""


class Undecodable(str):
    """What stands for a text that is not UTF-8."""


@dataclass(frozen=True)
class Opened:
    """A database that is open for reading, as it was when it was opened."""

    connection: Connection
    kind: str

    def tables(self) -> list[str]:
        """The tables and views that the reader may see; of another schema with that before them."""
        if self.kind == SQLITE:
            master = table("sqlite_master", column("name"), column("type"))
            kinds = master.c.type.in_(("table", "view"))
            own = master.c.name.not_like("sqlite\\_%", escape="\\")
            query = select(master.c.name).where(kinds, own)
            return sorted(self.connection.execute(query).scalars())
        tables = table(
            "tables", column("table_schema"), column("table_name"), schema="information_schema"
        )
        query = select(tables.c.table_schema, tables.c.table_name).where(
            ~or_(*(tables.c.table_schema == one for one in OWN_SCHEMAS))
        )
        usual = "main" if self.kind == DUCKDB else "public"
        found = self.connection.execute(query)
        return sorted(name if schema == usual else f"{schema}.{name}" for schema, name in found)

    def key(self, asked: Asked) -> list[str]:
        """The columns of the primary key; none of a view, or where the database does not say."""
        if self.kind == DUCKDB:
            return []
        try:
            key = inspect(self.connection).get_pk_constraint(asked.name, asked.schema)
        except NoSuchTableError:
            return []
        return list(key["constrained_columns"])


@contextmanager
def opened(source: str) -> Iterator[Opened]:
    """The database at the address, in one state for all that is asked of it; nothing is written.

    Raises UserError where a variable that it names is not set, and DatabaseUnavailable where it
    cannot be reached, or was cut off in the middle.
    """
    url = filled(source)
    kind = url.get_backend_name()
    engine = {POSTGRESQL: _postgresql, SQLITE: _sqlite, DUCKDB: _duckdb}[kind](url, source)
    _word_faults(engine, source)
    try:
        with engine.connect() as connection:
            if kind == SQLITE:
                connection.exec_driver_sql("BEGIN")
            yield Opened(connection, kind)
            connection.rollback()
    finally:
        engine.dispose()


def _postgresql(url: URL, _source: str) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        hide_parameters=True,
        # All blocks see the database as it is when the first is read.
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        connect_args={
            "application_name": APPLICATION,
            "client_encoding": "utf8",
            "connect_timeout": CONNECT_SECONDS,
        },
    )
    event.listen(engine, "connect", _read_as_written)
    return engine


def _read_as_written(connection: psycopg.Connection, _record: object) -> None:
    """Let days and times that Python has not come as the database writes them.

    Of `infinity`, a year before 1 or 24:00 the driver knows neither row nor column: as text they
    come to where each cell is judged, and is told with both.
    """
    for name in MOMENTS:
        oid = connection.adapters.types[name].oid
        usual = connection.adapters.get_loader(oid, Format.TEXT)
        assert usual is not None, "The driver reads days and times."
        connection.adapters.register_loader(oid, _or_as_written(usual))


def _or_as_written(usual: type[abc.Loader]) -> type[Loader]:
    class OrAsWritten(Loader):
        def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
            super().__init__(oid, context)
            self._usual = usual(oid, context)

        def load(self, data: Buffer) -> object:
            try:
                return self._usual.load(data)
            except psycopg.DataError:
                return bytes(data).decode()

    return OrAsWritten


def _sqlite(url: URL, source: str) -> Engine:
    path = _file(url, source)

    def connected() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None
        )
        connection.text_factory = _decoded
        connection.execute("PRAGMA query_only = ON")
        return connection

    return create_engine("sqlite://", creator=connected, poolclass=NullPool, hide_parameters=True)


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return Undecodable()


def _duckdb(url: URL, source: str) -> Engine:
    path = _file(url, source)
    # A SELECT could else read any file of this computer, or ask another one.
    config = {"enable_external_access": "false", "lock_configuration": "true"}
    return create_engine(
        f"duckdb:///{path}",
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"read_only": True, "config": config},
    )


def _file(url: URL, source: str) -> Path:
    path = Path(url.database or "").expanduser().absolute()
    if not path.is_file():
        raise errors.DatabaseUnavailable(
            f"The source [{shown(source)}] is not there. Nothing was changed; name the file by its"
            " whole path, since a job that runs every night has another working folder."
        )
    return path


def _word_faults(engine: Engine, source: str) -> None:
    @event.listens_for(engine, "handle_error")
    def _worded(context: ExceptionContext) -> None:
        raise worded(context.original_exception, source, context.is_disconnect) from None


def worded(error: BaseException, source: str, is_disconnect: bool = False) -> errors.UserError:
    """The driver's error in words that hold no value of a record and no password."""
    if is_disconnect or not _is_of_statement(error):
        return errors.DatabaseUnavailable(
            f"The source [{shown(source)}] cannot be read ({_first_line(error)}). Nothing was"
            " changed: what was stored stands. See to that database and the address, then run it"
            " again."
        )
    return Refused(_reason(error))


def _is_of_statement(error: BaseException) -> bool:
    match error:
        case psycopg.Error():
            return not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        case sqlite3.Error():
            of_it = str(error).startswith(OF_STATEMENT)
            return of_it or isinstance(error, sqlite3.ProgrammingError)
        case duckdb.Error():
            return not isinstance(error, DUCKDB_GONE)
    return isinstance(error, SQLAlchemyError)


def _reason(error: BaseException) -> str:
    match error:
        case psycopg.Error() if (error.sqlstate or "").startswith(TOLD_CLASSES):
            return error.diag.message_primary or _first_line(error)
        case psycopg.Error():
            return ", ".join(filter(None, (type(error).__name__, error.sqlstate)))
        case sqlite3.Error():
            return _first_line(error)
        case _ if isinstance(error, DUCKDB_TOLD):
            return _first_line(error)
    return type(error).__name__


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
