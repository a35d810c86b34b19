"""Battery 75: what cannot be written, or written down, changes nothing: imports and releases."""

import os
import pwd
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from metrics.release import archive, publication, reading, release_memory
from metrics.release.archive import STORE
from schemas import errors
from schemas.store import audit, compatibility, database
from seed import readers
from tests import prepared, submissions
from tests.battery.faults.surroundings import held_to_modes
from tests.battery.upgrades import kept
from tests.battery.writing_down import UNPRIVILEGED, log_of
from tests.command_line import run

pytestmark = pytest.mark.soak

FULL = Path("/dev/full")
OF_REGISTER = "pseudonymise", "{open}/register.csv", "--column", "Docket"
LOOKUP = "--lookup", "{closed}/lookup.csv"


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder with records and a release that others may look into, open to its parents."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept.unpacked(compatibility.newest_version(), folder)
        submissions.write(folder / "spring", submissions.MADE_UP, cases=submissions.CASES)
        for file in folder.rglob("*"):
            file.chmod(0o755 if file.is_dir() else 0o444)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o700)
        database.close_readers()
        STORE.close()


def acts(folder: Path) -> list[Callable[[], object]]:
    """What would be done with the folder: an import and a release, both read before."""
    sent = readers.read_submission(folder / "spring")
    releases = f"duckdb:///{folder / kept.RELEASES}"
    with archive.reading(releases).connect() as connection:
        first = reading.shown(connection)
    by = first.release.key_fingerprint
    return [
        lambda: submissions.store(f"duckdb:///{folder / kept.RECORDS}", sent),
        lambda: archive.publish(releases, first.content, by, after=1),
    ]


def print_refusals(folder: Path) -> None:
    """Be somebody who may not write there, whoever runs the tests, and print what is told."""
    asked = acts(folder)
    if os.geteuid() == 0:
        os.seteuid(pwd.getpwnam(UNPRIVILEGED).pw_uid)
    for act in asked:
        with pytest.raises(errors.UserError) as refused:
            act()
        sys.stdout.write(f"{refused.value}\n")


def test_item_75_a_folder_that_cannot_be_written_leaves_all_as_it_was(read_only: Path) -> None:
    before = {one: one.read_bytes() for one in read_only.glob("*.*")}
    ended = prepared.run(print_refusals, read_only)
    assert ended.returncode == 0, ended.stderr
    for told in ("Permission denied", "Nothing was changed. Check the folder's permissions"):
        assert ended.stdout.count(told) == 2
    assert {one: one.read_bytes() for one in read_only.glob("*.*")} == before
    # With rights it is done.
    read_only.chmod(0o755)
    for one in before:
        one.chmod(0o600)
    for act in acts(read_only):
        act()


def test_item_75_a_release_that_cannot_be_written_down_is_not_made(tmp_path: Path) -> None:
    if not FULL.exists():
        pytest.skip("This system has no such device.")
    url = kept.unpacked(compatibility.newest_version(), tmp_path)
    releases = archive.address(url, None)
    with archive.reading(releases).connect() as connection:
        first = reading.shown(connection)
    nothing = pl.DataFrame()
    memory = release_memory.Memory(nothing, nothing)
    draft = publication.Draft(first.content, 1, "key", memory, nothing, ())
    before = {one: one.read_bytes() for one in tmp_path.glob("*.duckdb")}
    log_of(url).symlink_to(FULL)
    with pytest.raises(errors.DatabaseUnavailable, match=r"Audit log .*Nothing was changed"):
        publication.publish_draft(url, releases, draft)
    assert {one: one.read_bytes() for one in tmp_path.glob("*.duckdb")} == before


# By command what it is to write; `{closed}` is a folder in which nobody may write. Reports write
# by functions of their own, which say it too (`tests/unit/dashboard/pages/report/`).
FILES = (
    ("mapping", "new", "{open}/register.csv", "--out", "{closed}/own.toml"),
    ("template", "{closed}/template"),
    ("release", "key", "{closed}/release.key"),
    (*OF_REGISTER, "--out", "{closed}/safe.csv", "--key-file", "{open}/key"),
    (*OF_REGISTER, "--out", "{open}/safe.csv", "--key-file", "{open}/key", *LOOKUP),
    (*OF_REGISTER, "--out", "{open}/safe.csv", "--key-file", "{closed}/key", "--make-key"),
)
STORED = (
    ("import", "{closed}/spring"),
    ("batches", "undo", "5"),
    ("settings", "options", "open_days", "80"),
    ("mapping", "save", "{open}/own.toml"),
    ("release", "withdraw", "1", "--because", "It was made anew."),
)


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A folder that is open, with a register and a key, and records in one that is closed."""
    opened, closed = tmp_path / "open", tmp_path / "closed"
    for one in (opened, closed):
        one.mkdir()
    kept.unpacked(compatibility.newest_version(), closed)
    submissions.write(closed / "spring", submissions.MADE_UP, cases=submissions.CASES)
    (opened / "register.csv").write_text("Docket\nk7\n")
    (opened / "key").write_text("0123456789abcdef" * 4)
    (opened / "key").chmod(0o600)
    (opened / "own.toml").write_text(submissions.OF_REGISTER)
    closed.chmod(0o555)
    yield {"open": str(opened), "closed": str(closed)}
    closed.chmod(0o755)
    database.close_readers()
    STORE.close()


def all_files(folders: dict[str, str]) -> dict[Path, bytes]:
    every = (one for folder in folders.values() for one in Path(folder).rglob("*"))
    return {one: one.read_bytes() for one in every if one.is_file()}


def test_item_75_what_a_command_cannot_write_is_said_and_nothing_is_half_done(
    folders: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = all_files(folders)
    for code, command in (*((1, one) for one in FILES), *((3, one) for one in STORED)):
        words = [word.format(**folders) for word in command]
        with held_to_modes():
            ended = run(capsys, "--database", f"{folders['closed']}/{kept.RECORDS}", *words)
        assert ended.code == code, (command, ended)
        assert "Permission denied" in ended.err, command
        assert ("Nothing was changed" in ended.err) == (code == 3), command
        assert all_files(folders) == before, command


@pytest.mark.parametrize("name", [".lock", ".audit.jsonl", ".audit.jsonl.lock"])
def test_item_75_a_file_beside_the_records_that_is_closed_refuses_what_would_be_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    url = kept.unpacked(compatibility.newest_version(), tmp_path)
    records = tmp_path / kept.RECORDS
    audit.log_event(url, audit.Action.SET)
    database.close_readers()
    beside = records.with_name(f"{records.name}{name}")
    beside.touch()
    beside.chmod(0o444)
    before = records.read_bytes()
    with held_to_modes():
        ended = run(capsys, "--database", str(records), "settings", "options", "open_days", "80")
    assert (ended.code, "Permission denied" in ended.err) == (3, True), ended
    assert "Nothing was changed" in ended.err
    assert records.read_bytes() == before
    # Of what was begun before the lock was asked for the log says that it failed.
    seen = audit.check_log(audit.log_lines(url))
    assert (seen.broken, seen.open) == ("", {})
