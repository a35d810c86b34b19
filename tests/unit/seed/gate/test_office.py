"""The office of a submission fills the offices that its rows leave blank."""

from pathlib import Path

from seed import gate
from tests.gated import Stored, check, only

OFFICE = 'office_id = "o1"'
OFFICES = "office_id,jurisdiction\no1,XAA\no2,XAA\n"
CASES = "case_id,office_id,scope\nk7,,trafficking_elements\nm2,o2,trafficking_elements\n"


def test_blank_offices_of_cases_and_inspections_are_filled(tmp_path: Path) -> None:
    inspections = "inspection_id\ni5\n"
    checked = check(tmp_path, OFFICE, offices=OFFICES, cases=CASES, inspections=inspections)
    assert checked.findings == ()
    assert checked.frames["cases"]["office_id"].to_list() == ["o1", "o2"]
    assert checked.frames["inspections"]["office_id"].to_list() == ["o1"]


def test_without_an_office_in_the_manifest_blanks_stay(tmp_path: Path) -> None:
    checked = check(tmp_path, offices=OFFICES, cases=CASES)
    assert checked.frames["cases"]["office_id"].to_list() == [None, "o2"]


def test_the_office_may_be_stored_before(tmp_path: Path) -> None:
    stored = Stored(offices=[{"office_id": "o1"}, {"office_id": "o2"}])
    assert check(tmp_path, OFFICE, stored=stored, cases=CASES).findings == ()


def test_an_office_that_nobody_knows_is_one_finding_of_the_manifest(tmp_path: Path) -> None:
    checked = check(tmp_path, OFFICE, cases="case_id,scope\nk7,trafficking_elements\n")
    finding = only(checked)
    assert (finding.file, finding.rule) == ("submission.toml", "manifest.office")
    assert finding.column == "office_id"
    assert gate.is_fatal(checked.findings)


def test_an_office_that_is_filled_in_is_compared_with_what_is_stored(tmp_path: Path) -> None:
    text = "case_id,scope\nk7,trafficking_elements\n"
    stored = Stored(
        offices=[{"office_id": "o1"}],
        cases=[{"case_id": "k7", "scope": "trafficking_elements", "office_id": "o9"}],
    )
    assert only(check(tmp_path, OFFICE, stored=stored, cases=text)).rule == "id.already_stored"
