"""Steps marked as not applicable: set aside while the mark holds, and no longer."""

from dataclasses import replace
from datetime import date

import pandas as pd

from metrics.worklist import Caseload, without_marked_steps
from schemas.store.not_applicable_steps import Mark, Reason

COUNTS = ("possible", "taken", "unknown", "not_collected")


def load(*steps: tuple[str, str, int, int, int, int]) -> Caseload:
    rows = pd.DataFrame(steps, columns=["case_id", "step", *COUNTS])
    return Caseload(pd.DataFrame({"case_id": ["c", "d"]}), rows, ())


def mark(case_id: str, step: str, number: int = 1) -> Mark:
    return Mark("QVE", case_id, step, Reason.LEGALLY_EXCLUDED, number, date(2026, 5, 12))


def left(found: Caseload) -> list[tuple[str, str]]:
    return list(found.steps[["case_id", "step"]].itertuples(index=False, name=None))


def test_a_marked_step_is_set_aside_in_its_case_alone() -> None:
    found = without_marked_steps(
        load(("c", "claim", 2, 1, 1, 0), ("c", "freezing", 1, 0, 0, 0), ("d", "claim", 1, 0, 0, 0)),
        "QVE",
        [mark("c", "claim", 2)],
    )
    assert left(found) == [("c", "freezing"), ("d", "claim")]
    assert found.marked == (mark("c", "claim", 2),)


def test_of_whom_nobody_thought_when_it_was_marked_the_step_is_listed_again() -> None:
    found = without_marked_steps(load(("c", "claim", 3, 0, 0, 0)), "QVE", [mark("c", "claim", 2)])
    assert left(found) == [("c", "claim")]
    assert found.marked == ()


def test_a_mark_of_what_is_not_possible_any_more_hides_neither_taken_nor_unknown() -> None:
    of = load(("c", "claim", 0, 2, 0, 0), ("c", "freezing", 0, 0, 1, 0))
    found = without_marked_steps(
        of, "QVE", [mark("c", "claim"), mark("c", "freezing"), mark("gone", "claim")]
    )
    assert left(found) == [("c", "claim"), ("c", "freezing")]
    assert found.marked == ()


def test_without_marks_and_without_steps_all_stays() -> None:
    of = load(("c", "claim", 1, 0, 0, 0))
    assert left(without_marked_steps(of, "QVE", [])) == [("c", "claim")]
    assert left(without_marked_steps(load(), "QVE", [mark("c", "claim")])) == []


def test_marks_that_were_undone_and_those_of_another_jurisdiction_set_nothing_aside() -> None:
    of = load(("c", "claim", 1, 0, 0, 0))
    undone = replace(mark("c", "claim"), undone_on=date(2026, 6, 1))
    assert left(without_marked_steps(of, "QVE", [undone])) == [("c", "claim")]
    assert left(without_marked_steps(of, "QPE", [mark("c", "claim")])) == [("c", "claim")]
