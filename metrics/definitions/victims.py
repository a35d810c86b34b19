"""Define measures of family V: how victims are identified, heard, advised and assisted."""

from dataclasses import replace

from metrics.counting_options import OPTIONS
from metrics.measure import Direction, change_with_recount, follow_up_months
from metrics.measure_kinds import DAYS, Duration, Median, Share, unrecorded_no_longer_no
from metrics.units.victims import per_victim
from schemas import vocabulary as v

STATISTICS = "UK National Referral Mechanism statistics"
V04y = Share(
    id="V04y",
    title="Victims identified within 90 days",
    question="What share of victims was formally identified within 90 days of the first contact?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} people in first"
    " contact with authorities as possible victims, for whom this is recorded, received formal"
    " identification within {identified_within_days} days.",
    brief="V-1",
    dated_by=per_victim.c.first_contact_on,
    due_on=per_victim.c.identification_due_on,
    needs_date=True,
    options=(OPTIONS["identified_within_days"],),
    denominator=per_victim.c.met,
    numerator=per_victim.c.identified_in_time,
    direction=Direction.HIGHER,
    population="victims in contact with authorities",
    caveats=(
        (
            "A victim who was rejected or withdrew earlier is a no. A victim identified on an"
            " unknown day counts as missing."
        ),
        (
            "Some jurisdictions identify victims in one step, others in two. They differ in what"
            " they call identification."
        ),
    ),
    gaming_risk="Recording the first contact late.",
    guard="V04",
    shown_beside=("V04", "C04i"),
    does_not_show="A higher share does not show that the decisions were right.",
    used_by=(STATISTICS,),
    changes=(
        change_with_recount(
            "2",
            "2026-11-30",
            "A victim who was rejected or withdrew before being identified is a no",
        ),
    ),
    example="""
        met | first_contact_on | identification_due_on | identified_in_time | counts
        yes | 2026-04-01       | 2026-06-30            | yes                | yes
        yes | 2022-05-10       | 2022-08-08            | no                 | no
        yes |                  |                       | no                 | no
        yes | 2022-05-10       | 2022-08-08            |                    | unknown
        yes | 2026-04-02       | 2026-07-01            | yes                | not yet due
        no  | 2022-05-10       | 2022-08-08            | yes                | left out
    """,
)
V07 = Median(
    id="V07",
    title="Days exploited before identification",
    question="For how many days was the median victim exploited before identification?",
    sentence="In {place} in {years}, half of the {denominator} victims formally identified, with"
    " recorded dates of exploitation, had been exploited for {value} or less before"
    " identification.",
    brief="V-1",
    unit_word="identified victim",
    dated_by=per_victim.c.identified_on,
    eligible=per_victim.c.identified_by_day_or_status,
    values=per_victim.c.days_exploited,
    value_unit="days",
    direction=Direction.CONTEXT,
    population="identified victims with known dates of exploitation",
    caveats=(
        (
            "A shorter time is better for the victim. A longer time may only show that older"
            " cases are found."
        ),
        (
            "The time ends on the day the exploitation ended or, if that is not recorded, on the"
            " day of identification."
        ),
        "If the beginning is not recorded, the victim counts as missing.",
    ),
    gaming_risk="Recording the latest possible beginning.",
    guard="C04i",
    shown_beside=("V04",),
    does_not_show="A shorter time does not show that more victims are found.",
    used_by=(STATISTICS,),
    example="""
        identified_by_day_or_status | identified_on | days_exploited | counts
        yes                         | 2022-05-10    | 300            | used
        yes                         | 2026-07-01    | 0              | used
        yes                         |               | 12             | used
        yes                         | 2021-05-10    | 40             | used
        yes                         | 2022-05-10    |                | unknown
        no                          | 2022-05-10    | 300            | left out
    """,
)
L04 = Share(
    id="L04",
    title="No immigration consequence of reporting",
    core=True,
    question="Of victims without regular residence, what share had no immigration consequence and"
    " no data passed to immigration authorities?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims without"
    " legal residence for whom this is recorded had no immigration consequence and no data passed"
    " to immigration authorities.",
    brief="S3",
    dated_by=per_victim.c.first_contact_on,
    matures_after=follow_up_months(12),
    denominator=per_victim.c.without_regular_status,
    numerator=per_victim.c.firewall_held,
    direction=Direction.HIGHER,
    population="victims without regular residence",
    caveats=(
        (
            "Missing answers are hardly ever random. Look first at the range that allows for"
            " missing data."
        ),
        (
            "Residence is recorded only where that is lawful and safe. A victim whose residence"
            " is not recorded counts as missing."
        ),
        "Duties to report differ between laws.",
        "A return that the person asked for is not a consequence.",
        (
            "Everything recorded up to the reference date counts, whichever authority the victim"
            " contacted."
        ),
    ),
    gaming_risk="Not recording consequences.",
    guard="V02c",
    shown_beside=("L04j", "V02c"),
    does_not_show="A higher share does not show that people dare to report.",
    used_by=("FLEX and the Labour Exploitation Advisory Group",),
    example="""
        without_regular_status | first_contact_on | firewall_held | counts
        yes                    | 2025-06-30       | yes           | yes
        yes                    | 2022-05-10       | no            | no
        yes                    |                  | yes           | yes
        yes                    | 2022-05-10       |               | unknown
                               | 2022-05-10       | yes           | unknown
        yes                    | 2025-07-01       | yes           | not yet due
        no                     | 2022-05-10       | yes           | left out
    """,
)
OUTSIDE = "A victim without a case is a no: nobody was prosecuted for what was done to them."
REJECTED = "Rejected victims are left out. Victims whose status is not recorded are included."
THE_BRIEF = "Inter-Agency Coordination Group brief"
V06 = Share(
    id="V06",
    title="Victims whose case led to charges",
    core=True,
    question="For what share of victims was someone charged in their case?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims"
    " identified or presumed for whom this is recorded had someone charged with any offence in"
    " their case.",
    brief=("V", "c-1"),
    dated_by=per_victim.c.met_on,
    matures_after=follow_up_months(24),
    denominator=per_victim.c.not_rejected,
    numerator=per_victim.c.led_to_charge,
    direction=Direction.HIGHER,
    population="victims",
    caveats=(OUTSIDE, REJECTED, "A charge of any offence counts, at any time."),
    gaming_risk="Recording only those victims whose case goes to court.",
    guard="C04",
    shown_beside=("V06c", "C04"),
    does_not_show="A higher share does not show that victims were heard, or that they wanted the"
    " charge.",
    used_by=(THE_BRIEF,),
    changes=(
        unrecorded_no_longer_no(
            "2",
            "Not recorded if no victim names a case, or if the source does not say who was charged",
        ),
    ),
    example="""
        not_rejected | met_on     | led_to_charge | counts
        yes          | 2024-06-30 | yes           | yes
        yes          | 2022-05-10 | no            | no
        yes          |            | no            | no
        yes          | 2022-05-10 |               | unknown
        yes          | 2024-07-01 | yes           | not yet due
        no           | 2022-05-10 | yes           | left out
    """,
)
V06c = replace(
    V06,
    id="V06c",
    title="Victims whose case led to a trafficking conviction",
    question="For what share of victims was someone convicted of trafficking in their case?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims"
    " identified or presumed for whom this is recorded had someone convicted of trafficking in"
    " their case.",
    matures_after=follow_up_months(36),
    numerator=per_victim.c.led_to_conviction,
    caveats=(
        OUTSIDE,
        REJECTED,
        (
            "If no conviction is recorded, and an outcome or a charged person is missing, the"
            " victim counts as missing."
        ),
    ),
    shown_beside=("V06", "P02"),
    does_not_show="A higher share does not show that victims were compensated.",
    example="""
        not_rejected | met_on     | led_to_conviction | counts
        yes          | 2023-06-30 | yes               | yes
        yes          | 2022-05-10 | no                | no
        yes          |            | no                | no
        yes          | 2022-05-10 |                   | unknown
        yes          | 2023-07-01 | yes               | not yet due
        no           | 2022-05-10 | yes               | left out
    """,
    core=False,
)
V08 = Share(
    id="V08",
    title="Victims informed of their rights",
    question="What share of victims was informed of their rights?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims"
    " identified or presumed for whom this is recorded received information on their rights in a"
    " language that they understand.",
    brief=("V", "R-1"),
    dated_by=per_victim.c.met_on,
    denominator=per_victim.c.rights_apply,
    numerator=per_victim.c.informed_of_rights,
    direction=Direction.HIGHER,
    population="victims to whom information on rights applies",
    caveats=(REJECTED, "The victim was informed in a language they understand, as recorded."),
    gaming_risk="Recording a leaflet as information.",
    guard="V03",
    shown_beside=("V03",),
    does_not_show="A higher share does not show that victims could use their rights.",
    used_by=("Council of Europe, GRETA evaluation reports",),
    example="""
        rights_apply | met_on     | informed_of_rights | counts
        yes          | 2022-05-10 | yes                | yes
        yes          | 2026-07-01 | no                 | no
        yes          |            | yes                | yes
        yes          | 2022-05-10 | no                 | no
        yes          | 2022-05-10 |                    | unknown
        no           | 2022-05-10 | yes                | left out
    """,
)
GRETA = "Council of Europe, GRETA evaluation reports"
DECLINED = (
    "A victim who was offered legal aid and declined counts as a yes. Show the share by"
    " legal aid to see them."
)
OF_CASES = "Victims in an investigation are included, identified or presumed. Others are left out."
V03 = Share(
    id="V03",
    title="Victims given or offered legal aid",
    core=True,
    question="What share of victims in investigations had legal aid, or was offered it?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims in"
    " investigations for whom this is recorded had legal aid or an offer of legal aid.",
    brief=("R-1", "V"),
    dated_by=per_victim.c.met_on,
    denominator=per_victim.c.in_investigation,
    numerator=per_victim.c.had_legal_aid,
    direction=Direction.HIGHER,
    population="victims in investigations",
    caveats=(DECLINED, OF_CASES, "Jurisdictions differ in what legal aid covers."),
    gaming_risk="Recording a leaflet as an offer.",
    guard="V03b",
    shown_beside=("V03b", "V03c"),
    does_not_show="A higher share does not show that the legal aid was good, or that it lasted.",
    used_by=(GRETA, "Council of Europe, GRETA Part III"),
    example="""
        yes | 2022-05-10 | yes | yes
        yes | 2022-05-10 | no  | no
        yes | 2026-07-01 | yes | yes
        yes |            | no  | no
        yes | 2022-05-10 |     | unknown
        no  | 2022-05-10 | yes | left out
    """,
)
V03b = replace(
    V03,
    id="V03b",
    title="Legal aid before the first interview",
    question="What share of victims in investigations had legal aid before their first formal"
    " interview?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims in"
    " investigations for whom this is recorded had legal aid, or an offer, before the first"
    " formal interview.",
    numerator=per_victim.c.had_legal_aid_before_interview,
    caveats=(
        DECLINED,
        OF_CASES,
        "Legal aid on the day of the interview is not before it.",
        (
            "If the day of the legal aid or of the interview is not recorded, the victim counts"
            " as missing, unless there was no legal aid."
        ),
    ),
    gaming_risk="Recording the first interview as an informal talk.",
    guard="V03",
    shown_beside=("V03", "V03c"),
    does_not_show="A higher share does not show that the lawyer was present at the interview.",
    used_by=(GRETA, "EU Directive 2011/36, Article 12"),
    core=False,
)
V03c = replace(
    V03,
    id="V03c",
    title="Legal aid free of charge",
    question="What share of victims in investigations had free legal aid?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims in"
    " investigations for whom this is recorded had free legal aid or an offer of free legal aid.",
    denominator=per_victim.c.in_investigation_and_free_aid_applies,
    numerator=per_victim.c.had_free_legal_aid,
    population="victims in investigations to whom the cost of legal aid applies",
    caveats=(DECLINED, OF_CASES, "A victim without legal aid is a no."),
    gaming_risk="Giving free legal aid for one hour.",
    guard="V03",
    shown_beside=("V03", "V03b"),
    used_by=("Council of Europe, GRETA Part III",),
    core=False,
)
V04 = Duration(
    id="V04",
    title="Time to a decision on victim status",
    core=True,
    question="How long did it take from the first contact with an authority to the end of the"
    " identification procedure?",
    sentence="In {place}, it took an estimated {value} from first contact until the status"
    " procedure had ended for half of the {denominator} victims in first contact in"
    " {years}.",
    brief="V-1",
    dated_by=per_victim.c.first_contact_on,
    needs_date=True,
    eligible=per_victim.c.met,
    ends_on=per_victim.c.status_ended_on,
    shown_in=DAYS,
    ends_words="the end of the identification procedure",
    is_open=per_victim.c.still_presumed,
    direction=Direction.LOWER,
    population="victims in contact with authorities",
    caveats=(
        "Victims who are still presumed are followed until the reference date, not left out.",
        "A rejection or a withdrawal ends the procedure, as an identification does.",
        (
            "Some jurisdictions identify victims in one step, others in two. They differ in what"
            " they call identification."
        ),
    ),
    gaming_risk="Recording the first contact late.",
    guard="C04p",
    shown_beside=("C04i", "C04p"),
    does_not_show="A shorter time does not show that the decisions were right.",
    used_by=("UK National Referral Mechanism statistics",),
    changes=(
        change_with_recount(
            "2",
            "2026-11-27",
            "A rejection or a withdrawal ends the procedure, like an identification",
        ),
    ),
    example="""
        met | first_contact_on | status_ended_on | still_presumed | counts
        yes | 2022-05-10       | 2022-08-01      | no             | ended
        yes | 2022-05-10       | 2022-05-10      | no             | ended
        yes | 2026-06-30       |                 | yes            | still open
        yes | 2022-05-10       |                 |                | unknown
        yes |                  | 2022-08-01      | no             | unknown
        no  | 2022-05-10       | 2022-08-01      | no             | left out
    """,
)
ASSISTANCE_DECLINED = "A victim who was offered assistance and declined counts as a yes."
NO_ROW = "A victim without a record of assistance had none, if the table was sent."


