"""Define family L: whether labour inspections find forced labour, and what follows from it."""

from metrics.measure import Direction, change_with_recount, follow_up_months
from metrics.measure_kinds import AmountRatio, Rate, Share, unrecorded_no_longer_no
from metrics.units.cases import per_case
from metrics.units.other_sources import per_inspection

COMMON_ID = (
    "This needs an id that the inspectorate and the prosecution share. Usually there is none."
)
MANDATE = (
    "The mandates of labour inspectorates differ: households, the informal sector,"
    " immigration tasks."
)
TARGETING = "The rate depends on whom the inspections look at. Never rank jurisdictions by it."
BRAZIL = "Brazil 2023: 598 inspections, 3,190 workers, R$ 12,877,721.82"
THE_BRIEF = "The brief: inspections on which criminal charges can later rest"

L01 = Share(
    id="L01",
    title="Investigations that began with an inspection",
    core=True,
    question="What share of forced-labour investigations began with a labour inspection?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} investigations of"
    " forced labour opened for which this is recorded began with a labour inspection.",
    brief="L-2",
    dated_by=per_case.c.opened_on,
    denominator=per_case.c.of_forced_labour,
    numerator=per_case.c.began_with_inspection,
    direction=Direction.CONTEXT,
    population="forced-labour investigations",
    caveats=(
        MANDATE,
        "Only the first origin is recorded. Joint inspections count.",
        "A case whose form is not recorded may be forced labour, and counts as missing.",
    ),
    gaming_risk="Naming the inspectorate where a victim had complained to it.",
    guard="L02",
    shown_beside=("L02",),
    does_not_show="A higher share does not show that inspections find most forced labour.",
    used_by=(THE_BRIEF, "Eurostat: inspections raised Luxembourg's figures"),
    example="""
        of_forced_labour | opened_on  | began_with_inspection | counts
        yes              | 2022-05-10 | yes                   | yes
        yes              | 2026-06-30 | no                    | no
        yes              |            | no                    | no
        yes              | 2023-02-01 |                       | unknown
                         | 2023-02-01 | yes                   | unknown
        no               | 2022-05-10 | yes                   | left out
    """,
)

L02 = Share(
    id="L02",
    title="Referrals that became an investigation",
    core=True,
    question="Of the labour inspectorate's referrals to prosecution or police, what share led to"
    " an investigation of trafficking or forced labour?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} labour"
    " inspectorate referrals to police or prosecutors for which the result is recorded became an"
    " investigation of trafficking or forced labour.",
    brief="L-2",
    unit_word="referral",
    dated_by=per_inspection.c.referred_on,
    matures_after=follow_up_months(12),
    denominator=per_inspection.c.referred,
    numerator=per_inspection.c.became_investigation,
    direction=Direction.HIGHER,
    population="referrals",
    caveats=(
        COMMON_ID,
        (
            "If a referral names a case, the case decides, whatever outcome is recorded for the"
            " referral."
        ),
        "A referral that nobody matched counts as missing, not as a no.",
        "Refused, administrative and pending referrals are a no. Show them by outcome.",
    ),
    gaming_risk="Referring only what is certain to be accepted.",
    guard="L01",
    shown_beside=("L02b", "L01"),
    does_not_show="A higher share does not show that the investigations had a result.",
    used_by=(THE_BRIEF,),
    changes=(
        change_with_recount(
            "2", "2026-11-27", "An inspection that names a case counts as a referral"
        ),
    ),
    example="""
        referred | referred_on | referral_outcome     | became_investigation | counts
        yes      | 2025-06-30  | investigation_opened | yes                  | yes
        yes      | 2022-05-10  | administrative       | no                   | no
        yes      | 2022-05-10  | pending              | no                   | no
        yes      |             | refused              | no                   | no
        yes      | 2022-05-10  | unmatched            |                      | unknown
        yes      | 2025-07-01  | investigation_opened | yes                  | not yet due
        no       |             | unknown              |                      | left out
    """,
)

L02b = Share(
    id="L02b",
    title="Referrals that led to a charge",
    question="Of the labour inspectorate's referrals to prosecution or police, in what share was"
    " someone charged?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} labour"
    " inspectorate referrals to police or prosecutors for which the result is recorded led to a"
    " charge in a trafficking case.",
    brief="L-2",
    unit_word="referral",
    dated_by=per_inspection.c.referred_on,
    matures_after=follow_up_months(24),
    denominator=per_inspection.c.referred,
    numerator=per_inspection.c.became_charge,
    direction=Direction.HIGHER,
    population="referrals",
    caveats=(
        COMMON_ID,
        (
            "If a referral names a case, the case decides, whatever outcome is recorded for the"
            " referral."
        ),
        (
            "If an investigation was opened but the referral names no case, the referral counts"
            " as missing."
        ),
        "Any charge in a trafficking case counts.",
    ),
    gaming_risk="Referring only what is certain to be charged.",
    guard="L02",
    shown_beside=("L02",),
    does_not_show="A higher share does not show that the charge rested on the inspection.",
    used_by=(THE_BRIEF,),
    changes=(
        change_with_recount(
            "2", "2026-11-27", "An inspection that names a case counts as a referral"
        ),
        unrecorded_no_longer_no(
            "3",
            "Not recorded if no inspection names a case, or if the source does"
            " not say who was charged",
        ),
    ),
    example="""
        referred | referred_on | referral_outcome     | became_charge | counts
        yes      | 2024-06-30  | investigation_opened | yes           | yes
        yes      | 2022-05-10  | investigation_opened | no            | no
        yes      |             | refused              | no            | no
        yes      | 2022-05-10  | investigation_opened |               | unknown
        yes      | 2022-05-10  | unmatched            |               | unknown
        yes      | 2024-07-01  | investigation_opened | yes           | not yet due
        no       |             | unknown              |               | left out
    """,
)

