"""Files of a release are counted by day and name, and nothing is kept of who took them."""

from datetime import date
from pathlib import Path

import pytest

from dashboard.server import files

DAY = date(2026, 3, 1)


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(files.COUNTS_FILE, str(tmp_path / "counted.csv"))
    return tmp_path / "counted.csv"


def test_files_are_counted_by_day_and_name_and_added_to_what_was_counted(counted: Path) -> None:
    for _ in range(2):
        here = files.DownloadCounts(lambda: DAY)
        for name in ("a.csv", "b, c.svg", "a.csv"):
            here.add(name)
        here.write()
        here.write()
    assert counted.read_text() == 'day,file,times\n2026-03-01,a.csv,4\n2026-03-01,"b, c.svg",2\n'


def test_of_very_many_names_the_rest_are_others(
    counted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_OF_A_DAY", 2)
    here = files.DownloadCounts(lambda: DAY)
    for name in ("a", "b", "c", "d", "a"):
        here.add(name)
    here.write()
    lines = counted.read_text().splitlines()[1:]
    assert [line.partition(",")[2] for line in lines] == ["a,2", "b,1", "others,2"]


def test_what_cannot_be_written_is_written_the_next_time(counted: Path) -> None:
    here = files.DownloadCounts(lambda: DAY)
    here.add("a")
    counted.mkdir()
    here.write()
    counted.rmdir()
    here.add("a")
    here.write()
    assert counted.read_text().endswith("a,2\n")


@pytest.mark.parametrize(
    ("content", "why"), [(None, "Is a directory"), ("1,2\n3", files.NO_COUNTS)]
)
def test_what_cannot_be_written_is_told_once(
    counted: Path, capsys: pytest.CaptureFixture[str], content: str | None, why: str
) -> None:
    here = files.DownloadCounts(lambda: DAY)
    for _ in range(2):
        if content is None:
            counted.mkdir()
        else:
            counted.write_text(content)
        here.add("a")
        here.write()
        here.write()
        [told] = capsys.readouterr().err.splitlines()
        assert f"[{counted}] ({why})" in told
        assert files.COUNTS_FILE in told
        assert content is None or counted.read_text() == content
        (counted.rmdir if content is None else counted.unlink)()
        here.write()
        assert capsys.readouterr().err == ""
        counted.unlink()


def test_without_a_file_for_it_nothing_is_counted(tmp_path: Path) -> None:
    here = files.DownloadCounts(lambda: DAY)
    here.add("a")
    here.write()
    assert not here._new
