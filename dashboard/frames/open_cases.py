"""An office's open cases as lines: how old, which links, which steps and why, which marks."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.query_params import CaseloadView, CaseOrder
from metrics import worklist
from schemas import vocabulary
from schemas.language import marked, n, t
from schemas.store import marks

REASONS: Mapping[marks.Reason, str] = {
    marks.Reason.LEGALLY_EXCLUDED: marked("legally excluded"),
    marks.Reason.DONE_ELSEWHERE: marked("done elsewhere"),
    marks.Reason.VICTIMS_WISH: marked("the victim’s wish"),
    marks.Reason.SUSPECT_DEAD_OR_ABROAD: marked("suspect dead or abroad"),
    marks.Reason.OTHER: marked("another reason"),
}
MORE_SINCE = marked(
    "This mark no longer applies. The step is now possible for more people or assets in the case."
)
NOT_POSSIBLE = marked(
    "The records have changed. This step would not be listed now, even without the mark."
)


@dataclass(frozen=True)
class WrittenMark:
    """A marked step, written out; `of` is what the mark is of."""

    of: tuple[str, str, str]
    case_id: str
    title: str
    words: str
    remark: str = ""

    @property
    def line(self) -> str:
        """The step, and what the mark says."""
        return t("{step}: {mark}", step=self.title, mark=self.words)


def mark_text(mark: marks.Mark) -> str:
    """In words: `Marked as not applicable on 12 May 2026. Reason: legally excluded.`"""
    marked_as = t(
        "Marked as not applicable on {day}. Reason: {reason}.",
        day=words.day(mark.marked_on),
        reason=t(REASONS[mark.reason]),
    )
    if mark.undone_on is None:
        return marked_as
    return " ".join((marked_as, t("Undone on {day}.", day=words.day(mark.undone_on))))


def write_mark(mark: marks.Mark, remark: str = "") -> WrittenMark:
    """A mark written out."""
    step = worklist.STEPS.get(mark.step)
    # Of a step that this version does not have its id is told.
    title = t(step.title) if step else mark.step
    return WrittenMark(mark.of, mark.case_id, title, mark_text(mark), remark)


def write_marks(load: worklist.Caseload, kept: Iterable[marks.Mark]) -> list[WrittenMark]:
    """The marks in force of the caseload's cases, and what became of those that set nothing aside.

    `load` is what `metrics.worklist.set_aside` made of the same marks.
    """
    cases = set(load.cases["case_id"])
    possible = load.steps[load.steps["possible"] > 0]
    again = set(possible[["case_id", "step"]].itertuples(index=False, name=None))
    return [
        write_mark(mark, _remark(mark, load.marked, again))
        for mark in marks.in_force(kept)
        if mark.case_id in cases
    ]


def _remark(mark: marks.Mark, holding: Sequence[marks.Mark], again: set[tuple[str, str]]) -> str:
    if mark in holding:
        return ""
    return t(MORE_SINCE) if (mark.case_id, mark.step) in again else t(NOT_POSSIBLE)


Row = Mapping[str, Any]
UNDATED = marked("Age not recorded")


@dataclass(frozen=True)
class LinkSquare:
    """One group of links in a case: its state as a sign and words."""

    group: str
    short: str
    state: str
    sign: str
    says: str


@dataclass(frozen=True)
class PossibleStep:
    """A step that is still possible in a case, and why it is listed."""

    id: str
    title: str
    why: str
    caution: str


@dataclass(frozen=True)
class CaseLine:
    """One open case, written out. `days` is None where its age is not known."""

    id: str
    form: str
    age: str
    since: str
    days: int | None
    squares: tuple[LinkSquare, ...]
    steps: tuple[PossibleStep, ...]
    unknown: tuple[str, ...]
    marked: tuple[WrittenMark, ...] = ()


@dataclass(frozen=True)
class StepTally:
    """In how many open cases a step is possible, is not known to be, and is not collected.

    `marked` is in how many it is possible by the records, and marked as not applicable.
    """

    step: worklist.Step
    possible: int
    unknown: int
    not_collected: int
    never: bool
    marked: int = 0


STATES = {
    worklist.Square.CHARGED.value: ("C", marked("charged")),
    worklist.Square.IDENTIFIED.value: ("I", marked("identified, not charged")),
    # Letters and a dot: a dash and a question mark are signs of numbers that are not shown.
    worklist.Square.NOT_SEEN.value: ("·", marked("not found")),
    worklist.Square.UNKNOWN.value: ("U", marked("unrecorded")),
}
SHORT = {
    vocabulary.LinkGroup.RECRUITMENT: marked("Recr."),
    vocabulary.LinkGroup.TRANSPORT: marked("Trans."),
    vocabulary.LinkGroup.HARBOURING: marked("Harb."),
    vocabulary.LinkGroup.EXPLOITATION: marked("Expl."),
    vocabulary.LinkGroup.DIRECTION_AND_MONEY: marked("Money"),
    vocabulary.LinkGroup.ENABLING: marked("Enab."),
}


SINCE = {
    "opened_on": marked("Opened on {day}"),
    "charged_on": marked("Charged on {day}"),
}
# Of how many a step is possible, where a case has several.
APPLIES = {
    "suspect": marked("This applies to {number} of {judged} suspects."),
    "asset": marked("This applies to {number} of {judged} assets."),
    "victim": marked("This applies to {number} of {judged} victims."),
}


@dataclass(frozen=True)
class _OpenCase:
    """An open case not yet written out: its row, and the steps that are judged in it."""

    row: Row
    judged: tuple[tuple[worklist.Step, Row], ...]
    marked: Sequence[marks.Mark]

    @property
    def id(self) -> str:
        return str(self.row["case_id"])

    @property
    def days(self) -> int | None:
        age = self.row["age_days"]
        return int(age) if words.known(age) else None

    @property
    def possible(self) -> list[tuple[worklist.Step, Row]]:
        return [(step, one) for step, one in self.judged if one["possible"]]

    @property
    def age(self) -> tuple[bool, int]:
        """The oldest first; what has no age comes last."""
        return self.days is None, -(self.days or 0)


ORDERS: Mapping[CaseOrder, Callable[[_OpenCase], tuple[Any, ...]]] = {
    CaseOrder.STEPS: lambda one: (-len(one.possible), one.age, one.id),
    CaseOrder.AGE: lambda one: (one.age, one.id),
    CaseOrder.YOUNGEST: lambda one: (one.days is None, one.days or 0, one.id),
}


def case_lines(load: worklist.Caseload, view: CaseloadView) -> list[CaseLine]:
    """The open cases in the order asked for; only those of a step where one is asked for."""
    return [_line(one) for one in _in_order(load, view)]


def first_case_lines(load: worklist.Caseload, view: CaseloadView) -> tuple[list[CaseLine], int]:
    """As many of `lines` as the view shows, and how many there are: few of hundreds are read."""
    every = _in_order(load, view)
    return [_line(one) for one in every[: view.shown]], len(every)


def _in_order(load: worklist.Caseload, view: CaseloadView) -> list[_OpenCase]:
    steps: dict[str, dict[str, Row]] = {}
    for judged in load.steps.to_dict("records"):
        steps.setdefault(str(judged["case_id"]), {})[str(judged["step"])] = judged
    aside: dict[str, list[marks.Mark]] = {}
    for mark in load.marked:
        aside.setdefault(mark.case_id, []).append(mark)
    every = [
        _judge_case(row, steps.get(id_ := str(row["case_id"]), {}), aside.get(id_, ()))
        for row in load.cases.to_dict("records")
    ]
    kept = [one for one in every if _has_step(one, view.step)]
    return sorted(kept, key=ORDERS[view.order])


def _judge_case(row: Row, of_case: Mapping[str, Row], aside: Sequence[marks.Mark]) -> _OpenCase:
    judged = tuple((step, of_case[id_]) for id_, step in worklist.STEPS.items() if id_ in of_case)
    return _OpenCase(row, judged, aside)


def _has_step(one: _OpenCase, step: str) -> bool:
    return not step or any(of.id == step for of, _ in one.possible)


def _line(one: _OpenCase) -> CaseLine:
    row, days = one.row, one.days
    return CaseLine(
        id=one.id,
        form=words.code(str(row["form"])),
        age=t(UNDATED) if days is None else words.duration(days),
        since=age_basis(row),
        days=days,
        squares=link_squares(row),
        steps=tuple(write_step(step, of) for step, of in one.possible),
        unknown=tuple(
            t(step.title) for step, of in one.judged if of["unknown"] and not of["possible"]
        ),
        marked=tuple(write_mark(mark) for mark in one.marked),
    )


def age_basis(row: Row) -> str:
    """From when the age is counted, in words."""
    for column, since in SINCE.items():
        if not pd.isna(row[column]):
            return t(since, day=words.day(pd.Timestamp(row[column]).date()))
    return t("No date recorded")


def link_squares(row: Row) -> tuple[LinkSquare, ...]:
    """The strip of a case, in the order of the chain."""
    return tuple(_square(group, str(row[group.value])) for group in vocabulary.LinkGroup)


def _square(group: vocabulary.LinkGroup, state: str) -> LinkSquare:
    sign, says = STATES[state]
    return LinkSquare(words.code(group), t(SHORT[group]), state, sign, t(says))


def states() -> dict[str, tuple[str, str]]:
    """The states of a square with their signs, in the reader's language."""
    return {state: (sign, t(says)) for state, (sign, says) in STATES.items()}


