"""CSV text becomes a rectangle of texts, or is refused with what is wrong."""

import csv
import io
import tracemalloc
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas import errors
from schemas.findings import Finding
from seed.readers import (
    COMMAND_LINE,
    UPLOAD,
    Layout,
    csv_text,
    headers,
    read_exact_csv,
)
from seed.readers.headers import STANDARD
from tests.csv_bytes import read_csv_bytes
from tests.soak import soak_size

HEADER = ("place", "value")


def of(tmp_path: Path, text: str) -> tuple:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode())
    return read_exact_csv(path, HEADER)


def test_cells_are_text_without_blanks_around_them(tmp_path: Path) -> None:
    frame, found = of(tmp_path, "\ufeffplace,value\nQVE, 0.5 \n\n   ,\nQMO,  \n")
    assert found == ()
    assert frame.rows() == [("QVE", "0.5", 2), (None, None, 4), ("QMO", None, 5)]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("value,place\n0.5,QVE\n", "header.exact"),
        ("place\nQVE\n", "header.exact"),
        ("Place,Value\nQVE,0.5\n", "header.exact"),
        ("place,value,more\nQVE,0.5,1\n", "header.exact"),
        ("place;value\nQVE;0.5\n", "csv.delimiter"),
        ("place,value\n", "file.no_rows"),
        ("place,value\nQVE,0.5,9\n", "csv.width"),
        ("", "file.empty"),
    ],
)
def test_another_file_has_no_rows_and_a_reason(tmp_path: Path, text: str, rule: str) -> None:
    frame, found = of(tmp_path, text)
    assert frame is None
    assert [finding.rule for finding in found] == [rule]


def test_without_a_file_the_header_is_said(tmp_path: Path) -> None:
    with pytest.raises(errors.SubmissionUnreadable, match="the header place,value"):
        read_exact_csv(tmp_path / "none.csv", HEADER)


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
@example(b'"a"x')
@example(b'1,"a""b""c')
@example(b'"a","b"" x"y,2')
@example(b'"a"\n"b""",""')
def test_a_mark_is_found_as_by_reading_sign_by_sign(text: bytes) -> None:
    assert csv_text.find_stray_quote(text, ",") == read_sign_by_sign(text)
    assert csv_text.find_stray_quote(b'"' + text, ",", 1) == (
        None if (found := read_sign_by_sign(text)) is None else (found[0], found[1] + 1)
    )


def test_a_file_of_quoted_cells_takes_no_memory() -> None:
    rows = soak_size(6 * MEGABYTE)
    text = b'"a","b"\n' * rows
    tracemalloc.start()
    try:
        assert csv_text.find_stray_quote(text, ",") is None
        assert tracemalloc.get_traced_memory()[1] < rows // 6
        tracemalloc.reset_peak()
        assert csv_text.record_numbers(text).size == rows
        # The number of each row is eight bytes, in an array that grows by half.
        assert tracemalloc.get_traced_memory()[1] < 27 * rows
    finally:
        tracemalloc.stop()


def read(text: str | bytes, layout: Layout = STANDARD) -> pl.DataFrame:
    data = text.encode() if isinstance(text, str) else text
    table, findings = read_csv_bytes(data, file="cases.csv", layout=layout)
    assert not findings
    assert table is not None
    return table.frame


def refused(text: str | bytes, layout: Layout = STANDARD) -> tuple[Finding, ...]:
    data = text.encode() if isinstance(text, str) else text
    table, findings = read_csv_bytes(data, file="cases.csv", layout=layout)
    assert table is None
    assert findings
    return findings


def test_every_cell_is_text_and_a_blank_one_is_null() -> None:
    frame = read('a,b,c\nNA,007,1e5\nTRUE,,""\n')
    assert frame.rows() == [("NA", "007", "1e5", 2), ("TRUE", None, None, 3)]
    assert frame.schema == {"a": pl.String, "b": pl.String, "c": pl.String, "row_number": pl.Int32}


def test_rows_have_the_numbers_that_a_spreadsheet_shows() -> None:
    frame = read("\na,b\n\n1,2\n\n\n3,4\n,\n5,6\n\n")
    assert frame["row_number"].to_list() == [4, 7, 9]


