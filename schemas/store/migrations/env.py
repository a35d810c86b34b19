"""Run the upgrade steps: alembic executes this script, with the connection from `upgrade`."""

from alembic import context

from schemas.store.compatibility import VERSION_TABLE
from schemas.store.migrations import declared_schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=declared_schema(),
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
