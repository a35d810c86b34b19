"""Read CSV text into a text table, strict on row width and quotation marks."""

import csv
import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
from pyarrow import csv as arrow_csv

from schemas import errors, findings
from schemas.language import message, messages, sentences
from seed.readers import headers, preflight
from seed.readers.headers import (
    ROW,
    STANDARD,
    Findings,
    Layout,
    NotReadable,
    none_if_not_readable,
    raise_findings,
)
from seed.readers.preflight import COMMAND_LINE, MEGABYTE, UPLOAD, File, Limits
from seed.submission import TextTable

EXACT_LIMITS = replace(UPLOAD, most_bytes=MEGABYTE, most_rows=10_000)
Places = npt.NDArray[np.int64]
# One record whose quotation marks are sound, or the rest of the last one.
_RECORD = re.compile(rb'(?:[^"\n]++|"[^"]*+")*+(?:\n|\Z)')
MOST_HEADER_BYTES = 1 << 16
# A row longer than a block is refused. Larger blocks are not faster.
BLOCK_BYTES = 1 << 20
PIECE_ROWS = 100_000
# Where all rows have the wrong width, this many findings are enough.
MOST_WORDED = 100
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class _DataStart:
    """Where the data rows begin: at this byte, with this row number, under `names`."""

    names: tuple[str, ...]
    byte: int
    row: int


def read_csv_file(
    file: File, *, table: str, layout: Layout = STANDARD, limits: Limits = COMMAND_LINE
) -> tuple[TextTable, Findings]:
    """Return the rows of a CSV file as text, and the warnings. Raises NotReadable with the errors.

    Columns are named as in the header, without blanks around the names. Blank lines and rows of
    blank cells are left out. `row_number` is the number that a spreadsheet shows: blank lines
    count, and a record with line ends inside quotes counts once. The file's size and lines are
    checked before it is loaded.
    """
    raise_findings(preflight.size_fault(file, limits, layout.encoding))
    data, name = file.read(), file.name
    raise_findings(preflight.text_fault(data, name, layout.encoding))
    text = preflight.to_utf8(data, layout.encoding)
    raise_findings(_delimiter_fault(text, name, layout) or _quote_fault(text, name, layout))
    start, warnings = _find_data(text, name, layout, limits)
    frame = _read_rows(text, start, layout)
    if frame is None:
        raise NotReadable(*_width_findings(text, name, start, layout))
    preflight.check_cell_lengths(frame, name, limits.most_cell)
    if frame.height == 0:
        raise NotReadable(headers.no_rows_finding(name))
    return TextTable(name, table, frame, hashlib.sha256(data).hexdigest()), warnings


def _delimiter_fault(text: bytes, file: str, layout: Layout) -> findings.Finding | None:
    """Return a finding where the header has another delimiter instead of the expected one."""
    start = _lines_passed(text, 0, layout.header_rows[0] - 1)
    header = text[start:].lstrip(b"\n").partition(b"\n")[0].decode()
    for sign in DELIMITERS:
        if sign in header and layout.delimiter not in header:
            wording = message(
                "The delimiter is [{found}], but [{expected}] was expected. Export the file again,"
                " or"
                ' write delimiter = "{found}" into submission.toml or the mapping.',
                found=_delimiter_name(sign),
                expected=_delimiter_name(layout.delimiter),
            )
            return findings.Finding(file, "csv.delimiter", wording)
    return None


def _delimiter_name(sign: str) -> str:
    return "\\t" if sign == "\t" else sign


def _quote_fault(text: bytes, file: str, layout: Layout) -> findings.Finding | None:
    # Lines above the header are not read, so their quotation marks do not matter.
    start = _lines_passed(text, 0, layout.header_rows[0] - 1)
    stray = find_stray_quote(text, layout.delimiter, start)
    if stray is None:
        return None
    rule, at = stray
    wording = {
        "csv.quote": message(
            "A cell without quotation marks around it contains a quotation mark. Put the whole cell"
            " into quotation marks and double the mark inside, or remove it."
        ),
        "csv.unclosed_quote": message(
            "The cell that begins with a quotation mark here is not closed. Close it, and double"
            " each quotation mark inside it."
        ),
    }
    return findings.Finding(file, rule, wording[rule], row=1 + text.count(b"\n", 0, at))


def _find_data(
    text: bytes, file: str, layout: Layout, limits: Limits
) -> tuple[_DataStart, Findings]:
    header_rows, at, number = _header_rows(text, file, layout)
    names, warnings = headers.final_column_names(
        headers.join_header_rows(header_rows), file, numbered=layout.numbers_names
    )
    rows_at = _lines_passed(text, at, layout.skip_rows)
    first = number + layout.skip_rows
    while text.startswith(b"\n", rows_at):
        rows_at, first = rows_at + 1, first + 1
    if rows_at == len(text):
        raise NotReadable(headers.no_rows_finding(file))
    rows = text.count(b"\n", rows_at)
    size = len(text) + (rows + 1) * len(names) * preflight.CELL_BYTES
    if rows > limits.most_rows:
        raise NotReadable(preflight.too_many_rows_finding(file, limits.most_rows))
    preflight.check_memory(file, size, limits)
    return _DataStart(names, rows_at, first), warnings


