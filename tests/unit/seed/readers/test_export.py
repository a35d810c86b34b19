"""One table of an export, from a folder, an archive or a file alone."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from schemas.errors import SubmissionUnreadable
from schemas.findings import Finding, Severity
from seed import readers
from seed.readers import COMMAND_LINE, UPLOAD, Layout, Limits
from seed.submission import TextTable
from tests.unit.seed.readers.books import book

CASES = "Case No;Court\n7;A\n"
SEMICOLONS = Layout(delimiter=";")


def read(
    path: Path, file: str, layout: Layout = SEMICOLONS, limits: Limits = UPLOAD
) -> tuple[TextTable | None, tuple[Finding, ...]]:
    return readers.read_export(path, file=file, table="cases", layout=layout, limits=limits)


def rule(path: Path, file: str, layout: Layout = SEMICOLONS) -> str:
    table, [finding] = read(path, file, layout)
    assert table is None
    return finding.rule


def packed(path: Path, **texts: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name.replace("_dot_", ".").replace("_in_", "/"), text)
    return path


@pytest.mark.parametrize("name", ["cases.csv", "cases.tsv", "cases.txt", "cases"])
def test_text_is_read_as_the_layout_says_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(CASES)
    for path in (tmp_path, tmp_path / name):
        table, findings = read(path, name)
        assert findings == ()
        assert table is not None
        assert table.frame.rows() == [("7", "A", 2)]


NAMES = ["Nr", "Name", "Name", "", "Name (2)", "NAME"]
NUMBERED = ["Nr", "Name", "Name (3)", "#4", "Name (2)", "NAME (4)"]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "parquet"])
def test_columns_of_another_system_are_told_apart_by_numbers(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"register.{kind}"
    # JSON has no name twice as it is written, so that blanks tell them apart until they are read.
    names = [name + " " * number for number, name in enumerate(NAMES)]
    match kind:
        case "csv":
            path.write_text(",".join(names) + "\n1,a,b,c,d,e\n")
        case "xlsx":
            book(path, [names, [*"1abcde"]])
        case "json":
            path.write_text(json.dumps([dict(zip(names, "1abcde", strict=True))]))
        case "parquet":
            parquet.write_table(pa.table([[one] for one in "1abcde"], names=NAMES), path)
    plain, faults = read(path, path.name, Layout(), COMMAND_LINE)
    assert (plain, faults[-1].rule) == (None, "header.duplicate")
    text, said = read(path, path.name, Layout(numbers_names=True), COMMAND_LINE)
    assert text is not None
    assert sorted(text.frame.row(0, named=True).items()) == sorted(
        {
            **dict(zip(NUMBERED, "1abcde", strict=True)),
            "row_number": 2 if kind in {"csv", "xlsx"} else 1,
        }.items()
    )
    [warning] = said
    assert (warning.rule, warning.severity) == ("header.numbered", Severity.WARNING)
    assert "[Name (3)], [#4], [NAME (4)]." in warning.wording


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Date of\nbirth", "Date of birth"),
        ("\x1fmade scope", "made scope"),
        ("\x00", "#1"),
        ("#7", "##7"),
        ("##7", "###7"),
        ("#", "#"),
        ("#7a", "#7a"),
    ],
)
def test_signs_that_nobody_can_type_and_numbers_of_columns_are_no_names(
    tmp_path: Path, written: str, name: str
) -> None:
    path = tmp_path / "register.json"
    path.write_text(json.dumps([{written: 1}]))
    text, _ = read(path, path.name, Layout(numbers_names=True))
    assert text is not None
    assert text.frame.columns == [name, "row_number"]


def test_a_member_of_an_archive_is_read_by_its_name(tmp_path: Path) -> None:
    path = packed(tmp_path / "e.zip", in_in_cases_dot_csv=CASES.encode(), b_dot_json=b'[{"a": 1}]')
    for name in ("cases.csv", "in/CASES.csv"):
        table, findings = read(path, name)
        assert findings == ()
        assert table is not None
        assert (table.file, table.frame.height) == ("cases.csv", 1)
    table, _ = read(path, "b.json")
    assert table is not None
    assert rule(path, "others.csv") == "mapping.file_missing"


def test_archives_are_looked_at_before_they_are_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    assert rule(packed(path, cases_dot_csv=CASES.encode(), b_dot_zip=b"x"), "b") == "zip.nested"
    assert rule(packed(path, a_in_x_dot_csv=b"", b_in_x_dot_csv=b""), "x.csv") == "zip.twice"
    path.write_bytes(b"PK")
    assert rule(path, "cases.csv") == "zip.damaged"
    data = packed(path, cases_dot_csv=CASES.encode()).read_bytes()
    path.write_bytes(data.replace(b"Case No;", b"Case NO;"))
    assert rule(path, "cases.csv") == "zip.damaged"
    limits = replace(UPLOAD, most_bytes=10)
    _, [finding] = readers.read_export(path, file="cases.csv", table="c", limits=limits)
    assert finding.rule == "file.too_large"


def test_workbooks_and_parquet_are_not_read_from_inside_an_archive(tmp_path: Path) -> None:
    inside = book(tmp_path / "cases.xlsx").read_bytes()
    path = packed(tmp_path / "e.zip", cases_dot_xlsx=inside, cases_dot_parquet=b"PAR1")
    assert rule(path, "cases.xlsx") == "zip.nested"
    _, [finding] = readers.read_export(path, file="cases.parquet", table="c")
    assert finding.rule == "zip.nested"


def test_a_name_with_folders_in_it_names_nothing_outside(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    (tmp_path / "secret.csv").write_text(CASES)
    for name in ("../secret.csv", str(tmp_path / "secret.csv"), ""):
        assert rule(tmp_path / "export", name) == "mapping.file_missing"
    with pytest.raises(SubmissionUnreadable, match=r"not found: \[gone\]"):
        read(tmp_path / "gone", "cases.csv")


def test_a_workbook_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    path = book(tmp_path / "e.xlsx", others=lambda b: b.add_worksheet("Codes").hide())
    assert rule(path, "e.xlsx", Layout(sheet="Codes")) == "xlsx.hidden_sheet"
    assert rule(path, "e.xlsx", Layout(sheet="Others")) == "xlsx.sheet"
    table, _ = read(path, "e.xlsx", Layout())
    assert table is not None
    path.write_bytes(b"PK\x03\x04")
    assert rule(path, "e.xlsx") == "xlsx.damaged"
    limits = replace(UPLOAD, most_bytes=3)
    _, [finding] = readers.read_export(path, file="e.xlsx", table="c", limits=limits)
    assert finding.rule == "file.too_large"


def test_formulas_of_the_sheet_that_is_read_are_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "e.xlsx", others=lambda b: b.add_worksheet("Sums").write(0, 0, "=1"))
    assert rule(path, "e.xlsx", Layout(sheet="Sums")) == "xlsx.formula"
    table, _ = read(path, "e.xlsx", Layout(sheet="cases"))
    assert table is not None
