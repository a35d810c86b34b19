"""A questionnaire filled from the records: each cell with its question, or the reason it is blank.

0 is a known none: where a breakdown is recorded of nobody, nobody is known to be of a group, and
where some have no date, no year is known to have had none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from dashboard.query_params import Choice
from dashboard.report.questionnaire.declared import (
    NOT_RECORDED,
    NUMERATOR,
    VALUE,
    Category,
    Line,
    Questionnaire,
    Table,
)
from dashboard.report.records import Records
from dashboard.report.stages import COUNTING, Progress, unseen
from dashboard.shared.frames import tables
from metrics import catalogue
from schemas import columns

TOTAL = "Total"
TAKES = {NUMERATOR: "the number above", VALUE: "the value"}
YEAR, UNDATED = "year", "undated"
IN_NO_YEAR = "None of this year, but {} without a date: of which year is not known."
OF_NOBODY = "{} is recorded of none of these {}."
YOUNG = "{} so far: {} more are younger than the time that the measure allows, and may be added."
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """A cell: what it asks, of which measure under which filters, and its number or why none.

    `unknown` is of how many it is not known whether they count; `undated` are in no year, and
    stand for the whole line.
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
class Filled:
    """A table with its cells, year by year, line by line and column by column."""

    table: Table
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]


def of(
    questionnaire: Questionnaire,
    choice: Choice,
    records: Records,
    progress: Progress | None = None,
) -> Iterator[Filled]:
    """The tables, filled for each of the chosen years."""
    asked, steps = _Asked(questionnaire, choice, records), progress or unseen
    for number, table in enumerate(questionnaire.tables):
        steps(COUNTING, number, len(questionnaire.tables))
        across = asked.across(table)
        cells = [
            cell
            for year in range(choice.year_from, choice.year_to + 1)
            for line in table.lines
            for cell in asked.of_line(table, line, year)
        ]
        yield Filled(table, (TOTAL, *(one.name for one in across)), tuple(cells))


@dataclass(frozen=True)
class _Asked:
    """What the cells are asked of; what is recorded, and how many have no date, is asked once."""

    questionnaire: Questionnaire
    choice: Choice
    records: Records
    recorded: dict[tuple[str, str, int], bool] = field(default_factory=dict)
    undated: dict[tuple[str, tuple[str, ...]], float] = field(default_factory=dict)

    def across(self, table: Table) -> tuple[Category, ...]:
        """The columns of a table beside its total."""
        ids = [line.measure for line in table.lines if line.measure]
        if not table.across:
            return ()
        return tuple(self.questionnaire.categories(ids[0], table.across))

    def of_line(self, table: Table, line: Line, year: int) -> Iterator[Cell]:
        """The cells of a line in a year: one, or one for each category and column."""
        if not line.measure:
            yield Cell(year, line.says, "", TOTAL, why=line.why)
            return
        categories: tuple[Category | None, ...] = (None,)
        if line.by:
            categories = tuple(self.questionnaire.categories(line.measure, line.by))
        for category in categories:
            yield from self._across(table, line, category, year)

    def _across(
        self, table: Table, line: Line, category: Category | None, year: int
    ) -> Iterator[Cell]:
        codes = [(line.by, code) for code in category.codes] if category else []
        cell = Cell(
            year=year,
            asks=line.says,
            of=category.name if category else "",
            column=TOTAL,
            measure=line.measure,
            takes=TAKES[line.takes],
            undated=self._undated(line.measure, codes),
            filters="; ".join(
                [str(year), *(f"{name}: {value}" for name, value in self.choice.only_here)]
                + ([f"{line.by}: {' or '.join(category.codes)}"] if category else [])
            ),
        )
        # A year as a whole has its row, also where there is nothing to count in it.
        [row] = each_row(self._rows(line.measure, year, codes))
        total = self._known(_with(cell, row, line), line.by, category)
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
                part = _with(named, split[code], line) if code in split else _none(named)
            yield self._known(part, table.across, column)

    def _undated(self, measure: str, codes: list[tuple[str, str]]) -> float:
        """How many that count are in no year."""
        key = measure, tuple(code for _, code in codes)
        if key not in self.undated:
            only = (*self.choice.only_here, *codes)
            rows = self.records.rows((measure,), by=(YEAR,), only=only)
            here = rows["jurisdiction"] == self.choice.jurisdiction
            known = rows.loc[here & (rows["period"] == UNDATED), "numerator"].dropna()
            self.undated[key] = float(known.sum())
        return self.undated[key]

    def _known(self, cell: Cell, breakdown: str, category: Category | None) -> Cell:
        """The cell, without its number where that is no known one."""
        if cell.value == 0 and cell.undated:
            why = IN_NO_YEAR.format(words.count(cell.undated))
            return replace(cell, value=None, why=why)
        if category is None or category.name == NOT_RECORDED or cell.why:
            return cell
        key = cell.measure, breakdown, cell.year
        if key not in self.recorded:
            groups = self._by_code(cell.measure, cell.year, [], breakdown)
            self.recorded[key] = not groups or any(code != columns.UNKNOWN for code in groups)
        if self.recorded[key]:
            return cell
        units = catalogue.CATALOGUE[cell.measure].unit_words
        why = OF_NOBODY.format(words.code(breakdown), units)
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
        return dict(zip(named, each_row(rows), strict=True))


def _with(cell: Cell, row: Row, line: Line) -> Cell:
    """The cell with the number of a row, or the reason why none may stand."""
    unknown = float(row["unknown"]) if words.known(row["unknown"]) else None
    told = replace(cell, unknown=unknown)
    status = row["status"]
    is_number = line.takes == NUMERATOR or catalogue.CATALOGUE[line.measure].kind in tables.ADDED_UP
    if status == words.NOT_COLLECTED:
        return replace(cell, why=_reason(row))
    if words.known(row["not_yet_due"]) and row["not_yet_due"]:
        so_far = row["numerator"] if words.known(row["numerator"]) else 0
        why = YOUNG.format(words.count(so_far), words.count(row["not_yet_due"]))
        return replace(told, why=why if is_number else _reason(row))
    # A number of people stands whatever a percentage of it would be worth.
    value = row["numerator"] if is_number else row["value"]
    if is_number and status == words.EMPTY and words.is_covered(row):
        return _none(told)
    if not words.known(value) or not (is_number or words.shown(row)):
        return replace(told, why=_reason(row))
    return replace(told, value=float(value))


def _none(cell: Cell) -> Cell:
    return replace(cell, value=0.0, unknown=0.0)


def _reason(row: Row) -> str:
    absence = words.why_none(row)
    return f"{absence.words}. {words.explanation(row)}".strip()
