"""A report's files: put in place at once, each format, and what other programs read of them."""

import csv
import io
import math
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboard.export import files, package, pdf, xlsx
from dashboard.export.files import Format
from dashboard.frames import figures
from schemas import errors
from tests import machine
from tests.soak import EVERYDAY_PART, soak_size
from tests.unit.dashboard.export import small

BOTH = (Format.XLSX, Format.CSV)


def left(folder: Path) -> list[str]:
    """What stands under the folder, hidden things too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_files_stand_in_the_folder_and_nothing_else(tmp_path: Path) -> None:
    written = files.write_files(tmp_path / "new", small.report(), BOTH)
    assert left(tmp_path / "new") == [
        *("own-XAA-csv", "own-XAA-csv/datapackage.json", "own-XAA-csv/definitions.csv"),
        *("own-XAA-csv/figures.csv", "own-XAA-csv/submissions.csv", "own-XAA.xlsx"),
    ]
    assert all(path.exists() for path in written)


def test_what_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "own-XAA.xlsx").write_text("mine")
    with pytest.raises(errors.UserError, match=r"already has own-XAA.xlsx"):
        files.write_files(tmp_path, small.report(), BOTH)
    assert left(tmp_path) == ["own-XAA.xlsx"]
    assert (tmp_path / "own-XAA.xlsx").read_text() == "mine"


@pytest.mark.parametrize("at", [0, 1, 2])
def test_whoever_cancels_leaves_nothing(tmp_path: Path, at: int) -> None:
    def cancelled(_what: str, done: int, _total: int) -> None:
        if done == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.write_files(tmp_path / "new", small.report(), BOTH, cancelled)
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
        files.write_files(tmp_path, small.report(), BOTH)
    assert left(tmp_path) == []


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.UserError, match="Cannot write into inner"):
        files.write_files(tmp_path / "file" / "inner", small.report(), BOTH)


def test_progress_is_told_and_each_format_is_written_once() -> None:
    told: list[tuple[str, int, int]] = []

    def tell(*step: object) -> None:
        told.append(step)  # type: ignore[arg-type]

    bare = replace(small.report(), parts=())
    made: Iterator[tuple[str, bytes]] = files.build_files(bare, [Format.XLSX, Format.XLSX], tell)
    assert [name for name, _ in made] == ["own-XAA.xlsx"]
    assert told == [("Writing", 0, 1), ("Writing", 1, 1)]


# In every run `test_package.py` and `test_pdf.py` read the same by libraries.
in_a_soak = pytest.mark.skipif(
    soak_size(EVERYDAY_PART) == 1, reason="A soak reads the files by other programs."
)
# All sheets, each to a file; numbers with all their digits.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
PERCENT = "%"
NUMBERS = [one for one in figures.figure_columns(is_of_release=False) if one.is_number]
Sheets = list[list[dict[str, str]]]


def run(name: str, *line: str | Path) -> str:
    """What a program of this machine says."""
    if shutil.which(name) is None:
        (pytest.fail if machine.in_ci() else pytest.skip)(f"{name} is not installed here.")
    return subprocess.run([name, *line], check=True, capture_output=True, text=True).stdout


def by_libreoffice(book: Path) -> Sheets:
    folder = book.parent
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run("soffice", profile, "--headless", "--convert-to", AS_CSV, "--outdir", folder, book)
    texts = [one.read_text("utf-8") for one in sorted(folder.glob("book-*.csv"))]
    return [list(csv.DictReader(io.StringIO(text))) for text in texts]


def number(cell: str) -> float:
    """LibreOffice leaves a share its sign."""
    return float(cell.rstrip(PERCENT)) / (100 if cell.endswith(PERCENT) else 1)


def expected() -> list[dict[str, Any]]:
    return small.report().figures.to_dict("records")


@in_a_soak
def test_every_number_of_the_workbook_is_read_and_no_text_is_run(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(xlsx.render_xlsx(small.report()))
    titles = {one.title for one in figures.figure_columns(is_of_release=False)}
    rows = [
        row for sheet in by_libreoffice(book) if sheet and titles <= set(sheet[0]) for row in sheet
    ]
    assert len(rows) == len(expected()) > 0
    for row, frame in zip(rows, expected(), strict=True):
        for one in NUMBERS:
            value = frame[one.name]
            if math.isnan(value):
                assert row[one.title] == "", one.name
            else:
                twelve = float(f"{value:.12g}")
                assert math.isclose(number(row[one.title]), twelve, rel_tol=1e-13), one.name
    # What a formula would make of it is another text.
    assert small.HOSTILE in {row["Place"] for row in rows}


def rows_by_frictionless(folder: Path) -> int:
    frictionless = pytest.importorskip("frictionless")
    said = frictionless.Package(str(folder / "datapackage.json"))
    assert said.validate().flatten(["type", "message"]) == []
    return len(said.get_resource("figures").read_rows())


@in_a_soak
def test_the_data_package_is_without_fault(tmp_path: Path) -> None:
    for name, content in package.render_package(small.report()).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert rows_by_frictionless(tmp_path) == len(expected())


def by_poppler(file: Path) -> dict[str, str]:
    assert "H1" in run("pdfinfo", "-struct", file)
    lines = (line.split(":", 1) for line in run("pdfinfo", file).splitlines() if ":" in line)
    return {name: said.strip() for name, said in lines}


@in_a_soak
def test_the_pages_are_read_as_tagged(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf.render_pdf(small.report()))
    said = by_poppler(file)
    assert (said["Tagged"], said["JavaScript"]) == ("yes", "no")
    assert int(said["Pages"]) >= 1
    assert said["Title"].startswith(small.report().title)