def test_a_byte_order_mark_behind_the_header_is_of_a_cell() -> None:
    """As where a header was put before an export that has one."""
    assert read("a,b\n\ufeff,1\n").rows() == [("\ufeff", "1", 2)]
    assert read("a\n\n\ufeffk7\n\ufeffk8\n").rows() == [("\ufeffk7", 3), ("\ufeffk8", 4)]
    assert read("a\n\ufeff\nk8\n").rows() == [("\ufeff", 2), ("k8", 3)]
    passed = read("a,b\nover it\n\ufeffk7,1\n", Layout(skip_rows=1))
    assert passed.rows() == [("\ufeffk7", "1", 3)]
    [finding] = refused("a,b\r\ufeff\n,\r\n,0\r\n")
    assert (finding.rule, finding.row) == ("csv.width", 2)


def test_a_record_over_several_lines_counts_as_one_row() -> None:
    frame = read('a,b\n"x\ny",1\n\nz,2\n')
    assert frame.rows() == [("x\ny", "1", 2), ("z", "2", 4)]


def test_many_rows_of_another_width_are_not_all_listed() -> None:
    assert len(refused("a,b\n" + "1\n" * 500)) == csv_text.MOST_WORDED


def test_a_refusal_never_repeats_a_cell() -> None:
    for text in ("a,b\nJohn Smith\n", 'a,b\n"John Smith,2\n', 'a,b\nJohn" Smith,2\n'):
        assert "Smith" not in "".join(map(str, refused(text)))


@pytest.mark.parametrize(
    ("text", "rule", "row"),
    [
        ('a,b\n1,2\n"3,4\n5,6\n', "csv.unclosed_quote", 3),
        ('a,b\n"1,2\n3,"4"\n', "csv.unclosed_quote", 2),
        ('a,b\n1,2\n3"x,4\n', "csv.quote", 3),
        ('a,b\n1, "2"\n', "csv.quote", 2),
        ('a,b\n"1"x,2\n', "csv.unclosed_quote", 2),
    ],
)
def test_a_stray_quotation_mark_is_refused_where_it_stands(text: str, rule: str, row: int) -> None:
    assert [(f.rule, f.row) for f in refused(text)] == [(rule, row)]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_declared_delimiter_is_read(delimiter: str) -> None:
    frame = read(f"a{delimiter}b\n1,5{delimiter}2\n", Layout(delimiter=delimiter))
    assert frame.rows() == [("1,5", "2", 2)]


def test_a_declared_header_row_and_lines_to_skip_are_honoured() -> None:
    layout = Layout(encoding="cp1252", header_rows=(3,), skip_rows=1)
    frame = read("Title\n\nannée,b\nunit,unit\n1,2\n".encode("cp1252"), layout)
    assert frame.rows(named=True) == [{"année": "1", "b": "2", "row_number": 5}]


def test_groups_over_the_names_are_read_with_them() -> None:
    text = 'Court "A"\n,Sentence,,Judge\nDocket,Months,"Type",\n\n1,2,3,4\n'
    frame = read(text, Layout(header_rows=(2, 3), numbers_names=True))
    assert frame.columns == ["Docket", "Sentence Months", "Sentence Type", "Judge", "row_number"]
    assert frame.rows() == [("1", "2", "3", "4", 5)]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([["A", "", "B"], ["x", "y", "z"]], ["A x", "A y", "B z"]),
        # What is blank below is named by what stands right over it alone.
        ([["A", "", "B"], ["", "", "z"]], ["A", "", "B z"]),
        ([["A", "B"], ["A", "b"]], ["A", "B b"]),
        ([["", "G", ""], ["", "H", "I"], ["x", "y", "z"]], ["x", "G H y", "G I z"]),
        ([["A"], ["x", "y"]], ["A x", "A y"]),
    ],
)
def test_names_in_several_rows_are_one(rows: list[list[str]], names: list[str]) -> None:
    assert headers.join_header_rows(rows) == names


