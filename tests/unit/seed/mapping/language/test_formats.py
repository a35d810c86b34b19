"""The same register as CSV, workbook, JSON, Parquet or archive is drafted and read alike."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from schemas import errors
from seed import readers
from seed.mapping import column_profiles, draft_export, exports, parse_profile

HEADER = ("docket", "opened", "abroad")
ROWS = [("a-1", "2026-01-05", "J"), ("a-2", "2026-02-06", "N"), ("a-3", "2026-03-07", "J")]
PROFILE = """\
[manifest]
jurisdiction = "XAA"
unfilled = "elsewhere"
[files.register]
{file}
[tables.cases]
from = "register"
[tables.cases.columns]
case_id = "docket"
scope = {{ constant = "trafficking_elements" }}
opened_on = {{ source = "opened", date = "YYYY-MM-DD" }}
cross_border = {{ source = "abroad", codes = {{ J = "yes", N = "no" }} }}
"""
MADE = [(n, d, "yes" if a == "J" else "no") for n, d, a in ROWS]


def as_csv(folder: Path, delimiter: str = ",") -> Path:
    path = folder / "register.csv"
    path.write_text("\n".join(delimiter.join(row) for row in (HEADER, *ROWS)) + "\n")
    return path


def as_semicolons(folder: Path) -> Path:
    return as_csv(folder, ";")


def as_workbook(folder: Path) -> Path:
    path = folder / "register.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes").write_column(0, 0, ("note", "this is a register"))
        sheet = book.add_worksheet("Cases 2026")
        for number, row in enumerate((HEADER, *ROWS)):
            sheet.write_row(number, 0, row)
    return path


def as_json(folder: Path) -> Path:
    path = folder / "register.json"
    path.write_text(json.dumps([dict(zip(HEADER, row, strict=True)) for row in ROWS]))
    return path


def as_parquet(folder: Path) -> Path:
    path = folder / "register.parquet"
    pl.DataFrame(ROWS, schema=list(HEADER), orient="row").write_parquet(path)
    return path


def as_archive(folder: Path) -> Path:
    path = folder / "register.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("export.csv", as_csv(folder).read_text())
    return path


WAYS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "csv": (as_csv, 'file = "register.csv"'),
    "semicolons": (as_semicolons, 'file = "register.csv"\ndelimiter = ";"'),
    "xlsx": (as_workbook, 'file = "register.xlsx"\nsheet = "Cases 2026"'),
    "json": (as_json, 'file = "register.json"'),
    "parquet": (as_parquet, 'file = "register.parquet"'),
    "zip": (as_archive, 'file = "export.csv"'),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_register_in_any_format_becomes_the_same_rows(way: str, tmp_path: Path) -> None:
    written, file = WAYS[way]
    profile = parse_profile.parse("register", PROFILE.format(file=file))
    assert profile.findings == ()
    submission = exports.read_export(written(tmp_path), profile)
    assert submission.findings == ()
    [cases] = submission.texts
    assert cases.frame.select("case_id", "opened_on", "cross_border").rows() == MADE
    assert submission.mapped is not None
    assert [(f.rows, f.columns, f.unused) for f in submission.mapped.files] == [(3, 3, 0)]


@pytest.mark.parametrize("way", WAYS)
def test_a_draft_finds_the_columns_in_any_format(way: str, tmp_path: Path) -> None:
    draft = draft_export.draft(WAYS[way][0](tmp_path))
    assert draft.findings == ()
    columns = {c.name: c.looks for c in draft.files[-1].columns}
    assert list(columns) == list(HEADER)
    assert columns["opened"] is column_profiles.CellKind.DATE
    assert draft.files[-1].rows == len(ROWS)


@pytest.mark.parametrize("way", WAYS)
def test_a_draft_says_how_the_file_is_read(way: str, tmp_path: Path) -> None:
    path = WAYS[way][0](tmp_path)
    profile = parse_profile.parse("register", draft_export.draft(path).toml)
    to_fill = {"profile.jurisdiction", "profile.required_column"}
    assert {f.rule for f in profile.findings} <= to_fill
    assert profile.files == tuple(f.file for f in draft_export.draft(path).files)


def test_other_sheets_and_members_are_listed_as_not_read(tmp_path: Path) -> None:
    book = exports.read_export(
        as_workbook(tmp_path), parse_profile.parse("x", PROFILE.format(file=WAYS["xlsx"][1]))
    )
    assert book.not_read == (("register.xlsx [Notes]", "(the whole file)"),)
    path = as_archive(tmp_path)
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("other.csv", "a\n1\n")
    packed_profile = parse_profile.parse("x", PROFILE.format(file=WAYS["zip"][1]))
    assert exports.read_export(path, packed_profile).not_read == (
        ("other.csv", "(the whole file)"),
    )


def test_records_within_records_take_over_the_keys_around_them(tmp_path: Path) -> None:
    path = tmp_path / "register.json"
    accused = [{"number": 1, "sex": "f"}, {"number": 2, "sex": "m"}]
    path.write_text(json.dumps({"cases": [{"docket_no": "a-1", "accused": accused}]}))
    draft = draft_export.draft(path)
    assert [(f.file.records, f.file.keys) for f in draft.files] == [
        ("cases", ()),
        ("cases.accused", ("docket_no",)),
    ]
    assert draft.findings == ()
    assert [c.name for c in draft.files[1].columns] == ["docket_no", "number", "sex"]


def test_parquet_is_not_drafted_from_an_upload(tmp_path: Path) -> None:
    draft = draft_export.draft(as_parquet(tmp_path), readers.UPLOAD)
    assert draft.files == ()
    assert draft.findings


def test_a_folder_is_drafted_file_by_file(tmp_path: Path) -> None:
    as_csv(tmp_path)
    (tmp_path / "Other file.csv").write_text("x\n1\n")
    (tmp_path / "notes.md").write_text("nothing to read")
    draft = draft_export.draft(tmp_path)
    assert [f.file.name for f in draft.files] == ["other_file", "register"]


@pytest.mark.parametrize("name", ["broken.zip", "broken.xlsx", "broken.json", "broken.csv"])
def test_what_cannot_be_read_is_a_finding_and_no_draft(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\x00\x01 nothing")
    draft = draft_export.draft(tmp_path / name)
    assert draft.files == ()
    assert draft.findings


def test_nothing_at_the_path_is_said(tmp_path: Path) -> None:
    with pytest.raises(errors.SubmissionUnreadable, match=r"Nothing is at \[nowhere\]"):
        draft_export.draft(tmp_path / "nowhere")
    assert draft_export.draft(tmp_path).findings[0].rule == "mapping.nothing"
