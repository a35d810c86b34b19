"""Bring a database's tables to the newest version, and tell which one they have.

A file in `versions/` leads from the one before it to its own. It is never changed once somebody
has run it: what is declared now is what all of them together make, and a test compares both.
"""

from enum import Enum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

FOLDER = Path(__file__).parent
# Alembic's own name says nothing to an administrator who looks at the tables.
VERSION_TABLE = "schema_version"
NEWEST = "head"


class Standing(Enum):
    """How a database's version stands to that of this program."""

    # No version is written there: it is empty, or nothing of this program's.
    NONE = "none"
    BEHIND = "behind"
    NEWEST = "newest"
    # Made by a newer program, whose versions are not known here.
    AHEAD = "ahead"


def upgrade(connection: Connection, to: str = NEWEST) -> None:
    """Run what leads from the database's version to `to`, in the connection's transaction.

    Of an empty database that is everything. Whoever is interrupted has changed nothing.
    """
    configuration = _configuration()
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, to)


def standing(connection: Connection) -> Standing:
    """How the version of the database stands to the newest one that is known here."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    version = context.get_current_revision()
    if version is None:
        return Standing.NONE
    if version == newest():
        return Standing.NEWEST
    return Standing.BEHIND if version in _known() else Standing.AHEAD


@cache
def newest() -> str:
    """The name of the newest version."""
    name = ScriptDirectory.from_config(_configuration()).get_current_head()
    assert name is not None
    return name


@cache
def _known() -> frozenset[str]:
    script = ScriptDirectory.from_config(_configuration())
    return frozenset(one.revision for one in script.walk_revisions())


def _configuration() -> Config:
    configuration = Config()
    # A folder's name may have a sign that a configuration reads as the begin of another name.
    configuration.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    return configuration
