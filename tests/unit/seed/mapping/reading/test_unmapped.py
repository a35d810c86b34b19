"""Of rows that a mapping could not read the ids that it could: they tell whose rows are lacking."""

from pathlib import Path

import pytest

from schemas.findings import Severity
from seed import gate
from seed.gate import quarantine
from seed.mapping import exports
from seed.mapping.parse_profile import parse
from seed.pseudonyms import KEY_VARIABLE
from seed.submission import Submission, with_corrections
from tests.gated import Stored
from tests.unit.seed.mapping.made_rows import made, of_cases, of_table

SANCTIONS = of_table(
    "sanctions",
    "",
    'sanction_id = { sql = "id || \'-1\'" }\nperson_id = "id"\n'
    'kind = { source = "cell", codes = { Geld = "fine" } }\n',
)
# The prison term of the second row can be read, and its fine cannot.
REGISTER = "Nr;Urteil;Strafe;Buße\n1;schuldig;12;5.000,00\n2;schuldig;24;5 Tsd.\n3;frei;;\n"
PROFILE = """\
[manifest]
jurisdiction = "XAA"
unfilled = "elsewhere"
extracted_on = 2024-12-31
[files.register]
file = "register.csv"
delimiter = ";"
[tables.cases]
from = "register"
[tables.cases.columns]
case_id = "Nr"
scope = { constant = "charged_as_trafficking" }
[tables.suspects]
from = "register"
[tables.suspects.columns]
case_id = "Nr"
person_id = "Nr"
kind = { constant = "natural" }
[[tables.sanctions]]
from = "register"
where = "Strafe IS NOT NULL"
[tables.sanctions.columns]
sanction_id = { sql = "'C' || Nr" }
case_id = "Nr"
person_id = "Nr"
kind = { constant = "custody" }
months = { source = "Strafe", number = { places = 0 } }
[[tables.sanctions]]
from = "register"
where = "Buße IS NOT NULL"
[tables.sanctions.columns]
sanction_id = { sql = "'F' || Nr" }
case_id = "Nr"
person_id = "Nr"
kind = { constant = "fine" }
currency = { constant = "EUR" }
amount = { source = "Buße", number = { decimal = ",", thousands = "." } }
"""


def read(folder: Path) -> Submission:
    (folder / "register.csv").write_text(REGISTER, encoding="utf-8")
    profile = parse("register", PROFILE)
    assert profile.findings == ()
    return exports.read_export(folder / "register.csv", profile)


def test_a_row_with_an_unreadable_cell_hands_on_its_ids() -> None:
    left = made(SANCTIONS, cell=["Geld", "Haft"]).unmapped
    assert (left.table, left.file) == ("sanctions", "all.csv")
    assert left.ids.rows(named=True) == [
        {"row_number": 3, "sanction_id": "b-1", "case_id": "b", "person_id": "b"}
    ]
    assert left.unreadable.to_list() == [False]


def test_an_id_that_cannot_be_read_is_not_handed_on() -> None:
    case = 'case_id = { source = "court", codes = { A = "a" } }'
    profile = SANCTIONS.replace('case_id = "id"', case)
    left = made(profile, cell=["Geld", "Haft"], court=["A", "B"]).unmapped
    assert left.ids.select("case_id", "person_id").rows() == [(None, "b")]
    assert left.unreadable.to_list() == [True]


def test_ids_that_are_hidden_are_hidden_here_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "0123456789abcdef" * 2)
    how = 'network_id = { source = "cell", pseudonym = true }\n'
    how += 'cross_border = { source = "cell", codes = { J = "yes" } }'
    rows = made(of_cases(how), cell=["J", "Nadia"])
    [hidden] = rows.unmapped.ids["network_id"]
    assert "Nadia" not in hidden
    assert len(hidden) == len(rows.frame["network_id"][0])


def test_the_case_of_a_fine_that_cannot_be_read_is_held_back(tmp_path: Path) -> None:
    submission = read(tmp_path)
    [fault] = [one for one in submission.findings if one.severity is Severity.ERROR]
    assert (fault.row, fault.column) == (3, "Buße")
    checked = gate.check(submission, Stored())
    assert checked.frames["suspects"]["case_id"].to_list() == ["1", "3"]
    assert checked.frames["sanctions"]["sanction_id"].to_list() == ["C1", "F1"]
    assert checked.held_back == gate.HeldBack(
        cases=1, of_cases=3, rows={"cases": 1, "suspects": 1, "sanctions": 1}
    )
    [said] = quarantine.quarantine_remarks(checked.held_back, "register.csv")
    assert said.wording == (
        "1 of 3 cases stays out whole, with 3 rows without fault of their own: what is missing of a"
        " case would read as no. What was stored of them stays as it is."
    )


def test_what_is_stored_of_a_row_that_could_not_be_read_does_not_leave(tmp_path: Path) -> None:
    persons = [{"case_id": one, "person_id": one, "kind": "natural"} for one in "123"]
    stored = Stored(
        cases=[{"case_id": one, "scope": "charged_as_trafficking"} for one in "123"],
        suspects=persons,
        sanctions=[
            {"sanction_id": one, "case_id": one[1], "person_id": one[1]}
            for one in ("F2", "X2", "X3")
        ],
    )
    checked = gate.check(with_corrections(read(tmp_path), supersedes=(1,)), stored, replaces={1})
    assert not gate.is_fatal(checked.findings)
    assert checked.removed["sanctions"]["sanction_id"].to_list() == ["X3"]
