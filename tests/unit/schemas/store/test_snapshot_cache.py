"""A question is asked once of a state, and again of the next one and in another scope."""

import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from schemas import scopes
from schemas.store import bookkeeping, database, snapshot_cache

ASKED: list[str] = []


@pytest.fixture(autouse=True)
def nothing_asked() -> Iterator[None]:
    ASKED.clear()
    yield
    ASKED.clear()


@database.cached_per_snapshot
def settings(connection: Connection, name: str) -> int:
    ASKED.append(name)
    setting = bookkeeping.settings.c
    query = select(func.count()).where(setting.name == name)
    return connection.execute(query).scalar_one()


@database.lru_forever(2)
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

    @database.lru_forever(1)
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


def test_what_changes_is_never_answered_of_before(database_url: str) -> None:
    with database.writing(database_url):
        pass
    assert chosen(database_url, "a") == [0]
    with database.writing(database_url) as connection:
        before = settings(connection, "a")
        choose(connection, "a")
        assert (before, settings(connection, "a")) == (0, 1)
    assert chosen(database_url, "a") == [1]


def test_who_looks_at_a_state_asks_once_and_after_a_change_again(database_url: str) -> None:
    def looked_at() -> int:
        with database.reading(database_url).connect() as connection:
            return settings(database.with_snapshot_cache(connection), "a")

    with database.writing(database_url):
        pass
    assert [looked_at(), looked_at()] == [0, 0]
    assert ASKED == ["a"]
    with database.writing(database_url) as connection:
        choose(connection, "a")
    assert [looked_at(), looked_at()] == [1, 1]
    assert ASKED == ["a", "a"]


def test_a_transaction_keeps_the_state_that_it_began_with(postgres_database: str) -> None:
    with database.writing(postgres_database):
        pass
    with database.reading(postgres_database).connect() as late:
        looking = database.with_snapshot_cache(late)
        with database.writing(postgres_database) as connection:
            choose(connection, "a")
        assert settings(looking, "a") == 0
    with database.reading(postgres_database).connect() as connection:
        assert settings(database.with_snapshot_cache(connection), "a") == 1


def test_on_a_server_each_scope_has_answers_of_its_own(postgres_database: str) -> None:
    def ask(scope: scopes.Scope) -> int:
        with database.reading(postgres_database).connect() as connection:
            return settings(
                database.with_snapshot_cache(database.apply_scope(connection, scope)), "a"
            )

    with database.writing(postgres_database):
        pass
    jurisdictions = [
        scopes.jurisdiction_scope(f"Q{number:02}")
        for number in range(snapshot_cache.SNAPSHOTS_KEPT)
    ]
    for scope in (*jurisdictions, *jurisdictions[1:], scopes.EVERYTHING, jurisdictions[0]):
        ask(scope)
    # With one scope more than are kept the oldest is asked anew.
    assert len(ASKED) == len(jurisdictions) + 2


@database.lru_forever(2)
def staying(_connection: Connection, name: str) -> str:
    ASKED.append(name)
    return name


def test_what_its_question_alone_decides_outlives_the_state_on_a_server(
    postgres_database: str,
) -> None:
    for _ in range(2):
        with database.writing(postgres_database):
            pass
        with database.reading(postgres_database).connect() as connection:
            assert staying(database.with_snapshot_cache(connection), "a") == "a"
    assert ASKED == ["a"]
