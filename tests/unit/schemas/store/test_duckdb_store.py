"""What a writer spills beside its database is of no other user, whatever the mask."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Connection, text

from schemas.store import database, ddl
from schemas.store.duckdb_store import BYTES_A_ROW, LIMIT, limit_memory, parse_memory_limit

# More than the memory that is left to the writer below.
ROWS = 2_000_000
LARGE = f"CREATE TEMP TABLE large AS SELECT i, hash(i) AS h FROM range({ROWS}) AS r(i) ORDER BY h"
Writer = Callable[[str], AbstractContextManager[Connection]]


@pytest.fixture(autouse=True)
def open_mask() -> Iterator[None]:
    before = os.umask(0o000)
    yield
    os.umask(before)


def modes(home: Path) -> dict[str, int]:
    """The modes of folders and files under a folder, itself left out."""
    return {
        str(path.relative_to(home)): stat.S_IMODE(path.stat().st_mode) for path in home.rglob("*")
    }


@pytest.mark.parametrize("writer", [database.writing, database.trying])
def test_what_a_writer_spills_is_closed_to_other_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writer: Writer
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    home = tmp_path / "ministry"
    with writer(f"duckdb:///{home / 'records.duckdb'}") as connection:
        connection.execute(text("SET memory_limit = '30MB'"))
        connection.execute(text("SET threads = 1"))
        connection.execute(text(LARGE))
        there = modes(tmp_path)
    spilled = {name: mode for name, mode in there.items() if ".tmp/" in name}
    assert spilled, there
    assert set(spilled.values()) == {0o600}
    assert not {name: oct(mode) for name, mode in there.items() if mode & 0o077}


def test_a_database_that_was_opened_to_a_group_stays_so_and_its_spill_does_not(
    tmp_path: Path,
) -> None:
    file = tmp_path / "records.duckdb"
    with database.writing(str(file)):
        pass
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    with database.writing(str(file)):
        [spill] = tmp_path.glob("*.tmp")
        assert stat.S_IMODE(spill.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == [file.name, f"{file.name}.lock"]


def limit(connection: Connection) -> float:
    """What the database may hold, in millions of bytes."""
    return parse_memory_limit(connection.exec_driver_sql(LIMIT).scalar_one()) / 1e6


def test_a_writer_holds_what_storing_takes_and_more_when_it_counts(tmp_path: Path) -> None:
    with database.trying(str(tmp_path / "records.duckdb")) as connection:
        assert limit(connection) == pytest.approx(512, rel=1e-3)
        ddl.raise_memory_limit(connection)
        assert limit(connection) == pytest.approx(1_000, rel=1e-3)


def test_who_may_hold_more_keeps_it_and_nobody_is_given_more_than_there_is(
    tmp_path: Path,
) -> None:
    with database.trying(str(tmp_path / "records.duckdb")) as connection:
        connection.exec_driver_sql("RESET memory_limit")
        usual = limit(connection)
        connection.exec_driver_sql("SET memory_limit = '2GB'")
        before = limit(connection)
        ddl.raise_memory_limit(connection)
        assert limit(connection) == before
        connection.exec_driver_sql("SET memory_limit = '300MB'")
        ddl.raise_memory_limit(connection)
        assert limit(connection) <= usual


def test_many_rows_are_given_more(tmp_path: Path) -> None:
    file, rows = tmp_path / "records.duckdb", 9_000_000
    with duckdb.connect(str(file)) as made:
        made.execute(f"CREATE TABLE long AS SELECT 1 AS one FROM range({rows})")
    with duckdb.connect() as instance:
        instance.execute(f"ATTACH '{file}' AS records (READ_ONLY)")
        limit_memory(instance)
        [(told,)] = instance.execute(LIMIT).fetchall()
        assert parse_memory_limit(told) == pytest.approx(BYTES_A_ROW * rows, rel=1e-3)
