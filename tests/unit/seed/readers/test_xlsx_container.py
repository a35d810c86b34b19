"""What may not be in a workbook is refused, with its address, before its values are read."""

import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas.findings import Severity
from seed import readers
from tests.unit.seed.readers.books import ROWS, SHEET, book, changed, replaced

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def rules(path: Path) -> list[str]:
    return [f.rule for f in readers.read_submission(path).findings]


@pytest.mark.parametrize("name", ["sent.xls", "sent.xlsm", "sent.xlsb", "sent.ods", "sent.xltx"])
def test_other_workbooks_are_refused_by_their_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    book(tmp_path / "sent.xlsx").rename(path)
    [finding] = readers.read_submission(path).findings
    assert finding.rule == "xlsx.kind"
    assert 'Save it as "Excel workbook (.xlsx)"' in finding.wording


@pytest.mark.parametrize(
    ("data", "rule", "words"),
    [
        (b"", "file.empty", "empty"),
        (b"case_id,scope\nk7,x\n", "xlsx.kind", "not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "xlsx.kind", "an old .xls workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * 600
            + "EncryptedPackage".encode("utf-16-le"),
            "xlsx.encrypted",
            "password protected",
        ),
        (b"PK\x03\x04 cut off", "xlsx.damaged", "Not a valid Excel workbook"),
    ],
)
def test_other_bytes_are_refused_by_what_they_are(
    tmp_path: Path, data: bytes, rule: str, words: str
) -> None:
    path = tmp_path / "sent.xlsx"
    path.write_bytes(data)
    [finding] = readers.read_submission(path).findings
    assert finding.rule == rule
    assert words in finding.wording


def test_other_archives_are_no_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "sent.xlsx"
    for name in ("mimetype", "cases.csv"):
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr(name, "x")
        assert rules(path) == ["xlsx.kind"]


UNSAFE: list[tuple[Callable[[Worksheet], object], str, str]] = [
    (lambda s: s.write_formula("B3", "=1+1"), "xlsx.formula", "B3"),
    (lambda s: s.write_formula("B3", "=1+1", None, 2), "xlsx.formula", "B3"),
    (lambda s: s.write_array_formula("C3:C4", "{=A1:A2}"), "xlsx.formula", "C3"),
    (lambda s: s.write_formula("A9", "=cmd|'/c calc'!A1"), "xlsx.formula", "A9"),
    (lambda s: s.write_comment("B2", "x"), "xlsx.comment", "a comment"),
    (lambda s: s.write_url("A3", "https://example.org"), "xlsx.link", "A3"),
    (lambda s: s.write_url("A3", "external:other.xlsx#a!A1"), "xlsx.link", "A3"),
    (lambda s: s.merge_range("A4:B5", "x"), "xlsx.merged", "A4:B5"),
    (lambda s: s.insert_textbox("D5", "x"), "xlsx.picture", "a comment box"),
]


@pytest.mark.parametrize(("unsafe", "rule", "words"), UNSAFE)
def test_what_is_unsafe_is_refused_with_its_address(
    tmp_path: Path, unsafe: Callable[[Worksheet], object], rule: str, words: str
) -> None:
    findings = readers.read_submission(book(tmp_path / "sent.xlsx", more=unsafe)).findings
    assert rule in [f.rule for f in findings]
    assert words in next(f.wording for f in findings if f.rule == rule)


def test_only_the_first_ten_addresses_are_listed(tmp_path: Path) -> None:
    def formulas(sheet: Worksheet) -> None:
        for row in range(2, 30):
            sheet.write_formula(row, 0, "=1")

    [finding] = readers.read_submission(book(tmp_path / "sent.xlsx", more=formulas)).findings
    assert finding.occurrences == 28
    assert finding.wording.startswith("A3, A4, A5, A6, A7, A8, A9, A10, A11, A12 and 18 more:")


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        ("xl/vbaProject.bin", "xlsx.macro"),
        ("xl/macrosheets/sheet1.xml", "xlsx.macro"),
        ("xl/externalLinks/externalLink1.xml", "xlsx.link"),
        ("xl/connections.xml", "xlsx.link"),
        ("xl/threadedComments/threadedComment1.xml", "xlsx.comment"),
        ("xl/persons/person.xml", "xlsx.comment"),
        ("xl/embeddings/oleObject1.bin", "xlsx.embedded"),
        ("xl/pivotCache/pivotCacheRecords1.xml", "xlsx.pivot"),
        ("xl/activeX/activeX1.xml", "xlsx.macro"),
        ("evil.exe", "xlsx.part"),
        ("xl/inner.zip", "zip.nested"),
        ("XL/workbook.xml", "xlsx.structure"),
    ],
)
def test_parts_that_plain_sheets_have_not_are_refused(tmp_path: Path, part: str, rule: str) -> None:
    path = changed(book(tmp_path / "sent.xlsx"), {}, {part: b"<x/>"})
    assert rules(path) == [rule]


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
@pytest.mark.parametrize(
    "declared", ['<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">']
)
def test_a_document_type_is_refused_in_any_part_that_is_read(
    tmp_path: Path, part: str, declared: str
) -> None:
    path = changed(book(tmp_path / "sent.xlsx"), {part: replaced("?>\n", f"?>\n{declared}\n")})
    assert rules(path) == ["xlsx.xml"]


