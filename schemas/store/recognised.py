"""Whether a database is this program's, and of this version."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, Table

from schemas.errors import DatabaseMissing, DatabaseUnavailable
from schemas.store import postgresql, present, versions
from schemas.store.bookkeeping import BOOKKEEPING_TABLES
from schemas.tables import HISTORY, RECORD_TABLES

OWN = (*RECORD_TABLES, *HISTORY.values(), *BOOKKEEPING_TABLES)
Columns = frozenset[tuple[str, str]]
_WHOLE = frozenset((versions.VERSION_TABLE, *(one.name for one in OWN)))
IMPORT_AGAIN = "import the submissions again, into a database of their own with --database."


def check_file(engine: Engine, path: Path) -> None:
    """DatabaseUnavailable where the file is a database of something else, or of another version."""
    with engine.connect() as connection:
        if is_new(connection, path):
            raise DatabaseUnavailable(foreign(str(path)))


def check_server(connection: Connection, url: URL) -> None:
    """DatabaseMissing where nothing is stored, DatabaseUnavailable where it is not for us."""
    if is_new(connection, url):
        raise DatabaseMissing(
            f"The {postgresql.shown(url)} holds no records yet. Fill it with"
            " `prosecution-quality demo` (made-up records) or `prosecution-quality import PATH`."
        )


def is_new(connection: Connection, at: Path | URL) -> bool:
    """Whether none of the program's tables are there yet. DatabaseUnavailable where it is not ours.

    The newest version is written with the columns of its tables, in one step: to look at each of
    them again would be a fifth of what opening a small file takes.
    """
    if versions.refuse_other(connection, at) >= _WHOLE:
        return False
    return is_empty(connection, str(at) if isinstance(at, Path) else postgresql.shown(at))


def is_empty(connection: Connection, place: str) -> bool:
    """Whether none of the program's tables are there, of which each is there or none.

    Raises DatabaseUnavailable where only some are there, or only some of their columns.
    """
    return _has_none(present.columns_of(OWN), present.columns_in(connection), place, IMPORT_AGAIN)


def _has_none(declared: Columns, found: Columns, place: str, anew: str) -> bool:
    if declared <= found:
        return False
    if {name for name, _ in declared}.isdisjoint(name for name, _ in found):
        return True
    raise DatabaseUnavailable(
        f"The database [{place}] was made by another version of this program, or by another one."
        f" It was left as it is; {anew}"
    )


def is_empty_apart(
    connection: Connection, place: str, own: Iterable[Table], anew: str = IMPORT_AGAIN
) -> bool:
    """`is_empty` of a database in which no version is written, so that its columns have to say it.

    Raises DatabaseUnavailable also where its tables have columns that this program does not know.
    """
    declared, found = present.columns_of(own), present.columns_in(connection)
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


def foreign(place: str) -> str:
    """What is told of a file that is a database of something else."""
    return (
        f"The file [{place}] is a database without the tables of this program. It was left as it"
        " is; name another file with --database."
    )
