"""Write a report as an Excel workbook: numbers as numbers, and no formulas."""

import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd
import xlsxwriter

from dashboard import data_dictionary
from dashboard.data_dictionary import BY_NAME, FRACTION, VALUE_UNIT
from dashboard.export.content import Part, Report, translate_headings
from dashboard.export.report_metadata import RELEASE_OF_OTHERS
from dashboard.export.report_tables import paragraphs, plain_line
from dashboard.frames import figures, key_findings
from metrics import results, round_to_twelve_digits
from schemas import language
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
NARROWEST, WIDEST, MARGIN = 11, 60, 2
# Where there are many columns, a page of paper has less room for each.
FEW_COLUMNS, WIDEST_OF_MANY = 12, 24
LARGE = 100
# The formats for numbers that keep their digits, and for years.
AS_IT_IS, YEAR = "as it is", "year"
# Excel's number of the paper.
A4 = 9


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its name, what it holds, its table and the headings.

    `look` is the number format of columns that a table of figures does not have. `of_records` is
    set if the rows were counted from records.
    """

    name: str
    holds: str
    table: pd.DataFrame
    headings: Sequence[str]
    look: str = "number"
    of_records: bool = True


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
        sheets = [*first, *(_with_made_up(sheet, report) for sheet in _report_sheets(report))]
        contents = book.add_worksheet(sheet_name(t(CONTENTS)))
        _write_contents(contents, report, sheets, looks)
        _set_up_print(contents, report.mark)
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            _write_table(page, sheet, looks)
            _set_up_print(page, report.mark)
            page.repeat_rows(0)
    return stream.getvalue()


def _with_made_up(sheet: Sheet, report: Report) -> Sheet:
    """Add a last column that says in each row whether the records are fictional.

    People copy single sheets and rows. The sheet of imports has the column already.
    """
    heading = t(BY_NAME["made_up"].title)
    if heading in sheet.headings or not sheet.of_records:
        return sheet
    table = sheet.table.assign(**{heading: report.made_up.value})
    return replace(sheet, table=table, headings=[*sheet.headings, heading])


def _set_up_print(page: Any, mark: str) -> None:
    """Set a sheet to print on A4 in landscape, as wide as the page, headed by `mark` and its name.

    In a language written from right to left, its columns begin at the right.
    """
    if language.text_direction() == "rtl":
        page.right_to_left()
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_header(f"&L{mark.replace('&', '&&')}&R&A")
    page.set_footer("&R&P / &N")


def _cell_formats(book: Any) -> Mapping[str, Any]:
    """Create the formats of cells in a workbook."""
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "bold": book.add_format({"bold": True}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "percent": book.add_format({"num_format": "0.0%", "valign": "top"}),
        "whole": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0.0##", "valign": "top"}),
        YEAR: book.add_format({"num_format": "0", "align": "left", "valign": "top"}),
        AS_IT_IS: book.add_format(),
    }


def _report_sheets(report: Report) -> Iterable[Sheet]:
    """Yield all sheets of a report; the last has the imports, or for a release the replies."""
    for number, part in enumerate(report.parts, start=1):
        yield from _sheets_of_part(sheet_name(f"{number} {part.title}"), part)
    yield Sheet(
        sheet_name(t(DEFINITIONS)),
        t("What the measures count, with the version that was used"),
        report.definitions,
        _column_headings(report.definitions),
    )
    if report.parts:
        has_released = report.is_of_release or RELEASE_OF_OTHERS in dict(report.facts)
        columns = figures.figure_columns(is_of_release=has_released)
        meanings = [(t(column.title), t(column.meaning)) for column in columns]
        contents = t("What each column of the figures contains")
        yield _pairs_sheet(COLUMNS, contents, [t("Column"), t("Meaning")], meanings)
    made_up = t(BY_NAME["made_up"].title), report.made_up.value
    facts = [*((fact.title, fact.text) for fact in report.facts), made_up]
    contents = t("Filters, reference date, and how to read the figures")
    yield _pairs_sheet(ABOUT, contents, [t("Subject"), t("Details")], facts)
    if report.is_of_release:
        notes = report.notes
        contents = t(NOTED) if len(notes) else t(NONE_NOTED)
        yield Sheet(sheet_name(t(OF_RELEASE)), contents, notes, _column_headings(notes))
    else:
        yield Sheet(
            sheet_name(t(IMPORTS)),
            t("The imports used for these figures"),
            report.submissions,
            _column_headings(report.submissions),
        )


def _sheets_of_part(name: str, part: Part) -> Iterator[Sheet]:
    """Yield the sheets of a section: its figures, findings, tables and notes."""
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
        yield Sheet(name, part.text, part.steps, _column_headings(part.steps))
    if part.listed:
        yield Sheet(name, part.text, part.listed.table, list(part.listed.table.columns))
    if part.cases is not None:
        table = part.cases.table
        yield Sheet(name, " ".join(part.cases.says), table, _column_headings(table))
    if part.notes is not None:
        lines = pd.DataFrame({NOTES: paragraphs(part.notes)}, dtype=object)
        yield Sheet(name, t("Your own notes"), lines, [t(NOTES)], of_records=False)


def _pairs_sheet(
    name: str, contents: str, headings: list[str], rows: Sequence[tuple[str, str]]
) -> Sheet:
    table = pd.DataFrame(rows, columns=headings)
    return Sheet(sheet_name(t(name)), contents, table, headings, of_records=False)


def _column_headings(table: pd.DataFrame) -> list[str]:
    return list(translate_headings(table).columns)


def _column_heading(name: str) -> str:
    """Return the heading of a column of figures. Other names are already headings."""
    column = data_dictionary.BY_NAME.get(name)
    return t(column.title) if column else name


def sheet_name(text: str) -> str:
    """Convert a text to a valid sheet name: long texts are cut, so their first words must differ.

    The first sheet, the table of contents, shows the whole text.
    """
    kept = " ".join("".join(" " if of in REFUSED else of for of in plain_line(text)).split())
    if len(kept) <= LONGEST:
        return kept
    cut = kept[: LONGEST - 1]
    whole = cut if kept[LONGEST - 1] == " " else cut.rpartition(" ")[0]
    return f"{(whole or cut).rstrip(' ,')}…"


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
    rows = results.row_dicts(sheet.table)
    for position, heading in enumerate(sheet.headings):
        page.write_string(0, position, heading, looks["head"])
    for at, row in enumerate(rows, start=1):
        for position, name in enumerate(sheet.table.columns):
            _write_cell(
                page, (at, position), row[name], (_cell_format(name, row, sheet.look), looks)
            )
    widest = WIDEST if len(sheet.headings) <= FEW_COLUMNS else WIDEST_OF_MANY
    for position, (name, heading) in enumerate(
        zip(sheet.table.columns, sheet.headings, strict=True)
    ):
        column = data_dictionary.BY_NAME.get(name)
        is_number = column is not None and column.is_number
        # Headings are wrapped, also above numbers.
        longest = 0 if is_number else max([len(heading), *(len(str(row[name])) for row in rows)])
        page.set_column(position, position, min(max(longest + MARGIN, NARROWEST), widest))
    if rows:
        page.autofilter(0, 0, len(rows), len(sheet.headings) - 1)


def _write_cell(
    page: Any, at: tuple[int, int], value: object, of: tuple[str, Mapping[str, Any]]
) -> None:
    look, looks = of
    if look == YEAR and isinstance(value, str) and value.isdecimal():
        page.write_number(*at, int(value), looks[YEAR])
    elif isinstance(value, str):
        page.write_string(*at, plain_line(value), looks["wrapped"])
    elif isinstance(value, float) and not math.isnan(value):
        page.write_number(*at, round_to_twelve_digits(value), looks[look])


def _cell_format(name: object, row: Mapping[str, Any], otherwise: str) -> str:
    """Return the format of a number by its column and unit; `otherwise` if it is not a figure."""
    if name == "period" or (name == "part" and row.get("split_by") == "year"):
        return YEAR
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
