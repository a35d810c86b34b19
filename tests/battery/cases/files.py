"""Items 1-20, 23 and 24: bytes, encodings, line ends, quotation marks, headers and widths."""

import codecs
import io
import zipfile

from tests.battery.case import A, Case, Files, Q, R, W, csv

TEXT = "case_id,scope,form\nk7,charged_as_trafficking,mixed\nm2,charged_as_trafficking,other\n"
PLAIN = {"cases.csv": TEXT.encode()}
HOLDS = {"cases.case_id": ["k7", "m2"], "cases.form": ["mixed", "other"]}


def one(data: bytes) -> Files:
    """The bytes as the file of cases."""
    return {"cases.csv": data}


def written(encoding: str) -> Files:
    """The plain text in an encoding."""
    return one(TEXT.encode(encoding))


def with_bytes(data: bytes) -> Files:
    """The plain text with the bytes within a cell of its row 3."""
    return one(TEXT.encode().replace(b"other", b"oth" + data + b"er"))


def packed() -> bytes:
    """A zip archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("cases.csv", TEXT)
    return data.getvalue()


CASES = (
    Case(1, "an empty file is refused", R, one(b""), "file.empty", word="0 bytes"),
    Case(2, "a header alone is refused", R, csv(cases="case_id,scope\n"), "file.no_rows"),
    Case(
        3,
        "a byte-order mark changes nothing",
        A,
        one(codecs.BOM_UTF8 + TEXT.encode()),
        holds=HOLDS,
        twin=PLAIN,
    ),
    *(
        Case(4, f"{name} is refused", R, one(data), "enc.utf16", word="CSV UTF-8")
        for name, data in {
            "UTF-16 LE": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
            "UTF-16 BE": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
            "UTF-16 without a mark": TEXT.encode("utf-16-le"),
        }.items()
    ),
    Case(5, "latin-1 is refused with the byte", R, with_bytes("é".encode("latin-1")), "enc.utf8",
         word="Byte 80, in row 3"),
    Case(5, "cp1252 is refused with the byte", R, with_bytes("€".encode("cp1252")), "enc.utf8",
         word="Byte 80, in row 3"),
    *(
        Case(6, f"{name} are refused", R, with_bytes(data), "enc.utf8", word="not UTF-8")
        for name, data in {
            "bytes that begin nothing": b"\xff",
            "surrogates": b"\xed\xa0\x80",
            "overlong forms": b"\xc0\xaf",
            "truncated letters": b"\xe2\x82",
        }.items()
    ),
    Case(7, "a NUL byte is refused", R, with_bytes(b"\0"), "enc.nul", word="in row 3"),
    Case(8, "CRLF reads as LF", A, one(TEXT.replace("\n", "\r\n").encode()), holds=HOLDS,
         twin=PLAIN),
    Case(8, "CR alone reads as LF", A, one(TEXT.replace("\n", "\r").encode()), holds=HOLDS,
         twin=PLAIN),
    Case(9, "mixed line ends are read", A, one(TEXT.replace("\n", "\r\n", 2).encode()),
         holds=HOLDS, twin=PLAIN),
    Case(
        10,
        "a line end inside quotes moves no row number",
        Q,
        csv(cases='case_id,scope,form\nk7,charged_as_trafficking,"mix\ned"\n'
            "m2,charged_as_trafficking,othr\nz5,charged_as_trafficking,\n"),
        "code.unknown",
        rows=(2, 3),
        column="form",
        secrets=("othr", "mix\ned"),
    ),
    Case(10, "a header of line ends inside quotes is refused", R,
         csv(cases='case_id,"' + "\n" * 400_000 + '"\nk7,x\n'), "header.size",
         word="longer than"),
    Case(
        11,
        "an unclosed quote is refused where it began",
        R,
        csv(cases='case_id,scope,form\nk7,charged_as_trafficking,\nm2,"charged_as,mixed\n'
            "z5,charged_as_trafficking,mixed\n"),
        "csv.unclosed_quote",
        rows=(3,),
        secrets=("charged_as,",),
    ),
    *(
        Case(12, f"{name} are named", R, one(TEXT.replace(",", sign).encode()), "csv.delimiter",
             word=f"The delimiter is [{shown}]")
        for name, sign, shown in (
            ("semicolons", ";", ";"), ("tabs", "\t", "\\t"), ("vertical bars", "|", "|")
        )
    ),
    Case(13, "a short row is refused", R, one(TEXT.encode() + b"z5,charged_as_trafficking\n"),
         "csv.width", rows=(4,), word="2 cells, but the header has 3", secrets=("z5",)),
    Case(14, "a long row is refused", R, one(TEXT.encode() + b"z5,charged_as_trafficking,mixed,\n"),
         "csv.width", rows=(4,), word="4 cells, but the header has 3", secrets=("z5",)),
    Case(14, "a long first row is refused", R,
         csv(cases="case_id,scope\nk7,charged_as_trafficking,mixed\n"),
         "csv.width", rows=(2,), word="3 cells, but the header has 2"),
    Case(
        15,
        "blank lines are passed over and counted",
        A,
        csv(cases="case_id,scope\n\nk7,charged_as_trafficking\n\n\nm2,charged_as_trafficking\n\n"),
        holds={"cases.case_id": ["k7", "m2"], "cases.row_number": [3, 6]},
    ),
    Case(16, "a header twice is refused", R,
         csv(cases="case_id,scope,scope\nk7,charged_as_trafficking,\n"),
         "header.duplicate", word="Columns 2 and 3"),
    Case(
        17,
        "a header in other letters is taken with a warning",
        W,
        csv(cases='" Case_ID ",SCOPE\u00a0,Ｆorm\nk7,charged_as_trafficking,mixed\n'),
        "header.normalised",
        word="case_id, scope, form",
        holds={"cases.case_id": ["k7"], "cases.form": ["mixed"]},
        twin=csv(cases="case_id,scope,form\nk7,charged_as_trafficking,mixed\n"),
    ),
    Case(17, "two headers that are one in small letters are refused", R,
         csv(cases="case_id,scope,Scope \nk7,charged_as_trafficking,\n"),
         "header.duplicate", word="Columns 2 and 3"),
    Case(18, "an unknown column is refused", R,
         csv(cases="case_id,scope,fourm\nk7,charged_as_trafficking,mixed\n"),
         "schema.unknown_column", word="Did you mean form?"),
    Case(19, "missing columns are all named at once", R,
         csv(cases="form,charged\nmixed,yes\n"), "schema.missing_column",
         word="columns case_id, scope are missing"),
    Case(20, "columns may stand in another order", A,
         csv(cases="form,scope,case_id\nmixed,charged_as_trafficking,k7\n"
             "other,charged_as_trafficking,m2\n"), holds=HOLDS, twin=PLAIN),
    Case(23, "a comment line is refused", R,
         one(b"# exported 2024-05-06 by clerk\n" + TEXT.encode()), "csv.width",
         rows=(2, 3, 4), secrets=("clerk",)),
    Case(23, "a comment among the rows is refused", R,
         one(TEXT.encode() + b"# end of file\n"), "csv.width", rows=(4,), secrets=("end of",)),
    Case(23, "a totals row is no record", Q, one(TEXT.encode() + b"Total;2,,\n"), "id.format",
         rows=(4,), column="case_id", kept=2, also=("value.blank",), secrets=("Total;2",)),
    *(
        Case(24, f"{name} under the name of CSV is refused", R, one(data), "file.format", word=word)
        for name, data, word in (
            ("a zip archive", packed(), "a zip archive"),
            ("a PDF", b"%PDF-1.7\n1 0 obj\n", "a PDF document"),
            ("a program", b"MZ\x90\0\x03\0\0\0", "a program"),
            ("a program of Linux", b"\x7fELF\x02\x01\x01\0", "a program"),
            ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "an .xls or"),
        )
    ),
)  # fmt: skip
