"""The versions of a database's tables lead to what is declared, and to nothing else."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from schemas.store import database, migrations, versions

pytestmark = pytest.mark.postgres


def test_all_versions_together_make_what_is_declared(postgres_database: str) -> None:
    """Whoever changes a declaration writes a version: `op` has what leads to it."""
    with database.writing(postgres_database) as connection:
        assert versions.standing(connection) is versions.Standing.NEWEST
        options = {"compare_type": True, "version_table": versions.VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, migrations.declared()) == []
