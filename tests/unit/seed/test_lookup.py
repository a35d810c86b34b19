"""A sender's own lookup of pseudonyms, read again: whole, or refused without repeating a value."""

from pathlib import Path

import pytest

from schemas import errors
from seed import pseudonym_files

HEADER = "column,original,pseudonym\n"


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    pairs = [
        ("Docket", "12 Js 7/25", "a1"),
        ("Docket", "=12 Js 8/25", "b2"),
        ("Docket", "'quoted", "c3"),
        ("Person", "12 Js 7/25", "a1"),
        # One name, composed in two ways by two systems.
        ("Person", "Jos\u00e9, 1", "d4"),
        ("Person", "Jose\u0301, 1", "d4"),
    ]
    pseudonym_files.write_lookup(tmp_path / "lookup.csv", pairs)
    assert pseudonym_files.read_lookup(tmp_path / "lookup.csv") == {
        "a1": "12 Js 7/25",
        "b2": "=12 Js 8/25",
        "c3": "'quoted",
        "d4": "Jos\u00e9, 1",
    }


def test_one_that_a_spreadsheet_saved_again_is_read(tmp_path: Path) -> None:
    saved = "Column;Original;Pseudonym\r\nDocket;12 Js 7/25;a1\r\n;;\r\n\r\n"
    (tmp_path / "lookup.csv").write_bytes(saved.encode())
    assert pseudonym_files.read_lookup(tmp_path / "lookup.csv") == {"a1": "12 Js 7/25"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "its first line is not column, original, pseudonym"),
        (b"Aktenzeichen;Pseudonym\n1;2\n", "its first line is not"),
        ("column;original;pseudonym\nc;Js 7 é;1\n".encode("cp1252"), "no CSV in UTF-8"),
        (f"{HEADER}c,Js 7,1\nc,Js 8\n".encode(), "line 3 has 2 cells and not 3"),
        (f"{HEADER}c,Js 7,1\nc,Js 8,1\n".encode(), "line 3 gives a pseudonym that had another"),
        (f"{HEADER}c,Js 7,1\nc,,2\n".encode(), "line 3 has a blank cell"),
        (f'{HEADER}c,"Js 7,1\n'.encode(), "no CSV in UTF-8"),
    ],
)
def test_what_is_no_lookup_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "lookup.csv").write_bytes(content)
    with pytest.raises(errors.UserError, match=why) as refused:
        pseudonym_files.read_lookup(tmp_path / "lookup.csv")
    assert "Js" not in str(refused.value)
