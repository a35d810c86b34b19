"""Import of the made-up world, against DuckDB's own typed read_csv of the same files.

Ours reads, types, checks every rule and stores with provenance; the peer only reads into tables
without keys, with types found beforehand. Units and cells are on neither side, and told apart.
"""

from collections.abc import Callable
from pathlib import Path

import duckdb
from sqlalchemy import Connection

import metrics
from bench.ratio import Ratio, in_turns, seconds
from schemas import tables
from schemas.store import database
from seed import batches, readers

# The limit at a million cases; of fewer, what each of the 200 files costs is a larger part.
LIMIT, MANY_LINES = 3.0, 10_000_000
LIMIT_OF_FEWER = 4.0
Refresh = Callable[[Connection], None]


def typed_columns(folder: Path) -> dict[str, tuple[list[str], dict[str, str]]]:
    """By table: the files and the column types that DuckDB finds when it may look at every row."""
    found = {}
    with duckdb.connect() as connection:
        for table in tables.RECORD_TABLES:
            files = sorted(str(p) for p in folder.glob(f"*/{table.name}.csv"))
            if files:
                look = "DESCRIBE SELECT * FROM read_csv($1, header = true, sample_size = -1)"
                types = {row[0]: row[1] for row in connection.execute(look, [files]).fetchall()}
                found[table.name] = (files, types)
    return found


def counting_nothing(connection: Connection) -> None:
    """In place of the units and cells."""


def store(folder: Path, url: str, refresh: Refresh = counting_nothing) -> None:
    """Read, check and store the submissions in the folder; without units and cells, or with."""
    batches.store(
        url,
        (readers.read_submission(path) for path in readers.find_submissions(folder)),
        partial=batches.Partial.REFUSE,
        refresh=refresh,
    )


def read_by_duckdb(file: Path, plan: dict[str, tuple[list[str], dict[str, str]]]) -> None:
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as connection:
        for name, (files, types) in plan.items():
            connection.execute(
                f'CREATE TABLE "{name}" AS SELECT * FROM read_csv($1, header = true, '
                "auto_detect = false, delim = ',', quote = '\"', columns = $2)",
                [files, types],
            )


def ratio(folder: Path, scratch: Path) -> Ratio:
    """`folder` holds the submissions of the made-up world."""
    file = scratch / "ours.duckdb"
    url = f"duckdb:///{file}"

    def ours() -> None:
        for left in scratch.glob("ours.duckdb*"):
            left.unlink()
        store(folder, url)

    plan = typed_columns(folder)
    mine, theirs = in_turns(ours, lambda: read_by_duckdb(scratch / "peer.duckdb", plan))
    with database.writing(url) as connection:
        units = seconds(lambda: metrics.refresh(connection))
    lines = sum(Path(f).read_bytes().count(b"\n") for files, _ in plan.values() for f in files)
    remark = f"{lines:,} lines; units and cells {units:.2f} s more"
    limit = LIMIT if lines > MANY_LINES else LIMIT_OF_FEWER
    return Ratio("Import into DuckDB", mine, theirs, limit, remark)
