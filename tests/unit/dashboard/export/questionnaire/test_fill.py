"""A questionnaire filled: its cells, its summary and its workbook."""

import io
from functools import cache
from typing import Any

import openpyxl
import pytest

from dashboard.export import report_metadata
from dashboard.export.questionnaire import fill
from dashboard.export.questionnaire.fill import Cell, FilledTable
from dashboard.export.questionnaire.questionnaire_file import Table
from tests.unit.dashboard.export import small
from tests.unit.dashboard.export.questionnaire import small_questionnaire
from tests.unit.dashboard.export.questionnaire.small_questionnaire import (
    LABOUR,
    NOTHING,
    Asked,
    Rows,
    count,
)

YEAR = {"from": "2018", "to": "2018"}
GAP: dict[str, Any] = NOTHING | {"status": "not_collected"}


def cells(changed: dict[Asked, list[dict[str, Any]]] | None = None) -> list[Cell]:
    of = small_questionnaire.questionnaire()
    filled_tables = fill.fill_questionnaire(
        of, small.choice(**YEAR), small_questionnaire.records(changed)
    )
    return [cell for table in filled_tables for cell in table.cells]


def values(asks: str, changed: dict[Asked, list[dict[str, Any]]] | None = None) -> list[Any]:
    """The numbers of a question, or the reasons, in order."""
    of_it = [cell for cell in cells(changed) if cell.asks == asks]
    return [cell.why if cell.value is None else cell.value for cell in of_it]


def test_the_total_stands_beside_each_column_and_none_is_0() -> None:
    assert values("Total") == [9, 5, 0, 1, 3]


def test_each_group_has_its_line_and_several_codes_are_asked_as_one() -> None:
    labour, others, unknown = (values("By group: Form")[at : at + 5] for at in (0, 5, 10))
    assert labour == [3, 2, 0, 1, 0]
    assert others == [0, 0, 0, 0, 0]
    assert unknown == [6, 3, 0, 0, 3]


def test_a_cell_says_its_measure_filters_and_what_is_not_known() -> None:
    first, second, *_ = cells()
    assert (first.measure, first.filters, first.unknown) == ("C04", "2018", 4)
    assert (second.column, second.filters) == ("Female", "2018; sex: female")
    [labour] = [cell for cell in cells() if cell.of == "Labour" and cell.column == "Other"]
    assert labour.filters == "2018; form: forced_labour or servitude; sex: other"


def test_of_a_share_what_stands_above_is_a_number_however_few_they_are() -> None:
    assert values("With a claim") == [3]
    assert values("Median") == [31.5]


def test_a_line_without_a_measure_says_why() -> None:
    assert values("By organisation") == ["The records do not say it."]


def test_what_is_recorded_of_nobody_is_no_0() -> None:
    changed = {("C04", ("sex",), ()): [count(9, sex="unknown")]}
    total = values("Total", changed)
    assert total[0] == total[4] == 9
    assert total[1:4] == ["Not recorded for anyone in this year: Sex."] * 3
    changed = {("C04", ("form",), ()): [count(9, form="unknown")]}
    assert values("By group: Form", changed)[0] == "Not recorded for anyone in this year: Form."


def test_none_at_all_are_none_of_each() -> None:
    nobody: dict[Asked, list[dict[str, Any]]] = {
        ("C04", by, only): []
        for by, only in [((), LABOUR), (("sex",), LABOUR), (("sex",), ()), (("form",), ())]
    }
    nobody[("C04", (), ())] = nobody[("C04", (), LABOUR)] = [NOTHING | {"status": "empty"}]
    assert values("Total", nobody) == [0] * 5
    assert values("By group: Form", nobody)[:5] == [0] * 5


def test_what_is_not_collected_has_no_number_in_any_column() -> None:
    gap: dict[Asked, list[dict[str, Any]]] = {("C04", (), ()): [GAP], ("R01", (), ()): [GAP]}
    said = "Not collected. The source does not record the data that this figure needs."
    assert values("Total", gap) == [said] * 5
    assert values("With a claim", gap) == [said]


@pytest.mark.parametrize("number", [3, None])
def test_a_number_that_may_still_grow_is_not_filled(number: int | None) -> None:
    young = {"kind": "Share", "numerator": number, "unknown": 0, "not_yet_due": 14}
    changed: dict[Asked, list[dict[str, Any]]] = {("R01", (), ()): [NOTHING | young]}
    [why] = values("With a claim", changed)
    assert why.startswith(f"{number or 0} so far. 14 more are too recent")


def test_too_few_for_a_median_is_said() -> None:
    few = NOTHING | {"kind": "Median", "status": "too_few", "value": 5.0}
    changed: dict[Asked, list[dict[str, Any]]] = {("D01m", (), ()): [few]}
    [why] = values("Median", changed)
    assert why.startswith("Too few cases. Fewer than ten records")


def test_where_some_have_no_date_no_year_is_known_to_have_had_none() -> None:
    without = [count(4, period="undated"), count(9, period="2018")]
    changed: dict[Asked, list[dict[str, Any]]] = {("C04", ("year",), ()): without}
    why = "None in this year. 4 more have no date, so their year is missing."
    assert values("Total", changed) == [9, 5, why, 1, 3]
    assert {cell.undated for cell in cells(changed) if cell.asks == "Total"} == {4}
    # Of the groups each has its own.
    assert values("By group: Form", changed)[:5] == [3, 2, 0, 1, 0]


