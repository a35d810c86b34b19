"""Fault 74: kill -9 during an import leaves the state before it or after it."""

import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import func, select

import metrics
from schemas import bookkeeping, database, tables
from seed import batches, readers, records
from tests.battery.importing import POINTS, READY
from tests.fixtures.surroundings import ROOT
from tests.soak import soak_size

pytestmark = pytest.mark.soak

RANDOM_POINTS = soak_size(20)
NAMED_POINTS = list(POINTS)[: soak_size(len(POINTS))]
CASES = soak_size(20_000)
READERS = 4
READER_SECONDS = 0.02
Counts = dict[str, int]


class Place(NamedTuple):
    """A database with one submission stored, and another to import."""

    url: str
    folder: Path
    before: Counts


def counts(url: str) -> Counts:
    """How many rows each table of records has."""
    with database.reading(url).connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables.RECORD_TABLES
        }


def start(place: Place, point: str = "") -> subprocess.Popen[str]:
    """An import that has read its code and begins."""
    command = [sys.executable, "-m", "tests.battery.importing", place.url, place.folder, point]
    child = subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == READY
    return child


def outcome(child: subprocess.Popen[str]) -> str:
    """What became of the import; nothing where it was killed."""
    said, _ = child.communicate()
    return said.strip()


def import_here(url: str, folder: Path) -> str:
    """Import in this process; what became of it."""
    [receipt] = batches.store(
        url,
        [readers.read(folder)],
        partial=batches.Partial.REFUSE,
        refresh=metrics.refresh,
    )
    return receipt.status


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Place:
    [first, second] = records.write(tmp_path / "world", cases=CASES, seed=1)[:2]
    assert import_here(database_url, first) == "stored"
    return Place(database_url, second, counts(database_url))


def undo_last(place: Place) -> None:
    with database.reading(place.url).connect() as connection:
        last = batches.listing(connection)["batch_id"].max()
    assert isinstance(last, int)
    batches.undo(place.url, last, refresh=metrics.refresh)
    assert counts(place.url) == place.before


def go_on(place: Place, *, stored: bool) -> None:
    """The next import ends whole whatever the killed one left, and a third changes nothing."""
    assert import_here(place.url, place.folder) == ("already_stored" if stored else "stored")
    version = database.data_version(place.url)
    assert import_here(place.url, place.folder) == "already_stored"
    assert database.data_version(place.url) == version
    left = [path.name for path in Path.cwd().iterdir() if path.name.startswith(".records")]
    assert left == []


def test_a_kill_at_any_moment_leaves_the_state_before_or_after(place: Place) -> None:
    whole = start(place)
    begun = time.monotonic()
    assert outcome(whole) == "stored"
    seconds = time.monotonic() - begun
    after = counts(place.url)
    assert after != place.before
    for _ in range(RANDOM_POINTS):
        undo_last(place)
        child = start(place)
        time.sleep(random.uniform(0, seconds))
        child.kill()
        outcome(child)
        found = counts(place.url)
        assert found in (place.before, after)
        go_on(place, stored=found == after)
        assert counts(place.url) == after


@pytest.mark.parametrize("database_url", ["duckdb"], indirect=True)
@pytest.mark.parametrize("point", NAMED_POINTS)
def test_a_kill_at_a_named_point_leaves_the_state_before_or_after(place: Place, point: str) -> None:
    child = start(place, point)
    assert outcome(child) == ""
    assert child.returncode == -signal.SIGKILL
    replaced = counts(place.url) != place.before
    assert replaced == (point == "after the replacement")
    go_on(place, stored=replaced)


def test_readers_see_whole_states_while_others_import(place: Place) -> None:
    done, seen, failures = threading.Event(), set[int](), list[object]()
    standing = select(func.sum(bookkeeping.batches.c.rows_stored)).where(
        bookkeeping.batches.c.undone_at.is_(None)
    )

    def read() -> None:
        while not done.wait(READER_SECONDS):
            try:
                with database.reading(place.url).connect() as connection:
                    told = connection.execute(standing).scalar_one()
                    held = sum(
                        connection.execute(select(func.count()).select_from(table)).scalar_one()
                        for table in tables.RECORD_TABLES
                    )
                assert held == told
                seen.add(held)
            # Whatever a reader meets is a failure of this test.
            except Exception as error:
                failures.append(error)

    readers_ = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers_:
        reader.start()
    for _ in range(RANDOM_POINTS):
        assert outcome(start(place)) == "stored"
        undo_last(place)
    done.set()
    for reader in readers_:
        reader.join()
    assert failures == []
    assert len(seen) == 2
