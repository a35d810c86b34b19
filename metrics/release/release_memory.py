"""Store the exact counts behind releases, and which keys have equal counts ("aliases").

They are stored next to the records, are as secret as these, and are in no release.
"""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, Table, delete, select, tuple_

from metrics.release.archive import COUNTS, REMEMBERED, Release, release_aliases, release_counts
from schemas import errors
from schemas.store import database

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
    """Return number and hash of each counted release. Raises DatabaseUnavailable."""
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
