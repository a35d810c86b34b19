"""The tables of the first version: records, what was superseded, bookkeeping, the audit log."""

from pathlib import Path

from alembic import op

revision, down_revision = "0001", None


def upgrade() -> None:
    """Written out, and not made from the declarations, which later versions change."""
    op.execute(Path(__file__).with_suffix(".sql").read_text())
