"""What is remembered of making releases: exact counts, and which counts have equal rows.

It lies with the records, closed to others, and no release has it.
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
# Each is refreshed as a whole: a table of the plan, what is counted in it, and a jurisdiction.
BREAKDOWN = ("split", "unit", "jurisdiction")


class Memory(NamedTuple):
    """`counts` of every release, `aliases` by split and jurisdiction."""

    counts: pl.DataFrame
    aliases: pl.DataFrame

    @property
    def last_told(self) -> pl.DataFrame:
        """The counts of each breakdown as they were when it was told last."""
        told = self.counts.filter("told")
        return told.filter(pl.col("release") == pl.col("release").max().over(BREAKDOWN))


def address(url: str) -> str:
    """Where it lies: in a file beside the records', or on their server."""
    file = database.path_beside(url, COUNTS)
    return url if file is None else f"duckdb:///{file}"


def load_memory(url: str, releases: Sequence[Release]) -> Memory:
    """What is remembered of these releases. UserError where there are some, and nothing is."""
    try:
        with REMEMBERED.reading(address(url)).connect() as connection:
            memory = Memory(
                _read_rows(connection, release_counts, COUNTED, releases),
                _read_rows(connection, release_aliases, ("release", *ALIASES), releases),
            )
    except errors.DatabaseMissing:
        memory = empty_memory()
    if releases and memory.counts.is_empty():
        raise errors.UserError(
            f"Releases were made of these records, but [{database.display_name(address(url))}] does"
            " not hold the exact counts that they were made of: nobody can tell how many records"
            " changed since, and a release could give a single one away. Bring the file back from a"
            " backup. The releases that were made go on being shown."
        )
    return Memory(memory.counts, memory.aliases.select(ALIASES).unique())


def counted_releases(url: str) -> frozenset[tuple[int, str]]:
    """The number and hash of each release that was counted. Raises DatabaseUnavailable."""
    counts = release_counts.c
    try:
        with REMEMBERED.reading(address(url)).connect() as connection:
            query = select(counts.release, counts.content_hash).distinct()
            return frozenset((number, told) for number, told in connection.execute(query))
    except errors.DatabaseMissing:
        return frozenset()


def keep(url: str, number: int, content_hash: str, memory: Memory) -> None:
    """Remember what a release is made of, before it is published: it counts once it is."""
    with REMEMBERED.writing(address(url), purpose="release") as connection:
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
    """What is remembered where no release was made."""
    counts = dict.fromkeys(COUNTED, pl.String) | {
        "release": pl.Int64,
        "x": pl.Int64,
        "told": pl.Boolean,
    }
    aliases = dict.fromkeys(ALIASES, pl.String)
    return Memory(
        pl.DataFrame(schema=counts), pl.DataFrame(schema={"release": pl.Int64, **aliases})
    )
