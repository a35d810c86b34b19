"""Fill in a questionnaire from the records, and write it as a workbook."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from dashboard import words
from dashboard.export import content, xlsx
from dashboard.export.content import COUNTING, Progress, Report, unseen
from dashboard.export.questionnaire.questionnaire_file import (
    NOT_RECORDED_CODES,
    NUMERATOR,
    TOTAL,
    VALUE,
    Category,
    Line,
    Questionnaire,
    Table,
)
from dashboard.export.report_metadata import Fact
from dashboard.export.xlsx import Sheet
from dashboard.frames import tables as frames_tables
from dashboard.query_params import Choice
from dashboard.records import Records
from metrics import catalogue, results
from schemas import columns
from schemas.language import marked, n, t

TAKES = {NUMERATOR: marked("numerator"), VALUE: marked("value")}
YEAR, UNDATED = "year", "undated"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """A cell of a questionnaire: its question, measure, filters, and number or why it has none.

    `unknown` is how many units may or may not count, `undated` how many of the line have no year.
    `asks`, `of` (the group), `column` and `why` are in the reader's language.
    """

    year: int
    asks: str
    of: str
    column: str
    measure: str = ""
    takes: str = ""
    filters: str = ""
    value: float | None = None
    unknown: float | None = None
    undated: float | None = None
    why: str = ""


@dataclass(frozen=True)
class FilledTable:
    """A table with its cells, by year, line and column."""

    table: Table
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]


def fill_questionnaire(
    questionnaire: Questionnaire,
    choice: Choice,
    records: Records,
    progress: Progress | None = None,
) -> Iterator[FilledTable]:
    """Yield the tables, filled in for each of the chosen years."""
    asked, steps = _QuestionnaireFiller(questionnaire, choice, records), progress or unseen
    for number, table in enumerate(questionnaire.tables):
        steps(COUNTING, number, len(questionnaire.tables))
        across = asked.across(table)
        cells = [
            cell
            for year in range(choice.year_from, choice.year_to + 1)
            for line in table.lines
            for cell in asked.of_line(table, line, year)
        ]
        yield FilledTable(table, (t(TOTAL), *(one.name for one in across)), tuple(cells))


@dataclass(frozen=True)
class _QuestionnaireFiller:
    """Fills cells. Caches which breakdowns are recorded and how many units have no date."""

    questionnaire: Questionnaire
    choice: Choice
    records: Records
    recorded: dict[tuple[str, str, int], bool] = field(default_factory=dict)
    undated: dict[tuple[str, tuple[str, ...]], float] = field(default_factory=dict)

    def across(self, table: Table) -> tuple[Category, ...]:
        """Return the columns of a table after the total; empty if it has no other columns."""
        ids = [line.measure for line in table.lines if line.measure]
        if not table.across:
            return ()
        return tuple(self.questionnaire.categories(ids[0], table.across))

    def of_line(self, table: Table, line: Line, year: int) -> Iterator[Cell]:
        """Yield the cells of a line in a year: one, or one per category and column."""
        if not line.measure:
            yield Cell(year, t(line.says), "", t(TOTAL), why=t(line.why))
            return
        categories: tuple[Category | None, ...] = (None,)
        if line.by:
            categories = tuple(self.questionnaire.categories(line.measure, line.by))
        for category in categories:
            yield from self._totals_of_year(table, line, category, year)

    def _totals_of_year(
        self, table: Table, line: Line, category: Category | None, year: int
    ) -> Iterator[Cell]:
        """Yield the total of a line (or a category of it) in a year, and a cell per column."""
        codes = [(line.by, code) for code in category.codes] if category else []
        cell = Cell(
            year=year,
            asks=t(line.says),
            of=category.name if category else "",
            column=t(TOTAL),
            measure=line.measure,
            takes=t(TAKES[line.takes]),
            undated=self._count_undated(line.measure, codes),
            filters="; ".join(
                [str(year), *(f"{name}: {value}" for name, value in self.choice.only_here)]
                + ([f"{line.by}: {' or '.join(category.codes)}"] if category else [])
            ),
        )
        # A whole year always has one row, even if there is nothing to count.
        [row] = results.row_dicts(self._rows(line.measure, year, codes))
        total = self._drop_if_uncertain(_with_number(cell, row, line), line.by, category)
        yield total
        across = self.across(table)
        split = self._by_code(line.measure, year, codes, table.across) if across else {}
        for column in across:
            [code] = column.codes
            named = replace(
                total, column=column.name, filters=f"{cell.filters}; {table.across}: {code}"
            )
            part = named
            if not total.why:
                part = (
                    _with_number(named, split[code], line)
                    if code in split
                    else _nothing_counted(named)
                )
            yield self._drop_if_uncertain(part, table.across, column)

    def _count_undated(self, measure: str, codes: list[tuple[str, str]]) -> float:
        """Return how many counted units have no date, and so no year."""
        key = measure, tuple(code for _, code in codes)
        if key not in self.undated:
            only = (*self.choice.only_here, *codes)
            rows = self.records.rows((measure,), by=(YEAR,), only=only)
            here = rows["jurisdiction"] == self.choice.jurisdiction
            known = rows.loc[here & (rows["period"] == UNDATED), "numerator"].dropna()
            self.undated[key] = float(known.sum())
        return self.undated[key]

    def _drop_if_uncertain(self, cell: Cell, breakdown: str, category: Category | None) -> Cell:
        """Remove a 0 if some units have no date, and any number by a breakdown never recorded."""
        if cell.value == 0 and cell.undated:
            why = n(
                "None in this year. {count} more has no date, so its year is missing.",
                "None in this year. {count} more have no date, so their year is missing.",
                cell.undated,
            )
            return replace(cell, value=None, why=why)
        if category is None or category.codes == NOT_RECORDED_CODES or cell.why:
            return cell
        key = cell.measure, breakdown, cell.year
        if key not in self.recorded:
            groups = self._by_code(cell.measure, cell.year, [], breakdown)
            self.recorded[key] = not groups or any(code != columns.UNKNOWN for code in groups)
        if self.recorded[key]:
            return cell
        why = t(
            "Not recorded for anyone in this year: {breakdown}.", breakdown=words.code(breakdown)
        )
        return replace(cell, value=None, unknown=None, why=why)

    def _rows(
        self, measure: str, year: int, codes: list[tuple[str, str]], by: tuple[str, ...] = ()
    ) -> pd.DataFrame:
        only = (*self.choice.only_here, *codes)
        rows = self.records.rows((measure,), by=by, years=(year, year), only=only)
        return rows[rows["jurisdiction"] == self.choice.jurisdiction]

    def _by_code(
        self, measure: str, year: int, codes: list[tuple[str, str]], breakdown: str
    ) -> dict[str, Row]:
        rows = self._rows(measure, year, codes, (breakdown,))
        named = [columns.UNKNOWN if pd.isna(code) else str(code) for code in rows[breakdown]]
        return dict(zip(named, results.row_dicts(rows), strict=True))


def _with_number(cell: Cell, row: Row, line: Line) -> Cell:
    """Add the number of a row to the cell, or why there is none."""
    unknown = float(row["unknown"]) if words.is_known_number(row["unknown"]) else None
    counted = replace(cell, unknown=unknown)
    status = row["status"]
    is_number = (
        line.takes == NUMERATOR or catalogue.CATALOGUE[line.measure].kind in frames_tables.ADDED_UP
    )
    if status == words.NOT_COLLECTED:
        return replace(cell, why=_why_blank(row))
    if words.is_known_number(row["not_yet_due"]) and row["not_yet_due"]:
        so_far = row["numerator"] if words.is_known_number(row["numerator"]) else 0
        why = n(
            "{so_far} so far. {count} more is too recent and may be added later.",
            "{so_far} so far. {count} more are too recent and may be added later.",
            row["not_yet_due"],
            so_far=words.count(so_far),
        )
        return replace(counted, why=why if is_number else _why_blank(row))
    # A number of people is shown even where a share of it is not.
    value = row["numerator"] if is_number else row["value"]
    if is_number and status == words.EMPTY and words.is_covered(row):
        return _nothing_counted(counted)
    if not words.is_known_number(value) or not (is_number or words.is_value_shown(row)):
        return replace(counted, why=_why_blank(row))
    return replace(counted, value=float(value))


def _nothing_counted(cell: Cell) -> Cell:
    """Return the cell with 0 both as its number and as its `unknown`: nothing was counted."""
    return replace(cell, value=0.0, unknown=0.0)


def _why_blank(row: Row) -> str:
    absence = words.no_number_reason(row)
    return t(
        "{reason}. {explanation}",
        reason=t(absence.words),
        explanation=t(words.no_number_sentence(row)),
    ).strip()


BY_TABLE = (marked("Table"), marked("Cells"), marked("Filled in"), marked("Left empty"))
REASON_COLUMNS = (marked("Table"), marked("Question"), marked("Left empty"), marked("Reason"))


def summary_sentence(tables: Sequence[FilledTable]) -> str:
    """Return a sentence on how many cells are filled in, and how many are not."""
    cells = [cell for of in tables for cell in of.cells]
    blank = sum(cell.value is None for cell in cells)
    filled = n(
        "{filled} of {count} cell is filled in from these records.",
        "{filled} of {count} cells are filled in from these records.",
        len(cells),
        filled=words.count(len(cells) - blank),
    )
    if not blank:
        return filled
    rest = n(
        "{count} is empty, and the reason is given.",
        "{count} are empty, and the reasons are given.",
        blank,
    )
    return f"{filled} {rest}"


def summary_by_table(tables: Sequence[FilledTable]) -> pd.DataFrame:
    """Return a line of texts for each table. Columns: BY_TABLE, in the reader's language."""
    rows = []
    for of in tables:
        blank = sum(cell.value is None for cell in of.cells)
        numbers = (len(of.cells), len(of.cells) - blank, blank)
        rows.append((t(of.table.name), *map(words.count, numbers)))
    return pd.DataFrame(rows, columns=[t(heading) for heading in BY_TABLE])


