"""Declare the tables next to the records: batches, findings, corrections, settings, lists."""

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    String,
    Table,
    Text,
    exists,
    or_,
    select,
)

from schemas.columns import translation_name
from schemas.language import LANGUAGES
from schemas.tables import METADATA

# Pairs of (currency, year) and units of the currency per euro.
OwnRates = tuple[tuple[tuple[str, int], float], ...]

batches = Table(
    "batches",
    METADATA,
    Column("batch_id", Integer, primary_key=True, autoincrement=False),
    Column("source", String(200), nullable=False),  # name of the folder or file, without its path
    Column("content_hash", String(64), nullable=False),  # of all its files and the mapping
    Column("jurisdiction", String(16), nullable=False),
    Column("office_id", String(64)),
    Column("mapping", String(64)),
    Column("made_up", Boolean, nullable=False),
    Column("extracted_on", Date),
    Column("period_from", Date),
    Column("period_to", Date),
    Column("note", String(500)),
    Column("rows_read", Integer, nullable=False),
    Column("rows_stored", Integer, nullable=False),
    Column("rows_refused", Integer, nullable=False),
    Column("latest_event_on", Date),
    Column("stored_at", DateTime, nullable=False),
    Column("undone_at", DateTime),
)
batch_files = Table(
    "batch_files",
    METADATA,
    Column("batch_id", Integer, nullable=False),
    Column("file", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("table_name", String(64), nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("rows_stored", Integer, nullable=False),
)
batch_findings = Table(
    "batch_findings",
    METADATA,
    Column("batch_id", Integer, nullable=False),
    Column("severity", String(8), nullable=False),
    Column("file", String(200), nullable=False),
    Column("row_number", Integer),
    Column("column_name", String(64)),
    Column("rule", String(64), nullable=False),
    Column("wording", String(500), nullable=False),
    Column("occurrences", Integer, nullable=False),
)
batch_not_read = Table(
    "batch_not_read",
    METADATA,
    Column("batch_id", Integer, nullable=False),
    Column("file", String(200), nullable=False),
    Column("column_name", String(200), nullable=False),
)
batch_tables = Table(
    "batch_tables",
    METADATA,
    Column("batch_id", Integer, nullable=False),
    Column("table_name", String(64), nullable=False),
    Column("read", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),  # rows that took the place of stored ones
    # NULL for batches of older versions, which did not always count them separately.
    Column("unchanged", Integer),
    Column("refused", Integer),
)
batch_reidentification = Table(
    "batch_reidentification",
    METADATA,
    Column("batch_id", Integer, nullable=False),
    Column("table_name", String(64), nullable=False),
    Column("columns", Text, nullable=False),  # with commas
    Column("rows", Integer, nullable=False),
    Column("classes", Integer, nullable=False),
    Column("smallest", Integer, nullable=False),
    Column("unique_rows", Integer, nullable=False),
    Column("frees_most", String(64)),
    Column("unique_without", Integer, nullable=False),
)
# Kinds of corrections: rows were replaced by other content, removed, replaced by the same content,
# or undone.
SUPERSEDED, REMOVED, KEPT, UNDONE = "superseded", "removed", "kept", "undone"
# The log of replaced and undone rows. Its rows are never changed.
corrections = Table(
    "corrections",
    METADATA,
    Column("batch_id", Integer, nullable=False),  # that superseded, or was undone
    Column("happened_at", DateTime, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("of_batch", Integer, nullable=False),  # whose rows they were
    Column("table_name", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
)
# Permanent deletions: when, how many rows and why, and nothing about their content.
erasures = Table(
    "erasures",
    METADATA,
    Column("erased_on", Date, nullable=False),
    Column("jurisdiction", String(16), nullable=False),
    Column("batch_id", Integer),  # NULL: the rows of one case, of whatever batches
    Column("reason", String(32), nullable=False),
    Column("rows", Integer, nullable=False),
)
# These replace the source and the hash of an erased batch.
ERASED, NO_HASH = "erased", ""
# The batches that a complete submission replaced. A row is deleted when that submission is undone.
replacements = Table(
    "replacements",
    METADATA,
    Column("batch_id", Integer, nullable=False),  # that was replaced
    Column("replaced_by", Integer, nullable=False),
)
mapping_profiles = Table(
    "mapping_profiles",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("saved_at", DateTime, nullable=False),
)
settings = Table(
    "settings",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("value", String(64), nullable=False),
)
# Lists that users provide. Each is replaced as a whole. Dates are text as written: YYYY, YYYY-MM or
# YYYY-MM-DD.
targets = Table(
    "targets",
    METADATA,
    Column("measure", String(16), primary_key=True),
    Column("jurisdiction", String(16), primary_key=True),
    Column("value", Float, nullable=False),
    Column("due", String(10), nullable=False),
    Column("source", String(200), nullable=False),
)
# Each text may have columns with its translations, like the names of offices.
events = Table(
    "events",
    METADATA,
    Column("jurisdiction", String(16), primary_key=True),
    Column("dated", String(10), primary_key=True),
    Column("title", String(80), primary_key=True),
    Column("source", String(200), nullable=False),
    Column("breaks", Boolean, nullable=False),
    *(Column(translation_name("title", language), String(80)) for language in LANGUAGES),
    *(Column(translation_name("source", language), String(200)) for language in LANGUAGES),
)
rates = Table(
    "rates",
    METADATA,
    Column("currency", String(3), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("per_euro", Float, nullable=False),  # units of the currency per euro
    Column("source", String(200), nullable=False),
)
wages = Table(
    "wages",
    METADATA,
    Column("jurisdiction", String(16), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(8), primary_key=True),
    Column("monthly", Float, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("source", String(200), nullable=False),
)
# Statistics published by others, one row per row of their file. Several rows may be parts of one
# figure.
published = Table(
    "published",
    METADATA,
    Column("row_number", Integer, primary_key=True, autoincrement=False),
    Column("file", String(200), nullable=False),
    Column("source", String(64), nullable=False),
    Column("iso3", String(3), nullable=False),
    Column("name", String(100)),  # NULL: several countries that the source does not tell apart
    Column("indicator", String(100), nullable=False),
    Column("dimension", String(100), nullable=False),
    Column("category", String(100)),
    Column("sex", String(100), nullable=False),
    Column("age", String(100), nullable=False),
    Column("year", Integer, nullable=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("said", String(16), nullable=False),
)
BOOKKEEPING_TABLES: tuple[Table, ...] = (
    batches,
    batch_files,
    batch_findings,
    batch_not_read,
    batch_tables,
    batch_reidentification,
    corrections,
    erasures,
    replacements,
    mapping_profiles,
    settings,
    targets,
    events,
    rates,
    wages,
    published,
)


def is_batch_valid() -> ColumnElement[bool]:
    """Return the SQL condition that a batch was neither undone nor replaced by a later one."""
    replaced = exists().where(replacements.c.batch_id == batches.c.batch_id)
    return batches.c.undone_at.is_(None) & ~replaced


def may_have_rows_in_force() -> ColumnElement[bool]:
    """Return the SQL condition that a batch may have current rows; a replaced one may keep some."""
    still_there = batches.c.undone_at.is_(None) & (batches.c.rows_stored > 0)
    return or_(is_batch_valid(), still_there)


def own_rates(connection: Connection) -> OwnRates:
    """Return the user's own exchange rates, which are used before those of the library."""
    rate = rates.c
    listed = select(rate.currency, rate.year, rate.per_euro).order_by(rate.currency, rate.year)
    return tuple(((row.currency, row.year), row.per_euro) for row in connection.execute(listed))


def cut_to_column(column: Column, text: str | None) -> str | None:
    """Return a text cut to the length of its column, because PostgreSQL refuses longer texts."""
    assert isinstance(column.type, String)
    return None if text is None else text[: column.type.length]