L03 = Rate(
    id="L03",
    title="Workers found per inspection",
    question="How many workers in forced labour were found per inspection that looked for it?",
    sentence="In {place} in {years}, labour inspections targeted at forced labour, with results"
    " recorded, found {value} workers in forced labour per inspection, on average.",
    brief=("L-1", "L-2"),
    dated_by=per_inspection.c.inspected_on,
    eligible=per_inspection.c.targeted,
    events=per_inspection.c.workers_found,
    exposure=per_inspection.c.inspections,
    per=1,
    direction=Direction.CONTEXT,
    population="per targeted inspection",
    caveats=(
        TARGETING,
        MANDATE,
        "An inspection without a recorded number of workers counts as missing, not as 0.",
    ),
    gaming_risk="Recording an inspection as targeted only after workers were found.",
    guard="L01",
    shown_beside=("L03b",),
    does_not_show="A higher rate does not show that few workers were missed.",
    used_by=(BRAZIL,),
    example="""
        targeted | inspected_on | workers_found | inspections | counts
        yes      | 2022-05-10   | 7             | 1           | used
        yes      | 2026-06-30   | 0             | 1           | used
        yes      |              | 12            | 1           | used
        yes      | 2022-05-10   |               | 1           | unknown
                 | 2022-05-10   | 3             | 1           | unknown
        no       | 2022-05-10   | 2             | 1           | left out
    """,
)

L03b = AmountRatio(
    id="L03b",
    title="Wages recovered per worker",
    question="How much pay was recovered for each worker found in forced labour?",
    sentence="In {place} in {years}, labour inspections targeted at forced labour, with results"
    " recorded, recovered {value} in wages per worker found in forced labour.",
    brief=("L-1", "L-2"),
    dated_by=per_inspection.c.inspected_on,
    eligible=per_inspection.c.targeted,
    numerator=per_inspection.c.wages_recovered,
    denominator=per_inspection.c.workers_found,
    direction=Direction.CONTEXT,
    population="per worker found",
    caveats=(
        "This is money per worker and not a share. It is in the jurisdiction's currency.",
        "One large inspection can decide this number. Look at the part of the largest inspection.",
        "Inspections without recorded wages or workers count as missing.",
        TARGETING,
    ),
    gaming_risk="Counting few workers.",
    guard="L03",
    shown_beside=("L03",),
    does_not_show="A higher amount does not show that the workers were paid everything they were"
    " owed.",
    used_by=(BRAZIL,),
    example="""
        targeted | inspected_on | workers_found | wages_recovered | counts
        yes      | 2022-05-10   | 7             | 21000.00        | used
        yes      | 2026-06-30   | 3             | 0               | used
        yes      |              | 0             | 0               | used
        yes      | 2022-05-10   | 7             |                 | unknown
        yes      | 2022-05-10   |               | 21000.00        | unknown
                 | 2022-05-10   | 2             | 6000.00         | unknown
        no       | 2022-05-10   | 2             | 6000.00         | left out
    """,
)

L04j = Share(
    id="L04j",
    title="Inspections joint with immigration authorities",
    question="What share of labour inspections was carried out together with immigration"
    " authorities?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} labour"
    " inspections carried out for which this is recorded had immigration authorities taking part.",
    brief="S3",
    dated_by=per_inspection.c.inspected_on,
    matures_after=follow_up_months(12),
    denominator=per_inspection.c.joint_applies,
    numerator=per_inspection.c.joint_with_immigration,
    direction=Direction.LOWER,
    population="labour inspections",
    caveats=(
        "All inspections are included, not only those that look for forced labour.",
        "The follow-up period is that of L04, so that both measures cover the same years.",
        "Where inspectors enforce immigration law themselves, no joint operation is needed.",
    ),
    gaming_risk="Passing on data instead of inspecting together.",
    guard="L04",
    shown_beside=("L04",),
    does_not_show="A lower share does not show that no data were passed on.",
    used_by=("FLEX and LEAG: reports of UK labour inspectorates to the Home Office",),
    example="""
        joint_applies | inspected_on | joint_with_immigration | counts
        yes           | 2025-06-30   | yes                    | yes
        yes           | 2022-05-10   | no                     | no
        yes           |              | no                     | no
        yes           | 2022-05-10   |                        | unknown
        yes           | 2025-07-01   | yes                    | not yet due
        no            | 2022-05-10   |                        | left out
    """,
)
