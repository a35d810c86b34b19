"""Rows made of repeated columns of a file, and of what a pattern finds in its cells."""

from pathlib import Path

import pytest

from schemas.findings import Severity
from seed.mapping import language, reading
from seed.submission import Submission

# Of what is not filled nothing is to be told here.
OPEN = '[manifest]\nunfilled = "elsewhere"\n'
SHEET = """\
Case No.,Judge,Statute1,Plea1,Statute2,Plea2,Statute10,StatuteNotes,SEIZED_USD,SEIZED_EUR,SEIZED_ALL
A-1,x,1591,g,1594, ,,see file,10,,10
A-2,x,,,,,371,,,"1,200",1300
A-3,x, ,,,,,, ,,
"""
CHARGES = """\
[files.sheet]
file = "sheet.csv"
[files.charges]
from = "sheet"
parts_like = "[0-9]+"
unpivot = { statute = "Statute{n}", plea = "Plea{n}" }
[[tables]]
table = "charges"
from = "charges"
[tables.columns]
charge_id = { compose = "{Case No.}-{n}" }
case_id = "Case No."
person_id = { compose = "{Case No.}-{part}" }
offence = { source = "statute", codes = { like = { "^159" = "trafficking" }, 371 = "other" } }
result = { source = "plea", codes = { g = "convicted" } }
"""
ASSETS = """\
[files.sheet]
file = "sheet.csv"
[files.seized]
from = "sheet"
parts = ["USD", "EUR"]
unpivot = { seized = "SEIZED_{currency}" }
[files.seized.numbers]
seized = { thousands = "," }
[[tables]]
table = "assets"
from = "seized"
where = { seized = { above = 9 } }
[tables.columns]
asset_id = { compose = "{Case No.}-{currency}" }
case_id = "Case No."
frozen = "seized"
currency = "currency"
"""
MONEY = """\
[files.sheet]
file = "sheet.csv"
missing = ["none"]
[files.seized]
from = "sheet"
[files.seized.numbers]
amount = { thousands = "," }
[files.seized.extract]
column = "Seized (approx.)"
like = '(?P<amount>[0-9][0-9.,]*) *(?P<currency>[A-Z]{3}|pesos)'
between = ["and", ";"]
missing_like = "^see "
[[tables]]
table = "assets"
from = "seized"
[tables.columns]
asset_id = { compose = "{Case}-{part}" }
case_id = "Case"
frozen = "amount"
currency = { source = "currency", codes = { pesos = "MXN", like = { "^[A-Z]{3}$" = "CAD" } } }
"""
CELLS = """\
Case,Seized (approx.)
1,3321.45 CAD and 60 pesos
2,
3,none
4,see docket
5,about 10 CAD; a car
6,a car
7,"1,000 CAD"
"""


def read(folder: Path, text: str, sheet: str) -> Submission:
    (folder / "sheet.csv").write_text(sheet)
    profile = language.parse("x", OPEN + text)
    assert profile.findings == ()
    return reading.read(folder, profile)


def rules(submission: Submission) -> list[tuple[str, int | None, str | None]]:
    return [(f.rule.removeprefix("mapping."), f.row, f.column) for f in submission.findings]


def test_repeated_groups_of_columns_become_rows_with_the_row_of_the_file(tmp_path: Path) -> None:
    submission = read(tmp_path, CHARGES, SHEET)
    [charges] = submission.texts
    columns = ("row_number", "charge_id", "person_id", "offence", "result")
    assert charges.frame.select(columns).rows() == [
        (2, "A-1-1", "A-1-1", "trafficking", "convicted"),
        (2, "A-1-2", "A-1-2", "trafficking", None),
        # The number in the columns' names stays, that among the rows begins anew.
        (3, "A-2-10", "A-2-1", "other", None),
    ]
    assert charges.file == "sheet.csv"


def test_a_column_that_a_group_lacks_is_told_and_not_guessed(tmp_path: Path) -> None:
    submission = read(tmp_path, CHARGES, SHEET)
    assert rules(submission) == [("unpivot_lacks", None, "Plea10"), ("unused_rows", 4, None)]
    assert "the group [10] has no column [Plea10], so that plea is blank" in (
        submission.findings[0].wording
    )
    assert {f.severity for f in submission.findings} == {Severity.WARNING}


def test_what_becomes_rows_is_read_and_other_columns_are_not(tmp_path: Path) -> None:
    not_read = {column for _, column in read(tmp_path, CHARGES, SHEET).not_read}
    assert not_read == {"Judge", "StatuteNotes", "SEIZED_USD", "SEIZED_EUR", "SEIZED_ALL"}


