"""Write the template as a workbook: a sheet per table, with code lists and a note per column."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas import columns, tables
from seed.templates import dictionary
from seed.templates.dictionary import FORMS, blank_means, code_list_of

MANIFEST_HEAD = """\
# About this submission. Every line may be left out; take the # away to fill one.
# The columns of each file are explained in data_dictionary.html and data_dictionary.csv.
# Files that you do not fill are to be deleted: a table that is not sent is "not collected".
# template.xlsx is the same as a workbook: fill one or the other.
"""
SHEET_HEADER = ("key", "value", "meaning")


@dataclass(frozen=True)
class ManifestKey:
    """A manifest key: an example in TOML, its meaning in lines, and its allowed values."""

    key: str
    example: str
    meaning: tuple[str, ...]
    options: tuple[str, ...] = ()


MANIFEST_KEYS: tuple[ManifestKey, ...] = (
    ManifestKey(
        "jurisdiction",
        '"AAA"',
        (
            "The jurisdiction, ISO 3166-1 alpha-3, with a subdivision where it has its own",
            'prosecution ("USA-CA"). It may be left out where jurisdictions or offices says it.',
        ),
    ),
    ManifestKey("office_id", '"office-1"', ("The office that sends it, where it is one.",)),
    ManifestKey("extracted_on", "2026-01-31", ("The day on which the records were taken.",)),
    ManifestKey("period_from", "2020-01-01", ("The first day of the period they cover.",)),
    ManifestKey("period_to", "2025-12-31", ("The last day of the period they cover.",)),
    ManifestKey(
        "dates",
        '"month"',
        ('"month" stores the month of each full date, "day" (the default) stores days.',),
        ("day", "month"),
    ),
    ManifestKey(
        "updates",
        "true",
        (
            "true where this submission updates what is stored: it changes rows of the same ids,",
            "adds others, and removes nothing. Without it, and without supersedes, it is new: a",
            "stored row with other content is refused.",
        ),
        ("true", "false"),
    ),
    ManifestKey(
        "supersedes",
        "[12]",
        (
            "The numbers of earlier batches that this submission replaces: what it lacks of them",
            'leaves, a table that is not sent included. "all" is every batch of the jurisdiction.',
            "Not together with updates.",
        ),
    ),
    ManifestKey(
        "note", '"Closed cases only"', ("For those who read the figures, at most 500 characters.",)
    ),
    ManifestKey(
        "made_up",
        "false",
        ("true for records that are not real.",),
        ("true", "false"),
    ),
)
# The id of an example row begins with this. Readers leave such rows out, with a warning.
MARK = "EXAMPLE"
# Not a valid jurisdiction, so that the gate refuses the row even if a reader lets it pass.
_EXAMPLE_ID = f"{MARK}-1"
_EXAMPLE_CELLS = {
    columns.Kind.ID: _EXAMPLE_ID,
    columns.Kind.JURISDICTION: _EXAMPLE_ID,
    columns.Kind.DATE: "2024-05-17",
    columns.Kind.INTEGER: "3",
    columns.Kind.MONEY: "1500.50",
    columns.Kind.CURRENCY: "EUR",
    columns.Kind.LABEL: "Name that pages show",
}
_EXAMPLE_NUMBERS = {"year": "2024", "persons": "5000000", "months": "36"}
TEXT = f"""\
# Records of trafficking prosecutions: a template

Each sheet between submission and Codes is a table: one row per case, per person in a case, per
victim, and so on.

Fill the sheets you have records for. A sheet left as it is counts as not sent, and what it would
have answered reads "not collected", never 0.

Import the file as it is, on the page Add records or with: prosecution-quality import FILE
--dry-run. The dry run says what it finds and stores nothing.

# How to fill it

The second row of each sheet is an example. It begins with {MARK} and is never imported; write
below it or over it.

Columns with a dark heading must be filled; their note begins with Required. The note of a column
appears when one of its cells is selected.

Where a cell offers a list, choose from it. The sheet Codes has every list, with what its codes mean
where the word alone does not say it.

Write dates as YYYY-MM-DD, or YYYY-MM or YYYY where no more is known. The columns are set to text,
so that nothing changes them.

Amounts have at most two decimals and a currency in the same row.

Columns may be left out and may stand in another order. Names of columns and sheets must stay as
they are.

# What a blank cell means

Blank is not known. It is never counted as no.

Zero is a value: write 0 where it is known that nothing was paid, frozen or found.

not_applicable is for what cannot arise in the case.

What your office does not record at all is said in the sheet coverage.

# What not to send

