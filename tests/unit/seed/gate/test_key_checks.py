"""Keys of rows: repeated, almost equal, and those of rows of totals."""

from pathlib import Path

from schemas.findings import Severity
from tests.submissions import Stored, check, found, only

CASES_OF_KEYS = "case_id,scope\nk7,charged_as_trafficking\nm2,trafficking_elements\n"
SUSPECTS = "case_id,person_id,kind\nk7,p1,natural\nm2,p1,natural\n"


def test_an_id_with_two_contents_refuses_both_rows(tmp_path: Path) -> None:
    checked = check(tmp_path, cases=CASES_OF_KEYS + "k7,trafficking_elements\n")
    assert found(checked) == [("id.duplicate", 2, "case_id"), ("id.duplicate", 4, "case_id")]
    assert checked.frames["cases"]["case_id"].to_list() == ["m2"]


def test_a_person_may_stand_in_two_cases_but_not_twice_in_one(tmp_path: Path) -> None:
    assert check(tmp_path / "a", cases=CASES_OF_KEYS, suspects=SUSPECTS).findings == ()
    checked = check(tmp_path / "b", cases=CASES_OF_KEYS, suspects=SUSPECTS + "k7,p1,legal\n")
    assert found(checked) == [("id.duplicate", 2, "case_id"), ("id.duplicate", 4, "case_id")]


def test_a_blank_is_a_value_of_a_key(tmp_path: Path) -> None:
    links = "case_id,person_id,link\nk7,,exploiter\nk7,,recruiter\nk7,,exploiter\n"
    checked = check(tmp_path, cases=CASES_OF_KEYS, links=links)
    assert found(checked) == [("id.duplicate", 4, "case_id")]
    assert checked.frames["links"].height == 2


def test_a_row_of_totals_is_refused_at_its_row(tmp_path: Path) -> None:
    finding = only(check(tmp_path, cases=CASES_OF_KEYS + "Total,trafficking_elements\n"))
    assert (finding.rule, finding.row, finding.severity) == ("id.total", 4, Severity.ERROR)


def test_ids_that_differ_in_case_or_zeros_are_warned_of(tmp_path: Path) -> None:
    texts = CASES_OF_KEYS + "K07,trafficking_elements\nk70,trafficking_elements\n"
    checked = check(tmp_path, cases=texts)
    assert found(checked) == [("id.almost_equal", row, "case_id") for row in (2, 4)]
    assert {finding.severity for finding in checked.findings} == {Severity.WARNING}
    assert checked.frames["cases"].height == 4


def test_an_id_almost_equal_to_a_stored_one_is_warned_of(tmp_path: Path) -> None:
    stored = Stored(cases=[{"case_id": "0M2"}, {"case_id": "z9"}])
    assert found(check(tmp_path / "zeros", stored=stored, cases=CASES_OF_KEYS)) == []
    stored = Stored(cases=[{"case_id": "M002"}])
    checked = check(tmp_path / "case", stored=stored, cases=CASES_OF_KEYS)
    assert found(checked) == [("id.almost_equal", 3, "case_id")]
