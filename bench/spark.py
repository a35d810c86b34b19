"""Counting on a cluster of Spark beside the database's own counting, as records grow.

`python -m bench.spark CASES...` on the cluster of the tests, as `make soak` installs it.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import machine

sys.path.append(str(machine.CLUSTER))

import metrics
from dashboard.cli import demo
from metrics import derived_tables
from schemas.store import database, database_copy
from tests.cluster import address, assert_same, cluster


def main(sizes: list[int]) -> None:
    """Print a line of each size: seconds of the database, then of the cluster, twice each."""
    with (
        TemporaryDirectory() as made,
        cluster(machine.CLUSTER / "pyspark", Path(made) / "cluster") as spark,
    ):
        for size in sizes:
            folder = Path(made) / str(size)
            folder.mkdir()
            world = address(folder)
            demo.store_demo_records(world, cases=size, seed=1)
            own = [seconds(world, metrics.refresh) for _ in range(2)]
            there = [_on_cluster(spark.url, world, folder / f"spark-{n}") for n in range(2)]
            print(size, "cases:", *own, "s by DuckDB,", *there, "s by Spark", flush=True)


def seconds(url: str, count: Callable) -> float:
    """What counting takes, to a tenth, with the writing of the file."""
    begun = time.perf_counter()
    with database.writing(url) as connection:
        count(connection)
    return round(time.perf_counter() - begun, 1)


def _on_cluster(spark_url: str, world: str, folder: Path) -> float:
    folder.mkdir()
    url = address(folder)
    database_copy.copy(world, url, refresh=derived_tables.create_all)
    staging = str(folder / "staging")
    taken = seconds(
        url,
        lambda connection: metrics.spark_cluster.recount_on_cluster(connection, spark_url, staging),
    )
    try:
        assert_same(url, world)
    except AssertionError as difference:
        print(difference)
    return taken


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
