"""Counting by each engine beside the database's own, as records grow.

`python -m bench.engines spark CASES...` on the cluster of the tests, or `lake CASES...` in a
DuckLake on a server of theirs; both as `make soak` installs them.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import make_url

from tests import machine

# A lake has a DuckDB of its own, which has to be found before that of .venv.
if sys.argv[1:2] == ["lake"]:
    sys.path.insert(0, str(machine.LAKE))
else:
    sys.path.append(str(machine.CLUSTER))

import metrics
from dashboard.cli import demo
from metrics import derived_tables
from schemas.store import copying, database
from tests.cluster import cluster
from tests.counted import address, assert_same
from tests.postgres_server import served


def main(kind: str, sizes: list[int]) -> None:
    """Print a line of each size: seconds of the database, then of the engine, twice each."""
    with TemporaryDirectory() as made, ENGINES[kind](Path(made)) as engine:
        for size in sizes:
            folder = Path(made) / str(size)
            folder.mkdir()
            world = address(folder)
            demo.store_world(world, cases=size, seed=1)
            own = [seconds(world, metrics.refresh) for _ in range(2)]
            there = [_by(engine, world, folder / f"{kind}-{number}") for number in range(2)]
            print(size, "cases:", *own, "s by DuckDB,", *there, f"s by {kind}", flush=True)


def seconds(url: str, count: Callable) -> float:
    """What counting takes, to a tenth, with the writing of the file."""
    begun = time.perf_counter()
    with database.writing(url) as connection:
        count(connection)
    return round(time.perf_counter() - begun, 1)


def _by(engine: str, world: str, folder: Path) -> float:
    folder.mkdir()
    url = address(folder)
    copying.copy(world, url, refresh=derived_tables.create_all)
    # One lake or folder for all, as night after night.
    lake = str(folder.parents[1] / "lake")
    taken = seconds(url, lambda connection: metrics.engine.count(connection, engine, lake))
    try:
        assert_same(url, world)
    except AssertionError as difference:
        print(difference)
    return taken


@contextmanager
def _spark(folder: Path) -> Iterator[str]:
    with cluster(machine.CLUSTER / "pyspark", folder / "cluster") as one:
        yield one.url


@contextmanager
def _lake(_folder: Path) -> Iterator[str]:
    installed = machine.postgres_folder()
    assert installed is not None, "PostgreSQL is not installed on this machine."
    with served(installed) as server:
        plain = make_url(server.url).set(drivername="postgresql")
        yield f"ducklake:{plain.render_as_string(hide_password=False)}"


ENGINES = {"spark": _spark, "lake": _lake}

if __name__ == "__main__":
    main(sys.argv[1], [int(size) for size in sys.argv[2:]])
