"""Check a file before it is read: size, first bytes, encoding, and whether it has changed."""

import codecs
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

import polars as pl

from schemas import errors, findings
from schemas.language import Message, message, sentences
from seed.readers.headers import ROW, NotReadable, raise_findings

# Memory of a text cell without its text, blank cells included: 8 bytes offset, 16 bytes view.
CELL_BYTES = 24

# A longer column name may be a value of a record: findings do not show it.
MOST_NAME = 40

# Characters in a cell of an export: the limit of spreadsheets. Most such texts are dropped later.
MOST_CELL_OF_EXPORT = 32_767

MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """The largest files and tables that are read into memory.

    `most_bytes` limits one file on disk, `most_unpacked` all contents of an archive or workbook,
    `most_decoded` one table in memory, and `most_together` all tables that are read at once, of
    which the earlier ones hold `held` bytes. `most_rows` limits one table, without its header.
    `most_cell` is in characters. `formats` are the file endings that are read, in lower case. JSON
    is read only through a mapping profile, which says which nested records become rows.
    """

    most_bytes: int
    most_unpacked: int
    most_decoded: int
    most_rows: int
    most_cell: int
    formats: frozenset[str]
    most_together: int
    held: int = 0

    def with_held(self, held: int) -> "Limits":
        """Return the limits for the next table, when earlier tables hold `held` bytes."""
        left = max(0, self.most_together - held)
        return replace(self, held=held, most_decoded=min(self.most_decoded, left))


COMMAND_LINE = Limits(
    most_bytes=1024 * MEGABYTE,
    most_unpacked=2048 * MEGABYTE,
    # The largest file, with cells of a dozen characters, needs a little less.
    most_decoded=3072 * MEGABYTE,
    # Ten million rows are refused.
    most_rows=9_999_999,
    most_cell=1000,
    formats=frozenset({".csv", ".tsv", ".txt", ".zip", ".xlsx", ".json", ".parquet"}),
    most_together=6144 * MEGABYTE,
)

UPLOAD = Limits(
    most_bytes=25 * MEGABYTE,
    most_unpacked=512 * MEGABYTE,
    # The child process that reads it may use three times as much.
    most_decoded=1024 * MEGABYTE,
    most_rows=200_000,
    most_cell=256,
    formats=COMMAND_LINE.formats - {".parquet"},
    # One child process holds all files, however many there are.
    most_together=1024 * MEGABYTE,
)


CHUNK = 1 << 20
# Smaller files are not checked before they are loaded, only while they are parsed.
SMALL = 32 << 20
# Device, inode, size and times of the last changes: a different stamp means a changed file.
Stamp = tuple[int, ...]
CHANGED = message(
    "The file was changed while it was read. Import it again when no program writes to it."
)


class Changed(errors.UserError):
    """Raised when a file has changed since it was checked."""

    def __init__(self, path: Path) -> None:
        super().__init__(message("{file}: {fault}", file=path.name, fault=CHANGED))


@dataclass(frozen=True)
class File:
    """A file of a folder or a member of an archive, not read yet.

    `name` has no folders, and `size` is in bytes. `path` is None in an archive; `stamp` belongs to
    the path.
    """

    name: str
    size: int
    open: Callable[[], IO[bytes]]
    path: Path | None = None
    stamp: Stamp = ()

    @property
    def suffix(self) -> str:
        """Return the ending of the name in lower case, with its dot."""
        return PurePosixPath(self.name.lower()).suffix

    def read(self) -> bytes:
        """Return all bytes. Raises Changed where the file has changed since it was checked."""
        # Without this limit a member would be unpacked beyond the size that its archive declares.
        with self.open() as opened:
            data = opened.read(self.size + 1)
        if self.path is not None and (len(data) != self.size or self.is_changed):
            raise Changed(self.path)
        return data

    @property
    def is_changed(self) -> bool:
        """Return whether the file at its path was changed or removed; False in an archive."""
        if self.path is None:
            return False
        try:
            return _file_stamp(self.path.stat()) != self.stamp
        except OSError:
            return True


