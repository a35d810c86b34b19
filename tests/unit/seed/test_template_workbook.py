"""The workbook holds every table, column and code, and nothing that a reader refuses."""

import io
import re
import tomllib
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import fastexcel
import polars.testing
import pytest

from schemas import columns, findings, tables
from seed import readers, synthetic, templates
from seed.submission import TextTable
from seed.templates.dictionary import all_code_lists
from seed.templates.sheets import MOST_NOTE, MOST_TITLE
from tests.filled_template import filled_template

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BOOK = templates.template_workbook()


def cells(sheet: str) -> list[list[str]]:
    """All cells of a sheet as texts."""
    read = fastexcel.read_excel(BOOK).load_sheet(sheet, header_row=None, dtypes="string")
    return [[cell or "" for cell in row] for row in read.to_polars().rows()]


def sheets() -> list[ET.Element]:
    """The sheets as XML, in order."""
    with zipfile.ZipFile(io.BytesIO(BOOK)) as packed:
        names = [name for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        in_order = sorted(names, key=lambda name: (len(name), name))
        return [ET.fromstring(packed.read(name)) for name in in_order]


def test_each_table_has_a_sheet_between_the_words_and_the_codes() -> None:
    assert fastexcel.read_excel(BOOK).sheet_names == [
        "Read me",
        "submission",
        *(table.name for table in tables.RECORD_TABLES),
        "Codes",
    ]


@pytest.mark.parametrize("table", tables.RECORD_TABLES, ids=lambda table: table.name)
def test_a_sheet_has_its_header_and_an_example_that_names_itself(table: tables.Table) -> None:
    header, example = cells(table.name)
    assert header == [column.name for column in tables.asked_columns(table)]
    assert example[0].startswith("EXAMPLE")
    assert all(example)
    for name, cell in zip(header, example, strict=True):
        if columns.field_of(table.c[name]).kind is columns.Kind.ID:
            assert cell.startswith("EXAMPLE")


def test_the_codes_are_all_there_with_their_meaning() -> None:
    _, *listed = cells("Codes")
    assert listed == [[one.name, *code] for one in all_code_lists() for code in one.codes]
    assert ["Link", "enforcer", "Guards, controls, collects debts"] in listed
    of_columns = {
        code.value
        for table in tables.RECORD_TABLES
        for column in tables.asked_columns(table)
        for code in columns.field_of(column).codes or ()
    }
    assert of_columns <= {code for _, code, _ in listed}


def test_a_list_refers_to_its_own_codes() -> None:
    codes = [row[1] for row in cells("Codes")]
    cases = sheets()[2 + [table.name for table in tables.RECORD_TABLES].index("cases")]
    found = {
        rule.get("promptTitle"): rule.findtext(f"{SPREADSHEET}formula1")
        for rule in cases.iter(f"{SPREADSHEET}dataValidation")
        if rule.get("type") == "list"
    }
    first, last = (int(cell) for cell in re.findall(r"[0-9]+", found["form"] or ""))
    assert codes[first - 1 : last] == [
        code.value for code in columns.field_of(tables.cases.c.form).codes
    ]


def test_every_column_has_a_note_that_a_spreadsheet_can_hold() -> None:
    noted = set()
    for sheet in sheets():
        for rule in sheet.iter(f"{SPREADSHEET}dataValidation"):
            noted.add(rule.get("promptTitle"))
            assert len(rule.get("promptTitle") or "") <= MOST_TITLE
            assert len(rule.get("prompt") or "") <= MOST_NOTE
            assert (rule.get("prompt") or ".").endswith(".")
    assert {c.name for t in tables.RECORD_TABLES for c in tables.asked_columns(t)} <= noted


def test_equal_content_is_equal_bytes() -> None:
    assert templates.template_workbook() == BOOK


def test_a_workbook_with_rows_says_what_the_same_files_say(tmp_path: Path) -> None:
    synthetic.write_submissions(tmp_path / "world", cases=40, seed=7)
    [folder, *_] = sorted(path for path in (tmp_path / "world").iterdir() if path.is_dir())
    by_files = readers.read_submission(folder)
    rows = {text.table: _typed(text) for text in by_files.texts}
    said = tomllib.loads((folder / "submission.toml").read_text())
    book = tmp_path / "filled.xlsx"
    book.write_bytes(filled_template(rows, {key: _told(value) for key, value in said.items()}))
    by_book = readers.read_submission(book)
    assert by_book.manifest == by_files.manifest
    files = {text.table: text.frame.drop("row_number") for text in by_files.texts}
    sheets_ = {text.table: text.frame.drop("row_number") for text in by_book.texts}
    assert sheets_.keys() == files.keys()
    for table, frame in files.items():
        polars.testing.assert_frame_equal(sheets_[table].select(frame.columns), frame)


def _typed(text: TextTable) -> list[dict[str, str | int | float]]:
    """The rows as a person types them: numbers as numbers."""
    fields = {c.name: columns.field_of(c).kind for c in tables.BY_NAME[text.table].c}
    numbers = {columns.Kind.INTEGER: int, columns.Kind.MONEY: float}
    return [
        {
            name: numbers.get(fields[name], str)(cell)
            for name, cell in row.items()
            if cell is not None and name != "row_number"
        }
        for row in text.frame.rows(named=True)
    ]


def _told(value: object) -> str:
    """What submission.toml says, as a person types it into the sheet."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_the_template_as_it_is_holds_no_rows_and_no_example_enters(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(BOOK)
    read = readers.read_submission(path)
    assert read.texts == ()
    assert [(f.rule, f.severity) for f in read.findings] == [
        ("file.no_rows", findings.Severity.ERROR)
    ]
    # One that is left beside rows is left out with a warning.
    path.write_bytes(filled_template({"cases": [{"case_id": "k1"}]}))
    read = readers.read_submission(path)
    [cases] = read.texts
    assert cases.frame["case_id"].to_list() == ["k1"]
    [warning] = read.findings
    assert (warning.rule, warning.severity) == ("file.example", findings.Severity.WARNING)
