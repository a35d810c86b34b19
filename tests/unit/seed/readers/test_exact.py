"""A small CSV file of exactly these columns."""

from pathlib import Path

import pytest

from schemas import errors
from seed.readers import read_exact

HEADER = ("place", "value")


def of(tmp_path: Path, text: str) -> tuple:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode())
    return read_exact(path, HEADER)


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


def test_a_header_alone_does_not_empty_a_list(tmp_path: Path) -> None:
    _, (finding,) = of(tmp_path, "place,value\n")
    assert finding.wording == "there is a header and no row. Say --clear to have none."


def test_without_a_file_the_header_is_said(tmp_path: Path) -> None:
    with pytest.raises(errors.SubmissionUnreadable, match="the header place,value"):
        read_exact(tmp_path / "none.csv", HEADER)