# How many first bytes are checked to tell programs and UTF-16 from text.
LOOKED_AT = 4096
# How many bytes are decoded at a time.
PIECE = 1 << 22
SAVE_AS_CSV = message('Save it as "CSV UTF-8" and send that file.')
PROGRAM = message("The file name says CSV, but this is a program.")
COMPRESSED = message("The file name says CSV, but this is a compressed file.")
ZIP = message("The file name says CSV, but this is a zip archive or an .xlsx workbook.")
EMPTY = message("The file is empty (0 bytes). Send it with its rows, or leave it out.")
MAGIC: tuple[tuple[bytes, Message], ...] = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        message("The file name says CSV, but this is an .xls or a password-protected workbook."),
    ),
    (b"%PDF", message("The file name says CSV, but this is a PDF document.")),
    (b"\x7fELF", PROGRAM),
    (b"PAR1", message("The file name says CSV, but this is a Parquet file.")),
    (b"\x1f\x8b", COMPRESSED),
    (b"BZh", COMPRESSED),
    (b"7z\xbc\xaf\x27\x1c", COMPRESSED),
    (b"Rar!", COMPRESSED),
)
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# Under Python's own names; aliases are resolved before the comparison.
KNOWN_ENCODINGS = frozenset(
    {
        *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "ascii"),
        *(f"cp{number}" for number in range(1250, 1259)),
        *(f"iso8859-{part}" for part in range(1, 17) if part != 12),
        *("cp437", "cp720", "cp737", "cp775", "cp850", "cp852", "cp855", "cp857", "cp858", "cp860"),
        *("cp861", "cp862", "cp863", "cp864", "cp865", "cp866", "cp869", "cp874", "tis-620"),
        *("koi8-r", "koi8-u", "koi8-t", "kz1048", "ptcp154", "mac-roman", "mac-cyrillic"),
        *("mac-latin2", "mac-greek", "mac-turkish", "shift_jis", "cp932", "euc_jp", "euc_kr"),
        *("cp949", "gb2312", "gbk", "gb18030", "big5", "big5hkscs", "cp950"),
    }
)


def known_encoding(name: str) -> str | None:
    """Return Python's name of an encoding; None where it is unknown or not supported."""
    try:
        encoding = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return encoding if encoding in KNOWN_ENCODINGS else None


def text_fault(data: bytes, file: str, encoding: str) -> findings.Finding | None:
    """Return a finding where the bytes are not text in the encoding, else None.

    The finding never shows any of the bytes.
    """
    if not data[:LOOKED_AT].strip() and not data.strip():
        blank = message(
            "The file has no text, only spaces. Send it with its rows, or leave it out."
        )
        return findings.Finding(file, "file.empty", blank if data else EMPTY)
    if fault := other_kind_fault(data, file, encoding):
        return fault
    if (at := data.find(b"\0")) >= 0 and not encoding.startswith(("utf-16", "utf-32")):
        return findings.Finding(
            file,
            "enc.nul",
            message(
                "Byte {byte:,}, in row {row:,}, is a NUL character. Export the file again.",
                byte=at,
                row=_row_at(data, at),
            ),
        )
    return _encoding_fault(data, file, encoding)


def other_kind_fault(data: bytes, file: str, encoding: str) -> findings.Finding | None:
    """Return a finding where the bytes begin like another kind of file, or like UTF-16."""
    if what := _not_text(data):
        return findings.Finding(file, "file.format", sentences(what, SAVE_AS_CSV))
    if encoding == "utf-8" and _is_wide(data):
        wording = sentences(message("The text is in UTF-16 (Unicode text)."), SAVE_AS_CSV)
        return findings.Finding(file, "enc.utf16", wording)
    return None


