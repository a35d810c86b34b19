"""Keyed pseudonyms, their keys, and files in which they replace ids."""

import csv
import hashlib
import hmac
import io
import stat
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from schemas import errors
from seed import pseudonymise_files, pseudonyms, readers

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
    pseudonymise_files.write_lookup(tmp_path / "lookup.csv", pairs)
    assert pseudonymise_files.read_lookup(tmp_path / "lookup.csv") == {
        "a1": "12 Js 7/25",
        "b2": "=12 Js 8/25",
        "c3": "'quoted",
        "d4": "Jos\u00e9, 1",
    }


def test_one_that_a_spreadsheet_saved_again_is_read(tmp_path: Path) -> None:
    saved = "Column;Original;Pseudonym\r\nDocket;12 Js 7/25;a1\r\n;;\r\n\r\n"
    (tmp_path / "lookup.csv").write_bytes(saved.encode())
    assert pseudonymise_files.read_lookup(tmp_path / "lookup.csv") == {"a1": "12 Js 7/25"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The first line must be column, original, pseudonym"),
        (b"Aktenzeichen;Pseudonym\n1;2\n", "The first line must be"),
        ("column;original;pseudonym\nc;Js 7 é;1\n".encode("cp1252"), "Save it as CSV in UTF-8"),
        (f"{HEADER}c,Js 7,1\nc,Js 8\n".encode(), "Line 3 must have 3 cells, but has 2"),
        (f"{HEADER}c,Js 7,1\nc,Js 8,1\n".encode(), "The pseudonym in line 3 already has another"),
        (f"{HEADER}c,Js 7,1\nc,,2\n".encode(), "Line 3 has a blank cell"),
        (f'{HEADER}c,"Js 7,1\n'.encode(), "Save it as CSV in UTF-8"),
    ],
)
def test_what_is_no_lookup_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "lookup.csv").write_bytes(content)
    with pytest.raises(errors.UserError, match=why) as refused:
        pseudonymise_files.read_lookup(tmp_path / "lookup.csv")
    assert "Js" not in str(refused.value)


KEY = "a secret of the sender"
NAME = "Maria Popescu"


def test_a_pseudonym_is_the_beginning_of_an_hmac_of_sha_256() -> None:
    """By the standard library, and test case 2 of RFC 4231."""
    expected = hmac.new(KEY.encode(), NAME.encode(), hashlib.sha256).hexdigest()[:32]
    assert pseudonyms.hash_value(KEY, NAME) == expected
    expected = "5bdcc146bf60754e6a042426089575c7"
    assert pseudonyms.keyed_hash("Jefe", "what do ya want for nothing?") == expected


def test_blanks_around_a_value_and_the_way_its_letters_are_composed_do_not_count() -> None:
    composed, decomposed = "Jos\u00e9", " Jose\u0301 "
    assert pseudonyms.hash_value(KEY, composed) == pseudonyms.hash_value(KEY, decomposed)
    assert pseudonyms.hash_value(KEY, "jos\u00e9") != pseudonyms.hash_value(KEY, composed)


def test_the_same_holds_for_the_cells_of_a_mapping() -> None:
    cells = pl.Series(["Andr\u00e9", "Andre\u0301", " Andr\u00e9 ", "Andre", None])
    composed, apart, padded, other, blank = pseudonyms.hash_cells(KEY, cells, scope="XAA")
    assert composed == apart == padded
    assert other not in {composed, None}
    assert blank is None


@pytest.mark.parametrize(
    ("key", "words"),
    [("", "is missing."), ("a" * 15, "fewer than 16"), ("ab" * 20, "fewer than 8")],
)
def test_a_key_that_can_be_guessed_is_refused(tmp_path: Path, key: str, words: str) -> None:
    assert words in (pseudonyms.key_fault(key) or "")
    key_file = tmp_path / "key"
    key_file.write_text(key)
    with pytest.raises(errors.UserError, match=words) as refused:
        pseudonyms.read_key(key_file)
    assert not key or key not in str(refused.value)


def test_a_key_that_is_made_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    pseudonyms.make_key(key_file)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert len(pseudonyms.read_key(key_file)) == 64
    with pytest.raises(errors.UserError, match="already exists"):
        pseudonyms.make_key(key_file)


