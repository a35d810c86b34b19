"""How a lake is filled, by a DuckDB file in its place; a real one is tried in a soak."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from metrics.counting.refreshing import derived_tables
from metrics.engine import ducklake
from schemas import tables
from schemas.store import database, lakes
from tests.counted import assert_same, tables_of
from tests.fixtures.made_up import url_of


class FileAsLake:
    """What stands in a lake's place, and how often another writer still comes between."""

    def __init__(self, folder: Path, conflicts: int) -> None:
        folder.mkdir()
        self.url, self.conflicts = url_of(folder), conflicts
        self.begun = 0

    @contextmanager
    def writing(self, _engine: str, _folder: str) -> Iterator[Connection]:
        self.begun += 1
        with database.writing(self.url) as connection:
            yield connection
            if self.begun <= self.conflicts:
                connection.rollback()
                raise lakes.Conflict


@pytest.fixture
def own(two_cases: Path, tmp_path: Path) -> str:
    (tmp_path / "own").mkdir()
    url = url_of(tmp_path / "own")
    shutil.copy(two_cases, url.removeprefix("duckdb:///"))
    return url


def count(own: str, lake: FileAsLake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lakes, "writing", lake.writing)
    # As long as the catalogue has another name there.
    monkeypatch.setattr(lakes, "shown", str)
    with database.writing(own) as connection:
        ducklake.count(connection, "ducklake:postgresql://one/lake", "folder")


def test_a_lake_has_the_records_and_figures_of_the_database(
    own: str, two_cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = FileAsLake(tmp_path / "lake", conflicts=1)
    count(own, lake, monkeypatch)
    # What another writer came between is done again, and nothing twice.
    assert lake.begun == 2
    assert_same(own, f"duckdb:///{two_cases}")
    with database.reading(own).connect() as left, database.reading(lake.url).connect() as right:
        for table in tables.RECORD_TABLES:
            frames = (database.read_frame(one, select(table)) for one in (left, right))
            first, second = (one.sort(one.columns) for one in frames)
            assert first.equals(second), table.name
        cells = database.read_frame(right, select(derived_tables.tables["cells"]))
    assert cells.sort(cells.columns).equals(tables_of(own)["cells"].sort(cells.columns))


def test_after_as_many_writers_it_is_told(
    own: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ducklake, "TRIES", 2)
    lake = FileAsLake(tmp_path / "lake", conflicts=2)
    before = database.data_version(own)
    with pytest.raises(lakes.LakeUnavailable, match="2 times while this was counted"):
        count(own, lake, monkeypatch)
    assert lake.begun == 2
    assert database.data_version(own) == before
