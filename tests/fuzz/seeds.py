"""Sound files to begin with, and how bytes and parts of them are changed."""

import io
import zipfile
from collections.abc import Sequence
from functools import cache

import xlsxwriter

CASES = b'case_id,scope,note\nk7,charged_as_trafficking,"a, ""b""\nc"\n\nm2,NA,\n'
# What breaks readers: marks, signs, ends, other encodings, the words of a workbook.
TOKENS: tuple[bytes, ...] = (
    *(b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf"),
    *(b"\xc2\xa0", "е".encode(), "\u200b".encode(), b"=1+1", b"NA", b"1e309", b" "),
    *(b"<f>1</f>", b'<c r="B2">', b"</row>", b'<row r="9">', b' t="e"', b' t="d"', b' s="1"'),
    *(b"<v>45432.5</v>", b"<!DOCTYPE x>", b"<mergeCells>", b"/>", b"<", b">", b"&#0;", b"&amp;"),
    *(b"12345678901234567890", b"1048577", b"XFD1", b"PK\x03\x04", b"\xff\xff\xff\xff"),
)
# A place as a share of the whole, how much is taken out there, and what is put in.
Mutation = tuple[float, int, bytes]


def mutated(data: bytes, mutations: Sequence[Mutation]) -> bytes:
    """The bytes with each change made in turn."""
    for share, taken, put in mutations:
        at = int(share * len(data))
        data = data[:at] + put + data[at + taken :]
    return data


@cache
def workbook() -> bytes:
    """A workbook with texts, numbers, dates, a blank row, a sheet of what the submission says."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("cases")
        for row, cells in enumerate((("case_id", "scope", "opened_on"), ("k7", "x"), (), ("m2",))):
            sheet.write_row(row, 0, cells)
        sheet.write_number(1, 2, 45432, day)
        sheet.write_number(3, 1, 1234.5)
        sheet.write_string(3, 2, "2024-05")
        said = book.add_worksheet("submission")
        said.write_row(0, 0, ("jurisdiction", "XAA"))
    return written.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def packed(parts_: dict[str, bytes]) -> bytes:
    """An archive of the parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts_.items():
            archive.writestr(name, data)
    return written.getvalue()


@cache
def archive() -> bytes:
    """An archive of two CSV files and a manifest."""
    return packed(
        {
            "cases.csv": CASES,
            "victims.csv": b"victim_id,sex\nv1,female\n",
            "submission.toml": b'jurisdiction = "XAA"\n',
        }
    )
