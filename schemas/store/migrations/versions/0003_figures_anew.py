"""No stored table changes. Units have new columns, which `server migrate` makes and counts anew.

Policies and functions of scopes are made otherwise from here on too: who brings a server up to this
version gets them with it, and `server check` asks for `server init` as a superuser.
"""

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    """What is derived is dropped and made anew by whoever brings a database up to date."""
