"""Find the database for a user's own records when the open one contains only made-up records."""

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
    """Return whether everything in the database is made up; False if it is empty.

    Raises DatabaseUnavailable.
    """
    try:
        engine = database.reading(url)
    except errors.DatabaseMissing:
        return False
    with engine.connect() as connection:
        # Everybody may know whether all records are made up.
        return batches.holds_made_up_only(database.apply_scope(connection, scopes.EVERYTHING))


def real_database_url(url: str) -> str:
    """Return the address of a database file for own records, in the folder of `url`.

    The file is new, or was used for own records before.
    """
    address = database.with_absolute_path(url)
    beside = (
        Path(address.removeprefix(EMBEDDED)).parent if is_database_file(address) else Path("data")
    )
    name = Path(database.OWN_FILE)
    names = (name if n == 1 else name.with_stem(f"{name.stem}-{n}") for n in count(1))
    offered = (f"{EMBEDDED}{(beside / each).absolute()}" for each in names)
    # If a file of that name contains made-up records, somebody made it on purpose: leave it alone.
    return next(one for one in offered if one != address and not is_made_up(one))


def settings_to_take_over(url: str) -> batches.CarriedSettings:
    """Return the counting options and mappings of a database, to copy them into a new one."""
    with database.reading(url).connect() as connection:
        # All users who may see anything may see options and mappings.
        return batches.read_carried_settings(database.apply_scope(connection, scopes.EVERYTHING))


def is_database_file(address: str) -> bool:
    """Return whether the address is that of a database file."""
    return address.startswith(EMBEDDED)


def database_command(name: str, *arguments: str) -> str:
    """Return the command for this database as a person would type it."""
    return shlex.join(["prosecution-quality", "--database", name, *arguments])


def display_name(url: str) -> str:
    """Return the name of a database for people; a file path is relative to the working folder."""
    path = Path(database.display_name(url))
    if is_database_file(database.with_absolute_path(url)) and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return database.display_name(url)
