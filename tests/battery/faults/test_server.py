"""Battery 75 and 76 on a server: whatever happens to it, a clean word, nothing half, and again.

An import by the command line comes to its counting, when its rows are written and nothing is final
yet: there the fault happens, of a real server and to a real transaction.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.engine.base import RootTransaction

import metrics
from metrics.release import archive
from metrics.release.archive import STORE
from schemas import errors
from schemas.store import audit, database, postgresql
from tests import submissions
from tests.battery.killing import Counts, counts
from tests.command_line import Outcome, run
from tests.fixtures.databases import postgres_database_on
from tests.postgres_server import Server, plain
from tests.soak import everyday
from tests.unit.metrics.release.small import content

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("nothing_counted"), pytest.mark.soak]
Fault = Callable[[Connection], None]
Import = Callable[[], Outcome]
# Said by PostgreSQL itself in each of these: raised by a statement, the way to us is the same.
RAISED = {
    "a full disk": ("53100", 'could not extend file "base/16384/16402": No space left on device'),
    "a damaged page": ("XX001", 'invalid page in block 7 of relation "base/16384/16402"'),
    "no memory": ("53200", "out of memory"),
}


@pytest.fixture
def url(own_server: Server) -> Iterator[str]:
    """The address of a database with a submission stored."""
    own_server.start()
    with postgres_database_on(own_server.url) as url:
        with database.writing(url):
            pass
        yield url
        own_server.start()


@pytest.fixture
def importing(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Import:
    """Imports by the command line what is always the same."""
    sent = submissions.write(
        tmp_path / "spring", cases=submissions.CASES, suspects=submissions.SUSPECTS
    )

    def again() -> Outcome:
        database.close_readers()
        return run(capsys, "--database", url, "import", str(sent))

    return again


def elsewhere(url: str) -> psycopg.Connection:
    """Another session."""
    return psycopg.connect(plain(url), autocommit=True)


def cut(connection: Connection) -> None:
    with elsewhere(connection.engine.url.render_as_string(hide_password=False)) as other:
        number = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        other.execute("SELECT pg_terminate_backend(%s)", [number])


def went_away(connection: Connection) -> None:
    cut(connection)
    connection.execute(text("SELECT 1"))


def raised(name: str) -> Fault:
    state, words = RAISED[name]

    def fault(connection: Connection) -> None:
        told = f"RAISE EXCEPTION '{words}' USING ERRCODE = '{state}'"
        connection.exec_driver_sql(f"DO $$ BEGIN {told}; END $$")

    return fault


def too_slow(connection: Connection) -> None:
    connection.execute(text("SET LOCAL statement_timeout = '5ms'"))
    connection.execute(text("SELECT pg_sleep(10)"))


# An import reads every table of records, so none of these can be locked while it runs.
ANOTHER_TABLE = "CREATE TABLE IF NOT EXISTS another (number integer)"


def held_by_another(connection: Connection) -> None:
    """Somebody maintains a table, and does not let go of it."""
    url = connection.engine.url.render_as_string(hide_password=False)
    connection.execute(text("SET LOCAL lock_timeout = '20ms'"))
    with elsewhere(url) as maker, psycopg.connect(plain(url)) as other:
        maker.execute(ANOTHER_TABLE)
        other.execute("LOCK TABLE another IN ACCESS EXCLUSIVE MODE")
        connection.execute(text("SELECT count(*) FROM another"))


def deadlocked(connection: Connection) -> None:
    """Each of two sessions holds what the other one waits for."""
    url = connection.engine.url.render_as_string(hide_password=False)
    connection.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
    with psycopg.connect(plain(url)) as other, elsewhere(url) as watch:
        watch.execute(ANOTHER_TABLE)
        other.execute("SET deadlock_timeout = '1h'")
        other.execute("LOCK TABLE another IN ACCESS EXCLUSIVE MODE")
        waiting = threading.Thread(
            target=other.execute, args=["LOCK TABLE cases IN ACCESS EXCLUSIVE MODE"]
        )
        waiting.start()
        asked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = %s"
        while watch.execute(asked, [other.info.backend_pid]).fetchone() != (1,):
            pass
        try:
            connection.execute(text("SELECT count(*) FROM another"))
        finally:
            connection.get_transaction().rollback()  # type: ignore[union-attr]
            waiting.join()


def is_clean(outcome: Outcome) -> bool:
    """Told in two or three sentences, with what to do, and as what can be put right."""
    assert (outcome.code, outcome.out) == (3, ""), outcome
    assert "Nothing was changed" in outcome.err
    assert "try again" in outcome.err
    assert outcome.err.count("\n") == 1
    return "bug" not in outcome.err


def assert_unchanged(url: str, before: tuple[Counts, str]) -> None:
    assert (counts(url), database.data_version(url)) == before


FAULTS: dict[str, Fault] = {
    "a connection that is cut": went_away,
    "a statement that takes too long": too_slow,
    "a table that another holds": held_by_another,
    "a deadlock": deadlocked,
    **{name: raised(name) for name in RAISED},
}


# In every run a fault of the connection, one of another session, and one that PostgreSQL raises.
OFTEN = ("a connection that is cut", "a deadlock", "a full disk")


@pytest.mark.parametrize("name", everyday(*OFTEN, rest=FAULTS.keys() - {*OFTEN}))
def test_item_76_a_fault_amid_an_import_changes_nothing_and_may_be_tried_again(
    url: str, importing: Import, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = counts(url), database.data_version(url)
    with monkeypatch.context() as patch:
        patch.setattr(metrics, "refresh", FAULTS[name])
        assert is_clean(importing())
    assert_unchanged(url, before)
    assert [entry.outcome for entry in audit.entries_of(url)] == ["begun", "failed"]
    assert importing().code == 0
    assert counts(url)["cases"] == 2


def test_item_76_a_server_that_ends_at_once_amid_an_import_and_is_started_again(
    own_server: Server, url: str, importing: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `pg_ctl stop -m immediate` ends it: nobody is waited for, nothing is tidied up."""
    before = counts(url), database.data_version(url)

    def ended(connection: Connection) -> None:
        own_server.end(signal.SIGQUIT)
        connection.execute(text("SELECT 1"))

    with monkeypatch.context() as patch:
        patch.setattr(metrics, "refresh", ended)
        assert is_clean(importing())
    # While it is down that is said as well.
    assert is_clean(importing())
    own_server.start()
    assert_unchanged(url, before)
    # It is not known how the act ended: it could not be written down any more.
    assert [entry.outcome for entry in audit.entries_of(url)] == ["begun"]
    assert importing().code == 0


