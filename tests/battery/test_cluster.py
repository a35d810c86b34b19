"""A cluster that counts: what it counts is what the database counts, and what is lost in the middle
changes nothing. In a soak alone: it takes Java, half a gigabyte of Spark, and minutes.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.cli import console, demo
from metrics import derived_tables
from schemas.store import database, database_copy
from tests import machine
from tests.cluster import Cluster, address, assert_same, cluster
from tests.soak import everyday

CASES, SEED = 600, 1
DONE = console.DONE, ""
# Nothing is tried of it daily: `everyday` has nothing but what a soak adds.
in_a_soak = pytest.mark.parametrize("size", everyday(rest=["full"]), indirect=True)


@dataclass
class Counting:
    """A database of which nothing is counted yet, and a cluster that is to count it."""

    url: str
    spark: Cluster
    lake: Path
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the command line, with the packages that the extra brings."""
        self.lake.mkdir(exist_ok=True)
        given = os.environ.get("PYTHONPATH")
        paths = [*([given] if given else []), str(machine.ROOT), str(machine.CLUSTER)]
        command = ["--database", self.url, "server", "count", "--engine", self.spark.url]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dashboard.cli", *command, "--lake", str(self.lake)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def lose(self, name: str) -> None:
        """Lose a process of the cluster once the first unit is made, and the others are not."""
        assert self.process is not None
        made = self.lake / "prosecution-quality" / "units" / "per_suspect" / "_SUCCESS"
        while not made.exists():
            assert self.process.poll() is None, self.process.communicate()
            time.sleep(0.1)
        self.spark.kill(name)

    def ended(self) -> tuple[int, str]:
        """How it ended, and what it said of faults."""
        assert self.process is not None
        _, said = self.process.communicate()
        return self.process.returncode, said


@pytest.fixture(autouse=True)
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def spark_home() -> Path:
    folder = machine.cluster()
    if folder is None:
        (pytest.fail if machine.in_ci() else pytest.skip)("Java or Spark is not installed here.")
    return folder / "pyspark"


@pytest.fixture(scope="module")
def by_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A made-up world, which the database itself has counted."""
    url = address(tmp_path_factory.mktemp("world"))
    demo.store_demo_records(url, cases=CASES, seed=SEED)
    return url


@pytest.fixture
def uncounted(by_database: str, tmp_path: Path) -> str:
    url = address(tmp_path)
    database_copy.copy(by_database, url, refresh=derived_tables.create_all)
    return url


@pytest.fixture
def counting(spark_home: Path, uncounted: str, tmp_path: Path) -> Iterator[Counting]:
    """Each test has a cluster of its own: most hurt it."""
    with cluster(spark_home, tmp_path / "cluster") as spark:
        yield Counting(uncounted, spark, tmp_path / "lake")


@in_a_soak
def test_a_cluster_counts_what_the_database_counts(counting: Counting, by_database: str) -> None:
    counting.start()
    assert counting.ended() == DONE
    assert_same(counting.url, by_database)
    # Of the records nothing stays there.
    left = {one.parent.name for one in counting.lake.rglob("*.parquet")}
    assert left == {"prosecution-quality"}


@pytest.mark.postgres
@in_a_soak
def test_on_a_server_the_figures_are_those_of_a_file(
    counting: Counting, by_database: str, postgres_database: str
) -> None:
    database_copy.copy(by_database, postgres_database, refresh=derived_tables.create_all)
    counting.url = postgres_database
    counting.start()
    assert counting.ended() == DONE
    assert_same(postgres_database, by_database)


@in_a_soak
@pytest.mark.parametrize("name", ["worker-1", "master"])
def test_what_has_begun_needs_neither_each_worker_nor_the_master(
    name: str, counting: Counting, by_database: str
) -> None:
    counting.start()
    counting.lose(name)
    assert counting.ended() == DONE
    assert_same(counting.url, by_database)


@in_a_soak
def test_a_server_that_is_lost_leaves_the_figures_and_counts_when_it_is_back(
    counting: Counting, by_database: str
) -> None:
    before = database.data_version(counting.url)
    counting.start()
    counting.lose("connect")
    code, said = counting.ended()
    assert code == console.UNAVAILABLE, said
    assert said.count("\n") == 1, said
    assert f"The cluster {counting.spark.url} does not answer." in said
    assert database.data_version(counting.url) == before
    counting.spark.start_connect()
    counting.start()
    assert counting.ended() == DONE
    assert_same(counting.url, by_database)


@in_a_soak
def test_a_full_disk_of_the_workers_is_said_leaves_the_figures_and_counts_with_room(
    spark_home: Path, uncounted: str, by_database: str, tmp_path: Path
) -> None:
    before = database.data_version(uncounted)
    with cluster(spark_home, tmp_path / "cluster", spills_into="64k") as spark:
        counting = Counting(uncounted, spark, tmp_path / "lake")
        counting.start()
        code, said = counting.ended()
    assert code == console.UNAVAILABLE, said
    assert said.count("\n") == 1, said
    assert "has no space left in spark.local.dir" in said
    assert database.data_version(uncounted) == before
    with cluster(spark_home, tmp_path / "with-room") as spark:
        counting = Counting(uncounted, spark, tmp_path / "lake")
        counting.start()
        assert counting.ended() == DONE
    assert_same(uncounted, by_database)
