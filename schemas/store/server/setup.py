"""Set up a PostgreSQL database with the SQL files in `sql/`, and check the result later.

A database of records has three roles: owner, importer and application (the dashboard). A database
of releases has owner, publisher and public. Their names begin with that of the database.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import NamedTuple, TypeVar

from sqlalchemy import URL, Connection, MetaData, Table, text
from sqlalchemy.dialects import postgresql as dialect

from schemas import scopes
from schemas.errors import UserError
from schemas.language import marked, message, messages
from schemas.store import compatibility, migrations, postgresql, row_scope
from schemas.store.address import resolved_address
from schemas.store.atomic_write import read_private, write_new_private
from schemas.store.audit import server_log
from schemas.store.database import reading
from schemas.store.ddl import create_tables
from schemas.store.postgresql import NAME_LENGTH, display_name, driver_connection, write_transaction
from schemas.store.row_scope import desk_role

SQL = Path(__file__).parents[1] / "sql"
QUOTE = dialect.dialect().identifier_preparer.quote_identifier
PASSWORD_BYTES = 24
# SQL files that run as the owner of a database of records.
OWNERS_FILES = ("access", "audit", "sessions", "grants", "policies")
# Tables without records, which are needed before a scope is set.
OPEN = frozenset({postgresql.MARK.name, compatibility.VERSION_TABLE, *server_log.OWN.tables})
Facts = set[tuple[str, str]]
CLOSED = marked("Closed database {database} to all other roles.")
LEFT_OPEN = marked("Still open: {right}")
DESK_TAKEN = ("application", "takes the role of a desk, which may do no more")
NOT_SET_UP = message(
    "The database was not set up. Only this program would keep people to their own records. Run"
    " `server init`, which closes the tables by row."
)
OTHER_FILES = message(
    "The database was set up by another version of this program. Run `server init` again."
)
BEYOND = marked(
    "{right}. This is more than was set up. Run `server init` again as a superuser, or revoke it"
    " (see docs/server.md)."
)
LACKING = marked("This is no longer true: {right}. Run `server init` again.")
SERVE_AS_PUBLIC = marked("Serve as the public role, which `server releases init` creates.")
# The role is taken from the policies: the database may have been restored under another name.
WHO_ASKS = text(
    "SELECT current_user, rolsuper OR rolbypassrls, coalesce((SELECT mode() WITHIN GROUP"
    " (ORDER BY role::text) FROM pg_policies, unnest(roles) AS role"
    " WHERE policyname = 'of_the_scope'), current_database() || '_application')"
    " FROM pg_roles WHERE rolname = current_user"
)


class Roles(NamedTuple):
    """The names of the roles of a database of records."""

    owner: str
    importer: str
    application: str


class ReleaseRoles(NamedTuple):
    """The names of the roles of a database of releases."""

    owner: str
    publisher: str
    public: str


AnyRoles = TypeVar("AnyRoles", Roles, ReleaseRoles)
PURPOSES = Roles(
    owner=marked("owns the tables and upgrades them; sees no row"),
    importer=marked("imports, undoes and deletes, and creates releases; sees every record"),
    application=marked("used by the dashboard; sees the rows of the scope that it is given"),
)
RELEASE_PURPOSES = ReleaseRoles(
    owner=marked("owns the tables, and restores releases from a backup"),
    publisher=marked("publishes and withdraws releases, and keeps notes on them; changes none"),
    public=marked("used by the public dashboard; sees what is released, and nothing else"),
)


class SideTables(NamedTuple):
    """Tables next to the records: `derived` ones, and those that the dashboard's role may not read.

    `secret` has the exact counts from which releases were made.
    """

    derived: MetaData
    secret: MetaData


def server_address(url: str) -> URL:
    """Return the URL of a database on a server. Raises UserError for a file."""
    address = resolved_address(url)
    if isinstance(address, Path):
        raise UserError(
            "[{path}] is a file, for one organisation only. Name a database on a server:"
            " --database postgresql://USER@HOST/NAME.",
            path=address,
        )
    return address


def role_names(url: str, kind: type[AnyRoles]) -> AnyRoles:
    """Return the names of the roles of a database. Raises UserError if too long, or for a file."""
    database = str(server_address(url).database)
    roles = kind(*(f"{database}_{part}" for part in kind._fields))
    if max(len(name.encode()) for name in roles) > NAME_LENGTH:
        raise UserError(
            "The name of the database [{name}] is too long: its roles are named after it.",
            name=database,
        )
    return roles


def new_passwords(kind: type[AnyRoles]) -> AnyRoles:
    """Return a random password for each role, of letters and digits only."""
    return kind(*(secrets.token_hex(PASSWORD_BYTES) for _ in kind._fields))


# The password file of the roles, in the format of libpq: host:port:database:user:password.
HOST, PORT = "localhost", "5432"
# Colons separate fields. Within a field, a colon or backslash is escaped by a backslash.
APART = re.compile(r"[:\\]")
SAID = re.compile(r"\\(.)")


def load_passwords(path: Path, url: str, kind: type[AnyRoles]) -> AnyRoles:
    """Return the passwords of the roles: from the file if it exists, or new ones, stored in it.

    They are stored before they are set, so after an interruption the next attempt uses the same
    ones. Raises UserError if the file lacks a role, is readable by others, or cannot be read or
    written.
    """
    try:
        new = new_passwords(kind)
        write_new_private(path, "".join(f"{line}\n" for line in passfile_lines(url, new)).encode())
    except FileExistsError:
        return _existing_passwords(path, url, kind)
    except OSError as error:
        raise UserError(
            "Cannot write the passwords to [{path}] ({reason}). Nothing was changed.",
            path=path,
            reason=error.strerror,
        ) from error
    return new


def passfile_lines(url: str, words: AnyRoles) -> list[str]:
    """Return the lines of the password file: one for each role and each server of `url`."""
    named = zip(role_names(url, type(words)), words, strict=True)
    return [
        f"{before}{_quote_field(word)}" for name, word in named for before in _line_start(url, name)
    ]


def _line_start(url: str, name: str) -> list[str]:
    """Return the start of the line of a role, up to the password, for each server."""
    return [
        f"{_quote_field(host)}:{_quote_field(port)}:*:{_quote_field(name)}:"
        for host, port in _servers(url)
    ]


def _servers(url: str) -> Iterator[tuple[str, str]]:
    """Yield host and port of each server that the address names."""
    address = server_address(url)
    # This includes host and port in the query part of the URL, which take precedence.
    _, said = address.get_dialect()().create_connect_args(address)
    # Without them in the address, libpq uses the environment.
    hosts = str(said.get("host") or os.environ.get("PGHOST") or HOST).split(",")
    ports = str(said.get("port") or os.environ.get("PGPORT") or PORT).split(",")
    for host, port in zip(hosts, cycle(ports), strict=False):
        yield host or HOST, port or PORT


def _quote_field(text: str) -> str:
    return APART.sub(r"\\\g<0>", text)


def _existing_passwords(path: Path, url: str, kind: type[AnyRoles]) -> AnyRoles:
    """Return the passwords in an existing file. Raises UserError if one is missing."""
    there = _read_passfile(path).splitlines()
    words = kind(
        *(_password_in(there, _line_start(url, name)[0]) for name in role_names(url, kind))
    )
    if all(words) and set(passfile_lines(url, words)) <= set(there):
        return words
    raise UserError(
        "[{path}] already exists, but it does not have a password for each role of this"
        " database. Passwords are never overwritten. Nothing was changed. Name another file. Or"
        " remove this one if no database uses it: then new passwords are set.",
        path=path,
    )


def _password_in(there: list[str], before: str) -> str:
    """Return the password in the first line that starts with `before`, or an empty text."""
    found = (line.removeprefix(before) for line in there if line.startswith(before))
    return SAID.sub(r"\1", next(found, ""))


def _read_passfile(path: Path) -> str:
    """Read the password file. Raises UserError if others may read it."""
    try:
        content, mode = read_private(path)
        text = content.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("Cannot read the passwords from [{path}].", path=path) from error
    if mode is not None:
        raise UserError(
            "Other users can read the file of passwords [{path}] (mode {mode}). Nothing was"
            " changed. Close it with `chmod 600 {path}`. If they have perhaps read it, name"
            " another file: then new passwords are set.",
            path=path,
            mode=f"{mode:04o}",
        )
    return text


def tables_of(derived: MetaData) -> list[Table]:
    """Return all tables of a database of records."""
    return [*migrations.declared_schema().sorted_tables, *derived.sorted_tables]


def init(
    url: str, side_tables: SideTables, key: bytes, passwords: Roles | None = None
) -> list[str]:
    """Set up the database at `url`, and return lines that say what was done.

    The user of `url` must own the database and be able to create roles. It is one transaction: if
    it is interrupted, nothing has changed. If run again, it adds what is missing, replaces the key
    and keeps the records. Raises DatabaseUnavailable for another version, UserError if the name of
    the database is too long for names of roles.
    """
    address, own = server_address(url), role_names(url, Roles)
    with write_transaction(address, "set up") as connection:
        _refuse_powerless(connection, address, own)
        compatibility.refuse_other_version(connection, address)
        made = _make_roles(connection, "roles", own, passwords)
        _set_role(connection, own.owner)
        migrations.upgrade(connection)
        _create_rights(connection, own, side_tables)
        _store_key(connection, key)
        _set_role(connection, None)
        _close_as_superuser(connection)
        beyond = [*_extra_rights(connection, own.application)]
    return [
        *_role_lines(own, PURPOSES, made),
        message(CLOSED, database=address.database),
        message("The tables have version {version}.", version=compatibility.newest_version()),
        message("Stored the key of scopes. Only the owner can read it."),
        messages(
            "Closed {count} table by row: without a scope, no row is visible.",
            "Closed {count} tables by row: without a scope, no row is visible.",
            len(tables_of(side_tables.derived)),
        ),
        *(message(LEFT_OPEN, right=line) for line in beyond),
    ]


def migrate(url: str, side_tables: SideTables) -> bool:
    """Upgrade the tables of a database that was set up, and return whether this was needed.

    Derived tables are created empty and must be calculated again. `url` must name the owner as
    user.
    """
    address, own = server_address(url), role_names(url, Roles)
    with write_transaction(address, "bring up to date") as connection:
        match compatibility.version_state(connection):
            case compatibility.VersionState.AHEAD:
                compatibility.refuse_other_version(connection, address)
            case compatibility.VersionState.NEWEST | compatibility.VersionState.NONE:
                return False
        for table in migrations.declared_schema().sorted_tables:
            # The owner must see the rows that the upgrade changes; `_create_rights` hides them.
            _run_statements(
                connection, f"ALTER TABLE IF EXISTS {table.name} NO FORCE ROW LEVEL SECURITY"
            )
        migrations.upgrade(connection)
        for table in reversed(side_tables.derived.sorted_tables):
            _run_statements(connection, f"DROP TABLE IF EXISTS {table.name}")
        _create_rights(connection, own, side_tables)
        return True


def refuse_without_rights(url: str, own: Roles | ReleaseRoles) -> None:
    """Raise UserError if the user of `url` may not create roles, or does not own the database."""
    address = server_address(url)
    with postgresql.side_transaction(address) as connection:
        _refuse_powerless(connection, address, own)


def setup_problems(url: str, key: bytes | None) -> list[str]:
    """Return reasons why the dashboard must not use the database, with what to do, or [].

    Raises DatabaseUnavailable if it cannot be read, or is of another version.
    """
    address = server_address(url)
    with reading(url).connect() as connection:
        compatibility.refuse_other_version(connection, address)
        if not connection.execute(text("SELECT to_regnamespace('access') IS NOT NULL")).scalar():
            return [NOT_SET_UP]
        if other := _role_problem(connection):
            return [other]
        return [*_differences(connection), *_key_problems(connection, str(address.database), key)]


def init_releases(
    url: str, declared: Sequence[MetaData], passwords: ReleaseRoles | None = None
) -> list[str]:
    """Set up the database of releases at `url`, and return lines that say what was done.

    The tables of the first of `declared` show that a database has releases. It can be run again, as
    `init`. Raises UserError as `init`, and DatabaseUnavailable if the database has other content.
    """
    address, own = server_address(url), role_names(url, ReleaseRoles)
    with write_transaction(address, "set up") as connection:
        _refuse_powerless(connection, address, own)
        is_new = compatibility.is_empty_side_database(
            connection, display_name(address), declared[0].tables.values()
        )
        made = _make_roles(connection, "release_roles", own, passwords)
        _set_role(connection, own.owner)
        for metadata in declared if is_new else declared[1:]:
            create_tables(connection, metadata)
        create_tables(connection, postgresql.MARK.metadata)
        _run_file(connection, "releases", own._asdict())
        _set_role(connection, None)
        _close_as_superuser(connection)
        beyond = release_problems(connection, declared, own.public)
    return [
        *_role_lines(own, RELEASE_PURPOSES, made),
        message(CLOSED, database=address.database),
        messages(
            "The database has {count} table of releases.",
            "The database has {count} tables of releases.",
            sum(len(metadata.tables) for metadata in declared),
        ),
        *(message(LEFT_OPEN, right=line) for line in beyond),
    ]


def release_problems(
    connection: Connection, declared: Sequence[MetaData], public: str | None = None
) -> list[str]:
    """Return reasons why the public dashboard must not run as role `public` (or this user); or [].

    The role must be able to read the tables of releases and nothing else, and to change nothing.
    """
    asked = text(
        "SELECT rolname, rolsuper FROM pg_roles WHERE rolname = coalesce(:name, current_user)"
    )
    name, may_all = connection.execute(asked, {"name": public}).one()
    serve = message(SERVE_AS_PUBLIC)
    if may_all:
        return [message("Role {role} can do everything. {advice}", role=name, advice=serve)]
    tables = [table for metadata in declared for table in metadata.tables]
    given = {f"may SELECT public.{table}" for table in (*tables, postgresql.MARK.name)}
    found = {
        what for reader, what, _ in _read_rights(connection, name, "") if reader == "application"
    }
    return [
        message(
            "Role {role} has more rights than to read releases: {right}. {advice}",
            role=name,
            right=what,
            advice=serve,
        )
        for what in sorted(found - given)
        if not what.startswith("can ")
    ]


def _run_statements(connection: Connection, statements: str) -> None:
    with driver_connection(connection) as driver:
        driver.execute(statements.encode())


def _filled_in(name: str, values: Mapping[str, str]) -> str:
    """Return the SQL of a file, with values inserted as by psql: as identifiers and as texts."""
    content = (SQL / f"{name}.sql").read_text("utf-8")
    for key, value in values.items():
        quoted = "'" + value.replace("'", "''") + "'"
        content = content.replace(f':"{key}"', QUOTE(value)).replace(f":'{key}'", quoted)
    return content


def _run_file(connection: Connection, name: str, values: Mapping[str, str]) -> None:
    _run_statements(connection, _filled_in(name, values))


def _set_role(connection: Connection, role: str | None) -> None:
    _run_statements(connection, "RESET ROLE" if role is None else f"SET LOCAL ROLE {QUOTE(role)}")


def _make_roles(
    connection: Connection, file: str, own: AnyRoles, passwords: AnyRoles | None
) -> list[str]:
    """Create missing roles, exclude all others from the database, and return the created roles.

    Without `passwords` the roles get none; then the rules of the server decide who may log in.
    """
    there = set(connection.execute(text("SELECT rolname FROM pg_roles")).scalars())
    names = own._asdict() | {"database": str(connection.engine.url.database)}
    if isinstance(own, Roles):
        names["desk"] = desk_role(own.application)
    _run_file(connection, file, names)
    for name, password in zip(own, passwords or (), strict=False):
        _set_password(connection, name, password)
    if not _is_superuser(connection):
        _run_statements(connection, f"GRANT {QUOTE(own.owner)} TO CURRENT_USER")
    owner, writer, reader = own
    values = {"owner": owner, "writer": writer, "reader": reader, "database": names["database"]}
    _run_file(connection, "database", values)
    return [name for name in own if name not in there]


def _set_password(connection: Connection, name: str, password: str) -> None:
    """Set the password of a role. The server and its logs get only the hash."""
    with driver_connection(connection) as driver:
        proof = driver.pgconn.encrypt_password(
            password.encode(), name.encode(), b"scram-sha-256"
        ).decode()
    # The hash has no quote characters.
    _run_statements(connection, f"ALTER ROLE {QUOTE(name)} PASSWORD '{proof}'")


def _create_rights(connection: Connection, own: Roles, side_tables: SideTables) -> None:
    """Create functions, tables, rights and policies as the owner, and store the resulting rights.

    `setup_problems` compares later rights with the stored ones.
    """
    _run_file(connection, "access", {})
    side_tables.derived.create_all(connection)
    side_tables.secret.create_all(connection)
    server_log.make_key(connection)
    for name in OWNERS_FILES[1:]:
        _run_file(connection, name, own._asdict())
    made = {(reader, what) for reader, what, ours in _facts_of(connection, own.application) if ours}
    _run_statements(connection, "DELETE FROM access.as_set_up")
    connection.execute(
        text("INSERT INTO access.as_set_up VALUES (:reader, :what)"),
        [{"reader": reader, "what": what} for reader, what in sorted({*made, _files_fact()})],
    )


def _store_key(connection: Connection, key: bytes) -> None:
    inner, outer = row_scope.hmac_pads(key)
    _run_statements(connection, "DELETE FROM access.scope_key")
    stored = text("INSERT INTO access.scope_key VALUES (:inner, :outer)")
    connection.execute(stored, {"inner": inner, "outer": outer})


def _close_as_superuser(connection: Connection) -> None:
    if _is_superuser(connection):
        _run_file(connection, "superuser", {})


def _is_superuser(connection: Connection) -> bool:
    asked = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool(connection.execute(asked).scalar())


def _role_lines(own: Iterable[str], purposes: Iterable[str], made: list[str]) -> list[str]:
    return [
        message("Created role {role}: {purpose}.", role=name, purpose=message(purpose))
        if name in made
        else message("Found role {role}: {purpose}.", role=name, purpose=message(purpose))
        for name, purpose in zip(own, purposes, strict=True)
    ]


def _refuse_powerless(connection: Connection, address: URL, own: Roles | ReleaseRoles) -> None:
    """Raise UserError if the user may not create roles, or does not own the database.

    It also refuses a user without rights on roles that another user made. This is checked before
    anything else, because PostgreSQL ignores a REVOKE that the user may not do, without an error.
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
            "Role [{role}] cannot set up {database}. It must be able to create roles, and must"
            " own the database and its schema. Nothing was changed. Use an administrator's"
            " role, or let an administrator run: ALTER ROLE {quoted} CREATEROLE INHERIT; ALTER"
            " DATABASE {name} OWNER TO {quoted}; ALTER SCHEMA public OWNER TO"
            " pg_database_owner (in the database).",
            role=name,
            database=display_name(address),
            quoted=QUOTE(name),
            name=database,
        )
    # Before PostgreSQL 16, a user who may create roles may also add members to the roles of others.
    asked = text(
        "SELECT rolsuper OR pg_has_role(other.oid, CASE WHEN"
        " current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE"
        " 'MEMBER WITH ADMIN OPTION' END) FROM pg_roles AS own, (SELECT oid FROM pg_roles"
        " WHERE rolname = :owner) AS other WHERE own.rolname = current_user"
    )
    if connection.execute(asked, {"owner": own.owner}).scalar() is False:
        raise UserError(
            "Another role set up {database} and created its roles. Role [{role}] cannot change"
            " them. Nothing was changed. Use that other role or an administrator's, or let one"
            " of them run: GRANT {roles} TO {quoted} WITH ADMIN OPTION;",
            database=display_name(address),
            role=name,
            roles=", ".join(map(QUOTE, own)),
            quoted=QUOTE(name),
        )


