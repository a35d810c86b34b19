"""Check that a database belongs to this program and version, and that the user may write."""

from collections.abc import Iterable
from enum import Enum
from functools import cache
from pathlib import Path

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    bindparam,
    column,
    func,
    insert,
    select,
    table,
    text,
)

from schemas.errors import DatabaseMissing, DatabaseOlder, DatabaseUnavailable, UserError
from schemas.language import Message, marked, message
from schemas.store import postgresql
from schemas.store.address import POSTGRESQL
from schemas.store.bookkeeping import BOOKKEEPING_TABLES
from schemas.tables import HISTORY, RECORD_TABLES

# Each file upgrades to the version that it is named after.
FOLDER = Path(__file__).parent / "migrations" / "versions"
FIRST, LETTERS = "0001", 4
# Clearer for administrators than alembic's default name.
VERSION_TABLE = "schema_version"
VERSION = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), nullable=False))
# Database files of the first version have no version table. They have all of these tables.
OF_FIRST = frozenset({"batches", "batch_reidentification", "corrections", "mapping_profiles"})
SERVER_BEHIND = marked(
    "{database} was made by an earlier version of this program. Nothing was changed. Back it up."
    " Then its owner can upgrade it: `prosecution-quality --database postgresql://OWNER@HOST/NAME"
    " server migrate`."
)
FILE_BEHIND = marked(
    "{database} was made by an earlier version of this program. Nothing was changed."
    " Start the dashboard, or run any command with it. That upgrades it, and keeps a copy next to"
    " it."
)
AHEAD = marked(
    "{database} was made by a newer version of this program. Nothing was changed. Install that"
    " version here too."
)


class VersionState(Enum):
    """How the version of a database compares to that of this program."""

    # No version: the database is empty, or of another program.
    NONE = "none"
    BEHIND = "behind"
    NEWEST = "newest"
    # Made by a newer version of this program.
    AHEAD = "ahead"


TABLE, COLUMN = "table_name", "column_name"
PLACE = ("table_catalog", "table_schema")
OWN = (*RECORD_TABLES, *HISTORY.values(), *BOOKKEEPING_TABLES)
Columns = frozenset[tuple[str, str]]
_WHOLE = frozenset((VERSION_TABLE, *(one.name for one in OWN)))
IMPORT_AGAIN = marked("Import the files again, into a new database (--database).")


def check_file(engine: Engine, path: Path) -> None:
    """Raise DatabaseUnavailable if the file is of another program or another version."""
    with engine.connect() as connection:
        if is_new(connection, path):
            raise DatabaseUnavailable(foreign_message(str(path)))


def check_server(connection: Connection, url: URL) -> None:
    """Raise DatabaseMissing if nothing is stored, DatabaseUnavailable as `is_new` does."""
    if is_new(connection, url):
        raise DatabaseMissing(
            "{database} has no records yet. Fill it with `prosecution-quality demo`"
            " (demonstration data) or `prosecution-quality import PATH`.",
            database=postgresql.display_name(url),
        )


def is_new(connection: Connection, at: Path | URL) -> bool:
    """Whether the database has no tables yet, in which case the program may create them.

    Raises DatabaseUnavailable if it is of another program. If it states the newest version, its
    columns are not checked: version and columns are written in one transaction, and the check would
    take a fifth of the time of opening a small file.
    """
    refuse_other_version(connection, at)
    if tables_in(connection) >= _WHOLE:
        return False
    return is_empty(connection, str(at) if isinstance(at, Path) else postgresql.display_name(at))


def is_empty(connection: Connection, place: str) -> bool:
    """Whether the database has none of the program's tables.

    Raises DatabaseUnavailable if it has only some of the tables or columns.
    """
    return _has_none(columns_of(OWN), columns_in(connection), place, IMPORT_AGAIN)


def _has_none(declared: Columns, found: Columns, place: str, anew: str) -> bool:
    """True if no declared table exists, False if all columns do; else DatabaseUnavailable."""
    if declared <= found:
        return False
    if {name for name, _ in declared}.isdisjoint(name for name, _ in found):
        return True
    raise DatabaseUnavailable(
        "{database} was made by another version of this program, or by another program."
        " Nothing was changed. {advice}",
        database=named_database(place),
        advice=message(anew),
    )


def named_database(place: str) -> Message:
    """Return the name of a database (path or server) as the beginning of a sentence."""
    return place if isinstance(place, Message) else message("Database [{database}]", database=place)


def is_empty_side_database(
    connection: Connection, place: str, own: Iterable[Table], anew: str = IMPORT_AGAIN
) -> bool:
    """Whether a database of other tables than records, such as releases, has none of its tables.

    Such a database has no version number, so its columns are compared. Raises DatabaseUnavailable
    if some columns are missing, or if this program does not know one. For missing columns, the
    error ends with `anew`, which says what to do.
    """
    declared, found = columns_of(own), columns_in(connection)
    if _has_none(declared, found, place, anew):
        return True
    names = {name for name, _ in declared}
    if unknown := sorted(f"{of}.{name}" for of, name in found - declared if of in names):
        raise DatabaseUnavailable(
            "{database} has columns that this version of the program does not know: {columns}."
            " Nothing was changed. Install the version that made it, or remove these columns if"
            " someone added them.",
            database=named_database(place),
            columns=", ".join(unknown),
        )
    return False


