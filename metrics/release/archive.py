"""Store releases in one transaction each, and check their hash when they are read back."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import NamedTuple

import polars as pl
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from metrics.release.exact_counts import KEYS
from metrics.release.printed_rows import NUMBERS
from metrics.results import HIDDEN, OF_RELEASE
from schemas import errors
from schemas.language import marked
from schemas.store import bookkeeping, database, server

FORMAT = "prosecution-quality release 2"
# What a release made of returns says of each jurisdiction's own release.
ORIGINS = dict.fromkeys(("jurisdiction", "name", "value"), pl.String)


class Content(NamedTuple):
    """All published content of a release, except when it was made and its number.

    `options` has name and value of the counting options; `places` has jurisdiction, name,
    currency, made_up and as_of; `context` has jurisdiction, subject and value of the rules of law
    and counting; `effects` has measure and deff; `rows` and `cells` have the columns of their
    tables without `release`; `notes` are lines. `origins` has jurisdiction, name and value of the
    facts on each jurisdiction's own release (`reading.Origin`); it has rows only if the release was
    made of returns.
    """

    plan: int
    made_up: bool
    options: pl.DataFrame
    places: pl.DataFrame
    context: pl.DataFrame
    effects: pl.DataFrame
    rows: pl.DataFrame
    cells: pl.DataFrame
    notes: tuple[str, ...]
    origins: pl.DataFrame = pl.DataFrame(schema=ORIGINS)


def content_hash(content: Content) -> str:
    """Return the SHA-256 of a release's content as text, in a fixed order of lines and columns."""
    text = hashlib.sha256()
    for line in _lines(content):
        text.update(line.encode())
        text.update(b"\n")
    return text.hexdigest()


def _lines(content: Content) -> Iterator[str]:
    """Yield the lines over which the hash of a release is calculated."""
    yield FORMAT
    yield f"plan\t{content.plan}"
    yield f"made-up\t{_canonical_text(content.made_up)}"
    yield from _lines_of_frame("option", content.options, ("name",))
    yield from _lines_of_frame("place", content.places, ("jurisdiction",))
    yield from _lines_of_frame("context", content.context, ("jurisdiction", "subject"))
    yield from _lines_of_frame("effect", content.effects, ("measure",))
    yield from _lines_of_frame("row", content.rows, KEYS)
    yield from _lines_of_frame("cell", content.cells, (*KEYS, "part"))
    yield from (f"note\t{line}" for line in content.notes)
    # Releases of records have none, and keep the hash that they were published with.
    if not content.origins.is_empty():
        yield from _lines_of_frame("origin", content.origins, ("jurisdiction", "name"))


def _lines_of_frame(what: str, frame: pl.DataFrame, keys: Iterable[str]) -> Iterator[str]:
    names = sorted(frame.columns)
    yield "\t".join((what, *names))
    # Not sorted by the database, whose order depends on its locale.
    positions = [names.index(key) for key in keys]
    rows = sorted(frame.select(names).iter_rows(), key=lambda row: [str(row[p]) for p in positions])
    for row in rows:
        yield "\t".join((what, *map(_canonical_text, row)))


