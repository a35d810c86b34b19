"""The stored releases: written in one transaction, read only where they are as they were made."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
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
    MetaData,
    String,
    Table,
    Text,
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
from schemas.store import database, server

FORMAT = "prosecution-quality release 2"


class Content(NamedTuple):
    """All that a release says, beside when it was made and as which.

    `options` have name and value, by which it was counted; `places` jurisdiction, name, currency,
    made_up and as_of; `context` jurisdiction, subject and value, what each states of law and
    counting; `effects` measure and deff; `rows` and `cells` the columns of their tables without
    `release`; `notes` are lines.
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


def content_hash(content: Content) -> str:
    """The SHA-256 of the release's text, whose lines and columns are in an order of their own."""
    text = hashlib.sha256()
    for line in _lines(content):
        text.update(line.encode())
        text.update(b"\n")
    return text.hexdigest()


def _lines(content: Content) -> Iterator[str]:
    yield FORMAT
    yield f"plan\t{content.plan}"
    yield f"made-up\t{_written(content.made_up)}"
    yield from _lines_of_frame("option", content.options, ("name",))
    yield from _lines_of_frame("place", content.places, ("jurisdiction",))
    yield from _lines_of_frame("context", content.context, ("jurisdiction", "subject"))
    yield from _lines_of_frame("effect", content.effects, ("measure",))
    yield from _lines_of_frame("row", content.rows, KEYS)
    yield from _lines_of_frame("cell", content.cells, (*KEYS, "part"))
    yield from (f"note\t{line}" for line in content.notes)


def _lines_of_frame(what: str, frame: pl.DataFrame, keys: Iterable[str]) -> Iterator[str]:
    names = sorted(frame.columns)
    yield "\t".join((what, *names))
    # Not sorted by the database: that would be by its locale.
    places = [names.index(key) for key in keys]
    rows = sorted(frame.select(names).iter_rows(), key=lambda row: [str(row[p]) for p in places])
    for row in rows:
        yield "\t".join((what, *map(_written, row)))


def _written(value: object) -> str:
    """A float as the shortest text that reads back as it: what is in a text of any database."""
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
# The frames of a `Content`, each in its table.
FRAMES = {
    "options": release_options,
    "places": release_places,
    "context": release_context,
    "effects": release_effects,
    "rows": release_rows,
    "cells": release_cells,
}
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
# The one that is shown, the one before it after a withdrawal, and two that are asked for.
RELEASES_KEPT = 4


class Release(NamedTuple):
    """What is known of a stored release beside what it says."""

    number: int
    content_hash: str
    plan: int
    made_up: bool
    key_fingerprint: str
    made_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None


def address(url: str, named: str | None) -> str:
    """Where the releases of the records at `url` lie: as named, else in a file beside theirs.

    Raises UserError where they are to lie beside a database on a server.
    """
    if named:
        return named
    file = database.path_beside(url, RELEASES)
    if file is None:
        raise errors.UserError(
            "Releases lie apart from the records, so that they can be shown without a way to these."
            " Name their database with --releases: the path of a file, or postgresql://..."
        )
    return f"duckdb:///{file}"


def reading(releases_url: str) -> Engine:
    """The engine to read releases with. Raises DatabaseMissing where none was made."""
    return STORE.reading(releases_url)


def known(releases_url: str) -> tuple[Release, ...]:
    """All releases, the oldest first, withdrawn ones too; none where none was made."""
    try:
        engine = STORE.reading(releases_url)
    except errors.DatabaseMissing:
        return ()
    with engine.connect() as connection:
        return listed(connection)


def listed(connection: Connection) -> tuple[Release, ...]:
    query = select(*releases.c).order_by(releases.c.release)
    return tuple(Release(*row) for row in connection.execute(query))


def shown_number(connection: Connection) -> int | None:
    """The number of the release that is shown; None where all were withdrawn."""
    return connection.execute(select(shown_release.c.release)).scalar_one_or_none()


def standing(connection: Connection, number: int) -> tuple[Release | None, str]:
    """The release of that number that was not withdrawn, if any, and in words which there are."""
    there = {one.number: one for one in listed(connection) if one.withdrawn_at is None}
    return there.get(number), ", ".join(map(str, there)) or "none"


