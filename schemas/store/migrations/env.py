"""What alembic runs to get at the database: the connection that `running` hands it."""

from alembic import context

from schemas.store.migrations import declared
from schemas.store.versions import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=declared(),
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
