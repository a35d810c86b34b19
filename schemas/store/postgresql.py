"""The PostgreSQL server: pooled reading, one writer at a time, a mark that each write renews."""

import os
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

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
from schemas.store.atomic_write import ignore_sigint
from schemas.store.pool import Pool
from schemas.store.row_scope import set_scope_at_begin
from schemas.store.snapshot_cache import enable_for_server

# PostgreSQL only warns of what it passes over.
FILES = text(
    "SELECT relname, pg_relation_filenode(oid) AS file FROM pg_class WHERE relkind = 'r'"
    " AND relnamespace = CAST('public' AS regnamespace) AND relname = ANY(:names)"
)
FUNCTION = text("SELECT to_regprocedure('access.write_anew(text)') IS NOT NULL")
BY_OWNER = text("SELECT access.write_anew(:name)")
LOCK_SECONDS = 30.0
# Any number, as long as all writers take the same: the letters "pq".
WRITER_LOCK = 0x7071
OLDEST_VERSION = 15  # the first with UNIQUE NULLS NOT DISTINCT
ENCODING = "UTF8"
KEPT_SERVERS = 4
# Connections refused or cut, locks not given, a full disk, no permission, a server that only reads
# (as one that took over does) or whose pages are damaged: what can be put right.
FAULTS = (
    psycopg.OperationalError,
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.ReadOnlySqlTransaction,
    psycopg.errors.IdleInTransactionSessionTimeout,
    psycopg.errors.DataCorrupted,
    psycopg.errors.IndexCorrupted,
)
NAME_LENGTH = 63  # what PostgreSQL keeps of an application's name
# Not a counter: a database that is dropped and filled again would count to the same number.
MARK = Table("data_version", MetaData(), Column("mark", String(32), nullable=False))
HOLDER = text(
    "SELECT pid, application_name FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE granted"
    f" AND (locktype = 'advisory' AND objid = {WRITER_LOCK} OR mode = 'ShareRowExclusiveLock'"
    f" AND relation = to_regclass('{MARK.name}') AND datname = current_database())"
)


def display_name(url: URL) -> str:
    """The address without user, password and options."""
    # What an address leaves out is the environment's, and else this computer's, as for libpq.
    said = url.get_dialect()().create_connect_args(url)[1]
    host = str(said.get("host") or os.environ.get("PGHOST") or "/")
    on = "this computer's socket" if host.startswith(("/", "@")) else f"[{host}]"
    return f"PostgreSQL database [{url.database}] on {on}"


class Servers:
    """The reading engines, one per address; `check` looks at each new one, and may raise."""

    def __init__(self, check: Callable[[Connection, URL], None]) -> None:
        self._check = check
        self._lock = threading.Lock()
        self._engines: dict[URL, Engine] = {}

    def engine(self, url: URL) -> Engine:
        """An engine whose transactions see one state of the records, and change nothing."""
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
        """Close the connections that no thread is using; the engines are made anew when asked."""
        with self._lock:
            while self._engines:
                self._engines.popitem()[1].dispose()


def _reading_engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        poolclass=Pool,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        # A server that was restarted, or another that took over, is noticed before it is asked.
        pool_pre_ping=True,
        max_overflow=15,
        hide_parameters=True,
    )
    _prepare(engine, url)
    set_scope_at_begin(engine)
    return enable_for_server(engine)


@contextmanager
def write_transaction(url: URL, purpose: str) -> Iterator[Connection]:
    """A transaction that holds the writers' lock; it commits unless the caller rolled it back.

    Raises DatabaseUnavailable.
    """
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    _prepare(engine, url)
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
    """Commit what was written to the records; other commits are of the log beside them.

    Raises PerhapsDone where no answer came: the server may have committed before it was cut off.
    """
    url = transaction.connection.engine.url
    try:
        transaction.commit()
    except DatabaseUnavailable as error:
        # What the server itself refuses has a state, and was not done.
        if getattr(error.__cause__, "sqlstate", None) is not None:
            raise
        raise PerhapsDone(
            f"The {display_name(url)} was cut off while the change was being made final: it is made"
            " or not, as a whole. See to the server, then try again: what is stored already is not"
            " stored twice."
        ) from error


