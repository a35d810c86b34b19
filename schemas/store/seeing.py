"""Whose rows a transaction on a server sees: it tells the database, signed, when it begins."""

import psycopg
from sqlalchemy import Connection, Engine, event

from schemas.scopes import EVERYTHING, Scope
from schemas.store import signed_scopes

SCOPE = "scope_of_its_rows"
# How the names of the roles end of which one asks for a scope, and one for everything.
APPLICATION, DESK = "_application", "_desk"
BECOME_DESK = """SELECT set_config('role', rolname, true) FROM pg_roles
    WHERE current_user LIKE %(application)s AND pg_has_role(oid, 'MEMBER')
    AND rolname = left(current_user, -length(%(ending)s)) || %(desk)s"""


def seen_by(connection: Connection, scope: Scope) -> Connection:
    """The connection, whose transactions see the rows of the scope alone; before the first begins.

    Of a file everybody sees all rows who may open it: there the readers keep to the scope.
    """
    return connection.execution_options(**{SCOPE: scope})


def told_at_begin(engine: Engine) -> None:
    """Let each transaction of the engine tell its scope. Without one, or a key, it tells none."""
    event.listen(engine, "begin", _tell)


def _tell(connection: Connection) -> None:
    scope = connection.get_execution_options().get(SCOPE)
    if scope is None or (key := signed_scopes.own_key()) is None:
        return
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    token = signed_scopes.signed(scope, str(connection.engine.url.database), key)
    # For this transaction alone: the next on the connection is somebody else's.
    driver.execute("SELECT set_config(%s, %s, true)", (signed_scopes.SETTING, token))
    if scope == EVERYTHING:
        named = {"application": f"%\\{APPLICATION}", "ending": APPLICATION, "desk": DESK}
        driver.execute(BECOME_DESK, named)


def desk_of(application: str) -> str:
    """The role that the application takes for a scope of everything, and as which none signs in."""
    return application.removesuffix(APPLICATION) + DESK
