"""Whoever got hold of the dashboard's role keeps nobody from working, and forges no entry."""

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from sqlalchemy import make_url

import metrics
from schemas import errors, scopes
from schemas.store import audit, postgresql, row_scope
from schemas.store.audit import Action, Actor, entries, server_log
from seed import batches
from tests.postgres_server import plain
from tests.security.test_row_security import Server, set_up
from tests.submissions import small

pytestmark = [pytest.mark.postgres, pytest.mark.soak]
# What people do on pages of a server, where records come in by the command line alone.
OF_DASHBOARD = {
    *(Action.OPEN_CASE, Action.MARK, Action.UNMARK, Action.TAKE_AWAY),
    *(Action.SIGN_IN, Action.END_SESSION, Action.ASK_IN_VAIN),
}
ANA = Actor("ana@ministry", "jurisdiction:XAA")
NAMES = (
    "ana",
    'a"b\\c',
    "\x00\x07\b\t\n\f\r\x7f",
    "Ана 安娜 \U0001f600",
    "\udcff",
    "')--",
    "\u2028",
)


@pytest.fixture(scope="module")
def server(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with set_up(postgres_url, tmp_path_factory.mktemp("keys")) as made:
        note_as(made.application, ANA)
        yield made


def note_as(url: str, actor: Actor, **on: entries.Value) -> None:
    with audit.act_as(actor):
        audit.log_event(url, Action.TAKE_AWAY, **on)


def as_ana(server: Server, *, who: str = ANA.who) -> str:
    return row_scope.scope_token(scopes.parse_scope(ANA.scope), server.name, server.key, who=who)


# What would keep others from writing into the log, or from storing records.
ATTACKS = (
    "INSERT INTO audit_log VALUES (2147483647, 'x')",
    "INSERT INTO audit_log VALUES (2, 'x')",
    "INSERT INTO audit_key VALUES (repeat('0', 64))",
    "SELECT pg_advisory_lock(28785)",
    "SELECT pg_advisory_lock(28786)",
    "SELECT pg_advisory_lock(28787)",
    "SELECT pg_advisory_lock_shared(28785)",
    "SELECT count(pg_advisory_lock(one)) FROM generate_series(1, 100) AS one",
    "LOCK TABLE audit_log IN ACCESS SHARE MODE",
    "LOCK TABLE data_version IN ROW SHARE MODE",
    "LOCK TABLE cases IN SHARE MODE",
    "SELECT FROM data_version FOR UPDATE",
    "SELECT access.take_turn()",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
    "CREATE TEMPORARY TABLE filled AS SELECT generate_series(1, 10)",
    "EXPLAIN INSERT INTO audit_log VALUES (1, 'x') ON CONFLICT DO NOTHING",
    "EXPLAIN DELETE FROM cases",
    "EXPLAIN UPDATE cases SET charged = charged",
)
# What would read the log past the own scope, or write into it in another's name.
READING = (
    "SELECT line FROM audit_log",
    "SELECT key FROM audit_key",
    "SELECT access.write_down('a1', 'open_case', 'done', '{}')",
)


def test_the_dashboard_s_role_may_not_and_whatever_it_tries_others_go_on(
    server: Server, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "LOCK_SECONDS", 1.0)
    done = list[str]()
    with server.as_application(None) as attacker:
        for attack in (*ATTACKS, *READING):
            try:
                attacker.execute(attack.encode())
                done.append(attack)
            except psycopg.errors.InsufficientPrivilege:
                pass
            attacker.rollback()
        assert done == []
        # A lock of the session would outlast what was rolled back.
        [receipt] = batches.store(
            server.importer,
            [small(tmp_path_factory.mktemp("sent"))],
            partial=batches.Partial.REFUSE,
            refresh=metrics.refresh,
        )
    assert receipt.status == "stored"
    seen = audit.check_log(audit.log_lines(server.importer))
    assert (seen.broken, seen.open, seen.last and seen.last.action) == ("", {}, "import")


def test_who_holds_the_log_s_turn_is_ended(server: Server) -> None:
    """With a scope of its own it may write, and could stay in the transaction for ever."""
    before = len([*audit.log_lines(server.importer)])
    with psycopg.connect(plain(server.application)) as attacker:
        for setting, value in ((row_scope.SETTING, as_ana(server)), ("lock_timeout", "0")):
            attacker.execute("SELECT set_config(%s, %s, false)", (setting, value))
        attacker.execute("SELECT access.write_down('a1', 'open_case', 'done', '{}')")
        audit.log_event(server.importer, Action.TAKE_AWAY, what="report")
        with pytest.raises(psycopg.errors.AdminShutdown):
            attacker.execute("SELECT 1")
    # What it had written down is not there either: it was never made final.
    assert [one.who for one in audit.entries_of(server.importer)][before:] == ["desk"]


def test_it_leaves_connections_to_others(server: Server) -> None:
    with ExitStack() as held:

        def take_all() -> None:
            while True:
                held.enter_context(psycopg.connect(plain(server.application)))
                psycopg.connect(plain(server.importer)).close()

        with pytest.raises(psycopg.OperationalError, match="too many connections"):
            take_all()


def test_who_acts_is_who_was_signed(server: Server) -> None:
    said = "SELECT access.write_down('a1', 'open_case', 'done', '{}')"
    other = row_scope.scope_token(scopes.EVERYTHING, server.name, bytes(32), who="bo")
    expires, scope, who, mac = as_ana(server).split(".")
    forged = ".".join((expires, scope, b"bo".hex(), mac))
    before = len([*audit.log_lines(server.importer)])
    for token in (None, as_ana(server, who=""), other, forged, ".".join((expires, scope, mac))):
        with (
            server.as_application(token) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(said.encode())
    with server.as_application(as_ana(server)) as connection:
        connection.execute(said.encode())
    assert who == ANA.who.encode().hex()
    written = [(one.number, one.who) for one in audit.entries_of(server.importer)]
    assert written[before:] == [(before + 1, ANA.who)]


def test_the_database_writes_an_entry_as_this_program_does(server: Server) -> None:
    """Whoever is named, and whatever stood before: one chain of both."""
    for name in NAMES:
        audit.log_event(server.importer, Action.BACK_UP, rows=-7)
        what = name.replace("\0", "").replace("\udcff", "")
        note_as(server.application, Actor(name, "office:XAA:O:ü"), what=what, none=[], some=[3, -1])
        audit.log_event(server.importer, Action.BACK_UP, rows=0)
        seen = audit.check_log(audit.log_lines(server.importer))
        assert seen.broken == "", name
        [_, written, _] = audit.last_entries(server.importer, 3)
        assert written.purpose == entries.PURPOSES[Action.TAKE_AWAY]
        assert (written.scope, written.on) == (
            "office:XAA:O:ü",
            {"what": what, "none": [], "some": [3, -1]},
        )
    assert [one.who for one in audit.entries_of(server.importer)].count("ana") == 1


TOLD = (
    *('{"a":  1}', '{"a":01}', '{"a":1,"a":2}', '{"a":"\\u0041"}', '{"a":true}', '{"a":null}'),
    *('{"a":1.5}', '{"a":-0}', '{"a":[1, "2"]}', '{"a":{"b":1}}', "[1]", "x", '{"a":1e3}', "null"),
    *('{"\\n":"\\ud83d\\ude00"}', f'{{"a":"{"x" * 20_000}"}}', '{"a":99999999999999999999}'),
)


def test_no_entry_breaks_the_chain(server: Server) -> None:
    for told in TOLD:
        with server.as_application(as_ana(server)) as connection:
            connection.execute("SET standard_conforming_strings = off")
            said = "SELECT access.write_down('a\"b', 'open_case', 'done', %s)"
            try:
                connection.execute(said, [told])
            except psycopg.Error:
                connection.rollback()
        audit.log_event(server.importer, Action.BACK_UP)
        seen = audit.check_log(audit.log_lines(server.importer))
        assert (seen.broken, seen.last and seen.last.action) == ("", "back_up"), told


def test_it_is_given_the_acts_of_its_scope(server: Server) -> None:
    bo = Actor("bo", "jurisdiction:XAB")
    for actor in (ANA, bo):
        note_as(server.application, actor, what="report")
    with audit.act_as(bo):
        assert [one.who for one in audit.last_entries(server.application, 9)] == ["bo"]
    with audit.act_as(ANA):
        assert {one.scope for one in audit.last_entries(server.application, 9)} == {ANA.scope}
        assert [one.who for one in audit.last_entries(server.importer, 2)] == ["bo", ANA.who]
    assert [one.who for one in audit.last_entries(server.application, 2)] == ["bo", ANA.who]
    with server.as_application(None) as connection:
        assert connection.execute("SELECT access.last_acts(9)").fetchall() == []
    for told in (audit.log_lines, audit.entries_of):
        with pytest.raises(errors.UserError, match="Use the role that imports"):
            list(told(server.application))


def test_a_case_is_called_alike_by_all(server: Server) -> None:
    for case in ("2023/0001", "ü", ""):
        called = {
            audit.case_reference(url, "XAA", case) for url in (server.application, server.importer)
        }
        assert len(called) == 1
    address = make_url(server.importer)
    assert len(server_log.case_name_key(address)) == server_log.KEY_BYTES


def test_a_changed_end_is_written_behind_by_nobody(server: Server) -> None:
    audit.log_event(server.importer, Action.BACK_UP)
    with psycopg.connect(plain(server.admin), autocommit=True) as admin:
        admin.execute("ALTER TABLE audit_log DISABLE TRIGGER only_added_to")
        admin.execute("UPDATE audit_log SET line = replace(line, 'back_up', 'restore')")
    for url in (server.application, server.importer):
        with pytest.raises(errors.DatabaseUnavailable, match="changed by something else"):
            audit.log_event(url, Action.TAKE_AWAY)
    with psycopg.connect(plain(server.admin), autocommit=True) as admin:
        admin.execute("DELETE FROM audit_log")
        admin.execute("ALTER TABLE audit_log ENABLE TRIGGER only_added_to")


def test_what_the_dashboard_never_does_is_not_written_in_its_name(server: Server) -> None:
    for action in set(Action) - OF_DASHBOARD:
        with pytest.raises(errors.DatabaseUnavailable):
            audit.log_event(server.application, action)
    note_as(server.application, ANA)
