"""The PostgreSQL server: pooled reading, one writer at a time, a mark that each write renews."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import psycopg
from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    ExceptionContext,
    MetaData,
    NullPool,
    String,
    Table,
    column,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    table,
)

from schemas.errors import DatabaseUnavailable

LOCK_SECONDS = 30.0
# Any number, as long as all writers take the same: the letters "pq".
WRITER_LOCK = 0x7071
OLDEST_VERSION = 15  # the first with UNIQUE NULLS NOT DISTINCT
KEPT_SERVERS = 4
NAME_LENGTH = 63  # what PostgreSQL keeps of an application's name

# Not a counter: a database that is dropped and filled again would count to the same number.
MARK = Table("data_version", MetaData(), Column("mark", String(32), nullable=False))

LOCKS = table("pg_locks", column("locktype"), column("objid"), column("granted"), column("pid"))
ACTIVITY = table("pg_stat_activity", column("pid"), column("application_name"))


def shown(url: URL) -> str:
    """The address without user, password and options."""
    return f"PostgreSQL database [{url.database}] on [{url.host}]"


@lru_cache(maxsize=KEPT_SERVERS)
def reading_engine(url: URL) -> Engine:
    """An engine whose transactions see one state of the records, and change nothing."""
    engine = create_engine(
        url,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        # A server that was restarted, or another that took over, is noticed before it is asked.
        pool_pre_ping=True,
        max_overflow=15,
        hide_parameters=True,
    )
    _translate_faults(engine, url)
    return engine


@contextmanager
def server_transaction(url: URL, purpose: str, wait: float = LOCK_SECONDS) -> Iterator[Connection]:
    """A transaction that holds the writers' lock; it commits unless the caller rolled it back.

    `wait` is in seconds, for another writer to end. Raises DatabaseUnavailable.
    """
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    _translate_faults(engine, url)
    with engine.connect() as connection:
        transaction = connection.begin()
        _refuse_old(connection, url)
        _take_lock(connection, engine, purpose, wait)
        yield connection
        if transaction.is_active:
            connection.execute(delete(MARK))
            connection.execute(insert(MARK).values(mark=secrets.token_hex(16)))
            transaction.commit()


def mark(connection: Connection) -> str:
    return connection.execute(select(MARK.c.mark)).scalar_one()


def _refuse_old(connection: Connection, url: URL) -> None:
    version = connection.dialect.server_version_info or (0,)
    if int(version[0]) < OLDEST_VERSION:
        raise DatabaseUnavailable(
            f"The {shown(url)} is of version [{version[0]}]."
            f" Version {OLDEST_VERSION} or newer is needed."
        )


def _take_lock(connection: Connection, engine: Engine, purpose: str, wait: float) -> None:
    name = f"prosecution-quality, {purpose}"[:NAME_LENGTH]
    milliseconds = str(round(wait * 1000))
    connection.execute(select(func.set_config("application_name", name, False)))
    connection.execute(select(func.set_config("lock_timeout", milliseconds, True)))
    try:
        connection.execute(select(func.pg_advisory_xact_lock(WRITER_LOCK)))
    except DatabaseUnavailable as error:
        raise DatabaseUnavailable(
            f"The {shown(engine.url)} is being written by [{_holder(engine)}]."
            " Nothing was changed; try again when it has ended."
        ) from error


def _holder(engine: Engine) -> str:
    holder = (
        select(ACTIVITY.c.pid, ACTIVITY.c.application_name)
        .join(LOCKS, LOCKS.c.pid == ACTIVITY.c.pid)
        .where(LOCKS.c.locktype == "advisory", LOCKS.c.objid == WRITER_LOCK, LOCKS.c.granted)
    )
    with engine.connect() as connection:
        found = connection.execute(holder).first()
    return "another process" if found is None else f"process {found[0]}, {found[1]}"


def _translate_faults(engine: Engine, url: URL) -> None:
    @event.listens_for(engine, "handle_error")
    def _translate(context: ExceptionContext) -> None:
        error = context.original_exception
        # Connections refused or cut, locks not given, a full disk: what can be put right.
        if isinstance(error, psycopg.OperationalError | psycopg.errors.InsufficientPrivilege) or (
            isinstance(error, psycopg.Error) and context.is_disconnect
        ):
            said = (str(error).splitlines() or [type(error).__name__])[0]
            raise DatabaseUnavailable(
                f"The {shown(url)} cannot be read or written ({said}). Nothing was changed; see to"
                " the server and the address, then try again."
            )