def unfilled_reasons(tables: Sequence[FilledTable]) -> pd.DataFrame:
    """Return the empty cells: one row for all that share a question and a reason.

    Columns: REASON_COLUMNS, in the reader's language.
    """
    rows = []
    for of in tables:
        together: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for cell in of.cells:
            if cell.value is None:
                together[cell.asks, cell.why].append(cell)
        rows += [
            (t(of.table.name), asks, _cells_text(cells), because)
            for (asks, because), cells in together.items()
        ]
    return pd.DataFrame(rows, columns=[t(heading) for heading in REASON_COLUMNS])


def _cells_text(cells: Sequence[Cell]) -> str:
    """Return `2 cells: child, 2024 and 2025`, or only the years if there are no groups."""
    groups = dict.fromkeys(cell.of for cell in cells if cell.of)
    years = words.listing(list(dict.fromkeys(str(cell.year) for cell in cells)))
    named = t("{groups}, {years}", groups=words.listing(list(groups)), years=years)
    return n(
        "{count} cell: {named}",
        "{count} cells: {named}",
        len(cells),
        named=named if groups else years,
    )


NOT_FILLED = marked("left empty")
# Headings of the sheets. Code finds columns by them; they are translated where they are written.
BEFORE_COLUMNS = (marked("Year"), marked("Question"), marked("Group"))
CELLS, LEFT = marked("Cells"), marked("Not filled")
PLACE_COLUMNS = (marked("Sheet"), marked("Cell"), *BEFORE_COLUMNS, marked("Column"))
REASON = marked("Reason why empty")
TRACED = (
    *PLACE_COLUMNS,
    *(marked("Number"), marked("Missing"), marked("No date recorded"), marked("Measure")),
    *(marked("Title of the measure"), marked("Version"), marked("Number taken")),
    *(marked("Filters"), REASON),
)