def _header_rows(text: bytes, file: str, layout: Layout) -> tuple[list[list[str]], int, int]:
    """Return the rows of names, the position of the row after them, and that row's number."""
    first, *others = layout.header_rows
    at, number = _lines_passed(text, 0, first - 1), first
    while not others and text.startswith(b"\n", at):
        at, number = at + 1, number + 1
    rows = []
    for row in (number, *others):
        for _ in range(row - number):
            at = min(_header_end(text, at) + 1, len(text))
        end = _header_end(text, at)
        if end - at > MOST_HEADER_BYTES:
            wording = message(
                "The header is longer than {most:,} bytes. Is its line end missing?",
                most=MOST_HEADER_BYTES,
            )
            raise NotReadable(findings.Finding(file, "header.size", wording))
        rows.append(next(csv.reader([text[at:end].decode()], delimiter=layout.delimiter), []))
        at, number = min(end + 1, len(text)), row + 1
    return rows, at, number


def _lines_passed(text: bytes, at: int, lines: int) -> int:
    for _ in range(lines):
        end = text.find(b"\n", at)
        if end < 0:
            return len(text)
        at = end + 1
    return at


def _header_end(text: bytes, start: int) -> int:
    """Return the position where the header that begins at `start` ends: a line feed outside quotes.

    The search stops one byte after the longest header that is read.
    """
    at, quoted, most = start, 0, min(start + MOST_HEADER_BYTES + 1, len(text))
    while (end := text.find(b"\n", at, most)) >= 0:
        quoted ^= text.count(b'"', at, end) % 2
        if not quoted:
            return end
        at = end + 1
    return most


def _read_rows(text: bytes, start: _DataStart, layout: Layout) -> pl.DataFrame | None:
    """Return text columns and `row_number`; None if a row is wider or narrower than the header."""
    try:
        read = arrow_csv.read_csv(
            # Start one byte early, at the line end before the rows. pyarrow drops a byte-order
            # mark at the start of a buffer, but here such a mark belongs to a cell.
            pa.BufferReader(pa.py_buffer(text).slice(start.byte - 1)),
            read_options=arrow_csv.ReadOptions(
                column_names=list(start.names), block_size=BLOCK_BYTES
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=layout.delimiter, newlines_in_values=text.find(b'"', start.byte) >= 0
            ),
            convert_options=arrow_csv.ConvertOptions(
                # A third faster here than `string`.
                column_types=dict.fromkeys(start.names, pa.large_string()),
                null_values=[""],
                strings_can_be_null=True,
            ),
            memory_pool=memory_pool(),
        )
    except pa.ArrowInvalid:
        # The error text repeats the row, which may hold a person's name: do not pass it on.
        return None
    numbers = _row_numbers(text, start.byte, read.num_rows) + start.row
    pieces = range(0, max(read.num_rows, 1), PIECE_ROWS)
    return pl.concat([_frame_of_piece(read, numbers, at) for at in pieces], rechunk=False)


def _frame_of_piece(read: pa.Table, numbers: Places, at: int) -> pl.DataFrame:
    """Return PIECE_ROWS rows from `at` on, without blank ones. All would need twice the memory."""
    frame = pl.from_arrow(read.slice(at, PIECE_ROWS), rechunk=False)
    assert isinstance(frame, pl.DataFrame)
    own = pl.Series(ROW, numbers[at : at + PIECE_ROWS], pl.Int32)
    return frame.with_columns(own).filter(~pl.all_horizontal(pl.exclude(ROW).is_null()))


def _row_numbers(text: bytes, start: int, rows: int) -> Places:
    """Return the number of each row read, from 0. Blank lines are not read, but they count."""
    if text.count(b"\n", start) + (not text.endswith(b"\n")) == rows:
        return np.arange(rows)
    numbers = record_numbers(text, start)
    if numbers.size != rows:
        raise AssertionError(f"{rows} rows were read from {numbers.size} records")
    return numbers


def _width_findings(
    text: bytes, file: str, start: _DataStart, layout: Layout
) -> Iterator[findings.Finding]:
    """Yield a finding for each row of another width, as Python's csv module reads them."""
    width = len(start.names)
    lines = _bounded_lines(text, start.byte)
    reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
    worded, number = 0, start.row - 1
    try:
        for number, cells in enumerate(reader, start=start.row):
            if cells and len(cells) != width and worded < MOST_WORDED:
                worded += 1
                yield _width_finding(file, number, len(cells), width)
    except csv.Error:
        wording = message(
            "A cell is longer than {most:,} characters, or the row is longer than {most_of_row:,}."
            " Is a quotation mark or a line end missing?",
            most=csv.field_size_limit(),
            most_of_row=BLOCK_BYTES,
        )
        yield findings.Finding(file, "csv.cell_size", wording, row=number + 1)
        return
    if not worded:
        wording = message("It is not clear where the rows end. Export the file again as CSV UTF-8.")
        yield findings.Finding(file, "csv.structure", wording)


