"""The sentence of a person with several statutes is one sentence, and not one of each statute."""

from pathlib import Path

import pytest

from seed.mapping import draft_export, exports, parse_profile

HEAD = "Docket,Def. ID,Sex,Total months,Statute 1 Code,Statute 2 Code,Statute 3 Code\n"
# Of nine persons three have one statute, three have two and three have three.
SHEET = HEAD + "".join(
    f"D-{n // 2},{700 + n},{'MF'[n % 2]},{12 * n + 6},1591,"
    f"{1589 if n % 3 else ''},{2421 if n % 3 == 2 else ''}\n"
    for n in range(9)
)
PROFILE = """
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


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.csv"
    path.write_text(SHEET)
    return path


def sentences(sheet: Path, **said: str) -> tuple[list[int], list[str]]:
    """The months that a profile makes, and what it is warned of."""
    whole = {"part": " || '-' || n", "where": "code IS NOT NULL", "column": MONTHS}
    whole |= {"made_of": "statutes", **said}
    profile = parse_profile.parse("sheet", PROFILE.format(**whole))
    assert profile.findings == ()
    read = exports.read_export(sheet, profile)
    [made] = [text.frame for text in read.texts if text.table == "sanctions"]
    told = [str(f) for f in read.findings if f.rule == "mapping.repeated"]
    months = made["months"].drop_nulls() if "months" in made.columns else []
    return [int(one) for one in months], told


def test_months_of_each_statute_are_told(sheet: Path) -> None:
    months, [told] = sentences(sheet)
    assert len(months) == 3 * 1 + 3 * 2 + 3 * 3
    assert "sheet.csv, row 3, Total months: this stands once in a row, and statutes makes" in told
    assert "several rows of 6 of these: each has the whole of it as sanctions.months." in told
    assert "Fill a table from sheet with it, which has it once." in told


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
    draft = draft_export.draft(sheet)
    tables = {table.table: table for table in draft.chosen.tables}
    assert tables["charges"].file == "sheet_groups"
    assert "sanctions" not in tables
    [unread] = [line for line in draft.toml.splitlines() if 'Not read: "Total months"' in line]
    assert "Perhaps sanctions.months" in unread
