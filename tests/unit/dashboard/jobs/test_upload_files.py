"""The files of an upload: named safely, kept apart, gone in time."""

import errno
import io
import os
import stat
import tempfile
from pathlib import Path

import pytest

from dashboard.jobs import upload_files
from dashboard.jobs.upload_files import UploadedFiles, safe_name, unused_name
from schemas import errors
from schemas.store import scratch_dir


class File(io.BytesIO):
    """A file as the page receives it."""

    def __init__(self, name: str, data: bytes = b"a\n1\n") -> None:
        super().__init__(data)
        self.name = name
        self.size = len(data)


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("cases.csv", "cases.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\exports\\cases.csv", "cases.csv"),
        ("/etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        (".hidden.csv", "hidden.csv"),
        ("a\0b\n.csv", "a_b_.csv"),
        ("дела 2024.csv", "дела 2024.csv"),
        ("ｃａｓｅｓ.csv", "cases.csv"),
        ("x" * 300 + ".csv", "x" * 76 + ".csv"),
        ("𠀀" * 80 + ".csv", "𠀀" * 49 + ".csv"),
        ("a." + "𠀀" * 80, "a." + "𠀀" * 49),
    ],
)
def test_a_name_never_becomes_a_path(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_two_files_of_one_name_are_both_kept() -> None:
    assert unused_name("a.csv", ()) == "a.csv"
    assert unused_name("A.csv", ("a.csv", "a-2.csv")) == "A-3.csv"


def test_a_long_name_of_any_script_is_kept() -> None:
    sent = [File(f"{'𠀀' * 80}.csv", b"x"), File(f"{'𠀀' * 80}.csv", b"y")]
    kept = UploadedFiles(sent)
    assert [(kept.path / name).read_bytes() for name in kept.names] == [b"x", b"y"]


def test_the_folder_is_closed_to_others_and_goes_when_let_go() -> None:
    kept = UploadedFiles([File("cases.csv", b"x")])
    assert stat.S_IMODE(kept.path.parent.stat().st_mode) == 0o700
    assert (kept.path / "cases.csv").read_bytes() == b"x"
    kept.let_go()
    assert not kept.path.parent.exists()


def test_the_folder_goes_with_its_last_holder(own_temporary_folder: Path) -> None:
    kept = UploadedFiles([File("cases.csv")])
    assert list(own_temporary_folder.iterdir())
    del kept
    assert not list(own_temporary_folder.iterdir())


@pytest.mark.parametrize("name", ["spring.zip", "Spring.XLSX"])
def test_an_archive_or_a_workbook_alone_is_the_submission(name: str) -> None:
    assert UploadedFiles([File(name)]).path.name == name


def test_files_are_called_by_the_first_and_how_many_more() -> None:
    files = [File("submission.toml"), File("cases.csv"), File("charges.csv")]
    assert UploadedFiles(files).title == "cases.csv and 1 more"
    assert UploadedFiles(files[:2]).title == "cases.csv"
    assert UploadedFiles(files[:1]).title == "submission.toml"


def test_files_that_are_too_large_together_are_refused_by_their_size() -> None:
    half = File("cases.csv")
    half.size = 13 << 20
    finding = upload_files.too_large_finding([half, File("a.csv")])
    assert finding is None
    other = File("charges.csv")
    other.size = 14 << 20
    finding = upload_files.too_large_finding([half, other])
    assert finding is not None
    assert str(finding).startswith(
        "charges.csv: The files have 27 MB in total. This page accepts at most 25 MB"
    )


def test_what_a_killed_process_left_is_swept_at_once(own_temporary_folder: Path) -> None:
    kept = UploadedFiles([File("cases.csv")])
    left = own_temporary_folder / f"{upload_files.PREFIX}killed"
    other = own_temporary_folder / "another-program"
    for folder in (left, other):
        folder.mkdir()
    scratch_dir.remove_leftovers(upload_files.PREFIX)
    assert sorted(own_temporary_folder.iterdir()) == sorted([kept.path.parent, other])


def test_whatever_the_mask_the_files_are_closed_to_others() -> None:
    before = os.umask(0o000)
    try:
        kept = UploadedFiles([File("cases.csv"), File("suspects.csv")])
        kept.state("XAA")
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in kept.path.iterdir()}
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o700


def test_whose_records_they_are_may_be_said_beside_csv_files() -> None:
    kept = UploadedFiles([File("cases.csv")])
    with pytest.raises(errors.UserError, match="three capital letters"):
        kept.state('XAA"\nmade_up = true')
    kept.state("USA-CA")
    assert (kept.path / "submission.toml").read_text() == 'jurisdiction = "USA-CA"\n'


def test_what_the_files_say_themselves_stands() -> None:
    said = File("Submission.toml", b'jurisdiction = "XBB"')
    kept = UploadedFiles([said, File("cases.csv")])
    kept.state("XAA")
    assert {path.name for path in kept.path.iterdir()} == {"Submission.toml", "cases.csv"}


def test_files_for_which_there_is_no_room_are_said_to_be_so(
    own_temporary_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(errors.UserError, match=r"temporary files .*No space left on device"):
        UploadedFiles([File("cases.csv")])
    assert list(own_temporary_folder.iterdir()) == []
