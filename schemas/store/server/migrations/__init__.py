"""The versions of a server's tables, from the first on; alembic keeps which one a database has."""

from schemas.store.server.migrations.declared import declared
from schemas.store.server.migrations.refusing import refuse_other
from schemas.store.server.migrations.running import (
    VERSION_TABLE,
    Standing,
    newest,
    standing,
    upgrade,
)

__all__ = [
    "VERSION_TABLE",
    "Standing",
    "declared",
    "newest",
    "refuse_other",
    "standing",
    "upgrade",
]