def _canonical_text(value: object) -> str:
    """Return a value as text, which does not depend on the database.

    A float has the fewest digits that are read back as the same number.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value) if isinstance(value, float) else str(value)


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
    # A withdrawn release is no longer shown. The gate still counts it as known to attackers.
    Column("withdrawn_at", DateTime),
    Column("withdrawn_because", String(200)),
)
# The release that is shown now: one row, changed in the transaction that publishes a release.
shown_release = Table("shown_release", METADATA, Column("release", Integer, nullable=False))
# The counting options of the records' database when it was made.
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
# The law and counting rules of each jurisdiction. They concern no person.
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


def _shared_key_columns() -> tuple[Column, ...]:
    """Return new column objects for the key that the tables of rows and of cells both have."""
    return (
        Column("release", Integer, nullable=False),
        Column("measure", String(32), nullable=False),
        Column("split", String(64), nullable=False),  # the breakdowns, with commas
        Column("jurisdiction", String(16), nullable=False),
        Column("period", String(16), nullable=False),
        Column("category", String(160), nullable=False),  # of each breakdown, with commas
        # The release that first published the number: an earlier one if too few records changed
        # since.
        Column(OF_RELEASE, Integer, nullable=False),
    )


release_cells = Table(
    "release_cells",
    METADATA,
    *_shared_key_columns(),
    Column("part", String(16), nullable=False),
    Column("cell", Text, nullable=False),
    Column("shown", Integer),  # NULL reads "<10", or is withheld
    Column("withheld", Boolean, nullable=False),
)
release_rows = Table(
    "release_rows",
    METADATA,
    *_shared_key_columns(),
    Column("version", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("unit", String(32), nullable=False),
    *(Column(name, Float) for name in NUMBERS),
    Column(HIDDEN, String(64), nullable=False),
    Column("status", String(16), nullable=False),
)
# What the release says about its protection.
release_notes = Table(
    "release_notes",
    METADATA,
    Column("release", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("line", Text, nullable=False),
)
# The table for each frame of a `Content`.
FRAMES = {
    "options": release_options,
    "places": release_places,
    "context": release_context,
    "effects": release_effects,
    "rows": release_rows,
    "cells": release_cells,
}
# Replies to released numbers by those concerned. They are stored apart from releases, which never
# change, and are shown with them. A removed text is blank.
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
# Tables of returns, which only a database of returns has; and what its releases have as the
# fingerprint of a key: their figures were rounded by the keys of those who made the returns.
RETURNED = MetaData()
OF_RETURNS = "returns"
release_origins = Table(
    "release_origins",
    RETURNED,
    Column("release", Integer, nullable=False),
    Column("jurisdiction", String(16), nullable=False),
    Column("name", String(64), nullable=False),
    Column("value", Text, nullable=False),
)
# A release of returns stores the rows of a jurisdiction only if no earlier one has them: here is
# which one does. Otherwise a hundred returns would be stored five thousand times.
release_rows_of = Table(
    "release_rows_of",
    RETURNED,
    Column("release", Integer, nullable=False),
    Column("jurisdiction", String(16), nullable=False),
    Column("rows_of", Integer, nullable=False),
)
# Digits of the fingerprint of a signing key.
FINGERPRINT = 40
returns = Table(
    "returns",
    RETURNED,
    Column("number", Integer, nullable=False),
    Column("signed_by", String(FINGERPRINT), nullable=False),
    Column("release", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("jurisdictions", Text, nullable=False),  # with commas
    Column("made_up", Boolean, nullable=False),
    Column("made_on", Date, nullable=False),
    Column("imported_at", DateTime, nullable=False),
    Column("withdrawn_at", DateTime),
    Column("withdrawn_because", String(200)),
    Column("file", LargeBinary, nullable=False),  # compressed by zlib
    Column("signature", LargeBinary, nullable=False),
)
# The keys that somebody has compared with the fingerprint of their owner.
signing_keys = Table(
    "signing_keys",
    RETURNED,
    Column("fingerprint", String(FINGERPRINT), nullable=False),
    Column("public_key", String(64), nullable=False),  # base64
    Column("pinned_at", DateTime, nullable=False),
)
# Figures published by others, which are shown next to returns and belong to no release.
PUBLISHED = MetaData()
published = bookkeeping.published.to_metadata(PUBLISHED)
# The tables that a database of releases may have, those of all such databases first.
DECLARED = (METADATA, RETURNED, PUBLISHED)
# The exact counts behind each release, needed to know how many records changed since. They are as
# secret as the records, and are stored with them. Rows whose hash belongs to no release are from
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
    # Whether the release published it newly, or repeated an earlier release.
    Column("told", Boolean, nullable=False),
)
# Keys with equal counts at their first release share one key for rounding from then on.
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
STORE = database.SideDatabase(
    METADATA,
    marked(
        "There are no releases at [{database}]. Create one with `prosecution-quality release make`."
    ),
    marked("File [{file}] is a database without releases. Nothing was changed. Name another file."),
    marked(
        "Create the release again with `prosecution-quality release make`, in a new database of"
        " releases (--releases). The program that made the old one can still show it."
    ),
)
REMEMBERED = database.SideDatabase(
    MEMORY,
    marked(
        "There are no exact counts of releases at [{database}]. They are written when a release is"
        " created."
    ),
    marked(
        "File [{file}] is a database without exact counts of releases. Nothing was changed. Name"
        " another file."
    ),
    marked(
        "Move it elsewhere, together with the releases that were made with it. Then create the"
        " release again with `prosecution-quality release make`, in a new database of releases"
        " (--releases)."
    ),
)
# The shown release, the one before it (after a withdrawal), and two that users open by number.
RELEASES_KEPT = 4


class Release(NamedTuple):
    """The facts on a stored release (number, dates, hash ...), without its content."""

    number: int
    content_hash: str
    plan: int
    made_up: bool
    key_fingerprint: str
    made_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None


def address(url: str, named: str | None) -> str:
    """Return the address of the releases: `named`, or else a file next to the file of records.

    Raises UserError if the records are on a server and no address is named.
    """
    if named:
        return named
    file = database.path_beside(url, RELEASES)
    if file is None:
        raise errors.UserError(
            "Releases are stored apart from the records. Name their database with --releases:"
            " the path of a file, or postgresql://..."
        )
    return f"duckdb:///{file}"


def reading(releases_url: str) -> Engine:
    """Return the engine to read releases. Raises DatabaseMissing if no release was made."""
    return STORE.reading(releases_url)


def all_releases(releases_url: str) -> tuple[Release, ...]:
    """Return all releases at the address, oldest first, also withdrawn ones; () if none."""
    try:
        engine = STORE.reading(releases_url)
    except errors.DatabaseMissing:
        return ()
    with engine.connect() as connection:
        return list_releases(connection)


def list_releases(connection: Connection) -> tuple[Release, ...]:
    """Return all releases in this database, oldest first, withdrawn ones too."""
    query = select(*releases.c).order_by(releases.c.release)
    return tuple(Release(*row) for row in connection.execute(query))


def valid_releases(connection: Connection) -> dict[int, Release]:
    """Return by number the releases that are not withdrawn, oldest first."""
    return {one.number: one for one in list_releases(connection) if one.withdrawn_at is None}


def shown_number(connection: Connection) -> int | None:
    """Return the number of the release that is shown; None if all were withdrawn."""
    return connection.execute(select(shown_release.c.release)).scalar_one_or_none()


def find_valid(connection: Connection, number: int) -> tuple[Release | None, str]:
    """Return a release by number (None if withdrawn or unknown), and the valid numbers as text."""
    there = valid_releases(connection)
    return there.get(number), ", ".join(map(str, there)) or "none"


# A release never changes. It is checked when first read and then kept in memory, so that later
# changes of the tables do not matter.
@database.lru_forever(RELEASES_KEPT)
def content(connection: Connection, release: Release) -> Content:
    """Return the content of a release. Raises UserError if its hash does not match."""
    number = release.number
    found = Content(
        plan=release.plan,
        made_up=release.made_up,
        notes=_notes(connection, number),
        **{name: _read_table(connection, table, release) for name, table in FRAMES.items()},
        **(
            {"origins": _read_table(connection, release_origins, release)}
            if release.key_fingerprint == OF_RETURNS
            else {}
        ),
    )
    if content_hash(found) != release.content_hash:
        raise errors.UserError(
            "Release {number} was changed after it was made: its hash does not match. It is not"
            " shown. Restore the database of releases from a backup. The right hash begins with"
            " {hash}.",
            number=number,
            hash=release.content_hash[:12],
        )
    return found


def problems(releases_url: str) -> list[str]:
    """Return a message for each release whose content was changed since it was published.

    Raises DatabaseMissing if there is no database of releases, so that a mistyped name does not
    pass the check. Raises DatabaseUnavailable if it cannot be read.
    """
    found = list[str]()
    with STORE.reading(releases_url).connect() as connection:
        for release in list_releases(connection):
            try:
                content(connection, release)
            except errors.UserError as error:
                found.append(str(error))
    return found


def _read_table(connection: Connection, table: Table, release: Release) -> pl.DataFrame:
    names = [column.name for column in table.c if column.name != "release"]
    query = select(*(table.c[name] for name in names))
    if release.key_fingerprint != OF_RETURNS or "jurisdiction" not in names:
        return database.read_frame(connection, query.where(table.c.release == release.number))
    of = release_rows_of.c
    is_of = and_(of.jurisdiction == table.c.jurisdiction, of.rows_of == table.c.release)
    joined = query.join(release_rows_of, is_of).where(of.release == release.number)
    return database.read_frame(connection, joined)


def rows_of(connection: Connection, number: int) -> dict[str, int]:
    """Return by jurisdiction the number of the release that stores its rows of release `number`."""
    of = release_rows_of.c
    query = select(of.jurisdiction, of.rows_of).where(of.release == number)
    return {row.jurisdiction: row.rows_of for row in connection.execute(query)}


def _notes(connection: Connection, number: int) -> tuple[str, ...]:
    notes = release_notes.c
    query = select(notes.line).where(notes.release == number).order_by(notes.place)
    return tuple(connection.execute(query).scalars())


def publish(releases_url: str, said: Content, key_fingerprint: str, after: int) -> Release:
    """Store a release as the next one after number `after`, and show it from now on.

    It happens in one transaction, so that readers see the old release or the new one. Raises
    UserError if another release was made since, DatabaseUnavailable if it cannot be stored.
    """
    with STORE.writing(releases_url, purpose="release") as connection:
        if latest_number(connection) != after:
            raise errors.UserError(
                "Another release was made in the meantime, so this one was not stored. Make it"
                " again if you still need it."
            )
        return add_release(connection, said, key_fingerprint)


def latest_number(connection: Connection) -> int:
    """Return the number of the latest release, withdrawn or not; 0 if there is none."""
    return connection.execute(select(func.max(releases.c.release))).scalar_one() or 0


def add_release(
    connection: Connection,
    said: Content,
    key_fingerprint: str,
    stored: Mapping[str, int] = MappingProxyType({}),
) -> Release:
    """Store the next release and show it, in the transaction of the connection.

    For a release of returns, `stored` has by jurisdiction the number of the earlier release that
    has the same rows, which are then not stored again.
    """
    made = Release(
        latest_number(connection) + 1,
        content_hash(said),
        said.plan,
        said.made_up,
        key_fingerprint,
        now(),
        None,
        None,
    )
    _insert_release(connection, made, _content_without_jurisdictions(said, stored))
    if key_fingerprint == OF_RETURNS:
        rows = [
            {"release": made.number, "jurisdiction": code, "rows_of": stored.get(code, made.number)}
            for code in said.places["jurisdiction"]
        ]
        connection.execute(insert(release_rows_of), rows)
    connection.execute(delete(shown_release))
    connection.execute(insert(shown_release).values(release=made.number))
    return made


def _content_without_jurisdictions(said: Content, jurisdictions: Collection[str]) -> Content:
    """Return the content of a release without the rows of some jurisdictions."""
    is_left = ~pl.col("jurisdiction").is_in([*jurisdictions])
    names = ("places", "context", "rows", "cells", "origins")
    return said._replace(**{name: getattr(said, name).filter(is_left) for name in names})


def now() -> datetime:
    """Return this moment as releases store it: UTC, in whole seconds."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _insert_release(connection: Connection, made: Release, said: Content) -> None:
    columns = dict(zip(releases.c.keys(), made, strict=True))
    connection.execute(insert(releases).values(**columns))
    notes = pl.DataFrame({"line": said.notes}, schema={"line": pl.String}).with_row_index("place")
    frames = [(table, getattr(said, name)) for name, table in FRAMES.items()]
    if not said.origins.is_empty():
        frames.append((release_origins, said.origins))
    for table, frame in (*frames, (release_notes, notes.cast({"place": pl.Int64}))):
        numbered = frame.with_columns(pl.lit(made.number, pl.Int64).alias("release"))
        database.insert_frame(connection, table, numbered)