No names, addresses, dates of birth, telephone numbers, file numbers or national numbers, nor any
free text. There is no column for them, and a column that is not in the template refuses the file.

Ids are pseudonyms of your own: the same person has the same id in all sheets. Keep the list of who
is who where it is.

prosecution-quality pseudonymise makes such ids from your own numbers, with a secret key that stays
with you.

No formulas, comments, links, macros, hidden or merged cells, and no password: such a file is
refused.
"""
MOST_TITLE, MOST_NOTE = 32, 255
LONGEST_ID, LONGEST_LABEL = 64, 60
CHOOSE = "Choose from the list. The sheet Codes says what each code means."
READ_ME, CODES, SUBMISSION = "Read me", "Codes", "submission"
# A fixed date, so that equal content gives equal bytes.
CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
# Texts are never turned into formulas, links or numbers.
AS_TYPED = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
# The last row of a sheet, from 0. Lists and notes apply to all rows.
LAST_ROW = 1_048_575
EVERY_CELL = "A1:XFD1048576"
WIDTHS = {
    columns.Kind.ID: 16,
    columns.Kind.CODE: 20,
    columns.Kind.LABEL: 30,
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
# Rows of a table, as cells by column. Numbers are written as numbers, all else as text.
TableRows = Sequence[Mapping[str, str | int | float]]
Rows = Mapping[str, TableRows]


class _Book:
    """The workbook being written, with its formats and the cell ranges of lists in sheet Codes."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.formats = {name: book.add_format(look) for name, look in FORMATS.items()}
        self.ranges = _ranges()

    def sheet(self, name: str) -> Worksheet:
        return self.book.add_worksheet(name)


def workbook(rows: Rows | None = None, stated: Mapping[str, str] | None = None) -> bytes:
    """Return the template as the bytes of an .xlsx workbook.

    `rows` are written below the example rows, by table; `stated` are values for the sheet
    submission, by key. The workbook has no formulas, comments, links, hidden sheets or merged
    cells, because the readers refuse these. Equal arguments give equal bytes.
    """
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, AS_TYPED) as opened:
        opened.set_properties({"title": "Records of trafficking prosecutions", "created": CREATED})
        book = _Book(opened)
        _read_me(book)
        _submission(book, stated or {})
        for table in tables.RECORD_TABLES:
            _table(book, table, (rows or {}).get(table.name, ()))
        _codes(book)
    return written.getvalue()


def _read_me(book: _Book) -> None:
    sheet = book.sheet(READ_ME)
    sheet.set_column(0, 0, 100, book.formats["words"])
    sheet.hide_gridlines(2)
    line = 0
    for words, heading in paragraphs():
        look = ("heading" if line else "title") if heading else "words"
        # Leave a blank row above a heading.
        line += 1 if heading and line else 0
        sheet.write_string(line, 0, words, book.formats[look])
        line += 1


def _submission(book: _Book, stated: Mapping[str, str]) -> None:
    sheet = book.sheet(SUBMISSION)
    sheet.set_column(0, 0, 16, book.formats["strong"])
    sheet.set_column(1, 1, 24, book.formats["text"])
    sheet.set_column(2, 2, 90, book.formats["words"])
    sheet.freeze_panes(1, 1)
    for column, title in enumerate(SHEET_HEADER):
        sheet.write_string(0, column, title, book.formats["optional"])
    for line, key in enumerate(MANIFEST_KEYS, start=1):
        sheet.write_string(line, 0, key.key, book.formats["strong"])
        if key.key in stated:
            sheet.write_string(line, 1, stated[key.key], book.formats["text"])
        sheet.write_string(line, 2, _said(key), book.formats["words"])
        if key.options:
            sheet.data_validation(
                line, 1, line, 1, {"validate": "list", "source": list(key.options)}
            )


def _said(key: ManifestKey) -> str:
    example_row = key.example.strip('[]"')
    return f"{' '.join(key.meaning)} For example: {example_row}"


def _table(
    book: _Book, table: tables.Table, rows: Sequence[Mapping[str, str | int | float]]
) -> None:
    sheet = book.sheet(table.name)
    sheet.freeze_panes(1, 1)
    # Dates and ids are text on purpose, so turn off the spreadsheet's warning.
    sheet.ignore_errors({"number_stored_as_text": EVERY_CELL})
    invented = example_row(table)
    for at, column in enumerate(tables.sent_columns(table)):
        field = columns.field_of(column)
        look = book.formats[NUMBERS.get(field.kind, "text")]
        width = max(WIDTHS.get(field.kind, PLAIN_WIDTH), len(column.name) + 3)
        sheet.set_column(at, at, width, look)
        header = book.formats["required" if field.required else "optional"]
        sheet.write_string(0, at, column.name, header)
        sheet.write_string(1, at, invented[column.name], book.formats["example"])
        _checks(sheet, at, column, book)
        for line, row in enumerate(rows, start=2):
            _write(sheet, (line, at), row.get(column.name, ""), look)


