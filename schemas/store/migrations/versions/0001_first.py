"""Create the tables of the first version: records, superseded ones, bookkeeping, audit log."""

from pathlib import Path

from alembic import op

revision, down_revision = "0001", None


def upgrade() -> None:
    """Run fixed SQL. The declared tables cannot be used: later versions change them."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