def test_names_that_columns_may_not_have_and_huge_cells_are_refused() -> None:
    for text, rule in (
        ("a,,\n1,2,3\n", "header.blank"),
        ("a,row_number\n1,2\n", "header.reserved"),
        ("a,b\n1," + "x" * 3_000_000 + "\n", "csv.cell_size"),
    ):
        assert [f.rule for f in refused(text)] == [rule]


def test_as_many_rows_are_read_as_the_limits_say_and_no_more() -> None:
    three = replace(COMMAND_LINE, most_rows=3)
    for text, rules in (("a\n1\n2\n3\n", []), ("a\n1\n2\n3\n4\n", ["file.too_many_rows"])):
        _, findings = read_csv_bytes(text.encode(), file="f", limits=three)
        assert [f.rule for f in findings] == rules


def test_a_cell_longer_than_the_limit_is_named_by_row_and_column() -> None:
    text = "a,b\n1,2\n1," + "é" * 256 + "\n1," + "x" * 257 + "\n"
    _, [finding] = read_csv_bytes(text.encode(), file="f", limits=UPLOAD)
    assert (finding.rule, finding.row, finding.column) == ("file.cell_size", 4, "b")
    assert "256 characters" in finding.wording


@pytest.mark.parametrize(
    ("cell", "rule"),
    [("x" * 100_000, "csv.cell_size"), ('"' + "x\n" * 50_000 + '"', "csv.structure")],
)
def test_huge_rows_of_shorter_cells_are_refused(cell: str, rule: str) -> None:
    header, row = ",".join("abcdefghijklmnopqrst"), ",".join([cell] * 20)
    assert [f.rule for f in refused(f"{header}\n{row}\n{row}\n")] == [rule]


# Whoever counts the quotation marks from the start at each line end comes to no end.
@pytest.mark.parametrize("header", ["a" * 200_000, '"' + "\n" * 2_000_000 + '",b'])
def test_a_huge_header_is_refused(header: str) -> None:
    assert [f.rule for f in refused(f"{header}\n1,2\n")] == ["header.size"]


def test_the_longest_header_is_read_over_its_lines() -> None:
    longest = '"' + "a\n" * (csv_text.MOST_HEADER_BYTES // 2 - 1) + '"'
    assert read(f"{longest}\n1\n").width == len(("its one column", "row_number"))
    assert [f.rule for f in refused(f"{longest}b\n1\n")] == ["csv.unclosed_quote"]
    assert [f.rule for f in refused(f"{longest},\n1\n")] == ["header.size"]


cells = st.lists(
    st.text(st.characters(exclude_characters="\x00\r", codec="utf-8"), max_size=6),
    min_size=2,
    max_size=2,
)


@given(st.lists(cells, min_size=1, max_size=8))
def test_what_the_standard_library_writes_is_read_as_it_was(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["a", "b"], *rows])
    expected = [tuple(cell or None for cell in row) for row in rows if any(row)]
    if not expected:
        refused(text.getvalue())
        return
    frame = read(text.getvalue())
    assert frame.drop("row_number").rows() == expected
    numbers = [number for number, row in enumerate(rows, start=2) if any(row)]
    assert frame["row_number"].to_list() == numbers


@given(st.text(st.sampled_from('ab,"\n\r; \x00é'), max_size=40).map(str.encode) | st.binary())
def test_anything_is_refused_with_a_finding_or_read_as_a_rectangle(data: bytes) -> None:
    table, findings = read_csv_bytes(data, file="cases.csv")
    if table is None:
        assert findings
        return
    written = table.frame.drop("row_number").write_csv(quote_style="always", null_value="")
    again = read(written)
    assert again.drop("row_number").rows() == table.frame.drop("row_number").rows()
    assert table.frame["row_number"].is_sorted()
    assert table.frame["row_number"].n_unique() == table.frame.height


def test_a_header_beyond_the_end_is_none_however_far() -> None:
    for layout in (Layout(header_rows=(10**12,)), Layout(skip_rows=10**12)):
        assert [f.rule for f in refused("a\n1\n", layout)] in (["header.blank"], ["file.no_rows"])