def too_large_finding(file: str, size: int, most: int) -> findings.Finding:
    """Return the finding on a file of `size` bytes, where at most `most` are read."""
    wording = message(
        "The file has {size:,} bytes, but at most {most:,} can be read. Split the import.",
        size=size,
        most=most,
    )
    return findings.Finding(file, "file.too_large", wording)


def to_utf8(data: bytes, encoding: str) -> bytes:
    """Return the text in UTF-8, without byte-order mark and with a line feed at each line end."""
    if encoding != "utf-8":
        decoder = codecs.getincrementaldecoder(encoding)()
        pieces = (decoder.decode(piece, final).encode() for piece, final in _byte_pieces(data))
        data = b"".join(pieces)
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def _not_text(data: bytes) -> Message | None:
    """Return which other kind of file the first bytes show; None if they show none."""
    if data.startswith(b"MZ") and b"\0" in data[:LOOKED_AT]:
        return PROGRAM
    return next((what for magic, what in MAGIC if data.startswith(magic)), None)


def _is_wide(data: bytes) -> bool:
    """Return whether a text is in UTF-16 or UTF-32: by its mark, or because many bytes are NUL."""
    if data.startswith(WIDE_MARKS):
        return True
    head = data[:LOOKED_AT]
    zeros = max(head[0::2].count(0), head[1::2].count(0))
    return len(head) > 1 and zeros > len(head) // 4


def _encoding_fault(data: bytes, file: str, encoding: str) -> findings.Finding | None:
    # Most files are plain ASCII, which is quick to see without decoding.
    if encoding == "utf-8" and data.isascii():
        return None
    at = _first_undecodable(data, encoding)
    if at is None:
        return None
    return findings.Finding(
        file,
        "enc.utf8" if encoding == "utf-8" else "enc.declared",
        sentences(
            message(
                "Byte {byte:,}, in row {row:,}, is not {encoding}.",
                byte=at,
                row=_row_at(data, at),
                encoding=encoding.upper(),
            ),
            SAVE_AS_CSV,
        ),
    )


def _first_undecodable(data: bytes, encoding: str) -> int | None:
    decoder, begun = codecs.getincrementaldecoder(encoding)(), 0
    for piece, final in _byte_pieces(data):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            return begun - held + error.start
        begun += len(piece)
    return None


