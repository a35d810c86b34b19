"""The roles of a server's database: each may do what it is for, and none owns what it reads."""

import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from sqlalchemy import URL, Connection, Table, text
from sqlalchemy.dialects import postgresql

from schemas.errors import UserError
from schemas.store.address import address_of
from schemas.store.audit import server_log
from schemas.store.compatibility import VERSION_TABLE
from schemas.store.postgresql import NAME_LENGTH, driver_connection
from schemas.store.row_scope import desk_role
from schemas.store.server import functions

QUOTE = postgresql.dialect().identifier_preparer.quote_identifier
NEITHER = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
AUDIT = frozenset(server_log.OWN.tables)
PASSWORD_BYTES = 24
# By these anybody who may connect could store bytes, whatever the tables are closed to; fill the
# table of locks, which all share; or end sessions of the own role, which are everybody's here.
CLOSED = (
    "proname ~ '^(lo_creat|lo_create|lo_from_bytea|pg_.*advisory_.*"
    "|pg_cancel_backend|pg_terminate_backend)$'"
)
# Who imports, backs up and looks after it still gets in when the dashboard has all that it may.
CONNECTIONS = "greatest(1, current_setting('max_connections')::integer * 4 / 5)"


class Roles(NamedTuple):
    """The names of the roles of a database of records."""

    owner: str
    importer: str
    application: str


class OfReleases(NamedTuple):
    """The names of the roles of a database of releases."""

    owner: str
    publisher: str
    public: str


Each = TypeVar("Each", Roles, OfReleases)
PURPOSES = Roles(
    owner="owns the tables and brings them up to date; sees no row",
    importer="imports, undoes, erases and makes releases; sees every record",
    application="is the dashboard's: sees the rows of the scope that it is given",
)


def server_at(url: str) -> URL:
    """The address of a database on a server. UserError where it is a file's."""
    address = address_of(url)
    if isinstance(address, Path):
        raise UserError(
            f"[{address}] is a file, which one organisation uses. Name a database on a server:"
            " --database postgresql://USER@HOST/NAME."
        )
    return address


def roles_at(url: str) -> Roles:
    """The roles of a database of records, by its name. UserError as `named_after` raises it."""
    return named_after(url, Roles)


def named_after(url: str, kind: type[Each]) -> Each:
    """The roles of a database, by its name. UserError where it is too long, or a file's."""
    database = str(server_at(url).database)
    roles = kind(*(f"{database}_{part}" for part in kind._fields))
    if max(len(name.encode()) for name in roles) > NAME_LENGTH:
        raise UserError(f"The database's name [{database}] is too long to name its roles by.")
    return roles


def new_passwords(kind: type[Each]) -> Each:
    """Passwords of letters and digits alone, one for each role."""
    return kind(*(secrets.token_hex(PASSWORD_BYTES) for _ in kind._fields))


def make(connection: Connection, roles: Each, passwords: Each | None) -> list[str]:
    """Make the roles that are not there yet; the names of those that were made.

    Without passwords nobody signs in by one: let the server's own rules say who may.
    """
    there = set(connection.execute(text("SELECT rolname FROM pg_roles")).scalars())
    made = [name for name in roles if name not in there]
    for name in made:
        connection.execute(text(f"CREATE ROLE {QUOTE(name)} LOGIN {NEITHER}"))
    for name, password in zip(roles, passwords or (), strict=False):
        _let_in(connection, name, password)
    if isinstance(roles, Roles):
        _make_desk(connection, roles.application, there)
        _bound(connection, roles)
    if not is_superuser(connection):
        connection.execute(text(f"GRANT {QUOTE(roles.owner)} TO CURRENT_USER"))
    return made


def readers(connection: Connection, application: str) -> list[str]:
    """The application's role, and that of a desk where it was made: only `init` makes roles."""
    asked = text("SELECT rolname FROM pg_roles WHERE rolname = ANY(:names) ORDER BY 1")
    names = [application, desk_role(application)]
    return list(connection.execute(asked, {"names": names}).scalars())


def _make_desk(connection: Connection, application: str, there: set[str]) -> None:
    desk = desk_role(application)
    if desk not in there or is_superuser(connection):
        said = "ALTER" if desk in there else "CREATE"
        connection.exec_driver_sql(f"{said} ROLE {QUOTE(desk)} NOLOGIN {NEITHER}")
    # Inherited, its policies would be joined with the application's own.
    connection.exec_driver_sql(f"ALTER ROLE {QUOTE(application)} NOINHERIT")
    # Since PostgreSQL 16 that is said with each grant, and stays as it was.
    connection.exec_driver_sql(f"REVOKE {QUOTE(desk)} FROM {QUOTE(application)}")
    connection.exec_driver_sql(f"GRANT {QUOTE(desk)} TO {QUOTE(application)}")