def render_workbook(
    questionnaire: Questionnaire,
    tables: Sequence[FilledTable],
    of: tuple[Choice, Records],
    made_on: date,
) -> bytes:
    """Render the workbook. The same questionnaire and records give the same bytes."""
    report = _workbook_report(questionnaire, of, made_on)
    return xlsx.render_xlsx(report, [*map(_filled_sheet_table, tables), *_trace_table(tables)])


def _workbook_report(
    questionnaire: Questionnaire, of: tuple[Choice, Records], made_on: date
) -> Report:
    """Build a report without sections, with facts on the questionnaire and its version."""
    facts = [
        Fact(t("Version"), t(questionnaire.version)),
        Fact(t("Source"), questionnaire.source),
        Fact(t("To check"), t(questionnaire.verify)),
        *(Fact(t("Note"), t(note)) for note in questionnaire.notes),
    ]
    return content.report_of_parts(
        (questionnaire.name, t(questionnaire.title)),
        of,
        (),
        questionnaire.ids,
        made_on=made_on,
        answers=tuple(facts),
    )


def _filled_sheet_table(filled: FilledTable) -> Sheet:
    """Return a sheet with a line for each year, question and group."""
    lines: dict[tuple[object, ...], dict[str, object]] = {}
    for cell in filled.cells:
        line = lines.setdefault((cell.year, cell.asks, cell.of), dict.fromkeys(filled.columns, ""))
        line[cell.column] = t(NOT_FILLED) if cell.value is None else cell.value
    before = [t(heading) for heading in BEFORE_COLUMNS]
    rows = [
        dict(zip(before, (float(str(key[0])), *key[1:]), strict=True)) | line
        for key, line in lines.items()
    ]
    headings = [*before, *filled.columns]
    table = pd.DataFrame(rows, columns=headings, dtype=object)
    return Sheet(
        xlsx.sheet_name(t(filled.table.name)),
        t(filled.table.title),
        table,
        headings,
        xlsx.AS_IT_IS,
    )


