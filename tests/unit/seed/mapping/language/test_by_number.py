"""Columns named by their number, as in #3, and what a number may not hide."""

from pathlib import Path

import pytest

from schemas import findings
from seed.mapping import exports, parse_profile
from seed.submission import Submission

# A name over two lines, blank ones, one that is like a number.
REGISTER = """\
,Akten-Nr.,"Betrag
(brutto)",,Nachname,#3
A-1,K7,"1.200,50",,Kowalska,x
A-2,K8,"12,00",,Novak,x
A-3,K9,"1.500,00","1.499,99",Kowalska,x
"""
PROFILE = """\
manifest.unfilled = "elsewhere"
[files.register]
file = "register.csv"
[files.register.numbers]
"#3" = { decimal = ",", thousands = "." }
[tables.cases]
from = "register"
[tables.cases.columns]
case_id = "#1"
scope = { constant = "trafficking_elements" }
network_id = "##3"
proceeds_estimate = "#3"
currency = { constant = "EUR" }
"""


def read(folder: Path, text: str, register: str = REGISTER) -> Submission:
    (folder / "register.csv").write_text(register)
    profile = parse_profile.parse("register", text)
    assert profile.findings == ()
    return exports.read_export(folder, profile, key="a key of nobody")


def fault(folder: Path, text: str, register: str = REGISTER) -> tuple[str, str | None, str]:
    """The one error of the file: its rule, its column and what is said."""
    [found] = findings.errors(read(folder, text, register).findings)
    return found.rule, found.column, found.wording


def test_a_number_stands_wherever_a_column_is_named(tmp_path: Path) -> None:
    submission = read(tmp_path, PROFILE)
    assert {f.rule for f in submission.findings} == {"header.numbered"}
    [cases] = submission.texts
    assert cases.frame.select("case_id", "network_id", "proceeds_estimate").rows() == [
        ("A-1", "x", "1200.50"),
        ("A-2", "x", "12.00"),
        ("A-3", "x", "1500.00"),
    ]
    assert [column for _, column in submission.not_read] == ["Akten-Nr.", "Column 4", "Nachname"]


@pytest.mark.parametrize(
    "said",
    [
        'form = { source = "#5", codes = { Novak = "mixed" } }',
        'form = { source = "#5", codes = { like = { "^K" = "mixed" } } }',
        'opened_on = { source = "#5", date = "YYYY" }',
        'victims_stated = { source = "#5", number = {} }',
        'case_id = { source = "#5", pseudonym = true }',
        '[files.register.numbers."#5"]',
    ],
)
def test_a_number_hides_no_name_of_a_person_at_any_place(tmp_path: Path, said: str) -> None:
    text = PROFILE.replace('case_id = "#1"\n', "") if said.startswith("case_id") else PROFILE
    if said.startswith("["):
        text = text.replace("[tables.cases]", f"{said}\n[tables.cases]")
        said = ""
    rule, column, wording = fault(tmp_path, f"{text}{said}\n")
    assert (rule, column) == ("mapping.number_of_names", "#5")
    assert "called [Nachname]" in wording


def test_a_column_is_named_by_its_number_or_by_its_name(tmp_path: Path) -> None:
    """Its numbers are written as is said of one of the two alone: 1.500,00 would be read as 1.5."""
    text = PROFILE.replace('proceeds_estimate = "#3"', 'proceeds_estimate = "Betrag (brutto)"')
    rule, column, wording = fault(tmp_path, text)
    assert (rule, column) == ("mapping.named_twice", "#3")
    assert "as [#3] and as [Betrag (brutto)]. Name it in one way" in wording


def test_the_number_of_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    rule, column, wording = fault(tmp_path, PROFILE.replace('"##3"', '"#9"'))
    assert (rule, column) == ("mapping.source_column", "#9")
    assert "numbered from 1" in wording
