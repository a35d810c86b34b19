"""`release make` of the whole plan on the made-up world, beside primary suppression alone.

Shown, not limited: most of it is the attacker, whose programs differ from world to world. Seconds
are those of the processor: nothing else counts on a busy machine.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import polars as pl

from bench.memory import in_own_process, most_megabytes
from metrics.release import exact_counts, key, publication
from metrics.release.plan import latest
from schemas.store import database

# What many offices hide, and nothing else.
FROM, TO = 1, 4


def report(file: Path) -> list[str]:
    """A line for each step, the figures and the memory; `file` holds the made-up world."""
    return in_own_process("bench.release.making", file).splitlines()


def main(file: Path) -> None:
    """Make a release of the records beside the file, and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "release.key"
        key.make(secret)
        os.environ[key.KEY_FILE] = str(secret)
        url, releases = f"duckdb:///{file}", f"duckdb:///{Path(folder) / 'releases.duckdb'}"
        for line in (*_ours(url, releases), *_suppressed(url)):
            print(line)


def _ours(url: str, releases: str) -> Iterator[str]:
    steps: dict[str, float] = {}
    started = time.process_time()
    draft = publication.draft_release(
        url,
        releases,
        progress=lambda what, _done, _total: steps.setdefault(what, time.process_time()),
    )
    tried = time.process_time()
    publication.publish_draft(url, releases, draft)
    published = time.process_time()
    ends = [started, *list(steps.values())[1:], tried, published]
    names = [*steps, "Publishing"]
    spent = ", ".join(
        f"{name.lower()} {to - since:.1f} s"
        for name, (since, to) in zip(names, pairwise(ends), strict=True)
    )
    figures = draft.report.select(pl.col("figures", "shown", "hidden", "withheld").sum())
    [(every, shown, hidden, withheld)] = figures.iter_rows()
    yield f"  ours: {published - started:.1f} s ({spent}); at most {most_megabytes():,} MB"
    yield (
        f"    of {every:,} figures {shown:,} shown, {hidden:,} read <10, {withheld:,} withheld for"
        " what they would give away"
    )


def _suppressed(url: str) -> Iterator[str]:
    started = time.process_time()
    plan = latest()
    with database.reading(url).connect() as connection:
        jurisdictions = exact_counts.release_jurisdictions(connection)
        counted = [
            exact_counts.count_exact(connection, plan, table, jurisdictions)
            for table in plan.tables
        ]
    cells = pl.concat([one.published.cells for one in counted]).unique("cell")
    hidden = cells.filter(pl.col("x").is_between(FROM, TO)).height
    spent, few = time.process_time() - started, f"{FROM} to {TO}"
    yield (
        f"  counted, and {few} suppressed, alone: {spent:.1f} s; of {cells.height:,} figures"
        f" {hidden:,} hidden, and no attacker asked"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
