"""Use PostgreSQL: pooled connections for reading, one writer at a time, a version of the data."""

import os
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    ExceptionContext,
    MetaData,
    NullPool,
    RootTransaction,
    String,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    text,
)

from schemas.errors import DatabaseUnavailable, PerhapsDone
from schemas.language import Message, message
from schemas.store.atomic_write import ignore_sigint
from schemas.store.pool import Pool
from schemas.store.row_scope import set_scope_at_begin
from schemas.store.snapshot_cache import enable_for_server

# Compares the files of tables before and after a rewrite: PostgreSQL only warns if it skips one.
FILES = text(
    "SELECT relname, pg_relation_filenode(oid) AS file FROM pg_class WHERE relkind = 'r'"
    " AND relnamespace = CAST('public' AS regnamespace) AND relname = ANY(:names)"
)
FUNCTION = text("SELECT to_regprocedure('access.write_anew(text)') IS NOT NULL")
BY_OWNER = text("SELECT access.write_anew(:name)")
LOCK_SECONDS = 30.0
# Any number, if all writers use the same one: here the letters "pq".
WRITER_LOCK = 0x7071
OLDEST_VERSION = 15  # the first with UNIQUE NULLS NOT DISTINCT
ENCODING = "UTF8"
KEPT_SERVERS = 4
# Errors that the user can put right: refused or lost connections, locks, a full disk, missing
# rights, a read-only server (as after a failover), or damaged pages.
FAULTS = (
    psycopg.OperationalError,
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.ReadOnlySqlTransaction,
    psycopg.errors.IdleInTransactionSessionTimeout,
    psycopg.errors.DataCorrupted,
    psycopg.errors.IndexCorrupted,
)
NAME_LENGTH = 63  # what PostgreSQL keeps of an application's name
# A random text, not a counter: a database that is dropped and filled again would reach the same
# number.
MARK = Table("data_version", MetaData(), Column("mark", String(32), nullable=False))
HOLDER = text(
    "SELECT pid, application_name FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE granted"
    f" AND (locktype = 'advisory' AND objid = {WRITER_LOCK} OR mode = 'ShareRowExclusiveLock'"
    f" AND relation = to_regclass('{MARK.name}') AND datname = current_database())"
)


def display_name(url: URL) -> Message:
    """Return the address without user, password and options."""
    # libpq takes what the address leaves out from the environment, then from this computer.
    said = url.get_dialect()().create_connect_args(url)[1]
    host = str(said.get("host") or os.environ.get("PGHOST") or "/")
    if host.startswith(("/", "@")):
        return message("PostgreSQL database [{name}] on this computer's socket", name=url.database)
    return message("PostgreSQL database [{name}] on [{host}]", name=url.database, host=host)


class Servers:
    """Engines for reading, one per address. `check` raises an error if a database is refused."""

    def __init__(self, check: Callable[[Connection, URL], None]) -> None:
        self._check = check
        self._lock = threading.Lock()
        self._engines: dict[URL, Engine] = {}

    def engine(self, url: URL) -> Engine:
        """Return an engine whose transactions are read-only and see one state of the records."""
        with self._lock:
            if (known := self._engines.get(url)) is not None:
                return known
            engine = _reading_engine(url)
            try:
                with engine.connect() as connection:
                    self._check(connection, url)
            except BaseException:
                engine.dispose()
                raise
            if len(self._engines) == KEPT_SERVERS:
                self._engines.pop(next(iter(self._engines))).dispose()
            self._engines[url] = engine
            return engine

    def close(self) -> None:
        """Close the connections that no thread uses. `engine` makes new ones."""
        with self._lock:
            while self._engines:
                self._engines.popitem()[1].dispose()


def _reading_engine(url: URL) -> Engine:
    """Build an engine with a pool whose transactions are read-only and see one state."""
    engine = _make_engine(
        url,
        poolclass=Pool,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        # Notice a restart or a failover of the server before a query.
        pool_pre_ping=True,
        max_overflow=15,
    )
    set_scope_at_begin(engine)
    return enable_for_server(engine)


