"""What keeps a server from serving: a version, a role or a right that is not as it was set up."""

from collections.abc import Iterator

from sqlalchemy import Connection, MetaData, text

from schemas import scopes
from schemas.store import signed_scopes, versions
from schemas.store.database import reading
from schemas.store.server import roles, row_security
from schemas.store.server.roles import QUOTE
from schemas.store.server.setting_up import tables_of

NOT_SET_UP = (
    "It was not set up: whoever signs in would be kept to the own records by this program alone."
    " `server init` closes its tables by row."
)


def problems(url: str, derived: MetaData, key: bytes | None) -> list[str]:
    """Why the dashboard must not serve from the database at `url`, with what to do; none is good.

    Raises DatabaseUnavailable where it cannot be read, or is of another version.
    """
    address = roles.server_at(url)
    with reading(url).connect() as connection:
        versions.refuse_other(connection, address)
        if not _is_set_up(connection):
            return [NOT_SET_UP]
        names = [one.name for one in tables_of(derived)]
        return [
            *_of_role(connection, names),
            *_of_tables(connection, names),
            *_of_key(connection, str(address.database), key),
        ]


def _is_set_up(connection: Connection) -> bool:
    return bool(connection.execute(text("SELECT to_regnamespace('access') IS NOT NULL")).scalar())


def _of_role(connection: Connection, names: list[str]) -> Iterator[str]:
    asked = text(
        "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    name, passes = connection.execute(asked).one()
    if passes:
        yield f"Role {name} sees every row whatever its scope: serve as the application's role."
        return
    owned = text(
        "SELECT count(*) FROM pg_tables WHERE tablename = ANY(:names) AND tableowner = :name"
    )
    if connection.execute(owned, {"names": names, "name": name}).scalar():
        yield f"Role {name} owns tables, and could open them: serve as the application's role."
    for other in map(QUOTE, roles.others_of(connection)):
        yield f"Role {name} stands for {other} as well: say REVOKE {other} FROM {QUOTE(name)}."
    for table in _changed(connection, names):
        yield f"Role {name} can change {table}: serve as the application's role, or `server init`."
    for table in _seen_beside(connection, names):
        yield f"Role {name} can see {table}: serve as the application's role, or `server init`."


def _changed(connection: Connection, names: list[str]) -> Iterator[str]:
    """The tables that who is connected may change, be it one column of them."""
    asked = text(
        "SELECT one FROM unnest(CAST(:names AS text[])) AS one"
        " WHERE has_table_privilege(quote_ident(one), 'UPDATE, DELETE, TRUNCATE')"
        " OR has_any_column_privilege(quote_ident(one), 'UPDATE') OR NOT one = ANY(:added_to)"
        " AND has_any_column_privilege(quote_ident(one), 'INSERT')"
    )
    asked_for = {"names": names, "added_to": sorted(roles.AUDIT)}
    yield from connection.execute(asked, asked_for).scalars()


def _seen_beside(connection: Connection, names: list[str]) -> Iterator[str]:
    """The tables of the owner that are not the dashboard's: keys, and exact counts of releases."""
    asked = text(
        "SELECT CAST(pg_class.oid AS regclass)::text FROM pg_class JOIN pg_namespace"
        " ON pg_namespace.oid = relnamespace WHERE relkind = 'r'"
        " AND relowner = (SELECT relowner FROM pg_class WHERE oid = to_regclass('public.cases'))"
        " AND NOT (nspname = 'public' AND relname = ANY(:names))"
        " AND (has_table_privilege(pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')"
        " OR has_any_column_privilege(pg_class.oid, 'SELECT, INSERT, UPDATE')) ORDER BY 1"
    )
    yield from connection.execute(asked, {"names": [*names, versions.VERSION_TABLE]}).scalars()


def _of_tables(connection: Connection, names: list[str]) -> Iterator[str]:
    asked = text(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relname = ANY(:names) AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    closed = sorted(set(names) - row_security.OPEN)
    for table in sorted(connection.execute(asked, {"names": closed}).scalars()):
        yield f"Table {table} is not closed by row: run `server init` again."
    for policy, table in row_security.strange(connection, names):
        yield f"Rows of {table} are seen by policy {policy} too: run `server init` again."


def _of_key(connection: Connection, database: str, key: bytes | None) -> Iterator[str]:
    if key is None:
        yield (
            f"There is no key of scopes, so that nobody sees a row: name its file in"
            f" {signed_scopes.KEY_FILE}."
        )
        return
    if _is_taken(connection, signed_scopes.signed(scopes.EVERYTHING, database, key)):
        return
    clock = text("SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision)")
    behind = connection.execute(clock).scalar_one() - signed_scopes.now()
    seconds = int(behind) + signed_scopes.SECONDS
    # By the database's clock it would not have run out.
    if _is_taken(
        connection, signed_scopes.signed(scopes.EVERYTHING, database, key, seconds=seconds)
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
    connection.execute(given, {"name": signed_scopes.SETTING, "token": token})
    return connection.execute(text("SELECT access.scope()")).scalar() == scopes.EVERYTHING.id