def _trace_table(tables: Sequence[FilledTable]) -> Iterator[Sheet]:
    """Yield two sheets: where each number comes from, and which cells are empty."""
    rows = [row for filled in tables for row in _cell_rows(filled)]
    traced = pd.DataFrame(rows, columns=list(TRACED), dtype=object)
    yield Sheet(
        xlsx.sheet_name(t(CELLS)),
        t("The measure and the filters of the number in each cell"),
        traced,
        [t(heading) for heading in TRACED],
        xlsx.AS_IT_IS,
    )
    left = traced.loc[traced[REASON] != "", [*PLACE_COLUMNS, REASON]]
    yield Sheet(
        xlsx.sheet_name(t(LEFT)),
        t("The cells that cannot be filled in, and why"),
        left,
        [t(heading) for heading in left.columns],
        xlsx.AS_IT_IS,
    )


def _cell_rows(filled: FilledTable) -> Iterator[tuple[object, ...]]:
    """Yield a row for each cell in the sheet on the origin of numbers, with columns TRACED."""
    name = xlsx.sheet_name(t(filled.table.name))
    lines: dict[tuple[object, ...], int] = {}
    for cell in filled.cells:
        row = lines.setdefault((cell.year, cell.asks, cell.of), len(lines) + 1)
        column = len(BEFORE_COLUMNS) + filled.columns.index(cell.column)
        measure = catalogue.CATALOGUE.get(cell.measure)
        yield (
            *(name, xl_rowcol_to_cell(row, column)),
            *(float(cell.year), cell.asks, cell.of, cell.column),
            *(cell.value, cell.unknown, cell.undated, cell.measure),
            *((t(measure.title), measure.version) if measure else ("", "")),
            *(cell.takes, cell.filters, cell.why),
        )
