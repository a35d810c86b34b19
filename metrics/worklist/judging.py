"""Which steps are possible: the one statement that judges records and worked examples alike."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    select,
    union_all,
)

from metrics.not_collected import Gap, in_a_gap
from metrics.worklist.step import Step


class Verdict(StrEnum):
    """What may be said of a step for one case, suspect, asset or victim."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_COLLECTED = "not collected"
    LEFT_OUT = "left out"


COUNTS = {
    "possible": Verdict.YES,
    "taken": Verdict.NO,
    "unknown": Verdict.UNKNOWN,
    "not_collected": Verdict.NOT_COLLECTED,
}


def verdict(step: Step, gaps: tuple[Gap, ...]) -> ColumnElement:
    """The verdict on a row of the step's unit; never NULL."""
    return case(
        (step.arises.is_(False), Verdict.LEFT_OUT.value),
        (in_a_gap(step, gaps), Verdict.NOT_COLLECTED.value),
        (step.taken, Verdict.NO.value),
        (and_(step.arises, not_(step.taken)), Verdict.YES.value),
        else_=Verdict.UNKNOWN.value,
    )


def judged(steps: Sequence[Step], gaps: tuple[Gap, ...]) -> Select:
    """Of each step and case: jurisdiction, case_id, step and the COUNTS of its rows.

    Cases in which the step arises for nothing are left out.
    """
    every = union_all(*(_of_step(step, gaps) for step in steps)).subquery()
    # Put in order outside: a bare UNION ALL of groups may never end on DuckDB
    # (docs/decisions.md).
    return select(every).order_by(every.c.step)


def _of_step(step: Step, gaps: tuple[Gap, ...]) -> Select:
    row = step.unit.c
    answer = verdict(step, gaps)
    keys = (row.jurisdiction, row.case_id)
    one = (
        select(*keys, answer.label("verdict"))
        .where(answer != Verdict.LEFT_OUT.value)
        .subquery(f"of_{step.id}")
    )
    return select(
        one.c.jurisdiction,
        one.c.case_id,
        cast(literal(step.id), String).label("step"),
        *_counts(one.c.verdict, COUNTS.items()),
    ).group_by(one.c.jurisdiction, one.c.case_id)


def _counts(answer: ColumnElement, of: Iterable[tuple[str, Verdict]]) -> Iterable[ColumnElement]:
    for name, verdict_ in of:
        yield func.count().filter(answer == verdict_.value).label(name)
