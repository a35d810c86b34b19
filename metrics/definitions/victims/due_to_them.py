"""Family V: measures due to children and to adults, all of them and each part."""

from metrics.kinds import Share
from metrics.measure import Direction
from metrics.options import OPTIONS
from metrics.units.victim.unit import per_victim

WITHIN = OPTIONS["guardian_within_days"]
AGE = "A victim of unknown age is unknown: child and adult alike."
AS_FAR_AS = "A part that is not applicable is not asked for."
USED_BY = (
    "Protocol against Trafficking, Article 6(4)",
    "Council of Europe, GRETA, child questions",
)
LAW = "What a specialised interview and suitable shelter are differs."

V05 = Share(
    id="V05",
    title="Children: guardian and specialised interview",
    question="What share of child victims had both a guardian in time and a specialised interview?",
    brief="V-2",
    unit=per_victim,
    dated_by=per_victim.c.identified_on,
    options=(WITHIN,),
    denominator=per_victim.c.child,
    numerator=per_victim.c.child_measures,
    direction=Direction.HIGHER,
    denominator_words="of child victims",
    caveats=(AGE, AS_FAR_AS, LAW, "All or none: one part missing is a no."),
    gaming_risk="Recording children as adults.",
    guard="V05w",
    shown_beside=("V05-guardian", "V05-interview", "V05w"),
    does_not_show="A higher share does not show that the guardian acted for the child.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        child | identified_on | child_measures | counts
        yes   | 2022-05-10    | yes            | yes
        yes   | 2022-05-10    | no             | no
        yes   | 2026-07-01    | yes            | yes
        yes   |               | no             | no
        yes   | 2022-05-10    |                | unknown
              | 2022-05-10    | yes            | unknown
        no    | 2022-05-10    | yes            | left out
    """,
)

V05_guardian = Share(
    id="V05-guardian",
    title="Children with a guardian in time",
    question="What share of child victims had a guardian within 5 days of their identification?",
    brief="V-2",
    unit=per_victim,
    dated_by=per_victim.c.identified_on,
    options=(WITHIN,),
    denominator=per_victim.c.child,
    numerator=per_victim.c.guardian_in_time,
    direction=Direction.HIGHER,
    denominator_words="of child victims",
    caveats=(
        AGE,
        "Appointed before the identification is in time; on an unknown day it is unknown.",
    ),
    gaming_risk="One guardian for everybody.",
    guard="V05-interview",
    shown_beside=("V05", "V05-interview"),
    does_not_show="A higher share does not show that the guardian acted for the child.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        child | identified_on | guardian_in_time | counts
        yes   | 2022-05-10    | yes              | yes
        yes   | 2022-05-10    | no               | no
        yes   | 2026-07-01    | yes              | yes
        yes   |               | no               | no
        yes   | 2022-05-10    |                  | unknown
              | 2022-05-10    | yes              | unknown
        no    | 2022-05-10    | yes              | left out
    """,
)

