"""Change no stored table. Derived tables have new columns, which `server migrate` creates.

Row-security policies and functions have also changed. An upgraded server gets them too, and `server
check` asks to run `server init` as a superuser.
"""

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    """Do nothing: the caller of the upgrade drops and creates the derived tables."""
