"""Write a report as an Excel workbook: numbers as numbers, and no formulas."""

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import xlsxwriter

from dashboard import data_dictionary
from dashboard.data_dictionary import FRACTION, VALUE_UNIT
from dashboard.export.content import Report, translate_headings
from dashboard.export.report_metadata import RELEASE, RELEASE_OF_OTHERS
from dashboard.export.report_tables import paragraphs, plain_line
from dashboard.frames import figures, key_findings
from metrics import round_to_twelve_digits
from schemas.language import marked, t

OPTIONS = {
    "in_memory": True,
    # User data are always text, even if they look like formulas.
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
# Names of sheets.
CONTENTS, DEFINITIONS, ABOUT = marked("Contents"), marked("Definitions"), marked("About")
COLUMNS, IMPORTS = marked("Columns"), marked("Imports")
NOTES, OF_RELEASE = marked("Notes"), marked("Notes on figures")
NOTED = marked("Comments on figures, by role and date. They do not change any number")
NONE_NOTED = marked("There are no comments on these figures")
# The maximum length of a sheet name, and characters that it may not have.
LONGEST, REFUSED = 31, "[]:*?/\\'"
NARROWEST, WIDEST, MARGIN = 8, 60, 2
LARGE = 100
# The format for numbers that keep their digits.
AS_IT_IS = "as it is"


@dataclass(frozen=True)
class Sheet:
    """A sheet: its description, its table and the headings.

    `look` is the format of numbers in columns that are not in the figures.
    """

    name: str
    holds: str
    table: pd.DataFrame
    headings: Sequence[str]
    look: str = "number"


def render_xlsx(report: Report, first: Sequence[Sheet] = ()) -> bytes:
    """Render the report as a workbook, with the sheets `first` at the beginning.

    The same report gives the same bytes.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        on = report.made_on
        book.set_properties(
            {
                "title": plain_line(report.whole_title),
                "created": datetime(on.year, on.month, on.day),  # noqa: DTZ001 - a day, of no zone
            }
        )
        looks = _cell_formats(book)
        sheets = [*first, *_sheets(report)]
        _write_contents(book.add_worksheet(sheet_name(t(CONTENTS))), report, sheets, looks)
        for sheet in sheets:
            _write_table(book.add_worksheet(sheet.name), sheet, looks)
    return stream.getvalue()


def _cell_formats(book: Any) -> Mapping[str, Any]:
    """Create the formats of cells in a workbook."""
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "bold": book.add_format({"bold": True}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "percent": book.add_format({"num_format": "0.0%"}),
        "whole": book.add_format({"num_format": "#,##0"}),
        "number": book.add_format({"num_format": "#,##0.0##"}),
        AS_IT_IS: book.add_format(),
    }


def _sheets(report: Report) -> Iterable[Sheet]:
    """Yield all sheets of a report. A release has notes, and does not list its submissions."""
    is_of_release = RELEASE in dict(report.facts)
    for number, part in enumerate(report.parts, start=1):
        name = sheet_name(f"{number} {part.title}")
        if part.blocks:
            table = pd.concat([block.figures for block in part.blocks], ignore_index=True)
            says = dict.fromkeys(text for block in part.blocks for text in block.says)
            holds = " ".join((part.title, *(part.text, *says))).strip()
            yield Sheet(name, holds, table, [_column_heading(one) for one in table.columns])
        if part.findings:
            table = key_findings.findings_table(part.findings)
            headings = [t(key_findings.COLUMNS[name].title) for name in table.columns]
            yield Sheet(name, t("The most important results, chosen by rule"), table, headings)
        if part.steps is not None:
            yield Sheet(name, part.text, part.steps, _headings(part.steps))
        if part.cases is not None:
            table = part.cases.table
            yield Sheet(name, " ".join(part.cases.says), table, _headings(table))
        if part.notes is not None:
            lines = pd.DataFrame({NOTES: paragraphs(part.notes)}, dtype=object)
            yield Sheet(name, t("Your own notes"), lines, [t(NOTES)])
    yield Sheet(
        sheet_name(t(DEFINITIONS)),
        t("What the measures count, with the version that was used"),
        report.definitions,
        _headings(report.definitions),
    )
    if report.parts:
        has_released = is_of_release or RELEASE_OF_OTHERS in dict(report.facts)
        columns = figures.figure_columns(is_of_release=has_released)
        meanings = [(t(column.title), t(column.meaning)) for column in columns]
        contents = t("What each column of the figures contains")
        yield _pairs_sheet(COLUMNS, contents, [t("Column"), t("Meaning")], meanings)
    facts = [(fact.title, fact.text) for fact in report.facts]
    contents = t("Filters, reference date, and how to read the figures")
    yield _pairs_sheet(ABOUT, contents, [t("Subject"), t("Details")], facts)
    if is_of_release:
        notes = report.notes
        contents = t(NOTED) if len(notes) else t(NONE_NOTED)
        yield Sheet(sheet_name(t(OF_RELEASE)), contents, notes, _headings(notes))
    else:
        yield Sheet(
            sheet_name(t(IMPORTS)),
            t("The imports used for these figures"),
            report.submissions,
            _headings(report.submissions),
        )


def _pairs_sheet(
    name: str, contents: str, headings: list[str], rows: Sequence[tuple[str, str]]
) -> Sheet:
    return Sheet(sheet_name(t(name)), contents, pd.DataFrame(rows, columns=headings), headings)


def _headings(table: pd.DataFrame) -> list[str]:
    return list(translate_headings(table).columns)


def _column_heading(name: str) -> str:
    """Return the heading of a column of figures. Other names are already headings."""
    column = data_dictionary.BY_NAME.get(name)
    return t(column.title) if column else name


def sheet_name(text: str) -> str:
    """Convert a text to a valid sheet name. Texts must differ in their first 31 characters."""
    kept = "".join(" " if sign in REFUSED else sign for sign in plain_line(text))
    return " ".join(kept.split())[:LONGEST].rstrip()


def _write_contents(
    page: Any, report: Report, sheets: Sequence[Sheet], looks: Mapping[str, Any]
) -> None:
    """Write the first sheet: title, warnings, sentences, and links to the other sheets."""
    page.set_column(0, 0, LONGEST)
    page.set_column(1, 1, LARGE)
    lines = [
        report.place_and_period,
        *report.warnings,
        *(t("{title}. {sentence}", title=of, sentence=text) for of, text in report.answers),
        report.method,
    ]
    page.write_string(0, 0, plain_line(report.title), looks["title"])
    for position, line in enumerate(lines, start=1):
        page.write_string(position, 0, plain_line(line))
    top = len(lines) + 2
    page.write_string(top, 0, t("Sheet"), looks["head"])
    page.write_string(top, 1, t("Contents"), looks["head"])
    for position, sheet in enumerate(sheets, start=top + 1):
        page.write_url(position, 0, f"internal:'{sheet.name}'!A1", string=sheet.name)
        page.write_string(position, 1, plain_line(sheet.holds), looks["wrapped"])


def _write_table(page: Any, sheet: Sheet, looks: Mapping[str, Any]) -> None:
    """Write a table from the first row on, so that other programs can read it easily."""
    page.freeze_panes(1, 0)
    rows = sheet.table.to_dict("records")
    for position, heading in enumerate(sheet.headings):
        page.write_string(0, position, heading, looks["head"])
    for at, row in enumerate(rows, start=1):
        for position, name in enumerate(sheet.table.columns):
            _write_cell(
                page, (at, position), row[name], (_cell_format(name, row, sheet.look), looks)
            )
    for position, (name, heading) in enumerate(
        zip(sheet.table.columns, sheet.headings, strict=True)
    ):
        column = data_dictionary.BY_NAME.get(name)
        is_number = column is not None and column.is_number
        longest = max([len(heading), *(0 if is_number else len(str(row[name])) for row in rows)])
        page.set_column(position, position, min(max(longest + MARGIN, NARROWEST), WIDEST))
    if rows:
        page.autofilter(0, 0, len(rows), len(sheet.headings) - 1)


def _write_cell(
    page: Any, at: tuple[int, int], value: object, of: tuple[str, Mapping[str, Any]]
) -> None:
    look, looks = of
    if isinstance(value, str):
        page.write_string(*at, plain_line(value), looks["wrapped"])
    elif isinstance(value, float) and not math.isnan(value):
        page.write_number(*at, round_to_twelve_digits(value), looks[look])


def _cell_format(name: object, row: Mapping[str, Any], otherwise: str) -> str:
    """Return the name of the format for a number, by its column and unit."""
    column = data_dictionary.BY_NAME.get(str(name))
    if column is None or not column.is_number:
        return otherwise
    if column.unit == FRACTION:
        return "percent"
    if column.name == data_dictionary.EFFECT:
        return "number"
    if column.unit != VALUE_UNIT:
        return "whole"
    return "percent" if row["unit"] == figures.SHARE else "number"