def _bound(connection: Connection, roles: Roles) -> None:
    """Keep the application from taking what all need: every connection, the log's turn."""
    application = QUOTE(roles.application)
    limit = connection.execute(text(f"SELECT {CONNECTIONS}")).scalar_one()
    connection.exec_driver_sql(f"ALTER ROLE {application} CONNECTION LIMIT {limit}")
    # The owner's function ends its sessions (`access.take_turn`).
    connection.exec_driver_sql(f"GRANT {application} TO {QUOTE(roles.owner)}")


def _let_in(connection: Connection, name: str, password: str) -> None:
    """Set a password, of which the server and its logs are told no more than what proves it."""
    with driver_connection(connection) as driver:
        proof = driver.pgconn.encrypt_password(
            password.encode(), name.encode(), b"scram-sha-256"
        ).decode()
    # A name that is no parameter is quoted; the proof has base64 and signs between, and no quote.
    connection.exec_driver_sql(f"ALTER ROLE {QUOTE(name)} PASSWORD '{proof}'")


def is_superuser(connection: Connection) -> bool:
    """Whether who is connected may do everything."""
    asked = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool(connection.execute(asked).scalar())


def others_of(connection: Connection) -> list[str]:
    """The other roles that who is connected stands for, or may become when it says so.

    That of a desk is looked at by itself (`takes_desk`).
    """
    name = str(connection.execute(text("SELECT current_user")).scalar())
    asked = text(
        "SELECT rolname FROM pg_roles WHERE rolname <> current_user"
        " AND pg_has_role(current_user, oid, 'MEMBER') AND rolname <> :desk ORDER BY 1"
    )
    return list(connection.execute(asked, {"desk": desk_role(name)}).scalars())


def stopping(connection: Connection) -> list[str]:
    """By what who is connected could keep others from working, in words."""
    asked = text(
        "SELECT 'call ' || CAST(oid AS regprocedure) FROM pg_proc"
        f" WHERE {CLOSED} AND pronamespace = 'pg_catalog'::regnamespace"
        " AND has_function_privilege(oid, 'EXECUTE') UNION ALL SELECT 'take every connection'"
        " FROM pg_roles WHERE rolname = current_user AND rolconnlimit = -1 ORDER BY 1"
    )
    return list(connection.execute(asked).scalars())


def takes_desk(connection: Connection) -> bool:
    """Whether who is connected becomes the role of a desk when it says so, and may do no more."""
    name = str(connection.execute(text("SELECT current_user")).scalar())
    asked = text(
        "SELECT pg_has_role(oid, 'MEMBER') AND NOT pg_has_role(oid, 'USAGE') AND NOT (rolsuper"
        " OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolcanlogin)"
        " FROM pg_roles WHERE rolname = :desk"
    )
    return bool(connection.execute(asked, {"desk": desk_role(name)}).scalar())


def refuse_powerless(connection: Connection, place: str, own: Roles | OfReleases) -> None:
    """UserError where who is connected may not make roles, or does not own the database.

    Nor may whoever is not let into roles that another made. Asked first: what somebody may not take
    away, PostgreSQL leaves as it is without an error.
    """
    asked = text(
        "SELECT current_user, rolsuper OR (rolcreaterole AND rolinherit"
        " AND pg_has_role(datdba, 'USAGE')"
        " AND pg_has_role(nspowner, 'USAGE')), quote_ident(datname) FROM pg_roles, pg_database,"
        " pg_namespace WHERE rolname = current_user AND datname = current_database()"
        " AND nspname = 'public'"
    )
    name, may, database = connection.execute(asked).one()
    if not may:
        raise UserError(
            f"Role [{name}] may not set up the {place}: that needs to make roles, and to own the"
            " database and its schema. Nothing was changed. Come as an administrator, or let one"
            f" say: ALTER ROLE {QUOTE(name)} CREATEROLE INHERIT; ALTER DATABASE {database} OWNER TO"
            f" {QUOTE(name)}; ALTER SCHEMA public OWNER TO pg_database_owner (in the database)."
        )
    _refuse_another_maker(connection, place, own, name)


