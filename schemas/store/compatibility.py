"""Whether a database is this program's and of this version, and whether one may write to it."""

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
from schemas.store import postgresql
from schemas.store.address import POSTGRESQL
from schemas.store.bookkeeping import BOOKKEEPING_TABLES
from schemas.tables import HISTORY, RECORD_TABLES

# A file leads from the version before it to its own, and is named by it.
FOLDER = Path(__file__).parent / "migrations" / "versions"
FIRST, LETTERS = "0001", 4
# Alembic's own name says nothing to an administrator who looks at the tables.
VERSION_TABLE = "schema_version"
VERSION = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), nullable=False))
# Files of the first version do not say which they are; all of these are theirs.
OF_FIRST = frozenset({"batches", "batch_reidentification", "corrections", "mapping_profiles"})
UPGRADE_SERVER = (
    "Back it up, then let its owner bring it up to date: `prosecution-quality --database"
    " postgresql://OWNER@HOST/NAME server migrate`."
)
UPGRADE_FILE = (
    "Start the dashboard or any command on it, which brings it up to date and keeps a copy of it"
    " beside it."
)
BEHIND = "The {place} was made by an earlier version of this program. It was left as it is. "
AHEAD = (
    "The {place} was made by a newer version of this program. It was left as it is: install that"
    " version here too."
)


class VersionState(Enum):
    """How a database's version stands to that of this program."""

    # No version is written there: it is empty, or nothing of this program's.
    NONE = "none"
    BEHIND = "behind"
    NEWEST = "newest"
    # Made by a newer program, whose versions are not known here.
    AHEAD = "ahead"


TABLE, COLUMN = "table_name", "column_name"
PLACE = ("table_catalog", "table_schema")
OWN = (*RECORD_TABLES, *HISTORY.values(), *BOOKKEEPING_TABLES)
Columns = frozenset[tuple[str, str]]
_WHOLE = frozenset((VERSION_TABLE, *(one.name for one in OWN)))
IMPORT_AGAIN = "import the submissions again, into a database of their own with --database."


def check_file(engine: Engine, path: Path) -> None:
    """DatabaseUnavailable where the file is a database of something else, or of another version."""
    with engine.connect() as connection:
        if is_new(connection, path):
            raise DatabaseUnavailable(foreign_message(str(path)))


def check_server(connection: Connection, url: URL) -> None:
    """DatabaseMissing where nothing is stored, DatabaseUnavailable where it is not for us."""
    if is_new(connection, url):
        raise DatabaseMissing(
            f"The {postgresql.display_name(url)} holds no records yet. Fill it with"
            " `prosecution-quality demo` (made-up records) or `prosecution-quality import PATH`."
        )


def is_new(connection: Connection, at: Path | URL) -> bool:
    """Whether none of the program's tables are there yet. DatabaseUnavailable where it is not ours.

    The newest version is written with the columns of its tables, in one step: to look at each of
    them again would be a fifth of what opening a small file takes.
    """
    if refuse_other_version(connection, at) >= _WHOLE:
        return False
    return is_empty(connection, str(at) if isinstance(at, Path) else postgresql.display_name(at))


def is_empty(connection: Connection, place: str) -> bool:
    """Whether none of the program's tables are there, of which each is there or none.

    Raises DatabaseUnavailable where only some are there, or only some of their columns.
    """
    return _has_none(columns_of(OWN), columns_in(connection), place, IMPORT_AGAIN)


def _has_none(declared: Columns, found: Columns, place: str, anew: str) -> bool:
    if declared <= found:
        return False
    if {name for name, _ in declared}.isdisjoint(name for name, _ in found):
        return True
    raise DatabaseUnavailable(
        f"The database [{place}] was made by another version of this program, or by another one."
        f" It was left as it is; {anew}"
    )


def is_empty_side_database(
    connection: Connection, place: str, own: Iterable[Table], anew: str = IMPORT_AGAIN
) -> bool:
    """`is_empty` of a database in which no version is written, so that its columns have to say it.

    Raises DatabaseUnavailable also where its tables have columns that this program does not know.
    """
    declared, found = columns_of(own), columns_in(connection)
    if _has_none(declared, found, place, anew):
        return True
    names = {name for name, _ in declared}
    if unknown := sorted(f"{of}.{name}" for of, name in found - declared if of in names):
        raise DatabaseUnavailable(
            f"The database [{place}] was made by a newer version of this program, of whose columns"
            f" this one does not know {', '.join(unknown)}. It was left as it is: install that"
            " version here too, or take out what somebody has added."
        )
    return False


