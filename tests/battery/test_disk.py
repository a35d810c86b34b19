"""Fault 75: a disk that is full or cannot be written changes nothing, and is said."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

import duckdb
import pytest
from duckdb_sqlalchemy import ConnectionWrapper

from schemas import errors
from schemas.store import database
from seed import synthetic
from tests import prepared
from tests.command_line import run
from tests.soak import everyday
from tests.submissions import CASES, row_counts, small, store, write

pytestmark = pytest.mark.soak

# With none the lock cannot be written.
KILOBYTES_LEFT = everyday(0, 3_000, rest=[64, 1_024, 4_000])
FULL_AT_COMMIT = (
    'TransactionContext Error: Failed to commit: Checkpoint failed for database "records". Original'
    ' error: Could not write file "records.duckdb": No space left on device'
)


@pytest.mark.parametrize("kilobytes", KILOBYTES_LEFT)
def test_a_full_disk_changes_nothing(tmp_path: Path, kilobytes: int) -> None:
    url = str(tmp_path / "records.duckdb")
    store(url, small(tmp_path / "spring"))
    version = database.data_version(url)
    [big, *_] = synthetic.write_submissions(tmp_path / "world", cases=3_000, seed=1)
    line = ("--database", url, "import", str(big))
    outcome = prepared.run(prepared.command, *line, largest_file=kilobytes * 1_024)
    assert outcome.returncode == 3, outcome.stderr
    assert "Nothing was changed" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert database.data_version(url) == version
    assert row_counts(url) == {"cases": 2, "suspects": 1}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_full_folder_for_temporary_files_is_not_told_of_the_database(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A dry run writes nothing but there: its copy of the database."""
    url = str(tmp_path / "records.duckdb")
    sent = write(tmp_path / "spring", 'jurisdiction = "QMA"', cases=CASES)
    assert run(capsys, "--database", url, "import", str(sent)).code == 0
    line = ("--database", url, "import", str(sent), "--dry-run")
    outcome = prepared.run(prepared.command, *line, largest_file=64 * 1_024)
    assert outcome.returncode == 3, outcome.stderr
    assert f"The folder for temporary files [{tempfile.gettempdir()}]" in outcome.stderr
    assert "Nothing was changed" in outcome.stderr
    assert "Database [" not in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("import", "spring", "--dry-run"),
        ("demo", "--cases", "10"),
    ],
)
def test_a_folder_for_temporary_files_that_is_gone_is_exit_3(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    command: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "spring", 'jurisdiction = "QMA"', cases=CASES)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    outcome = run(capsys, "--database", "records.duckdb", *command)
    assert outcome.code == 3
    assert f"The folder for temporary files [{tmp_path / 'gone'}]" in outcome.err
    assert "TMPDIR" in outcome.err


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EIO, "Database ["), (errno.ENOSPC, "The folder for temporary files [")],
)
def test_a_copy_for_a_trial_is_told_of_the_disk_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    url = str(tmp_path / "records.duckdb")
    store(url, small(tmp_path / "spring"))

    def failing(source: Path, _copy: Path) -> None:
        # Python names the file that was read, whichever of the two it was.
        raise OSError(number, os.strerror(number), str(source))

    monkeypatch.setattr(shutil, "copyfile", failing)
    with pytest.raises(errors.DatabaseUnavailable) as told, database.trying(url):
        pass
    assert str(told.value).startswith(words)


def test_an_error_of_what_is_tried_out_is_not_told_of_any_folder(tmp_path: Path) -> None:
    """Submissions are read while the trial is open: theirs are errors of other files."""
    url = str(tmp_path / "records.duckdb")
    store(url, small(tmp_path / "spring"))
    with pytest.raises(IsADirectoryError), database.trying(url):
        raise IsADirectoryError(tmp_path)


def test_a_disk_that_is_full_only_at_commit_is_no_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It took 60,000 cases and a limit just under what they come to; these are its words."""

    def fail(_: ConnectionWrapper) -> None:
        raise duckdb.TransactionException(FULL_AT_COMMIT)

    monkeypatch.setattr(ConnectionWrapper, "commit", fail)
    with (
        pytest.raises(errors.DatabaseUnavailable, match="Check the free space"),
        database.writing(str(tmp_path / "records.duckdb")),
    ):
        pass


def test_a_full_disk_is_told_of_its_own_file_whatever_was_opened_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: ConnectionWrapper) -> None:
        raise duckdb.TransactionException(FULL_AT_COMMIT)

    first, other = (str(tmp_path / name / "records.duckdb") for name in ("first", "other"))
    store(first, small(tmp_path / "spring"))
    with database.trying(first):
        pass
    monkeypatch.setattr(ConnectionWrapper, "commit", fail)
    with pytest.raises(errors.DatabaseUnavailable) as told, database.writing(other):
        pass
    assert str(told.value).startswith(f"Database [{other}]")


def test_a_place_that_cannot_be_written_is_exit_3(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "data").touch()
    folder = write(tmp_path / "spring", cases=CASES)
    outcome = run(capsys, "import", str(folder))
    assert (outcome.code, "cannot be read or written" in outcome.err) == (3, True)


def test_a_file_that_may_not_be_opened_is_said(tmp_path: Path) -> None:
    url = str(tmp_path / "records.duckdb" / "inside" / "records.duckdb")
    (tmp_path / "records.duckdb").touch()
    with pytest.raises(errors.DatabaseUnavailable, match="cannot be read or written"):
        database.reading(url)
