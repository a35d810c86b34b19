"""A PostgreSQL server for several users: setup, checks, passwords and sessions."""

from schemas.store.server.passfile import passwords
from schemas.store.server.sessions import SessionRow, SessionTable
from schemas.store.server.setup import (
    Beside,
    ReleaseRoles,
    Roles,
    init,
    init_releases,
    migrate,
    new_passwords,
    problems,
    refuse_powerless,
    release_problems,
    role_names,
)

__all__ = [
    "Beside",
    "ReleaseRoles",
    "Roles",
    "SessionRow",
    "SessionTable",
    "init",
    "init_releases",
    "migrate",
    "new_passwords",
    "passwords",
    "problems",
    "refuse_powerless",
    "release_problems",
    "role_names",
]
