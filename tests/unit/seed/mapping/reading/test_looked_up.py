"""What rows look up in other files, where it is not there or cannot be read."""

from pathlib import Path

import pytest

from schemas.findings import Severity
from seed import gate
from seed.mapping import language, reading
from seed.submission import Submission
from tests.gated import Stored

PROFILE = """\
[manifest]
jurisdiction = "XAA"
[files.dossiers]
file = "dossiers.csv"
[files.victimes]
from = "dossiers"
[files.victimes.extract]
column = "Victimes"
like = "(?P<all>[0-9]+) *.(?P<minors>[0-9]+)."
[files.prevenus]
file = "prevenus.csv"
[files.prevenus.join.dossiers]
on = "File"
there = "No"
columns = ["Ouvert"]
[files.prevenus.join.victimes]
on = "File"
there = "No"
columns = ["all"]
[[tables]]
table = "cases"
from = "prevenus"
first_of = ["File"]
[tables.columns]
case_id = "File"
scope = { constant = "trafficking_elements" }
opened_on = { source = "Ouvert", date = "YYYY" }
victims_stated = "all"
[[tables]]
table = "suspects"
from = "prevenus"
[tables.columns]
case_id = "File"
person_id = "Id"
kind = { constant = "natural" }
"""
DOSSIERS = "No,Ouvert,Victimes\n511,2010,4 (4)\n512,2011,3 (1)\n513,2012,0 (0)\n"
PREVENUS = "Id,File\n1,511\n2,511\n3,512\n4,\n"


def read(folder: Path, dossiers: str = DOSSIERS, prevenus: str = PREVENUS) -> Submission:
    (folder / "dossiers.csv").write_text(dossiers)
    (folder / "prevenus.csv").write_text(prevenus)
    profile = language.parse("x", PROFILE)
    assert profile.findings == ()
    return reading.read(folder, profile)


def test_rows_that_find_none_are_told_once_with_what_is_blank_then(tmp_path: Path) -> None:
    submission = read(tmp_path, prevenus=PREVENUS.replace("512", "5l2"))
    told = [f for f in submission.findings if f.rule == "mapping.join_finds_none"]
    # Of the file as it is, and of what is made of it.
    assert [(f.file, f.column, f.row, f.occurrences) for f in told] == [
        ("prevenus.csv", "File", 4, 1),
        ("prevenus.csv", "File", 4, 1),
    ]
    assert "1 rows find none in dossiers.csv with their File: Ouvert of them is blank" in (
        told[0].wording
    )
    assert {f.severity for f in told} == {Severity.WARNING}


def test_a_blank_key_looks_nothing_up(tmp_path: Path) -> None:
    assert [f for f in read(tmp_path).findings if f.rule == "mapping.join_finds_none"] == []


@pytest.mark.parametrize("cell", ["four", "4 of them"])
def test_who_looks_up_what_cannot_be_read_is_refused_with_it(cell: str, tmp_path: Path) -> None:
    """Their cases were stored without victims, and 100 % of the rows were said to be accepted."""
    told = PREVENUS.replace("4,\n", "")
    submission = read(tmp_path, DOSSIERS.replace("4 (4)", cell), told)
    checked = gate.check(submission, Stored())
    assert checked.frames["cases"]["case_id"].to_list() == ["512"]
    assert checked.frames["suspects"]["case_id"].to_list() == ["512"]
    assert checked.rows_refused["cases"] >= 1
    assert checked.held_back.untold == {}


def test_rows_that_are_looked_up_are_said_to_be(tmp_path: Path) -> None:
    text = PROFILE + '[[tables]]\ntable = "offices"\nfrom = "dossiers"\n'
    text += 'where = { No = "513" }\n[tables.columns]\noffice_id = "No"\n'
    text += 'jurisdiction = { constant = "XAA" }\nkind = { constant = "prosecution" }\n'
    (tmp_path / "dossiers.csv").write_text(DOSSIERS)
    (tmp_path / "prevenus.csv").write_text(PREVENUS)
    profile = language.parse("x", text)
    assert profile.findings == ()
    submission = reading.read(tmp_path, profile)
    [told] = [f.wording for f in submission.findings if f.rule == "mapping.unused_rows"]
    assert "2 of them are looked up by rows of other files, which have what they say." in told
