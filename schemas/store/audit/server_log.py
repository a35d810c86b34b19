"""Keep the audit log of a database on a server: a table to which rows are only added.

It is not a file next to the database: not every server has a folder for it, each process would have
its own, and a backup of the database would not include it. The server also protects the table: a
trigger stops changes by anybody except an administrator. The dashboard's role has no rights on it:
functions of the owner (`sql/audit.sql`) write the entries, in the name of the signed-in user.
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
from schemas.language import message
from schemas.store import postgresql, row_scope
from schemas.store.audit import entries
from schemas.store.audit.entries import Deed, Entry

# Not the lock for writing records: entries must be written while records are.
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
    """Append an entry for the deed and commit it.

    Raises DatabaseUnavailable if it cannot be written.
    """
    with postgresql.side_transaction(url) as connection:
        _create_tables(connection)
        if not _has_right(connection, LOG, "INSERT"):
            _append_as_dashboard(connection, deed)
            return
        _take_turn(connection)
        newest = select(LOG.c.line).order_by(LOG.c.number.desc()).limit(1)
        line = connection.execute(newest).scalar()
        last = None if line is None else entries.parse_entry(str(line))
        if line is not None and last is None:
            raise entries.changed_log_error(
                message("The audit log of {database}", database=postgresql.display_name(url))
            )
        entry = entries.next_entry(last, deed)
        connection.execute(insert(LOG).values(number=entry.number, line=entry.line))


def log_lines(url: URL) -> Iterator[bytes]:
    """Yield the lines of the log, first to last, with line ends. No log yields nothing.

    Raises UserError if the role may not read it.
    """
    with postgresql.side_transaction(url) as connection:
        if inspect(connection).has_table(LOG.name):
            if not _has_right(connection, LOG, "SELECT"):
                raise UserError(
                    "Role [{role}] cannot read the audit log of {database}. Use the role that"
                    " imports.",
                    role=url.username,
                    database=postgresql.display_name(url),
                )
            for line in connection.execute(select(LOG.c.line).order_by(LOG.c.number)).scalars():
                yield f"{line}\n".encode()


def last_entries(url: URL, number: int, scope: str) -> list[Entry]:
    """Return at most `number` entries, newest first. The dashboard's role sees those of `scope`."""
    newest = select(LOG.c.line).order_by(LOG.c.number.desc()).limit(number)
    with postgresql.side_transaction(url) as connection:
        if not inspect(connection).has_table(LOG.name):
            return []
        if _has_right(connection, LOG, "SELECT"):
            found = connection.execute(newest)
        else:
            row_scope.set_scope(connection, scopes.parse_scope(scope), "")
            found = connection.execute(select(func.access.last_acts(number)))
        return [entry for entry in map(entries.parse_entry, found.scalars()) if entry is not None]


def case_reference(url: URL, named: bytes) -> str:
    """Return the keyed hash of a case (`named`). The dashboard's role never sees the key."""
    with postgresql.side_transaction(url) as connection:
        _create_tables(connection)
        if not _has_right(connection, KEY, "SELECT"):
            return str(connection.execute(select(func.access.reference(named))).scalar_one())
    return hmac.new(case_name_key(url), named, "sha256").hexdigest()


def case_name_key(url: URL) -> bytes:
    """Return the key for the names of cases in the log, and create it at first use."""
    with postgresql.side_transaction(url) as connection:
        _create_tables(connection)
        return bytes.fromhex(make_key(connection))


def make_key(connection: Connection) -> str:
    """Return the key within the transaction of the connection, and create it if needed."""
    asked = select(KEY.c.key)
    if connection.execute(asked).scalar() is None:
        _take_turn(connection)
        if connection.execute(asked).scalar() is None:
            connection.execute(insert(KEY).values(key=secrets.token_hex(KEY_BYTES)))
    return str(connection.execute(asked).scalar_one())


def fill_new_log(url: URL, before: bytes, own_key: bytes) -> None:
    """Add these lines and the key to a log that has none."""
    with postgresql.side_transaction(url) as connection:
        _create_tables(connection)
        _take_turn(connection)
        kept = [line.decode("ascii") for line in before.splitlines()]
        read = [entry for entry in map(entries.parse_entry, kept) if entry is not None]
        if read:
            rows = [{"number": one.number, "line": one.line} for one in read]
            connection.execute(insert(LOG), rows)
        if connection.execute(select(KEY.c.key)).scalar() is None:
            connection.execute(insert(KEY).values(key=own_key.hex()))


def _append_as_dashboard(connection: Connection, deed: Deed) -> None:
    """Append an entry by the owner's function, which sets number and actor (the role may not)."""
    row_scope.set_scope(connection, scopes.parse_scope(deed.scope), deed.who)
    said = deed.act, deed.action.value, deed.outcome.value, entries.canonical_json(deed.on)
    connection.execute(select(func.access.write_down(*said)))


def _has_right(connection: Connection, table: Table, right: str) -> bool:
    """Whether the connected role has a right on a table."""
    return bool(connection.execute(select(func.has_table_privilege(table.name, right))).scalar())


def _take_turn(connection: Connection) -> None:
    """Wait until no other process writes the log, and keep others from writing until the commit.

    A role that only reads the log cannot take this lock, so it cannot block writers.
    """
    if connection.execute(select(func.to_regprocedure("access.take_turn()"))).scalar():
        connection.execute(select(func.access.take_turn()))
    elif _has_right(connection, LOG, "DELETE"):
        connection.execute(DDL(f"LOCK TABLE {LOG.name} IN SHARE ROW EXCLUSIVE MODE"))
    else:
        # A server set up by an earlier version, until `server init` is run again.
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


def _create_tables(connection: Connection) -> None:
    """Create the tables of the log if they are missing, as in a database of an earlier version."""
    if inspect(connection).has_table(LOG.name):
        return
    # If two processes find no tables, only one creates them.
    connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    if inspect(connection).has_table(LOG.name):
        return
    OWN.create_all(connection)
    for statement in ONLY_ADDED_TO:
        connection.execute(DDL(statement))
