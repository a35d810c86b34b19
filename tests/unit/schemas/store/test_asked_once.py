"""A question is asked once of a state of a file, and again of the next one."""

import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from schemas.store import bookkeeping, database

ASKED: list[str] = []


@pytest.fixture(autouse=True)
def nothing_asked() -> Iterator[None]:
    ASKED.clear()
    yield
    ASKED.clear()


@database.once_a_state
def settings(connection: Connection, name: str) -> int:
    ASKED.append(name)
    setting = bookkeeping.settings.c
    query = select(func.count()).where(setting.name == name)
    return connection.execute(query).scalar_one()


@database.last_of_a_state(2)
def large(_connection: Connection, name: str) -> str:
    ASKED.append(name)
    return name


def chosen(url: str, *names: str) -> list[int]:
    """How many of the settings are stored, as each is asked for."""
    with database.reading(url).connect() as connection:
        return [settings(connection, name) for name in names]


def choose(connection: Connection, name: str) -> None:
    connection.execute(insert(bookkeeping.settings).values(name=name, value="yes"))


def test_a_state_of_a_file_is_asked_once_and_the_next_one_anew(tmp_path: Path) -> None:
    url = str(tmp_path / "records.duckdb")
    with database.writing(url) as connection:
        choose(connection, "a")
    assert (chosen(url, "a", "b", "a"), chosen(url, "a")) == ([1, 0, 1], [1])
    assert ASKED == ["a", "b"]
    with database.writing(url) as connection:
        choose(connection, "b")
    assert chosen(url, "a", "b") == [1, 1]


def test_what_was_counted_of_a_state_goes_with_it_though_somebody_still_reads_it(
    tmp_path: Path,
) -> None:
    class Counted(str):
        """A text that may be watched."""

    made: list[weakref.ref[Counted]] = []

    @database.last_of_a_state(1)
    def count(connection: Connection) -> Counted:
        counted = Counted(settings(connection, "a"))
        made.append(weakref.ref(counted))
        return counted

    url = str(tmp_path / "records.duckdb")
    with database.writing(url):
        pass
    with database.reading(url).connect() as late:
        assert count(late) == "0"
        with database.writing(url) as connection:
            choose(connection, "a")
        assert made[0]() is not None
        assert chosen(url, "a") == [1]
        assert made[0]() is None
        # Of the state that it reads.
        assert count(late) == "0"


def test_of_large_answers_the_last_are_kept(tmp_path: Path) -> None:
    url = str(tmp_path / "records.duckdb")
    with database.writing(url):
        pass
    with database.reading(url).connect() as connection:
        assert [large(connection, name) for name in "abacab"] == list("abacab")
    # Of `a`, asked for in between, the answer outlives that of `b`.
    assert "".join(ASKED) == "abcb"


def test_what_is_being_written_is_asked_each_time(database_url: str) -> None:
    with database.writing(database_url) as connection:
        before = settings(connection, "a")
        choose(connection, "a")
        assert (before, settings(connection, "a")) == (0, 1)


def test_a_database_that_may_change_under_its_reader_never_answers_of_before(
    database_url: str,
) -> None:
    with database.writing(database_url):
        pass
    assert chosen(database_url, "a") == [0]
    with database.writing(database_url) as connection:
        choose(connection, "a")
    assert chosen(database_url, "a") == [1]
