"""The versions of a database's tables, from the first on; alembic leads from one to the next."""

from schemas.store.migrations.declared import declared
from schemas.store.migrations.running import upgrade

__all__ = ["declared", "upgrade"]
