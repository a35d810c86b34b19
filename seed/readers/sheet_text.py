"""A sheet of a workbook -> a text table, as a CSV file of it would be; or why it is not read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import fastexcel
import polars as pl

from schemas import findings
from seed.readers import (
    archive,
    cell_length,
    csv_header,
    decoded,
    look_over,
    shared_strings,
    sheet_scan,
)
from seed.readers.csv_text import ROW, Dialect
from seed.readers.limits import Limits
from seed.readers.sheet_scan import Scan, number_of
from seed.readers.workbook import Sheet, Workbook

# What a sheet comes to in memory, as was measured: each cell of its rows by columns, more of those
# that are filled, a text that is said here; and how often a text stands there while it is read.
AREA, FILLED, SAID, COPIES = 56, 40, 100, 3
# The least XML of a filled cell: what is more may be its text.
MARKUP = 24
BLANKS_PER_CELL = 50
AS_VALUES = "Copy the cells and paste them as values."
WORDINGS = {
    "xlsx.formula": f"formulas are not read, nor what they came to. {AS_VALUES}",
    "xlsx.error": "cells hold an error such as #REF! or #N/A. Correct them, or leave them blank.",
    "xlsx.merged": "cells are merged. Unmerge them, and write the value into each row it is for.",
    "xlsx.link": "cells hold a link. Remove the links; the text stays.",
    "xlsx.time": "cells hold a time of day. Expected are days, months or years: 2024-05-20.",
    "xlsx.date": "cells are shown as dates before 1 March 1900 or after 9999, which spreadsheets"
    " count wrongly. Write them as text: 2024-05-20.",
    "xlsx.digits": "numbers have more than 15 digits, of which the spreadsheet has lost the last."
    " Format the column as text, then enter them anew.",
    "xlsx.padded": "numbers are shown with zeros before them which are not there. Format the column"
    " as text, then enter them anew.",
    "xlsx.signs": "numbers are shown with signs or words that are not there, as 42 is by a format"
    " like A-00 or 0 years. Show them as plain numbers, or format the column as text, then enter"
    " them anew.",
}
STRUCTURE = 'the sheet is not written as Excel or LibreOffice write it. Save it anew as ".xlsx".'


@dataclass(frozen=True)
class Asked:
    """How a sheet is to be read; `without_dates` names columns that a date has no place in."""

    dialect: Dialect
    most_cell: int
    without_dates: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Place:
    """Which sheet of which file; `file` is how both stand in findings."""

    workbook: Workbook
    sheet: Sheet

    @property
    def file(self) -> str:
        return f"{self.workbook.name} [{self.sheet.name[:31]}]"


class Named(NamedTuple):
    """A sheet's rows under the names of its columns, or None; `numbers` are the columns' own."""

    frame: pl.DataFrame | None
    findings: tuple[findings.Finding, ...]
    numbers: tuple[int, ...] = ()


def look(place: Place, limits: Limits) -> Scan | findings.Finding:
    """What stands in the sheet, streamed; a finding where it does not unpack."""
    try:
        with (
            place.workbook.unpacked() as packed,
            packed.open(place.sheet.part) as opened,
        ):
            scan = sheet_scan.scan(opened, place.workbook.shown, limits.most_rows + 1)
            # Where one column or row may be too far, or the cells cannot be told, faults say so.
            if scan.places.keys() & {"rows", "columns", "structure", "markup"}:
                return scan
            size = _size(scan, place, packed.getinfo(place.sheet.part).file_size)
        return decoded.fault(place.file, size + _texts(scan, place, limits), limits) or scan
    except archive.DAMAGED:
        return archive.damaged(place.file, place.workbook.name)


def _is_sparse(scan: Scan) -> bool:
    return scan.last_row * scan.width > BLANKS_PER_CELL * scan.cells + (1 << 20)


def _size(scan: Scan, place: Place, unpacked: int) -> int:
    """What the sheet comes to in memory, without the texts that its cells share."""
    area = 0 if _is_sparse(scan) else scan.last_row * scan.width * AREA
    said = sum(len(texts.texts) for texts in scan.texts.values()) * SAID
    written = max(0, unpacked - MARKUP * scan.cells)
    return area + scan.cells * FILLED + said + written * COPIES + place.workbook.strings.size


def _texts(scan: Scan, place: Place, limits: Limits) -> int:
    """The bytes of the texts that cells share: at most, or exactly where that would be too much."""
    strings = place.workbook.strings
    most = scan.shared * strings.longest * COPIES
    if most <= limits.most_decoded // 4:
        return most
    with place.workbook.unpacked() as packed, packed.open(place.sheet.part) as opened:
        pieces = sheet_scan.pieces(opened, Scan())
        return shared_strings.used(pieces, scan.shared, strings) * COPIES


def faults(scan: Scan, place: Place, limits: Limits) -> Iterator[findings.Finding]:
    """Why the sheet is not read, with the first addresses; a warning on rows that are hidden."""
    file = place.file
    if "rows" in scan.places:
        yield look_over.too_many(file, limits.most_rows)
    elif "columns" in scan.places:
        wording = f"there are more than {sheet_scan.MOST_COLUMNS} columns. Delete those beyond."
        yield findings.Finding(file, "xlsx.columns", wording)
    elif "markup" in scan.places:
        wording = f"its XML declares a document type or an entity. {STRUCTURE}"
        yield findings.Finding(file, "xlsx.xml", wording)
    elif "structure" in scan.places:
        yield findings.Finding(file, "xlsx.structure", STRUCTURE)
    elif _is_sparse(scan):
        wording = "cells stand far from all others. Delete them: with Ctrl+End they are found."
        yield findings.Finding(file, "xlsx.area", wording)
    for rule, wording in WORDINGS.items():
        if places := scan.places.get(rule):
            where = ", ".join(address for address in places.first if address) or "?"
            more = f" and {places.times - len(places.first):,} more"
            wording = f"{where}{more if places.times > len(places.first) else ''}: {wording}"
            yield findings.Finding(file, rule, wording, occurrences=places.times)
    if places := scan.places.get("xlsx.hidden_row"):
        wording = (
            f"{places.times:,} rows are hidden or filtered out; they are read like the others."
        )
        yield findings.Finding(file, "xlsx.hidden_row", wording, findings.Severity.WARNING)


def text(scan: Scan, place: Place, asked: Asked) -> Named:
    """Text columns and `row_number`, the sheet's, of the rows that are not blank."""
    return named(scan, place, asked, cells(scan, place))