@contextmanager
def write_transaction(url: URL, purpose: str) -> Iterator[Connection]:
    """Open a transaction with the lock for writers. It commits unless the caller rolls back.

    Raises DatabaseUnavailable.
    """
    engine = _make_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        transaction = connection.begin()
        _refuse_old(connection, url)
        _take_lock(connection, engine, purpose)
        yield connection
        if transaction.is_active:
            connection.execute(delete(MARK))
            connection.execute(insert(MARK).values(mark=secrets.token_hex(16)))
            with ignore_sigint():
                commit_records(transaction)


def commit_records(transaction: RootTransaction) -> None:
    """Commit changes of records. Entries of the audit log are committed separately.

    Raises PerhapsDone if the server did not answer: it may have committed before the connection was
    lost.
    """
    url = transaction.connection.engine.url
    try:
        transaction.commit()
    except DatabaseUnavailable as error:
        # An error with a state comes from the server, which did not commit.
        if getattr(error.__cause__, "sqlstate", None) is not None:
            raise
        raise PerhapsDone(
            "The connection to {database} was lost while the change was being completed. Either"
            " all of it was made or nothing. Check the server, then try again. What is already"
            " stored is not stored twice.",
            database=display_name(url),
        ) from error


@contextmanager
def side_transaction(url: URL) -> Iterator[Connection]:
    """Open a transaction on tables other than records, without waiting for writers.

    It does not change the version of the data. Raises DatabaseUnavailable.
    """
    with _make_engine(url, poolclass=NullPool).begin() as connection:
        _limit_lock_wait(connection, in_transaction=True)
        yield connection


def side_engine(url: URL) -> Engine:
    """Return an engine with a pool, for tables other than records that are used often."""
    return _make_engine(url, poolclass=Pool, pool_size=2, max_overflow=8, pool_pre_ping=True)


@contextmanager
def autocommit_connection(url: URL) -> Iterator[Connection]:
    """Open a connection that commits each statement. Raises DatabaseUnavailable."""
    engine = _make_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        _limit_lock_wait(connection, in_transaction=False)
        yield connection


def read_data_version(connection: Connection) -> str:
    """Return the version of the data: a random text that each write replaces."""
    return connection.execute(select(MARK.c.mark)).scalar_one()


def _refuse_old(connection: Connection, url: URL) -> None:
    version = connection.dialect.server_version_info or (0,)
    if int(version[0]) < OLDEST_VERSION:
        raise DatabaseUnavailable(
            "{database} has version [{version}]. Version {oldest} or newer is needed.",
            database=display_name(url),
            version=version[0],
            oldest=OLDEST_VERSION,
        )


def _take_lock(connection: Connection, engine: Engine, purpose: str) -> None:
    """Take the lock for writers. Raises DatabaseUnavailable, which names its holder."""
    name = f"prosecution-quality, {purpose}"[:NAME_LENGTH]
    connection.execute(select(func.set_config("application_name", name, False)))
    _limit_lock_wait(connection, in_transaction=True)
    try:
        _wait_for_writers(connection)
    except DatabaseUnavailable as error:
        raise DatabaseUnavailable(
            "{file} is being written by [{holder}]. Nothing was changed. Try again when that"
            " has finished.",
            file=display_name(engine.url),
            holder=_lock_holder(engine),
        ) from error


def _wait_for_writers(connection: Connection) -> None:
    """Wait for other writers, by locking the table that each write changes.

    A role that may not change the table cannot lock it, and so cannot block writers.
    """
    there = select(func.to_regclass(MARK.name))
    if connection.execute(there).scalar() is None:
        # Before the tables exist, an advisory lock makes sure that only one process creates them.
        connection.execute(select(func.pg_advisory_xact_lock(WRITER_LOCK)))
        if connection.execute(there).scalar() is None:
            return
    if connection.execute(select(func.has_table_privilege(MARK.name, "DELETE"))).scalar():
        connection.execute(text(f"LOCK TABLE {MARK.name} IN SHARE ROW EXCLUSIVE MODE"))


def _limit_lock_wait(connection: Connection, *, in_transaction: bool) -> None:
    """Limit how long the connection waits for a lock to LOCK_SECONDS."""
    milliseconds = str(round(LOCK_SECONDS * 1000))
    connection.execute(select(func.set_config("lock_timeout", milliseconds, in_transaction)))