V09 = Share(
    id="V09",
    title="Victims given or offered assistance",
    core=True,
    question="What share of victims was given or offered assistance of any kind?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims"
    " identified or presumed had assistance of any kind, or an offer of it, on record.",
    brief=("V", "R-1"),
    dated_by=per_victim.c.met_on,
    denominator=per_victim.c.not_rejected,
    numerator=per_victim.c.assisted,
    direction=Direction.HIGHER,
    population="victims",
    caveats=(
        ASSISTANCE_DECLINED,
        NO_ROW,
        REJECTED,
        "Jurisdictions differ in what each kind of assistance covers.",
    ),
    gaming_risk="Recording a leaflet as an offer.",
    guard="V03",
    shown_beside=("V08", "V03"),
    does_not_show="A higher share does not show that the assistance was enough, or that it lasted.",
    used_by=(GRETA,),
    example="""
        yes | 2022-05-10 | yes | yes
        yes | 2026-07-01 | no  | no
        yes |            | yes | yes
        yes | 2022-05-10 | no  | no
        yes | 2022-05-10 |     | unknown
        no  | 2022-05-10 | yes | left out
    """,
)


def _assistance_measure(kind: v.AssistanceKind, title: str, question: str, sentence: str) -> Share:
    """Build the measure for one kind of assistance."""
    return replace(
        V09,
        id=f"V09-{kind.value}",
        title=title,
        question=question,
        sentence=sentence,
        numerator=per_victim.c[f"assisted_{kind.value}"],
        core=False,
    )


