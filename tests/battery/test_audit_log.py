"""Fault 75 of the audit log: what cannot be written down is not done. And kills, and crowds."""

import random
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

import metrics
from schemas import errors
from schemas.scopes import EVERYTHING
from schemas.store import audit, database, file_lock, not_applicable_steps, postgresql
from schemas.store.address import resolved_address
from schemas.store.audit import server_log
from seed import batches
from tests import prepared
from tests.battery import importing
from tests.battery.killing import ready
from tests.battery.writing_down import (
    MARK,
    filled,
    log_of,
    mark,
    mark_without_rights,
    write,
)
from tests.soak import everyday, soak_size
from tests.submissions import CASES, row_counts, small, store
from tests.submissions import write as send

pytestmark = pytest.mark.soak

WRITERS, ACTS_EACH = 3, soak_size(200)
KILLS = soak_size(40)
# Longer than a child takes to begin and end some acts.
KILLED_WITHIN = 0.2
MANY = 100_000
# Room for nothing, for half of the beginning.
ROOM = everyday(100, rest=[0, 1, 200])


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"duckdb:///{tmp_path / 'records.duckdb'}"


def whole(url: str) -> audit.Verdict:
    """The verdict on the log, which is not broken."""
    seen = audit.check_log(audit.log_lines(url))
    assert seen.broken == ""
    return seen


@pytest.mark.parametrize("room", ROOM)
def test_a_full_disk_refuses_an_import_before_anything_changed(
    url: str, tmp_path: Path, room: int
) -> None:
    store(url, small(tmp_path / "spring"))
    before, version = filled(url, 100), database.data_version(url)
    other = send(tmp_path / "autumn", 'jurisdiction = "XBB"', cases=CASES)
    line = ("--database", url, "import", str(other))
    outcome = prepared.run(prepared.command, *line, largest_file=len(before) + room)
    assert outcome.returncode == 3, outcome.stderr
    assert "Audit log [" in outcome.stderr
    assert "Nothing was changed. Check the folder's permissions and free space" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert log_of(url).read_bytes() == before
    assert database.data_version(url) == version
    assert row_counts(url, ["cases"]) == {"cases": 2}


def test_a_disk_that_is_full_at_the_end_says_that_it_was_done(url: str) -> None:
    not_applicable_steps.add_mark(url, MARK)
    not_applicable_steps.undo_mark(url, MARK.of, MARK.marked_on)
    before = filled(url, 100)
    ended = prepared.run(mark, url, largest_file=len(before) + 500)
    done, of_log = ended.stdout.split(
        " The following message is about the log, not about your change: Audit log ["
    )
    assert done.startswith("This was done, but its end could not be written to the audit log.")
    assert "Nothing was changed. Check the folder's permissions and free space" in of_log
    assert (
        len(not_applicable_steps.marks_in_force(not_applicable_steps.load_marks(url, EVERYTHING)))
        == 1
    )
    [act] = whole(url).open.values()
    assert (act.action, act.outcome, act.number) == ("mark", "begun", 101)


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder that everybody may look into and only its owner may write to; open to its parents.

    Folders of pytest are closed to other users.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield folder
        folder.chmod(0o700)


def test_a_folder_that_cannot_be_written_refuses_a_mark(read_only: Path) -> None:
    url = f"duckdb:///{read_only / 'records.duckdb'}"
    not_applicable_steps.add_mark(url, MARK)
    before = log_of(url).read_bytes()
    for file in read_only.iterdir():
        file.chmod(0o444)
    read_only.chmod(0o555)
    ended = prepared.run(mark_without_rights, url)
    assert "Audit log [" in ended.stdout
    assert "Permission denied" in ended.stdout
    assert log_of(url).read_bytes() == before


def test_a_device_that_takes_nothing_is_said(url: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("This system has no such device.")
    log_of(url).symlink_to("/dev/full")
    ended = prepared.run(mark, url)
    assert "No space left on device" in ended.stdout
    assert not_applicable_steps.load_marks(url, EVERYTHING) == ()


def test_processes_that_write_at_once_chain(url: str) -> None:
    children = [prepared.Prepared(write, url, ACTS_EACH) for _ in range(WRITERS)]
    for child in children:
        child.go()
    for child in children:
        assert child.ended().returncode == 0
    seen = whole(url)
    assert (seen.number, seen.open) == (2 * WRITERS * ACTS_EACH, {})


def test_a_kill_leaves_a_log_that_tells_what_was_begun(url: str) -> None:
    begun = 0
    for _ in range(KILLS):
        child = prepared.Prepared(write, url, MANY)
        child.go()
        time.sleep(random.uniform(0, KILLED_WITHIN))
        child.kill()
        begun += child.ended().stdout.count("begun\n")
        seen = whole(url)
        told = sum(entry.outcome == audit.Outcome.BEGUN for entry in audit.entries_of(url))
        # The last beginning may be on the disk before it is said, and its line cut short.
        assert begun <= told <= begun + KILLS
        assert len(seen.open) <= KILLS
    audit.log_event(url, audit.Action.SET)
    assert whole(url).is_torn is False


@pytest.mark.parametrize(
    "point",
    everyday("before the replacement", rest=["after its beginning is written down"]),
)
def test_an_import_that_was_killed_is_not_known_how_it_ended(
    url: str, tmp_path: Path, point: str
) -> None:
    folder = send(tmp_path / "sent" / "spring", cases=CASES)
    child = ready(url, folder, point)
    child.go()
    assert child.ended().returncode == -signal.SIGKILL
    [act] = whole(url).open.values()
    assert (act.action, act.outcome) == ("import", "begun")
    assert importing.import_here(url, folder) == "stored"
    assert [entry.outcome for entry in audit.entries_of(url)] == ["begun", "begun", "done"]
    assert list(whole(url).open.values()) == [act]


def test_a_log_that_another_holds_refuses_an_undo_before_anything_changed(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(database_url, small(tmp_path / "spring"))
    monkeypatch.setattr(file_lock, "LOCK_SECONDS", 0.1)
    monkeypatch.setattr(postgresql, "LOCK_SECONDS", 0.1)
    version = database.data_version(database_url)
    with held(database_url), pytest.raises(errors.DatabaseUnavailable, match="Nothing was changed"):
        batches.undo(database_url, 1, refresh=metrics.refresh)
    assert database.data_version(database_url) == version
    assert whole(database_url).open == {}
    batches.undo(database_url, 1, refresh=metrics.refresh)


@contextmanager
def held(url: str) -> Iterator[None]:
    """The lock of the log, in the hands of another process."""
    address = resolved_address(url)
    if isinstance(address, Path):
        with file_lock.lock_file(log_of(url), "somebody else's entry"):
            yield
        return
    with postgresql.side_transaction(address) as connection:
        connection.execute(text(f"LOCK TABLE {server_log.LOG.name} IN EXCLUSIVE MODE"))
        yield
