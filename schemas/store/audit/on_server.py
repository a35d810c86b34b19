"""The audit log of a database on a server: a table into which rows are only put.

Not in the folder of marks: not every server has one, each process would have its own, and a backup
of the database would leave the log behind. What the server keeps, it can also keep from being
changed: by a trigger for everybody but an administrator, by rights for the dashboard's own role.
"""

import secrets
from collections.abc import Iterator

from sqlalchemy import (
    DDL,
    URL,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    inspect,
    select,
)

from schemas.store import postgresql
from schemas.store.audit import chain, entries
from schemas.store.audit.entries import Deed, Entry

# Not that of the records' writers: an entry of what begins is written while one of them works.
LOCK = postgresql.WRITER_LOCK + 1
KEY_BYTES = 32
OWN = MetaData()
LOG = Table(
    "audit_log",
    OWN,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False),
)
KEY = Table("audit_key", OWN, Column("key", String(2 * KEY_BYTES), nullable=False))
ONLY_ADDED_TO = (
    """CREATE OR REPLACE FUNCTION audit_log_is_only_added_to() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'The audit log is only added to.' USING ERRCODE = 'insufficient_privilege';
    END $$""",
    """CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_only_added_to()""",
)


def append(url: URL, deed: Deed) -> None:
    """Write the deed down behind all others, for good when this returns.

    Raises DatabaseUnavailable where it cannot be written.
    """
    with postgresql.transaction_beside(url, LOCK) as connection:
        _make(connection)
        newest = select(LOG.c.line).order_by(LOG.c.number.desc()).limit(1)
        line = connection.execute(newest).scalar()
        last = None if line is None else entries.read(str(line))
        if line is not None and last is None:
            raise chain.not_ours(f"The audit log of the {postgresql.shown(url)}")
        entry = entries.following(last, deed)
        connection.execute(insert(LOG).values(number=entry.number, line=entry.line))


def lines(url: URL) -> Iterator[bytes]:
    """The lines of the log with their ends, first to last; none where there is no log yet."""
    with postgresql.transaction_beside(url, LOCK) as connection:
        if inspect(connection).has_table(LOG.name):
            for line in connection.execute(select(LOG.c.line).order_by(LOG.c.number)).scalars():
                yield f"{line}\n".encode()


def last(url: URL, number: int) -> list[Entry]:
    """The last entries, so many at most, newest first."""
    newest = select(LOG.c.line).order_by(LOG.c.number.desc()).limit(number)
    with postgresql.transaction_beside(url, LOCK) as connection:
        if not inspect(connection).has_table(LOG.name):
            return []
        read = map(entries.read, connection.execute(newest).scalars())
        return [entry for entry in read if entry is not None]


def key(url: URL) -> bytes:
    """The key of references to cases, made when it is first asked for."""
    with postgresql.transaction_beside(url, LOCK) as connection:
        _make(connection)
        kept = connection.execute(select(KEY.c.key)).scalar()
        if kept is None:
            kept = secrets.token_hex(KEY_BYTES)
            connection.execute(insert(KEY).values(key=kept))
        return bytes.fromhex(str(kept))


def begin(url: URL, before: bytes, own_key: bytes) -> None:
    """Put these lines and the key of its references into a log that has none."""
    with postgresql.transaction_beside(url, LOCK) as connection:
        _make(connection)
        kept = [line.decode("ascii") for line in before.splitlines()]
        read = [entry for entry in map(entries.read, kept) if entry is not None]
        if read:
            rows = [{"number": one.number, "line": one.line} for one in read]
            connection.execute(insert(LOG), rows)
        if connection.execute(select(KEY.c.key)).scalar() is None:
            connection.execute(insert(KEY).values(key=own_key.hex()))


def _make(connection: Connection) -> None:
    """Make the tables that are not there yet: a database may be older than the log."""
    if inspect(connection).has_table(LOG.name):
        return
    OWN.create_all(connection)
    for statement in ONLY_ADDED_TO:
        connection.execute(DDL(statement))
