"""CSV text -> a text table, strict on width and quotation marks, with a finding for each fault."""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
from pyarrow import csv as arrow_csv

from schemas import findings
from seed.readers import cell_length, csv_header, decoded, look_over, raw
from seed.readers.csv_header import ROW
from seed.readers.limits import COMMAND_LINE, Limits
from seed.readers.look_over import File
from seed.submission import TextTable

Places = npt.NDArray[np.int64]

Bytes = npt.NDArray[np.uint8]

QUOTE, LINE_END = ord('"'), ord("\n")

# Each mark takes eight bytes while it is looked at.
BLOCK = 1 << 22


MOST_HEADER_BYTES = 1 << 16
# Longer cells than a block are refused; larger blocks are no faster.
BLOCK_BYTES = 1 << 20
PIECE_ROWS = 100_000
# A file whose rows are all of the wrong width needs no more of them to say so.
MOST_WORDED = 100
DELIMITERS = {
    ",": "commas [,]",
    ";": "semicolons [;]",
    "\t": "tabs",
    "|": "vertical bars [|]",
}


@dataclass(frozen=True)
class Dialect:
    """How a file is written: the names in `header_rows` from 1, then `skip_rows` that are no data.

    Names in several rows, groups over them, are joined. `numbers_names`: of another system's
    columns those without a name of their own are numbered.
    """

    delimiter: str = ","
    encoding: str = "utf-8"
    header_rows: tuple[int, ...] = (1,)
    skip_rows: int = 0
    numbers_names: bool = False


@dataclass(frozen=True)
class _Layout:
    """Where the rows begin: after the header's `names` and a line end, at `start`, with the record
    `first`.
    """

    names: tuple[str, ...]
    start: int
    first: int


STANDARD = Dialect()
# A table with warnings, or why it is none.
Read = tuple[TextTable | None, tuple[findings.Finding, ...]]


def read_text_table(
    data: bytes,
    *,
    file: str,
    table: str,
    dialect: Dialect = STANDARD,
    limits: Limits = COMMAND_LINE,
) -> Read:
    """The file's rows as text, or None with what is wrong with the file.

    Names of columns are as in the header, without the blanks around them. Blank lines and rows of
    blank cells are left out. `row_number` is the number a spreadsheet shows: it counts blank lines,
    and a record with line ends inside quotes as one.
    """
    if fault := raw.refusal(data, file, dialect.encoding):
        return None, (fault,)
    text = raw.utf8(data, dialect.encoding)
    if fault := _delimiter_fault(text, file, dialect) or _quote_fault(text, file, dialect):
        return None, (fault,)
    layout, said = _layout(text, file, dialect, limits)
    if layout is None:
        return None, said
    frame = _frame(text, layout, dialect)
    if frame is None:
        return None, tuple(_worded(text, file, layout, dialect))
    faults = cell_length.faults(frame, file, limits.most_cell)
    if faults or frame.height == 0:
        return None, faults or (csv_header.no_rows(file),)
    return TextTable(file, table, frame, hashlib.sha256(data).hexdigest()), said


def read_file(
    file: File, *, table: str, dialect: Dialect = STANDARD, limits: Limits = COMMAND_LINE
) -> Read:
    """As `read_text_table`, of a file that is looked over before it is read into memory."""
    if fault := look_over.fault(file, limits, dialect.encoding):
        return None, (fault,)
    return read_text_table(file.read(), file=file.name, table=table, dialect=dialect, limits=limits)


def _delimiter_fault(text: bytes, file: str, dialect: Dialect) -> findings.Finding | None:
    """The finding on a header that has another delimiter, and none of the expected."""
    start = _lines_passed(text, 0, dialect.header_rows[0] - 1)
    header = text[start:].lstrip(b"\n").partition(b"\n")[0].decode()
    for sign, words in DELIMITERS.items():
        if sign in header and dialect.delimiter not in header:
            expected = DELIMITERS.get(dialect.delimiter, f"[{dialect.delimiter}]")
            escaped = "\\t" if sign == "\t" else sign
            wording = (
                f"the cells are divided by {words}; expected are {expected}. Export it anew, or say"
                f' delimiter = "{escaped}" in submission.toml or in the profile.'
            )
            return findings.Finding(file, "csv.delimiter", wording)
    return None


def _quote_fault(text: bytes, file: str, dialect: Dialect) -> findings.Finding | None:
    # What stands over the header is not read, however it is written.
    start = _lines_passed(text, 0, dialect.header_rows[0] - 1)
    stray = stray_quote(text[start:] if start else text, dialect.delimiter)
    if stray is None:
        return None
    rule, at = stray[0], start + stray[1]
    wording = {
        "csv.quote": "a quotation mark stands inside a cell that is not quoted. Quote the whole"
        " cell and double the mark, or leave it out.",
        "csv.unclosed_quote": "the quoted cell that begins here is not closed before the next"
        " delimiter. Close it, and double each mark inside it.",
    }
    return findings.Finding(file, rule, wording[rule], row=1 + text.count(b"\n", 0, at))