def _byte_pieces(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield the bytes in pieces, each with whether it is the last. Saves memory when decoding."""
    for at in range(0, len(data), PIECE):
        yield data[at : at + PIECE], at + PIECE >= len(data)


def _row_at(data: bytes, at: int) -> int:
    """Return the line of a byte, from 1."""
    return data.count(b"\n", 0, at) + 1


def file_at(path: Path) -> File:
    """Return the file at `path`, not yet opened. Raises Changed where it has gone.

    Opening it raises SubmissionUnreadable where the user has no right to read it.
    """

    def opened() -> IO[bytes]:
        try:
            return path.open("rb")
        except PermissionError as error:
            raise errors.SubmissionUnreadable(
                "You may not read the file [{file}]. Change its permissions.", file=path.name
            ) from error
        except FileNotFoundError as error:
            raise Changed(path) from error

    try:
        stat = path.stat()
    except FileNotFoundError as error:
        raise Changed(path) from error
    return File(path.name, stat.st_size, opened, path, _file_stamp(stat))


def _file_stamp(stat: os.stat_result) -> Stamp:
    # A program can set mtime back, but not ctime.
    return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def changed_files(files: Iterable[File]) -> Iterator[findings.Finding]:
    """Yield a finding for each file that has changed since it was checked."""
    yield from (changed_finding(file.name) for file in files if file.is_changed)


def changed_finding(name: str) -> findings.Finding:
    """Return the finding on a file that was changed, replaced or removed while it was read."""
    return findings.Finding(name, "file.changed", CHANGED)


def size_fault(file: File, limits: Limits, encoding: str = "utf-8") -> findings.Finding | None:
    """Return a finding where a text file must not be loaded, else None.

    The reasons: too many bytes, not text, too many lines, or too long a line.
    """
    if file.size > limits.most_bytes:
        return too_large_finding(file.name, file.size, limits.most_bytes)
    if file.size <= SMALL:
        return None
    with file.open() as opened:
        if not_text := other_kind_fault(opened.read(LOOKED_AT), file.name, encoding):
            return not_text
    with file.open() as opened:
        return _line_fault(opened, file.name, limits)


def _line_fault(opened: IO[bytes], name: str, limits: Limits) -> findings.Finding | None:
    sign, lines, begun = b"", 0, 0
    while chunk := opened.read(CHUNK):
        if not sign:
            sign = b"\r" if b"\n" not in chunk and b"\r" in chunk else b"\n"
        first = chunk.find(sign)
        begun += len(chunk) if first < 0 else first
        if begun > CHUNK:
            # Such a line is too long for a table of codes and dates.
            wording = message(
                "The row is longer than {most:,} bytes. Is a line end or a quotation mark missing?"
                " Export the file again.",
                most=CHUNK,
            )
            return findings.Finding(name, "csv.cell_size", wording, row=lines + 1)
        if first >= 0:
            begun = len(chunk) - 1 - chunk.rfind(sign)
            lines += chunk.count(sign)
        if lines > limits.most_rows + 1:
            return too_many_rows_finding(name, limits.most_rows)
    return None


def too_many_rows_finding(name: str, most: int) -> findings.Finding:
    """Return the finding on a table of more than `most` rows."""
    wording = message(
        "There are more than {most:,} rows. Split the import by period or by office.", most=most
    )
    return findings.Finding(name, "file.too_many_rows", wording)


def check_cell_lengths(frame: pl.DataFrame, file: str, most: int) -> None:
    """Raise NotReadable where a text cell has more than `most` characters.

    There is one finding per column, with the first such row. `frame` must have `row_number`.
    """
    raise_findings(*_long_cells(frame, file, most))


def _long_cells(frame: pl.DataFrame, file: str, most: int) -> Iterator[findings.Finding]:
    # Lengths in bytes are cheap. Characters are counted only where the bytes exceed the limit.
    longest = frame.select(pl.col(pl.String).str.len_bytes().max())
    for column in longest.columns:
        if (longest.item(0, column) or 0) <= most:
            continue
        rows = frame.filter(pl.col(column).str.len_chars() > most)[ROW]
        if rows.len():
            yield findings.Finding(
                file,
                "file.cell_size",
                message(
                    "A cell is longer than {most:,} characters. Send only codes, dates, numbers and"
                    " pseudonyms, which are short.",
                    most=most,
                ),
                row=int(rows.item(0)),
                column=column if column.isidentifier() and len(column) <= MOST_NAME else None,
                occurrences=rows.len(),
            )


def check_memory(file: str, size: int, limits: Limits) -> None:
    """Raise NotReadable where a table of `size` bytes in memory exceeds the limits."""
    if size <= limits.most_decoded:
        return
    if limits.held:
        wording = message(
            "The table would need {size:,} bytes of memory, and the tables before it {held:,}. At"
            " most {most:,} are allowed together. Send fewer years or offices at once, and leave"
            " out columns that are not used.",
            size=size,
            held=limits.held,
            most=limits.most_together,
        )
    else:
        wording = message(
            "The table would need {size:,} bytes of memory, but at most {most:,} are allowed. Split"
            " it by period or by office, and leave out columns that are not used.",
            size=size,
            most=limits.most_decoded,
        )
    raise NotReadable(findings.Finding(file, "file.decoded", wording))


def memory_bytes(frames: Iterable[pl.DataFrame]) -> int:
    """Return the estimated memory of the tables in bytes, with CELL_BYTES more for each cell."""
    return sum(
        frame.height * frame.width * CELL_BYTES + int(frame.estimated_size()) for frame in frames
    )