@contextmanager
def side_transaction(url: URL) -> Iterator[Connection]:
    """A transaction on what is no record: it neither waits for a writer nor makes a new state.

    Raises DatabaseUnavailable.
    """
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    _prepare(engine, url)
    with engine.begin() as connection:
        _wait_no_longer(connection, in_transaction=True)
        yield connection


def side_engine(url: URL) -> Engine:
    """An engine for what is no record and is asked for often; its connections are kept."""
    engine = create_engine(
        url,
        poolclass=Pool,
        pool_size=2,
        max_overflow=8,
        pool_pre_ping=True,
        hide_parameters=True,
    )
    _prepare(engine, url)
    return engine


@contextmanager
def autocommit_connection(url: URL) -> Iterator[Connection]:
    """A connection each statement of which is a transaction. Raises DatabaseUnavailable."""
    engine = create_engine(
        url, poolclass=NullPool, hide_parameters=True, isolation_level="AUTOCOMMIT"
    )
    _prepare(engine, url)
    with engine.connect() as connection:
        _wait_no_longer(connection, in_transaction=False)
        yield connection


def read_mark(connection: Connection) -> str:
    return connection.execute(select(MARK.c.mark)).scalar_one()


def _refuse_old(connection: Connection, url: URL) -> None:
    version = connection.dialect.server_version_info or (0,)
    if int(version[0]) < OLDEST_VERSION:
        raise DatabaseUnavailable(
            f"The {display_name(url)} is of version [{version[0]}]."
            f" Version {OLDEST_VERSION} or newer is needed."
        )


def _take_lock(connection: Connection, engine: Engine, purpose: str) -> None:
    name = f"prosecution-quality, {purpose}"[:NAME_LENGTH]
    connection.execute(select(func.set_config("application_name", name, False)))
    _wait_no_longer(connection, in_transaction=True)
    try:
        _wait_for_writers(connection)
    except DatabaseUnavailable as error:
        raise DatabaseUnavailable(
            f"The {display_name(engine.url)} is being written by [{_holder(engine)}]."
            " Nothing was changed; try again when it has ended."
        ) from error


def _wait_for_writers(connection: Connection) -> None:
    """Lock the mark, which each write renews: who may not change it cannot hold it from others."""
    there = select(func.to_regclass(MARK.name))
    if connection.execute(there).scalar() is None:
        # Whoever makes the tables is alone with others who would.
        connection.execute(select(func.pg_advisory_xact_lock(WRITER_LOCK)))
        if connection.execute(there).scalar() is None:
            return
    if connection.execute(select(func.has_table_privilege(MARK.name, "DELETE"))).scalar():
        connection.execute(text(f"LOCK TABLE {MARK.name} IN SHARE ROW EXCLUSIVE MODE"))


def _wait_no_longer(connection: Connection, *, in_transaction: bool) -> None:
    milliseconds = str(round(LOCK_SECONDS * 1000))
    connection.execute(select(func.set_config("lock_timeout", milliseconds, in_transaction)))


def _holder(engine: Engine) -> str:
    with engine.connect() as connection:
        process = connection.execute(HOLDER).first()
    return "another process" if process is None else f"process {process[0]}, {process[1]}"


