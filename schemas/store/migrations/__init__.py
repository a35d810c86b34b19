"""Upgrade the tables of a database to the newest version, on a server or in a file.

Each file in `versions/` upgrades from the version before it, on both kinds of database. It is never
changed after its release. A test checks that all of them together make the declared tables.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.ddl.impl import DefaultImpl
from sqlalchemy import Connection, MetaData

from schemas.store import compatibility, postgresql
from schemas.store.audit import server_log
from schemas.store.ddl import copy_with_keys
from schemas.tables import METADATA


def declared_schema() -> MetaData:
    """Return all tables with their constraints: records, bookkeeping, data version, audit log."""
    every = copy_with_keys(METADATA)
    for beside in (postgresql.MARK.metadata, server_log.OWN):
        for table in beside.sorted_tables:
            table.to_metadata(every)
    return every


FOLDER = Path(__file__).parent
NEWEST = "head"


class _OfDuckDB(DefaultImpl):
    """Make alembic accept DuckDB, and know that its schema changes can be rolled back."""

    __dialect__ = "duckdb"
    transactional_ddl = True


def upgrade(connection: Connection, to: str = NEWEST) -> None:
    """Upgrade the database to version `to`, in the transaction of the connection.

    An empty database gets all tables. If the upgrade is interrupted, nothing has changed.
    """
    if (
        connection.dialect.name == "duckdb"
        and compatibility.version_in(connection) == compatibility.FIRST
    ):
        # Database files of the first version have no version table, so alembic would try to create
        # everything.
        compatibility.VERSION.drop(connection, checkfirst=True)
        compatibility.write_version(connection, compatibility.FIRST)
    configuration = Config()
    # The configuration would read a "%" in the path as a placeholder.
    configuration.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, to)
