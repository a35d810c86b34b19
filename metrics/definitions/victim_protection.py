"""Define measures of family V: how victims are protected, and whether they get what is due."""

from dataclasses import replace

from metrics.counting_options import OPTIONS
from metrics.measure import Direction, follow_up_months
from metrics.measure_kinds import Share
from metrics.units.victims import per_victim

GRETA = "Council of Europe, GRETA evaluation reports"
WINDOW = follow_up_months(24)
NOT_LOOKED_FOR = "A low share may mean that nobody looked. Check the upper end of the range."
IDENTIFIED = (
    "Only formally identified victims are included. Victims whose status is not recorded"
    " are left out."
)
STATE_NOW = "Everything recorded up to the reference date counts, whenever it happened."
V01 = Share(
    id="V01",
    title="Protection of victims who testified",
    core=True,
    question="Of victims who gave evidence or were expected to, what share had any protection?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims who"
    " testified or were due to testify, in cases decided at first instance, had protection on"
    " record. No record counts as no.",
    brief=("S2", "V"),
    dated_by=per_victim.c.first_instance_on,
    denominator=per_victim.c.testified,
    numerator=per_victim.c.was_protected,
    direction=Direction.HIGHER,
    population="victims who testified or were expected to",
    caveats=(
        "Some protection is automatic, some only on request.",
        "Victims in undecided cases have no date and are in no year.",
        "Any kind of protection counts. No recorded protection is a no.",
    ),
    gaming_risk="Granting one cheap measure to each victim.",
    guard="V01n",
    shown_beside=("V01n", "T02v"),
    does_not_show="A higher share does not show that the protection was what the victim needed.",
    used_by=(GRETA, "Council of Europe Convention, Articles 28 and 30"),
    example="""
        testified | first_instance_on | was_protected | counts
        yes       | 2022-05-10        | yes           | yes
        yes       | 2022-05-10        | no            | no
        yes       | 2026-07-01        | yes           | yes
        yes       |                   | no            | no
                  | 2022-05-10        | yes           | unknown
        no        | 2022-05-10        | yes           | left out
    """,
)
V01n = Share(
    id="V01n",
    title="Protection granted where needed",
    question="Of victims whose assessment recommended protection, what share was granted any?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims assessed"
    " as needing protection, in cases decided at first instance, had protection on record. No"
    " record counts as no.",
    brief=("S2", "V"),
    dated_by=per_victim.c.first_instance_on,
    denominator=per_victim.c.needs_protection,
    numerator=per_victim.c.was_protected,
    direction=Direction.HIGHER,
    population="victims who needed protection",
    caveats=(
        "A victim who was never assessed counts as missing.",
        "Victims in undecided cases have no date and are in no year.",
    ),
    gaming_risk="Assessing a need only where it can be met.",
    guard="V01",
    shown_beside=("V01",),
    does_not_show="A higher share does not show that the protection was what the victim needed.",
    used_by=(GRETA, "EU Victims' Rights Directive 2012/29, Article 22"),
    example="""
        needs_protection | first_instance_on | was_protected | counts
        yes              | 2022-05-10        | yes           | yes
        yes              | 2022-05-10        | no            | no
        yes              | 2026-07-01        | yes           | yes
        yes              |                   | no            | no
                         | 2022-05-10        | no            | unknown
        no               | 2022-05-10        | yes           | left out
    """,
)
V02 = Share(
    id="V02",
    title="Victims charged for forced acts",
    core=True,
    question="What share of identified victims was charged for acts they were forced to commit?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims formally"
    " identified for whom this is recorded faced a charge for acts they were forced to commit.",
    brief=("S3", "V"),
    dated_by=per_victim.c.identified_on,
    matures_after=WINDOW,
    denominator=per_victim.c.charge_applies,
    numerator=per_victim.c.charged_for_compelled_act,
    direction=Direction.LOWER,
    population="identified victims to whom a charge could apply",
    caveats=(NOT_LOOKED_FOR, IDENTIFIED, STATE_NOW),
    gaming_risk="Not looking for victims among defendants.",
    guard="C04i",
    shown_beside=("V02b", "V02c"),
    does_not_show="A lower share does not show that victims among defendants were found.",
    used_by=(GRETA, "OSCE, non-punishment provision", "EU Directive 2011/36, Article 8"),
    example="""
        yes | 2022-05-10 | yes | yes
        yes | 2024-06-30 | no  | no
        yes |            | no  | no
        yes | 2022-05-10 |     | unknown
        yes | 2024-07-01 | yes | not yet due
        no  | 2022-05-10 | yes | left out
    """,
)
V02b = replace(
    V02,
    id="V02b",
    title="Victims convicted for forced acts",
    question="What share of identified victims was convicted or fined for acts they were forced"
    " to commit?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims formally"
    " identified for whom this is recorded received a conviction or fine for acts they were"
    " forced to commit.",
    denominator=per_victim.c.conviction_applies,
    numerator=per_victim.c.convicted_for_compelled_act,
    population="identified victims to whom a conviction could apply",
    caveats=(
        NOT_LOOKED_FOR,
        IDENTIFIED,
        STATE_NOW,
        "A conviction that was overturned counts until the source reports it.",
    ),
    gaming_risk="Identifying victims only after their own trial.",
    guard="V04",
    shown_beside=("V02", "V02c"),
    does_not_show="A lower share does not show that victims among convicted people were found.",
    core=False,
)
V02c = replace(
    V02,
    id="V02c",
    title="Victims in immigration detention",
    question="What share of identified victims was detained for immigration reasons?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims formally"
    " identified for whom this is recorded experienced detention for immigration reasons.",
    denominator=per_victim.c.detention_applies,
    numerator=per_victim.c.detained_for_immigration,
    population="identified victims to whom detention could apply",
    gaming_risk="Returning people before they are identified.",
    guard="L04",
    shown_beside=("V02", "V02b"),
    does_not_show="A lower share does not show that victims in detention were found.",
    used_by=(GRETA, "OSCE, non-punishment provision"),
    core=False,
)
WITHIN = OPTIONS["guardian_within_days"]
AGE = "A victim whose age is not recorded counts as missing, among children and among adults."
AS_FAR_AS = "A part that does not apply is not required."
USED_BY = (
    "Protocol against Trafficking, Article 6(4)",
    "Council of Europe, GRETA, child questions",
)
LAW = "Jurisdictions define specialised interviews and suitable shelter differently."
V05 = Share(
    id="V05",
    title="Children with guardian and specialised interview",
    question="What share of child victims had both a guardian in time and a specialised interview?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} child victims"
    " identified for whom this is recorded had a guardian within {guardian_within_days} days of"
    " identification and a specialised interview.",
    brief="V-2",
    dated_by=per_victim.c.identified_on,
    options=(WITHIN,),
    denominator=per_victim.c.child,
    numerator=per_victim.c.child_measures,
    direction=Direction.HIGHER,
    population="child victims",
    caveats=(AGE, AS_FAR_AS, LAW, "All parts are required. One part that is lacking is a no."),
    gaming_risk="Recording children as adults.",
    guard="V05w",
    shown_beside=("V05-guardian", "V05-interview", "V05w"),
    does_not_show="A higher share does not show that the guardian acted for the child.",
    used_by=USED_BY,
    example="""
        yes | 2022-05-10 | yes | yes
        yes | 2022-05-10 | no  | no
        yes | 2026-07-01 | yes | yes
        yes |            | no  | no
        yes | 2022-05-10 |     | unknown
            | 2022-05-10 | yes | unknown
        no  | 2022-05-10 | yes | left out
    """,
)
V05_guardian = replace(
    V05,
    id="V05-guardian",
    title="Children with a guardian in time",
    question="What share of child victims had a guardian within 5 days of their identification?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} child victims"
    " identified for whom this is recorded had a guardian within {guardian_within_days} days of"
    " identification.",
    numerator=per_victim.c.guardian_in_time,
    caveats=(
        AGE,
        (
            "A guardian appointed before the identification is in time. If the day is not"
            " recorded, the victim counts as missing."
        ),
    ),
    gaming_risk="Appointing one guardian for all children.",
    guard="V05-interview",
    shown_beside=("V05", "V05-interview"),
)
V05_interview = replace(
    V05,
    id="V05-interview",
    title="Children with a specialised interview",
    question="What share of child victims was interviewed by a specialist?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} child victims"
    " identified for whom this is recorded had an interview by a specialist.",
    denominator=per_victim.c.child_and_interview_applies,
    numerator=per_victim.c.specialised_interview,
    population="child victims to whom an interview applies",
    caveats=(AGE, AS_FAR_AS, LAW),
    gaming_risk="Calling every interviewer a specialist.",
    guard="V05-guardian",
    shown_beside=("V05", "V05-guardian"),
    does_not_show="A higher share does not show that children were interviewed only once.",
    options=(),
)
V05w = Share(
    id="V05w",
    title="Adults: suitable shelter and interviewer choice",
    question="What share of adult victims was offered both suitable shelter and a choice of"
    " interviewer?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} adult victims"
    " identified for whom this is recorded had an offer of both suitable shelter and a choice of"
    " interviewer.",
    brief="V-2",
    dated_by=per_victim.c.identified_on,
    denominator=per_victim.c.adult_and_measures_apply,
    numerator=per_victim.c.adult_measures,
    direction=Direction.HIGHER,
    population="adult victims to whom shelter or choice of interviewer applies",
    caveats=(
        AGE,
        AS_FAR_AS,
        LAW,
        "All parts are required. One part that is lacking is a no.",
        (
            "All adults are included. Show the share by sex to see whether women and men are"
            " treated equally."
        ),
    ),
    gaming_risk="Calling any bed suitable shelter.",
    guard="V05",
    shown_beside=("V05w-shelter", "V05w-interviewer", "V05"),
    does_not_show="A higher share does not show that victims accepted the offer.",
    used_by=USED_BY,
    example="""
        yes | 2022-05-10 | yes | yes
        yes | 2022-05-10 | no  | no
        yes | 2026-07-01 | yes | yes
        yes |            | no  | no
        yes | 2022-05-10 |     | unknown
            | 2022-05-10 | yes | unknown
        no  | 2022-05-10 | yes | left out
    """,
)
V05w_shelter = replace(
    V05w,
    id="V05w-shelter",
    title="Adults offered suitable shelter",
    question="What share of adult victims was offered suitable shelter?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} adult victims"
    " identified to whom shelter applies, and for whom this is recorded, had an offer of suitable"
    " shelter.",
    denominator=per_victim.c.adult_and_shelter_applies,
    numerator=per_victim.c.shelter_suitable,
    population="adult victims to whom shelter applies",
    caveats=(AGE, AS_FAR_AS, LAW),
    guard="V05w-interviewer",
    shown_beside=("V05w", "V05w-interviewer"),
)
V05w_interviewer = replace(
    V05w,
    id="V05w-interviewer",
    title="Adults offered a choice of interviewer",
    question="What share of adult victims was offered a choice of interviewer?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} adult victims"
    " identified to whom a choice of interviewer applies, and for whom this is recorded, had an"
    " offer of this choice.",
    denominator=per_victim.c.adult_and_choice_applies,
    numerator=per_victim.c.interviewer_choice,
    population="adult victims to whom a choice of interviewer applies",
    caveats=(AGE, AS_FAR_AS),
    gaming_risk="Offering a choice that nobody can meet.",
    guard="V05w-shelter",
    shown_beside=("V05w", "V05w-shelter"),
)
