"""The shared torture suites: never a traceback, never a table that is silently wrong."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from seed import gate, readers
from seed.submission import TextTable
from tests.csv_bytes import read_csv_bytes
from tests.submissions import Stored

SUITES = ("csv-spectrum", "csv-test-data", "csvlint_fixtures", "frictionless_py", "pollock")
# A second header, or one that is missing, is a row like any other until columns are known.
OTHER_HEADERS = {"file_header_multirow_2.csv", "file_header_multirow_3.csv"}


def files(shared: Path) -> list[Path]:
    root = shared / "data" / "csv_torture"
    return [path for suite in SUITES for path in sorted((root / suite).rglob("*.csv"))]


def listed(shared: Path) -> Iterator[tuple[Path, str]]:
    """Each input that MANIFEST.csv names, with what it says is expected."""
    root = shared / "data" / "csv_torture"
    with (root / "MANIFEST.csv").open(newline="") as manifest:
        for row in csv.DictReader(manifest):
            yield root / row["file"], row["has_expected"]


def read(path: Path) -> TextTable | None:
    table, findings = read_csv_bytes(path.read_bytes(), file=path.name)
    assert (table is None) == bool(findings)
    return table


def cells(table: TextTable) -> list[list[str]]:
    return [["" if cell is None else cell for cell in row[:-1]] for row in table.frame.rows()]


def test_what_is_read_is_what_the_suites_expect(shared: Path) -> None:
    compared = 0
    for path in files(shared):
        expected = path.parent.parent / "json" / f"{path.stem}.json"
        if not expected.exists() or (table := read(path)) is None:
            continue
        rows = json.loads(expected.read_text())
        if rows and isinstance(rows[0], dict):
            wanted = [[str(row[name]) for name in table.frame.columns[:-1]] for row in rows]
        else:
            wanted = rows[1:]
        assert cells(table) == [[cell.replace("\r\n", "\n") for cell in row] for row in wanted]
        compared += 1
    assert compared > 20


def test_polluted_files_are_refused_or_equal_their_clean_twins(shared: Path) -> None:
    clean = shared / "data" / "csv_torture" / "pollock" / "clean"
    for path in files(shared):
        if path.parent.name != "csv" or not (twin := clean / path.name).exists():
            continue
        table, wanted = read(path), read(twin)
        if table is not None and path.name not in OTHER_HEADERS:
            assert wanted is not None
            assert cells(table) == cells(wanted), path.name


def test_none_of_them_passes_the_gate_as_cases(shared: Path, tmp_path: Path) -> None:
    for path in files(shared):
        folder = tmp_path / "one"
        folder.mkdir(exist_ok=True)
        (folder / "cases.csv").write_bytes(path.read_bytes())
        (folder / "submission.toml").write_text('jurisdiction = "XAA"')
        checked = gate.check(readers.read_submission(folder), Stored())
        assert gate.is_fatal(checked.findings), path.name
        assert checked.frames == {}


def test_every_input_of_the_manifest_is_a_finding_or_a_rectangle(shared: Path) -> None:
    every = list(listed(shared))
    assert len(every) == 120
    rectangles = 0
    for path, expected in every:
        table, findings = readers.read_export(path, file=path.name, table="cases")
        rectangles += table is not None
        assert (table is None) == bool(findings), path.name
        assert expected != "must be rejected" or table is None, path.name
        for finding in findings:
            assert finding.rule, path.name
            assert finding.wording.endswith((".", ":", "]")), path.name
    assert rectangles == 60


# What is found in the inputs that are no CSV, or a table: its height and width.
WORKBOOKS = {
    "spreadsheet.xls": "xlsx.kind",
    "spreadsheet.xlsx": "file.no_rows",
    "adjust-floating-point-error.xlsx": "xlsx.formula",
    "merged-cells-boolean.xls": "xlsx.kind",
    "merged-cells.xls": "xlsx.kind",
    "merged-cells.xlsx": "xlsx.merged",
    "multiline-headers.xlsx": "xlsx.merged",
    "number-format-multicode.xlsx": (3, 1),
    "table-with-ints-floats-dates.ods": "xlsx.kind",
    "table-with-ints-floats-dates.xls": "xlsx.kind",
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks_of_the_suites_end_as_expected(shared: Path, name: str) -> None:
    [path] = [path for path, _ in listed(shared) if path.name == name]
    layout = readers.Layout(sheet="Sheet1" if path.suffix == ".xlsx" else None)
    if name in ("merged-cells.xlsx", "multiline-headers.xlsx"):
        layout = readers.Layout()
    table, findings = readers.read_export(path, file=name, table="cases", layout=layout)
    if table is None:
        assert [finding.rule for finding in findings] == [WORKBOOKS[name]]
    else:
        assert (table.frame.height, table.frame.width - 1) == WORKBOOKS[name]


def test_no_workbook_of_the_suites_is_a_submission(shared: Path) -> None:
    for path, _ in listed(shared):
        if path.suffix != ".csv":
            submission = readers.read_submission(path)
            assert submission.texts == ()
            assert submission.findings