def test_the_file_is_reported_once_with_its_own_rows(tmp_path: Path) -> None:
    report = read(tmp_path, CHARGES, SHEET).mapped
    assert report is not None
    assert [(f.file, f.rows, f.first_unused) for f in report.files] == [("sheet.csv", 3, (4,))]
    assert [(t.read, t.rows) for t in report.tables] == [(3, 3)]


def test_a_stray_column_of_the_pattern_shows_as_a_group_that_lacks_its_others(
    tmp_path: Path,
) -> None:
    text = CHARGES.replace('parts_like = "[0-9]+"\n', "")
    assert ("unpivot_lacks", None, "PleaNotes") in rules(read(tmp_path, text, SHEET))


def test_the_part_of_a_name_may_itself_be_the_value(tmp_path: Path) -> None:
    [assets] = read(tmp_path, ASSETS, SHEET).texts
    assert assets.frame.select("row_number", "asset_id", "frozen", "currency").rows() == [
        (2, "A-1-USD", "10", "USD"),
        (3, "A-2-EUR", "1200", "EUR"),
    ]


def test_a_column_is_of_the_pattern_that_says_more_of_it(tmp_path: Path) -> None:
    sheet = SHEET.replace("Statute1,Plea1", "Plea1Statute,Plea1")
    text = CHARGES.replace("Statute{n}", "Plea{n}Statute").replace('parts_like = "[0-9]+"\n', "")
    [charges] = read(tmp_path, text, sheet).texts
    assert ("A-1-1", "trafficking") in charges.frame.select("charge_id", "offence").rows()


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ("Statute{n}", "Statut_{n}", "Statut_{n}", "Nearest: Statute"),
        ('parts_like = "[0-9]+"', 'parts = ["1", "3"]', "3", r"[3] of [parts]"),
        ('plea = "Plea{n}"', 'Judge = "Plea{n}"', "Judge", "a column [Judge] already"),
        ('source = "statute"', 'source = "Statut"', "Statut", "Nearest: Statute"),
    ],
)
def test_what_no_column_is_like_reads_nothing(
    old: str, new: str, column: str, words: str, tmp_path: Path
) -> None:
    text = CHARGES.replace(old, new).replace('source = "plea"', 'source = "n"')
    submission = read(tmp_path, text, SHEET)
    [finding] = [f for f in submission.findings if f.severity is Severity.ERROR]
    assert (finding.file, finding.column) == ("sheet.csv", column)
    assert words in finding.wording
    assert submission.texts == ()


def test_all_that_is_missing_is_told_at_once(tmp_path: Path) -> None:
    text = CHARGES.replace("Plea{n}", "Pleas{n}").replace('"Case No."', '"CASE"')
    words = [f.wording for f in read(tmp_path, text, SHEET).findings]
    assert [one for one in words if "[CASE], which this file has not. Nearest: Case No." in one]
    assert [one for one in words if "like [Pleas{n}]. Nearest: Plea" in one]


def test_what_cannot_be_made_is_not_looked_into(tmp_path: Path) -> None:
    text = MONEY.replace(
        '[files.seized]\nfrom = "sheet"',
        '[files.cells]\nfrom = "sheet"\nunpivot = { held = "Hold{n}" }\n'
        '[files.seized]\nfrom = "cells"',
    )
    text = text.replace('column = "Seized (approx.)"', 'column = "held"')
    submission = read(tmp_path, text, "Case,Held1\n1,5 CAD\n")
    assert [f.column for f in submission.findings] == ["Hold{n}"]
    submission = read(tmp_path, MONEY.replace('"Seized (approx.)"', '"seized"'), CELLS)
    [finding] = submission.findings
    assert finding.wording.endswith("[seized], which this file has not. Nearest: Seized (approx.).")


def test_each_match_in_a_cell_becomes_a_row(tmp_path: Path) -> None:
    submission = read(tmp_path, MONEY, CELLS)
    assert submission.texts[0].frame.select(
        "row_number", "asset_id", "frozen", "currency"
    ).rows() == [
        (2, "1-1", "3321.45", "CAD"),
        (2, "1-2", "60", "MXN"),
        (6, "5-1", "10", "CAD"),
        (8, "7-1", "1000", "CAD"),
    ]
    column = "Seized (approx.)"
    found = [one for one in rules(submission) if one[0] != "unused_rows"]
    assert found == [("extract_left", 6, column), ("extract", 7, column)]
    left, nothing = submission.findings[:2]
    assert (left.occurrences, left.severity) == (1, Severity.WARNING)
    assert nothing.severity is Severity.ERROR
    [left] = submission.unmapped
    assert left.ids.select("row_number", "asset_id", "case_id").rows() == [(7, None, "6")]


