"""Targets in words, and where they hold."""

import pandas as pd

from dashboard.choice import Choice
from dashboard.components import target_line
from dashboard.frames import targets
from dashboard.frames.targets import Target
from tests.unit.dashboard.result_rows import frame, row

CHOICE = Choice("XAA", 2020, 2024)
PLAN = Target(0.7, "2027", "Plan")
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
    said = [targets.due(Target(0.7, due, "")) for due in ("2027", "2027-06", "2027-06-30")]
    assert said == ["2027", "June 2027", "30 June 2027"]


def of(target: float, **cells: object) -> str:
    text = targets.line(row("N01", "XAA", **cells), Target(target, "2027", "Plan"))
    return text.replace("\u00a0", " ")


def test_the_line_says_standing_and_what_is_left_to_go() -> None:
    near = {"value": 0.6, "low": 0.5, "high": 0.7, "numerator": 60, "denominator": 100}
    start = "Target: 65 % by 2027 (Plan): "
    assert of(0.65, **near) == f"{start}cannot tell; 5 more of the 100 cases would reach it."
    assert of(0.72, **near).endswith("clearly not met; 12 more of the 100 cases would reach it.")
    assert of(0.5, **near).endswith("(Plan): clearly met.")
    assert of(0.55, **near).endswith(
        "cannot tell; the value is there, its interval reaches beyond."
    )


def test_a_number_that_is_not_shown_is_held_against_nothing() -> None:
    assert of(0.7, status="too_few").endswith("(Plan): no number to hold against it.")
    assert targets.short(row("N01", "XAA", status="too_few"), PLAN).endswith("by 2027")


def test_without_a_target_there_is_no_line() -> None:
    rows = frame(row("N01", "XAA"), row("N02", "XAA"))
    assert target_line.written(rows, LISTED, "N01", CHOICE).startswith("Target: 70")
    assert target_line.written(rows, LISTED, "N02", CHOICE) == ""
    assert target_line.written(rows.iloc[:0], LISTED, "N01", CHOICE) == ""
