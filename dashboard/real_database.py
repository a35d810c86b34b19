"""The database that own records go into where the open one holds made-up ones alone."""

import shlex
from itertools import count
from pathlib import Path

from schemas import errors, scopes
from schemas.language import marked
from schemas.store import database
from seed import batches

EMBEDDED = "duckdb:///"
# Said wherever records would be added, undone or changed.
BY_IMPORTER = marked(
    "On this server the dashboard can only read records. The administrator adds and undoes imports"
    " from the command line. Send your files to the administrator (see docs/server.md)."
)


def is_made_up(url: str) -> bool:
    """Whether all that is stored is made up; False where nothing is stored.

    Raises DatabaseUnavailable.
    """
    try:
        engine = database.reading(url)
    except errors.DatabaseMissing:
        return False
    with engine.connect() as connection:
        # Whether all of it is made up is told to everybody.
        return batches.holds_made_up_only(database.apply_scope(connection, scopes.EVERYTHING))


def real_database_url(url: str) -> str:
    """The database for own records: a file beside that of `url`, new or begun before."""
    address = database.absolute(url)
    beside = Path(address.removeprefix(EMBEDDED)).parent if is_embedded(address) else Path("data")
    name = Path(database.OWN_FILE)
    names = (name if n == 1 else name.with_stem(f"{name.stem}-{n}") for n in count(1))
    offered = (f"{EMBEDDED}{(beside / each).absolute()}" for each in names)
    # A file of that name that holds made-up records is somebody's own doing: it stays as it is.
    return next(one for one in offered if one != address and not is_made_up(one))


def settings_to_take_over(url: str) -> batches.Habits:
    """What was set in the database, for a new one to take over."""
    with database.reading(url).connect() as connection:
        # Options and mappings are seen by everybody who has a scope.
        return batches.read_habits(database.apply_scope(connection, scopes.EVERYTHING))


def is_embedded(address: str) -> bool:
    """Whether the address is that of a file."""
    return address.startswith(EMBEDDED)


def command_line(name: str, *arguments: str) -> str:
    """The command line on the database of that name, as a person types it."""
    return shlex.join(["prosecution-quality", "--database", name, *arguments])


def display_name(url: str) -> str:
    """The database as a person names it: a file from the working folder on, where it lies in it."""
    path = Path(database.display_name(url))
    if is_embedded(database.absolute(url)) and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return database.display_name(url)