def test_xml_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = changed(book(tmp_path / "sent.xlsx"), {SHEET: lambda d: d.decode().encode("utf-16")})
    assert rules(path) == ["xlsx.structure"]
    latin = {"xl/sharedStrings.xml": lambda d: d.replace(b"k7", b"k\xe9")}
    assert rules(changed(book(tmp_path / "sent.xlsx"), latin)) == ["xlsx.structure"]


@pytest.mark.parametrize("cut", [200, 5])
def test_xml_that_is_cut_off_is_refused(tmp_path: Path, cut: int) -> None:
    for part in (SHEET, "xl/sharedStrings.xml", "xl/styles.xml"):
        path = changed(book(tmp_path / "sent.xlsx"), {part: lambda data: data[:-cut]})
        assert rules(path) == ["xlsx.structure"]


@pytest.mark.parametrize("how", ["hide", "very_hidden"])
def test_a_hidden_sheet_with_cells_is_refused(tmp_path: Path, how: str) -> None:
    def hidden(book: Workbook) -> None:
        other = book.add_worksheet("suspects")
        getattr(other, how)()
        other.write("A1", "x")

    assert rules(book(tmp_path / "sent.xlsx", others=hidden)) == ["xlsx.hidden_sheet"]
    without = book(tmp_path / "other.xlsx", others=lambda b: b.add_worksheet("suspects").hide())
    assert rules(without) == []


def test_hidden_rows_are_read_with_a_warning(tmp_path: Path) -> None:
    path = book(tmp_path / "sent.xlsx", more=lambda s: s.set_row(1, options={"hidden": True}))
    [warning] = readers.read_submission(path).findings
    assert (warning.rule, warning.severity) == ("xlsx.hidden_row", Severity.WARNING)


def test_a_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = changed(
        book(tmp_path / "sent.xlsx"),
        {SHEET: replaced("<sheetData>", "<sheetData>" + " " * (1 << 26))},
    )
    assert rules(path) == ["zip.ratio"]


def test_a_directory_that_lies_about_a_size_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "sent.xlsx")
    with zipfile.ZipFile(path) as packed:
        member = packed.getinfo(SHEET)
    data = bytearray(path.read_bytes())
    name = data.rfind(SHEET.encode())
    # The size stands 24 bytes into a directory entry, whose name begins at 46.
    data[name - 22 : name - 18] = struct.pack("<I", member.file_size // 2)
    path.write_bytes(data)
    assert rules(path) == ["zip.damaged"]


@pytest.mark.parametrize(
    ("old", "by"),
    [
        ('<c r="A2"', "<c"),
        ('<row r="2"', '<row r="1"'),
        ('<row r="2"', "<row"),
        # Two cells with one address: readers keep the last, in silence.
        ('<c r="B2"', '<c r="A2"'),
        ('<c r="A2"', '<c r="A1"'),
        ("</sheetData>", '</sheetData><sheetData><row r="9"/></sheetData>'),
        ("<sheetData>", f'<sheetData><y:c xmlns:y="{MAIN}" r="A1"><y:f>1</y:f></y:c>'),
        ('<c r="A2"', '<c r="A2"/><c r="A2"'),
        ("</v>", "</v><v>x</v>"),
    ],
)
def test_a_sheet_written_otherwise_is_refused(tmp_path: Path, old: str, by: str) -> None:
    path = changed(book(tmp_path / "sent.xlsx"), {SHEET: replaced(old, by)})
    assert rules(path) == ["xlsx.structure"]


def test_cells_far_from_all_others_are_refused(tmp_path: Path) -> None:
    far = book(tmp_path / "far.xlsx", more=lambda s: s.write(900_000, 200, "x"))
    assert rules(far) == ["xlsx.area"]
    wide = book(tmp_path / "wide.xlsx", more=lambda s: s.write(0, 300, "x"))
    assert rules(wide) == ["xlsx.columns"]


def test_more_rows_than_are_read_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "sent.xlsx", [*ROWS, *ROWS[1:] * 3])
    limits = replace(readers.UPLOAD, most_bytes=1 << 20, most_rows=3)
    assert [f.rule for f in readers.read_submission(path, limits).findings] == [
        "file.too_many_rows"
    ]


def test_a_sheet_with_prefixed_elements_is_read_alike(tmp_path: Path) -> None:
    def prefixed(data: bytes) -> bytes:
        text = data.decode()
        for name in ("worksheet", "sheetData", "row", "c", "v", "dimension", "sheetViews"):
            for end in (" ", ">", "/"):
                text = text.replace(f"<{name}{end}", f"<x:{name}{end}")
            text = text.replace(f"</{name}>", f"</x:{name}>")
        return text.replace("xmlns=", "xmlns:x=").encode()

    path = changed(book(tmp_path / "sent.xlsx", [*ROWS, ("m2", 4)]), {SHEET: prefixed})
    submission = readers.read_submission(path)
    assert submission.findings == ()
    assert submission.texts[0].frame.rows()[1] == ("m2", "4", 3)
