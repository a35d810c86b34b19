"""The versions of a database's tables lead to what is declared, and to nothing else."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from schemas.store import compatibility, database, migrations

pytestmark = pytest.mark.postgres


def test_all_versions_together_make_what_is_declared(postgres_database: str) -> None:
    """Whoever changes a declaration writes a version: `op` has what leads to it."""
    with database.writing(postgres_database) as connection:
        assert compatibility.version_state(connection) is compatibility.VersionState.NEWEST
        options = {"compare_type": True, "version_table": compatibility.VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, migrations.declared_schema()) == []
