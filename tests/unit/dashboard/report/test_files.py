"""A report's files come all together or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.report import files
from dashboard.report.formats import Format
from schemas import errors
from tests.unit.dashboard.report import small

BOTH = (Format.XLSX, Format.CSV)


def left(folder: Path) -> list[str]:
    """What stands under the folder, hidden things too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_files_stand_in_the_folder_and_nothing_else(tmp_path: Path) -> None:
    written = files.write(tmp_path / "new", small.report(), BOTH)
    assert left(tmp_path / "new") == [
        *("own-XAA-csv", "own-XAA-csv/datapackage.json", "own-XAA-csv/definitions.csv"),
        *("own-XAA-csv/figures.csv", "own-XAA-csv/submissions.csv", "own-XAA.xlsx"),
    ]
    assert all(path.exists() for path in written)


def test_what_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "own-XAA.xlsx").write_text("mine")
    with pytest.raises(errors.UserError, match=r"has own-XAA.xlsx already"):
        files.write(tmp_path, small.report(), BOTH)
    assert left(tmp_path) == ["own-XAA.xlsx"]
    assert (tmp_path / "own-XAA.xlsx").read_text() == "mine"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_whoever_cancels_leaves_nothing(tmp_path: Path, at: int) -> None:
    def cancelled(_what: str, done: int, _total: int) -> None:
        if done == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.write(tmp_path / "new", small.report(), BOTH, cancelled)
    assert left(tmp_path) == []


def test_a_cancel_between_two_moves_takes_the_first_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    move, moved = Path.rename, iter(range(9))

    def interrupted(path: Path, target: Path) -> Path:
        if next(moved) == 1:
            raise KeyboardInterrupt
        return move(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write(tmp_path, small.report(), BOTH)
    assert left(tmp_path) == []


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.UserError, match=r"\[inner\] cannot be written"):
        files.write(tmp_path / "file" / "inner", small.report(), BOTH)


def test_progress_is_told_and_each_format_is_written_once() -> None:
    told: list[tuple[str, int, int]] = []

    def tell(*step: object) -> None:
        told.append(step)  # type: ignore[arg-type]

    bare = replace(small.report(), parts=())
    made: Iterator[tuple[str, bytes]] = files.of(bare, [Format.XLSX, Format.XLSX], tell)
    assert [name for name, _ in made] == ["own-XAA.xlsx"]
    assert told == [("Writing", 0, 1), ("Writing", 1, 1)]
