"""A file that somebody writes while it is read is refused: stored is what was looked over."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from seed import readers
from seed.mapping import mapping_pipeline
from seed.readers import csv_text, preflight
from seed.readers.preflight import File
from tests.unit.seed.readers.books import book

CASES = "case_id,scope\nk7,charged_as_trafficking\n"
OTHERS = "case_id,scope\nm2,charged_as_trafficking\n"
Change = Callable[[Path], object]


def swapped(path: Path) -> None:
    """Another file of the same size comes in its place, as a program does that saves."""
    other = path.with_name(".saving")
    data = path.read_bytes()
    other.write_bytes(data[:-20] + data[-20:].swapcase())
    other.replace(path)


def written_over(path: Path) -> None:
    """The same file gets other bytes of the same number."""
    data = path.read_bytes()
    path.write_bytes(data[:-20] + data[-20:].swapcase())


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def grown(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"n3,charged_as_trafficking\n")


CHANGES = (swapped, written_over, truncated, grown, Path.unlink)


@pytest.fixture(params=CHANGES, ids=[change.__name__ for change in CHANGES])
def change(request: pytest.FixtureRequest) -> Change:
    changing: Change = request.param
    return changing


def of_csv(folder: Path) -> Path:
    path = folder / "cases.csv"
    path.write_text(CASES)
    return path


def of_workbook(folder: Path) -> Path:
    return book(folder / "cases.xlsx")


def of_parquet(folder: Path) -> Path:
    path = folder / "cases.parquet"
    pl.DataFrame({"case_id": ["k7"], "scope": ["charged_as_trafficking"]}).write_parquet(path)
    return path


def of_manifest(folder: Path) -> Path:
    of_csv(folder)
    path = folder / "submission.toml"
    path.write_text('jurisdiction = "QMA"\n# a note that says nothing\n')
    return path


@pytest.fixture(
    params=[of_csv, of_workbook, of_parquet, of_manifest],
    ids=["csv", "xlsx", "parquet", "manifest"],
)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file of a folder, written long ago: clocks of files tick a few hundred times a second."""
    path: Path = request.param(tmp_path)
    os.utime(path, (1, 1))
    return path


def changing(monkeypatch: pytest.MonkeyPatch, name: str, around: Callable[[], object]) -> None:
    """Have the file of that name changed right before it is read."""
    read = File.read

    def changed(self: File) -> bytes:
        if self.name == name:
            around()
        return read(self)

    monkeypatch.setattr(File, "read", changed)


def test_a_file_that_changes_between_look_over_and_reading_is_refused(
    monkeypatch: pytest.MonkeyPatch, file: Path, change: Change
) -> None:
    changing(monkeypatch, file.name, lambda: change(file))
    submission = readers.read_submission(file.parent)
    assert [(f.file, f.rule) for f in submission.findings] == [(file.name, "file.changed")]
    assert submission.texts == ()
    assert "Import it again" in submission.findings[0].wording


def test_a_file_that_changes_after_it_was_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, file: Path, change: Change
) -> None:
    """Files of a folder belong together: what is read later is of another day."""
    later = file.parent / "victims.csv"
    later.write_text("victim_id,status\nv1,identified\n")
    changing(monkeypatch, later.name, lambda: change(file))
    submission = readers.read_submission(file.parent)
    assert [(f.file, f.rule) for f in submission.findings] == [(file.name, "file.changed")]


def test_a_file_that_comes_while_the_others_are_read_is_not_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = of_csv(tmp_path)
    later = tmp_path / "victims.csv"
    changing(monkeypatch, path.name, lambda: later.write_text("victim_id\nv1\n"))
    [finding] = readers.read_submission(tmp_path).findings
    assert (finding.file, finding.rule) == ("victims.csv", "file.changed")


def test_an_archive_that_is_replaced_while_its_files_are_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, other = tmp_path / "sent.zip", tmp_path / "other.zip"
    for place, text in ((path, CASES), (other, OTHERS)):
        with zipfile.ZipFile(place, "w") as packed:
            packed.writestr("cases.csv", text)
    changing(monkeypatch, "cases.csv", lambda: other.replace(path))
    [finding] = readers.read_submission(path).findings
    assert (finding.file, finding.rule) == ("sent.zip", "file.changed")


def test_the_content_hash_is_of_what_was_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A change that nobody could see: the same stamp, as on a disk whose clock stands still."""
    monkeypatch.setattr(preflight, "_file_stamp", lambda stat: (stat.st_size,))
    path = of_csv(tmp_path)
    first = readers.read_submission(tmp_path)
    changing(monkeypatch, path.name, lambda: path.write_text(OTHERS))
    second = readers.read_submission(tmp_path)
    assert second.texts[0].frame["case_id"].to_list() == ["m2"]
    assert second.content_hash != first.content_hash


PROFILE = """
[manifest]
jurisdiction = "QMA"
[files.one]
file = "one.csv"
[files.two]
file = "two.csv"
[tables.cases]
from = "one"
[tables.cases.columns]
case_id = "case_id"
scope = { constant = "charged_as_trafficking" }
[tables.techniques]
from = "two"
[tables.techniques.columns]
case_id = "case_id"
technique = { constant = "surveillance" }
"""


@pytest.mark.parametrize("changed", ["one.csv", "two.csv"])
def test_an_export_that_changes_while_it_is_read_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, change: Change, changed: str
) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text(PROFILE)
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(CASES)
        os.utime(tmp_path / name, (1, 1))
    changing(monkeypatch, "two.csv", lambda: change(tmp_path / changed))
    submission = mapping_pipeline.read_export(tmp_path, mapping_pipeline.load_profile(str(profile)))
    assert [(f.file, f.rule) for f in submission.findings] == [(changed, "file.changed")]
    assert submission.texts == ()


def test_a_list_that_changes_while_it_is_read_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = of_csv(tmp_path)
    changing(monkeypatch, path.name, path.unlink)
    with pytest.raises(preflight.Changed, match=r"cases\.csv: The file was changed while"):
        csv_text.read_exact_csv(path, ("case_id", "scope"))
