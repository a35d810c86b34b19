"""The roles of a server's database: each may do what it is for, and none owns what it reads."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL, Connection, Table, text
from sqlalchemy.dialects import postgresql

from schemas.errors import UserError
from schemas.store.address import address_of
from schemas.store.audit import on_server
from schemas.store.postgresql import NAME_LENGTH
from schemas.store.versions import VERSION_TABLE

QUOTE = postgresql.dialect().identifier_preparer.quote_identifier
NEITHER = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
AUDIT = frozenset(on_server.OWN.tables)
PORT = 5432


class Roles(NamedTuple):
    """The names of a database's roles."""

    owner: str
    importer: str
    application: str
    public: str


PURPOSES = Roles(
    owner="owns the tables and brings them up to date; sees no row",
    importer="imports, undoes, erases and makes releases; sees every record",
    application="is the dashboard's: sees the rows of the scope that it is given",
    public="is the public dashboard's: sees releases, and has no way to records",
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
    """The roles of a database, by its name. UserError where it is too long, or a file's."""
    database = str(server_at(url).database)
    roles = Roles(*(f"{database}_{part}" for part in Roles._fields))
    if max(len(name.encode()) for name in roles) > NAME_LENGTH:
        raise UserError(f"The database's name [{database}] is too long to name its roles by.")
    return roles


def passfile(url: str, passwords: Roles) -> list[str]:
    """The lines of a file of passwords as libpq reads it: host:port:database:user:password."""
    address = server_at(url)
    where = f"{address.host or 'localhost'}:{address.port or PORT}:*"
    named = zip(roles_at(url), passwords, strict=True)
    return [f"{where}:{name}:{password}" for name, password in named]


def make(connection: Connection, roles: Roles, passwords: Roles | None) -> list[str]:
    """Make the roles that are not there yet; the names of those that were made.

    Without passwords nobody signs in by one: let the server's own rules say who may.
    """
    there = set(connection.execute(text("SELECT rolname FROM pg_roles")).scalars())
    made = [name for name in roles if name not in there]
    for name in made:
        connection.execute(text(f"CREATE ROLE {QUOTE(name)} LOGIN {NEITHER}"))
    for name, password in zip(roles, passwords or (), strict=False):
        # A name that is no parameter is quoted; a password of ours has letters and digits alone.
        connection.execute(text(f"ALTER ROLE {QUOTE(name)} PASSWORD '{password}'"))
    if not connection.execute(
        text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    ).scalar():
        connection.execute(text(f"GRANT {QUOTE(roles.owner)} TO CURRENT_USER"))
    return made


def close(address: URL, roles: Roles) -> Iterator[str]:
    """What takes the database from everybody, and lets the roles in."""
    name, each = QUOTE(str(address.database)), ", ".join(map(QUOTE, roles[:3]))
    yield f"REVOKE ALL ON DATABASE {name} FROM PUBLIC"
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {name} TO {each}"
    # What is read is first put into a table that ends with the transaction.
    yield f"GRANT TEMPORARY ON DATABASE {name} TO {QUOTE(roles.importer)}"
    yield f"GRANT CREATE ON DATABASE {name} TO {QUOTE(roles.owner)}"
    yield f"GRANT USAGE ON SCHEMA public TO {each}"
    yield f"GRANT CREATE ON SCHEMA public TO {QUOTE(roles.owner)}"


def grants(tables: Iterable[Table], roles: Roles) -> Iterator[str]:
    """What each role may do with the tables of records, run as their owner."""
    importer, application = QUOTE(roles.importer), QUOTE(roles.application)
    yield f"GRANT USAGE ON SCHEMA access TO {importer}, {application}"
    for name in ("scope", "sees_all", "place", "office"):
        yield f"GRANT EXECUTE ON FUNCTION access.{name}() TO {importer}, {application}"
    yield f"GRANT EXECUTE ON FUNCTION access.count_rows(text[]) TO {importer}"
    for name in (*(table.name for table in tables), VERSION_TABLE):
        yield f"REVOKE ALL ON {name} FROM PUBLIC, {importer}, {application}"
        yield f"GRANT SELECT ON {name} TO {importer}, {application}"
        if name in AUDIT:
            yield f"GRANT INSERT ON {name} TO {importer}, {application}"
        elif name != VERSION_TABLE:
            yield f"GRANT INSERT, UPDATE, DELETE ON {name} TO {importer}"


def grants_of_importers(tables: Iterable[Table], roles: Roles) -> Iterator[str]:
    """What keeps tables to those who see every record."""
    for table in tables:
        yield f"REVOKE ALL ON {table.name} FROM PUBLIC, {QUOTE(roles.application)}"
        rights = "SELECT, INSERT, UPDATE, DELETE"
        yield f"GRANT {rights} ON {table.name} TO {QUOTE(roles.importer)}"
