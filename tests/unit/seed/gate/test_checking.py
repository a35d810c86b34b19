"""The gate as a whole: jurisdiction, dates by policy, what is let through, what is counted."""

from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from schemas.findings import Finding, Severity
from seed import gate, readers
from seed.submission import Manifest, Submission
from tests.submissions import EXTRACTED, Stored, check, found, only, write

OFFICE = 'office_id = "o1"'


OFFICES_HERE = "office_id,jurisdiction\no1,XAA\no2,XAA\n"


CASES_HERE = "case_id,office_id,scope\nk7,,trafficking_elements\nm2,o2,trafficking_elements\n"


def test_blank_offices_of_cases_and_inspections_are_filled(tmp_path: Path) -> None:
    inspections = "inspection_id\ni5\n"
    checked = check(
        tmp_path, OFFICE, offices=OFFICES_HERE, cases=CASES_HERE, inspections=inspections
    )
    assert checked.findings == ()
    assert checked.frames["cases"]["office_id"].to_list() == ["o1", "o2"]
    assert checked.frames["inspections"]["office_id"].to_list() == ["o1"]
    stored = Stored(offices=[{"office_id": "o1"}, {"office_id": "o2"}])
    assert check(tmp_path / "later", OFFICE, stored=stored, cases=CASES_HERE).findings == ()
    # Without an office in the manifest they stay blank.
    checked = check(tmp_path / "without", offices=OFFICES_HERE, cases=CASES_HERE)
    assert checked.frames["cases"]["office_id"].to_list() == [None, "o2"]


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


CASES = "case_id,scope\nk7,charged_as_trafficking\n"
OFFICES = "office_id,jurisdiction\no1,XBB\n"


def alone(folder: Path, **texts: str) -> gate.Checked:
    """Without a manifest."""
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text)
    return gate.check(readers.read_submission(folder), Stored())


@pytest.mark.parametrize("day", ["9999-12-31", "2100-01-01"])
def test_records_of_a_day_that_has_not_come_are_refused(tmp_path: Path, day: str) -> None:
    folder = write(tmp_path / "s", 'jurisdiction = "XAA"', f"extracted_on = {day}", cases=CASES)
    checked = gate.check(readers.read_submission(folder), Stored())
    [finding] = checked.findings
    assert (finding.rule, finding.column) == ("manifest.future", "extracted_on")
    assert checked.frames == {}


@pytest.mark.parametrize(
    "texts",
    [
        {"offices": OFFICES + "o2,XBB\n"},
        {"jurisdictions": "jurisdiction\nXBB\n"},
        {"jurisdictions": "jurisdiction\nXBB\n", "offices": OFFICES},
    ],
)
def test_the_rows_say_it_where_the_manifest_does_not(tmp_path: Path, texts: dict[str, str]) -> None:
    checked = alone(tmp_path, cases=CASES, **texts)
    assert checked.jurisdiction == "XBB"
    assert checked.findings == ()


@pytest.mark.parametrize("code", ["USA", "USA-CA", "AAA", "QMA", "XKX", "ZZZ"])
def test_iso_and_user_assigned_jurisdictions_are_known(tmp_path: Path, code: str) -> None:
    assert check(tmp_path, f'jurisdiction = "{code}"', cases=CASES).jurisdiction == code


