"""Stop storing results of queries: pages calculate them from units and cells."""

from alembic import op

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    """Drop the table of stored results."""
    op.execute("DROP TABLE IF EXISTS answers")
