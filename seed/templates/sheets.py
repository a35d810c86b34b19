"""Write the template as a workbook: a sheet per table, with code lists and a note per column."""

import io
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas import columns, language, tables
from schemas.language import marked, t
from seed.templates import dictionary
from seed.templates.dictionary import FORMS, blank_meaning, code_list_of

MANIFEST_HEAD = marked(
    "About these records. Every line is optional: remove the # to fill one in."
    " data_dictionary.html and data_dictionary.csv explain the columns of each file. Delete files"
    " that you do not fill: a table that you do not send counts as not collected. template.xlsx"
    " is the same as a workbook. Fill one or the other."
)
EXAMPLE_QUOTES = '[]"'
LONGEST_COMMENT = 97
SHEET_HEADER = (marked("key"), marked("value"), marked("meaning"))


@dataclass(frozen=True)
class ManifestKey:
    """A manifest key: an example in TOML, its meaning as a message, and its allowed values."""

    key: str
    example: str
    meaning: str
    options: tuple[str, ...] = ()


MANIFEST_KEYS: tuple[ManifestKey, ...] = (
    ManifestKey(
        "jurisdiction",
        '"AAA"',
        marked(
            "The jurisdiction (ISO 3166-1 alpha-3), with a subdivision if that has its own"
            " prosecution (USA-CA). Optional if the tables jurisdictions or offices say it."
        ),
    ),
    ManifestKey(
        "office_id", '"office-1"', marked("The office that sends the records, if only one does.")
    ),
    ManifestKey(
        "extracted_on", "2026-01-31", marked("The date on which the records were extracted.")
    ),
    ManifestKey("period_from", "2020-01-01", marked("The first day that the records cover.")),
    ManifestKey("period_to", "2025-12-31", marked("The last day that the records cover.")),
    ManifestKey(
        "dates",
        '"month"',
        marked("month stores only the month of each date. day (the default) stores the full date."),
        ("day", "month"),
    ),
    ManifestKey(
        "updates",
        "true",
        marked(
            "true changes stored rows with the same ids, adds new rows, and removes nothing."
            " Without updates and supersedes, a row that differs from the stored one is rejected."
        ),
        ("true", "false"),
    ),
    ManifestKey(
        "supersedes",
        "[12]",
        marked(
            "The numbers of earlier imports that these records replace. Rows that are missing here"
            " are removed, also those of tables that you do not send. all means every import of the"
            " jurisdiction. Do not use it together with updates."
        ),
    ),
    ManifestKey(
        "note",
        '"Closed cases only"',
        marked("A note for readers of the figures, at most 500 characters."),
    ),
    ManifestKey(
        "made_up", "false", marked("true if the records are fictional."), ("true", "false")
    ),
)
# The id of an example row begins with this. Readers leave such rows out, with a warning.
MARK = "EXAMPLE"
# Not a valid jurisdiction, so that the gate refuses the row even if a reader lets it pass.
_EXAMPLE_ID = f"{MARK}-1"
NAME_SHOWN = marked("Name shown on pages")
_EXAMPLE_CELLS = {
    columns.Kind.ID: _EXAMPLE_ID,
    columns.Kind.JURISDICTION: _EXAMPLE_ID,
    columns.Kind.DATE: "2024-05-17",
    columns.Kind.INTEGER: "3",
    columns.Kind.MONEY: "1500.50",
    columns.Kind.CURRENCY: "EUR",
    columns.Kind.LABEL: NAME_SHOWN,
    columns.Kind.TRANSLATION: NAME_SHOWN,
}
_EXAMPLE_NUMBERS = {"year": "2024", "persons": "5000000", "months": "36"}
# The paragraphs of the read-me; those in HEADINGS are headings.
TITLE = marked("Records of trafficking prosecutions: a template")
HOW_TO_FILL, BLANK_CELLS = marked("How to fill it in"), marked("What a blank cell means")
NEVER_SEND = marked("What not to send")
HEADINGS = frozenset((TITLE, HOW_TO_FILL, BLANK_CELLS, NEVER_SEND))
PARAGRAPHS = (
    TITLE,
    marked(
        "Each sheet between submission and Codes is a table. It has one row per case, per person"
        " in a case, per victim, and so on."
    ),
    marked(
        "Fill in the sheets for which you have records. A sheet that you do not change counts as"
        " not sent. Its figures are then shown as not collected, never as 0."
    ),
    marked(
        "Import the file on the page Add records, or with: prosecution-quality import FILE"
        " --dry-run. The dry run shows errors and stores nothing."
    ),
    HOW_TO_FILL,
    marked(
        "The second row of each sheet is an example. It begins with {mark} and is never imported."
        " Write below it or over it."
    ),
    marked(
        "Columns with a dark heading must be filled in. Their note begins with Required. Select a"
        " cell to see the note of its column."
    ),
    marked(
        "If a cell offers a list, choose from it. The sheet Codes has every list, and explains"
        " codes that are not clear."
    ),
    marked(
        "Write dates as YYYY-MM-DD, or as YYYY-MM or YYYY if you do not know more. The cells are"
        " set to text, so that the spreadsheet does not change dates."
    ),
    marked("Amounts have at most two decimals, and a currency in the same row."),
    marked(
        "You may leave out columns and change their order. Do not change the names of columns or"
        " sheets."
    ),
    BLANK_CELLS,
    marked("A blank cell means that the answer is missing. It never counts as no."),
    marked("Zero is a value. Write 0 if you know that nothing was paid, frozen or found."),
    marked("Write not_applicable if something cannot happen in the case."),
    marked("Use the sheet coverage to say what your office does not record at all."),
    NEVER_SEND,
    marked(
        "Do not send names, addresses, dates of birth, telephone numbers, file numbers, national"
        " numbers or free text. A file with a column that is not in the template is rejected."
    ),
    marked(
        "Ids are your own pseudonyms. The same person has the same id in all sheets. Keep the"
        " list of names and ids in your office."
    ),
    marked(
        "The command prosecution-quality pseudonymise makes ids from your own numbers. Its secret"
        " key stays with you."
    ),
    marked(
        "Do not use formulas, comments, links, macros, hidden cells, merged cells or a password. A"
        " file with any of these is rejected."
    ),
)
MOST_TITLE, MOST_NOTE = 32, 255
LONGEST_ID, LONGEST_LABEL = 64, 60
CHOOSE = marked("Choose from the list. The sheet Codes explains each code.")
READ_ME, CODES, SUBMISSION = "Read me", "Codes", "submission"
# A fixed date, so that equal content gives equal bytes.
CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
# The last row of a sheet, from 0. Lists and notes apply to all rows.
LAST_ROW = 1_048_575
EVERY_CELL = "A1:XFD1048576"
WIDTHS = {
    columns.Kind.ID: 16,
    columns.Kind.CODE: 20,
    columns.Kind.LABEL: 30,
    columns.Kind.TRANSLATION: 30,
    columns.Kind.COLUMN: 34,
}
PLAIN_WIDTH = 13
# The theme of the pages: ink, primary colour, surface, muted.
INK, PRIMARY, SURFACE, MUTED = "#16202C", "#155A8A", "#E7EDF3", "#5A6B7D"
FORMATS: dict[str, dict[str, object]] = {
    "required": {"bold": True, "font_color": "#FFFFFF", "bg_color": PRIMARY, "num_format": "@"},
    "optional": {"bold": True, "font_color": INK, "bg_color": SURFACE, "num_format": "@"},
    "text": {"num_format": "@"},
    "integer": {"num_format": "0"},
    "money": {"num_format": "0.00"},
    "example": {"italic": True, "font_color": MUTED, "num_format": "@"},
    "title": {"bold": True, "font_size": 16, "font_color": INK},
    "heading": {"bold": True, "font_size": 12, "font_color": PRIMARY},
    "words": {"text_wrap": True, "valign": "top"},
    "strong": {"bold": True, "valign": "top"},
}
NUMBERS = {columns.Kind.INTEGER: "integer", columns.Kind.MONEY: "money"}


