"""Archives are judged by their directory before anything is unpacked."""

import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from seed import readers
from seed.readers import archive, xlsx_container
from seed.submission import Submission
from tests.battery import containers

CASES = "case_id,scope\nk7,charged_as_trafficking\n"


def packed(folder: Path, **members: str | bytes) -> Path:
    path = folder / "sent.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, text in members.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return path


def rules(submission: Submission) -> list[str]:
    return [finding.rule for finding in submission.findings]


def test_an_archive_reads_like_its_folder(tmp_path: Path) -> None:
    path = packed(tmp_path, export__Cases_dot_csv=CASES)
    with zipfile.ZipFile(path, "a") as more:
        more.writestr("__MACOSX/cases.csv", "what a Mac adds")
    submission = readers.read_submission(path)
    assert not submission.findings
    assert [(text.file, text.table) for text in submission.texts] == [("cases.csv", "cases")]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 cut off", b"case_id,scope\n"])
def test_what_is_no_archive_is_a_finding(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "sent.zip"
    path.write_bytes(data)
    assert rules(readers.read_submission(path)) == ["zip.damaged"]


def test_the_declared_size_is_enough_to_refuse(tmp_path: Path) -> None:
    path = packed(tmp_path, cases_dot_csv=CASES)
    small = replace(readers.COMMAND_LINE, most_unpacked=20)
    assert rules(readers.read_submission(path, small)) == ["zip.size"]
    assert rules(readers.read_submission(path, replace(small, most_bytes=20))) == ["file.too_large"]


def test_a_member_without_a_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sent.zip"
    with zipfile.ZipFile(path, "w") as archive_:
        archive_.writestr("x", "y")
    path.write_bytes(path.read_bytes().replace(b"x", b"\0"))
    assert rules(readers.read_submission(path)) == ["zip.damaged"]


def test_a_password_is_said_plainly(tmp_path: Path) -> None:
    path = packed(tmp_path, cases_dot_csv=CASES)
    data = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= archive.ENCRYPTED
    path.write_bytes(data)
    submission = readers.read_submission(path)
    assert rules(submission) == ["zip.encrypted"]
    assert "password protected" in submission.findings[0].wording


def test_a_file_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, a__cases_dot_csv=CASES, b__cases_dot_csv=CASES)
    assert rules(readers.read_submission(path)) == ["zip.twice"]


def member(packed_: zipfile.ZipFile) -> bytes:
    [file] = archive.archive_files(packed_)
    return file.read()


def part(packed_: zipfile.ZipFile) -> object:
    return xlsx_container.parse_part(packed_, packed_.namelist()[0])


@pytest.mark.parametrize("read", [member, part])
def test_of_a_member_that_lies_about_its_size_no_more_is_unpacked_than_it_declares(
    tmp_path: Path, read: Callable[[zipfile.ZipFile], object]
) -> None:
    path = packed(tmp_path, part_dot_xml=b" " * (32 << 20))
    path.write_bytes(containers.with_declared_size(path.read_bytes(), 1000))
    with zipfile.ZipFile(path) as lying:
        tracemalloc.start()
        with pytest.raises(archive.DAMAGED):
            read(lying)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 1 << 20