def named(
    scan: Scan, place: Place, asked: Asked, numbered: pl.DataFrame | findings.Finding
) -> Named:
    """The same of `cells` that were read before."""
    if isinstance(numbered, findings.Finding):
        return Named(None, (numbered,))
    first, *others = asked.dialect.header_rows
    header = numbered.filter(pl.col(ROW) >= first).head(1)
    if others:
        header = numbered.filter(pl.col(ROW).is_in(asked.dialect.header_rows))
    if header.is_empty():
        return Named(None, (csv_header.no_rows(place.file),))
    last = max(others, default=header.item(0, ROW))
    rows = numbered.filter(pl.col(ROW) > last + asked.dialect.skip_rows)
    if faults := tuple(_misplaced_dates(scan, header, place.file, asked.without_dates)):
        return Named(None, faults)
    return _named(header, rows, place.file, asked)


def cells(scan: Scan, place: Place) -> pl.DataFrame | findings.Finding:
    """The cells of the rows that are not blank: `row_number`, the sheet's, and text."""
    values = _values(place)
    if values is None or "A" not in scan.columns:
        wording = "the table must begin in column A, and its header in a row of its own."
        wording = STRUCTURE if values is None else wording
        return findings.Finding(place.file, "xlsx.structure", wording)
    values = _with_texts(values, scan)
    if values is None:
        return findings.Finding(place.file, "xlsx.structure", STRUCTURE)
    numbered = values.select(pl.int_range(1, pl.len() + 1, dtype=pl.Int32).alias(ROW), pl.all())
    return numbered.filter(~pl.all_horizontal(pl.exclude(ROW).is_null()))


def _values(place: Place) -> pl.DataFrame | None:
    try:
        book = fastexcel.read_excel(place.workbook.data)
        read = book.load_sheet(place.sheet.name, header_row=None, skip_rows=0, dtypes="string")
        values = read.to_polars()
    except fastexcel.FastExcelError:
        # Its text may repeat a cell: it goes no further.
        return None
    except BaseException as error:
        # What panics in the Rust below is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        return None
    values.columns = [str(number) for number in range(values.width)]
    return values.with_columns(pl.when(pl.all() != "").then(pl.all()))


def _with_texts(values: pl.DataFrame, scan: Scan) -> pl.DataFrame | None:
    """The values, dates as days; None where a cell is not where it was seen."""
    for letters, texts in scan.texts.items():
        number = number_of(letters) - 1
        at = pl.Series(texts.rows, dtype=pl.UInt32) - 1
        if number >= values.width or max(texts.rows) > values.height:
            return None
        column = values.to_series(number)
        if column.gather(at).null_count():
            return None
        values = values.with_columns(column.scatter(at, pl.Series(texts.texts)))
    return values


def _misplaced_dates(
    scan: Scan, header: pl.DataFrame, file: str, without_dates: frozenset[str]
) -> Iterator[findings.Finding]:
    """What was typed as 1-2 is kept as a date, and the sender does not see it."""
    for letters, dates in scan.dates.items():
        name = csv_header.normalised(header.item(0, str(number_of(letters) - 1)) or "")
        if name in without_dates:
            wording = (
                f"{', '.join(dates.first)}: cells are dates, where none belongs. Spreadsheets make"
                " dates of what looks like one: format the column as text, then enter them anew."
            )
            yield findings.Finding(
                file, "xlsx.no_date", wording, column=name, occurrences=dates.times
            )


def _named(header: pl.DataFrame, rows: pl.DataFrame, file: str, asked: Asked) -> Named:
    over = csv_header.joined([[cell or "" for cell in row[1:]] for row in header.rows()])
    columns = rows.columns[1:]
    used = [name for name, cell in zip(columns, over, strict=True) if cell or _filled(rows, name)]
    written, numbers = [over[int(name)] for name in used], [int(name) + 1 for name in used]
    names, said = csv_header.settled(
        written, file, numbered=asked.dialect.numbers_names, numbers=numbers
    )
    if findings.errors(said):
        return Named(None, said)
    frame = rows.select(*used, ROW).rename(dict(zip(used, names, strict=True)))
    if faults := cell_length.faults(frame, file, asked.most_cell):
        return Named(None, faults)
    return Named(frame, said, tuple(numbers))


def _filled(rows: pl.DataFrame, column: str) -> bool:
    return rows[column].null_count() < rows.height
