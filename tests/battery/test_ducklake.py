"""A DuckLake that counts: what it counts is what the database counts, and what it held stays.

In a soak alone: DuckDB has another version there, so that each step is a process of its own.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from dashboard.cli import demo, exit_codes
from metrics import derived_tables
from schemas.store import copying, database
from tests import machine
from tests.counted import address, assert_same
from tests.fixtures.databases import postgres_database_on
from tests.postgres_server import plain
from tests.soak import everyday

CASES = 200
DONE = exit_codes.DONE
# Nothing is tried of it daily: `everyday` has nothing but what a soak adds.
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("size", everyday(rest=["full"]), indirect=True),
]


class Lake:
    """A catalogue and a folder, and the command line with the packages that the extra brings."""

    def __init__(self, catalogue: str, folder: Path) -> None:
        self.catalogue, self.folder = catalogue, folder
        address = make_url(catalogue).set(drivername="postgresql")
        self.engine = f"ducklake:{address.render_as_string(hide_password=False)}"

    def start(self, url: str, *words: str) -> subprocess.Popen[str]:
        given = os.environ.get("PYTHONPATH")
        paths = [str(machine.LAKE), str(machine.ROOT), *([given] if given else [])]
        command = [*words, "--engine", self.engine, "--lake", str(self.folder)]
        return subprocess.Popen(
            [sys.executable, "-m", "dashboard.cli", "--database", url, *command],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def count(self, url: str) -> subprocess.Popen[str]:
        return self.start(url, "server", "count")

    def run(self, url: str, *words: str) -> str:
        """What a command that does its part answers."""
        process = self.start(url, *words)
        out, said = process.communicate()
        assert process.returncode == DONE, said
        return out

    def stop_within(self, process: subprocess.Popen[str]) -> None:
        """Stop a count once the first unit is made, and the others are not."""
        while not list(self.folder.rglob("per_suspect/*.parquet")):
            assert process.poll() is None, process.communicate()
            time.sleep(0.01)
        process.send_signal(signal.SIGSTOP)

    def snapshots(self) -> list[int]:
        """The numbers of those that there are, the latest first."""
        lines = self.run("none.duckdb", "lake", "snapshots").splitlines()
        return [int(line.split("\t")[0]) for line in lines]

    def files(self) -> set[Path]:
        return set(self.folder.rglob("*.parquet"))


@pytest.fixture(autouse=True)
def size(request: pytest.FixtureRequest) -> str:
    if machine.lake() is None:
        (pytest.fail if machine.in_ci() else pytest.skip)("DuckLake is not installed here.")
    return str(request.param)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two made-up worlds, which the databases themselves have counted."""
    urls = [address(tmp_path_factory.mktemp("world")) for _ in range(2)]
    for seed, url in enumerate(urls):
        demo.store_world(url, cases=CASES, seed=seed)
    return urls


@pytest.fixture
def uncounted(worlds: list[str], tmp_path: Path) -> list[str]:
    """The same, of which nothing is counted yet."""
    urls = []
    for number, world in enumerate(worlds):
        (tmp_path / str(number)).mkdir()
        urls.append(address(tmp_path / str(number)))
        copying.copy(world, urls[-1], refresh=derived_tables.create_all)
    return urls


@pytest.fixture
def lake(postgres_url: str, tmp_path: Path) -> Iterator[Lake]:
    with postgres_database_on(postgres_url) as catalogue:
        yield Lake(catalogue, tmp_path / "lake")


def test_a_lake_counts_what_the_database_counts_and_keeps_what_was(
    lake: Lake, worlds: list[str], uncounted: list[str], tmp_path: Path
) -> None:
    for world, url in zip(worlds, uncounted, strict=True):
        lake.run(url, "server", "count")
        assert_same(url, world)
    latest, first = lake.snapshots()
    before = lake.files()
    # What is in the files is for whoever may read the catalogue.
    assert all(file.read_bytes().startswith(b"PARE") for file in before)
    assert {file.stat().st_mode & 0o077 for file in (lake.folder, *before)} == {0}
    lake.run("none.duckdb", "lake", "compact")
    assert len(lake.files()) < len(before)
    for number, world in zip((first, latest), worlds, strict=True):
        then = address(tmp_path / f"then-{number}")
        lake.run(then, "lake", "past", str(number))
        assert_same(then, world)
    # The day after today is after each of them; the latest always stays.
    lake.run("none.duckdb", "lake", "compact", "--forget-before", "2999-01-01")
    assert lake.snapshots() == [latest]
    process = lake.start(address(tmp_path / "gone"), "lake", "past", str(first))
    _, said = process.communicate()
    assert process.returncode == exit_codes.REFUSED
    assert f"has no snapshot [{first}]" in said


def test_on_a_server_the_figures_are_those_of_a_file(
    lake: Lake, worlds: list[str], postgres_database: str
) -> None:
    copying.copy(worlds[0], postgres_database, refresh=derived_tables.create_all)
    lake.run(postgres_database, "server", "count")
    assert_same(postgres_database, worlds[0])


def test_a_batch_that_stands_is_not_written_again(lake: Lake, uncounted: list[str]) -> None:
    lake.run(uncounted[0], "server", "count")
    before = set(lake.folder.rglob("suspects/*.parquet"))
    lake.run(uncounted[0], "server", "count")
    assert set(lake.folder.rglob("suspects/*.parquet")) == before != set()


def test_a_count_that_is_killed_leaves_what_was_and_is_run_again(
    lake: Lake, worlds: list[str], uncounted: list[str]
) -> None:
    url = uncounted[0]
    lake.run(uncounted[1], "server", "count")
    before, snapshots = database.data_version(url), lake.snapshots()
    units = set(lake.folder.rglob("per_suspect/*.parquet"))
    process = lake.count(url)
    while set(lake.folder.rglob("per_suspect/*.parquet")) == units:
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert database.data_version(url) == before
    assert lake.snapshots() == snapshots
    lake.run(url, "server", "count")
    assert_same(url, worlds[0])
    assert len(lake.snapshots()) == 1 + len(snapshots)


def test_of_two_at_once_the_later_one_begins_again(
    lake: Lake, worlds: list[str], uncounted: list[str], tmp_path: Path
) -> None:
    early, late = uncounted
    process = lake.count(late)
    lake.stop_within(process)
    lake.run(early, "server", "count")
    process.send_signal(signal.SIGCONT)
    _, said = process.communicate()
    assert process.returncode == DONE, said
    for world, url in zip(worlds, uncounted, strict=True):
        assert_same(url, world)
    # Neither has anything of the other's.
    for number, world in zip(reversed(lake.snapshots()), worlds, strict=True):
        then = address(tmp_path / f"then-{number}")
        lake.run(then, "lake", "past", str(number))
        assert_same(then, world)


def test_a_catalogue_that_is_lost_is_said_and_leaves_the_figures(
    lake: Lake, worlds: list[str], uncounted: list[str], postgres_url: str
) -> None:
    url = uncounted[0]
    before = database.data_version(url)
    process = lake.count(url)
    lake.stop_within(process)
    own = make_url(lake.catalogue).database
    with psycopg.connect(plain(postgres_url), autocommit=True) as connection:
        ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        assert connection.execute(ends, [own]).fetchall()
    process.send_signal(signal.SIGCONT)
    _, said = process.communicate()
    assert process.returncode == exit_codes.UNAVAILABLE, said
    assert "does not answer, or has ended meanwhile" in said
    assert str(make_url(lake.catalogue).password) not in said
    assert database.data_version(url) == before
    lake.run(url, "server", "count")
    assert_same(url, worlds[0])
