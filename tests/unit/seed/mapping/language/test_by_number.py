"""Columns named by their number at every place of the language, and what a number may not hide."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from seed.mapping import language, reading
from seed.mapping.language import by_number
from seed.mapping.reading.needed import columns_named
from seed.submission import Submission

# A name over two lines, blank ones, one that is like a number.
REGISTER = """\
,Akten-Nr.,"Betrag
(brutto)",,Nachname,Art.1,Art.2,Haft,#3
A-1,K7,"1.200,50",,Kowalska,177,189,3 EUR und 4 USD,x
A-2,K8,"12,00",,Novak,177,,,x
A-1,K9,"1.500,00","1.499,99",Kowalska,,242,60 EUR,x
"""
PERSONS = "Akte,Alter,Haft,Art.1\nA-1,41,ja,2\nA-2,37,nein,\n"
MANIFEST = '[manifest]\nunfilled = "elsewhere"\nids = "by_row"\n'
PROFILE = """\
[files.persons]
file = "persons.csv"
[files.register]
file = "register.csv"
[files.register.numbers]
"#3" = { decimal = ",", thousands = "." }
"#4" = { decimal = ",", thousands = "." }
[files.register.join.persons]
on = ["#1"]
columns = ["#2"]
[files.register.flags.held]
in = "persons"
by = ["#1"]
yes = { "#3" = "ja" }
no = { "#3" = { blank = false } }
[files.charges]
from = "register"
unpivot = { article = "Art.{n}" }
[files.seized]
from = "register"
[files.seized.extract]
column = "#8"
like = '(?P<amount>[0-9]+) (?P<currency>[A-Z]{3})'
between = "und"
[[groups]]
from = "register"
where = { "#3" = { above = 1000 } }
of = "#1"
first_of = ["#1"]
[groups.columns]
case_id = { compose = "{#1}[-{#4}]" }
person_id = { compose = "P{#2}{##3}" }
[[groups.tables]]
table = "cases"
[groups.tables.columns]
scope = { cases = [{ when = { "#6" = "177" }, then = "trafficking_elements" }] }
proceeds_estimate = { pick = ["#4", "#3"], keep = "max" }
currency = { constant = "EUR" }
[[groups.tables]]
table = "suspects"
[groups.tables.columns]
kind = { constant = "natural" }
in_custody = "held"
[[tables]]
table = "charges"
from = "charges"
[tables.columns]
charge_id = { compose = "{#1}-{row_number}-{n}" }
case_id = "#1"
person_id = "Akten-Nr."
offence = { source = "article", codes = { 177 = "trafficking", like = { "^" = "other" } } }
[[tables]]
table = "assets"
from = "seized"
[tables.columns]
asset_id = { compose = "{#1}-{row_number}-{part}" }
case_id = "#1"
frozen = { source = "amount", number = {} }
currency = "currency"
"""
CASES = """\
[files.persons]
file = "persons.csv"
[files.all]
file = "register.csv"
{files}
[[tables]]
table = "cases"
from = "all"
{rows}
[tables.columns]
case_id = "Akte"
scope = {{ constant = "trafficking_elements" }}
{columns}
"""


def read(folder: Path, text: str, register: str = REGISTER) -> Submission:
    (folder / "register.csv").write_text(register)
    (folder / "persons.csv").write_text(PERSONS)
    profile = language.parse("register", f"{MANIFEST}{text}")
    assert profile.findings == ()
    return reading.read(folder, profile)


def fault(folder: Path, text: str, register: str = REGISTER) -> tuple[str, str | None, str]:
    """The one error of the file: its rule, its column and what is said."""
    [found] = [f for f in read(folder, text, register).findings if f.severity == "error"]
    return found.rule, found.column, found.wording


def test_a_number_stands_wherever_a_column_is_named(tmp_path: Path) -> None:
    submission = read(tmp_path, PROFILE)
    assert {f.rule for f in submission.findings} == {"header.numbered", "mapping.first_of_differs"}
    rows = {text.table: text.frame.drop("row_number").rows() for text in submission.texts}
    assert rows["cases"] == [("A-1", "trafficking_elements", "1499.99", "EUR")]
    # The age is the other file's second column, which the join adds under its number there.
    assert rows["suspects"] == [("A-1", "P41x", "natural", "yes")]
    assert rows["charges"] == [
        ("A-1-2-1", "A-1", "K7", "trafficking"),
        ("A-1-2-2", "A-1", "K7", "other"),
        ("A-2-3-1", "A-2", "K8", "trafficking"),
        ("A-1-4-2", "A-1", "K9", "other"),
    ]
    assert [row[2:] for row in rows["assets"]] == [("3", "EUR"), ("4", "USD"), ("60", "EUR")]
    assert submission.not_read == (("persons.csv", "Art.1"), ("register.csv", "Nachname"))


@pytest.mark.parametrize(
    "said",
    [
        {"files": '[files.all.numbers]\n"#5" = {}'},
        {"files": '[files.all.join.persons]\non = ["#5"]\ncolumns = ["Alter"]'},
        {"files": '[files.persons.join.all]\non = ["Akte"]\ncolumns = ["#5"]'},
        {"files": '[files.all.flags.held]\nin = "persons"\nby = ["#5"]\nyes = { Haft = "ja" }'},
        {"files": '[files.persons.flags.x]\nin = "all"\nby = ["Akte"]\nyes = { "#5" = "K" }'},
        {"files": '[files.x]\nfrom = "all"\n[files.x.extract]\ncolumn = "#5"\nlike = "(?P<a>K)"'},
        {"files": '[files.x]\nfrom = "all"\nunpivot = { a = "Art.{n}" }\n[files.x.numbers."#5"]'},
        {"rows": 'of = "#5"'},
        {"rows": 'repeat = "#5"'},
        {"rows": 'first_of = ["Akte", "#5"]'},
        {"rows": 'where = { "#5" = { not = "Kowalska" } }'},
        {"columns": 'network_id = "#5"'},
        {"columns": 'network_id = { pick = ["Betrag", "#5"] }'},
        {"columns": 'network_id = { compose = "{Akte}[-{#5}]", pseudonym = true }'},
        {"columns": 'network_id = { joint = { by = ["#5"] } }'},
        {"columns": 'charged = { cases = [{ when = { "#5" = { blank = true } }, then = "no" }] }'},
        {"columns": 'opened_on = { source = "Tag", date = "YYYY", only_if = { "#5" = "K" } }'},
    ],
)
def test_a_number_hides_no_name_of_a_person_at_any_place(said: Mapping[str, str]) -> None:
    text = CASES.format(**{"files": "", "rows": "", "columns": ""} | said)
    profile = language.parse("register", text)
    assert profile.findings == ()
    [found] = by_number.faults("register.csv", {"#5": "Nachname"}, columns_named(profile)["all"])
    assert (found.rule, found.column) == ("mapping.number_of_names", "#5")
    assert "called [Nachname]" in found.wording


def test_a_column_is_named_by_its_number_or_by_its_name(tmp_path: Path) -> None:
    """Its numbers are written as is said of one of the two alone: 1.500,00 would be read as 1.5."""
    text = PROFILE.replace('pick = ["#4", "#3"], keep = "max"', 'source = "Betrag (brutto)"')
    rule, column, wording = fault(tmp_path, text)
    assert (rule, column) == ("mapping.named_twice", "#3")
    assert "as [#3] and as [Betrag (brutto)]. Name it in one way" in wording


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("#{n}", "A number is no pattern: say what the columns are called."),
        ("#{n}x", "like [#{n}x]"),
    ],
)
def test_repeated_columns_are_not_told_by_their_numbers(
    tmp_path: Path, pattern: str, hint: str
) -> None:
    text = PROFILE.replace("Art.{n}", pattern).replace("{##3}", "")
    rule, column, wording = fault(tmp_path, text, REGISTER.replace("#3", "Rest"))
    assert (rule, column) == ("mapping.unpivot", pattern)
    assert hint in wording


def test_columns_that_are_called_like_numbers_are_a_pattern(tmp_path: Path) -> None:
    register = REGISTER.replace("Art.1,Art.2", "#1,#2")
    submission = read(tmp_path, PROFILE.replace("Art.{n}", "##{n}"), register)
    [charges] = [text.frame for text in submission.texts if text.table == "charges"]
    # The third is the last column of the register.
    assert charges["charge_id"].to_list()[:3] == ["A-1-2-1", "A-1-2-2", "A-1-2-3"]


@pytest.mark.parametrize(
    ("before", "after", "column", "instead"),
    [
        ('columns = ["#2"]', 'columns = ["#2", "#4"]', "#4", "by what it is called there"),
        ('columns = ["#2"]', 'columns = ["#2", "Art.1"]', "Art.1", "by its number there"),
        ("held", "Haft", "Haft", "Call what is made here else"),
    ],
)
def test_what_is_added_takes_no_other_columns_place(
    tmp_path: Path, before: str, after: str, column: str, instead: str
) -> None:
    rule, named, wording = fault(tmp_path, PROFILE.replace(before, after))
    assert (rule, named) == ("mapping.column_taken", column)
    assert instead in wording


def test_a_number_means_the_same_in_what_is_made_of_a_file(tmp_path: Path) -> None:
    submission = read(tmp_path, PROFILE.replace('person_id = "Akten-Nr."', 'person_id = "#2"'))
    [charges] = [text.frame for text in submission.texts if text.table == "charges"]
    # The age that the register joins from the file of persons, as in its own tables.
    assert charges["person_id"].unique().sort().to_list() == ["37", "41"]


@pytest.mark.parametrize(
    "files",
    [
        '[files.all.flags."#7"]\nin = "persons"\nby = ["Akte"]\nyes = { Haft = "ja" }',
        '[files.x]\nfrom = "all"\nunpivot = { "#7" = "Art.{n}" }',
        '[files.x]\nfrom = "all"\nunpivot = { article = "Art.{#7}" }',
    ],
)
def test_nothing_is_made_under_a_number(files: str) -> None:
    text = CASES.format(files=files, rows="", columns="")
    [found] = language.parse("register", text).findings
    assert found.rule == "profile.column_number"
    assert "[#7] is a column of the file by its number" in found.wording
