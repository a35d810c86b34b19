"""A PostgreSQL server that several people use: its versions, roles, and who sees which row."""

from schemas.store.server.checking import problems
from schemas.store.server.roles import Roles, passfile, roles_at
from schemas.store.server.setting_up import Beside, init, migrate, new_passwords

__all__ = [
    "Beside",
    "Roles",
    "init",
    "migrate",
    "new_passwords",
    "passfile",
    "problems",
    "roles_at",
]
