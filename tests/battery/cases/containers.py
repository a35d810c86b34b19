"""Items 31 and 35: archives that swell, lie or nest, and Parquet."""

import io
from collections.abc import Callable

import pyarrow as pa
from pyarrow import parquet

from tests.battery import containers, workbooks
from tests.battery.case import COMMAND_LINE, UPLOAD, A, Case, Files, R
from tests.soak import soak_size

NAME = "sent.zip"
MEGABYTES = 400
MEMBERS = 100_000
ROWS = 10_000_001
SHEET = "xl/worksheets/sheet2.xml"
TEXT = b"case_id,scope\nk7,charged_as_trafficking\n"


def zipped(data: bytes) -> Files:
    """The archive as it is sent."""
    return {NAME: data}


def swelling() -> Files:
    """An archive that unpacks to a thousand times its size."""
    return zipped(containers.bomb("cases.csv", soak_size(MEGABYTES) << 20))


def lying() -> Files:
    """The same, whose headers say that it is small."""
    return zipped(containers.with_declared_size(swelling()[NAME], len(TEXT)))


def swelling_book() -> Files:
    """A workbook whose sheet unpacks to a thousand times its size."""
    sheet = b"<worksheet>" + b" " * (soak_size(MEGABYTES) << 20)
    return {"cases.xlsx": workbooks.packed(workbooks.with_part(SHEET, sheet))}


def many() -> Files:
    """An archive of very many members."""
    return zipped(containers.of_members(soak_size(MEMBERS)))


def parquet_file(table: pa.Table) -> Files:
    """The table as a file of Parquet."""
    data = io.BytesIO()
    parquet.write_table(table, data)
    return {"cases.parquet": data.getvalue()}


def columns(**more: pa.Array) -> pa.Table:
    """A case, with more columns."""
    return pa.table({"case_id": ["k7"], "scope": ["charged_as_trafficking"], **more})


def long_table() -> Files:
    """A row more than are read, all alike, so that the file is small."""
    same = pa.DictionaryArray.from_arrays(pa.nulls(ROWS, pa.int8()).fill_null(0), pa.array(["k7"]))
    return parquet_file(pa.table({"case_id": same, "scope": same}))


NESTED = containers.archive({"cases.csv": TEXT})
FILE = "XAA.zip"


def archive(title: str, files: Files | Callable[[], Files], rule: str, word: str = "") -> Case:
    """An archive that is refused before it is unpacked."""
    return Case(31, title, R, files, rule, file=FILE, word=word)


ARCHIVES = (
    archive("an archive that swells is refused", swelling, "zip.ratio", "times its size"),
    Case(31, "an archive that understates its size is refused", R, lying, "zip.damaged"),
    Case(31, "an archive that states gigabytes is refused", R,
         zipped(containers.with_declared_size(NESTED, 0xFFFF_FFFE)), "zip.size", file=FILE,
         also=("zip.ratio",)),
    archive("an archive of very many members is refused", many, "zip.members"),
    archive("an archive inside an archive is refused",
            zipped(containers.archive({"inner.zip": NESTED})), "zip.nested"),
    archive("an archive whose members overlap is refused",
            zipped(containers.overlapping("cases.csv", 50)), "zip.overlap"),
    Case(31, "signs that move a terminal are not repeated from the name of a member", R,
         zipped(containers.archive({"\x1b[31mevil\x1b]0;pwn\x07.csv": TEXT})), "file.unknown_table",
         file="\ufffd[31mevil\ufffd]0;pwn\ufffd.csv", secrets=("\x1b", "\x07")),
    Case(31, "a workbook that swells is refused", R, swelling_book, "zip.ratio", file="XAA.xlsx",
         word="times its size"),
)  # fmt: skip
PARQUET = (
    Case(35, "Parquet is taken on the command line", A, parquet_file(columns()),
         holds={"cases.case_id": ["k7"]}, ways=frozenset({COMMAND_LINE})),
    Case(35, "Parquet in an upload is refused", R, parquet_file(columns()),
         "parquet.not_accepted", file="cases.parquet", word="cannot be uploaded",
         ways=frozenset({UPLOAD})),
    Case(35, "nested Parquet is refused", R, parquet_file(columns(form=pa.array([["mixed"]]))),
         "parquet.type", file="cases.parquet", word="nested", ways=frozenset({COMMAND_LINE})),
    Case(35, "Parquet of another library's types is refused", R,
         parquet_file(columns(form=pa.array([b"x" * 16], pa.uuid().storage_type).cast(pa.uuid()))),
         "parquet.type", file="cases.parquet", word="of an extension",
         ways=frozenset({COMMAND_LINE})),
    Case(35, "Parquet above the limit is refused by its metadata", R, long_table,
         "file.too_many_rows", file="cases.parquet", ways=frozenset({COMMAND_LINE})),
)  # fmt: skip
CASES = (*ARCHIVES, *PARQUET)
