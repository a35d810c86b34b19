"""A filled questionnaire as a workbook: its tables, and of every cell where its number is from."""

from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from dashboard.query_params import Choice
from dashboard.report import content
from dashboard.report.content import Report
from dashboard.report.questionnaire.declared import Questionnaire
from dashboard.report.questionnaire.filled import Cell, Filled
from dashboard.report.records import Records
from dashboard.report.told import Fact
from dashboard.report.writers import xlsx
from dashboard.report.writers.xlsx import Sheet
from metrics import catalogue

NOT_FILLED = "not filled"
BEFORE_COLUMNS = ("Year", "Asked", "Of")
CELLS, LEFT = "Cells", "Not filled"
TRACED = (
    *(
        "Sheet",
        "Cell",
        "Year",
        "Asked",
        "Of",
        "Column",
        "Number",
        "Not known",
        "Undated",
        "Measure",
    ),
    *("Title of the measure", "Version", "Takes", "Filters", "Not filled because"),
)
REASONS = ("Sheet", "Cell", "Year", "Asked", "Of", "Column", "Not filled because")


def written(
    questionnaire: Questionnaire,
    tables: Sequence[Filled],
    of: tuple[Choice, Records],
    made_on: date,
) -> bytes:
    """The workbook; the same bytes for the same questionnaire and records."""
    report = _report(questionnaire, of, made_on)
    return xlsx.written(report, [*map(_table, tables), *_traced(tables)])


def _report(questionnaire: Questionnaire, of: tuple[Choice, Records], made_on: date) -> Report:
    """What the workbook says of itself: as a report does, and which version it is."""
    said = [
        Fact("Version", questionnaire.version),
        Fact("Source", questionnaire.source),
        Fact("To verify", questionnaire.verify),
        *(Fact("Note", note) for note in questionnaire.notes),
    ]
    return content.of_parts(
        (questionnaire.name, questionnaire.title),
        of,
        (),
        questionnaire.ids,
        made_on=made_on,
        answers=tuple(said),
    )


def _table(filled: Filled) -> Sheet:
    """A table as it is asked: a line for each year, question and group."""
    lines: dict[tuple[object, ...], dict[str, object]] = {}
    for cell in filled.cells:
        line = lines.setdefault((cell.year, cell.asks, cell.of), dict.fromkeys(filled.columns, ""))
        line[cell.column] = NOT_FILLED if cell.value is None else cell.value
    rows = [
        dict(zip(BEFORE_COLUMNS, (float(str(key[0])), *key[1:]), strict=True)) | line
        for key, line in lines.items()
    ]
    headings = [*BEFORE_COLUMNS, *filled.columns]
    table = pd.DataFrame(rows, columns=headings, dtype=object)
    holds = filled.table.title
    return Sheet(xlsx.sheet_name(filled.table.name), holds, table, headings, xlsx.AS_IT_IS)


def _traced(tables: Sequence[Filled]) -> Iterator[Sheet]:
    rows = [row for filled in tables for row in _of_cells(filled)]
    traced = pd.DataFrame(rows, columns=list(TRACED), dtype=object)
    yield Sheet(
        CELLS,
        "Of every cell the measure and the filters that its number is of",
        traced,
        list(TRACED),
        xlsx.AS_IT_IS,
    )
    left = traced.loc[traced[REASONS[-1]] != "", list(REASONS)]
    yield Sheet(
        LEFT,
        "The cells that cannot be filled, each with the reason",
        left,
        list(REASONS),
        xlsx.AS_IT_IS,
    )


def _of_cells(filled: Filled) -> Iterator[tuple[object, ...]]:
    name = xlsx.sheet_name(filled.table.name)
    places: dict[tuple[object, ...], int] = {}
    for cell in filled.cells:
        row = places.setdefault((cell.year, cell.asks, cell.of), len(places) + 1)
        column = len(BEFORE_COLUMNS) + filled.columns.index(cell.column)
        yield name, xl_rowcol_to_cell(row, column), *_trace(cell)


def _trace(cell: Cell) -> tuple[object, ...]:
    measure = catalogue.CATALOGUE.get(cell.measure)
    return (
        *(
            float(cell.year),
            cell.asks,
            cell.of,
            cell.column,
            cell.value,
            cell.unknown,
            cell.undated,
        ),
        *(cell.measure, measure.title if measure else "", measure.version if measure else ""),
        *(cell.takes, cell.filters, cell.why),
    )