def test_item_76_what_was_cut_off_while_it_was_made_final_is_not_said_to_be_undone(
    url: str, importing: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = RootTransaction.commit

    def without_answer(transaction: RootTransaction) -> None:
        """The server commits, and its answer does not come."""
        connection = transaction.connection
        whole(transaction)
        raise postgresql._connection_error(
            psycopg.OperationalError("gone"), connection.engine.url
        ) from (psycopg.OperationalError("gone"))

    final = postgresql.commit_records

    def cut_off(transaction: RootTransaction) -> None:
        monkeypatch.setattr(RootTransaction, "commit", without_answer)
        try:
            final(transaction)
        finally:
            monkeypatch.setattr(RootTransaction, "commit", whole)

    with monkeypatch.context() as patch:
        patch.setattr(postgresql, "commit_records", cut_off)
        told = importing()
    assert (told.code, told.out) == (3, "")
    assert "Either all of it was made or nothing." in told.err
    assert "Nothing was changed" not in told.err
    assert [entry.outcome for entry in audit.entries_of(url)] == ["begun"]
    again = importing()
    assert (again.code, "already" in again.out) == (0, True)
    assert counts(url)["cases"] == 2


def test_item_76_a_server_that_refuses_at_the_end_has_changed_nothing(
    url: str, importing: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answer came, so that it is known: here of a trigger that is asked at the commit."""
    before = counts(url), database.data_version(url)
    with elsewhere(url) as other:
        fails_at(other, "cases", "AFTER INSERT", constraint="DEFERRABLE INITIALLY DEFERRED")
    assert is_clean(importing())
    assert_unchanged(url, before)


@pytest.mark.parametrize("table", everyday("audit_log", rest=["cases", "data_version"]))
def test_item_75_a_full_disk_of_the_server_leaves_no_part(
    url: str, importing: Import, table: str
) -> None:
    """In the rows, in the log (what cannot be written down is not done), in the last statement."""
    before = counts(url), database.data_version(url)
    with elsewhere(url) as other:
        fails_at(other, table, "BEFORE INSERT")
        assert is_clean(importing())
        assert_unchanged(url, before)
        other.execute(f'DROP TRIGGER "full" ON {table}'.encode())
    assert importing().code == 0


def test_item_75_a_full_disk_of_the_server_leaves_the_release_before(url: str) -> None:
    archive.publish(url, content({"value": 0.5}), "key", after=0)
    with elsewhere(url) as other:
        fails_at(other, "release_rows", "BEFORE INSERT")
        with pytest.raises(errors.DatabaseUnavailable, match=r"No space left.*Nothing was changed"):
            archive.publish(url, content({"value": 0.6}), "key", after=1)
        STORE.close()
        assert [one.number for one in archive.all_releases(url)] == [1]
        other.execute('DROP TRIGGER "full" ON release_rows')
    assert archive.publish(url, content({"value": 0.6}), "key", after=1).number == 2
    STORE.close()


def fails_at(other: psycopg.Connection, table: str, when: str, constraint: str = "") -> None:
    """Let the disk be full whenever a row is put into the table."""
    other.execute(
        "CREATE OR REPLACE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE"
        " 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"
    )
    kind = "CONSTRAINT TRIGGER" if constraint else "TRIGGER"
    other.execute(
        f'CREATE {kind} "full" {when} ON {table} {constraint} FOR EACH ROW'
        " EXECUTE FUNCTION is_full()".encode()
    )


def test_item_76_a_server_that_only_reads_as_one_that_took_over_does(
    url: str, importing: Import
) -> None:
    before = counts(url), database.data_version(url)
    name = plain(url).rsplit("/", 1)[1]
    with elsewhere(url) as other:
        other.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
    assert is_clean(importing())
    assert_unchanged(url, before)
    with elsewhere(url) as other:
        other.execute("SET default_transaction_read_only = off")
        other.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())
    assert importing().code == 0


def test_item_76_readers_go_on_when_a_server_was_started_again(
    own_server: Server, url: str
) -> None:
    before = counts(url)
    own_server.end(signal.SIGINT)
    with pytest.raises(errors.DatabaseUnavailable, match="Check the server"):
        counts(url)
    own_server.start()
    assert counts(url) == before
