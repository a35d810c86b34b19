"""The audit log: entries are added, chained and never changed; what cannot be is not done."""

import json
import os
import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from schemas import errors
from schemas.store import audit
from schemas.store.audit import Action, Actor, Outcome, entries


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"duckdb:///{tmp_path / 'records.duckdb'}"


def place(url: str) -> Path:
    file = audit.log_path(url)
    assert file is not None
    return file


def no_file(url: str) -> None:
    """Let nothing more be written into the log."""
    place(url).unlink()
    place(url).mkdir()


def told(url: str) -> list[tuple[str, str]]:
    """Action and outcome of each entry."""
    return [(entry.action, entry.outcome) for entry in audit.entries_of(url)]


def test_where_nothing_was_done_there_is_no_log_and_none_is_made(database_url: str) -> None:
    assert audit.last_entries(database_url, 50) == []
    assert list(audit.log_lines(database_url)) == []
    assert audit.check_log(audit.log_lines(database_url)).head == entries.BEGINNING


def test_an_act_is_written_down_before_it_begins_and_when_it_ends(database_url: str) -> None:
    with audit.audited(database_url, Action.UNDO, batches=[3]) as act:
        assert told(database_url) == [("undo", "begun")]
        act.on["rows"] = 12
    [end, begun] = audit.last_entries(database_url, 50)
    assert (begun.outcome, begun.on) == ("begun", {"batches": [3]})
    assert (end.outcome, end.on) == ("done", {"batches": [3], "rows": 12})
    assert (end.act, end.who, end.scope, end.purpose) == (begun.act, "desk", "desk", "records")
    assert [entry.number for entry in audit.last_entries(database_url, 1)] == [2]
    seen = audit.check_log(audit.log_lines(database_url), begun.hash)
    assert (seen.broken, seen.number, seen.open, seen.has_head) == ("", 2, {}, True)
    assert seen.head == end.hash


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (errors.UserError("There is no import [9]."), Outcome.REFUSED),
        (errors.DatabaseUnavailable("It is locked."), Outcome.FAILED),
        (ValueError("a bug"), Outcome.FAILED),
        (KeyboardInterrupt(), Outcome.CANCELLED),
    ],
)
def test_an_act_that_is_left_by_an_error_ends_so(
    url: str, error: BaseException, outcome: Outcome
) -> None:
    with pytest.raises(type(error)) as raised, audit.audited(url, Action.UNDO):
        raise error
    assert raised.value is error
    assert told(url) == [("undo", "begun"), ("undo", outcome)]


def test_who_acts_is_written_down_with_what_it_may_see(url: str) -> None:
    with audit.act_as(Actor("ana@ministry", "jurisdiction:QMA")):
        audit.log_event(url, Action.TAKE_AWAY, what="report")
    audit.log_event(url, Action.TAKE_AWAY, what="report")
    assert [(one.who, one.scope) for one in audit.last_entries(url, 2)] == [
        ("desk", "desk"),
        ("ana@ministry", "jurisdiction:QMA"),
    ]


def test_the_file_lies_beside_the_database_and_is_closed_to_others(url: str) -> None:
    before = os.umask(0)
    try:
        audit.log_event(url, Action.TAKE_AWAY)
    finally:
        os.umask(before)
    assert place(url).name == "records.duckdb.audit.jsonl"
    assert stat.S_IMODE(place(url).stat().st_mode) == 0o600


def test_a_case_is_called_by_a_digest_whose_key_lies_apart(database_url: str) -> None:
    reference = audit.case_reference(database_url, "QMA", "2023/0001")
    assert reference == audit.case_reference(database_url, "QMA", "2023/0001")
    assert reference != audit.case_reference(database_url, "QM", "A2023/0001")
    assert len(reference) == 32


def test_of_another_database_the_same_case_is_called_otherwise(tmp_path: Path) -> None:
    one, other = (audit.case_reference(str(tmp_path / name), "QMA", "c-1") for name in "ab")
    assert one != other
    assert stat.S_IMODE((tmp_path / "a.audit.key").stat().st_mode) == 0o600


def test_those_who_write_at_once_chain(database_url: str) -> None:
    def write() -> None:
        for _ in range(3):
            audit.log_event(database_url, Action.TAKE_AWAY)

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = audit.check_log(audit.log_lines(database_url))
    assert (seen.number, seen.broken) == (18, "")


def test_a_line_that_was_cut_short_is_told_of_by_the_next_entry(url: str) -> None:
    audit.log_event(url, Action.TAKE_AWAY)
    whole = place(url).read_bytes()
    audit.log_event(url, Action.OPEN_CASE)
    for length in (len(whole) + 1, place(url).stat().st_size - 40):
        place(url).write_bytes(place(url).read_bytes()[:length])
        seen = audit.check_log(audit.log_lines(url))
        assert (seen.broken, seen.is_torn, seen.number) == ("", True, 1)
    audit.log_event(url, Action.UNDO)
    seen = audit.check_log(audit.log_lines(url))
    assert (seen.broken, seen.is_torn, seen.torn, seen.number) == ("", False, [2], 3)
    assert told(url) == [("take_away", "done"), ("go_on", "done"), ("undo", "done")]


