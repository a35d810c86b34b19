"""What may not be meant is warned of: signs for not known, amounts counted twice, equal rows."""

from pathlib import Path

import polars as pl
import pytest

from schemas import columns, findings
from seed import gate
from seed.mapping import (
    cell_formats,
    column_profiles,
    draft_export,
    mapping_pipeline,
    parse_profile,
)
from seed.mapping.doubtful_values import outlying_numbers
from seed.mapping.draft_columns import ask_about_fillers, ask_about_texts
from seed.mapping.mapping_pipeline import read_export
from seed.mapping.parse_profile import parse_profile_text
from seed.mapping.profile_model import ColumnRule
from tests.submissions import Stored

AGES = {f"{age}": 2 for age in range(12, 61)}
PROFILE = """
manifest.jurisdiction = "XAA"
manifest.unfilled = "not_collected"
files.all.file = "victims.csv"
[[tables.victims]]
from = "all"
{}
[tables.victims.columns]
victim_id = "Victim ID"
age_group = {{ source = "Edad", codes = {{ {}from = {{ 1 = "child", 18 = "adult" }} }} }}
"""
HEAD = "Docket,Def. ID,Sex,Total months,Statute 1 Code,Statute 2 Code,Statute 3 Code\n"
# Of nine persons three have one statute, three have two and three have three.
SHEET = HEAD + "".join(
    f"D-{n // 2},{700 + n},{'MF'[n % 2]},{12 * n + 6},1591,"
    f"{1589 if n % 3 else ''},{2421 if n % 3 == 2 else ''}\n"
    for n in range(9)
)
REPEATED = """
manifest.jurisdiction = "USA"
manifest.unfilled = "not_collected"
manifest.ids = "by_row"
files.sheet.file = "sheet.csv"
[files.statutes]
select = '''
SELECT * FROM sheet UNPIVOT INCLUDE NULLS (code FOR n IN (
  "Statute 1 Code" AS '1', "Statute 2 Code" AS '2', "Statute 3 Code" AS '3'))
'''
[tables.sanctions]
from = "{made_of}"
where = "{where}"
[tables.sanctions.columns]
sanction_id = {{ sql = "'S' || _row{part}" }}
case_id = "Docket"
person_id = "Def. ID"
kind = {{ constant = "custody" }}
{column}
"""
MONTHS = 'months = { source = "Total months", number = {} }'
MANIFEST = 'manifest.jurisdiction = "XAA"\nmanifest.unfilled = "not_collected"\n'
BY_ROW = 'manifest.ids = "by_row"\n'
VICTIMS = """\
[files.victims]
file = "victims.csv"
[tables.victims]
from = "victims"
[tables.victims.columns]
victim_id = {id}
case_id = "case"
"""
CASES = '''
[tables.cases]
from = "victims"
where = """ "case" = '{case}' """
[tables.cases.columns]
case_id = "case"
scope = {{ constant = "charged_as_trafficking" }}
'''
ROWS = ["v1,k7,0", "v2,k7,41", "v3,k8,0", "v3,k8,0", "v4,k8,17"]
BY_NUMBER = VICTIMS.format(id="{ sql = \"'R' || _row\" }")
BY_ID = VICTIMS.format(id='"victim"')


@pytest.mark.parametrize(
    ("cells", "far"),
    [
        ({**AGES, "999": 31, "99": 4}, {"999": 31, "99": 4}),
        ({**AGES, "-1": 7, "-9": 1, "": 3, "?": 2}, {"-1": 7, "-9": 1}),
        ({**AGES, "9999": 5, "88": 2, "77": 1}, {"9999": 5, "88": 2, "77": 1}),
        # What an age may be is one; so is 77 among those who are old.
        ({**AGES, "61": 1, "99 ": 1}, {}),
        ({f"{age}": 1 for age in (15, 22, 38, 54, 71, 76)} | {"77": 1, "88": 2}, {}),
        ({"0": 40, "1": 30, "2": 9, "9": 12}, {"9": 12}),
        ({"7": 3, "8": 2, "9": 12, "6": 4, "5": 1}, {}),
        # Debts may go below nothing.
        ({"-20": 1, "5": 1, "-1": 1, "60": 1}, {}),
        ({"99": 3}, {}),
        ({"a": 1, "b": 2}, {}),
    ],
)
def test_signs_for_not_known_stand_far_from_all_numbers(
    cells: dict[str, int], far: dict[str, int]
) -> None:
    assert outlying_numbers(cells, None) == far


def test_numbers_are_read_as_they_are_written() -> None:
    written = cell_formats.NumberFormat(after=" años")
    assert outlying_numbers({f"{age} años": 1 for age in (14, 17, 20, 25, 999)}, written) == {
        "999 años": 1
    }


