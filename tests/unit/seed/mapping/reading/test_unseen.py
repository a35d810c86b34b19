"""Numbers that conditions compare, and cells that no condition can judge."""

from pathlib import Path

import pytest

from schemas.findings import Finding, Severity
from seed.mapping import language, reading
from seed.submission import Submission

FILES = """\
[files.sheet]
file = "sheet.csv"
[files.sheet.numbers]
"Total $" = { before = "$", thousands = "," }
[files.persons]
file = "persons.csv"
[files.persons.join.sheet]
on = ["id"]
columns = ["Total $"]
"""
TABLE = """\
[[tables]]
table = "cases"
from = "sheet"
WHERE
[tables.columns]
case_id = "id"
scope = { constant = "trafficking_elements" }
"""
SHEET = """\
id,Total $,note,kind
1,"$1,234.50",closed,x
2,$90,,x
3,lots,open,
4,,,y
"""
PERSONS = "id,rank,paid\n1,1,7\n2,2,\n3,,none\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sheet.csv").write_text(SHEET)
    (tmp_path / "persons.csv").write_text(PERSONS)
    return tmp_path


def read(folder: Path, where: str = "", columns: str = "", files: str = FILES) -> Submission:
    profile = language.parse("x", files + TABLE.replace("WHERE", where) + columns)
    assert profile.findings == ()
    return reading.read(folder, profile)


def ids(submission: Submission) -> list[str]:
    return submission.texts[0].frame["case_id"].to_list()


def told(submission: Submission, rule: str) -> list[Finding]:
    return [finding for finding in submission.findings if finding.rule == f"mapping.{rule}"]


def test_a_condition_compares_numbers_as_the_file_writes_them(folder: Path) -> None:
    submission = read(folder, 'where = { "Total $" = { above = 1000 } }')
    assert ids(submission) == ["1"]
    [finding] = told(submission, "no_number")
    assert (finding.file, finding.column, finding.row) == ("sheet.csv", "Total $", 4)
    assert (finding.occurrences, finding.severity) == (1, Severity.WARNING)


@pytest.mark.parametrize("beside", ['not = "lots"', 'not = ["Life", "lots"]'])
def test_words_that_a_condition_names_are_seen(folder: Path, beside: str) -> None:
    submission = read(folder, f'where = {{ "Total $" = {{ above = 1000, {beside} }} }}')
    assert ids(submission) == ["1"]
    assert told(submission, "no_number") == []


def test_a_rule_reads_numbers_as_the_file_writes_them(folder: Path) -> None:
    submission = read(folder, 'where = { id = ["1", "2"] }', 'proceeds_estimate = "Total $"\n')
    assert submission.texts[0].frame["proceeds_estimate"].to_list() == ["1234.50", "90"]
    assert told(submission, "number") == []


def test_an_id_of_such_a_column_is_taken_as_it_stands(folder: Path) -> None:
    submission = read(folder, 'where = { id = "2" }', 'network_id = "Total $"\n')
    assert submission.texts[0].frame["network_id"].to_list() == ["$90"]


def test_joined_numbers_are_written_as_in_their_own_file(folder: Path) -> None:
    table = TABLE.replace('"sheet"', '"persons"')
    profile = language.parse(
        "x", FILES + table.replace("WHERE", 'where = { "Total $" = { above = 99 } }')
    )
    assert ids(reading.read(folder, profile)) == ["1"]


def test_numbers_are_written_as_in_the_file_that_rows_are_made_of(folder: Path) -> None:
    """Where they were read otherwise, every amount with its sign was left out as no number."""
    made = '[files.kinds]\nfrom = "sheet"\nunpivot = { now = "{part}ind" }\n'
    table = TABLE.replace('"sheet"', '"kinds"')
    above = 'where = { "Total $" = { above = 999 } }'
    profile = language.parse("x", FILES + made + table.replace("WHERE", above))
    assert ids(reading.read(folder, profile)) == ["1"]


def test_a_flag_compares_numbers_as_its_file_writes_them_and_names_text(folder: Path) -> None:
    flag = (
        '[files.persons.flags.costly]\nin = "sheet"\nby = ["id"]\n'
        'yes = { "Total $" = { above = 100 } }\nno = { "Total $" = { below = 101 } }\n'
    )
    table = TABLE.replace('"sheet"', '"persons"').replace("WHERE", "")
    profile = language.parse("x", FILES + flag + table + 'cross_border = "costly"\n')
    submission = reading.read(folder, profile)
    assert submission.texts[0].frame["cross_border"].to_list() == ["yes", "no", None]
    [finding] = told(submission, "no_number")
    assert (finding.file, finding.column, finding.row) == ("sheet.csv", "Total $", 4)


def test_columns_written_in_two_ways_are_not_picked_as_one_number(folder: Path) -> None:
    text = (
        FILES + TABLE.replace("WHERE", "") + 'proceeds_estimate = { pick = ["Total $", "note"] }\n'
    )
    [finding] = language.parse("x", text).findings
    assert finding.rule == "profile.number_format"
    assert "line 17, tables.0.columns.proceeds_estimate" in finding.wording


def test_a_format_of_a_column_that_is_not_there_is_named(folder: Path) -> None:
    [finding] = read(folder, files=FILES.replace('"Total $" = {', '"Totals" = {')).findings
    assert (finding.rule, finding.column) == ("mapping.source_column", "Totals")
    assert "Nearest: Total $" in finding.wording


@pytest.mark.parametrize(
    ("where", "blank"),
    [
        ('where = { note = { lacks = "open" } }', [3, 5]),
        ('where = { note = { not = "open" } }', [3, 5]),
        ('where = { note = { not = "open" }, kind = "x" }', [3]),
        ('where = { note = { not = "open", blank = false } }', []),
        ('where = [{ note = { not = "open" } }, { note = { blank = true } }]', []),
        ('where = [{ note = { not = "open" } }, { id = "2" }]', [5]),
        ('where = { note = { lacks = "open", contains = "closed" } }', []),
        ('of = "note"\nwhere = { note = { not = "open" } }', []),
        ('where = { kind = { not = "x" }, note = { not = "open" } }', [5]),
    ],
)
def test_blank_cells_that_a_negative_condition_passes_over_are_counted(
    where: str, blank: list[int], folder: Path
) -> None:
    found = [f for f in told(read(folder, where), "blank_passed_over") if f.column == "note"]
    assert [(f.row, f.occurrences) for f in found] == ([(blank[0], len(blank))] if blank else [])


def test_what_a_blank_cell_was_passed_over_for_is_named(folder: Path) -> None:
    cases = 'cases = [{ when = { note = { not = "open" } }, then = "no" }]'
    columns = f'cross_border = {{ {cases}, otherwise = "yes" }}\n'
    columns += 'network_id = { source = "kind", only_if = { note = { lacks = "o" } } }\n'
    columns += 'office_id = { source = "note", only_if = { note = { not = "open" } } }\n'
    [finding] = told(read(folder, 'where = { id = ["1", "2"] }', columns), "blank_passed_over")
    assert "in cases.cross_border, cases.network_id. Say" in finding.wording
    assert (finding.row, finding.occurrences) == (3, 1)
