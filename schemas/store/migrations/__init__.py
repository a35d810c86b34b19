"""Bring a database's tables to the newest version: a server's, or an embedded file's.

A file in `versions/` leads from the one before it to its own, on either kind of database. It is
never changed once somebody has run it: what is declared now is what all of them together make, and
a test compares both.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.ddl.impl import DefaultImpl
from sqlalchemy import Connection, MetaData

from schemas.store import compatibility, postgresql
from schemas.store.audit import server_log
from schemas.store.ddl import with_keys
from schemas.tables import METADATA


def declared_schema() -> MetaData:
    """The whole declared schema: records with their keys, bookkeeping, the mark, the audit log."""
    every = with_keys(METADATA)
    for beside in (postgresql.MARK.metadata, server_log.OWN):
        for table in beside.sorted_tables:
            table.to_metadata(every)
    return every


FOLDER = Path(__file__).parent
NEWEST = "head"


class _OfDuckDB(DefaultImpl):
    """What alembic asks to know of a dialect that it has not: that a change can be taken back."""

    __dialect__ = "duckdb"
    transactional_ddl = True


def upgrade(connection: Connection, to: str = NEWEST) -> None:
    """Run what leads from the database's version to `to`, in the connection's transaction.

    Of an empty database that is everything. Whoever is interrupted has changed nothing.
    """
    if (
        connection.dialect.name == "duckdb"
        and compatibility.version_in(connection) == compatibility.FIRST
    ):
        # Files of the first version do not say so, and alembic would begin before it.
        compatibility.VERSION.drop(connection, checkfirst=True)
        compatibility.write_version(connection, compatibility.FIRST)
    configuration = Config()
    # A folder's name may have a sign that a configuration reads as the begin of another name.
    configuration.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, to)
