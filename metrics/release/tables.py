"""The tables of releases, and of what is remembered of their making; neither is of the records."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from metrics.release.printed_rows import NUMBERS
from metrics.release.row import HIDDEN, OF_RELEASE
from schemas.store import database

RELEASES, COUNTS = ".releases.duckdb", ".release-counts.duckdb"

METADATA = MetaData()
releases = Table(
    "releases",
    METADATA,
    Column("release", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("plan", Integer, nullable=False),
    Column("made_up", Boolean, nullable=False),
    Column("key_fingerprint", String(16), nullable=False),
    Column("made_at", DateTime, nullable=False),
    # A withdrawn release is shown no more. What was published stays known, and is reckoned with.
    Column("withdrawn_at", DateTime),
    Column("withdrawn_because", String(200)),
)
# The one release that is shown: one row, changed in the transaction that brings a release.
shown_release = Table("shown_release", METADATA, Column("release", Integer, nullable=False))
# By which options of the records' database it was counted.
release_options = Table(
    "release_options",
    METADATA,
    Column("release", Integer, nullable=False),
    Column("name", String(64), nullable=False),
    Column("value", String(16), nullable=False),
)
release_places = Table(
    "release_places",
    METADATA,
    Column("release", Integer, nullable=False),
    Column("jurisdiction", String(16), nullable=False),
    Column("name", String(200), nullable=False),
    Column("currency", String(3)),
    Column("made_up", Boolean, nullable=False),
    Column("as_of", Date, nullable=False),
)
# What the law of each place is and by which rules it counts: of a country, and of no person.
release_context = Table(
    "release_context",
    METADATA,
    Column("release", Integer, nullable=False),
    Column("jurisdiction", String(16), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("value", String(64), nullable=False),
)
release_effects = Table(
    "release_effects",
    METADATA,
    Column("release", Integer, nullable=False),
    Column("measure", String(32), nullable=False),
    Column("deff", Float, nullable=False),
)


def _keys() -> tuple[Column, ...]:
    return (
        Column("release", Integer, nullable=False),
        Column("measure", String(32), nullable=False),
        Column("split", String(64), nullable=False),  # the breakdowns, with commas
        Column("jurisdiction", String(16), nullable=False),
        Column("period", String(16), nullable=False),
        Column("category", String(160), nullable=False),  # of each breakdown, with commas
        # The release that the number is of: an earlier one where too few records changed since.
        Column(OF_RELEASE, Integer, nullable=False),
    )


release_cells = Table(
    "release_cells",
    METADATA,
    *_keys(),
    Column("part", String(16), nullable=False),
    Column("cell", Text, nullable=False),
    Column("shown", Integer),  # NULL reads "<10", or is withheld
    Column("withheld", Boolean, nullable=False),
)
release_rows = Table(
    "release_rows",
    METADATA,
    *_keys(),
    Column("version", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("unit", String(32), nullable=False),
    *(Column(name, Float) for name in NUMBERS),
    Column(HIDDEN, String(64), nullable=False),
    Column("status", String(16), nullable=False),
)
# What a ministry is told of the gate.
release_notes = Table(
    "release_notes",
    METADATA,
    Column("release", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("line", Text, nullable=False),
)
# What those who are concerned say of a number that is out: beside the releases, which stay as they
# were made, and with them wherever they go. A text that was taken back is blank.
notes = Table(
    "notes",
    METADATA,
    Column("note", Integer, nullable=False),
    Column("release", Integer, nullable=False),  # that was shown when it was written
    Column("jurisdiction", String(16), nullable=False),
    Column("measure", String(32), nullable=False),
    Column("period", String(16), nullable=False),
    Column("role", String(32), nullable=False),
    Column("written_on", Date, nullable=False),
    Column("text", String(500), nullable=False),
    Column("removed_on", Date),
)

# The exact counts that a release was made of: what it takes to tell how many records changed since.
# They are as secret as the records, and lie with them. Rows whose hash is that of no release are of
# one that was not published.
MEMORY = MetaData()
secret_tables = MEMORY
release_counts = Table(
    "release_counts",
    MEMORY,
    Column("release", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    *(
        Column(name, String(160), nullable=False)
        for name in ("split", "unit", "jurisdiction", "measure", "part")
    ),
    Column("cell", Text, nullable=False),
    Column("period", String(16), nullable=False),
    Column("x", Integer, nullable=False),
    # Whether the release told it anew, or left it as an earlier one has it.
    Column("told", Boolean, nullable=False),
)
# What was counted alike when it was first released goes by one name since.
release_aliases = Table(
    "release_aliases",
    MEMORY,
    Column("release", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("split", String(64), nullable=False),
    Column("jurisdiction", String(16), nullable=False),
    Column("key", Text, nullable=False),
    Column("as_key", Text, nullable=False),
)

MADE_AGAIN = (
    "make the release again with `prosecution-quality release make`, into a database of releases of"
    " its own (--releases)."
)
STORE = database.SideDatabase(
    METADATA,
    "releases",
    "Make one with `prosecution-quality release make`.",
    f"{MADE_AGAIN} The program that made it goes on showing it.",
)
REMEMBERED = database.SideDatabase(
    MEMORY,
    "exact counts of releases",
    "They are written when a release is made.",
    f"move it away together with the releases that were made with it, and {MADE_AGAIN}",
)