def _read_rights(connection: Connection, reader: str, desk: str) -> list[tuple[str, str, bool]]:
    """Return what the two roles may do, and whether the SQL files grant it, by `facts.sql`.

    Each element is the role, the right, and whether the files grant it.
    """
    # With the search path of a role, PostgreSQL would print conditions without schemas.
    path = connection.execute(text("SELECT current_setting('search_path')")).scalar()
    set_path = text("SELECT set_config('search_path', :path, true)")
    connection.execute(set_path, {"path": "pg_catalog"})
    with driver_connection(connection) as driver:
        asked = _filled_in("facts", {"application": reader, "desk": desk})
        rows = driver.execute(asked.encode()).fetchall()
    connection.execute(set_path, {"path": path})
    return [(str(reader), str(what), bool(ours)) for reader, what, ours in rows]


def _facts_of(connection: Connection, application: str) -> list[tuple[str, str, bool]]:
    return _read_rights(connection, application, desk_role(application))


def _files_fact() -> tuple[str, str]:
    """Return name and hash of the SQL files; stored, they show which files made the setup."""
    content = b"".join((SQL / f"{name}.sql").read_bytes() for name in (*OWNERS_FILES, "facts"))
    return "", f"files {hashlib.sha256(content).hexdigest()}"


def _right_as_text(reader: str, what: str, application: str) -> str:
    """Return a right of a role in the English text of `facts.sql`, which is also stored."""
    names = {"application": f"Role {application} ", "desk": f"Role {desk_role(application)} "}
    return names.get(reader, "") + what