def victims(folder: Path, known: int = 999) -> Path:
    rows = range(90)
    path = folder / "victims.csv"
    pl.DataFrame(
        {
            "Victim ID": [f"V{n}" for n in rows],
            "Sexo": ["F", "M", "F"] * 30,
            "Edad": [f"{known if n % 10 == 0 else 8 + n % 40}" for n in rows],
        }
    ).write_csv(path)
    return path


def test_a_draft_leaves_them_blank_and_asks(tmp_path: Path) -> None:
    text = draft_export.draft_from_path(victims(tmp_path)).toml
    assert '999 = "" # 9 cells, far from all other numbers: does it mean “not known”?' in text
    assert "# 9 cells, far" not in draft_export.draft_from_path(victims(tmp_path, known=48)).toml


def test_a_number_that_is_taken_as_it_stands_is_asked_about() -> None:
    counts = {**AGES, "999": 31}
    source = column_profiles.ColumnProfile(
        "Total months", column_profiles.CellKind.NUMBER, 100, 50, counts=counts
    )
    column = ColumnRule("Total months", number=cell_formats.NumberFormat())
    said = (
        '"Total months" has numbers that are far from all others (number of cells in brackets): 999'
    )
    assert ask_about_fillers(source, column).startswith(said)
    named = ColumnRule("Total months", number=cell_formats.NumberFormat(), missing=("999",))
    assert ask_about_fillers(source, named) == ""


def test_texts_among_numbers_are_named_where_they_may_be_shown() -> None:
    counts = {**AGES, "Life": 4, "cadena perpetua": 9, "Ana Lima, 33": 1}
    source = column_profiles.ColumnProfile(
        "Meses", column_profiles.CellKind.NUMBER, 112, 52, counts=counts
    )
    column = ColumnRule("Meses", number=cell_formats.NumberFormat())
    said = ask_about_texts(source, column, columns.Kind.INTEGER)
    assert "in brackets): [cadena perpetua] (9), [Life] (4)." in said
    named = ColumnRule("Meses", missing=("Life", "cadena perpetua", "Ana Lima, 33"))
    blank = ColumnRule("Meses", unreadable="blank")
    plain = column_profiles.ColumnProfile(
        "Edad", column_profiles.CellKind.NUMBER, 98, 49, counts=AGES
    )
    assert [
        ask_about_texts(*one, columns.Kind.INTEGER)
        for one in ((source, named), (source, blank), (plain, column))
    ] == [
        *("", "", ""),
    ]


@pytest.mark.parametrize(
    ("where", "codes", "told"),
    [
        ("", "", "[999], in 9 cells, is far from all other numbers."),
        ("", '999 = "unknown", ', ""),
        ("", 'like = { "^9+$" = "" }, ', ""),
        ('where = "num(Edad) < 99"', "", ""),
    ],
)
def test_an_import_says_how_many_become_a_code(
    tmp_path: Path, where: str, codes: str, told: str
) -> None:
    profile = parse_profile.parse_profile_text("v", PROFILE.format(where, codes))
    assert profile.findings == ()
    read = mapping_pipeline.read_export(victims(tmp_path), profile)
    found = [f for f in read.findings if f.rule == "mapping.filler"]
    assert len(found) == bool(told)
    assert all(told in f.wording and (f.row, f.occurrences) == (2, 9) for f in found)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.csv"
    path.write_text(SHEET)
    return path


def sentences(sheet: Path, **said: str) -> tuple[list[int], list[str]]:
    """The months that a profile makes, and what it is warned of."""
    whole = {"part": " || '-' || n", "where": "code IS NOT NULL", "column": MONTHS}
    whole |= {"made_of": "statutes", **said}
    profile = parse_profile.parse_profile_text("sheet", REPEATED.format(**whole))
    assert profile.findings == ()
    read = mapping_pipeline.read_export(sheet, profile)
    [made] = [text.frame for text in read.texts if text.table == "sanctions"]
    told = [str(f) for f in read.findings if f.rule == "mapping.repeated"]
    months = made["months"].drop_nulls() if "months" in made.columns else []
    return [int(one) for one in months], told


def test_months_of_each_statute_are_told(sheet: Path) -> None:
    months, [told] = sentences(sheet)
    assert len(months) == 3 * 1 + 3 * 2 + 3 * 3
    assert (
        "sheet.csv, row 3, Total months: statutes makes several rows of each of 6 rows of sheet"
        in told
    )
    assert "each gets the whole amount as sanctions.months." in told
    assert "Fill a table from sheet with it, where it occurs once." in told


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ({"made_of": "sheet", "part": "", "where": "true"}, 9),
        ({"where": "n = '1'"}, 9),
        ({"where": "code = '2421'"}, 3),
        # What comes again with each group is its own.
        ({"column": 'months = { source = "code", number = {} }'}, 18),
        ({"column": 'ordered_on = { source = "Total months", date = "YYYY" }'}, 0),
    ],
)
def test_a_sentence_that_is_one_is_not(sheet: Path, said: dict[str, str], number: int) -> None:
    months, told = sentences(sheet, **said)
    assert (len(months), told) == (number, [])


