"""Bytes are judged before anything reads them."""

import io
import tracemalloc
from dataclasses import replace

import pytest

from seed.readers import COMMAND_LINE, Limits, preflight
from seed.readers.preflight import CHUNK, SMALL, File

LIMITS = replace(COMMAND_LINE, most_rows=SMALL // 100)


ROW = b"k" * 99 + b"\n"


def rule_of_size(data: bytes, limits: Limits = LIMITS) -> str | None:
    file = File("cases.csv", len(data), lambda: io.BytesIO(data))
    found = preflight.size_fault(file, limits)
    return found.rule if found else None


def filled(*pieces: bytes) -> bytes:
    """The pieces after as many rows as make the file one that is looked over."""
    return b"".join((ROW * (SMALL // 100), *pieces))


def test_more_lines_than_rows_are_read_are_refused() -> None:
    for rows, rule in ((1, None), (3, "file.too_many_rows")):
        assert rule_of_size(filled(ROW * rows)) == rule
        assert rule_of_size(filled(ROW * rows).replace(b"\n", b"\r")) == rule


@pytest.mark.parametrize("place", ["first", "inside", "last"])
def test_a_line_longer_than_a_chunk_is_refused_with_its_row(place: str) -> None:
    long = b"x" * (CHUNK + 200)
    data = {
        "first": long + b"\n" + filled(ROW),
        "inside": filled(long, b"\n", ROW),
        "last": filled(ROW, long),
    }[place]
    many = replace(LIMITS, most_rows=10**9)
    file = File("cases.csv", len(data), lambda: io.BytesIO(data))
    found = preflight.size_fault(file, many)
    assert found is not None
    rows = {"first": 1, "inside": SMALL // 100 + 1, "last": SMALL // 100 + 2}
    assert (found.rule, found.row) == ("csv.cell_size", rows[place])


def test_other_formats_are_named_before_their_lines_are_counted() -> None:
    assert rule_of_size(b"PK\x03\x04" + filled(ROW)) == "file.format"
    assert rule_of_size(filled(ROW).decode()[: SMALL // 2 + 10].encode("utf-16")) == "enc.utf16"


def test_a_large_file_is_refused_by_its_size() -> None:
    assert rule_of_size(b"a\n1\n", replace(LIMITS, most_bytes=3)) == "file.too_large"


CASES = "case_id,scope\nk7,charged_as_trafficking\n"


def rule(data: bytes, encoding: str = "utf-8") -> str | None:
    finding = preflight.text_fault(data, "cases.csv", encoding)
    return None if finding is None else finding.rule


@pytest.mark.parametrize(
    ("data", "encoding", "expected"),
    [
        (b"", "utf-8", "file.empty"),
        (b"\n\n", "utf-8", "file.empty"),
        (b" \r\n", "utf-8", "file.empty"),
        # Overlong forms and surrogates.
        (b"a\n\xc0\xaf\n", "utf-8", "enc.utf8"),
        (b"a\n\xed\xa0\x80\n", "utf-8", "enc.utf8"),
        (b"a\n\xf5\x80\x80\x80\n", "utf-8", "enc.utf8"),
        # A declared encoding decides.
        (b"name\n\xe9t\xe9\n", "cp1252", None),
        (b"name\n\x81\n", "cp1252", "enc.declared"),
    ],
)
def test_bytes_are_text_or_told_what_they_are_not(
    data: bytes, encoding: str, expected: str | None
) -> None:
    assert rule(data, encoding) == expected


def test_a_nul_byte_is_refused_wherever_it_stands() -> None:
    assert rule(b"case_id,scope\n" + b"k7,charged\n" * 1000 + b"k\x008,x\n") == "enc.nul"


@pytest.mark.parametrize(
    ("magic", "word"),
    [
        (b"PK\x03\x04", "xlsx"),
        (b"%PDF-1.7", "PDF"),
        (b"MZ\x90\x00", "program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password-protected"),
        (b"PAR1", "Parquet"),
        (b"\x1f\x8b\x08", "compressed"),
    ],
)
def test_another_kind_of_file_under_a_csv_name_is_told_by_its_bytes(
    magic: bytes, word: str
) -> None:
    finding = preflight.text_fault(magic + b"\x00rest", "cases.csv", "utf-8")
    assert finding is not None
    assert finding.rule == "file.format"
    assert word in finding.wording
    # A header may begin with the letters of a program.
    assert rule(b"MZ_id,scope\n1,2\n") is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_told_what_to_save_it_as(encoding: str) -> None:
    finding = preflight.text_fault(CASES.encode(encoding), "cases.csv", "utf-8")
    assert finding is not None
    assert finding.rule == "enc.utf16"
    assert 'Save it as "CSV UTF-8"' in finding.wording


def test_an_invalid_byte_is_named_with_its_offset_and_row() -> None:
    # The last is text that is cut off within a sign.
    for data, place in (
        (b"case_id,scope\nk7,\xe9t\xe9\n", "Byte 17, in row 2, is not UTF-8."),
        (b"case_id\nk\xc3", "Byte 9, in row 2"),
    ):
        finding = preflight.text_fault(data, "cases.csv", "utf-8")
        assert finding is not None
        assert place in finding.wording


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_line_ends_and_the_byte_order_mark_make_no_difference(ends: str) -> None:
    data = b"\xef\xbb\xbf" + CASES.replace("\n", ends).encode()
    assert preflight.to_utf8(data, "utf-8") == CASES.encode()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("id;Ort\r\nk7;Zürich \U0001f600\r\n" * 3, "utf-8"),
        ("id;Ort\r\nk7;Zürich \U0001f600\r\n" * 3, "utf-16"),
        ("id;город\r\nk7;Киев\r\n" * 3, "cp1251"),
        ("id;場所\r\nk7;東京\r\n" * 3, "shift_jis"),
    ],
)
def test_text_is_the_same_where_a_piece_ends_inside_a_sign(
    monkeypatch: pytest.MonkeyPatch, text: str, encoding: str
) -> None:
    monkeypatch.setattr(preflight, "PIECE", 5)
    data = text.encode(encoding)
    assert rule(data, encoding) is None
    assert preflight.to_utf8(data, encoding).decode() == text.replace("\r\n", "\n")


@pytest.mark.parametrize("at", range(12))
def test_what_is_no_text_is_found_at_its_byte_in_any_piece(
    monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    monkeypatch.setattr(preflight, "PIECE", 5)
    data = "é".encode() * at + b"\xe2\x82" + b"x" * 9
    finding = preflight.text_fault(data, "cases.csv", "utf-8")
    assert finding is not None
    assert f"Byte {2 * at:,}," in finding.wording


def test_a_long_text_is_judged_without_a_copy_of_it() -> None:
    """One sign beyond the first 65,536 of Unicode makes four bytes of each in Python."""
    data = b"x" * (24 << 20) + "\U0001f600".encode()
    tracemalloc.start()
    try:
        assert rule(data) is None
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 4 * (preflight.PIECE + (1 << 20)) + (1 << 20)
