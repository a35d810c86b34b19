"""Store the exact counts behind releases, and which keys have equal counts ("aliases").

They are stored next to the records, are as secret as these, and are in no release. A copy of the
records copies them too, with the releases. Releases that were made of returns have no exact counts
here; their returns are copied with them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, Table, delete, select, tuple_

from metrics.release import archive
from metrics.release.archive import (
    COUNTS,
    MEMORY,
    METADATA,
    OF_RETURNS,
    REMEMBERED,
    RETURNED,
    STORE,
    Release,
    release_aliases,
    release_counts,
)
from schemas import errors
from schemas.language import messages
from schemas.store import database, database_copy

COUNTED = (
    "release",
    *(c.name for c in release_counts.c if c.name not in ("release", "content_hash")),
)
ALIASES = ("split", "jurisdiction", "key", "as_key")
# A breakdown is updated as a whole: a table of the plan, a unit, and a jurisdiction.
BREAKDOWN = ("split", "unit", "jurisdiction")


class Memory(NamedTuple):
    """The exact counts of every release (`counts`), and aliases by split and jurisdiction."""

    counts: pl.DataFrame
    aliases: pl.DataFrame

    @property
    def last_published(self) -> pl.DataFrame:
        """Return the exact counts of each breakdown in the release that last published it newly."""
        published = self.counts.filter("told")
        return published.filter(pl.col("release") == pl.col("release").max().over(BREAKDOWN))


def database_address(url: str) -> str:
    """Return the address of the exact counts: a file next to the records' file, or their server."""
    file = database.path_beside(url, COUNTS)
    return url if file is None else f"duckdb:///{file}"


def load_memory(url: str, releases: Sequence[Release]) -> Memory:
    """Return the exact counts of these releases. Raises UserError if none of them are stored."""
    try:
        with REMEMBERED.reading(database_address(url)).connect() as connection:
            memory = Memory(
                _read_rows(connection, release_counts, COUNTED, releases),
                _read_rows(connection, release_aliases, ("release", *ALIASES), releases),
            )
    except errors.DatabaseMissing:
        memory = empty_memory()
    if releases and memory.counts.is_empty():
        raise errors.UserError(
            "Releases were made of these records, but [{database}] does not have their exact"
            " counts. Without them, a new release could reveal a single record. Restore the"
            " file from a backup. Existing releases are still shown.",
            database=database.display_name(database_address(url)),
        )
    return Memory(memory.counts, memory.aliases.select(ALIASES).unique())


def counted_releases(url: str) -> frozenset[tuple[int, str]]:
    """Return number and hash of each release with exact counts here. Raises DatabaseUnavailable."""
    counts = release_counts.c
    try:
        with REMEMBERED.reading(database_address(url)).connect() as connection:
            query = select(counts.release, counts.content_hash).distinct()
            return frozenset((number, hash_) for number, hash_ in connection.execute(query))
    except errors.DatabaseMissing:
        return frozenset()


def store_memory(url: str, number: int, content_hash: str, memory: Memory) -> None:
    """Store the exact counts of a release before it is published; until then they are ignored."""
    with REMEMBERED.writing(database_address(url), purpose="release") as connection:
        for table, frame in ((release_counts, memory.counts), (release_aliases, memory.aliases)):
            connection.execute(
                delete(table).where(table.c.release == number, table.c.content_hash == content_hash)
            )
            of_release = frame.with_columns(
                pl.lit(number, pl.Int64).alias("release"),
                pl.lit(content_hash).alias("content_hash"),
            )
            database.insert_frame(connection, table, of_release)


def _read_rows(
    connection: Connection, table: Table, names: Sequence[str], releases: Sequence[Release]
) -> pl.DataFrame:
    published = [(one.number, one.content_hash) for one in releases]
    query = select(*(table.c[name] for name in names)).where(
        tuple_(table.c.release, table.c.content_hash).in_(published)
    )
    return database.read_frame(connection, query)


def empty_memory() -> Memory:
    """Return a memory without exact counts, for the first release."""
    counts = dict.fromkeys(COUNTED, pl.String) | {
        "release": pl.Int64,
        "x": pl.Int64,
        "told": pl.Boolean,
    }
    aliases = dict.fromkeys(ALIASES, pl.String)
    return Memory(
        pl.DataFrame(schema=counts), pl.DataFrame(schema={"release": pl.Int64, **aliases})
    )