def _layout(
    text: bytes, file: str, dialect: Dialect, limits: Limits
) -> tuple[_Layout | None, tuple[findings.Finding, ...]]:
    headers, at, number = _headers(text, dialect)
    if headers is None:
        return None, (_header_too_long(file),)
    names, said = csv_header.settled(
        csv_header.joined(headers), file, numbered=dialect.numbers_names
    )
    if len(names) > decoded.MOST_COLUMNS:
        return None, (decoded.too_wide(file, len(names)),)
    if findings.errors(said):
        return None, said
    rows_at = _lines_passed(text, at, dialect.skip_rows)
    first = number + dialect.skip_rows
    while text.startswith(b"\n", rows_at):
        rows_at, first = rows_at + 1, first + 1
    if rows_at == len(text):
        return None, (csv_header.no_rows(file),)
    rows = text.count(b"\n", rows_at)
    size = len(text) + (rows + 1) * len(names) * decoded.CELL
    too_many = look_over.too_many(file, limits.most_rows) if rows > limits.most_rows else None
    if fault := too_many or decoded.fault(file, size, limits):
        return None, (fault,)
    return _Layout(names, rows_at, first), said


def _headers(text: bytes, dialect: Dialect) -> tuple[list[list[str]] | None, int, int]:
    """The rows of names, where the row behind them begins, and its number; None of one too long."""
    first, *others = dialect.header_rows
    at, number = _lines_passed(text, 0, first - 1), first
    while not others and text.startswith(b"\n", at):
        at, number = at + 1, number + 1
    headers = []
    for row in (number, *others):
        for _ in range(row - number):
            at = min(_header_end(text, at) + 1, len(text))
        end = _header_end(text, at)
        if end - at > MOST_HEADER_BYTES:
            return None, at, number
        headers.append(next(csv.reader([text[at:end].decode()], delimiter=dialect.delimiter), []))
        at, number = min(end + 1, len(text)), row + 1
    return headers, at, number


def _lines_passed(text: bytes, at: int, lines: int) -> int:
    for _ in range(lines):
        end = text.find(b"\n", at)
        if end < 0:
            return len(text)
        at = end + 1
    return at


def _header_end(text: bytes, start: int) -> int:
    """Where the header that begins at `start` ends: at a line feed outside quotes.

    Nobody looks further than a byte beyond the longest that is read.
    """
    at, quoted, most = start, 0, min(start + MOST_HEADER_BYTES + 1, len(text))
    while (end := text.find(b"\n", at, most)) >= 0:
        quoted ^= text.count(b'"', at, end) % 2
        if not quoted:
            return end
        at = end + 1
    return most


def _frame(text: bytes, layout: _Layout, dialect: Dialect) -> pl.DataFrame | None:
    """Text columns and `row_number`; None where a row has another width than the header."""
    try:
        read = arrow_csv.read_csv(
            # A slice of a buffer is no copy. A byte-order mark that it begins with is not read, and
            # one that stands here is a cell's: it begins with the line end before, a blank line.
            pa.BufferReader(pa.py_buffer(text).slice(layout.start - 1)),
            read_options=arrow_csv.ReadOptions(
                column_names=list(layout.names), block_size=BLOCK_BYTES
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=dialect.delimiter, newlines_in_values=text.find(b'"', layout.start) >= 0
            ),
            convert_options=arrow_csv.ConvertOptions(
                # A third faster here than `string`.
                column_types=dict.fromkeys(layout.names, pa.large_string()),
                null_values=[""],
                strings_can_be_null=True,
            ),
            memory_pool=pool(),
        )
    except pa.ArrowInvalid:
        # Its text repeats the row, which may hold a name: it goes no further.
        return None
    numbers = _numbers(text, layout.start, read.num_rows) + layout.first
    pieces = range(0, max(read.num_rows, 1), PIECE_ROWS)
    return pl.concat([_piece(read, numbers, at) for at in pieces], rechunk=False)


def _piece(read: pa.Table, numbers: Places, at: int) -> pl.DataFrame:
    """Some of the rows, without blank ones: all at once would stand in memory twice."""
    frame = pl.from_arrow(read.slice(at, PIECE_ROWS), rechunk=False)
    assert isinstance(frame, pl.DataFrame)
    own = pl.Series(ROW, numbers[at : at + PIECE_ROWS], pl.Int32)
    return frame.with_columns(own).filter(~pl.all_horizontal(pl.exclude(ROW).is_null()))


def _numbers(text: bytes, start: int, rows: int) -> Places:
    """The number of each row read, from 0; blank lines, which are not read, have theirs too."""
    if text.count(b"\n", start) + (not text.endswith(b"\n")) == rows:
        return np.arange(rows)
    numbers = record_numbers(text, start)
    if numbers.size != rows:
        raise AssertionError(f"{rows} rows were read from {numbers.size} records")
    return numbers


