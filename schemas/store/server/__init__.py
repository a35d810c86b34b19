"""A PostgreSQL server that several people use: its versions, roles, and who sees which row."""

from schemas.store.server import of_releases
from schemas.store.server.checking import problems
from schemas.store.server.passfile import passwords
from schemas.store.server.roles import Roles, new_passwords, roles_at
from schemas.store.server.sessions import SessionRow, SessionTable
from schemas.store.server.setting_up import Beside, init, migrate, refuse_powerless

__all__ = [
    "Beside",
    "Roles",
    "SessionRow",
    "SessionTable",
    "init",
    "migrate",
    "new_passwords",
    "of_releases",
    "passwords",
    "problems",
    "refuse_powerless",
    "roles_at",
]
