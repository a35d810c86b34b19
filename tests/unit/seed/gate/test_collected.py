"""What is declared to be not collected and is filled all the same is told, sent or stored."""

from datetime import date
from pathlib import Path

import pytest

from schemas import tables
from schemas.findings import Finding
from seed import gate
from tests.submissions import CASES, Stored, check

FINAL = "case_id,person_id,kind,outcome,final_on\nk7,p9,natural,,2024-01-05\nm2,p3,natural,,\n"
DAY = date(2024, 1, 5)
NEVER = "column,from,to,collected\nsuspects.final_on,1950-01-01,,no\nsuspects.outcome,1950,,no\n"
STATED = {
    "column": "suspects.final_on",
    "from": date(1950, 1, 1),
    "collected": "no",
    "batch_id": 7,
}


def told(checked: gate.Checked) -> list[Finding]:
    return [one for one in checked.findings if one.rule == "coverage.filled"]


def test_a_column_that_is_sent_and_said_to_be_never_collected_is_told(tmp_path: Path) -> None:
    [finding] = told(check(tmp_path, cases=CASES, suspects=FINAL, coverage=NEVER))
    # A blank code says nothing.
    assert (finding.file, finding.column, finding.severity) == (
        "suspects.csv",
        "final_on",
        "warning",
    )
    assert finding.wording.startswith(
        "According to coverage, suspects.final_on is not collected. But 1 of these rows has"
    )


@pytest.mark.parametrize(
    "coverage",
    [
        "column,from,to,collected\nsuspects.final_on,1950-01-01,2020-12-31,no\n",
        "column,from,to,collected\nsuspects.final_on,2019-01-01,,no\n",
        "column,from,to,collected\nsuspects.final_on,1950-01-01,,yes\n",
        "column,from,to,collected\ncases.form,1950-01-01,,no\n",
    ],
)
def test_a_statement_of_a_time_or_of_something_else_is_not(coverage: str, tmp_path: Path) -> None:
    assert told(check(tmp_path, cases=CASES, suspects=FINAL, coverage=coverage)) == []


def test_a_stored_statement_is_told_until_it_is_sent_anew(tmp_path: Path) -> None:
    stored = Stored(coverage=[STATED])
    sent = {"cases": CASES, "suspects": FINAL}
    assert len(told(check(tmp_path, stored=stored, **sent))) == 1
    ended = "column,from,to,collected\nsuspects.final_on,1950-01-01,2020-12-31,no\n"
    assert told(check(tmp_path, "updates = true", stored=stored, **sent, coverage=ended)) == []


def test_a_new_statement_is_told_of_rows_that_are_stored(tmp_path: Path) -> None:
    rows = [{"case_id": "a", "person_id": "b", "final_on": date(2024, 1, 5), "outcome": "unknown"}]
    stored = Stored(suspects=rows)
    [finding] = told(check(tmp_path, stored=stored, cases=CASES, coverage=NEVER))
    assert (finding.file, finding.column) == ("coverage.csv", None)
    assert finding.wording.startswith("According to coverage, final_on of suspects are not")
    # What was said before was told before.
    stored = Stored(suspects=rows, coverage=[STATED])
    assert told(check(tmp_path, stored=stored, cases=CASES, coverage=NEVER)) == []


def undated(checked: gate.Checked) -> list[Finding]:
    return [one for one in checked.findings if one.rule == "coverage.no_dates"]


def assets(number: int, dated: str = "") -> str:
    rows = [f"a{at},proceeds,{dated if not at else ''}" for at in range(number)]
    return "\n".join(("asset_id,role,frozen_on", *rows, ""))


def test_many_rows_without_any_date_are_asked_about(tmp_path: Path) -> None:
    [finding] = undated(check(tmp_path, assets=assets(30, "2024-01-05")))
    assert (finding.file, finding.severity, finding.occurrences) == ("assets.csv", "warning", 30)
    # The one that has a date is not among them; all others are named in one.
    assert "identified_on, confiscated_on" in finding.wording
    assert "frozen_on" not in finding.wording
    [finding] = undated(check(tmp_path, assets=assets(30)))
    assert "frozen_on" in finding.wording
    # Few are of what did not happen.
    assert undated(check(tmp_path, assets=assets(29))) == []


@pytest.mark.parametrize("collected", ["yes", "no"])
def test_what_is_stated_is_not_asked_about(collected: str, tmp_path: Path) -> None:
    coverage = f"column,from,to,collected\nassets.frozen_on,1950-01-01,,{collected}\n"
    [finding] = undated(check(tmp_path, assets=assets(30), coverage=coverage))
    assert "frozen_on" not in finding.wording


def test_dates_that_are_stored_are_collected(tmp_path: Path) -> None:
    days = [day.name for day in tables.date_columns(tables.assets)]
    stored = Stored(assets=[{"asset_id": "b", "role": "proceeds"} | dict.fromkeys(days, DAY)])
    assert undated(check(tmp_path, stored=stored, assets=assets(30))) == []


def test_a_table_said_to_be_never_collected_is_told_of_each_row(tmp_path: Path) -> None:
    coverage = "column,from,to,collected\nsuspects,1950-01-01,,no\n"
    [finding] = told(check(tmp_path, cases=CASES, suspects=FINAL, coverage=coverage))
    assert finding.column is None
    assert "But 2 of these rows have" in finding.wording
