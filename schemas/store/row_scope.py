"""Row-level security: each transaction sets its scope as a signed text, which the database checks.

Whoever gets a statement of his own into the application's connection can set any text, and none
that the database takes for a scope: for that he needs the key, which the database's owner and the
application's process hold, and no table that the application may read.
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
# How the names of the roles end of which one asks for a scope, and one for everything.
APPLICATION, DESK = "_application", "_desk"
BECOME_DESK = """SELECT set_config('role', rolname, true) FROM pg_roles
    WHERE current_user LIKE %(application)s AND pg_has_role(oid, 'MEMBER')
    AND rolname = left(current_user, -length(%(ending)s)) || %(desk)s"""
SETTING = "prosecution_quality.scope"
KEY_FILE = "PROSECUTION_QUALITY_SCOPE_KEY_FILE"
KEY_BYTES = 32
# As long as the longest report may take; a transaction asks for its own.
SECONDS = 3600
BETWEEN = "."


def new_key(path: Path) -> bytes:
    """A key, written to a new file that nobody else may read. UserError where it is there."""
    key = secrets.token_bytes(KEY_BYTES)
    try:
        write_new_private(path, key.hex().encode(), 0o400)
    except FileExistsError as error:
        raise UserError(
            f"[{path}] is there already, and a key is never written over: name another file."
        ) from error
    except OSError as error:
        raise UserError(f"The key cannot be written to [{path}] ({error.strerror}).") from error
    return key


def read_key(path: Path) -> bytes:
    """The key of a file. UserError where it cannot be read, is no key, or others may read it."""
    try:
        content, mode = read_private(path)
        text = content.decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The key of scopes cannot be read from [{path}].") from error
    if mode is not None:
        raise UserError(
            f"The key file [{path}] may be read by others (mode {mode:04o}). Close it to them with"
            f" `chmod 400 {path}`; if they may have read it, `server init` with a new key."
        )
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise UserError(f"[{path}] holds no key of scopes: `server init` writes one.")
    return key


def load_process_scope_key() -> bytes | None:
    """The key of this process, from the file that the environment names; None without one."""
    named = os.environ.get(KEY_FILE)
    return read_key(Path(named)) if named else None


def now() -> float:
    """The seconds since 1970, by the clock of this process."""
    return time.time()


def scope_token(
    scope: Scope, database: str, key: bytes, *, who: str = "", seconds: int = SECONDS
) -> str:
    """What a transaction on `database` sets so that it sees the scope's rows, for some seconds.

    In the name of `who` it may write into the audit log; whoever only reads names nobody.
    """
    person = database_text(who).encode().hex()
    told = BETWEEN.join((str(int(now()) + seconds), scope.id.encode().hex(), person))
    # Of another database with the same key the text is worth nothing.
    mac = hmac.new(key, f"{told}{BETWEEN}{database}".encode(), hashlib.sha256)
    return f"{told}{BETWEEN}{mac.hexdigest()}"


def set_scope(connection: Connection, scope: Scope, who: str) -> None:
    """Let the transaction say in whose scope it is, and who acts; without a key it says nothing."""
    if (key := load_process_scope_key()) is not None:
        database = str(connection.engine.url.database)
        token = scope_token(scope, database, key, who=who)
        connection.execute(select(func.set_config(SETTING, token, True)))


def database_text(content: str) -> str:
    """The text as PostgreSQL takes it: without NUL, and without half a pair of surrogates."""
    return content.replace("\0", "\\0").encode("utf-8", "backslashreplace").decode()


def pads(key: bytes) -> tuple[bytes, bytes]:
    """What HMAC (RFC 2104) makes of a key: PostgreSQL has SHA-256, and HMAC in extensions alone."""
    block = key.ljust(64, b"\0")
    return bytes(one ^ 0x36 for one in block), bytes(one ^ 0x5C for one in block)


def apply_scope(connection: Connection, scope: Scope) -> Connection:
    """The connection, whose transactions see the rows of the scope alone; before the first begins.

    Of a file everybody sees all rows who may open it: there the readers keep to the scope.
    """
    return connection.execution_options(**{SCOPE: scope})


def set_scope_at_begin(engine: Engine) -> None:
    """Let each transaction of the engine tell its scope. Without one, or a key, it tells none."""
    event.listen(engine, "begin", _set_scope)


def _set_scope(connection: Connection) -> None:
    scope = connection.get_execution_options().get(SCOPE)
    if scope is None or (key := load_process_scope_key()) is None:
        return
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    token = scope_token(scope, str(connection.engine.url.database), key)
    # For this transaction alone: the next on the connection is somebody else's.
    driver.execute("SELECT set_config(%s, %s, true)", (SETTING, token))
    if scope == EVERYTHING:
        named = {"application": f"%\\{APPLICATION}", "ending": APPLICATION, "desk": DESK}
        driver.execute(BECOME_DESK, named)


def desk_role(application: str) -> str:
    """The role that the application takes for a scope of everything, and as which none signs in."""
    return application.removesuffix(APPLICATION) + DESK
