"""Add indexes on batches on a server. In a file, only the version is written."""

from pathlib import Path

from alembic import op

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    """Create the indexes on PostgreSQL. Database files have no indexes."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(Path(__file__).with_suffix(".sql").read_text())