V05_interview = Share(
    id="V05-interview",
    title="Children with a specialised interview",
    question="What share of child victims was interviewed by a specialist?",
    brief="V-2",
    unit=per_victim,
    dated_by=per_victim.c.identified_on,
    denominator=per_victim.c.child_and_interview_applies,
    numerator=per_victim.c.specialised_interview,
    direction=Direction.HIGHER,
    denominator_words="of child victims to whom an interview applies",
    caveats=(AGE, AS_FAR_AS, LAW),
    gaming_risk="Naming every interviewer a specialist.",
    guard="V05-guardian",
    shown_beside=("V05", "V05-guardian"),
    does_not_show="A higher share does not show that children were interviewed only once.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        child_and_interview_applies | identified_on | specialised_interview | counts
        yes                         | 2022-05-10    | yes                   | yes
        yes                         | 2022-05-10    | no                    | no
        yes                         | 2026-07-01    | yes                   | yes
        yes                         |               | no                    | no
        yes                         | 2022-05-10    |                       | unknown
                                    | 2022-05-10    | yes                   | unknown
        no                          | 2022-05-10    | yes                   | left out
    """,
)

V05w = Share(
    id="V05w",
    title="Adults: suitable shelter and choice of interviewer",
    question="What share of adult victims was offered both suitable shelter and a choice of"
    " interviewer?",
    brief="V-2",
    unit=per_victim,
    dated_by=per_victim.c.identified_on,
    denominator=per_victim.c.adult_and_measures_apply,
    numerator=per_victim.c.adult_measures,
    direction=Direction.HIGHER,
    denominator_words="of adult victims to whom shelter or choice of interviewer applies",
    caveats=(
        AGE,
        AS_FAR_AS,
        LAW,
        "All or none: one part missing is a no.",
        "Of all adults: split by sex to see whether women and men are served alike.",
    ),
    gaming_risk="Calling any bed suitable shelter.",
    guard="V05",
    shown_beside=("V05w-shelter", "V05w-interviewer", "V05"),
    does_not_show="A higher share does not show that what was offered was taken up.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        adult_and_measures_apply | identified_on | adult_measures | counts
        yes                      | 2022-05-10    | yes            | yes
        yes                      | 2022-05-10    | no             | no
        yes                      | 2026-07-01    | yes            | yes
        yes                      |               | no             | no
        yes                      | 2022-05-10    |                | unknown
                                 | 2022-05-10    | yes            | unknown
        no                       | 2022-05-10    | yes            | left out
    """,
)

V05w_shelter = Share(
    id="V05w-shelter",
    title="Adults with suitable shelter",
    question="What share of adult victims was offered suitable shelter?",
    brief="V-2",
    unit=per_victim,
    dated_by=per_victim.c.identified_on,
    denominator=per_victim.c.adult_and_shelter_applies,
    numerator=per_victim.c.shelter_suitable,
    direction=Direction.HIGHER,
    denominator_words="of adult victims to whom shelter applies",
    caveats=(AGE, AS_FAR_AS, LAW),
    gaming_risk="Calling any bed suitable shelter.",
    guard="V05w-interviewer",
    shown_beside=("V05w", "V05w-interviewer"),
    does_not_show="A higher share does not show that what was offered was taken up.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        adult_and_shelter_applies | identified_on | shelter_suitable | counts
        yes                       | 2022-05-10    | yes              | yes
        yes                       | 2022-05-10    | no               | no
        yes                       | 2026-07-01    | yes              | yes
        yes                       |               | no               | no
        yes                       | 2022-05-10    |                  | unknown
                                  | 2022-05-10    | yes              | unknown
        no                        | 2022-05-10    | yes              | left out
    """,
)

V05w_interviewer = Share(
    id="V05w-interviewer",
    title="Adults with a choice of interviewer",
    question="What share of adult victims was offered a choice of interviewer?",
    brief="V-2",
    unit=per_victim,
    dated_by=per_victim.c.identified_on,
    denominator=per_victim.c.adult_and_choice_applies,
    numerator=per_victim.c.interviewer_choice,
    direction=Direction.HIGHER,
    denominator_words="of adult victims to whom a choice of interviewer applies",
    caveats=(AGE, AS_FAR_AS),
    gaming_risk="Offering a choice that nobody can meet.",
    guard="V05w-shelter",
    shown_beside=("V05w", "V05w-shelter"),
    does_not_show="A higher share does not show that what was offered was taken up.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        adult_and_choice_applies | identified_on | interviewer_choice | counts
        yes                      | 2022-05-10    | yes                | yes
        yes                      | 2022-05-10    | no                 | no
        yes                      | 2026-07-01    | yes                | yes
        yes                      |               | no                 | no
        yes                      | 2022-05-10    |                    | unknown
                                 | 2022-05-10    | yes                | unknown
        no                       | 2022-05-10    | yes                | left out
    """,
)