@contextmanager
def driver_connection(connection: Connection) -> Iterator[psycopg.Connection]:
    """The driver's own connection, for COPY; its faults are worded like those of statements.

    A broken key or parent is a bug of the gate's, told without the values that PostgreSQL names.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        yield driver
    except psycopg.IntegrityError as error:
        raise AssertionError(f"the gate let through a breach of {_constraint(error)}") from None
    except FAULTS as error:
        raise _fault(error, connection.engine.url) from error


@contextmanager
def without_nested_loops(connection: Connection) -> Iterator[None]:
    """Tables are joined by all their rows, not looked through anew for each, until the block ends.

    Within a scope no join uses an index, since no comparison may be asked of hidden rows; and of
    rows that it may not count the planner expects one, for which a look at each seems cheap.
    """
    connection.exec_driver_sql("SET LOCAL enable_nestloop = off")
    yield
    connection.exec_driver_sql("SET LOCAL enable_nestloop = on")


@contextmanager
def deferred_constraints(connection: Connection) -> Iterator[None]:
    """Rows may lack their parents until the end of the block."""
    with driver_connection(connection) as driver:
        driver.execute("SET CONSTRAINTS ALL DEFERRED")
    yield
    with driver_connection(connection) as driver:
        driver.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _constraint(error: psycopg.IntegrityError) -> str:
    return error.diag.constraint_name or f"a column of {error.diag.table_name}"


def _prepare(engine: Engine, url: URL) -> None:
    _translate_faults(engine, url)

    # First of all: of such a database not even the version is given as text.
    @event.listens_for(engine, "connect", insert=True)
    def _refuse_other_letters(connection: psycopg.Connection, _record: object) -> None:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != ENCODING:
            connection.close()
            raise DatabaseUnavailable(
                f"The {display_name(url)} has letters of [{encoding}] alone, and records have those"
                " of any language. Nothing was changed. Make it anew with `createdb --encoding"
                f" {ENCODING} --template template0 NAME`."
            )

    event.listen(engine, "connect", _without_jit)


def _without_jit(connection: psycopg.Connection, _record: object) -> None:
    """Statements of hundreds of columns take longer to compile than to run as they are."""
    connection.execute("SET jit = off")
    connection.commit()


def _translate_faults(engine: Engine, url: URL) -> None:
    @event.listens_for(engine, "handle_error")
    def _translate(context: ExceptionContext) -> None:
        error = context.original_exception
        # A pool that finds a dead connection asks for another, and needs no telling.
        if context.is_pre_ping:
            return
        if isinstance(error, FAULTS) or context.is_disconnect:
            raise _fault(error, url)


def _fault(error: BaseException, url: URL) -> DatabaseUnavailable:
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    return DatabaseUnavailable(
        f"The {display_name(url)} cannot be read or written ({reason}). Nothing was changed; see to"
        " the server and the address, then try again."
    )


# Only who owns a table may do so, and whoever erases owns none: the owner's function of a database
# that was set up does it, whose user sees no row by that.
def tables_deleted_from(connection: Connection) -> set[str]:
    """The tables of which the transaction has deleted or changed a row."""
    asked = text(
        "SELECT relname FROM pg_stat_xact_user_tables WHERE schemaname = 'public'"
        " AND n_tup_del + n_tup_upd > 0"
    )
    return set(connection.execute(asked).scalars())


def rewrite_tables(url: URL, names: Iterable[str]) -> None:
    """Write the tables of these names anew, those that are there.

    Raises DatabaseUnavailable, in words for those whose rows are deleted already.
    """
    asked = {"names": sorted(names)}
    try:
        with autocommit_connection(url) as connection:
            before = _files(connection, asked)
            has_function = connection.execute(FUNCTION).scalar_one()
            for name in before:
                _rewrite_table(connection, name, by_owner=has_function)
            after = _files(connection, asked)
    except DatabaseUnavailable as error:
        raise _not_rewritten(url) from error
    if before.items() & after.items():
        raise _not_rewritten(url)


def _files(connection: Connection, asked: dict[str, list[str]]) -> dict[str, int]:
    return {one.relname: one.file for one in connection.execute(FILES, asked)}


def _rewrite_table(connection: Connection, name: str, *, by_owner: bool) -> None:
    if by_owner:
        connection.execute(BY_OWNER, {"name": name})
    else:
        quote = connection.dialect.identifier_preparer.quote
        connection.exec_driver_sql(f"VACUUM (FULL) {quote(name)}")


def _not_rewritten(url: URL) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"The rows are taken out of the {display_name(url)}, and this is not undone. But"
        " its tables could not be written anew, so that the bytes of these rows may stand in the"
        " server's files still: let their owner run VACUUM (FULL) on it when nobody reads."
    )
