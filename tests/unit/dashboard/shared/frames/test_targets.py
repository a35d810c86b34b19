"""Targets in words, and where they hold."""

from datetime import date

import pandas as pd

from dashboard.query_params import Choice
from dashboard.shared import target_line
from dashboard.shared.frames import targets
from dashboard.shared.frames.targets import Target
from tests.unit.dashboard.result_rows import frame, row

CHOICE = Choice("XAA", 2020, 2024)
PLAN = Target("N01", 0.7, "2027", "Plan")
DUE, NOT_DUE = 2027, 2024
LISTED = pd.DataFrame(
    [("N01", "XAA", 0.7, "2027", "Plan"), ("N01", "XAB", 0.2, "2027", "Plan")],
    columns=["measure", "jurisdiction", "value", "due", "source"],
)


def test_a_target_is_of_its_place_and_of_the_whole_of_it() -> None:
    assert targets.here(LISTED, CHOICE) == {"N01": PLAN}
    assert targets.here(LISTED, Choice("XAC", 2020, 2024)) == {}
    assert targets.here(LISTED, Choice("XAA", 2020, 2024, form="servitude")) == {}
    assert targets.here(LISTED, Choice("XAA", 2020, 2024, office="o-1")) == {}


def test_a_due_day_is_said_as_exactly_as_it_was_given() -> None:
    said = [targets.due(Target("N01", 0.7, due, "")) for due in ("2027", "2027-06", "2027-06-30")]
    assert said == ["2027", "June 2027", "30 June 2027"]


def test_the_due_year_is_the_last_that_ends_by_the_day() -> None:
    days = ("2027", "2027-12", "2027-12-31", "2027-06", "2027-06-30", "2027-12-30")
    assert [targets.due_year(Target("N01", 0.7, due, "")) for due in days] == [
        *(2027, 2027, 2027),
        *(2026, 2026, 2026),
    ]
    said = [
        targets.due_on(Target("N01", 0.7, due, "")) for due in ("2027", "2027-02", "2027-06-30")
    ]
    assert said == [date(2027, 12, 31), date(2027, 2, 28), date(2027, 6, 30)]


def years(*cells: dict[str, object], first: int = 2023) -> pd.DataFrame:
    return frame(
        *(row("N01", "XAA", period=str(first + place), **one) for place, one in enumerate(cells))
    )


def of(target: float, due: str = "2027", last_due: int = DUE, **cells: object) -> str:
    aim = Target("N01", target, due, "Plan")
    by_year = years({"value": 0.1}, cells, {"value": 0.2}, {"value": 0.3}, cells)
    return targets.line(targets.held(by_year, aim, last_due), aim).replace("\u00a0", " ")


NEAR = {"value": 0.6, "low": 0.5, "high": 0.7, "numerator": 60, "denominator": 100}


def test_the_line_says_standing_in_the_due_year_and_what_is_left_to_go() -> None:
    start = "Target: 65 % by 2027 (Plan): "
    more = "of the 100 cases of 2027 would reach it."
    assert of(0.65, **NEAR) == f"{start}cannot tell, 60 % in 2027; 5 more {more}"
    assert of(0.72, **NEAR).endswith(f"clearly not met, 60 % in 2027; 12 more {more}")
    assert of(0.5, **NEAR).endswith("(Plan): clearly met, 60 % in 2027.")
    assert of(0.55, **NEAR).endswith(
        "cannot tell, 60 % in 2027; the value is there, its interval reaches beyond."
    )


def test_before_its_due_year_may_be_judged_there_is_no_verdict() -> None:
    said = of(0.65, last_due=NOT_DUE, **NEAR)
    assert said == (
        "Target: 65 % by 2027 (Plan): due 31 December 2027; 60 % in 2024; 5 more of the 100 cases"
        " of 2024 would reach it."
    )
    assert of(0.5, last_due=NOT_DUE, **NEAR).endswith("due 31 December 2027; 60 % in 2024.")
    nothing = targets.held(years(NEAR, first=2027), PLAN, 2020)
    assert targets.line(nothing, PLAN).endswith("(Plan): due 31 December 2027.")
    aim = Target("N01", 0.65, "2027", "Plan")
    cell = targets.short(targets.held(years(NEAR), aim, NOT_DUE), aim)
    assert cell.endswith("by 2027: not yet due")
    judged = targets.short(targets.held(years(NEAR, first=2027), aim, DUE), aim)
    assert judged.endswith("by 2027: cannot tell")


def test_a_number_that_is_not_shown_is_held_against_nothing() -> None:
    assert of(0.7, status="too_few").endswith("(Plan): no number of 2027 to hold against it.")
    few = targets.held(years({"status": "too_few"}, first=2027), PLAN, DUE)
    assert targets.short(few, PLAN).endswith("by 2027: no number of 2027")


def test_money_is_written_in_its_currency() -> None:
    aim = Target("L03b", 4000, "2027", "Plan")
    said = targets.number(aim, "EUR").replace("\u00a0", " ")
    assert said == "EUR 4,000"


def test_without_a_target_there_is_no_line() -> None:
    by_year = years(NEAR)
    assert target_line.written(by_year, LISTED, "N01", CHOICE, DUE).startswith("Target: 70")
    assert target_line.written(by_year, LISTED, "N02", CHOICE, DUE) == ""
    nothing = target_line.written(by_year.iloc[:0], LISTED, "N01", CHOICE, DUE)
    assert nothing.endswith("no number of 2027 to hold against it.")
