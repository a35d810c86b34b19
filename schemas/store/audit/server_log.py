"""The audit log of a database on a server: a table into which rows are only put.

Not in the folder of marks: not every server has one, each process would have its own, and a backup
of the database would leave the log behind. What the server keeps, it can also keep from being
changed: by a trigger for everybody but an administrator. The dashboard's own role has no right on
it: functions of the owner's (`sql/audit.sql`) write its entries, in the name that was signed.
"""

import hmac
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
    func,
    insert,
    inspect,
    select,
)

from schemas import scopes
from schemas.errors import UserError
from schemas.store import postgresql, row_scope
from schemas.store.audit import entries
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
    with postgresql.side_transaction(url) as connection:
        _make(connection)
        if not _may(connection, LOG, "INSERT"):
            _append_signed(connection, deed)
            return
        _take_turn(connection)
        newest = select(LOG.c.line).order_by(LOG.c.number.desc()).limit(1)
        line = connection.execute(newest).scalar()
        last = None if line is None else entries.read(str(line))
        if line is not None and last is None:
            raise entries.changed_log(f"The audit log of the {postgresql.display_name(url)}")
        entry = entries.next_entry(last, deed)
        connection.execute(insert(LOG).values(number=entry.number, line=entry.line))


def lines(url: URL) -> Iterator[bytes]:
    """The lines of the log with their ends, first to last; none where there is no log yet.

    Raises UserError where a role may not read it.
    """
    with postgresql.side_transaction(url) as connection:
        if inspect(connection).has_table(LOG.name):
            if not _may(connection, LOG, "SELECT"):
                raise UserError(
                    f"Role [{url.username}] does not read the audit log of the"
                    f" {postgresql.display_name(url)}. Come as the role that imports."
                )
            for line in connection.execute(select(LOG.c.line).order_by(LOG.c.number)).scalars():
                yield f"{line}\n".encode()


def last(url: URL, number: int, scope: str) -> list[Entry]:
    """The last entries, so many at most, newest first; for the dashboard's role of a scope."""
    newest = select(LOG.c.line).order_by(LOG.c.number.desc()).limit(number)
    with postgresql.side_transaction(url) as connection:
        if not inspect(connection).has_table(LOG.name):
            return []
        if _may(connection, LOG, "SELECT"):
            found = connection.execute(newest)
        else:
            row_scope.set_scope(connection, scopes.read(scope), "")
            found = connection.execute(select(func.access.last_acts(number)))
        return [entry for entry in map(entries.read, found.scalars()) if entry is not None]


def reference(url: URL, named: bytes) -> str:
    """What the log calls something by; the dashboard's role is told that, and not the key."""
    with postgresql.side_transaction(url) as connection:
        _make(connection)
        if not _may(connection, KEY, "SELECT"):
            return str(connection.execute(select(func.access.reference(named))).scalar_one())
    return hmac.new(key(url), named, "sha256").hexdigest()


def key(url: URL) -> bytes:
    """The key of references to cases, made when it is first asked for."""
    with postgresql.side_transaction(url) as connection:
        _make(connection)
        return bytes.fromhex(make_key(connection))


def make_key(connection: Connection) -> str:
    """The key of references in the connection's transaction, made where there is none."""
    asked = select(KEY.c.key)
    if connection.execute(asked).scalar() is None:
        _take_turn(connection)
        if connection.execute(asked).scalar() is None:
            connection.execute(insert(KEY).values(key=secrets.token_hex(KEY_BYTES)))
    return str(connection.execute(asked).scalar_one())


def begin(url: URL, before: bytes, own_key: bytes) -> None:
    """Put these lines and the key of its references into a log that has none."""
    with postgresql.side_transaction(url) as connection:
        _make(connection)
        _take_turn(connection)
        kept = [line.decode("ascii") for line in before.splitlines()]
        read = [entry for entry in map(entries.read, kept) if entry is not None]
        if read:
            rows = [{"number": one.number, "line": one.line} for one in read]
            connection.execute(insert(LOG), rows)
        if connection.execute(select(KEY.c.key)).scalar() is None:
            connection.execute(insert(KEY).values(key=own_key.hex()))


def _append_signed(connection: Connection, deed: Deed) -> None:
    """Let the owner's function write it: the role may not, and says neither number nor person."""
    row_scope.set_scope(connection, scopes.read(deed.scope), deed.who)
    said = deed.act, deed.action.value, deed.outcome.value, entries.canonical_json(deed.on)
    connection.execute(select(func.access.write_down(*said)))


def _may(connection: Connection, table: Table, right: str) -> bool:
    return bool(connection.execute(select(func.has_table_privilege(table.name, right))).scalar())


def _take_turn(connection: Connection) -> None:
    """Wait until nobody else writes. A role that reads alone cannot hold what is waited for."""
    if connection.execute(select(func.to_regprocedure("access.take_turn()"))).scalar():
        connection.execute(select(func.access.take_turn()))
    elif _may(connection, LOG, "DELETE"):
        connection.execute(DDL(f"LOCK TABLE {LOG.name} IN SHARE ROW EXCLUSIVE MODE"))
    else:
        # As an earlier version set it up, until `server init` is run again.
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


def _make(connection: Connection) -> None:
    """Make the tables that are not there yet: a database may be older than the log."""
    if inspect(connection).has_table(LOG.name):
        return
    # Of two who find none, one makes them.
    connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    if inspect(connection).has_table(LOG.name):
        return
    OWN.create_all(connection)
    for statement in ONLY_ADDED_TO:
        connection.execute(DDL(statement))