def test_a_draft_has_no_sanction_for_each_statute(sheet: Path) -> None:
    draft = draft_export.draft_from_path(sheet)
    tables = {table.table: table for table in draft.chosen.tables}
    assert tables["charges"].file == "sheet_groups"
    assert "sanctions" not in tables
    [unread] = [line for line in draft.toml.splitlines() if 'Not read: "Total months"' in line]
    assert "Perhaps sanctions.months" in unread


def said(folder: Path, profile: str, rows: list[str] = ROWS) -> list[findings.Finding]:
    """All that is found of a list of victims, read by the profile and checked by the gate."""
    path = folder / "victims.csv"
    path.write_text("\n".join(["victim,case,age", *rows]) + "\n")
    checked = parse_profile_text("hotline", MANIFEST + profile)
    assert checked.findings == ()
    return list(gate.check(read_export(path, checked), Stored()).findings)


def of(found: list[findings.Finding], rule: str) -> list[findings.Finding]:
    return [one for one in found if one.rule == rule]


def test_a_table_that_no_block_fills_is_named_with_the_block_to_write(tmp_path: Path) -> None:
    [fault] = of(said(tmp_path, BY_ID, ROWS[:3]), "parent.all_missing")
    assert "The mapping does not fill cases." in fault.wording
    assert "[tables.cases] to it, with from = the file" in fault.wording
    assert "exports mixed" not in fault.wording


def test_a_table_of_which_no_row_is_made_is_said_to_have_a_condition(tmp_path: Path) -> None:
    profile = BY_ID + CASES.format(case="nothing")
    [fault] = of(said(tmp_path, profile, ROWS[:3]), "parent.all_missing")
    assert "The mapping makes no row of cases." in fault.wording
    assert "Check the conditions of this table" in fault.wording


@pytest.mark.parametrize("encoding", ["", 'encoding = "ascii"\n'])
def test_another_encoding_is_answered_with_the_key_that_says_it(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "victims.csv"
    path.write_bytes("victim,case,ciudad\nv1,k7,Córdoba\n".encode("latin-1"))
    text = BY_ID.replace("[tables.", f"{encoding}[tables.", 1)
    [fault] = findings.only_errors(
        read_export(path, parse_profile_text("hotline", MANIFEST + text)).findings
    )
    assert "Or name its encoding in [files.victims] of the mapping" in fault.wording
    assert 'encoding = "cp1252"' in fault.wording
    right = BY_ID.replace("[tables.", 'encoding = "cp1252"\n[tables.', 1)
    assert not findings.only_errors(
        read_export(path, parse_profile_text("hotline", MANIFEST + right)).findings
    )


def test_identical_rows_are_counted_where_each_becomes_a_record(tmp_path: Path) -> None:
    profile = BY_ROW + BY_NUMBER + CASES.format(case="k7")
    [warning] = of(said(tmp_path, profile), "mapping.identical_rows")
    assert (warning.row, warning.occurrences, warning.severity) == (5, 1, "warning")
    assert "exported twice" in warning.wording
    assert of(said(tmp_path, profile, ROWS[:3]), "mapping.identical_rows") == []
    # With ids of their own they are refused as what they are.
    found = said(tmp_path, BY_ID + CASES.format(case="k8"))
    assert of(found, "mapping.identical_rows") == []
    assert of(found, "id.duplicate")


def test_a_draft_says_them_before_anything_is_mapped(tmp_path: Path) -> None:
    said(tmp_path, BY_ID)
    draft = draft_export.draft_from_path(tmp_path / "victims.csv")
    [warning] = [one for one in draft.findings if one.rule == "mapping.identical_rows"]
    assert warning.occurrences == 1


@pytest.mark.parametrize(
    ("group", "number"),
    [
        ('{ source = "age", codes = { from = { 0 = "child", 18 = "adult" } } }', 2),
        ('{ source = "age", codes = { 0 = "", from = { 0 = "child", 18 = "adult" } } }', 0),
        ('{ source = "age", codes = { 0 = "child", 17 = "child", 41 = "adult" } }', 0),
    ],
)
def test_ages_of_nothing_are_asked_about(tmp_path: Path, group: str, number: int) -> None:
    rows = [ROWS[0], ROWS[1], "v3,k8,0", ROWS[4]]
    found = of(said(tmp_path, f"{BY_ID}age_group = {group}\n", rows), "mapping.age_of_zero")
    assert sum(one.occurrences for one in found) == number
    assert all("The age is 0 in 2 cells" in one.wording for one in found)
