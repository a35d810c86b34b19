"""Files that are taken away, opened by programs that others read them with."""

import csv
import io
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dashboard.report import figures
from dashboard.report.figures import Holds
from dashboard.report.writers import package, pdf, xlsx
from tests import machine
from tests.unit.dashboard.report import small

pytestmark = pytest.mark.soak

# All sheets, each to a file; numbers with all their digits.
AS_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
PERCENT = "%"
NUMBERS = [one for one in figures.COLUMNS if one.holds is not Holds.TEXT]


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        (pytest.fail if machine.in_ci() else pytest.skip)(f"{name} is not installed here.")
    return str(found)


def run(*line: str | Path) -> str:
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout


def sheets(folder: Path) -> list[list[dict[str, str]]]:
    """The rows of each sheet of the workbook as LibreOffice reads it."""
    book = folder / "book.xlsx"
    book.write_bytes(xlsx.written(small.report()))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run(program("soffice"), profile, "--headless", "--convert-to", AS_CSV, "--outdir", folder, book)
    texts = [one.read_text("utf-8") for one in sorted(folder.glob("book-*.csv"))]
    return [list(csv.DictReader(io.StringIO(text))) for text in texts]


def number(cell: str) -> float:
    """LibreOffice leaves a share its sign."""
    return float(cell.rstrip(PERCENT)) / (100 if cell.endswith(PERCENT) else 1)


def expected() -> list[dict[str, Any]]:
    return small.report().figures.to_dict("records")


def test_libreoffice_reads_every_number_of_the_workbook_and_runs_nothing(tmp_path: Path) -> None:
    titles = {one.title for one in figures.COLUMNS}
    read = sheets(tmp_path)
    rows = [row for sheet in read if sheet and titles <= set(sheet[0]) for row in sheet]
    assert len(rows) == len(expected()) > 0
    for row, frame in zip(rows, expected(), strict=True):
        for one in NUMBERS:
            value = frame[one.name]
            if math.isnan(value):
                assert row[one.title] == "", one.name
            else:
                assert math.isclose(number(row[one.title]), value, rel_tol=1e-13), one.name
    # What a formula would make of it is another text.
    assert small.HOSTILE in {row["Place"] for row in rows}


def test_frictionless_finds_no_fault_with_the_data_package(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    for name, content in package.written(small.report()).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    said = frictionless.Package(str(tmp_path / "datapackage.json"))
    assert {one.name for one in said.resources} >= {"figures"}
    report = said.validate()
    assert report.flatten(["type", "message"]) == []
    rows = said.get_resource("figures").read_rows()
    assert len(rows) == len(expected())


def test_pdfinfo_reads_the_pages_as_tagged(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf.written(small.report()))
    said = dict(
        line.split(":", 1) for line in run(program("pdfinfo"), file).splitlines() if ":" in line
    )
    assert said["Tagged"].strip() == "yes"
    assert int(said["Pages"]) >= 1
    assert said["Title"].strip().startswith(small.report().title)
    assert said["JavaScript"].strip() == "no"
    assert "H1" in run(program("pdfinfo"), "-struct", file)
