"""Marks of steps in words: that a step is not applicable, why, since when, and whether it holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard import words
from metrics import worklist
from schemas.store import marks

REASONS: Mapping[marks.Reason, str] = {
    marks.Reason.LEGALLY_EXCLUDED: "legally excluded",
    marks.Reason.DONE_ELSEWHERE: "done elsewhere",
    marks.Reason.VICTIMS_WISH: "the victim’s wish",
    marks.Reason.SUSPECT_DEAD_OR_ABROAD: "suspect dead or abroad",
    marks.Reason.OTHER: "another reason",
}
MORE_SINCE = "It does not hold: the step has since become possible for more of the case."
NOT_POSSIBLE = "Without the mark it would not be listed either: the records have changed since."


@dataclass(frozen=True)
class Marked:
    """A marked step, written out; `of` is what the mark is of."""

    of: tuple[str, str, str]
    case_id: str
    title: str
    words: str
    remark: str = ""


def says(mark: marks.Mark) -> str:
    """In words: `marked not applicable: legally excluded, 12 May 2026`."""
    undone = f"; undone {words.day(mark.undone_on)}" if mark.undone_on else ""
    reason, day = REASONS[mark.reason], words.day(mark.marked_on)
    return f"marked not applicable: {reason}, {day}{undone}"


def written(mark: marks.Mark, remark: str = "") -> Marked:
    """A mark written out."""
    step = worklist.STEPS.get(mark.step)
    # Of a step that this version does not have its id is told.
    title = step.title if step else mark.step
    return Marked(mark.of, mark.case_id, title, says(mark), remark)


def of_load(load: worklist.Caseload, kept: Iterable[marks.Mark]) -> list[Marked]:
    """The marks in force of the caseload's cases, and what became of those that set nothing aside.

    `load` is what `metrics.worklist.set_aside` made of the same marks.
    """
    cases = set(load.cases["case_id"])
    possible = load.steps[load.steps["possible"] > 0]
    again = set(possible[["case_id", "step"]].itertuples(index=False, name=None))
    return [
        written(mark, _remark(mark, load.marked, again))
        for mark in marks.in_force(kept)
        if mark.case_id in cases
    ]


def _remark(mark: marks.Mark, holding: Sequence[marks.Mark], again: set[tuple[str, str]]) -> str:
    if mark in holding:
        return ""
    return MORE_SINCE if (mark.case_id, mark.step) in again else NOT_POSSIBLE
