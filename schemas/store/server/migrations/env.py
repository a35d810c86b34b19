"""What alembic runs to get at the database: the connection that `running` hands it."""

from alembic import context

from schemas.store.server.migrations import VERSION_TABLE, declared

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=declared(),
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