def _extra_rights(connection: Connection, application: str) -> Iterator[str]:
    """Yield sentences on rights of the dashboard that the SQL files do not grant."""
    for reader, what, ours in sorted(_facts_of(connection, application)):
        if not ours:
            yield message(BEYOND, right=_right_as_text(reader, what, application))


def _differences(connection: Connection) -> Iterator[str]:
    """Yield sentences on all differences from the state after the setup."""
    application = str(connection.execute(text("SELECT current_user")).scalar())
    yield from _extra_rights(connection, application)
    stored: Facts = set()
    if connection.execute(text("SELECT to_regclass('access.as_set_up') IS NOT NULL")).scalar():
        rows = connection.execute(text("SELECT reader, what FROM access.as_set_up"))
        stored = {(str(reader), str(what)) for reader, what in rows}
    if _files_fact() not in stored:
        yield OTHER_FILES
        return
    ours = {(who, what) for who, what, is_ours in _facts_of(connection, application) if is_ours}
    expected = (stored | {DESK_TAKEN}) - {_files_fact()}
    for reader, what in sorted(ours - expected):
        yield message(BEYOND, right=_right_as_text(reader, what, application))
    for reader, what in sorted(expected - ours):
        yield message(LACKING, right=_right_as_text(reader, what, application))


