"""Family R: what reached all victims in decided cases, whether they had an award or none."""

from metrics.definitions.none_known import not_recorded
from metrics.kinds import Share
from metrics.measure import Direction, months
from metrics.options import OPTIONS
from metrics.units.victim.unit import per_victim

NO_CLAIM = "Who claimed nothing was paid nothing: no claim is a no."
IN_DOUBT = "A claim of unknown result, and an award whose payments are not recorded, are unknown."
GRETA = "Council of Europe, GRETA evaluation reports"
SHIFT = "Keeping from claiming those who would not be paid."

R04a = Share(
    id="R04a",
    title="Victims paid independently after a conviction",
    core=True,
    question="Of all victims in cases with a trafficking conviction, what share was paid within 24"
    " months of it from a source that does not depend on the perpetrator?",
    brief=("R-1", "R-3"),
    unit=per_victim,
    dated_by=per_victim.c.conviction_on,
    matures_after=OPTIONS["paid_after_conviction_within_months"],
    denominator=per_victim.c.of_convicted_case,
    numerator=per_victim.c.paid_independently_of_all,
    direction=Direction.HIGHER,
    denominator_words="of victims in cases with a trafficking conviction",
    caveats=(
        NO_CLAIM,
        IN_DOUBT,
        "A State fund, an advance, an insurance and confiscated assets count, an employer not.",
        "A payment or a conviction of unknown day is unknown.",
    ),
    gaming_risk=SHIFT,
    guard="R01",
    shown_beside=("R04", "R07"),
    does_not_show="A higher share does not show that the payments covered the losses.",
    used_by=(GRETA,),
    changes=(not_recorded("2", "days of convictions are not"),),
    example="""
        as of 2026-06-30
        of_convicted_case | conviction_on | paid_independently_of_all | counts
        yes               | 2024-06-30    | yes                       | yes
        yes               | 2022-05-10    | no                        | no
        yes               |               | no                        | no
        yes               | 2022-05-10    |                           | unknown
        yes               | 2024-07-01    | yes                       | not yet due
        no                | 2022-05-10    | yes                       | left out
    """,
)

R07 = Share(
    id="R07",
    title="Victims paid anything",
    core=True,
    question="Of all victims in cases decided at first instance, what share was paid anything?",
    brief="R-1",
    unit=per_victim,
    dated_by=per_victim.c.first_instance_on,
    matures_after=months(24),
    denominator=per_victim.c.in_decided_case,
    numerator=per_victim.c.was_paid_of_all,
    direction=Direction.HIGHER,
    denominator_words="of victims in cases decided at first instance",
    caveats=(NO_CLAIM, IN_DOUBT, "Rejected victims are left out."),
    gaming_risk=SHIFT,
    guard="R01",
    shown_beside=("R03", "R04a"),
    does_not_show="A higher share does not show that victims were paid what they had lost.",
    used_by=(GRETA,),
    example="""
        as of 2026-06-30
        in_decided_case | first_instance_on | was_paid_of_all | counts
        yes             | 2024-06-30        | yes             | yes
        yes             | 2022-05-10        | no              | no
        yes             |                   | no              | no
        yes             | 2022-05-10        |                 | unknown
        yes             | 2024-07-01        | yes             | not yet due
        no              | 2022-05-10        | yes             | left out
    """,
)