def write_step(step: worklist.Step, row: Row) -> PossibleStep:
    """Why a step is listed for a case: of how many the records say what."""
    return PossibleStep(step.id, t(step.title), _step_reason(step, row), t(step.caution))


def _step_reason(step: worklist.Step, row: Row) -> str:
    reason = t(step.reason)
    judged = sum(int(row[name]) for name in ("possible", "taken", "unknown", "not_collected"))
    if step.word not in APPLIES or judged == 1:
        return reason
    applies = t(APPLIES[step.word], number=words.count(row["possible"]), judged=words.count(judged))
    return " ".join((reason, applies))


def tally_steps(load: worklist.Caseload) -> list[StepTally]:
    """Each step, in the order of their declaration."""
    aside = Counter(mark.step for mark in load.marked)
    # A case in which it is possible for one victim is not listed as unknown for another.
    cases = Counter((row["step"], _first_that_holds(row)) for row in load.steps.to_dict("records"))
    return [
        StepTally(
            step=step,
            possible=cases[id_, "possible"],
            unknown=cases[id_, "unknown"],
            not_collected=cases[id_, "not_collected"],
            never=id_ in load.never,
            marked=aside[id_],
        )
        for id_, step in worklist.STEPS.items()
    ]


def _first_that_holds(row: Row) -> str:
    """The first of these that holds for some of the case; empty where none does."""
    states = ("possible", "unknown", "not_collected")
    return next((state for state in states if row[state] > 0), "")