def foreign_message(place: str) -> Message:
    """Return the message for a file that is a database of another program."""
    return message(
        "File [{file}] is a database without the tables of this program. Nothing was changed. Name"
        " another file with --database.",
        file=place,
    )


def tables_in(connection: Connection) -> frozenset[str]:
    """Return the names of the tables in the database."""
    return frozenset(name for (name,) in _information_schema(connection, "tables", TABLE))


def columns_in(connection: Connection) -> frozenset[tuple[str, str]]:
    """Return the columns in the database, as (table, column)."""
    return frozenset(
        (of, name) for of, name in _information_schema(connection, "columns", TABLE, COLUMN)
    )


def columns_of(tables: Iterable[Table]) -> frozenset[tuple[str, str]]:
    """Return the declared columns of the tables, as (table, column)."""
    return frozenset((of.name, one.name) for of in tables for one in of.c)


def _information_schema(connection: Connection, what: str, *names: str) -> list[tuple[str, ...]]:
    source = table(what, *map(column, (*names, *PLACE)), schema="information_schema")
    query = select(*(source.c[name] for name in names)).where(
        source.c.table_catalog == func.current_database(),
        source.c.table_schema == func.current_schema(),
    )
    return [tuple(map(str, row)) for row in connection.execute(query)]


# `migrations` upgrades from each version to the next. It is imported only when needed: importing
# alembic takes a tenth of a second.
@cache
def known_versions() -> tuple[str, ...]:
    """Return the versions of the database that this program knows, oldest first."""
    return tuple(sorted(one.name[:LETTERS] for one in FOLDER.glob("[0-9]*.py")))


def newest_version() -> str:
    """Return the newest version of the database, which this program writes."""
    return known_versions()[-1]


def version_in(connection: Connection) -> str | None:
    """Return the version that the database states, or None if it states none."""
    there = tables_in(connection)
    if VERSION_TABLE in there:
        return connection.execute(select(VERSION.c.version_num)).scalar()
    is_file = connection.dialect.name == "duckdb"
    return FIRST if is_file and there >= OF_FIRST else None


def version_state(connection: Connection) -> VersionState:
    """Compare the version of the database with the newest version."""
    has = version_in(connection)
    if has is None:
        return VersionState.NONE
    if has == newest_version():
        return VersionState.NEWEST
    return VersionState.BEHIND if has in known_versions() else VersionState.AHEAD


def refuse_other_version(connection: Connection, at: Path | URL) -> None:
    """Raise DatabaseUnavailable if the database has an earlier or a newer version."""
    if isinstance(at, Path):
        name, behind = named_database(str(at)), FILE_BEHIND
    else:
        name, behind = postgresql.display_name(at), SERVER_BEHIND
    match version_state(connection):
        case VersionState.AHEAD:
            raise DatabaseUnavailable(AHEAD, database=name)
        case VersionState.BEHIND:
            path = at if isinstance(at, Path) else None
            raise DatabaseOlder(message(behind, database=name), path)


def write_version(connection: Connection, of: str | None = None) -> None:
    """Write a version, the newest by default, into a database that has none."""
    VERSION.create(connection)
    connection.execute(insert(VERSION).values(version_num=of or newest_version()))


# The row-security policy that lets a role see every row.
OF_IMPORTERS = "of_importers"
HIDDEN = text(
    "SELECT current_user, (SELECT coalesce(min(CAST(pg_get_userbyid(role) AS text)),"
    " current_database() || '_importer') FROM pg_policy, unnest(polroles) AS role"
    " WHERE polname = :policy) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " AND relname = ANY(:names) AND row_security_active(oid) AND NOT EXISTS (SELECT FROM pg_policy,"
    " unnest(polroles) AS role WHERE polname = :policy AND polrelid = pg_class.oid"
    " AND pg_has_role(role, 'USAGE')) LIMIT 1"
).bindparams(
    bindparam("policy", OF_IMPORTERS),
    bindparam("names", [table.name for table in OWN]),
)


def may_insert(connection: Connection, one: Table) -> bool:
    """Whether the connected user may insert rows into the table."""
    return bool(connection.execute(select(func.has_table_privilege(one.name, "INSERT"))).scalar())


def refuse_other_readers(connection: Connection, place: str) -> None:
    """Raise UserError if the database hides records from the connected user."""
    _refuse_hidden(
        connection,
        place,
        marked(
            "Role [{role}] does not see every record of {database}. Nothing was changed. Use role"
            " [{importer}], which sees them: --database postgresql://{importer}@HOST/NAME."
        ),
    )


def refuse_other_writers(connection: Connection, place: str) -> None:
    """Raise UserError if the connected user lacks the right to write."""
    _refuse_hidden(
        connection,
        place,
        marked(
            "Role [{role}] cannot write to {database}. Nothing was changed. Use role [{importer}],"
            " which can: --database postgresql://{importer}@HOST/NAME."
        ),
    )


def _refuse_hidden(connection: Connection, place: str, text: str) -> None:
    """Raise UserError with a text on the role if row security hides rows from it."""
    # Only databases on a server have row security.
    if connection.dialect.name != POSTGRESQL:
        return
    if (hidden := connection.execute(HIDDEN).first()) is not None:
        role, importer = hidden
        raise UserError(text, role=role, importer=importer, database=place)