def _refuse_another_maker(
    connection: Connection, place: str, own: Roles | OfReleases, name: str
) -> None:
    # Until PostgreSQL 16 whoever may make roles may let members into those of others too.
    asked = text(
        "SELECT rolsuper OR pg_has_role(other.oid, CASE WHEN"
        " current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE"
        " 'MEMBER WITH ADMIN OPTION' END) FROM pg_roles AS own, (SELECT oid FROM pg_roles"
        " WHERE rolname = :owner) AS other WHERE own.rolname = current_user"
    )
    if connection.execute(asked, {"owner": own.owner}).scalar() is False:
        raise UserError(
            f"Another set up the {place} and made its roles, which role [{name}] may not change."
            " Nothing was changed. Come as the one who did or as an administrator, or let one say:"
            f" GRANT {', '.join(map(QUOTE, own))} TO {QUOTE(name)} WITH ADMIN OPTION;"
        )


def close(connection: Connection, roles: Roles | OfReleases) -> Iterator[str]:
    """What takes the database from everybody, and lets the roles in."""
    name, each = QUOTE(str(connection.engine.url.database)), ", ".join(map(QUOTE, roles))
    yield f"REVOKE ALL ON DATABASE {name} FROM PUBLIC"
    others = text(
        "SELECT DISTINCT rolname FROM pg_database, aclexplode(datacl) JOIN pg_roles"
        " ON pg_roles.oid = grantee WHERE datname = current_database() AND grantee <> datdba"
        " AND NOT rolname = ANY(:own)"
    )
    for other in connection.execute(others, {"own": [*roles]}).scalars():
        yield f"REVOKE ALL ON DATABASE {name} FROM {QUOTE(other)}"
    yield f"REVOKE ALL ON DATABASE {name} FROM {QUOTE(roles[2])}"
    yield f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {QUOTE(roles[2])}"
    yield f"GRANT CONNECT ON DATABASE {name} TO {each}"
    yield f"GRANT CREATE ON DATABASE {name} TO {QUOTE(roles.owner)}"
    yield f"GRANT USAGE ON SCHEMA public TO {each}"
    if isinstance(roles, Roles):
        yield f"GRANT USAGE ON SCHEMA public TO {QUOTE(desk_role(roles.application))}"
    yield f"GRANT CREATE ON SCHEMA public TO {QUOTE(roles.owner)}"
    # Whoever stores reads it first into a table that ends with the transaction.
    yield f"GRANT TEMPORARY ON DATABASE {name} TO {QUOTE(roles[1])}"
    if is_superuser(connection):
        asked = text(
            "SELECT CAST(oid AS regprocedure)::text, proname = 'pg_terminate_backend' FROM pg_proc"
            f" WHERE {CLOSED} AND pronamespace = 'pg_catalog'::regnamespace"
        )
        for function, is_owner_s in connection.execute(asked):
            yield f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC"
            if is_owner_s:
                yield f"GRANT EXECUTE ON FUNCTION {function} TO {QUOTE(roles.owner)}"


def grants(tables: Iterable[Table], roles: Roles, readers: Iterable[str]) -> Iterator[str]:
    """What each role may do with the tables of records, run as their owner."""
    importer, application = QUOTE(roles.importer), QUOTE(roles.application)
    each = ", ".join((importer, *map(QUOTE, readers)))
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA access FROM {each}"
    yield f"GRANT USAGE ON SCHEMA access TO {each}"
    for name in functions.ASKED:
        yield f"GRANT EXECUTE ON FUNCTION {name} TO {each}"
    for name in functions.OF_DASHBOARD:
        yield f"GRANT EXECUTE ON FUNCTION {name} TO {application}"
    for name in functions.OF_IMPORTERS:
        yield f"GRANT EXECUTE ON FUNCTION {name} TO {importer}"
    for name in (*(table.name for table in tables), VERSION_TABLE):
        yield f"REVOKE ALL ON {name} FROM PUBLIC, {each}"
        yield f"GRANT SELECT ON {name} TO {importer if name in AUDIT else each}"
        if name in AUDIT:
            yield f"GRANT INSERT ON {name} TO {importer}"
        elif name != VERSION_TABLE:
            yield f"GRANT INSERT, UPDATE, DELETE ON {name} TO {importer}"


def grants_of_importers(tables: Iterable[Table], roles: Roles) -> Iterator[str]:
    """What keeps tables to those who see every record."""
    for table in tables:
        yield f"REVOKE ALL ON {table.name} FROM PUBLIC, {QUOTE(roles.application)}"
        rights = "SELECT, INSERT, UPDATE, DELETE"
        yield f"GRANT {rights} ON {table.name} TO {QUOTE(roles.importer)}"
