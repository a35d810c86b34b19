"""List open cases of an office: age, links of the chain, possible steps, marks."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.query_params import CaseloadView, CaseOrder
from metrics import results, worklist
from schemas import vocabulary
from schemas.language import marked, n, t
from schemas.store import not_applicable_steps

REASONS: Mapping[not_applicable_steps.Reason, str] = {
    not_applicable_steps.Reason.LEGALLY_EXCLUDED: marked("legally excluded"),
    not_applicable_steps.Reason.DONE_ELSEWHERE: marked("done elsewhere"),
    not_applicable_steps.Reason.VICTIMS_WISH: marked("the victim’s wish"),
    not_applicable_steps.Reason.SUSPECT_DEAD_OR_ABROAD: marked("suspect dead or abroad"),
    not_applicable_steps.Reason.OTHER: marked("another reason"),
}
MORE_SINCE = marked(
    "This mark no longer applies. The step is now possible for more people or assets in the case."
)
NOT_POSSIBLE = marked(
    "The records have changed. This step would not be listed now, even without the mark."
)


@dataclass(frozen=True)
class WrittenMark:
    """A mark that a step is not applicable, as text. `of` is its jurisdiction, case and step."""

    of: tuple[str, str, str]
    case_id: str
    title: str
    words: str
    remark: str = ""

    @property
    def line(self) -> str:
        """Return the step and the text of the mark."""
        return t("{step}: {mark}", step=self.title, mark=self.words)


def mark_text(mark: not_applicable_steps.Mark) -> str:
    """Return `Marked as not applicable on 12 May 2026. Reason: legally excluded.`"""
    marked_as = t(
        "Marked as not applicable on {day}. Reason: {reason}.",
        day=words.day(mark.marked_on),
        reason=t(REASONS[mark.reason]),
    )
    if mark.undone_on is None:
        return marked_as
    return " ".join((marked_as, t("Undone on {day}.", day=words.day(mark.undone_on))))


def describe_mark(mark: not_applicable_steps.Mark, remark: str = "") -> WrittenMark:
    """Return the mark with its step and its text."""
    step = worklist.STEPS.get(mark.step)
    # An unknown step, of another version, is shown by its id.
    title = t(step.title) if step else mark.step
    return WrittenMark(mark.of, mark.case_id, title, mark_text(mark), remark)


def describe_marks(
    load: worklist.Caseload, kept: Iterable[not_applicable_steps.Mark]
) -> list[WrittenMark]:
    """Return the valid marks of the listed cases as text. A mark without effect gets a remark.

    `load` is the result of `metrics.worklist.without_marked_steps` for the same marks.
    """
    cases = set(load.cases["case_id"])
    possible = load.steps[load.steps["possible"] > 0]
    again = set(possible[["case_id", "step"]].itertuples(index=False, name=None))
    return [
        describe_mark(mark, _mark_remark(mark, load.marked, again))
        for mark in not_applicable_steps.marks_in_force(kept)
        if mark.case_id in cases
    ]


def _mark_remark(
    mark: not_applicable_steps.Mark,
    holding: Sequence[not_applicable_steps.Mark],
    again: set[tuple[str, str]],
) -> str:
    if mark in holding:
        return ""
    return t(MORE_SINCE) if (mark.case_id, mark.step) in again else t(NOT_POSSIBLE)


Row = Mapping[str, Any]
UNDATED = marked("Age not recorded")


@dataclass(frozen=True)
class LinkSquare:
    """The state of one group of links in a case, as a symbol and as text."""

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
    """An open case as text. `days` is None if its age is unknown."""

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
    """The number of open cases in which a step is possible, unknown, or not collected.

    `marked` counts cases where it is possible, but marked as not applicable.
    """

    step: worklist.Step
    possible: int
    unknown: int
    not_collected: int
    never: bool
    marked: int = 0


STATES = {
    worklist.LinkState.CHARGED.value: ("C", marked("charged")),
    worklist.LinkState.IDENTIFIED.value: ("I", marked("identified, not charged")),
    # Letters and a dot: a dash and a question mark already mean a hidden number.
    worklist.LinkState.NOT_SEEN.value: ("·", marked("not found")),
    worklist.LinkState.UNKNOWN.value: ("U", marked("unrecorded")),
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
# For how many suspects, assets or victims of a case the step is possible.
APPLIES = {
    "suspect": marked("This applies to {number} of {judged} suspects."),
    "asset": marked("This applies to {number} of {judged} assets."),
    "victim": marked("This applies to {number} of {judged} victims."),
}


ORDERS: Mapping[CaseOrder, Callable[[CaseLine], tuple[Any, ...]]] = {
    CaseOrder.STEPS: lambda one: (-len(one.steps), *_oldest_first(one)),
    CaseOrder.AGE: lambda one: _oldest_first(one),
    CaseOrder.YOUNGEST: lambda one: (one.days is None, one.days or 0, one.id),
}


def _oldest_first(one: CaseLine) -> tuple[Any, ...]:
    """Return the sort key of a case: the oldest first, unknown age last."""
    return one.days is None, -(one.days or 0), one.id


def case_lines(load: worklist.Caseload, view: CaseloadView) -> list[CaseLine]:
    """Return the open cases in the order of the view; if it names a step, those with this step."""
    steps: dict[str, dict[str, Row]] = {}
    for judged in results.row_dicts(load.steps):
        steps.setdefault(str(judged["case_id"]), {})[str(judged["step"])] = judged
    aside: dict[str, list[not_applicable_steps.Mark]] = {}
    for mark in load.marked:
        aside.setdefault(mark.case_id, []).append(mark)
    every = [
        _case_line(row, steps.get(id_ := str(row["case_id"]), {}), aside.get(id_, ()))
        for row in results.row_dicts(load.cases)
    ]
    kept = [
        one for one in every if not view.step or any(step.id == view.step for step in one.steps)
    ]
    return sorted(kept, key=ORDERS[view.order])


def _case_line(
    row: Row, judged: Mapping[str, Row], aside: Sequence[not_applicable_steps.Mark]
) -> CaseLine:
    """Return an open case as text. `judged` are its rows by step, `aside` the valid marks."""
    days = int(row["age_days"]) if words.is_known_number(row["age_days"]) else None
    steps = [(step, judged[id_]) for id_, step in worklist.STEPS.items() if id_ in judged]
    return CaseLine(
        id=str(row["case_id"]),
        form=words.code(str(row["form"])),
        age=t(UNDATED) if days is None else words.duration(days),
        since=_age_basis(row),
        days=days,
        squares=tuple(_link_square(group, str(row[group.value])) for group in vocabulary.LinkGroup),
        steps=tuple(_describe_step(step, of) for step, of in steps if of["possible"]),
        unknown=tuple(t(step.title) for step, of in steps if of["unknown"] and not of["possible"]),
        marked=tuple(describe_mark(mark) for mark in aside),
    )


def _age_basis(row: Row) -> str:
    """Return the date from which the age is counted, as text."""
    for column, since in SINCE.items():
        if not pd.isna(row[column]):
            return t(since, day=words.day(pd.Timestamp(row[column]).date()))
    return t("No date recorded")


def _link_square(group: vocabulary.LinkGroup, state: str) -> LinkSquare:
    sign, says = STATES[state]
    return LinkSquare(words.code(group), t(SHORT[group]), state, sign, t(says))


def state_labels() -> dict[str, tuple[str, str]]:
    """Return the symbol and the translated text of each state of a group of links."""
    return {state: (sign, t(says)) for state, (sign, says) in STATES.items()}


def _describe_step(step: worklist.Step, row: Row) -> PossibleStep:
    """Return a step as text, with the reason why it is listed for the case `row`."""
    why = t(step.reason)
    judged = sum(int(row[name]) for name in ("possible", "taken", "unknown", "not_collected"))
    if step.word in APPLIES and judged != 1:
        number = words.count(row["possible"])
        applies = t(APPLIES[step.word], number=number, judged=words.count(judged))
        why = " ".join((why, applies))
    return PossibleStep(step.id, t(step.title), why, t(step.caution))


def count_cases_by_step(load: worklist.Caseload) -> list[StepTally]:
    """Return for each step the numbers of cases by state, in the order of `worklist.STEPS`."""
    aside = Counter(mark.step for mark in load.marked)
    # A case counts once: if the step is possible for one victim, it does not also count as unknown.
    cases = Counter((row["step"], _first_that_holds(row)) for row in results.row_dicts(load.steps))
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
    """Return the first of `possible`, `unknown`, `not_collected` with any unit; else empty."""
    states = ("possible", "unknown", "not_collected")
    return next((state for state in states if row[state] > 0), "")


def step_counts_table(steps: Sequence[StepTally]) -> pd.DataFrame:
    """Return the counts as a table. A step that is not collected has blanks and a status."""
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
    """Return the cases in which each step is possible. Steps without cases are left out."""
    cases: dict[str, set[str]] = {}
    for row in results.row_dicts(load.steps[["step", "case_id", "possible"]]):
        if row["possible"] > 0:
            cases.setdefault(row["step"], set()).add(row["case_id"])
    return {step: frozenset(of) for step, of in cases.items()}


def count_cases_with_step(load: worklist.Caseload) -> int:
    """Return the number of open cases in which at least one step is possible."""
    return int(load.steps.loc[load.steps["possible"] > 0, "case_id"].nunique())


NONE_POSSIBLE = marked("The records do not show that any of these steps is possible.")


def caseload_summary(load: worklist.Caseload, jurisdiction: str, judged_on: date) -> str:
    """Return how many cases are open, in how many a step is possible, and the commonest step."""
    cases, day = len(load.cases), words.day(judged_on)
    if not cases:
        return t("{place}: no case was open on {day}.", place=jurisdiction, day=day)
    first = n(
        "{place}: {count} case was open on {day}.",
        "{place}: {count} cases were open on {day}.",
        cases,
        place=jurisdiction,
        day=day,
    )
    if not (possible_ := count_cases_with_step(load)):
        return " ".join((first, t(NONE_POSSIBLE)))
    most = max(count_cases_by_step(load), key=lambda one: one.possible)
    still = n(
        "At least one step is still possible in {count} of them.",
        "At least one step is still possible in {count} of them.",
        possible_,
    )
    common = t(
        "Most common step: {step} ({cases}).",
        step=t(most.step.title),
        cases=cases_text(most.possible),
    )
    return " ".join((first, still, common))


def cases_text(number: int) -> str:
    """Return a number of cases as text: `12 cases`."""
    return n("{count} case", "{count} cases", number)