def withdraw(releases_url: str, number: int, because: str) -> int | None:
    """Withdraw a release, show the latest one that is not withdrawn, and return its number or None.

    When the next release is tested, attackers still know the figures of the withdrawn one. Raises
    UserError if there is no such release, or it was withdrawn before.
    """
    with STORE.writing(releases_url, purpose="withdrawal") as connection:
        release, there = find_valid(connection, number)
        if release is None:
            raise errors.UserError(
                "Release {number} cannot be withdrawn. Releases: {releases}.",
                number=number,
                releases=there,
            )
        return withdraw_releases(connection, (number,), because)


def withdraw_releases(connection: Connection, numbers: Collection[int], because: str) -> int | None:
    """Withdraw releases in the transaction of the connection, as `withdraw` does."""
    connection.execute(
        update(releases)
        .where(releases.c.release.in_(numbers))
        .values(withdrawn_at=now(), withdrawn_because=because)
    )
    last = max(valid_releases(connection), default=None)
    connection.execute(delete(shown_release))
    if last is not None:
        connection.execute(insert(shown_release).values(release=last))
    return last


def server_problems(url: str) -> list[str]:
    """Return why the public dashboard must not serve from the database at `url`; [] if it may.

    Raises DatabaseMissing and DatabaseUnavailable if it cannot be read.
    """
    with reading(url).connect() as connection:
        of_roles = server.release_problems(connection, DECLARED)
    return [*of_roles, *problems(url)]
