"""Numbers and dates are read as a source writes them, months by their names, spaces of any kind."""

import json
import zipfile
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from schemas import errors
from seed import readers
from seed.mapping import (
    column_profiles,
    draft_export,
    mapping_pipeline,
    parse_profile,
    profile_model,
    profile_toml,
)
from seed.mapping.cell_formats import LANGUAGES, NumberFormat, month_numbers
from seed.mapping.parse_profile import parse_profile_text
from tests.unit.seed.mapping.mapped_rows import column, made, of_cases

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
    profile = parse_profile.parse_profile_text("register", PROFILE.format(file=file))
    assert profile.findings == ()
    submission = mapping_pipeline.read_export(written(tmp_path), profile)
    assert submission.findings == ()
    [cases] = submission.texts
    assert cases.frame.select("case_id", "opened_on", "cross_border").rows() == MADE
    assert submission.mapped is not None
    assert [(f.rows, f.columns, f.unused) for f in submission.mapped.files] == [(3, 3, 0)]


@pytest.mark.parametrize("way", WAYS)
def test_a_draft_finds_the_columns_in_any_format(way: str, tmp_path: Path) -> None:
    draft = draft_export.draft_from_path(WAYS[way][0](tmp_path))
    assert draft.findings == ()
    # What is written says how the file is read.
    profile = parse_profile.parse_profile_text("register", draft.toml)
    to_fill = {"profile.jurisdiction", "profile.required_column"}
    assert {f.rule for f in profile.findings} <= to_fill
    assert profile.files == tuple(f.file for f in draft.files)
    columns = {c.name: c.looks for c in draft.files[-1].columns}
    assert list(columns) == list(HEADER)
    assert columns["opened"] is column_profiles.CellKind.DATE
    assert draft.files[-1].rows == len(ROWS)


def test_other_sheets_and_members_are_listed_as_not_read(tmp_path: Path) -> None:
    book = mapping_pipeline.read_export(
        as_workbook(tmp_path),
        parse_profile.parse_profile_text("x", PROFILE.format(file=WAYS["xlsx"][1])),
    )
    assert book.not_read == (("register.xlsx [Notes]", "(the whole file)"),)
    path = as_archive(tmp_path)
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("other.csv", "a\n1\n")
    packed_profile = parse_profile.parse_profile_text("x", PROFILE.format(file=WAYS["zip"][1]))
    assert mapping_pipeline.read_export(path, packed_profile).not_read == (
        ("other.csv", "(the whole file)"),
    )


def test_records_within_records_take_over_the_keys_around_them(tmp_path: Path) -> None:
    path = tmp_path / "register.json"
    accused = [{"number": 1, "sex": "f"}, {"number": 2, "sex": "m"}]
    path.write_text(json.dumps({"cases": [{"docket_no": "a-1", "accused": accused}]}))
    draft = draft_export.draft_from_path(path)
    assert [(f.file.records, f.file.keys) for f in draft.files] == [
        ("cases", ()),
        ("cases.accused", ("docket_no",)),
    ]
    assert draft.findings == ()
    assert [c.name for c in draft.files[1].columns] == ["docket_no", "number", "sex"]


def test_parquet_is_not_drafted_from_an_upload(tmp_path: Path) -> None:
    draft = draft_export.draft_from_path(as_parquet(tmp_path), readers.UPLOAD)
    assert draft.files == ()
    assert draft.findings


def test_a_folder_is_drafted_file_by_file(tmp_path: Path) -> None:
    as_csv(tmp_path)
    (tmp_path / "Other file.csv").write_text("x\n1\n")
    (tmp_path / "notes.md").write_text("nothing to read")
    draft = draft_export.draft_from_path(tmp_path)
    assert [f.file.name for f in draft.files] == ["other_file", "register"]


