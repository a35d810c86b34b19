"""What an import by a mapping says of its source: the cause, and the key that puts it right."""

from pathlib import Path

import pytest

from schemas import findings
from seed import gate
from seed.mapping import draft_export
from seed.mapping.exports import read_export
from seed.mapping.parse_profile import parse
from tests.gated import Stored

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


def said(folder: Path, profile: str, rows: list[str] = ROWS) -> list[findings.Finding]:
    """All that is found of a list of victims, read by the profile and checked by the gate."""
    path = folder / "victims.csv"
    path.write_text("\n".join(["victim,case,age", *rows]) + "\n")
    checked = parse("hotline", MANIFEST + profile)
    assert checked.findings == ()
    return list(gate.check(read_export(path, checked), Stored()).findings)


def of(found: list[findings.Finding], rule: str) -> list[findings.Finding]:
    return [one for one in found if one.rule == rule]


def test_a_table_that_no_block_fills_is_named_with_the_block_to_write(tmp_path: Path) -> None:
    [fault] = of(said(tmp_path, BY_ID, ROWS[:3]), "parent.all_missing")
    assert "no table of the mapping fills cases" in fault.wording
    assert "[tables.cases], with from = the file that has them" in fault.wording
    assert "exports mixed" not in fault.wording


def test_a_table_of_which_no_row_is_made_is_said_to_have_a_condition(tmp_path: Path) -> None:
    profile = BY_ID + CASES.format(case="nothing")
    [fault] = of(said(tmp_path, profile, ROWS[:3]), "parent.all_missing")
    assert "the mapping makes no row of cases" in fault.wording
    assert "Look at the conditions of its table" in fault.wording


@pytest.mark.parametrize("encoding", ["", 'encoding = "ascii"\n'])
def test_another_encoding_is_answered_with_the_key_that_says_it(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "victims.csv"
    path.write_bytes("victim,case,ciudad\nv1,k7,Córdoba\n".encode("latin-1"))
    text = BY_ID.replace("[tables.", f"{encoding}[tables.", 1)
    [fault] = findings.errors(read_export(path, parse("hotline", MANIFEST + text)).findings)
    assert "Or say in [files.victims] of the profile in what it is written" in fault.wording
    assert 'encoding = "cp1252"' in fault.wording
    right = BY_ID.replace("[tables.", 'encoding = "cp1252"\n[tables.', 1)
    assert not findings.errors(read_export(path, parse("hotline", MANIFEST + right)).findings)


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
    draft = draft_export.draft(tmp_path / "victims.csv")
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
    assert all("in 2 cells the age is 0" in one.wording for one in found)