@pytest.mark.parametrize(
    ("cell", "between"),
    [
        ("-5.00 CAD", ""),
        ("\u22125 CAD", ""),
        ("- \u20135 CAD", ""),
        ("\u20ac 4 CAD and -\u20ac5 CAD", ""),
        ("(5.00 CAD)", ""),
        # Between nothing.
        (" -5.00 CAD", '"-", '),
        ("5 CAD-6 CAD", ""),
    ],
)
def test_a_number_that_would_lose_the_sign_before_it_is_refused(
    cell: str, between: str, tmp_path: Path
) -> None:
    text = MONEY.replace('between = ["and"', f'between = [{between}"and"')
    submission = read(tmp_path, text, f"Case,Seized (approx.)\n1,7 CAD\n2,{cell}\n")
    [assets] = submission.texts
    assert assets.frame["frozen"].to_list() == ["7"]
    [finding] = [f for f in submission.findings if f.rule == "mapping.extract_sign"]
    assert (finding.row, finding.column, finding.severity) == (
        3,
        "Seized (approx.)",
        Severity.ERROR,
    )
    assert "Take the sign into the pattern, as in (?P<amount>-?[0-9.,]+)" in finding.wording


@pytest.mark.parametrize(
    ("cell", "amounts"),
    [
        # A hyphen in a name, a range, an enumeration, what [between] allows.
        ("B-5 CAD", ["5"]),
        ("3-5 CAD", ["5"]),
        ("- 5 CAD", ["5"]),
        ("5 CAD/6 CAD", ["5", "6"]),
        ("5 CAD (6 CAD)", ["5", "6"]),
    ],
)
def test_what_is_no_sign_of_a_number_refuses_nothing(
    cell: str, amounts: list[str], tmp_path: Path
) -> None:
    text = MONEY.replace('between = ["and"', 'between = ["(", ")", "/", "and"')
    submission = read(tmp_path, text, f"Case,Seized (approx.)\n1,{cell}\n")
    assert submission.texts[0].frame["frozen"].to_list() == amounts
    assert "extract_sign" not in [rule for rule, *_ in rules(submission)]


def test_a_sign_that_the_pattern_takes_in_is_read_as_numbers_are(tmp_path: Path) -> None:
    text = MONEY.replace("(?P<amount>[0-9]", "(?P<amount>-?[0-9]")
    submission = read(tmp_path, text, "Case,Seized (approx.)\n1,-5.00 CAD\n")
    assert submission.texts[0].frame["frozen"].to_list() == ["-5.00"]
    assert submission.findings == ()


def test_what_is_found_or_repeated_and_read_by_nothing_is_told(tmp_path: Path) -> None:
    text = MONEY.replace("currency = { source", "#").replace('frozen = "amount"', "")
    assert read(tmp_path, text, "Case,Seized (approx.)\n1,5 CAD\n").not_read == (
        ("sheet.csv", "Seized (approx.) (amount of seized)"),
        ("sheet.csv", "Seized (approx.) (currency of seized)"),
    )
    text = CHARGES.replace("result = { source", "#")
    not_read = [column for _, column in read(tmp_path, text, SHEET).not_read]
    assert not_read[-1] == "Plea{n} (plea of charges)"


JOINED = """\
[files.offices]
file = "offices.csv"
[files.offices.numbers]
share = { decimal = "," }
[files.sheet]
file = "sheet.csv"
[files.sheet.join.offices]
on = "Office"
columns = ["code", "town", "share"]
[files.sheet.flags.busy]
in = "offices"
by = "Office"
yes = { share = { above = 0.5 } }
[files.held]
from = "sheet"
unpivot = { held = "Held{n}" }
[files.seized]
from = "held"
[files.seized.extract]
column = "held"
like = "(?P<amount>[0-9]+) (?P<currency>[A-Z]{3})"
[[groups]]
from = "seized"
where = [{ share = { above = 0.2 } }, { busy = "yes" }]
[groups.columns]
case_id = "Case"
[[groups.tables]]
table = "assets"
[groups.tables.columns]
asset_id = { compose = "{Case}-{code}-{part}" }
frozen = "amount"
currency = "currency"
"""