def test_dates_are_stored_as_their_first_day_with_their_precision(tmp_path: Path) -> None:
    text = "case_id,scope,opened_on\na1,S,2024-05-17\nb7,S,2024-05\nc4,S,2024\nd9,S,\n"
    text = text.replace("S", "trafficking_elements")
    month, year = date(2024, 5, 1), date(2024, 1, 1)
    by_day = check(tmp_path, cases=text)
    frame = by_day.frames["cases"]
    assert frame["opened_on"].to_list() == [date(2024, 5, 17), month, year, None]
    assert frame["opened_on_precision"].to_list() == ["day", "month", "year", None]
    # A policy of months keeps of full dates the month, with a warning.
    by_month = check(tmp_path, 'dates = "month"', cases=text)
    finding = only(by_month)
    assert (finding.rule, finding.severity) == ("date.month_kept", Severity.WARNING)
    assert finding.occurrences == 1
    frame = by_month.frames["cases"]
    assert frame["opened_on"].to_list() == [month, month, year, None]
    assert frame["opened_on_precision"].to_list() == ["month", "month", "year", None]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (("day", "day"), "day"),
        (("day", "month"), "month"),
        (("month", "day"), "month"),
        (("month", "month"), "month"),
    ],
)
def test_the_stricter_of_submission_and_database_says_what_is_kept_of_dates(
    tmp_path: Path, asked: tuple[Literal["day", "month"], Literal["day", "month"]], kept: str
) -> None:
    of_database, of_submission = asked
    text = "case_id,scope,opened_on,final_on\nk7,S,2024-05-17,2024-06-02\nm2,S,2024-06-03,\n"
    lines = (f'dates = "{of_submission}"', EXTRACTED)
    folder = write(tmp_path, *lines, cases=text.replace("S", "trafficking_elements"))
    checked = gate.check(readers.read_submission(folder), Stored(), dates=of_database)
    assert checked.frames["cases"]["opened_on_precision"].to_list() == [kept, kept]
    # One warning for each column.
    warned = [(f.rule, f.column, f.occurrences) for f in checked.findings]
    of_months = [("date.month_kept", "opened_on", 2), ("date.month_kept", "final_on", 1)]
    assert warned == (of_months if kept == "month" else [])


def test_a_file_at_fault_takes_the_whole_submission_and_hides_no_other_finding(
    tmp_path: Path,
) -> None:
    suspects = "case_id,person_id,kind,foo\nk7,p1,natural,\n"
    charges = "charge_id,case_id,person_id,offence\nc1,k7,p1,wset\n"
    checked = check(tmp_path, cases=CASES, suspects=suspects, charges=charges)
    # Nothing is said of the suspect of the charge: that file could not be read.
    assert found(checked) == [
        ("schema.unknown_column", None, None),
        ("code.unknown", 2, "offence"),
    ]
    assert gate.is_fatal(checked.findings)
    assert checked.rows_refused == {"cases": 0, "charges": 1, "suspects": 1}


def test_a_row_of_another_width_is_fatal_though_it_has_a_number() -> None:
    assert gate.is_fatal([Finding("cases.csv", "csv.width", "x", row=3)])
    assert not gate.is_fatal([Finding("cases.csv", "code.unknown", "x", row=3)])
    assert not gate.is_fatal([Finding("cases.csv", "file.not_read", "x", Severity.WARNING)])


def test_progress_is_told_by_rows(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(CASES)
    (tmp_path / "submission.toml").write_text('jurisdiction = "XAA"')
    said: list[tuple[str, int, int]] = []
    gate.check(
        readers.read_submission(tmp_path),
        Stored(),
        progress=lambda *progress: said.append(progress),
    )
    assert said == [("Checking", 0, 1), ("Checking", 1, 1)]


def test_findings_of_reading_are_kept_and_nothing_read_is_nothing_stored() -> None:
    reading = Finding("cases.csv", "file.empty", "x")
    submission = Submission("s", Manifest("XAA"), (), "hash", (reading,))
    checked = gate.check(submission, Stored())
    assert checked.findings == (reading,)
    assert (checked.frames, checked.rows_read) == ({}, {})
    assert gate.is_fatal(checked.findings)


def test_a_table_may_be_filled_from_two_files(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(CASES)
    (tmp_path / "submission.toml").write_text('jurisdiction = "XAA"')
    read = readers.read_submission(tmp_path)
    [text] = read.texts
    other = type(text)("more.csv", "cases", text.frame, text.sha256)
    submission = Submission("s", read.manifest, (text, other), "hash")
    [finding] = gate.check(submission, Stored()).findings
    assert (finding.file, finding.rule, finding.row) == ("more.csv", "id.duplicate", 2)
