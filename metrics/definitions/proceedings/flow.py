"""Family P: whether courts keep up with what comes in, as CEPEJ relates it."""

from datetime import date

from metrics.kinds import Flow, FlowRatio
from metrics.measure import Change, Direction
from metrics.units.case.unit import per_case

UNJUDGED = (
    "Where neither decisions of cases nor outcomes of persons are collected, who was judged cannot"
    " be told from who waits: it is not recorded."
)
UNSTABLE = "Unstable where fewer than 10 cases came in or were resolved: it then reads too few."
ENDS = (
    "A case comes in with its first charge and is resolved with what comes first: the decision at"
    " first instance, closure, or the discontinuance against all."
)
PENDING = "A case that ended on a day that is not known is unknown: it may be pending or not."
WHOLE = (
    Change(
        "2",
        date(2026, 11, 27),
        "Whatever ends a case at first instance resolves it",
        recounted=True,
    ),
    Change(
        "3",
        date(2026, 11, 28),
        "Not recorded where it is not whether, or not when, cases were judged",
        recounted=True,
    ),
    Change(
        "4",
        date(2026, 11, 30),
        "Too few where fewer than 10 cases came in or were resolved; a case with a charged person"
        " who is not recorded is not resolved by the discontinuance against the others",
        recounted=True,
    ),
)
EXAMPLE = """
    as of 2026-06-30
    charged | charged_on | ended_on   | awaits_decision | counts
    yes     | 2022-05-10 | 2023-02-01 | no              | resolved
    yes     | 2022-05-10 | 2022-05-10 | no              | resolved
    yes     | 2026-06-30 |            | yes             | came in
    yes     | 2022-05-10 |            | no              | unknown
    yes     |            | 2023-02-01 | no              | unknown
            | 2022-05-10 | 2023-02-01 | no              | unknown
    no      | 2022-05-10 | 2023-02-01 | no              | left out
"""

P04 = FlowRatio(
    id="P04",
    title="Cases resolved for each that came in (clearance rate)",
    core=True,
    question="How many trafficking cases were resolved at first instance for each one charged?",
    brief="c-1",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    eligible=per_case.c.charged,
    resolved_on=per_case.c.ended_on,
    is_pending=per_case.c.awaits_decision,
    flow=Flow.CLEARANCE,
    direction=Direction.HIGHER,
    denominator_words="of trafficking cases charged with any offence",
    caveats=(
        ENDS,
        "At 1 or more the courts keep up; above it they work off what is pending.",
        "Resolved and incoming cases of a year are not the same cases: this is no share.",
        UNJUDGED,
        PENDING,
        UNSTABLE,
    ),
    gaming_risk="Charging fewer cases.",
    guard="P04d",
    shown_beside=("P04d", "P05"),
    does_not_show="A higher rate does not show that cases were decided well, or sooner.",
    used_by=("CEPEJ, clearance rate", "NCSC CourTools, measure 2"),
    changes=WHOLE,
    example=EXAMPLE,
)

P04d = FlowRatio(
    id="P04d",
    title="Days the pending cases would take (disposition time)",
    question="How many days would the cases pending at the end of a year take at its pace?",
    brief="c-1",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    eligible=per_case.c.charged,
    resolved_on=per_case.c.ended_on,
    is_pending=per_case.c.awaits_decision,
    flow=Flow.DISPOSITION,
    direction=Direction.LOWER,
    denominator_words="of trafficking cases charged with any offence",
    caveats=(
        ENDS,
        "A stock against a flow, not how long cases took: the time to judgment says that.",
        "Of a whole year: of all years together, and of one not over, there is no number.",
        "Without a resolved case there is no pace, and no number.",
        UNJUDGED,
        PENDING,
        UNSTABLE,
    ),
    gaming_risk="Closing old cases without a decision.",
    guard="P05",
    shown_beside=("P04", "P05"),
    does_not_show="A shorter time does not show that any one case was decided sooner.",
    used_by=("CEPEJ, disposition time", "NCSC CourTools, measure 4"),
    changes=WHOLE,
    example=EXAMPLE,
)
