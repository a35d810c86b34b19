"""The property of the readers, of any bytes: refused with a finding, or read and round-trips."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import xlsxwriter

from schemas.errors import SubmissionUnreadable
from schemas.findings import Finding
from seed import readers
from seed.readers import preflight
from seed.submission import Submission
from tests.csv_bytes import read_csv_bytes

ROW = "row_number"


def csv_holds(data: bytes) -> bool:
    """Whether the CSV text was read; it must be as the standard library reads it."""
    table, findings = read_csv_bytes(data, file="f.csv")
    if table is None:
        _are_findings(findings)
        return False
    assert not findings
    _is_rectangular(table.frame)
    cells = _cells(table.frame)
    text = preflight.to_utf8(data, "utf-8").decode()
    strict = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(row)]
    header, rows = strict[0], strict[1:]
    assert [name.strip().strip("\ufeff") for name in header] == table.frame.columns[:-1]
    assert rows == cells
    if any(set(name) & set(";\t|") for name in table.frame.columns):
        # A line break hid the sign in the name; without it the file is refused, with what to do.
        return True
    again, _ = read_csv_bytes(_as_csv(table.frame), file="f.csv")
    assert again is not None
    assert _cells(again.frame) == cells
    return True


def archive_holds(data: bytes) -> bool:
    """Whether the archive gave a table; each must be rectangular and round-trip."""
    return _submission_holds(data, "sent.zip")


def workbook_holds(data: bytes) -> bool:
    """Whether the workbook gave a table; each must be rectangular and round-trip."""
    return _submission_holds(data, "sent.xlsx")


def _submission_holds(data: bytes, name: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            submission = readers.read_submission(path, readers.UPLOAD)
        except SubmissionUnreadable:
            return False
        _are_findings(submission.findings)
        assert submission.texts or submission.findings
        for text in submission.texts:
            _is_rectangular(text.frame)
        if submission.texts and path.suffix == ".xlsx":
            _is_what_the_xml_says(submission, path)
        if submission.texts:
            _round_trips(submission, path)
    return bool(submission.texts)


def _is_what_the_xml_says(submission: Submission, path: Path) -> None:
    """Each shared text of a sheet stands in the row that is numbered so, as XML is parsed."""
    with zipfile.ZipFile(path) as packed:
        sheet = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))
        shared = [
            "".join(part.text or "" for part in item.iter() if part.tag.endswith("}t"))
            for item in ET.fromstring(packed.read("xl/sharedStrings.xml"))
        ]
    for text in submission.texts:
        if text.table != "cases":
            continue
        rows = {row[-1]: [cell for cell in row[:-1] if cell] for row in text.frame.rows()}
        header = min(
            int(row.get("r", "0")) for row in sheet.iter() if list(row) and _is(row, "row")
        )
        for cell in (cell for cell in sheet.iter() if _is(cell, "c") and cell.get("t") == "s"):
            number = int("".join(filter(str.isdigit, cell.get("r", "0"))))
            value = shared[int("".join(v.text or "" for v in cell if _is(v, "v")))]
            assert number == header or not value or value in rows[number], number


def _is(element: ET.Element, name: str) -> bool:
    return element.tag.rpartition("}")[2] == name


def _round_trips(submission: Submission, path: Path) -> None:
    frames = {text.table: text.frame for text in submission.texts}
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as packed:
            for name, frame in frames.items():
                packed.writestr(f"{name}.csv", _as_csv(frame))
    else:
        with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as book:
            for name, frame in frames.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate([frame.columns[:-1], *_cells(frame)]):
                    for column, cell in enumerate(row):
                        sheet.write_string(number, column, cell)
    again = {text.table: text.frame for text in readers.read_submission(path, readers.UPLOAD).texts}
    assert {name: _cells(frame) for name, frame in again.items()} == {
        name: _cells(frame) for name, frame in frames.items()
    }


def _is_rectangular(frame: pl.DataFrame) -> None:
    *columns, last = frame.schema.items()
    assert last == (ROW, pl.Int32)
    assert columns
    assert all(kind == pl.String for _, kind in columns)
    assert frame.height > 0
    numbers = frame[ROW].to_list()
    assert numbers == sorted(set(numbers))
    assert numbers[0] > 1


def _are_findings(findings: Iterable[Finding]) -> None:
    for finding in findings:
        assert finding.rule
        assert finding.wording
        assert str(finding)


def _cells(frame: pl.DataFrame) -> list[list[str]]:
    return [["" if cell is None else cell for cell in row[:-1]] for row in frame.rows()]


def _as_csv(frame: pl.DataFrame) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([frame.columns[:-1], *_cells(frame)])
    return text.getvalue().encode()