# A release never changes, and is checked when it is first read: what was checked is shown then,
# whatever becomes of the tables.
@database.lru_forever(RELEASES_KEPT)
def content(connection: Connection, release: Release) -> Content:
    """What a release says. Raises UserError where it is not as it was made."""
    number = release.number
    found = Content(
        plan=release.plan,
        made_up=release.made_up,
        notes=_notes(connection, number),
        **{name: _read_table(connection, table, number) for name, table in FRAMES.items()},
    )
    if content_hash(found) != release.content_hash:
        raise errors.UserError(
            f"Release {number} is not as it was made: its hash does not match, so that it is not"
            " shown. Bring the database of releases back from a backup; the hash that it must have"
            f" begins with {release.content_hash[:12]}."
        )
    return found


def problems(releases_url: str) -> list[str]:
    """What to do about releases that are not as they were made; none is good.

    Raises DatabaseMissing where there is no database of them: whoever names one has one in mind,
    and of a name that was mistyped nothing would be looked at. DatabaseUnavailable where they
    cannot be read at all.
    """
    found = list[str]()
    with STORE.reading(releases_url).connect() as connection:
        for release in listed(connection):
            try:
                content(connection, release)
            except errors.UserError as error:
                found.append(str(error))
    return found


def _read_table(connection: Connection, table: Table, number: int) -> pl.DataFrame:
    names = [column.name for column in table.c if column.name != "release"]
    query = select(*(table.c[name] for name in names)).where(table.c.release == number)
    return database.read_frame(connection, query)


def _notes(connection: Connection, number: int) -> tuple[str, ...]:
    notes = release_notes.c
    query = select(notes.line).where(notes.release == number).order_by(notes.place)
    return tuple(connection.execute(query).scalars())


def publish(releases_url: str, said: Content, key_fingerprint: str, after: int) -> Release:
    """Store a release as the next after number `after`, and let it be the one that is shown.

    One transaction: whoever looks sees the one before or this one. Raises UserError where another
    release was made meanwhile, and DatabaseUnavailable.
    """
    made = Release(
        after + 1,
        content_hash(said),
        said.plan,
        said.made_up,
        key_fingerprint,
        datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        None,
        None,
    )
    with STORE.writing(releases_url, purpose="release") as connection:
        latest = connection.execute(select(func.max(releases.c.release))).scalar_one() or 0
        if latest != after:
            raise errors.UserError(
                "Another release was made meanwhile, and this one was not: each is tried against"
                " all that are known. Make it again if it is still wanted."
            )
        _insert(connection, made, said)
        connection.execute(delete(shown_release))
        connection.execute(insert(shown_release).values(release=made.number))
    return made


def _insert(connection: Connection, made: Release, said: Content) -> None:
    columns = dict(zip(releases.c.keys(), made, strict=True))
    connection.execute(insert(releases).values(**columns))
    notes = pl.DataFrame({"line": said.notes}, schema={"line": pl.String}).with_row_index("place")
    frames = [(table, getattr(said, name)) for name, table in FRAMES.items()]
    for table, frame in (*frames, (release_notes, notes.cast({"place": pl.Int64}))):
        numbered = frame.with_columns(pl.lit(made.number, pl.Int64).alias("release"))
        database.insert_frame(connection, table, numbered)


def withdraw(releases_url: str, number: int, because: str) -> int | None:
    """Show a release no more, but the latest that is not withdrawn; its number, None without one.

    What was published stays known: the gate reckons with it as before. Raises UserError where there
    is no such release, or it is withdrawn already.
    """
    with STORE.writing(releases_url, purpose="withdrawal") as connection:
        release, there = standing(connection, number)
        if release is None:
            raise errors.UserError(f"There is no release {number} to withdraw: there are {there}.")
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        connection.execute(
            update(releases)
            .where(releases.c.release == number)
            .values(withdrawn_at=now, withdrawn_because=because)
        )
        left = [one.number for one in listed(connection) if one.withdrawn_at is None]
        connection.execute(delete(shown_release))
        if left:
            connection.execute(insert(shown_release).values(release=max(left)))
    return max(left, default=None)


def init_on_server(url: str, passwords: "server.ReleaseRoles | None") -> list[str]:
    """Set up the database at `url`, as `server.init_releases` does; what was done, in lines."""
    return server.init_releases(url, METADATA, passwords)


def server_problems(url: str) -> list[str]:
    """Why the public dashboard must not serve from the database at `url`; none is good.

    Raises DatabaseMissing and DatabaseUnavailable where it cannot be read.
    """
    with reading(url).connect() as connection:
        of_roles = server.release_problems(connection, METADATA)
    return [*of_roles, *problems(url)]