def _bounded_lines(text: bytes, start: int) -> Iterator[str]:
    """Yield the lines from `start` on. Raises csv.Error at a line longer than BLOCK_BYTES."""
    while start < len(text):
        end = text.find(b"\n", start)
        end = len(text) if end < 0 else end + 1
        if end - start > BLOCK_BYTES:
            raise csv.Error
        yield text[start:end].decode()
        start = end


def _width_finding(file: str, row: int, cells: int, width: int) -> findings.Finding:
    wording = messages(
        "The row has {count} cell, but the header has {width}. If a cell contains the delimiter,"
        " put quotation marks around it.",
        "The row has {count} cells, but the header has {width}. If a cell contains the delimiter,"
        " put quotation marks around it.",
        cells,
        width=width,
    )
    return findings.Finding(file, "csv.width", wording, row=row)


def find_stray_quote(text: bytes, delimiter: str, start: int = 0) -> tuple[str, int] | None:
    """Return the rule and position of the first quotation mark that breaks RFC 4180, or None.

    A cell must be quoted as a whole or not at all, and a mark inside it must be doubled. pyarrow
    and Python's csv module read other marks differently and report no error. The search begins at
    byte `start`.
    """
    if text.find(b'"', start) < 0:
        return None
    sound = _sound_cells(delimiter).match(text, start)
    at = start if sound is None else sound.end()
    if at == len(text):
        return None
    if text.startswith(b'"', at):
        return "csv.unclosed_quote", at
    return "csv.quote", text.index(b'"', at)


@cache
def _sound_cells(delimiter: str) -> re.Pattern[bytes]:
    """Return a pattern for as many valid cells as possible. It never backtracks: it is linear."""
    sign = re.escape(delimiter).encode()
    return re.compile(rb'(?:(?:"(?:[^"]++|"")*+"|[^"%b\n]*+)(?:[%b\n]|\Z))*+' % (sign, sign))


def record_numbers(text: bytes, start: int = 0) -> Places:
    """Return the numbers, from 0, of the records from `start` on that are not blank lines.

    A line end inside quotes does not end a record.
    """
    records = enumerate(_RECORD.finditer(text, start))
    filled = (n for n, record in records if not record[0].startswith(b"\n") and record[0])
    return np.fromiter(filled, np.int64)


@cache
def memory_pool() -> pa.MemoryPool:
    """Return a pyarrow memory pool that returns freed memory to the system at once.

    The default pool keeps it for later use. With this one, reading and checking 2.7 million rows
    used 330 MB less, at the same speed.
    """
    if "jemalloc" not in pa.supported_memory_backends():
        return pa.system_memory_pool()
    pa.jemalloc_set_decay_ms(0)
    return pa.jemalloc_memory_pool()


@none_if_not_readable
def read_exact_csv(
    path: Path, columns: Sequence[str], optional: Collection[str] = ()
) -> tuple[pl.DataFrame, Findings]:
    """Return the rows of a UTF-8 CSV file whose header is exactly `columns`, or None and findings.

    After these the file may have any of the `optional` columns.

    The frame has its columns as stripped text, null where a cell is blank, and `row_number` as in a
    spreadsheet. There is no frame where the file has no rows or another header. Raises
    SubmissionUnreadable where no file is at the path.
    """
    if not path.is_file():
        raise errors.SubmissionUnreadable(
            "File not found: [{file}]. Expected a CSV file with the header {header}.",
            file=path.name,
            header=",".join(columns),
        )
    try:
        text, _ = read_csv_file(preflight.file_at(path), table=path.stem, limits=EXACT_LIMITS)
    except NotReadable as unread:
        raise NotReadable(*map(_with_clear_hint, unread.findings)) from unread
    header = text.frame.columns[:-1]
    own, others = header[: len(columns)], header[len(columns) :]
    if own != list(columns) or not set(others) <= set(optional):
        wording = message(
            "The header is not the expected one. It must be exactly {header}.",
            header=",".join(columns),
        )
        if optional:
            may_follow = message(
                "These columns may follow it: {columns}.", columns=", ".join(optional)
            )
            wording = sentences(wording, may_follow)
        raise NotReadable(findings.Finding(path.name, "header.exact", wording, row=1))
    cell = pl.col(pl.String).str.strip_chars()
    return text.frame.with_columns(pl.when(cell != "").then(cell)), ()


def _with_clear_hint(fault: findings.Finding) -> findings.Finding:
    """Return the finding. If the file has no rows, it says that only --clear empties the list."""
    if fault.rule != headers.NO_ROWS:
        return fault
    return replace(fault, wording=message("The file has no rows. To empty the list, use --clear."))
