"""Add columns with translations of names of jurisdictions and offices, and of texts of events."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0005", "0004"
LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
TRANSLATED = (
    ("jurisdictions", "name", 60),
    ("jurisdictions_superseded", "name", 60),
    ("offices", "label", 60),
    ("offices_superseded", "label", 60),
    ("events", "title", 80),
    ("events", "source", 200),
)


def upgrade() -> None:
    """Add the columns. Nothing stored before has a translation."""
    for table, column, length in TRANSLATED:
        for language in LANGUAGES:
            op.add_column(table, sa.Column(f"{column}@{language}", sa.String(length)))