def tally_numbers(steps: Sequence[StepTally]) -> pd.DataFrame:
    """The tally as numbers of cases; blank where a step is not recorded at all, which it says."""
    return pd.DataFrame(
        [
            {
                t("Step"): t(one.step.title),
                t("Cases in which it is possible"): None if one.never else one.possible,
                t("Cases with missing data"): None if one.never else one.unknown,
                t("Cases for which it is not collected"): (
                    None if one.never else one.not_collected
                ),
                t("Cases marked as not applicable"): one.marked,
                t("Status"): t("Not collected") if one.never else t("Shown"),
                t("Measure"): one.step.measure,
            }
            for one in steps
        ]
    )


def cases_by_step(load: worklist.Caseload) -> Mapping[str, frozenset[str]]:
    """By step the cases in which it is possible; of a step without one there is none."""
    cases: dict[str, set[str]] = {}
    for row in load.steps[["step", "case_id", "possible"]].to_dict("records"):
        if row["possible"] > 0:
            cases.setdefault(row["step"], set()).add(row["case_id"])
    return {step: frozenset(of) for step, of in cases.items()}


def count_with_step(load: worklist.Caseload) -> int:
    """In how many open cases at least one step is possible."""
    return int(load.steps.loc[load.steps["possible"] > 0, "case_id"].nunique())


NONE_POSSIBLE = marked("The records do not show that any of these steps is possible.")


def caseload_summary(load: worklist.Caseload, place: str, judged_on: date) -> str:
    """How many cases are open, in how many a step is possible, and which step most often."""
    cases, day = len(load.cases), words.day(judged_on)
    if not cases:
        return t("{place}: no case was open on {day}.", place=place, day=day)
    first = n(
        "{place}: {count} case was open on {day}.",
        "{place}: {count} cases were open on {day}.",
        cases,
        place=place,
        day=day,
    )
    if not (possible_ := count_with_step(load)):
        return " ".join((first, t(NONE_POSSIBLE)))
    most = max(tally_steps(load), key=lambda one: one.possible)
    still = n(
        "At least one step is still possible in {count} of them.",
        "At least one step is still possible in {count} of them.",
        possible_,
    )
    common = t(
        "Most common step: {step} ({cases}).",
        step=t(most.step.title),
        cases=cases_in_words(most.possible),
    )
    return " ".join((first, still, common))


def cases_in_words(number: int) -> str:
    """How many cases, in words."""
    return n("{count} case", "{count} cases", number)
