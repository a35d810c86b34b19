"""Marked steps in words: what was marked, why and when, and whether it still holds."""

from dataclasses import replace
from datetime import date

from dashboard.caseload.frames import marked, worklist
from dashboard.query_params import CaseloadView
from metrics.worklist import set_aside
from schemas.store import marks
from tests.unit.dashboard.caseload.test_frames import LOAD

DAY = date(2026, 5, 12)


def mark(case_id: str, step: str, number: int = 1) -> marks.Mark:
    return marks.Mark("QVE", case_id, step, marks.Reason.LEGALLY_EXCLUDED, number, DAY)


def test_every_reason_has_words() -> None:
    assert set(marked.REASONS) == set(marks.Reason)


def test_a_mark_says_why_and_since_when_and_when_it_was_undone() -> None:
    of = mark("new", "claim")
    assert marked.says(of) == "marked not applicable: legally excluded, 12 May 2026"
    assert marked.says(replace(of, undone_on=date(2026, 6, 1))).endswith("; undone 1 June 2026")


def test_a_marked_step_is_counted_nowhere_as_possible_and_named_with_its_case() -> None:
    load = set_aside(LOAD, "QVE", [mark("new", "claim"), mark("old", "claim", 2)])
    claim = {one.step.id: one for one in worklist.tally(load)}["claim"]
    assert (claim.possible, claim.unknown, claim.marked) == (0, 1, 2)
    assert "claim" not in worklist.possible_in(load)
    assert worklist.with_a_step(load) == 1
    lines = {line.id: line for line in worklist.lines(load, CaseloadView())}
    assert [one.id for one in lines["new"].steps] == ["confiscation"]
    assert lines["new"].unknown == ()
    assert [one.title for one in lines["new"].marked] == ["Lodge a victim's claim for compensation"]
    assert worklist.lines(load, CaseloadView(step="claim")) == []
    assert "In 1 of them a step can still be taken" in worklist.summary(load, "X", DAY)


def test_a_mark_that_holds_no_longer_is_listed_with_the_reason_why() -> None:
    kept = [
        mark("new", "claim"),
        mark("old", "claim", 1),
        mark("bare", "claim"),
        mark("elsewhere", "claim"),
        replace(mark("new", "confiscation"), undone_on=DAY),
    ]
    load = set_aside(LOAD, "QVE", kept)
    assert [(one.case_id, one.remark) for one in marked.of_load(load, kept)] == [
        ("new", ""),
        ("old", marked.MORE_SINCE),
        ("bare", marked.NOT_POSSIBLE),
    ]


def test_a_step_that_this_version_does_not_have_goes_by_its_id() -> None:
    assert marked.written(mark("c", "prayer")).title == "prayer"