class _Book:
    """The workbook being written, with its formats and the cell ranges of lists in sheet Codes."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.formats = {name: book.add_format(look) for name, look in FORMATS.items()}
        self.ranges = _code_list_ranges()

    def sheet(self, name: str) -> Worksheet:
        made = self.book.add_worksheet(name)
        if language.text_direction() == "rtl":
            made.right_to_left()
        return made


def template_workbook() -> bytes:
    """Return the template as the bytes of an .xlsx workbook, always the same.

    It has no formulas, comments, links, hidden sheets or merged cells, because the readers refuse
    these.
    """
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as opened:
        opened.set_properties(
            {"title": t("Records of trafficking prosecutions"), "created": CREATED}
        )
        book = _Book(opened)
        _read_me(book)
        _write_submission_sheet(book)
        for table in tables.RECORD_TABLES:
            _write_table_sheet(book, table)
        _write_code_sheet(book)
    return written.getvalue()


def _read_me(book: _Book) -> None:
    sheet = book.sheet(READ_ME)
    sheet.set_column(0, 0, 100, book.formats["words"])
    sheet.hide_gridlines(2)
    line = 0
    for paragraph in PARAGRAPHS:
        is_heading = paragraph in HEADINGS
        look = ("heading" if line else "title") if is_heading else "words"
        # Leave a blank row above a heading.
        line += 1 if is_heading and line else 0
        sheet.write_string(line, 0, t(paragraph, mark=MARK), book.formats[look])
        line += 1


def _write_submission_sheet(book: _Book) -> None:
    sheet = book.sheet(SUBMISSION)
    sheet.set_column(0, 0, 16, book.formats["strong"])
    sheet.set_column(1, 1, 24, book.formats["text"])
    sheet.set_column(2, 2, 90, book.formats["words"])
    sheet.freeze_panes(1, 1)
    for column, title in enumerate(SHEET_HEADER):
        sheet.write_string(0, column, t(title), book.formats["optional"])
    for line, key in enumerate(MANIFEST_KEYS, start=1):
        sheet.write_string(line, 0, key.key, book.formats["strong"])
        example = t("Example: {value}", value=key.example.strip(EXAMPLE_QUOTES))
        sheet.write_string(line, 2, f"{t(key.meaning)} {example}", book.formats["words"])
        if key.options:
            sheet.data_validation(
                line, 1, line, 1, {"validate": "list", "source": list(key.options)}
            )


def _write_table_sheet(book: _Book, table: tables.Table) -> None:
    sheet = book.sheet(table.name)
    sheet.freeze_panes(1, 1)
    # Dates and ids are text on purpose, so turn off the spreadsheet's warning.
    sheet.ignore_errors({"number_stored_as_text": EVERY_CELL})
    invented = example_row(table)
    for at, column in enumerate(tables.asked_columns(table)):
        field = columns.field_of(column)
        look = book.formats[NUMBERS.get(field.kind, "text")]
        width = max(WIDTHS.get(field.kind, PLAIN_WIDTH), len(column.name) + 3)
        sheet.set_column(at, at, width, look)
        header = book.formats["required" if field.required else "optional"]
        sheet.write_string(0, at, column.name, header)
        sheet.write_string(1, at, invented[column.name], book.formats["example"])
        _add_cell_checks(sheet, at, column, book)


def _add_cell_checks(sheet: Worksheet, at: int, column: columns.Column, book: _Book) -> None:
    """Give a column its note, which a selected cell shows, and the check of its cells.

    The note is an input message, because the readers refuse comments.
    """
    field = columns.field_of(column)
    chosen = code_list_of(field)
    codes = book.ranges[chosen.name] if chosen else ""
    title = column.name[:MOST_TITLE]
    note = {"input_title": title, "input_message": column_note(field)}
    expected = t(CHOOSE) if codes else t("Expected: {form}.", form=t(FORMS[field.kind]))
    error = {"error_title": title, "error_message": expected}
    check = _cell_check(field, xl_rowcol_to_cell(1, at), codes)
    sheet.data_validation(0, at, 0, at, {"validate": "any", **note})
    sheet.data_validation(1, at, LAST_ROW, at, {**check, **note, **error})


def _code_list_ranges() -> dict[str, str]:
    """Return the cell range of each code list in sheet Codes, as a reference."""
    ranges, line = {}, 2
    for one in dictionary.all_code_lists():
        ranges[one.name] = f"={CODES}!$B${line}:$B${line + len(one.codes) - 1}"
        line += len(one.codes)
    return ranges


def _write_code_sheet(book: _Book) -> None:
    sheet = book.sheet(CODES)
    sheet.freeze_panes(1, 0)
    headings = ((t("list"), 26), (t("code"), 34), (t("meaning"), 80))
    for column, (title, width) in enumerate(headings):
        sheet.set_column(column, column, width, book.formats["text"])
        sheet.write_string(0, column, title, book.formats["optional"])
    every = (
        (t(one.name), code, t(meaning))
        for one in dictionary.all_code_lists()
        for code, meaning in one.codes
    )
    for line, cells in enumerate(every, start=1):
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, cell, book.formats["text"])


def column_note(field: columns.Field) -> str:
    """Return a column's meaning, its contents, and what a blank cell means.

    Spreadsheets show no more than MOST_NOTE characters.
    """
    listed = code_list_of(field)
    form = t("from the list {name}", name=t(listed.name)) if listed else t(FORMS[field.kind])
    about = {"meaning": t(field.meaning), "form": form, "blank": blank_meaning(field)}
    if field.required:
        text = t("Required. {meaning}.\nContents: {form}.\nBlank: {blank}.", **about)
    else:
        text = t("{meaning}.\nContents: {form}.\nBlank: {blank}.", **about)
    return text[:MOST_NOTE]


def _cell_check(field: columns.Field, first: str, codes: str) -> dict[str, object]:
    """Return xlsxwriter's options for the check of a column's cells, by its list or its kind.

    `first` is the address of the column's first cell, `codes` the reference of its list or "".
    """
    if codes:
        # Earlier amounts may have replaced currencies, which are not in the list: only warn.
        closed = field.kind is not columns.Kind.CURRENCY
        kind = "stop" if closed else "warning"
        return {"validate": "list", "source": codes, "error_type": kind}
    match field.kind:
        case columns.Kind.DATE:
            # The year comes first: 2024, 2024-05 or 2024-05-17. The gate checks the rest.
            begins = f'OR(LEN({first})=4,MID({first},5,1)="-")'
            return {"validate": "custom", "value": f"={begins}"}
        case columns.Kind.INTEGER:
            return {"validate": "integer", "criteria": ">=", "value": 0}
        case columns.Kind.MONEY:
            return {"validate": "decimal", "criteria": ">=", "value": 0}
        case columns.Kind.LABEL | columns.Kind.TRANSLATION:
            return {"validate": "length", "criteria": "<=", "value": LONGEST_LABEL}
    return {"validate": "length", "criteria": "<=", "value": LONGEST_ID}


def example_row(table: tables.Table) -> Mapping[str, str]:
    """Return the example cells of a table by column. The first cell begins with EXAMPLE."""
    sent = tables.sent_columns(table)
    cells = {column.name: _example_cell(column.name, columns.field_of(column)) for column in sent}
    return cells | {sent[0].name: _EXAMPLE_ID}


def _example_cell(name: str, field: columns.Field) -> str:
    if field.kind in _EXAMPLE_CELLS:
        cell = _EXAMPLE_NUMBERS.get(name, _EXAMPLE_CELLS[field.kind])
        return t(cell) if cell == NAME_SHOWN else cell
    listed = code_list_of(field)
    assert listed is not None, f"{name} has neither a form nor a list"
    return listed.codes[0][0]


def manifest_text() -> str:
    """Return submission.toml with each key as a comment below its meaning."""
    keys = (
        f"{_cell_comment(t(one.meaning))}# {one.key} = {one.example}\n" for one in MANIFEST_KEYS
    )
    return "\n".join([_cell_comment(t(MANIFEST_HEAD)), *keys])


def _cell_comment(text: str) -> str:
    return "".join(
        f"# {line}\n" for line in textwrap.wrap(text, LONGEST_COMMENT, break_on_hyphens=False)
    )