def test_what_a_file_joins_and_flags_is_there_in_what_is_made_of_it(tmp_path: Path) -> None:
    (tmp_path / "offices.csv").write_text('Office,code,town,share\nN,17,X,"0,6"\nS,18,Y,"0,1"\n')
    submission = read(
        tmp_path, JOINED, "Case,Office,Held1,Held2\n1,N,5 CAD; 6 CAD,7 CAD\n2,S,8 CAD,\n"
    )
    assert submission.texts[0].frame["asset_id"].to_list() == ["1-17-1", "1-17-2", "1-17-3"]
    assert [f.rule for f in submission.findings] == ["mapping.extract_left", "mapping.unused_rows"]
    # What nothing reads of it is not looked up.
    profile = language.parse("x", OPEN + JOINED)
    assert [j.columns for f in profile.files for j in f.joins] == [
        ("code", "town", "share"),
        ("code", "share"),
    ]


def test_what_a_made_file_joins_itself_goes_before_what_it_takes_along(tmp_path: Path) -> None:
    (tmp_path / "offices.csv").write_text('Office,code,town,share\nN,17,X,"0,6"\n')
    own = '[files.seized.join.offices]\non = "Office"\ncolumns = ["code", "share"]\n[[groups]]'
    text = JOINED.replace("[[groups]]", own)
    submission = read(tmp_path, text, "Case,Office,Held1\n1,N,5 CAD\n")
    assert submission.texts[0].frame["asset_id"].to_list() == ["1-17-1"]
    assert submission.findings == ()


def test_a_key_that_is_there_twice_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "offices.csv").write_text('Office,code,town,share\nN,17,X,"0,6"\nN,18,Y,"0,1"\n')
    submission = read(tmp_path, JOINED, "Case,Office,Held1\n1,N,5 CAD\n")
    assert [f.rule for f in submission.findings] == ["mapping.join_key"]


def test_cells_without_a_match_are_no_unused_rows(tmp_path: Path) -> None:
    submission = read(tmp_path, MONEY, CELLS)
    report = submission.mapped
    assert report is not None
    [file] = report.files
    assert (file.unused, file.first_unused) == (3, (3, 4, 5))
    [table] = report.tables
    assert (table.read, table.refused, table.rows) == (5, 1, 4)
    assert "nothing is made of 3 rows: 3, 4, 5." in submission.findings[-1].wording


def test_what_a_pattern_finds_may_stand_in_repeated_columns(tmp_path: Path) -> None:
    text = MONEY.replace(
        '[files.seized]\nfrom = "sheet"',
        '[files.cells]\nfrom = "sheet"\nunpivot = { held = "Held{n}" }\n'
        '[files.seized]\nfrom = "cells"',
    )
    text = text.replace('column = "Seized (approx.)"', 'column = "held"')
    sheet = "Case,Held1,Held2\n1,5 CAD,6 CAD; 7 CAD\n2,,8 CAD\n"
    submission = read(tmp_path, text, sheet)
    assert submission.texts[0].frame["asset_id"].to_list() == ["1-1", "1-2", "1-3", "2-1"]
    assert submission.findings == ()
    assert submission.not_read == ()


@pytest.mark.parametrize(
    ("profile", "old", "new", "rule"),
    [
        (CHARGES, 'from = "sheet"', 'from = "charges"', "unknown_file"),
        (CHARGES, 'from = "sheet"\n', 'from = "sheet"\nsheet = "x"\n', "unknown_key"),
        (CHARGES, "Plea{n}", "Plea{m}", "unpivot"),
        (CHARGES, "Plea{n}", "Plea", "unpivot"),
        (CHARGES, "plea =", "n =", "unpivot"),
        (CHARGES, 'parts_like = "[0-9]+"', 'parts_like = "["', "pattern"),
        (CHARGES, "unpivot = {", "unpivots = {", "required"),
        (CHARGES, "Plea{n}", "Defendant Surname {n}", "name_column"),
        (MONEY, "(?P<amount>", "(?P<amount", "pattern"),
        (MONEY, "'(?P<amount>[0-9][0-9.,]*) *(?P<currency>[A-Z]{3}|pesos)'", "'[0-9]+'", "pattern"),
        (MONEY, " *(?P<currency>[A-Z]{3}|pesos)'", "|'", "pattern"),
        (MONEY, '"Seized (approx.)"', '"Surname"', "name_column"),
        (MONEY, 'column = "Seized (approx.)"', "", "required"),
        (MONEY, 'missing_like = "^see "', 'missing_like = "("', "pattern"),
    ],
)
def test_what_cannot_be_made_is_a_fault_of_the_profile(
    profile: str, old: str, new: str, rule: str
) -> None:
    assert old in profile
    found = language.parse("x", profile.replace(old, new)).findings
    assert f"profile.{rule}" in {f.rule for f in found}
    assert all("line " in f.wording for f in found)