def _lock_holder(engine: Engine) -> str:
    """Return as text which process holds the lock for writers: its id and its name."""
    with engine.connect() as connection:
        process = connection.execute(HOLDER).first()
    if process is None:
        return message("another process")
    return f"process {process[0]}, {process[1]}"


@contextmanager
def driver_connection(connection: Connection) -> Iterator[psycopg.Connection]:
    """Yield the connection of the driver, for COPY; its errors are converted as for statements.

    A duplicate key or missing parent is a bug of `seed/gate`. Its error does not repeat the values
    that PostgreSQL names.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        yield driver
    except psycopg.IntegrityError as error:
        violated = error.diag.constraint_name or f"a column of {error.diag.table_name}"
        raise AssertionError(f"the gate let through a breach of {violated}") from None
    except FAULTS as error:
        raise _connection_error(error, connection.engine.url) from error


def _make_engine(url: URL, **how: Any) -> Engine:
    """Make an engine that converts errors for the user, checks the encoding and turns off JIT.

    Parameters may be values of records, so errors do not show them.
    """
    engine = create_engine(url, hide_parameters=True, **how)

    @event.listens_for(engine, "handle_error")
    def _translate_faults(context: ExceptionContext) -> None:
        # The pool replaces a dead connection by itself.
        if context.is_pre_ping:
            return
        error = context.original_exception
        if isinstance(error, FAULTS) or context.is_disconnect:
            raise _connection_error(error, url)

    # Before anything else: with such an encoding even the version is not returned as text.
    @event.listens_for(engine, "connect", insert=True)
    def _refuse_other_letters(connection: psycopg.Connection, _record: object) -> None:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != ENCODING:
            connection.close()
            raise DatabaseUnavailable(
                "{database} can store only letters of [{encoding}], but records can have"
                " letters of any language. Nothing was changed. Create it again with `createdb"
                " --encoding {needed} --template template0 NAME`.",
                database=display_name(url),
                encoding=encoding,
                needed=ENCODING,
            )

    @event.listens_for(engine, "connect")
    def _turn_off_jit(connection: psycopg.Connection, _record: object) -> None:
        # Queries with hundreds of columns take longer to compile than to run.
        connection.execute("SET jit = off")
        connection.commit()

    return engine


def _connection_error(error: BaseException, url: URL) -> DatabaseUnavailable:
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    return DatabaseUnavailable(
        "{database} cannot be read or written ({reason}). Nothing was changed. Check the server"
        " and the address, then try again.",
        database=display_name(url),
        reason=reason,
    )


# Only the owner may rewrite a table, and the role that erases owns none. If the database was set up
# for several roles, a function of the owner does it, without showing any row.
def tables_deleted_from(connection: Connection) -> set[str]:
    """Return the tables in which the transaction has deleted or changed rows."""
    asked = text(
        "SELECT relname FROM pg_stat_xact_user_tables WHERE schemaname = 'public'"
        " AND n_tup_del + n_tup_upd > 0"
    )
    return set(connection.execute(asked).scalars())


def purge_deleted_rows(url: URL, names: Iterable[str]) -> None:
    """Rewrite the existing tables of these names, to remove deleted rows from the disk.

    Raises DatabaseUnavailable, with a message that the rows themselves are already deleted.
    """
    asked = {"names": sorted(names)}
    try:
        with autocommit_connection(url) as connection:
            before = _files(connection, asked)
            has_function = connection.execute(FUNCTION).scalar_one()
            for name in before:
                if has_function:
                    connection.execute(BY_OWNER, {"name": name})
                else:
                    quote = connection.dialect.identifier_preparer.quote
                    connection.exec_driver_sql(f"VACUUM (FULL) {quote(name)}")
            after = _files(connection, asked)
    except DatabaseUnavailable as error:
        raise _not_rewritten(url) from error
    if before.items() & after.items():
        raise _not_rewritten(url)


def _files(connection: Connection, asked: dict[str, list[str]]) -> dict[str, int]:
    return {one.relname: one.file for one in connection.execute(FILES, asked)}


def _not_rewritten(url: URL) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        "The rows were deleted from {database}, and this cannot be undone. But the server's"
        " files can still contain their bytes. The owner of the tables must run VACUUM (FULL)"
        " when nobody is using the database.",
        database=display_name(url),
    )