def copy_releases(
    source: str, releases: str, target: str, to_releases: str
) -> tuple[archive.Release, ...]:
    """Copy the releases at `releases` to `to_releases`, with the exact counts behind them.

    `source` and `target` are the records. Returns the copied releases; () if there were none. Their
    hashes are checked before and after. Raises UserError if one does not match or the target has
    other releases, DatabaseUnavailable if a database cannot be used.
    """
    with _open_consistent(source, releases, target, to_releases) as moment:
        if moment is None:
            return ()
        read, known = moment
        of_returns = _are_of_returns(known)
        if not of_returns:
            _copy_counts(source, target)
        with STORE.writing(to_releases, purpose="copy") as write:
            database_copy.copy_tables(read, write, METADATA.sorted_tables)
            if of_returns:
                database.create_tables(write, RETURNED)
                database_copy.copy_tables(read, write, RETURNED.sorted_tables)
    with STORE.reading(to_releases).connect() as written:
        _check_hashes(written, known)
    return known


def try_copy(
    source: str, releases: str, target: str, to_releases: str
) -> tuple[archive.Release, ...]:
    """Return the releases that `copy_releases` would copy, without copying.

    Raises UserError if a release does not match its hash or the target has others.

    Call it before the records are copied, so that either both are copied or nothing.
    """
    with _open_consistent(source, releases, target, to_releases) as moment:
        if moment is None:
            return ()
        _try_writing(to_releases)
        return moment[1]


def has_returns(releases_url: str) -> bool:
    """Whether the releases at this address were made of returns, and so have no records."""
    return _are_of_returns(archive.all_releases(releases_url))


def _are_of_returns(known: Sequence[archive.Release]) -> bool:
    return any(one.key_fingerprint == OF_RETURNS for one in known)


def has_exact_counts(url: str) -> bool:
    """Whether exact counts of any release are stored here. Raises DatabaseUnavailable."""
    return bool(counted_releases(url))


@contextmanager
def _open_consistent(
    source: str, releases: str, target: str, to_releases: str
) -> Iterator[tuple[Connection, tuple[archive.Release, ...]] | None]:
    """Open the releases for reading, check them and list them; None if there are none.

    A release that is made in the meantime is in the list and among the rows, or in neither.
    """
    try:
        engine = STORE.reading(releases)
    except errors.DatabaseMissing:
        yield None
        return
    with engine.connect() as read:
        if not (known := archive.list_releases(read)):
            yield None
            return
        _check_hashes(read, known)
        if not _are_of_returns(known):
            _refuse_missing_counts(source, releases, known)
        _refuse_others(source, target, to_releases, known)
        yield read, known


def _try_writing(to_releases: str) -> None:
    with STORE.writing(to_releases, purpose="dry run") as write:
        for table in METADATA.sorted_tables:
            write.execute(table.delete())
        write.rollback()


def _copy_counts(source: str, target: str) -> None:
    """Copy the exact counts behind releases, before the releases.

    Without them no further release could be made. Because of this order they cannot be missing for
    a release that was copied.
    """
    with (
        REMEMBERED.reading(database_address(source)).connect() as read,
        REMEMBERED.writing(database_address(target), purpose="copy") as write,
    ):
        database_copy.copy_tables(read, write, MEMORY.sorted_tables)


def _refuse_missing_counts(source: str, releases: str, known: Sequence[archive.Release]) -> None:
    """Raise UserError if the exact counts of a release are missing.

    Without this check, nobody would notice it before the next release is made.
    """
    made = counted_releases(source)
    lacking = [str(one.number) for one in known if (one.number, one.content_hash) not in made]
    if lacking:
        raise errors.UserError(
            "[{database}] does not have the exact counts of release {numbers}. Without them no"
            " further release can be made. Nothing was changed. Restore them from a backup. If"
            " they are lost, copy the records alone: move [{releases}] away, or name no"
            " releases.",
            database=database.display_name(database_address(source)),
            numbers=", ".join(lacking),
            releases=database.display_name(releases),
        )


def _refuse_others(
    source: str, target: str, to_releases: str, known: Sequence[archive.Release]
) -> None:
    """Raise UserError if the target has other releases, or exact counts of others."""
    if others := set(archive.all_releases(to_releases)) - set(known):
        raise errors.UserError(
            messages(
                "[{database}] already has {count} other release. Nothing was changed. Name another"
                " database of releases with --releases.",
                "[{database}] already has {count} other releases. Nothing was changed. Name another"
                " database of releases with --releases.",
                len(others),
                database=database.display_name(to_releases),
            )
        )
    if counted_releases(target) - counted_releases(source):
        raise errors.UserError(
            "[{database}] has the exact counts of other releases, which are needed to make"
            " further ones. Nothing was changed. Name another database of records with"
            " --database.",
            database=database.display_name(database_address(target)),
        )


def _check_hashes(connection: Connection, known: Sequence[archive.Release]) -> None:
    for release in known:
        archive.content(connection, release)
