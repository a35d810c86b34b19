"""A workbook without a formula, whose contents lead to every sheet."""

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from dashboard.export import xlsx
from tests.unit.dashboard.export import small


@pytest.fixture(scope="module")
def content() -> bytes:
    return xlsx.render_xlsx(small.report())


def test_nothing_is_a_formula_and_names_are_text(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    values = {cell.value for cell in cells}
    assert {small.HOSTILE, small.OFFICE} <= values
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        inside = [parts.read(name) for name in parts.namelist()]
    assert not any(b"<f>" in part or b'TargetMode="External"' in part for part in inside)


def test_contents_name_every_sheet_and_lead_to_it(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book["Contents"]
    named = [row[0] for row in page.iter_rows(min_row=5) if row[0].hyperlink]
    assert [cell.value for cell in named] == book.sheetnames[1:]
    assert [cell.hyperlink.location for cell in named] == [
        f"'{name}'!A1" for name in book.sheetnames[1:]
    ]


def test_sheets_are_called_as_workbooks_allow_each_by_its_own_name() -> None:
    section = replace(
        small.report().parts[2], title="A title: far too long for a [sheet] of any kind"
    )
    made = replace(small.report(), parts=(section, section))
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render_xlsx(made)))
    assert book.sheetnames[1:3] == [
        "1 A title far too long for a…",
        "2 A title far too long for a…",
    ]


def test_each_sheet_prints_as_wide_as_a_page_with_its_heads_and_the_mark(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddHeader.left.text == "Demonstration data"
        assert sheet.print_title_rows == (None if sheet.title == "Contents" else "$1:$1")


def test_a_year_is_a_number_and_several_are_words(content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    whole, by_year = book.worksheets[1:3]
    at = [cell.value for cell in by_year[1]].index("Period")
    assert [row[at].value for row in by_year.iter_rows(min_row=2)] == [2016, 2017, 2018, 2019]
    assert {row[at].value for row in whole.iter_rows(min_row=2)} == {"2017-2019"}


def test_shares_are_shown_as_percent_and_counts_with_thousands(content: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    head = [cell.value for cell in sheet[1]]
    by_measure = {row[head.index("Measure")].value: row for row in sheet.iter_rows(min_row=2)}
    value, n = head.index("Value"), head.index("n")
    assert by_measure["N01"][value].number_format == "0.0%"
    assert by_measure["N01"][n].number_format == "#,##0"
    assert by_measure["P05"][value].number_format == "#,##0.0##"


def test_notes_of_ones_own_have_a_sheet(content: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(content))["5 Notes"]
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == [
        "Notes",
        "First *line* =1+1",
        "#eval second </style> line",
    ]
