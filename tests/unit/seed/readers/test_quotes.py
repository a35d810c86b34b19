"""Quotation marks that break RFC 4180 are found, and records are numbered around the others."""

import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.readers import csv_text

SIGNS = st.text(st.sampled_from('a,"""\n'), max_size=20).map(str.encode)
MEGABYTE = 1 << 20


def read_sign_by_sign(text: bytes) -> tuple[str, int] | None:
    """The same by a machine of states: outside, in a plain cell, in quotes, behind them."""
    state, begun = "outside", 0
    for at, sign in enumerate(text.decode()):
        if state == "quoted":
            state = "behind" if sign == '"' else "quoted"
        elif state == "behind" and sign == '"':
            state = "quoted"
        elif sign in ",\n":
            state = "outside"
        elif state == "behind":
            return "csv.unclosed_quote", begun
        elif sign == '"':
            if state == "plain":
                return "csv.quote", at
            state, begun = "quoted", at
        else:
            state = "plain"
    return ("csv.unclosed_quote", begun) if state == "quoted" else None


@given(SIGNS)
def test_a_mark_is_found_as_by_reading_sign_by_sign(text: bytes) -> None:
    assert csv_text.stray_quote(text, ",") == read_sign_by_sign(text)
    assert csv_text.stray_quote(b'"' + text, ",", 1) == (
        None if (found := read_sign_by_sign(text)) is None else (found[0], found[1] + 1)
    )


@given(st.lists(st.lists(st.text('a,"\n', min_size=1), min_size=1), min_size=1))
def test_what_the_standard_library_writes_is_sound(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    data = b"\n" + text.getvalue().encode()
    assert csv_text.stray_quote(data, ",") is None
    assert csv_text.record_numbers(data, 1).tolist() == list(range(len(rows)))
    assert csv_text.record_numbers(data).tolist() == list(range(1, len(rows) + 1))


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
def test_the_first_fault_is_where_its_cell_begins(
    text: bytes, expected: tuple[str, int] | None
) -> None:
    assert csv_text.stray_quote(text, ",") == expected


def test_a_file_of_quoted_cells_takes_no_memory() -> None:
    text = b'"a","b"\n' * (6 * MEGABYTE)
    tracemalloc.start()
    try:
        assert csv_text.stray_quote(text, ",") is None
        assert tracemalloc.get_traced_memory()[1] < MEGABYTE
        tracemalloc.reset_peak()
        assert csv_text.record_numbers(text).size == 6 * MEGABYTE
        # The number of each row is eight bytes, in an array that grows by half.
        assert tracemalloc.get_traced_memory()[1] < 160 * MEGABYTE
    finally:
        tracemalloc.stop()
