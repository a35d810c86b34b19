"""Family P: whether courts keep up with what comes in, as CEPEJ relates it."""

from metrics.kinds import Flow, FlowRatio
from metrics.measure import Direction
from metrics.units.cases import per_case

UNSTABLE = "Unstable where fewer than 10 cases were resolved: it then reads too few."
ENDS = (
    "A case comes in with its first charge and is resolved with the decision at first instance;"
    " closed, joined or discontinued it leaves without being resolved."
)
PENDING = "A case that ended on a day that is not known is unknown: it may be pending or not."
EXAMPLE = """
    as of 2026-06-30
    charged | charged_on | first_instance_on | left_on    | awaits_decision | counts
    yes     | 2022-05-10 | 2023-02-01        |            | no              | resolved
    yes     | 2022-05-10 | 2022-05-10        | 2023-01-01 | no              | resolved
    yes     | 2022-05-10 |                   | 2023-01-01 | no              | came in
    yes     | 2026-06-30 |                   |            | yes             | came in
    yes     | 2022-05-10 |                   |            | no              | unknown
    yes     |            | 2023-02-01        |            | no              | unknown
    no      | 2022-05-10 | 2023-02-01        |            | no              | left out
"""

P04 = FlowRatio(
    id="P04",
    title="Cases resolved for each that came in (clearance rate)",
    core=True,
    question="How many cases were resolved at first instance for each one that came in?",
    brief="c-1",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    eligible=per_case.c.charged,
    resolved_on=per_case.c.first_instance_on,
    left_on=per_case.c.left_on,
    is_pending=per_case.c.awaits_decision,
    flow=Flow.CLEARANCE,
    direction=Direction.HIGHER,
    denominator_words="of cases brought to court",
    caveats=(
        ENDS,
        "At 1 or more the courts keep up; above it they work off what is pending.",
        "Resolved and incoming cases of a year are not the same cases: this is no share.",
        PENDING,
        UNSTABLE,
    ),
    gaming_risk="Charging fewer cases.",
    guard="P04d",
    shown_beside=("P04d", "P05"),
    does_not_show="A higher rate does not show that cases were decided well, or sooner.",
    used_by=("CEPEJ, clearance rate", "NCSC CourTools, measure 2"),
    example=EXAMPLE,
)

P04d = FlowRatio(
    id="P04d",
    title="Days the pending cases would take (disposition time)",
    question="How many days would the pending cases take at the pace of the period?",
    brief="c-1",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    eligible=per_case.c.charged,
    resolved_on=per_case.c.first_instance_on,
    left_on=per_case.c.left_on,
    is_pending=per_case.c.awaits_decision,
    flow=Flow.DISPOSITION,
    direction=Direction.LOWER,
    denominator_words="of cases brought to court",
    caveats=(
        ENDS,
        "A stock against a flow, not how long cases took: the time to judgment says that.",
        "Without a resolved case there is no pace, and no number.",
        PENDING,
        UNSTABLE,
    ),
    gaming_risk="Closing old cases without a decision.",
    guard="P05",
    shown_beside=("P04", "P05"),
    does_not_show="A shorter time does not show that any one case was decided sooner.",
    used_by=("CEPEJ, disposition time", "NCSC CourTools, measure 4"),
    example=EXAMPLE,
)
