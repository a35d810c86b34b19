"""Read a sheet of a workbook as a text table.

One pass over the XML finds what forbids reading it. The values come from fastexcel. Where a
spreadsheet shows another text than the stored value (dates, numbers of more than 15 digits), the
pass supplies the text that is shown.
"""

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import IO
from xml.parsers import expat

import fastexcel
import polars as pl

from schemas import findings
from schemas.language import Message, message, messages, sentences
from seed.readers import archive, headers, preflight, spreadsheet_dates
from seed.readers.headers import ROW, Findings, NotReadable, raise_findings
from seed.readers.preflight import File, Limits, Stamp
from seed.readers.spreadsheet_dates import FormatKind
from seed.readers.xlsx_container import (
    DECLARED,
    TAKE_OUT,
    DeclaredType,
    Sheet,
    Workbook,
    feed,
    open_workbook,
    utf8_parser,
)

MOST_ADDRESSES = 10
MOST_COLUMNS = 256
# Numbers from LOST on have more digits than a spreadsheet keeps. A number written in LONG
# characters or more may have them too.
LOST, LONG = 1e15, 16
# The row for an address without a row number: below any header.
BEYOND = 1 << 20
# Measured memory of a sheet in bytes: per cell of rows times columns, extra per filled cell, per
# text that the pass supplies; and how many copies of a text exist during reading.
AREA, FILLED, SAID, COPIES = 56, 40, 100, 3
# The shortest XML of a filled cell. All bytes beyond it may be text.
MARKUP = 24
BLANKS_PER_CELL = 50
WORDINGS: Mapping[str, Message] = {
    "xlsx.formula": message(
        "These cells have formulas, which cannot be read. Copy the cells and paste them as values."
    ),
    "xlsx.error": message(
        "These cells have an error such as #REF! or #N/A. Correct them, or leave them blank."
    ),
    "xlsx.merged": message(
        "These cells are merged. Unmerge them, and write the value into each row."
    ),
    "xlsx.link": message("These cells have a link. Remove the links. The text stays."),
    "xlsx.time": message(
        "These cells have a time of day. Write only days, months or years, for example 2024-05-20."
    ),
    "xlsx.date": message(
        "These cells are shown as dates before 1 March 1900 or after 9999. Spreadsheets count such"
        " dates wrongly. Write them as text, for example 2024-05-20."
    ),
    "xlsx.digits": message(
        "These numbers have more than 15 digits, and the spreadsheet has lost the last ones. Format"
        " the column as text, then enter them again."
    ),
    "xlsx.signs": message(
        "These numbers are shown with zeros or other characters that are not stored, because of a"
        " format such as 00000, A-00 or 0 years. Show them as plain numbers. Or format the column"
        " as text, then enter them again."
    ),
}
STRUCTURE = message(
    'The sheet was not written as Excel or LibreOffice write it. Save it again as ".xlsx".'
)
_ADDRESS = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_MIDNIGHT = re.compile(r"T00:00(:00(\.0+)?)?Z?$")


@dataclass
class Addresses:
    """The number of cells in which something occurs, and the addresses of the first ones."""

    times: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, address: str) -> None:
        self.times += 1
        if len(self.first) < MOST_ADDRESSES:
            self.first.append(address)


@dataclass
class ShownTexts:
    """Cells of one column that show another text than they store: row numbers from 1, and texts."""

    rows: array = field(default_factory=lambda: array("I"))
    texts: list[str] = field(default_factory=list)