def _checks(sheet: Worksheet, at: int, column: columns.Column, book: _Book) -> None:
    chosen = dictionary.code_list_of(columns.field_of(column))
    codes = book.ranges[chosen.name] if chosen else ""
    sheet.data_validation(0, at, 0, at, input_message(column))
    first = xl_rowcol_to_cell(1, at)
    sheet.data_validation(1, at, LAST_ROW, at, data_validation(column, first, codes))


def _write(sheet: Worksheet, at: tuple[int, int], value: str | float, look: object) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(*at, value, look)
    else:
        sheet.write_number(*at, value, look)


def _ranges() -> dict[str, str]:
    """The cell range of each code list in sheet Codes, as a reference."""
    ranges, line = {}, 2
    for one in dictionary.all_code_lists():
        ranges[one.name] = f"={CODES}!$B${line}:$B${line + len(one.codes) - 1}"
        line += len(one.codes)
    return ranges


def _codes(book: _Book) -> None:
    sheet = book.sheet(CODES)
    sheet.freeze_panes(1, 0)
    for column, (title, width) in enumerate((("list", 26), ("code", 34), ("meaning", 80))):
        sheet.set_column(column, column, width, book.formats["text"])
        sheet.write_string(0, column, title, book.formats["optional"])
    every = ((one.name, *code) for one in dictionary.all_code_lists() for code in one.codes)
    for line, cells in enumerate(every, start=1):
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, cell, book.formats["text"])


def input_message(column: columns.Column) -> dict[str, object]:
    """Return xlsxwriter options for the note that a selected cell of the column shows.

    It is an input message, because the readers refuse comments.
    """
    return {
        "validate": "any",
        "input_title": column.name[:MOST_TITLE],
        "input_message": note(columns.field_of(column)),
    }


def data_validation(column: columns.Column, first: str, codes: str) -> dict[str, object]:
    """Return the options of `said` with a check of the cell.

    `first` is the address of the column's first cell, `codes` the reference of its list or "".
    """
    field = columns.field_of(column)
    return (
        input_message(column)
        | _kept(field, first, codes)
        | {
            "error_title": column.name[:MOST_TITLE],
            "error_message": CHOOSE if codes else f"Expected: {FORMS[field.kind]}.",
        }
    )


def note(field: columns.Field) -> str:
    """Return a column's meaning, its form, and what a blank cell means."""
    required = "Required. " if field.required else ""
    listed = code_list_of(field)
    form = f"one of the list [{listed.name}]" if listed else FORMS[field.kind]
    return f"{required}{field.meaning}.\nForm: {form}.\nBlank: {blank_means(field)}."


def _kept(field: columns.Field, first: str, codes: str) -> dict[str, object]:
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
        case columns.Kind.LABEL:
            return {"validate": "length", "criteria": "<=", "value": LONGEST_LABEL}
    return {"validate": "length", "criteria": "<=", "value": LONGEST_ID}


def paragraphs() -> list[tuple[str, bool]]:
    """Return the paragraphs of the read-me, each in one line, with whether it is a heading."""
    whole = [" ".join(paragraph.split()) for paragraph in TEXT.split("\n\n")]
    return [(words.removeprefix("# "), words.startswith("# ")) for words in whole]


def example_row(table: tables.Table) -> Mapping[str, str]:
    """Return the example cells of a table by column. The first cell begins with EXAMPLE."""
    sent = tables.sent_columns(table)
    cells = {column.name: _example_cell(column.name, columns.field_of(column)) for column in sent}
    return cells | {sent[0].name: _EXAMPLE_ID}


def _example_cell(name: str, field: columns.Field) -> str:
    if field.kind in _EXAMPLE_CELLS:
        return _EXAMPLE_NUMBERS.get(name, _EXAMPLE_CELLS[field.kind])
    listed = code_list_of(field)
    assert listed is not None, f"{name} has neither a form nor a list"
    return listed.codes[0][0]


def _manifest_lines() -> Iterator[str]:
    yield MANIFEST_HEAD
    for stated in MANIFEST_KEYS:
        yield "".join(f"# {line}\n" for line in stated.meaning) + (
            f"# {stated.key} = {stated.example}\n"
        )


MANIFEST = "\n".join(_manifest_lines())
