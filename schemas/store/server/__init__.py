"""A PostgreSQL server for several users: setup, checks, passwords and sessions."""

from schemas.store.server.sessions import SessionRow, SessionTable
from schemas.store.server.setup import (
    Beside,
    ReleaseRoles,
    Roles,
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
    "Beside",
    "ReleaseRoles",
    "Roles",
    "SessionRow",
    "SessionTable",
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
