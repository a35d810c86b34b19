"""What keeps a server from serving: a version, a role or a right that is not as it was set up."""

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import Connection, MetaData, Table, text

from schemas import scopes
from schemas.store import compatibility, row_scope
from schemas.store.database import reading
from schemas.store.row_scope import desk_role
from schemas.store.server import beyond, functions, roles, row_security
from schemas.store.server.roles import QUOTE
from schemas.store.server.setting_up import given_to_readers, tables_of

NOT_SET_UP = (
    "It was not set up: whoever signs in would be kept to the own records by this program alone."
    " `server init` closes its tables by row."
)
# Of whoever made the policies: a database may have been brought back under another name.
ASKING = text(
    "SELECT current_user, rolsuper OR rolbypassrls, coalesce((SELECT CAST(mode() WITHIN GROUP"
    " (ORDER BY other.rolname) AS text) FROM pg_policy JOIN pg_roles AS other"
    " ON other.oid = ANY(polroles) WHERE polname = :policy), current_database() || '_application')"
    " FROM pg_roles WHERE rolname = current_user"
)
AGAIN = "run `server init` again"


def problems(url: str, derived: MetaData, key: bytes | None) -> list[str]:
    """Why the dashboard must not serve from the database at `url`, with what to do; none is good.

    Raises DatabaseUnavailable where it cannot be read, or is of another version.
    """
    address = roles.server_at(url)
    with reading(url).connect() as connection:
        compatibility.refuse_other_version(connection, address)
        if not _is_set_up(connection):
            return [NOT_SET_UP]
        if other := _of_another_role(connection):
            return [other]
        return [
            *_of_role(connection, given_to_readers(derived)),
            *_of_tables(connection, tables_of(derived)),
            *_of_key(connection, str(address.database), key),
        ]


def _is_set_up(connection: Connection) -> bool:
    return bool(connection.execute(text("SELECT to_regnamespace('access') IS NOT NULL")).scalar())


def _of_another_role(connection: Connection) -> str | None:
    """What is told a role that is not the dashboard's: of another one nothing else is of use."""
    asked = connection.execute(ASKING, {"policy": row_security.OF_SCOPE})
    name, passes, application = asked.one()
    if name != application:
        what = "sees every row whatever its scope" if passes else "is not the dashboard's"
        return (
            f"Role {name} {what}: check and serve as {application},"
            f" --database postgresql://{application}@HOST/NAME."
        )
    if passes:
        return (
            f"Role {name} sees every row whatever its scope: say ALTER ROLE {QUOTE(name)}"
            " NOSUPERUSER NOBYPASSRLS."
        )
    return None


def _of_role(connection: Connection, names: list[str]) -> Iterator[str]:
    name = str(connection.execute(text("SELECT current_user")).scalar())
    for other in map(QUOTE, roles.others_of(connection)):
        yield f"Role {name} stands for {other} as well: say REVOKE {other} FROM {QUOTE(name)}."
    if stopping := roles.stopping(connection):
        yield f"Role {name} can {', '.join(stopping)}, and so keep others from working: {AGAIN}."
    each = [name, desk_role(name)]
    if not roles.takes_desk(connection):
        yield f"Role {name} does not take role {each.pop()} for what a desk sees: {AGAIN}."
    for role in each:
        yield from _of_each_role(connection, role, names)
    for role, one in beyond.opened_to(connection, each, names, functions.OF_READERS):
        yield (f"Role {role} can {one.what}: {AGAIN}, or let {one.owner} say {one.taken_back};")


def _of_each_role(connection: Connection, role: str, names: list[str]) -> Iterator[str]:
    owned = text(
        "SELECT count(*) FROM pg_tables WHERE tablename = ANY(:names) AND tableowner = :name"
    )
    if connection.execute(owned, {"names": names, "name": role}).scalar():
        yield f"Role {role} owns tables, and could open them: {AGAIN}."
    for table in _changed(connection, role, names):
        yield f"Role {role} can change {table}: {AGAIN}."
    for place in beyond.making(connection, role):
        yield (
            f"Role {role} can make tables in {place}: {AGAIN}, or let its owner say"
            f" REVOKE ALL ON {place} FROM PUBLIC, {QUOTE(role)};"
        )


def _changed(connection: Connection, role: str, names: list[str]) -> Iterator[str]:
    """The tables that a role may change, be it one column of them."""
    asked = text(
        "SELECT one FROM unnest(CAST(:names AS text[])) AS one"
        " WHERE has_table_privilege(:role, quote_ident(one), 'UPDATE, DELETE, TRUNCATE, TRIGGER')"
        " OR has_any_column_privilege(:role, quote_ident(one), 'UPDATE')"
        " OR has_any_column_privilege(:role, quote_ident(one), 'INSERT')"
    )
    yield from connection.execute(asked, {"role": role, "names": names}).scalars()


def _of_tables(connection: Connection, tables: list[Table]) -> Iterator[str]:
    asked = text(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relname = ANY(:names) AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    closed = [table.name for table in tables if table.name not in row_security.OPEN]
    for table in sorted(connection.execute(asked, {"names": closed}).scalars()):
        yield f"Table {table} is not closed by row: {AGAIN}."
    name = str(connection.execute(text("SELECT current_user")).scalar())
    strange = row_security.strange(connection, tables, name)
    for policy, of in groupby(strange, key=lambda one: one[0]):
        yield (
            f"Rows of {', '.join(table for _, table in of)} are seen by policy {policy}, which is"
            f" not as it is made here: {AGAIN}."
        )
    for function in functions.replaced(connection):
        yield f"Function {function} is not as it is made here: {AGAIN}."
    if leakproof := functions.leakproof(connection):
        yield functions.LEFT_LEAKPROOF.format(len(leakproof))


def _of_key(connection: Connection, database: str, key: bytes | None) -> Iterator[str]:
    if key is None:
        yield (
            f"There is no key of scopes, so that nobody sees a row: name its file in"
            f" {row_scope.KEY_FILE}."
        )
        return
    if _is_taken(connection, row_scope.scope_token(scopes.EVERYTHING, database, key)):
        return
    clock = text("SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision)")
    behind = connection.execute(clock).scalar_one() - row_scope.now()
    seconds = int(behind) + row_scope.SECONDS
    # By the database's clock it would not have run out.
    if _is_taken(
        connection, row_scope.scope_token(scopes.EVERYTHING, database, key, seconds=seconds)
    ):
        yield (
            f"The clock here is {behind / 60:,.0f} minutes behind the database's: each scope has"
            " run out before it is asked for, and nobody sees a row. Set both clocks by the same"
            " time; the key of scopes is right."
        )
        return
    yield "The key of scopes is not the one that the database knows: run `server init` with it."


def _is_taken(connection: Connection, token: str) -> bool:
    given = text("SELECT set_config(:name, :token, true)")
    connection.execute(given, {"name": row_scope.SETTING, "token": token})
    return connection.execute(text("SELECT access.scope()")).scalar() == scopes.EVERYTHING.id