@dataclass
class SheetScan:
    """The result of one pass over a sheet.

    `found` has addresses by rule; `texts` and `dates` have shown texts and date cells by column
    number, from 1. `columns` are the columns with a filled cell, `last_row` is the last row with
    one. `shared_bytes` is the size of shared texts, counted for each cell that uses them.
    `merged_to` and `formulas_to` are the last rows with merged cells and formulas. `ended` is why
    the pass stopped early (`rows`, `columns`, `declared` or `structure`), or "".
    """

    found: dict[str, Addresses] = field(default_factory=dict)
    texts: dict[int, ShownTexts] = field(default_factory=dict)
    dates: dict[int, Addresses] = field(default_factory=dict)
    columns: set[int] = field(default_factory=set)
    cells: int = 0
    shared_bytes: int = 0
    last_row: int = 0
    merged_to: int = 0
    formulas_to: int = 0
    ended: str = ""

    def add(self, rule: str, address: str) -> None:
        self.found.setdefault(rule, Addresses()).add(address)

    @property
    def width(self) -> int:
        return max(self.columns, default=0)


class _Ended(Exception):
    """Raised to stop the pass: its one argument says why."""


class _Pass:
    """A parser for one sheet of a workbook.

    Namespace prefixes of names are ignored, as fastexcel does.
    """

    def __init__(self, workbook: Workbook, most_rows: int) -> None:
        self.scan = SheetScan()
        self._formats, self._strings, self._most_rows = (
            workbook.formats,
            workbook.strings,
            most_rows,
        )
        self._longest = max(workbook.strings, default=0)
        self._has_rows, self._in_rows, self._in_row = False, False, False
        self._row, self._column = 0, 0
        self._cell: Mapping[str, str] | None = None
        self._address = ""
        self._is_filled = False
        self._value: list[str] | None = None

    def run(self, opened: IO[bytes]) -> SheetScan:
        parser = utf8_parser()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end_element
        parser.CharacterDataHandler = self._take_text
        # Where such markup splits a value, readers disagree on which piece is the value.
        parser.CommentHandler = parser.StartCdataSectionHandler = self._refuse_markup
        parser.ProcessingInstructionHandler = self._refuse_markup
        try:
            feed(parser, opened)
        except _Ended as ended:
            self.scan.ended = str(ended)
        except DeclaredType:
            self.scan.ended = "declared"
        except expat.ExpatError:
            self.scan.ended = "structure"
        return self.scan

    def _refuse_markup(self, *_: object) -> None:
        raise _Ended("structure")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if not self._in_rows:
            self._start_outside(name, attributes)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif name in ("v", "is", "f"):
            self._fill_cell(name)
        elif name == "sheetData":
            raise _Ended("structure")

    def _start_outside(self, name: str, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("ref", "")
        if name == "sheetData":
            if self._has_rows:
                raise _Ended("structure")
            self._has_rows = self._in_rows = True
        elif name == "mergeCell":
            self.scan.add("xlsx.merged", reference)
            self.scan.merged_to = max(self.scan.merged_to, _row_of(reference))
        elif name == "hyperlink" and any(key.endswith(":id") for key in attributes):
            self.scan.add("xlsx.link", reference)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        number = attributes.get("r", "")
        if self._in_row or not number.isdecimal() or int(number) <= self._row:
            raise _Ended("structure")
        self._in_row, self._row, self._column = True, int(number), 0
        if attributes.get("hidden") in ("1", "true"):
            self.scan.add("xlsx.hidden_row", number)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._address = attributes.get("r", "")
        place = _ADDRESS.fullmatch(self._address)
        # Where two cells have one address, readers silently keep the last.
        if (
            self._cell is not None
            or not self._in_row
            or place is None
            or int(place[2]) != self._row
            or (column := number_of_column(place[1])) <= self._column
        ):
            raise _Ended("structure")
        self._cell, self._column, self._is_filled = attributes, column, False
        if attributes.get("t") == "e":
            self.scan.add("xlsx.error", self._address)

    def _fill_cell(self, name: str) -> None:
        scan = self.scan
        if self._cell is None or (name != "f" and self._value is not None):
            raise _Ended("structure")
        if not self._is_filled:
            self._is_filled = True
            scan.cells += 1
            scan.columns.add(self._column)
            if self._column > MOST_COLUMNS:
                raise _Ended("columns")
        if name == "f":
            scan.add("xlsx.formula", self._address)
            scan.formulas_to = self._row
            return
        scan.last_row = self._row
        if self._row > self._most_rows:
            raise _Ended("rows")
        if name == "v":
            self._value = []

    def _take_text(self, text: str) -> None:
        if self._value is not None:
            self._value.append(text)

    def _end_element(self, name: str) -> None:
        if not self._in_rows:
            return
        name = name.rpartition(":")[2]
        if name == "v" and self._value is not None and self._cell is not None:
            self._take("".join(self._value), self._cell)
        elif name == "c":
            self._cell = self._value = None
        elif name == "row":
            self._in_row = False
        elif name == "sheetData":
            self._in_rows = False

    def _take(self, value: str, cell: Mapping[str, str]) -> None:
        """Note the length of a shared text, or the text shown in place of a number or date."""
        kind = cell.get("t", "n")
        if kind == "s":
            self.scan.shared_bytes += self._shared_length(value)
        elif kind == "n" and (shown := self._formats.get(cell.get("s", "0"))):
            self._take_shown(value, shown)
        elif kind == "n" and (len(value) >= LONG or "e" in value or "E" in value):
            self._take_long_number(value)
        elif kind == "d":
            text = _MIDNIGHT.sub("", value)
            if "T" in text:
                self.scan.add("xlsx.time", self._address)
            else:
                self._add_fault(text)

    def _shared_length(self, number: str) -> int:
        """Return the bytes of the shared text with this index; of the longest if it is invalid."""
        at = int(number) if number.isdecimal() and len(number) < 10 else len(self._strings)
        return self._strings[at] if at < len(self._strings) else self._longest

    def _take_shown(self, value: str, shown: FormatKind) -> None:
        rule, text = spreadsheet_dates.date_text(value, shown)
        if rule:
            self.scan.add(rule, self._address)
        else:
            self._add_fault(text)
            self.scan.dates.setdefault(self._column, Addresses()).add(self._address)

    def _take_long_number(self, value: str) -> None:
        """Report a number that lost digits. Round one with hidden digits to the 15 shown."""
        try:
            number = float(value)
        except ValueError:
            return
        if not abs(number) < LOST:
            self.scan.add("xlsx.digits", self._address)
        else:
            self._add_fault(spreadsheet_dates.plain_number(number))

    def _add_fault(self, text: str) -> None:
        texts = self.scan.texts.setdefault(self._column, ShownTexts())
        texts.rows.append(self._row)
        texts.texts.append(text)


def _row_of(address: str) -> int:
    """Return the row number at the end of an address."""
    last = re.search("[0-9]+$", address)
    return int(last[0]) if last else BEYOND


@cache
def number_of_column(letters: str) -> int:
    """Return the number of a column, from 1: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@dataclass(frozen=True)
class OpenSheet:
    """A sheet of an open workbook; `file` names both in findings."""

    workbook: Workbook
    sheet: Sheet

    @property
    def file(self) -> str:
        return f"{self.workbook.name} [{self.sheet.name[:31]}]"


def scan_sheet(of: OpenSheet, limits: Limits) -> SheetScan:
    """Return the scan of a sheet, read as a stream.

    Raises NotReadable where the sheet is damaged or would need too much memory.
    """
    part = of.sheet.part
    try:
        with of.workbook.unpacked() as packed, packed.open(part) as opened:
            scan = _Pass(of.workbook, limits.most_rows + 1).run(opened)
            unpacked = packed.getinfo(part).file_size
    except archive.DAMAGED:
        raise NotReadable(archive.damaged_member_finding(of.file, of.workbook.name)) from None
    if scan.ended:
        return scan
    area = 0 if _is_sparse(scan) else scan.last_row * scan.width * AREA
    said = sum(len(texts.texts) for texts in scan.texts.values()) * SAID
    texts = max(0, unpacked - MARKUP * scan.cells) + scan.shared_bytes
    size = area + scan.cells * FILLED + said + texts * COPIES + of.workbook.strings_memory
    preflight.check_memory(of.file, size, limits)
    return scan


def _is_sparse(scan: SheetScan) -> bool:
    """Return whether the sheet has far more blank cells than filled ones."""
    return scan.last_row * scan.width > BLANKS_PER_CELL * scan.cells + (1 << 20)


def sheet_faults(scan: SheetScan, of: OpenSheet, limits: Limits) -> Iterator[findings.Finding]:
    """Yield why the sheet is not read, with the first cells, and a warning on hidden rows."""
    file = of.file
    if scan.ended == "rows":
        yield preflight.too_many_rows_finding(file, limits.most_rows)
    elif scan.ended == "columns":
        wording = message(
            "There are more than {most} columns. Delete the columns that are not used.",
            most=MOST_COLUMNS,
        )
        yield findings.Finding(file, "xlsx.columns", wording)
    elif scan.ended == "declared":
        yield findings.Finding(file, "xlsx.xml", sentences(DECLARED, TAKE_OUT))
    elif scan.ended:
        yield findings.Finding(file, "xlsx.structure", STRUCTURE)
    elif _is_sparse(scan):
        wording = message(
            "Some cells are far away from all others. Press Ctrl+End to find them, then delete"
            " them."
        )
        yield findings.Finding(file, "xlsx.area", wording)
    for rule, wording in WORDINGS.items():
        if addresses := scan.found.get(rule):
            where = sentences(_cell_addresses_message(addresses), wording)
            yield findings.Finding(file, rule, where, occurrences=addresses.times)
    if addresses := scan.found.get("xlsx.hidden_row"):
        wording = messages(
            "{count} row is hidden or filtered out. It is read like the others.",
            "{count} rows are hidden or filtered out. They are read like the others.",
            addresses.times,
        )
        yield findings.Finding(file, "xlsx.hidden_row", wording, findings.Severity.WARNING)


def _cell_addresses_message(addresses: Addresses) -> Message:
    where = ", ".join(filter(None, addresses.first)) or "?"
    if others := addresses.times - len(addresses.first):
        return messages(
            "{cells} and {count} more:", "{cells} and {count} more:", others, cells=where
        )
    return message("{cells}:", cells=where)


def read_cells(scan: SheetScan, of: OpenSheet) -> pl.DataFrame:
    """Return the rows that are not blank: `row_number` of the sheet, and text columns `1`, `2`, ...

    Raises NotReadable where the table does not begin in column A, or the sheet is malformed.
    """
    values = _sheet_values(of)
    if values is not None and 1 not in scan.columns:
        wording = message(
            "The table must begin in column A, and its header must be in a row of its own."
        )
        raise NotReadable(findings.Finding(of.file, "xlsx.structure", wording))
    values = None if values is None else _with_shown_texts(values, scan)
    if values is None:
        raise NotReadable(findings.Finding(of.file, "xlsx.structure", STRUCTURE))
    numbered = values.select(pl.int_range(1, pl.len() + 1, dtype=pl.Int32).alias(ROW), pl.all())
    return numbered.filter(~pl.all_horizontal(pl.exclude(ROW).is_null()))


def _sheet_values(of: OpenSheet) -> pl.DataFrame | None:
    try:
        book = fastexcel.read_excel(of.workbook.data)
        read = book.load_sheet(of.sheet.name, header_row=None, skip_rows=0, dtypes="string")
        values = read.to_polars()
    except fastexcel.FastExcelError:
        # The error text may repeat a cell: do not pass it on.
        return None
    except BaseException as error:
        # A panic in the Rust library is a BaseException, not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        return None
    values.columns = [str(number) for number in range(1, values.width + 1)]
    return values.with_columns(pl.when(pl.all() != "").then(pl.all()))


def _with_shown_texts(values: pl.DataFrame, scan: SheetScan) -> pl.DataFrame | None:
    """Replace values by the texts shown; None where fastexcel has no value at such a cell."""
    for number, texts in scan.texts.items():
        at = pl.Series(texts.rows, dtype=pl.UInt32) - 1
        if number > values.width or max(texts.rows) > values.height:
            return None
        column = values.to_series(number - 1)
        if column.gather(at).null_count():
            return None
        values = values.with_columns(column.scatter(at, pl.Series(texts.texts)))
    return values


def named_rows(
    scan: SheetScan,
    file: str,
    cells: pl.DataFrame,
    *,
    layout: headers.Layout,
    most_cell: int,
    without_dates: frozenset[str] = frozenset(),
) -> tuple[pl.DataFrame, Findings]:
    """Return the data rows of `cells` as text columns with names, and `row_number`; and warnings.

    `cells` are the result of `read_cells`. Columns without name and value are left out.
    `without_dates` names columns that must not hold dates. Raises NotReadable.
    """
    first, *others = layout.header_rows
    header = cells.filter(pl.col(ROW) >= first).head(1)
    if others:
        header = cells.filter(pl.col(ROW).is_in(layout.header_rows))
    if header.is_empty():
        raise NotReadable(headers.no_rows_finding(file))
    raise_findings(*_misplaced_dates(scan, header, file, without_dates))
    last = max(others, default=header.item(0, ROW))
    rows = cells.filter(pl.col(ROW) > last + layout.skip_rows)
    over = headers.join_header_rows([[cell or "" for cell in row[1:]] for row in header.rows()])
    written = {
        number: name
        for number, name in enumerate(over, start=1)
        if name or rows[str(number)].null_count() < rows.height
    }
    names, warnings = headers.final_column_names(
        list(written.values()), file, numbered=layout.numbers_names, numbers=list(written)
    )
    by_number = dict(zip(map(str, written), names, strict=True))
    frame = rows.select(*by_number, ROW).rename(by_number)
    preflight.check_cell_lengths(frame, file, most_cell)
    return frame, warnings


def _misplaced_dates(
    scan: SheetScan, header: pl.DataFrame, file: str, without_dates: frozenset[str]
) -> Iterator[findings.Finding]:
    """Yield findings on dates in columns without dates: spreadsheets turn the id 1-2 into one."""
    for number, dates in scan.dates.items():
        name = headers.normalize_name(header.item(0, str(number)) or "")
        if name in without_dates:
            wording = sentences(
                _cell_addresses_message(replace(dates, times=len(dates.first))),
                message(
                    "These cells are dates, but the column has none. Spreadsheets turn values that"
                    " look like a date into one. Format the column as text, then enter them again."
                ),
            )
            yield findings.Finding(
                file, "xlsx.no_date", wording, column=name, occurrences=dates.times
            )


class SheetCache:
    """Keeps the last workbook and sheet, because unpacking takes most of the reading time.

    The first rows of a sheet are shown before it is read as a table. A file that has changed since
    is read again.
    """

    def __init__(self) -> None:
        self._file: tuple[Path | None, Stamp] | None = None
        self._workbook = Workbook("")
        self._part: str | None = None
        self._scan = SheetScan()
        self._cells: pl.DataFrame | None = None

    def workbook(self, file: File, limits: Limits) -> Workbook:
        """Return the workbook, opened once. Raises NotReadable and Changed."""
        if self._file != (file.path, file.stamp):
            self._workbook, self._part = open_workbook(file, limits), None
            self._file = (file.path, file.stamp)
        return self._workbook

    def scan(self, of: OpenSheet, limits: Limits) -> SheetScan:
        """Return the scan of a sheet, made once. Raises NotReadable."""
        if self._part != of.sheet.part:
            self._scan, self._cells = scan_sheet(of, limits), None
            self._part = of.sheet.part
        return self._scan

    def cells(self, scan: SheetScan, of: OpenSheet) -> pl.DataFrame:
        """Return the cells of the scanned sheet, read once. Raises NotReadable."""
        if self._cells is None:
            self._cells = read_cells(scan, of)
        return self._cells