def _worded(
    text: bytes, file: str, layout: _Layout, dialect: Dialect
) -> Iterator[findings.Finding]:
    """A finding for each row of another width, as the standard library reads them."""
    width = len(layout.names)
    lines = _lines(text, layout.start)
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    worded, number = 0, layout.first - 1
    try:
        for number, cells in enumerate(reader, start=layout.first):
            if cells and len(cells) != width and worded < MOST_WORDED:
                worded += 1
                yield _of_width(file, number, len(cells), width)
    except csv.Error:
        wording = (
            f"a cell is longer than {csv.field_size_limit():,} characters, or the row than"
            f" {BLOCK_BYTES:,}. Is a quotation mark or a line end missing?"
        )
        yield findings.Finding(file, "csv.cell_size", wording, row=number + 1)
        return
    if not worded:
        wording = "the rows cannot be told apart. Export the file anew as CSV UTF-8."
        yield findings.Finding(file, "csv.structure", wording)


def _lines(text: bytes, start: int) -> Iterator[str]:
    """The lines from `start` on; csv.Error at one that is longer than a block."""
    while start < len(text):
        end = text.find(b"\n", start)
        end = len(text) if end < 0 else end + 1
        if end - start > BLOCK_BYTES:
            raise csv.Error
        yield text[start:end].decode()
        start = end


def _of_width(file: str, row: int, cells: int, width: int) -> findings.Finding:
    wording = (
        f"the row has [{cells}] cells, the header has {width}. Quote a cell that holds the"
        " delimiter; leave a blank cell between two delimiters."
    )
    return findings.Finding(file, "csv.width", wording, row=row)


def _header_too_long(file: str) -> findings.Finding:
    wording = f"the header is longer than {MOST_HEADER_BYTES:,} bytes. Is its line end missing?"
    return findings.Finding(file, "header.size", wording)


def stray_quote(text: bytes, delimiter: str) -> tuple[str, int] | None:
    """The first quotation mark that breaks RFC 4180: the rule, and where it stands; or None.

    A cell is quoted whole or not at all, and a mark inside it is doubled. pyarrow and Python's csv
    read other marks each in its own way, without an error.
    """
    if b'"' not in text:
        return None
    around = np.frombuffer(text, np.uint8)
    apart = np.array([ord(delimiter), LINE_END], np.uint8)
    # Of the blocks before: the last closing mark, and where the last quoted cell began.
    closed, begun = -1, 0
    for marks in _in_pairs(around):
        opening, closing = marks[0::2], marks[1::2]
        # A closing mark right before an opening one is a doubled mark inside the cell.
        doubled = np.append(closed, closing)[: opening.size] + 1 == opening
        doubled &= opening > 0
        begins = np.where(doubled, -1, opening)
        begins[0] = begun if doubled[0] else begins[0]
        begins = np.maximum.accumulate(begins)
        opens = doubled | (opening == 0) | np.isin(around[opening - 1], apart)
        after = np.minimum(closing + 1, around.size - 1)
        closes = (closing + 1 == around.size) | np.isin(around[after], np.append(apart, QUOTE))
        broken = [(int(opening[at]), "csv.quote") for at in np.flatnonzero(~opens)[:1]]
        # A mark that closes nothing was left open where its cell began.
        open_ended = [*np.flatnonzero(~closes)[:1], *([-1] if marks.size % 2 else [])]
        broken += [(int(begins[at]), "csv.unclosed_quote") for at in open_ended]
        if broken:
            at, rule = min(broken, key=lambda fault: fault[0])
            return rule, at
        closed, begun = int(closing[-1]), int(begins[-1])
    return None


def _in_pairs(around: Bytes) -> Iterator[Places]:
    """The marks, block by block: an opening and a closing each, but for the last of all."""
    unpaired = np.zeros(0, np.int64)
    for at, block in _blocks(around):
        marks = np.append(unpaired, np.flatnonzero(block == QUOTE) + at)
        whole = marks.size - marks.size % 2
        unpaired = marks[whole:]
        if whole:
            yield marks[:whole]
    if unpaired.size:
        yield unpaired


def _blocks(around: Bytes) -> Iterator[tuple[int, Bytes]]:
    for at in range(0, around.size, BLOCK):
        yield at, around[at : at + BLOCK]


def record_numbers(text: bytes, start: int = 0) -> Places:
    """The number of each record from `start` on that is not blank, from 0.

    Line ends inside quotes end none.
    """
    around = np.frombuffer(text, np.uint8)[start:]
    line_ends, quoted = [], 0
    for at, block in _blocks(around):
        ends, marks = np.flatnonzero(block == LINE_END), np.flatnonzero(block == QUOTE)
        outside = (np.searchsorted(marks, ends) + quoted) % 2 == 0
        line_ends.append(ends[outside] + at)
        quoted = (quoted + marks.size) % 2
    if not text.endswith(b"\n"):
        line_ends.append(np.array([around.size]))
    ends = np.concatenate([np.full(1, -1), *line_ends])
    return np.flatnonzero(np.diff(ends) > 1)


@cache
def pool() -> pa.MemoryPool:
    """The pool that gives back at once what is let go; the usual one keeps it for the next file.

    Reading and checking 2.7 million rows held 330 MB less so, at the same cost.
    """
    if "jemalloc" not in pa.supported_memory_backends():
        return pa.system_memory_pool()
    pa.jemalloc_set_decay_ms(0)
    return pa.jemalloc_memory_pool()