def test_a_power_cut_while_the_log_goes_on_is_told_of_too(url: str) -> None:
    for _ in range(2):
        audit.log_event(url, Action.TAKE_AWAY)
    place(url).write_bytes(place(url).read_bytes()[:-40])
    audit.log_event(url, Action.UNDO)
    lines = place(url).read_bytes().splitlines(keepends=True)
    place(url).write_bytes(b"".join(lines[:2]) + lines[2][:100] + b"\0" * 20)
    audit.log_event(url, Action.UNDO)
    seen = audit.check_log(audit.log_lines(url))
    assert (seen.broken, seen.torn, seen.number) == ("", [2, 3], 3)


def test_an_entry_whose_line_was_not_ended_is_whole(url: str) -> None:
    for _ in range(2):
        audit.log_event(url, Action.TAKE_AWAY)
    place(url).write_bytes(place(url).read_bytes()[:-1])
    assert audit.check_log(audit.log_lines(url)).is_torn is False
    audit.log_event(url, Action.TAKE_AWAY)
    seen = audit.check_log(audit.log_lines(url))
    assert (seen.number, seen.broken, seen.torn) == (3, "", [])


@pytest.mark.parametrize("left", [b"x\n", b"x", b'{"number":9', b"\n", b"\xff\n"])
def test_nothing_is_done_behind_a_log_that_something_else_changed(url: str, left: bytes) -> None:
    audit.log_event(url, Action.TAKE_AWAY)
    place(url).write_bytes(place(url).read_bytes() + left)
    before = place(url).read_bytes()
    with (
        pytest.raises(errors.DatabaseUnavailable, match="changed by something else"),
        audit.audited(url, Action.UNDO),
    ):
        pytest.fail("it was done")
    assert place(url).read_bytes() == before
    seen = audit.check_log(audit.log_lines(url))
    assert (seen.line, seen.broken != "", seen.number) == (2, True, 1)


def test_where_the_end_cannot_be_written_it_is_said_that_it_was_done(url: str) -> None:
    with (
        pytest.raises(
            errors.DatabaseUnavailable, match=r"This was done.*about the log, not about your change"
        ),
        audit.audited(url, Action.UNDO),
    ):
        no_file(url)


def test_an_error_is_told_though_its_end_cannot_be_written(url: str) -> None:
    def undo() -> None:
        with audit.audited(url, Action.UNDO):
            no_file(url)
            raise errors.UserError("There is no import [9].")

    with pytest.raises(errors.UserError, match=r"no import \[9\]"):
        undo()


def test_an_act_whose_process_was_killed_is_ended_as_cancelled(url: str) -> None:
    begun = entries.Deed("a1", "ana", "desk", Action.UNDO, Outcome.BEGUN, {"batches": [3]})
    beside = place(url)
    for number, unchanged in enumerate((False, True, True), 1):
        if number == 1:
            beside.write_text(f"{entries.next_entry(None, begun).line}\n")
        audit.log_killed(url, "a1", unchanged=unchanged)
        assert len(told(url)) == (1 if not unchanged else 2)
    [end, _] = audit.last_entries(url, 5)
    assert (end.outcome, end.who, end.on) == ("cancelled", "ana", {"batches": [3]})
    audit.log_killed(url, "never begun", unchanged=True)
    assert len(told(url)) == 2


def test_an_act_goes_by_the_name_that_it_was_begun_by(url: str) -> None:
    with audit.act_as(Actor(act="a1")), audit.audited(url, Action.UNDO):
        pass
    assert {entry.act for entry in audit.entries_of(url)} == {"a1"}


def test_names_from_outside_stay_in_their_line(url: str) -> None:
    with audit.act_as(Actor("ana\n\u2028=1+1\udcff\u202e", "desk")):
        audit.log_event(url, Action.TAKE_AWAY)
    assert len(place(url).read_bytes().splitlines()) == 1
    [entry] = audit.entries_of(url)
    assert json.loads(place(url).read_text())["who"] == entry.who


@pytest.mark.postgres
def test_a_server_refuses_to_change_its_log(postgres_database: str) -> None:
    from schemas.store import postgresql
    from schemas.store.address import resolved_address
    from schemas.store.audit import server_log

    audit.log_event(postgres_database, Action.TAKE_AWAY)
    address = resolved_address(postgres_database)
    assert not isinstance(address, Path)
    for statement in (
        update(server_log.LOG).values(line="x"),
        delete(server_log.LOG),
        text("TRUNCATE audit_log"),
    ):
        with (
            pytest.raises(errors.DatabaseUnavailable, match="only added to"),
            postgresql.side_transaction(address) as connection,
        ):
            connection.execute(statement)
    with postgresql.side_transaction(address) as connection:
        assert len(connection.execute(select(server_log.LOG)).all()) == 1