V09_medical = _assistance_measure(
    v.AssistanceKind.MEDICAL,
    "Assistance: medical",
    "What share of victims was given or offered medical assistance?",
    "In {place} in {years}, {numerator} ({share}) of the {denominator} victims identified or"
    " presumed had medical assistance, or an offer of it, on record.",
)
V09_psychological = _assistance_measure(
    v.AssistanceKind.PSYCHOLOGICAL,
    "Assistance: psychological",
    "What share of victims was given or offered psychological assistance?",
    "In {place} in {years}, {numerator} ({share}) of the {denominator} victims identified or"
    " presumed had psychological assistance, or an offer of it, on record.",
)
V09_housing = _assistance_measure(
    v.AssistanceKind.HOUSING,
    "Assistance: housing",
    "What share of victims was given or offered housing?",
    "In {place} in {years}, {numerator} ({share}) of the {denominator} victims identified or"
    " presumed had housing assistance, or an offer of it, on record.",
)
V09_financial = _assistance_measure(
    v.AssistanceKind.FINANCIAL,
    "Assistance: financial",
    "What share of victims was given or offered financial assistance?",
    "In {place} in {years}, {numerator} ({share}) of the {denominator} victims identified or"
    " presumed had financial assistance, or an offer of it, on record.",
)
V09_legal_residence = _assistance_measure(
    v.AssistanceKind.LEGAL_RESIDENCE,
    "Assistance: legal residence",
    "What share of victims was given or offered help with legal residence?",
    "In {place} in {years}, {numerator} ({share}) of the {denominator} victims identified or"
    " presumed had help with legal residence, or an offer of it, on record.",
)
V09_work_or_training = _assistance_measure(
    v.AssistanceKind.WORK_OR_TRAINING,
    "Assistance: work or training",
    "What share of victims was given or offered help with work or training?",
    "In {place} in {years}, {numerator} ({share}) of the {denominator} victims identified or"
    " presumed had help with work or training, or an offer of it, on record.",
)
V09_return = _assistance_measure(
    v.AssistanceKind.RETURN,
    "Assistance: return",
    "What share of victims was given or offered help with their return?",
    "In {place} in {years}, {numerator} ({share}) of the {denominator} victims identified or"
    " presumed had help with return, or an offer of it, on record.",
)
V09_other = _assistance_measure(
    v.AssistanceKind.OTHER,
    "Assistance: other",
    "What share of victims was given or offered any other assistance?",
    "In {place} in {years}, {numerator} ({share}) of the {denominator} victims identified or"
    " presumed had other assistance, or an offer of it, on record.",
)
