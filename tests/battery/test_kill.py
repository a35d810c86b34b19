"""Fault 74: kill -9 where it would hurt most leaves the state before it or after it.

At any moment: `at_moments/`.
"""

import signal
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

import metrics
from schemas import scopes, tables
from schemas.store import bookkeeping, database
from seed import batches
from tests.battery.importing import CANCEL_POINTS, POINTS, import_here
from tests.battery.killing import (
    Place,
    World,
    counts,
    make_world,
    start,
)
from tests.soak import EVERYDAY_PART, everyday, soak_size

# In every run as many as make a file of some pages: within a commit it is killed in a soak.
CASES = 20_000 if soak_size(2) > 1 else 200
WRITES = soak_size(10)
READERS = 2
READER_SECONDS = 0.3


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world"), CASES)


@pytest.fixture
def place(database_url: str, world: World) -> Place:
    """A world to be imported, and a database that holds what a submission of it corrects."""
    assert import_here(database_url, world.earlier) == "stored"
    return Place(database_url, world.folder, counts(database_url))


def undo_all_but_first(place: Place) -> None:
    with database.reading(place.url).connect() as connection:
        listed = batches.all_batches(connection, scopes.EVERYTHING).rows(named=True)
    for batch in reversed(listed):
        if batch["undone_at"] is None and batch["batch_id"] > 1:
            batches.undo(place.url, batch["batch_id"], refresh=lambda _: None)


def go_on(place: Place, *, stored: bool) -> None:
    """The next import ends whole whatever the killed one left, and a third changes nothing."""
    assert import_here(place.url, place.folder) == ("already_stored" if stored else "stored")
    version = database.data_version(place.url)
    assert import_here(place.url, place.folder) == "already_stored"
    assert database.data_version(place.url) == version
    left = [path.name for path in Path.cwd().iterdir() if path.name.startswith(".records")]
    assert left == []


def test_each_point_names_a_function_that_exists() -> None:
    """Most points are reached only in a soak, where a renamed function was not noticed."""
    named = [*CANCEL_POINTS.values(), *((holder, name) for _, holder, name in POINTS.values())]
    assert [name for holder, name in named if not callable(getattr(holder, name, None))] == []


# In every run an import is killed in its middle (`at_moments/`), and an undo and a publication at
# both sides of the replacement.
@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="other work is killed there instead")
@pytest.mark.parametrize("database_url", ["duckdb"], indirect=True)
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_a_named_point_leaves_the_state_before_or_after(place: Place, point: str) -> None:
    ended = start(place, point).ended()
    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, "")
    replaced = counts(place.url) != place.before
    assert replaced == (point == "after the replacement")
    go_on(place, stored=replaced)


@pytest.mark.parametrize("database_url", everyday("duckdb", rest=["postgres"]), indirect=True)
def test_readers_see_whole_states_while_others_import(place: Place) -> None:
    done, seen, failures = threading.Event(), set[int](), list[object]()
    standing = select(func.coalesce(func.sum(bookkeeping.batches.c.rows_stored), 0)).where(
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
    for _ in range(WRITES):
        assert start(place).ended().stdout == "stored"
        undo_all_but_first(place)
    batches.undo(place.url, 1, refresh=metrics.refresh)
    done.set()
    for reader in readers_:
        reader.join()
    assert failures == []
    assert len(seen) > 1
