"""Set a signed scope in each transaction, which the database verifies (row-level security).

An attacker who runs SQL on the application's connection can set any text, but not a valid scope. A
valid scope needs a key, which only the owner of the database and the process of the application
have. The application's role may not read the table with the key.
"""

import hashlib
import hmac
import os
import secrets
import time
from pathlib import Path

import psycopg
from sqlalchemy import Connection, Engine, event, func, select

from schemas.errors import UserError
from schemas.scopes import EVERYTHING, Scope
from schemas.store.atomic_write import read_private, write_new_private

SCOPE = "scope_of_its_rows"
# The endings of role names: one role for a scope, one for all records.
APPLICATION, DESK = "_application", "_desk"
BECOME_DESK = """SELECT set_config('role', rolname, true) FROM pg_roles
    WHERE current_user LIKE %(application)s AND pg_has_role(oid, 'MEMBER')
    AND rolname = left(current_user, -length(%(ending)s)) || %(desk)s"""
SETTING = "prosecution_quality.scope"
KEY_FILE = "PROSECUTION_QUALITY_SCOPE_KEY_FILE"
KEY_BYTES = 32
# A signed scope is valid as long as the longest report may take. Each transaction gets a new one.
SECONDS = 3600
BETWEEN = "."


def new_key(path: Path) -> bytes:
    """Write a new key to a new private file, and return it. Raises UserError if the file exists."""
    key = secrets.token_bytes(KEY_BYTES)
    try:
        write_new_private(path, key.hex().encode(), 0o400)
    except FileExistsError as error:
        raise UserError(
            "[{path}] already exists, and a key is never overwritten. Name another file.", path=path
        ) from error
    except OSError as error:
        raise UserError(
            "Cannot write the key to [{path}] ({reason}).", path=path, reason=error.strerror
        ) from error
    return key


def read_key(path: Path) -> bytes:
    """Read a key from a file. Raises UserError if it is invalid, or others may read the file."""
    try:
        content, mode = read_private(path)
        text = content.decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("Cannot read the key of scopes from [{path}].", path=path) from error
    if mode is not None:
        raise UserError(
            "Other users can read the key file [{path}] (mode {mode}). Close it with `chmod 400"
            " {path}`. If they have perhaps read it, run `server init` with a new key.",
            path=path,
            mode=f"{mode:04o}",
        )
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise UserError(
            "[{path}] does not contain a key of scopes. `server init` writes one.", path=path
        )
    return key


def load_process_scope_key() -> bytes | None:
    """Read the key from the file that an environment variable names, or return None."""
    named = os.environ.get(KEY_FILE)
    return read_key(Path(named)) if named else None


def now() -> float:
    """Return the time in seconds since 1970, by the clock of this process."""
    return time.time()


def scope_token(
    scope: Scope, database: str, key: bytes, *, who: str = "", seconds: int = SECONDS
) -> str:
    """Return the signed text that gives a transaction on `database` the rows of a scope.

    It is valid for `seconds`. With `who`, the transaction may also write to the audit log in this
    name.
    """
    person = database_text(who).encode().hex()
    claim = BETWEEN.join((str(int(now()) + seconds), scope.id.encode().hex(), person))
    # The name of the database is signed too, so the text is not valid on another one with the same
    # key.
    mac = hmac.new(key, f"{claim}{BETWEEN}{database}".encode(), hashlib.sha256)
    return f"{claim}{BETWEEN}{mac.hexdigest()}"


def set_scope(connection: Connection, scope: Scope, who: str) -> None:
    """Set the scope and the actor of the current transaction. Without a key, do nothing."""
    if (key := load_process_scope_key()) is not None:
        database = str(connection.engine.url.database)
        token = scope_token(scope, database, key, who=who)
        connection.execute(select(func.set_config(SETTING, token, True)))


def database_text(content: str) -> str:
    """Return a text with characters escaped that PostgreSQL refuses: NUL and lone surrogates."""
    return content.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()


def hmac_pads(key: bytes) -> tuple[bytes, bytes]:
    """Return the inner and outer padded key of HMAC (RFC 2104), from which SQL computes signatures.

    Without extensions, PostgreSQL has SHA-256 but no HMAC.
    """
    block = key.ljust(64, b"\0")
    return bytes(one ^ 0x36 for one in block), bytes(one ^ 0x5C for one in block)


def apply_scope(connection: Connection, scope: Scope) -> Connection:
    """Return the connection, limited to the rows of the scope. Call it before a transaction.

    A database file has no row security: there, only the functions that read apply the scope.
    """
    return connection.execution_options(**{SCOPE: scope})


def set_scope_at_begin(engine: Engine) -> None:
    """Set the scope at the start of each transaction of the engine, if a scope and a key exist."""
    event.listen(engine, "begin", _set_scope)


def _set_scope(connection: Connection) -> None:
    """Set the signed scope of a new transaction; for all records, also switch to `desk_role`."""
    scope = connection.get_execution_options().get(SCOPE)
    if scope is None or (key := load_process_scope_key()) is None:
        return
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    token = scope_token(scope, str(connection.engine.url.database), key)
    # For this transaction only: the next one on the connection may be another user's.
    driver.execute("SELECT set_config(%s, %s, true)", (SETTING, token))
    if scope == EVERYTHING:
        named = {"application": f"%\\{APPLICATION}", "ending": APPLICATION, "desk": DESK}
        driver.execute(BECOME_DESK, named)


def desk_role(application: str) -> str:
    """Return the role to which the application switches to read all records; it cannot log in."""
    return application.removesuffix(APPLICATION) + DESK
