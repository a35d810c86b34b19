"""Answers are no longer stored: what pages ask is counted from units and cells."""

from alembic import op

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    """Drop the table of stored answers, which earlier versions made beside units and cells."""
    op.execute("DROP TABLE IF EXISTS answers")