def _role_problem(connection: Connection) -> str | None:
    """Return a message if the connected role is not the dashboard's, or ignores row security."""
    name, passes, application = connection.execute(WHO_ASKS).one()
    if name != application:
        about = {"role": name, "application": application}
        if passes:
            return message(
                "Role {role} sees every row, whatever its scope. Check and serve as {application}:"
                " --database postgresql://{application}@HOST/NAME.",
                **about,
            )
        return message(
            "Role {role} is not the dashboard's role. Check and serve as {application}: --database"
            " postgresql://{application}@HOST/NAME.",
            **about,
        )
    if passes:
        return message(
            "Role {role} sees every row, whatever its scope. Run ALTER ROLE {quoted} NOSUPERUSER"
            " NOBYPASSRLS.",
            role=name,
            quoted=QUOTE(name),
        )
    return None


def _key_problems(connection: Connection, database: str, key: bytes | None) -> Iterator[str]:
    """Yield a sentence if the database does not accept scopes signed with the key."""
    if key is None:
        yield message(
            "There is no key of scopes, so nobody sees a row. Name its file in {variable}.",
            variable=row_scope.KEY_FILE,
        )
        return
    if _is_taken(connection, row_scope.scope_token(scopes.EVERYTHING, database, key)):
        return
    clock = text("SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision)")
    behind = connection.execute(clock).scalar_one() - row_scope.now()
    seconds = int(behind) + row_scope.SECONDS
    # Sign again with an end by the clock of the database.
    later = row_scope.scope_token(scopes.EVERYTHING, database, key, seconds=seconds)
    if _is_taken(connection, later):
        yield messages(
            "This computer's clock is {count} minute behind the database's clock. Each scope"
            " expires before it is used, so nobody sees a row. Set both clocks to the same time."
            " The key of scopes is correct.",
            "This computer's clock is {count} minutes behind the database's clock. Each scope"
            " expires before it is used, so nobody sees a row. Set both clocks to the same time."
            " The key of scopes is correct.",
            round(behind / 60),
        )
        return
    yield message("The database does not know this key of scopes. Run `server init` with this key.")


def _is_taken(connection: Connection, token: str) -> bool:
    """Whether the database accepts a signed scope for all records."""
    given = text("SELECT set_config(:name, :token, true)")
    connection.execute(given, {"name": row_scope.SETTING, "token": token})
    return connection.execute(text("SELECT access.scope()")).scalar() == scopes.EVERYTHING.id
