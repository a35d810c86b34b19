"""The workbook holds each cell, where it says that it does, and no formula."""

import io
from functools import cache

import openpyxl
import pytest

from dashboard.report import told
from dashboard.report.questionnaire import book, filled
from tests.unit.dashboard.report import small
from tests.unit.dashboard.report.questionnaire import small_questionnaire


@cache
def made() -> tuple[filled.Filled, ...]:
    choice = small.choice(**{"from": "2017", "to": "2018"})
    of = small_questionnaire.questionnaire()
    return tuple(filled.of(of, choice, small_questionnaire.records()))


@cache
def written() -> bytes:
    of = small.choice(**{"from": "2017", "to": "2018"}), small_questionnaire.records()
    return book.written(small_questionnaire.questionnaire(), made(), of, small.MADE_ON)


@pytest.fixture
def read() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written()))


def rows(book_: openpyxl.Workbook, sheet: str) -> list[dict[str, object]]:
    head, *lines = book_[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), line, strict=True)) for line in lines]


def test_each_cell_stands_where_it_says_and_says_what_it_is(read: openpyxl.Workbook) -> None:
    expected = [cell for table in made() for cell in table.cells]
    traced = rows(read, "Cells")
    assert len(traced) == len(expected) > 0
    for row, cell in zip(traced, expected, strict=True):
        sheet = read[str(row["Sheet"])]
        place = sheet[str(row["Cell"])]
        assert place.value == (book.NOT_FILLED if cell.value is None else cell.value)
        line = {head.value: one.value for head, one in zip(sheet[1], sheet[place.row], strict=True)}
        assert (line["Year"], line["Asked"], line["Of"] or "") == (cell.year, cell.asks, cell.of)
        assert sheet.cell(1, place.column).value == cell.column
        assert (row["Number"], row["Measure"] or "") == (cell.value, cell.measure)
        assert (row["Filters"] or "", row["Not filled because"] or "") == (cell.filters, cell.why)


def test_what_is_not_filled_is_listed_with_the_reason(read: openpyxl.Workbook) -> None:
    left = rows(read, "Not filled")
    assert [(row["Cell"], row["Not filled because"]) for row in left] == [
        ("D6", "The records do not say it."),
        ("D11", "The records do not say it."),
    ]


def test_it_begins_with_version_source_and_what_to_verify(read: openpyxl.Workbook) -> None:
    said = [str(row[0]) for row in read["Contents"].iter_rows(values_only=True)]
    assert said[0] == "Asked of =1+1"
    assert told.MADE_UP in said
    for line in ("Version. Second edition", "Source. a shelf", "To verify. Not seen."):
        assert line in said
    assert read.sheetnames == [
        *("Contents", "1 Victims", "2 Others all", "Cells", "Not filled"),
        *("Definitions", "About", "Submissions"),
    ]


def test_definitions_and_records_are_those_of_a_report(read: openpyxl.Workbook) -> None:
    assert [row["Measure"] for row in rows(read, "Definitions")] == ["C04", "R01", "D01m"]
    about = {row["What"]: row["Says"] for row in rows(read, "About")}
    assert about[told.STATE] == small_questionnaire.records().state.whole
    assert about["Period"] == "2017–2018"


def test_nothing_is_a_formula(read: openpyxl.Workbook) -> None:
    kinds = {one.data_type for sheet in read.worksheets for row in sheet.iter_rows() for one in row}
    assert kinds <= {"s", "n"}


def test_the_same_records_make_the_same_bytes() -> None:
    first = written()
    written.cache_clear()
    assert written() == first
