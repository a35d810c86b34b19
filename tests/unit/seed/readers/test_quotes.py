"""Quotation marks are looked at block by block, and the blocks do not show."""

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.readers import csv_text

SIGNS = st.text(st.sampled_from('a,"""\n'), min_size=1, max_size=20).map(str.encode)
MEGABYTE = 1 << 20


def found(text: bytes, block: int) -> tuple[object, list[int]]:
    """What is found with blocks of that many bytes."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_text, "BLOCK", block)
        return csv_text.stray_quote(text, ","), csv_text.record_numbers(text, 1).tolist()


@given(SIGNS, st.integers(1, 20))
def test_blocks_of_any_size_find_the_same(text: bytes, block: int) -> None:
    assert found(text, block) == found(text, len(text))


@given(st.lists(st.lists(st.text('a,"\n', min_size=1), min_size=1), min_size=1), st.integers(1, 9))
def test_what_the_standard_library_writes_is_sound(rows: list[list[str]], block: int) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    sound, numbers = found(b"\n" + text.getvalue().encode(), block)
    assert (sound, numbers) == (None, list(range(len(rows))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'"a"x', ("csv.unclosed_quote", 0)),
        (b'a"', ("csv.quote", 1)),
        (b'1,"a""b""c', ("csv.unclosed_quote", 2)),
        (b'"a","b"" x"y,2', ("csv.unclosed_quote", 4)),
        (b'"a"\n"b""",""', None),
    ],
)
@pytest.mark.parametrize("block", [1, 2, 3, 100])
def test_the_first_fault_is_where_its_cell_begins(
    text: bytes, block: int, expected: tuple[str, int] | None
) -> None:
    assert found(text, block)[0] == expected


def test_a_file_of_quoted_cells_takes_the_memory_of_a_block() -> None:
    text = b'"a","b"\n' * (6 * MEGABYTE)
    tracemalloc.start()
    try:
        assert csv_text.stray_quote(text, ",") is None
        assert tracemalloc.get_traced_memory()[1] < 128 * MEGABYTE
        tracemalloc.reset_peak()
        assert csv_text.record_numbers(text).size == 6 * MEGABYTE
        # The number of each row is eight bytes; the marks are four to a row.
        assert tracemalloc.get_traced_memory()[1] < 240 * MEGABYTE
    finally:
        tracemalloc.stop()
