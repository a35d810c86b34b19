"""Set up and check a PostgreSQL server for several users, with passwords and sessions."""

from schemas.store.server.sessions import SessionRow, SessionTable
from schemas.store.server.setup import (
    ReleaseRoles,
    Roles,
    SideTables,
    init,
    init_releases,
    load_passwords,
    migrate,
    new_passwords,
    refuse_without_rights,
    release_problems,
    role_names,
    setup_problems,
)

__all__ = [
    "ReleaseRoles",
    "Roles",
    "SessionRow",
    "SessionTable",
    "SideTables",
    "init",
    "init_releases",
    "load_passwords",
    "migrate",
    "new_passwords",
    "refuse_without_rights",
    "release_problems",
    "role_names",
    "setup_problems",
]
