"""The stored releases: written in one transaction, read only where they are as they were made."""

from datetime import UTC, datetime
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, update

from metrics.release.content import Content, content_hash
from metrics.release.tables import (
    RELEASES,
    STORE,
    release_cells,
    release_context,
    release_effects,
    release_notes,
    release_options,
    release_places,
    release_rows,
    releases,
    shown_release,
)
from schemas import errors
from schemas.store import database

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
        options=_of(connection, release_options, number),
        places=_of(connection, release_places, number),
        context=_of(connection, release_context, number),
        effects=_of(connection, release_effects, number),
        rows=_of(connection, release_rows, number),
        cells=_of(connection, release_cells, number),
        notes=_notes(connection, number),
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


def _of(connection: Connection, table: Table, number: int) -> pl.DataFrame:
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
    for table, frame in (
        (release_options, said.options),
        (release_places, said.places),
        (release_context, said.context),
        (release_effects, said.effects),
        (release_rows, said.rows),
        (release_cells, said.cells),
        (release_notes, notes.cast({"place": pl.Int64})),
    ):
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