@pytest.mark.parametrize("data", [None, b"\xff\xfe"])
def test_a_key_file_that_is_not_there_or_no_text_is_refused(
    tmp_path: Path, data: bytes | None
) -> None:
    key_file = tmp_path / "key"
    if data is not None:
        key_file.write_bytes(data)
    with pytest.raises(errors.UserError, match="--make-key"):
        pseudonyms.read_key(key_file)


# What a rewriting reader would change: the mark, line ends, quotes, blanks, numbers, a blank line.
TRAPS = (
    '\ufeffid;name ;"note, all, and more, if any";amount\r\n'
    f"7;{NAME};007;1,50\r\n"
    f'\r\n8;"{NAME}";"a ""b""; c";"2,00"\r\n'
    '9;"O""Hara; X";"two\nlines";\r\n'
    "10;;   ;1e5"
)


def replaced(path: Path, *columns: str) -> pseudonymise_files.Replaced:
    made = pseudonymise_files.replace_columns(path, columns, key=KEY)
    assert isinstance(made, pseudonymise_files.Replaced), made
    return made


def test_in_csv_everything_else_stays_as_it_is_to_the_byte(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_bytes(TRAPS.encode())
    made = replaced(export, "NAME")
    one, two = pseudonyms.hash_value(KEY, NAME), pseudonyms.hash_value(KEY, 'O"Hara; X')
    expected = TRAPS.replace(NAME, one).replace('O""Hara; X', two)
    assert made.data.decode() == expected
    assert made.distinct == {"name": 2}
    # The first and the last column too.
    export.write_text("a,b,c\n1,2,3\n\n4,5,6")
    one, three, four, six = (pseudonyms.hash_value(KEY, number) for number in "1346")
    expected = f"a,b,c\n{one},2,{three}\n\n{four},5,{six}"
    assert replaced(export, "a", "c").data.decode() == expected


def test_the_same_value_is_the_same_pseudonym_in_every_file_and_column(tmp_path: Path) -> None:
    rows = ("person,phone\n17,5550101\n", 'id\tperson\nx\t"17"\n')
    found = []
    for name, text in zip(("one.csv", "two.tsv"), rows, strict=True):
        (tmp_path / name).write_text(text)
        made = replaced(tmp_path / name, "person").data.decode()
        [row] = csv.DictReader(io.StringIO(made), delimiter="\t" if "two" in name else ",")
        found.append(row["person"])
    assert found == [pseudonyms.hash_value(KEY, "17")] * 2


def test_columns_that_tell_of_persons_and_stay_are_named(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text("case_id,Victim Name,phone,form\nk7,x,y,mixed\n")
    assert replaced(export, "case_id").left == ("Victim Name", "phone")


def test_a_column_that_is_not_there_and_another_format_are_refused(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text("case_id,person_id\nk7,p1\n")
    with pytest.raises(errors.UserError, match=r"Did you mean person_id\\?"):
        pseudonymise_files.replace_columns(export, ["person"], key=KEY)
    (tmp_path / "export.json").write_text("[]")
    with pytest.raises(errors.UserError, match="Unsupported file type"):
        pseudonymise_files.replace_columns(tmp_path / "export.json", ["a"], key=KEY)


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"a,b\n1,2,3\n", "csv.width"),
        (b'a,b\n1,"2\n', "csv.unclosed_quote"),
        (b"a,b\n1,\xff\n", "enc.utf8"),
        (b"", "file.empty"),
    ],
)
def test_a_file_that_cannot_be_read_for_sure_is_not_rewritten(
    tmp_path: Path, data: bytes, rule: str
) -> None:
    export = tmp_path / "export.csv"
    export.write_bytes(data)
    made = pseudonymise_files.replace_columns(export, ["a"], key=KEY)
    assert isinstance(made, tuple)
    assert made[0].rule == rule


def test_a_workbook_keeps_its_values_as_text(tmp_path: Path) -> None:
    export = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(export, {"strings_to_formulas": False}) as workbook:
        page = workbook.add_worksheet("persons")
        for row, cells in enumerate((["id", "person", "n"], ["007", NAME, "5"], ["8", "", "6"])):
            for column, cell in enumerate(cells):
                page.write_string(row, column, cell)
    made = replaced(export, "person")
    assert made.distinct == {"person": 1}
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(made.data)
    read, found = readers.read_export(copy, file=copy.name, table="persons")
    assert found == ()
    assert read is not None
    assert read.frame["id"].to_list() == ["007", "8"]
    assert read.frame["person"].to_list() == [pseudonyms.hash_value(KEY, NAME), None]
    assert read.frame["n"].to_list() == ["5", "6"]
