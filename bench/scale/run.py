"""One run: for each size and database each step by each way, every one in a process of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

from bench.ratio import afresh
from bench.scale import bringing_in, counting
from bench.scale.places import DATABASES, DUCKDB, Place, Watch, place
from bench.scale.rows import OURS, Row
from bench.scale.took import Took
from seed import synthetic

SEED = 1
# By way its work, and where it can be done. What follows needs the records that the first brings.
Work = Callable[[Place], list[Took]]
WAYS: tuple[tuple[str, Work, Sequence[str]], ...] = (
    (OURS, bringing_in.ours, DATABASES),
    ("by hand", bringing_in.by_database, DATABASES),
    ("copied", bringing_in.copied, DATABASES),
    (OURS, counting.ours, DATABASES),
    ("by hand", counting.by_hand, DATABASES),
    ("a query per card", counting.by_card, DATABASES),
    # What they take does not depend on where units came from.
    ("polars", bringing_in.by_polars, (DUCKDB,)),
    ("pandas", bringing_in.by_pandas, (DUCKDB,)),
    ("polars", counting.by_polars, (DUCKDB,)),
    ("pandas", counting.by_pandas, (DUCKDB,)),
)


def rows(sizes: Sequence[int], databases: Sequence[str], scratch: Path) -> Iterator[Row]:
    """What each takes, as it is known."""
    for cases in sizes:
        submissions = scratch / f"submissions-{cases}"
        submissions.mkdir()
        synthetic.write_submissions(submissions, cases=cases, seed=SEED)
        lines = sum(_lines(file) for file in submissions.glob("*/*.csv"))
        for database in databases:
            with place(database, submissions, scratch) as at:
                yield from _of_place(at, cases, lines)
        rmtree(submissions)


def _lines(file: Path) -> int:
    with file.open("rb") as opened:
        return sum(1 for _ in opened) - 1


def _of_place(at: Place, cases: int, records_sent: int) -> Iterator[Row]:
    mine: dict[str, float] = {}
    for way, work, where in WAYS:
        if at.database not in where:
            continue
        with Watch(at.server) as watch:
            took = afresh(work, at)
        for one in took:
            row = Row(
                at.database, cases, one.step, way, one.seconds, one.memory_mb, server_mb=watch.most
            )
            if way == OURS:
                mine[one.step] = one.seconds
                yield replace(row, disk_mb=at.disk_mb(), records=records_sent)
            else:
                yield replace(row, times=mine[one.step] / one.seconds)