def foreign_message(place: str) -> str:
    """What is told of a file that is a database of something else."""
    return (
        f"The file [{place}] is a database without the tables of this program. It was left as it"
        " is; name another file with --database."
    )


def tables_in(connection: Connection) -> frozenset[str]:
    """The names of the tables where the connection is."""
    return frozenset(name for (name,) in _information_schema(connection, "tables", TABLE))


def columns_in(connection: Connection) -> frozenset[tuple[str, str]]:
    """The same of the columns, each with the name of its table before it."""
    return frozenset(
        (of, name) for of, name in _information_schema(connection, "columns", TABLE, COLUMN)
    )


def columns_of(tables: Iterable[Table]) -> frozenset[tuple[str, str]]:
    """Those that the tables declare, in the same way."""
    return frozenset((of.name, one.name) for of in tables for one in of.c)


def _information_schema(connection: Connection, what: str, *names: str) -> list[tuple[str, ...]]:
    source = table(what, *map(column, (*names, *PLACE)), schema="information_schema")
    query = select(*(source.c[name] for name in names)).where(
        source.c.table_catalog == func.current_database(),
        source.c.table_schema == func.current_schema(),
    )
    return [tuple(map(str, row)) for row in connection.execute(query)]


# `migrations` leads from each version to the next. It is asked only where one is behind: alembic
# takes a tenth of a second to import.
@cache
def known_versions() -> tuple[str, ...]:
    """The versions that this program knows, the oldest first."""
    return tuple(sorted(one.name[:LETTERS] for one in FOLDER.glob("[0-9]*.py")))


def newest_version() -> str:
    """The name of the newest version."""
    return known_versions()[-1]


def version_in(connection: Connection) -> str | None:
    """The version that the database has, if it is any."""
    return _version_in(connection, tables_in(connection))


def _version_in(connection: Connection, there: frozenset[str]) -> str | None:
    if VERSION_TABLE in there:
        return connection.execute(select(VERSION.c.version_num)).scalar()
    is_file = connection.dialect.name == "duckdb"
    return FIRST if is_file and there >= OF_FIRST else None


def version_state(connection: Connection) -> VersionState:
    """How the version of the database stands to the newest one that is known here."""
    return _version_state(connection, tables_in(connection))


def _version_state(connection: Connection, there: frozenset[str]) -> VersionState:
    has = _version_in(connection, there)
    if has is None:
        return VersionState.NONE
    if has == newest_version():
        return VersionState.NEWEST
    return VersionState.BEHIND if has in known_versions() else VersionState.AHEAD


def refuse_other_version(connection: Connection, at: Path | URL) -> frozenset[str]:
    """The names of the tables of a database that has the newest version, or none.

    DatabaseUnavailable where it has an earlier or a newer one.
    """
    there = tables_in(connection)
    path = at if isinstance(at, Path) else None
    place = f"database [{at}]" if isinstance(at, Path) else postgresql.display_name(at)
    match _version_state(connection, there):
        case VersionState.AHEAD:
            raise DatabaseUnavailable(AHEAD.format(place=place))
        case VersionState.BEHIND:
            what_to_do = UPGRADE_FILE if path is not None else UPGRADE_SERVER
            raise DatabaseOlder(BEHIND.format(place=place) + what_to_do, path)
    return there


def write_version(connection: Connection, of: str | None = None) -> None:
    """Let a database without a version say that it is `of` one, the newest where none is named."""
    VERSION.create(connection)
    connection.execute(insert(VERSION).values(version_num=of or newest_version()))


# The policy by which a role sees every row of a table.
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
    """Whether who is connected may store rows of the table."""
    return bool(connection.execute(select(func.has_table_privilege(one.name, "INSERT"))).scalar())


def refuse_other_readers(connection: Connection, place: str) -> None:
    """UserError where the database at `place` hides records from who is connected."""
    _refuse(connection, place, "does not see every record of", "does")


def refuse_other_writers(connection: Connection, place: str) -> None:
    """The same before something is written: a right that lacks is no fault of the server's."""
    _refuse(connection, place, "may not write into", "may")


def _refuse(connection: Connection, place: str, what: str, other: str) -> None:
    # A file hides no record, nor does a server's database that was not set up.
    if connection.dialect.name != POSTGRESQL:
        return
    if (hidden := connection.execute(HIDDEN).first()) is not None:
        name, importer = hidden
        raise UserError(
            f"Role [{name}] {what} the {place}. Nothing was changed. Come as [{importer}], which"
            f" {other}: --database postgresql://{importer}@HOST/NAME."
        )
