"""Sessions as rows of PostgreSQL: what every process is told, and what no stolen role may do."""

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

from dashboard import sessions
from schemas import scopes
from schemas.errors import DatabaseUnavailable
from schemas.store import row_scope
from schemas.store.server import SessionRow, SessionTable
from tests.security.test_row_security import Server, set_up

pytestmark = pytest.mark.postgres
HOUR = 3600.0
MOST = {"most": 5, "most_of_one": 2}


@pytest.fixture(scope="module")
def server(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with set_up(postgres_url, tmp_path_factory.mktemp("keys")) as made:
        yield made


@pytest.fixture
def processes(server: Server) -> Iterator[tuple[SessionTable, SessionTable]]:
    """What two processes have of the same sessions, of which there are none yet."""
    with psycopg.connect(server.admin.replace("+psycopg", "")) as admin:
        admin.execute("TRUNCATE access.sessions, access.sign_in_notes")
    both = SessionTable(server.application), SessionTable(server.application)
    yield both
    for one in both:
        one.close()


def row(number: int, seconds: float = HOUR) -> SessionRow:
    return SessionRow(f"{number:064x}", f'{{"of": {number}}}', time.time() + seconds)


def begin(table: SessionTable, one: SessionRow, subject: str, sid: str = "") -> list[str]:
    ended = table.begin(one, subject=subject, provider_session=sid, **MOST)
    return [ended_row.key for ended_row in ended]


def test_one_process_knows_whom_the_other_let_in(
    processes: tuple[SessionTable, SessionTable],
) -> None:
    first, second = processes
    one, other = row(1), row(2)
    assert begin(first, one, "ana") == []
    assert second.find(one.key) == one
    assert second.find(other.key) is None
    assert second.still_valid([one.key, other.key]) == {one.key}
    # Of two that end it, one is told of whom.
    assert second.end(one.key) == one
    assert first.end(one.key) is None
    assert first.find(one.key) is None


def test_a_session_is_over_at_its_end_and_lasts_twelve_hours_at_most(
    processes: tuple[SessionTable, SessionTable],
) -> None:
    first, second = processes
    over, long = row(1, seconds=-1), row(2, seconds=100 * HOUR)
    begin(first, over, "ana")
    begin(first, long, "ana")
    assert second.find(over.key) is None
    assert second.still_valid([over.key]) == set()
    found = second.find(long.key)
    assert found is not None
    assert found.ends_at < time.time() + 12.1 * HOUR
    assert [one.key for one in second.end_expired()] == [over.key]
    assert first.end_expired() == []


def test_the_oldest_end_where_there_are_too_many(
    processes: tuple[SessionTable, SessionTable],
) -> None:
    first, second = processes
    rows = [row(number) for number in range(7)]
    assert begin(first, rows[0], "ana") == []
    assert begin(second, rows[1], "ana") == []
    assert begin(first, rows[2], "ana") == [rows[0].key]
    for number in (3, 4, 5):
        assert begin(second, rows[number], f"person {number}") == []
    assert begin(first, rows[6], "person 6") == [rows[1].key]


def test_the_provider_names_an_account_or_one_of_its_sessions(
    processes: tuple[SessionTable, SessionTable],
) -> None:
    first, second = processes
    with_sid, without, other = row(1), row(2), row(3)
    begin(first, with_sid, "ana", "s1")
    begin(first, without, "ana")
    begin(first, other, "bo\0\ud800", "s2")
    assert {*second.of_account("ana", "")} == {with_sid.key, without.key}
    assert second.of_account("", "s1") == [with_sid.key]
    # What was begun without a name of the provider's goes by the account.
    assert {*second.of_account("ana", "s1")} == {with_sid.key, without.key}
    assert second.of_account("bo\0\ud800", "") == [other.key]
    assert second.of_account("ana", "s2") == [without.key]
    assert second.of_account("", "") == []


def test_a_note_is_new_once_and_taken_once(processes: tuple[SessionTable, SessionTable]) -> None:
    first, second = processes
    later, before = time.time() + HOUR, time.time() - 1
    assert first.add_note("used", "", later, 2)
    assert not second.add_note("used", "", later, 2)
    assert first.take_note("used") is None
    assert first.add_note("state", "where from", later, 2)
    assert second.take_note("state") == "where from"
    assert first.take_note("state") is None
    first.add_note("late", "where from", before, 2)
    assert first.take_note("late") is None
    for number in range(4):
        first.add_note(f"{number}", f"{number}", later + number, 2)
    assert [first.take_note(f"{number}") for number in range(4)] == [None, None, "2", "3"]
    assert not second.add_note("used", "", later, 2)


class Clock:
    """The seconds that tests let pass."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def both(
    processes: tuple[SessionTable, SessionTable],
) -> tuple[sessions.Sessions, sessions.Sessions, Clock]:
    """The sessions of two processes as they know them, and the clock by which they ask anew."""
    clock = Clock()
    first, second = (sessions.Sessions(steady=clock) for _ in processes)
    for people, table in zip((first, second), processes, strict=True):
        people.share(table)
    return first, second, clock


def sign_in(people: sessions.Sessions, subject: str = "ana") -> str:
    claims = {"sub": subject, "exp": int(time.time()) + 600, "roles": ["ministry"]}
    return people.begin(claims, {"_streamlit_user": "signed"})


def test_what_one_process_ended_another_knows_in_two_seconds(
    both: tuple[sessions.Sessions, sessions.Sessions, Clock],
) -> None:
    first, second, clock = both
    ended = []
    for people in (first, second):
        people.on_end(lambda session, why: ended.append((session.claims["sub"], why)))
    token = sign_in(first)
    session = second.by_token(token)
    assert session is not None
    assert (session.claims["roles"], session.cookies) == (
        ["ministry"],
        {"_streamlit_user": "signed"},
    )
    assert 590 < second.seconds_left(session) <= 600
    first.end(session.key)
    second.end(session.key, sessions.EndReason.EXPIRED)
    clock.now += sessions.SECONDS_BETWEEN
    assert second.by_token(token) is None
    assert first.by_token(token) is None
    assert ended == [("ana", "signed out")]


def test_an_open_page_is_told_of_what_another_process_ended(
    both: tuple[sessions.Sessions, sessions.Sessions, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "SECONDS_BETWEEN", 0.1)
    first, second, _ = both
    mine, other = (second.by_token(sign_in(first)) for _ in range(2))
    assert mine is not None
    assert other is not None
    told = threading.Event()
    with second.watching(other.key, pytest.fail), second.watching(mine.key, told.set):
        assert not told.wait(0.3)
        first.end(mine.key)
        assert told.wait(10)


def test_nobody_is_signed_out_by_a_database_that_does_not_answer(
    both: tuple[sessions.Sessions, sessions.Sessions, Clock],
    processes: tuple[SessionTable, SessionTable],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second, clock = both
    token = sign_in(first)
    assert second.by_token(token) is not None

    def fails(*_: object, **__: object) -> None:
        raise DatabaseUnavailable("It is gone.")

    monkeypatch.setattr(processes[1], "_call_function", fails)
    clock.now += sessions.SECONDS_BETWEEN
    assert second.by_token(token) is not None
    # Whom it does not know it does not let in, and whoever's time is over is out.
    assert second.by_token("unknown") is None
    clock.now += 600
    assert second.by_token(token) is None


KEY = "0" * 64
ATTEMPTS = (
    "SELECT * FROM access.sessions",
    "INSERT INTO access.sessions VALUES ('a', 'b', 1, 'c', 'd')",
    "DELETE FROM access.sessions",
    "SELECT * FROM access.sign_in_notes",
    f"SELECT * FROM access.begin_session('{KEY}', '{{}}', 9999999999, '', 10, 10)",
    f"SELECT * FROM access.session('{KEY}')",
    f"SELECT * FROM access.living_sessions(ARRAY['{KEY}'])",
    "SELECT * FROM access.sessions_of('ana', '')",
    f"SELECT * FROM access.end_session('{KEY}')",
    "SELECT * FROM access.end_expired_sessions()",
    "SELECT access.add_note('a', 'b', 9999999999, 10)",
    "SELECT access.take_note('a')",
)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_whoever_has_the_role_and_not_the_key_comes_to_no_session(
    server: Server, attempt: str
) -> None:
    with (
        server.as_application(None) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(attempt.encode())


def test_nobody_begins_a_session_without_a_name(server: Server) -> None:
    nobody = row_scope.scope_token(scopes.NOTHING, server.name, server.key)
    with (
        server.as_application(nobody) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(ATTEMPTS[4].encode())


def test_without_a_key_a_process_is_told_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(row_scope.KEY_FILE)
    table = SessionTable(server.application)
    with pytest.raises(DatabaseUnavailable):
        table.find(KEY)
    table.close()
