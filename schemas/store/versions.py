"""Which version of the tables a database has, a file or on a server, and what is told of others.

`migrations` leads from each version to the next. It is asked only where one is behind: alembic
takes a tenth of a second to import.
"""

from enum import Enum
from functools import cache
from pathlib import Path

from sqlalchemy import (
    URL,
    Column,
    Connection,
    MetaData,
    String,
    Table,
    insert,
    select,
)

from schemas.errors import DatabaseOlder, DatabaseUnavailable
from schemas.store import postgresql, present

# A file leads from the version before it to its own, and is named by it.
FOLDER = Path(__file__).parent / "migrations" / "versions"
FIRST, LETTERS = "0001", 4
# Alembic's own name says nothing to an administrator who looks at the tables.
VERSION_TABLE = "schema_version"
VERSION = Table(VERSION_TABLE, MetaData(), Column("version_num", String(32), nullable=False))
# Files of the first version do not say which they are; all of these are theirs.
OF_FIRST = frozenset({"batches", "batch_reidentification", "corrections", "mapping_profiles"})
ON_SERVER = (
    "Back it up, then let its owner bring it up to date: `prosecution-quality --database"
    " postgresql://OWNER@HOST/NAME server migrate`."
)
AT_A_DESK = (
    "Start the dashboard or any command on it, which brings it up to date and keeps a copy of it"
    " beside it."
)
BEHIND = "The {place} was made by an earlier version of this program. It was left as it is. "
AHEAD = (
    "The {place} was made by a newer version of this program. It was left as it is: install that"
    " version here too."
)


class Standing(Enum):
    """How a database's version stands to that of this program."""

    # No version is written there: it is empty, or nothing of this program's.
    NONE = "none"
    BEHIND = "behind"
    NEWEST = "newest"
    # Made by a newer program, whose versions are not known here.
    AHEAD = "ahead"


@cache
def known() -> tuple[str, ...]:
    """The versions that this program knows, the oldest first."""
    return tuple(sorted(one.name[:LETTERS] for one in FOLDER.glob("[0-9]*.py")))


def newest() -> str:
    """The name of the newest version."""
    return known()[-1]


def version(connection: Connection) -> str | None:
    """The version that the database has, if it is any."""
    return _version(connection, present.tables_in(connection))


def _version(connection: Connection, there: frozenset[str]) -> str | None:
    if VERSION_TABLE in there:
        return connection.execute(select(VERSION.c.version_num)).scalar()
    is_file = connection.dialect.name == "duckdb"
    return FIRST if is_file and there >= OF_FIRST else None


def standing(connection: Connection) -> Standing:
    """How the version of the database stands to the newest one that is known here."""
    return _standing(connection, present.tables_in(connection))


def _standing(connection: Connection, there: frozenset[str]) -> Standing:
    has = _version(connection, there)
    if has is None:
        return Standing.NONE
    if has == newest():
        return Standing.NEWEST
    return Standing.BEHIND if has in known() else Standing.AHEAD


def refuse_other(connection: Connection, at: Path | URL) -> frozenset[str]:
    """The names of the tables of a database that has the newest version, or none.

    DatabaseUnavailable where it has an earlier or a newer one.
    """
    there = present.tables_in(connection)
    path = at if isinstance(at, Path) else None
    place = f"database [{at}]" if isinstance(at, Path) else postgresql.shown(at)
    match _standing(connection, there):
        case Standing.AHEAD:
            raise DatabaseUnavailable(AHEAD.format(place=place))
        case Standing.BEHIND:
            what_to_do = AT_A_DESK if path is not None else ON_SERVER
            raise DatabaseOlder(BEHIND.format(place=place) + what_to_do, path)
    return there


def write(connection: Connection, of: str | None = None) -> None:
    """Let a database without a version say that it is `of` one, the newest where none is named."""
    VERSION.create(connection)
    connection.execute(insert(VERSION).values(version_num=of or newest()))