def test_each_year_is_asked_by_itself() -> None:
    rows = Rows(small_questionnaire.told())
    choice = small.choice(**{"from": "2017", "to": "2018"})
    of = small_questionnaire.questionnaire()
    tables = list(fill.fill_questionnaire(of, choice, small.records(rows=rows)))
    # What has no date is of no year, and is asked of all of them.
    assert rows.years == {(2017, 2017), (2018, 2018), (None, None)}
    assert [cell.year for cell in tables[1].cells] == [2017, 2017, 2018, 2018]


NOT_SAID = "The records do not say it."
VICTIMS = FilledTable(
    Table("1 Victims", "Victims", ()),
    (fill.TOTAL,),
    (
        Cell(2024, "Victims", "child", fill.TOTAL, value=0.0),
        Cell(2024, "By organisation", "", fill.TOTAL, why=NOT_SAID),
        Cell(2025, "By organisation", "", fill.TOTAL, why=NOT_SAID),
        Cell(2025, "By citizenship", "own", fill.TOTAL, why="Recorded of none."),
        Cell(2025, "By citizenship", "another", fill.TOTAL, why="Recorded of none."),
    ),
)
OTHERS = FilledTable(
    Table("2 Others", "Others", ()),
    (fill.TOTAL,),
    (Cell(2024, "Claims", "", fill.TOTAL, value=7.0),),
)


def test_a_known_none_is_filled() -> None:
    assert fill.summary_by_table([VICTIMS, OTHERS]).to_numpy().tolist() == [
        ["1 Victims", "5", "1", "4"],
        ["2 Others", "1", "1", "0"],
    ]
    told = "2 of 6 cells are filled in from these records. 4 are empty, and the reasons are given."
    assert fill.summary_sentence([VICTIMS, OTHERS]) == told
    assert fill.summary_sentence([OTHERS]) == "1 of 1 cell is filled in from these records."


def test_what_is_not_filled_is_told_by_question_with_its_reason() -> None:
    assert fill.unfilled_reasons([VICTIMS, OTHERS]).to_numpy().tolist() == [
        ["1 Victims", "By organisation", "2 cells: 2024 and 2025", NOT_SAID],
        ["1 Victims", "By citizenship", "2 cells: own and another, 2025", "Recorded of none."],
    ]


@cache
def filled_tables() -> tuple[fill.FilledTable, ...]:
    choice = small.choice(**{"from": "2017", "to": "2018"})
    of = small_questionnaire.questionnaire()
    return tuple(fill.fill_questionnaire(of, choice, small_questionnaire.records()))


@cache
def written() -> bytes:
    of = small.choice(**{"from": "2017", "to": "2018"}), small_questionnaire.records()
    return fill.render_workbook(
        small_questionnaire.questionnaire(), filled_tables(), of, small.MADE_ON
    )


@pytest.fixture
def read() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written()))


def rows(book_: openpyxl.Workbook, sheet: str) -> list[dict[str, object]]:
    head, *lines = book_[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), line, strict=True)) for line in lines]


def test_each_cell_stands_where_it_says_and_says_what_it_is(read: openpyxl.Workbook) -> None:
    expected = [cell for table in filled_tables() for cell in table.cells]
    traced = rows(read, "Cells")
    assert len(traced) == len(expected) > 0
    for row, cell in zip(traced, expected, strict=True):
        sheet = read[str(row["Sheet"])]
        jurisdiction = sheet[str(row["Cell"])]
        assert jurisdiction.value == (fill.NOT_FILLED if cell.value is None else cell.value)
        line = {
            head.value: one.value
            for head, one in zip(sheet[1], sheet[jurisdiction.row], strict=True)
        }
        assert (line["Year"], line["Question"], line["Group"] or "") == (
            cell.year,
            cell.asks,
            cell.of,
        )
        assert sheet.cell(1, jurisdiction.column).value == cell.column
        assert (row["Number"], row["Measure"] or "") == (cell.value, cell.measure)
        assert (row["Filters"] or "", row["Reason why empty"] or "") == (cell.filters, cell.why)


def test_what_is_not_filled_is_listed_with_the_reason(read: openpyxl.Workbook) -> None:
    left = rows(read, "Not filled")
    assert [(row["Cell"], row["Reason why empty"]) for row in left] == [
        ("D6", "The records do not say it."),
        ("D11", "The records do not say it."),
    ]


def test_it_begins_with_version_source_and_what_to_verify(read: openpyxl.Workbook) -> None:
    said = [str(row[0]) for row in read["Contents"].iter_rows(values_only=True)]
    assert said[0] == "Asked of =1+1"
    assert report_metadata.MADE_UP in said
    for line in ("Version. Second edition", "Source. a shelf", "To check. Not seen."):
        assert line in said
    assert read.sheetnames == [
        *("Contents", "1 Victims", "2 Others all", "Cells", "Not filled"),
        *("Definitions", "About", "Imports"),
    ]


def test_nothing_is_a_formula(read: openpyxl.Workbook) -> None:
    kinds = {one.data_type for sheet in read.worksheets for row in sheet.iter_rows() for one in row}
    assert kinds <= {"s", "n"}


def test_the_same_records_make_the_same_bytes() -> None:
    first = written()
    written.cache_clear()
    assert written() == first
