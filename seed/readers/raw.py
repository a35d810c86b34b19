"""Bytes before anything reads them as CSV: what they are, their encoding, their line ends."""

import codecs
from collections.abc import Iterator

from schemas import findings

# How much of a file is looked at to tell a program or UTF-16 from text.
LOOKED_AT = 4096
# What is decoded at once.
PIECE = 1 << 22
SAVE_AS = 'Save it as "CSV UTF-8" and send that file.'
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive or an .xlsx workbook"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an .xls workbook or one that is password protected"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"{\\rtf", "a text document (.rtf)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


def refusal(data: bytes, file: str, encoding: str) -> findings.Finding | None:
    """Why the bytes cannot be text in the encoding; none of them is shown."""
    if not data[:LOOKED_AT].strip() and not data.strip():
        wording = f"the file is empty ({len(data)} bytes). Send it with its rows, or leave it out."
        return findings.Finding(file, "file.empty", wording)
    if fault := no_text(data, file, encoding):
        return fault
    if (at := data.find(b"\0")) >= 0 and not encoding.startswith(("utf-16", "utf-32")):
        return findings.Finding(
            file,
            "enc.nul",
            f"byte {at:,}, in row {_row(data, at):,}, is NUL, which text has not. Export anew.",
        )
    return _undecodable(data, file, encoding)


def no_text(data: bytes, file: str, encoding: str) -> findings.Finding | None:
    """The finding on bytes that begin like another kind of file, or like UTF-16."""
    if what := _not_text(data):
        wording = f"the name says CSV, but the bytes are those of {what}. {SAVE_AS}"
        return findings.Finding(file, "file.format", wording)
    if encoding == "utf-8" and _is_wide(data):
        wording = f"the text is in UTF-16 (Unicode text). {SAVE_AS}"
        return findings.Finding(file, "enc.utf16", wording)
    return None


def too_large(file: str, size: int, most: int) -> findings.Finding:
    """The finding on a file of `size` bytes, where at most `most` are read."""
    wording = f"the file has {size:,} bytes; at most {most:,} are read. Split the submission."
    return findings.Finding(file, "file.too_large", wording)


def utf8(data: bytes, encoding: str) -> bytes:
    """The text in UTF-8, without byte-order mark, each line end a line feed."""
    if encoding != "utf-8":
        decoder = codecs.getincrementaldecoder(encoding)()
        pieces = (decoder.decode(piece, final).encode() for piece, final in _pieces(data))
        data = b"".join(pieces)
    data = data.removeprefix(codecs.BOM_UTF8)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def _not_text(data: bytes) -> str | None:
    if data.startswith(b"MZ") and b"\0" in data[:LOOKED_AT]:
        return "a program"
    return next((what for magic, what in MAGIC if data.startswith(magic)), None)


def _is_wide(data: bytes) -> bool:
    """Whether it is UTF-16 or UTF-32: by its mark, or as every second byte is NUL."""
    if data.startswith(WIDE_MARKS):
        return True
    head = data[:LOOKED_AT]
    zeros = max(head[0::2].count(0), head[1::2].count(0))
    return len(head) > 1 and zeros > len(head) // 4


def _undecodable(data: bytes, file: str, encoding: str) -> findings.Finding | None:
    # Most files are plain ASCII, which is told without making a text of them.
    if encoding == "utf-8" and data.isascii():
        return None
    at = _first_undecodable(data, encoding)
    if at is None:
        return None
    return findings.Finding(
        file,
        "enc.utf8" if encoding == "utf-8" else "enc.declared",
        f"byte {at:,}, in row {_row(data, at):,}, is not {encoding.upper()}. {SAVE_AS}",
    )


def _first_undecodable(data: bytes, encoding: str) -> int | None:
    decoder, begun = codecs.getincrementaldecoder(encoding)(), 0
    for piece, final in _pieces(data):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            return begun - held + error.start
        begun += len(piece)
    return None


def _pieces(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """The bytes in pieces, and whether one is the last: a text takes up to four bytes a sign."""
    for at in range(0, len(data), PIECE):
        yield data[at : at + PIECE], at + PIECE >= len(data)


def _row(data: bytes, at: int) -> int:
    """The line of a byte, from 1."""
    return data.count(b"\n", 0, at) + 1
