"""Several tables filled from one row of a file, with what they share said once."""

from pathlib import Path

import pytest

from seed.mapping import language, reading

PROFILE = """\
[files.register]
file = "register.csv"
[[groups]]
from = "register"
where = { Matter = { not = "civil", blank = false } }
[groups.columns]
case_id = { compose = "{Court}-{No.}" }
person_id = { source = "Accused", split = ";" }
kind = { constant = "natural" }
[[groups.tables]]
table = "cases"
first_of = ["Court", "No."]
[groups.tables.columns]
scope = { constant = "trafficking_elements" }
[[groups.tables]]
table = "suspects"
[[groups.tables]]
table = "charges"
where = { Article = { blank = false } }
[groups.tables.columns]
charge_id = { compose = "{Court}-{No.}-{part}" }
offence = { source = "Article", codes = { 13 = "trafficking" } }
[[groups.tables]]
table = "victims"
where = { Victims = { above = 0 } }
repeat = "Victims"
[groups.tables.columns]
victim_id = { compose = "{Court}-{No.}-V{part}" }
"""
REGISTER = """\
Court,No.,Matter,Accused,Article,Victims
N,1,crime,p1;p2,13,2
N,1,crime,p3,,0
N,2,civil,p4,13,1
S,1,crime,p5,,
"""


def made(folder: Path, text: str = PROFILE) -> dict[str, list[tuple[object, ...]]]:
    (folder / "register.csv").write_text(REGISTER)
    profile = language.parse("x", text)
    assert profile.findings == ()
    submission = reading.read(folder, profile)
    columns = {
        "cases": ("row_number", "case_id"),
        "suspects": ("case_id", "person_id", "kind"),
        "charges": ("charge_id", "person_id"),
        "victims": ("victim_id", "case_id"),
    }
    return {t.table: t.frame.select(columns[t.table]).rows() for t in submission.texts}


def test_tables_of_a_group_take_rows_ids_and_lists_from_it(tmp_path: Path) -> None:
    rows = made(tmp_path)
    assert rows["cases"] == [(2, "N-1"), (5, "S-1")]
    assert rows["suspects"] == [
        ("N-1", "p1", "natural"),
        ("N-1", "p2", "natural"),
        ("N-1", "p3", "natural"),
        ("S-1", "p5", "natural"),
    ]
    assert rows["charges"] == [("N-1-1", "p1"), ("N-1-2", "p2")]
    assert rows["victims"] == [("N-1-V1", "N-1"), ("N-1-V2", "N-1")]


def test_a_condition_of_a_table_adds_to_each_of_the_groups(tmp_path: Path) -> None:
    either = 'where = [{ Court = "S" }, { "No." = "1", Matter = "crime" }]'
    text = PROFILE.replace('where = { Matter = { not = "civil", blank = false } }', either)
    assert made(tmp_path, text)["charges"] == [("N-1-1", "p1"), ("N-1-2", "p2")]


def test_what_a_table_says_itself_goes_before_what_is_shared(tmp_path: Path) -> None:
    own = '[[groups.tables]]\ntable = "suspects"\n[groups.tables.columns]\n'
    text = PROFILE.replace(
        '[[groups.tables]]\ntable = "suspects"\n', own + 'kind = { constant = "legal" }\n'
    )
    assert {kind for _, _, kind in made(tmp_path, text)["suspects"]} == {"legal"}


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ('from = "register"', 'from = "registers"', "unknown_file", 4),
        ("[groups.columns]", '[groups.columns]\nlink = "x"', "unknown_column", 7),
        ('{ constant = "natural" }', '{ constant = "company" }', "unknown_code", 9),
        ('table = "suspects"', 'table = "suspects"\nfrom = "register"', "unknown_key", 17),
        ('table = "suspects"', 'table = "accused"', "unknown_table", 16),
        ("case_id = {", "cases_id = {", "required_column", 13),
        ("[[groups]]", '[[groups]]\nsplit = ";"', "unknown_key", 4),
    ],
)
def test_faults_are_named_once_with_their_line(old: str, new: str, rule: str, line: int) -> None:
    found = language.parse("x", PROFILE.replace(old, new, 1)).findings
    of_rule = [f for f in found if f.rule == f"profile.{rule}"]
    assert f"line {line}," in of_rule[0].wording
    assert len({f.wording for f in found}) == len(found)


def test_a_group_without_tables_is_a_fault() -> None:
    text = PROFILE[: PROFILE.index("[[groups.tables]]")].replace("kind =", "# kind =")
    assert "profile.required" in {f.rule for f in language.parse("x", text).findings}