@pytest.mark.parametrize("name", ["broken.zip", "broken.xlsx", "broken.json", "broken.csv"])
def test_what_cannot_be_read_is_a_finding_and_no_draft(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\x00\x01 nothing")
    draft = draft_export.draft_from_path(tmp_path / name)
    assert draft.files == ()
    assert draft.findings


def test_nothing_at_the_path_is_said(tmp_path: Path) -> None:
    with pytest.raises(errors.SubmissionUnreadable, match=r"not found: \[nowhere\]"):
        draft_export.draft_from_path(tmp_path / "nowhere")
    assert draft_export.draft_from_path(tmp_path).findings[0].rule == "mapping.nothing"


def dated(cells: list[str | None], written: str) -> list[str | None]:
    """What is made of cells; those that cannot be read refuse their row."""
    how = f'opened_on = {{ source = "cell", date = {written} }}'
    made, refused = column(how, cells)
    assert len(made) + len(refused) == len(cells)
    return made


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("12 مارس 2021", "2021-03-12"),
        ("1 كانون الثاني 2020", "2020-01-01"),
        # Without the hamza, and with the line that joins letters.
        ("3 ابريل 2019", "2019-04-03"),
        ("3 مـــارس 2019", "2019-03-03"),
        ("5 جويلية 2018", "2018-07-05"),
        ("1 März 2020", "2020-03-01"),
        ("9 Jänner 2020", "2020-01-09"),
        ("9 DEZ. 2020", "2020-12-09"),
        ("4 Sept 2011", "2011-09-04"),
        ("31 DECEMBER 1999", "1999-12-31"),
        ("7 setiembre 2016", "2016-09-07"),
        ("7 Ene. 2016", "2016-01-07"),
        ("14 févr. 2012", "2012-02-14"),
        # Accents lost on the way, and letters with their accents apart.
        ("14 aout 2012", "2012-08-14"),
        ("14 de\u0301cembre 2012", "2012-12-14"),
        ("2 3-р сар 2021", "2021-03-02"),
        ("2 Аравдугаар сарын 2021", "2021-10-02"),
        ("8 MARÇO 2014", "2014-03-08"),
        ("8 out 2014", "2014-10-08"),
        ("12 мая 2015", "2015-05-12"),
        ("12 Май 2015", "2015-05-12"),
        ("1 ЯНВАРЯ 2015", "2015-01-01"),
        ("1 сент. 2015", "2015-09-01"),
        ("5 Ağustos 2017", "2017-08-05"),
        ("5 NİSAN 2017", "2017-04-05"),
        ("5 KASIM 2017", "2017-11-05"),
        ("5 Şub 2017", "2017-02-05"),
        ("9 十一月 2013", "2013-11-09"),
    ],
)
def test_months_are_read_by_their_names(cell: str, iso: str) -> None:
    assert dated([cell], '"DD Month YYYY"') == [iso]


@pytest.mark.parametrize(
    ("written", "cell", "iso"),
    [
        ('"DD de Month de YYYY"', "12 DE MARZO DE 2021", "2021-03-12"),
        ('"YYYY年MonthDD日"', "2021年11月2日", "2021-11-02"),
        ('"YYYY оны Month DD"', "2021 оны 12-р сарын 3", "2021-12-03"),
        ('"Month YYYY"', "août 2020", "2020-08"),
        ('"Month DD, YYYY"', "February 29, 2020", "2020-02-29"),
    ],
)
def test_names_stand_in_any_form_of_a_date(written: str, cell: str, iso: str) -> None:
    assert dated([cell], written) == [iso]


def test_forms_with_and_without_names_stand_beside_each_other() -> None:
    cells: list[str | None] = ["2020", "Mai 2021", "07.2022"]
    forms = '["Month YYYY", "YYYY", "MM.YYYY"]'
    assert dated(cells, forms) == ["2020", "2021-05", "2022-07"]


@pytest.mark.parametrize(
    "cell",
    # No such day, no such month, and two French months that begin alike.
    ["30 février 2020", "12 brumaire 2020", "1 jui 2020", "12  2020", "mars 2020"],
)
def test_a_date_that_is_none_in_any_language_is_refused(cell: str) -> None:
    assert dated([cell], '"DD Month YYYY"') == []


def test_every_language_names_twelve_months_and_no_two_languages_disagree() -> None:
    for language in LANGUAGES:
        assert len(set(month_numbers(language).values())) == 12
    for one, other in combinations(map(month_numbers, LANGUAGES), 2):
        assert {n for n in one.keys() & other.keys() if one[n] != other[n]} == set()


def test_a_form_with_two_months_is_none() -> None:
    text = of_cases('opened_on = { source = "cell", date = "DD Month MM YYYY" }')
    [found] = parse_profile_text("x", text).findings
    assert "is not a date format" in found.wording
    assert found.rule == "profile.date_format"


@pytest.mark.parametrize("written", [" ", "\\u00a0"])
@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f", "\u2009"])
def test_any_space_between_thousands_is_read(blank: str, written: str) -> None:
    number = f'{{ written = "1{written}234,50 EUR" }}'
    cells = [f"1{blank}234{blank}EUR", f"12{blank}345,00", "12", f"1{blank}23", "many"]
    result = made(
        of_cases(f'proceeds_estimate = {{ source = "cell", number = {number} }}'), cell=cells
    )
    assert result.frame["proceeds_estimate"].to_list() == ["1234", "12345.00", "12"]
    assert result.made.refused == 2


def test_a_profile_is_written_with_such_signs_by_their_codes() -> None:
    number = NumberFormat(decimal=",", thousands="\u00a0")
    column = profile_model.ColumnRule("amount", number=number)
    table = profile_model.TableRule("assets", "all", {"frozen": column})
    text = profile_toml.profile_text(profile_model.Profile("x", (), (table,)))
    assert 'written = "1\\u00a0234,50"' in text
    assert "\u00a0" not in text
