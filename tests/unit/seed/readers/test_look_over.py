"""A file is looked over in chunks: its size, its first bytes, its lines."""

import io
from dataclasses import replace

import pytest

from seed.readers import COMMAND_LINE, Limits, preflight
from seed.readers.preflight import CHUNK, SMALL, File

LIMITS = replace(COMMAND_LINE, most_rows=SMALL // 100)
ROW = b"k" * 99 + b"\n"


def rule(data: bytes, limits: Limits = LIMITS) -> str | None:
    file = File("cases.csv", len(data), lambda: io.BytesIO(data))
    found = preflight.size_fault(file, limits)
    return found.rule if found else None


def filled(*pieces: bytes) -> bytes:
    """The pieces after as many rows as make the file one that is looked over."""
    return b"".join((ROW * (SMALL // 100), *pieces))


def test_a_sound_file_is_passed() -> None:
    assert rule(filled(ROW)) is None
    assert rule(filled(ROW).replace(b"\n", b"\r")) is None


def test_more_lines_than_rows_are_read_are_refused() -> None:
    assert rule(filled(ROW * 3)) == "file.too_many_rows"
    assert rule(filled(ROW * 3).replace(b"\n", b"\r")) == "file.too_many_rows"


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
    assert rule(b"PK\x03\x04" + filled(ROW)) == "file.format"
    assert rule(filled(ROW).decode()[: SMALL // 2 + 10].encode("utf-16")) == "enc.utf16"


def test_a_large_file_is_refused_by_its_size() -> None:
    assert rule(b"a\n1\n", replace(LIMITS, most_bytes=3)) == "file.too_large"
