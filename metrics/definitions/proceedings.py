"""Define family P: how many cases reach each stage, how proceedings end, and how long they take."""

from dataclasses import replace

from metrics.counting_options import OPTIONS
from metrics.measure import Direction, change_with_recount
from metrics.measure_kinds import (
    MONTHS,
    Duration,
    Flow,
    FlowRatio,
    Median,
    Share,
    unrecorded_no_longer_no,
)
from metrics.units.cases import per_case
from metrics.units.suspects import per_suspect

WINDOW = OPTIONS["stage_within_months"]
COHORT = (
    "Everyone who enters the stage is followed for the same time. People who entered too recently"
    " are left out and do not count as a no."
)
EXITS = (
    "People who left for another reason, and people still pending at the end of the follow-up"
    " period, are a no. The chart “How proceedings ended” shows the other reasons."
)
UNSURE = (
    "If it is not clear whether the stage was reached within the follow-up period, the"
    " person counts as missing."
)
USED_BY = ("UNODC Global Report on Trafficking in Persons", "Crown Prosecution Service")
P01 = Share(
    id="P01",
    title="Suspected people charged",
    core=True,
    question="Of people first suspected, what share was charged within the follow-up period?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} people suspected"
    " in trafficking cases for whom this is recorded faced a charge of any offence within"
    " {stage_within_months} months of the first suspicion.",
    brief=("c-1", "S2"),
    unit_word="suspected person",
    dated_by=per_suspect.c.suspected_on,
    matures_after=WINDOW,
    denominator=per_suspect.c.natural_person,
    numerator=per_suspect.c.charged_in_time,
    direction=Direction.CONTEXT,
    population="people suspected",
    caveats=(
        COHORT,
        EXITS,
        UNSURE,
        "If a source records only charged people, this share is 100%.",
        (
            "If the source records for nobody whether they were charged, there is no number, and"
            " not 0%."
        ),
        "If the day of the suspicion is not recorded, the day of the opening counts.",
    ),
    gaming_risk="Recording suspects only once they are charged.",
    guard="C01p",
    shown_beside=("P01b", "P01c", "P01d"),
    does_not_show="A higher share does not show that evidence sufficed for those charged.",
    used_by=USED_BY,
    changes=(
        change_with_recount(
            "2",
            "2026-11-28",
            "Not recorded if the source says for nobody whether they were charged",
        ),
        unrecorded_no_longer_no(
            "3",
            "Not recorded if no charge has a date, or if neither suspicions nor openings"
            " have dates",
        ),
    ),
    example="""
        natural_person | suspected_on | charged_in_time | counts
        yes            | 2022-05-10   | yes             | yes
        yes            | 2024-06-30   | no              | no
        yes            |              | no              | no
        yes            | 2022-05-10   |                 | unknown
        yes            | 2024-07-01   | yes             | not yet due
        no             | 2022-05-10   | yes             | left out
    """,
)
P01b = Share(
    id="P01b",
    title="Charged people convicted or acquitted",
    question="Of people charged, what share was convicted or acquitted within the follow-up"
    " period?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} people charged in"
    " trafficking cases for whom this is recorded received a conviction or acquittal within"
    " {stage_within_months} months of the charge.",
    brief=("c-1", "S2"),
    unit_word="person charged",
    dated_by=per_suspect.c.charged_on,
    matures_after=WINDOW,
    denominator=per_suspect.c.charged_natural_person,
    numerator=per_suspect.c.judged_in_time,
    direction=Direction.CONTEXT,
    population="people charged",
    caveats=(COHORT, EXITS, UNSURE),
    gaming_risk="Withdrawing charges before they are decided.",
    guard="P02",
    shown_beside=("P01", "P01c", "P01d"),
    does_not_show="A higher share does not show that the decisions were right.",
    used_by=USED_BY,
    changes=(unrecorded_no_longer_no("2", "Not recorded if no charge has a date"),),
    example="""
        yes | 2022-05-10 | yes | yes
        yes | 2024-06-30 | no  | no
        yes |            | no  | no
        yes | 2022-05-10 |     | unknown
        yes | 2024-07-01 | yes | not yet due
        no  | 2022-05-10 | no  | left out
    """,
)
P01c = Share(
    id="P01c",
    title="Judged people convicted",
    question="Of people convicted or acquitted, what share was convicted of any offence?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} people convicted"
    " or acquitted in trafficking cases received a conviction of any offence.",
    brief=("c-1", "S2"),
    unit_word="defendant",
    dated_by=per_suspect.c.decided_on,
    matures_after=WINDOW,
    denominator=per_suspect.c.judged_natural_person,
    numerator=per_suspect.c.convicted_of_anything,
    direction=Direction.CONTEXT,
    population="people convicted or acquitted",
    caveats=(
        COHORT,
        (
            "Decision and conviction happen on the same day. The follow-up period only makes the"
            " stages comparable."
        ),
        "Discontinued proceedings are not decided. The share of disposed charges includes them.",
        (
            "A person whose outcome is not recorded is not in this stage, and counts as missing"
            " in the stage before."
        ),
    ),
    gaming_risk="Trying only cases that cannot be lost.",
    guard="P01b",
    shown_beside=("P01", "P01b", "P01d", "P02b"),
    does_not_show="A higher share does not show that weaker cases were tried as well.",
    used_by=USED_BY,
    example="""
        judged_natural_person | decided_on | convicted_of_anything | counts
        yes                   | 2022-05-10 | yes                   | yes
        yes                   | 2024-06-30 | no                    | no
        yes                   |            | yes                   | yes
        yes                   | 2022-05-10 |                       | unknown
        yes                   | 2024-07-01 | yes                   | not yet due
        no                    | 2022-05-10 |                       | left out
    """,
)
P01d = replace(
    P01b,
    id="P01d",
    title="Convictions with a final decision",
    question="Of people convicted of any offence at first instance, what share has a final"
    " decision within the follow-up period?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} people convicted"
    " of any offence in trafficking cases, for whom this is recorded, had a final decision within"
    " {stage_within_months} months of the conviction.",
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    denominator=per_suspect.c.convicted_natural_person,
    numerator=per_suspect.c.final_in_time,
    population="people convicted of any offence",
    caveats=(
        COHORT,
        UNSURE,
        "A decision without a final date is not final yet.",
        "The final decision counts, whatever it was. An appeal may have overturned the conviction.",
    ),
    gaming_risk="Reaching mild convictions that nobody appeals.",
    guard="D01",
    shown_beside=("P01", "P01b", "P01c", "C03f"),
    does_not_show="A higher share does not show that the convictions were upheld.",
    changes=(unrecorded_no_longer_no("2", "Not recorded if no decision has a date"),),
)
FILTERS = (
    "Prosecutors drop different cases before the charge. Look also at the stages of proceedings."
)
ABROAD = (
    "People abroad or transferred are left out. People whose proceedings were discontinued"
    " are included."
)
DATED = (
    "A person is dated by the judgment or, if discontinued, by the day they left the proceedings."
)
IN_YEAR = (
    "Never compare a year's convictions with that year's prosecutions: they are of different"
    " people. In 122 of 1,189 country-years in UNODC data there were more convictions than"
    " prosecutions."
)
P02 = Share(
    id="P02",
    title="Conviction rate (trafficking)",
    core=True,
    question="Of people charged with trafficking whose charge was judged or discontinued at first"
    " instance, what share was convicted of trafficking?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} people charged"
    " with trafficking whose case was judged or discontinued at first instance, for whom this is"
    " recorded, received a trafficking conviction.",
    brief=("S4", "c-1", "S2"),
    unit_word="person charged",
    dated_by=per_suspect.c.disposed_on,
    options=(OPTIONS["forced_labour_is_trafficking"],),
    denominator=per_suspect.c.disposed_and_charged_with_trafficking,
    numerator=per_suspect.c.convicted_of_trafficking,
    direction=Direction.CONTEXT,
    population="people whose trafficking charge was judged or discontinued",
    caveats=(
        FILTERS,
        ABROAD,
        DATED,
        IN_YEAR,
        "If no charge is recorded, it is not known whether it was for trafficking.",
    ),
    gaming_risk="Charging only cases that cannot be lost.",
    guard="P01",
    shown_beside=("P02b", "P01"),
    does_not_show="A higher share does not show better prosecution. Perhaps only certain cases"
    " were tried.",
    used_by=("Crown Prosecution Service", "US Bureau of Justice Statistics"),
    changes=(
        change_with_recount(
            "2",
            "2026-11-27",
            "Only people charged with trafficking count. People whose case was discontinued are"
            " included, by the date they left",
        ),
    ),
    example="""
        disposed_and_charged_with_trafficking | disposed_on | convicted_of_trafficking | counts
        yes                                   | 2022-05-10  | yes                      | yes
        yes                                   | 2022-05-10  | no                       | no
        yes                                   | 2026-07-01  | yes                      | yes
        yes                                   |             | no                       | no
        yes                                   | 2022-05-10  |                          | unknown
                                              | 2022-05-10  | no                       | unknown
        no                                    | 2022-05-10  | yes                      | left out
    """,
)
P02b = Share(
    id="P02b",
    title="Conviction rate (any offence)",
    question="Of people in cases charged as trafficking whose charge was judged or discontinued at"
    " first instance, what share was convicted of any offence?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} people in cases"
    " charged as trafficking whose case was judged or discontinued at first instance, for whom"
    " this is recorded, received a conviction of any offence.",
    brief=("S4", "c-1"),
    unit_word="person charged",
    dated_by=per_suspect.c.disposed_on,
    denominator=per_suspect.c.disposed,
    numerator=per_suspect.c.convicted_of_anything,
    direction=Direction.CONTEXT,
    population="people whose case, charged as trafficking, was judged or discontinued",
    caveats=(FILTERS, ABROAD, DATED, IN_YEAR),
    gaming_risk="Accepting guilty pleas to a lesser offence.",
    guard="P03",
    shown_beside=("P02", "P03"),
    does_not_show="A higher share does not show that the conviction was for the trafficking.",
    used_by=("Crown Prosecution Service", "US Bureau of Justice Statistics"),
    changes=(
        change_with_recount(
            "2",
            "2026-11-27",
            "People whose case was discontinued are included, by the date they left",
        ),
    ),
    example="""
        disposed | disposed_on | convicted_of_anything | counts
        yes      | 2022-05-10  | yes                   | yes
        yes      | 2022-05-10  | no                    | no
        yes      | 2026-07-01  | no                    | no
        yes      |             | yes                   | yes
        yes      | 2022-05-10  |                       | unknown
        no       | 2022-05-10  | yes                   | left out
    """,
)
P03 = Share(
    id="P03",
    title="Convicted as charged: trafficking",
    core=True,
    question="Of people charged with trafficking and convicted of any offence, what share was"
    " convicted of trafficking?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} people with a"
    " recorded trafficking charge and a conviction of any offence received a conviction of"
    " trafficking.",
    brief="c-1",
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    options=(OPTIONS["forced_labour_is_trafficking"],),
    denominator=per_suspect.c.charged_with_trafficking_and_convicted,
    numerator=per_suspect.c.convicted_of_trafficking,
    direction=Direction.HIGHER,
    population="people charged with trafficking and convicted of any offence",
    caveats=(
        (
            "If sentences for the other offence are equal, the other conviction makes little"
            " difference."
        ),
        "People whose outcome is not recorded are left out and do not count as a no.",
        "A person convicted in a trafficking case without a recorded charge counts as missing.",
        (
            "The court's outcome decides whether a conviction is for trafficking, even where"
            " forced labour counts as a trafficking charge."
        ),
    ),
    gaming_risk="Charging trafficking only in cases that cannot fail.",
    guard="C02",
    shown_beside=("P02", "P02b"),
    does_not_show="A higher share does not show that everyone who trafficked was charged with it.",
    used_by=("Bundeskriminalamt, national situation report", "UK House of Lords, modern slavery"),
    example="""
        charged_with_trafficking_and_convicted | decided_on | convicted_of_trafficking | counts
        yes                                    | 2022-05-10 | yes                      | yes
        yes                                    | 2022-05-10 | no                       | no
        yes                                    | 2026-07-01 | yes                      | yes
        yes                                    |            | no                       | no
                                               | 2022-05-10 | yes                      | unknown
                                               |            | no                       | unknown
        no                                     | 2022-05-10 | no                       | left out
    """,
)
UNJUDGED = (
    "If neither decisions of cases nor outcomes of people are collected, the records do not"
    " show which cases are resolved. The measure is then not recorded."
)
UNSTABLE = (
    "The number is unreliable where fewer than 10 cases came in or were resolved. It is"
    " then not shown."
)
ENDS = (
    "A case comes in with its first charge. It is resolved by whichever comes first: the decision"
    " at first instance, its closure, or the discontinuance against all defendants."
)
PENDING = "A case that ended on an unknown day counts as missing: it may be pending or resolved."
WHOLE = (
    change_with_recount("2", "2026-11-27", "Any end of a case at first instance resolves it"),
    change_with_recount(
        "3",
        "2026-11-28",
        "Not recorded if the source does not record whether, or when, cases were judged",
    ),
    change_with_recount(
        "4",
        "2026-11-30",
        "Not shown if fewer than 10 cases came in or were resolved. If a charged person is not"
        " recorded, discontinuing the case against the others does not resolve it",
    ),
)
EXAMPLE = """
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
    title="Cases resolved per 100 charged (clearance rate)",
    core=True,
    question="How many trafficking cases were resolved at first instance for every case charged?",
    sentence="In {place} in {years}, courts and prosecutors resolved {value} trafficking cases at"
    " first instance for every 100 trafficking cases charged (any offence).",
    brief="c-1",
    dated_by=per_case.c.charged_on,
    eligible=per_case.c.charged,
    resolved_on=per_case.c.ended_on,
    is_pending=per_case.c.awaits_decision,
    flow=Flow.CLEARANCE,
    direction=Direction.HIGHER,
    population="trafficking cases charged with any offence",
    caveats=(
        ENDS,
        "At 100% or more, the courts keep up. Above 100% they reduce the number of pending cases.",
        (
            "The cases resolved in a year are not the cases that came in that year, so this is"
            " not a share."
        ),
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
P04d = replace(
    P04,
    id="P04d",
    title="Time to resolve pending cases (disposition time)",
    question="How many days would it take to resolve the cases pending at the end of a year, at"
    " that year's speed?",
    sentence="In {place}, resolving the trafficking cases pending at the end of {years}, by"
    " judgment, closure or discontinuance, would take {value} at the pace of {years}.",
    flow=Flow.DISPOSITION,
    direction=Direction.LOWER,
    caveats=(
        ENDS,
        (
            "This compares pending cases with resolved cases. It is not how long cases took: the"
            " time to judgment measures that."
        ),
        (
            "It is calculated only for whole years, not for several years together or for a year"
            " that is not over."
        ),
        "Without a resolved case it cannot be calculated.",
        UNJUDGED,
        PENDING,
        UNSTABLE,
    ),
    gaming_risk="Closing old cases without a decision.",
    guard="P05",
    shown_beside=("P04", "P05"),
    does_not_show="A shorter time does not show that any one case was decided sooner.",
    used_by=("CEPEJ, disposition time", "NCSC CourTools, measure 4"),
    core=False,
)
SOON = OPTIONS["judgment_within_months"]
FOLLOWED = "People whose case is pending are followed until the reference date, not left out."
ANY_END = (
    "Any end counts: a judgment, a discontinuance or another end. The chart “How proceedings"
    " ended” shows each of them."
)
WAITS = (
    change_with_recount(
        "2", "2026-11-27", "The wait now ends when the proceedings end, for whatever reason"
    ),
)
NO_JUDGMENT = "Discontinued and pending proceedings have no judgment and are a no."
UNSURE_DAY = (
    "If it is not clear whether the judgment came within the 12 months, the person"
    " counts as missing."
)
DURATIONS_USED_BY = ("Crown Prosecution Service", "CEPEJ, timeframes of proceedings")
P05 = Duration(
    id="P05",
    title="Time from charge to first-instance end",
    core=True,
    question="How long from charge to the end of the proceedings at first instance?",
    sentence="In {place}, it took an estimated {value} from charge until proceedings at first"
    " instance had ended for half of the {denominator} people charged in trafficking cases"
    " in {years}.",
    brief=("c-1", "V"),
    unit_word="person charged",
    dated_by=per_suspect.c.charged_on,
    eligible=per_suspect.c.charged_natural_person,
    ends_on=per_suspect.c.ended_on,
    shown_in=MONTHS,
    ends_words="the end at first instance",
    is_open=per_suspect.c.awaits_judgment,
    direction=Direction.LOWER,
    population="people charged",
    caveats=(FOLLOWED, ANY_END, "Jurisdictions charge at different points of the proceedings."),
    gaming_risk="Charging late.",
    guard="P05o",
    shown_beside=("P05o", "P05y", "P05j"),
    does_not_show="A shorter time does not show that the cases were fully investigated.",
    used_by=DURATIONS_USED_BY,
    changes=WAITS,
    example="""
        charged_natural_person | charged_on | ended_on   | awaits_judgment | counts
        yes                    | 2022-05-10 | 2023-02-01 | no              | ended
        yes                    | 2022-05-10 | 2022-05-10 | no              | ended
        yes                    | 2026-06-30 |            | yes             | still open
        yes                    | 2022-05-10 |            | no              | unknown
        yes                    |            | 2023-02-01 | no              | unknown
        no                     | 2022-05-10 | 2023-02-01 | no              | left out
    """,
)
P05o = replace(
    P05,
    id="P05o",
    title="Time from opening to first-instance end",
    question="How long from the opening of the investigation to the end at first instance?",
    sentence="In {place}, it took an estimated {value} from opening until proceedings at first"
    " instance had ended for half of the {denominator} people charged in trafficking cases"
    " in {years}.",
    starts_on=per_suspect.c.opened_on,
    caveats=(
        FOLLOWED,
        ANY_END,
        (
            "People are shown in the year of their charge. Investigations without a charge are"
            " not included."
        ),
    ),
    gaming_risk="Opening the investigation late, when the evidence is ready.",
    guard="P01",
    shown_beside=("P05",),
    example="""
        charged_natural_person | charged_on | opened_on  | ended_on   | awaits_judgment | counts
        yes                    | 2022-05-10 | 2021-02-01 | 2023-02-01 | no              | ended
        yes                    |            | 2021-02-01 | 2023-02-01 | no              | ended
        yes                    | 2026-06-30 | 2021-02-01 |            | yes             | still open
        yes                    | 2022-05-10 | 2021-02-01 |            | no              | unknown
        yes                    | 2022-05-10 |            | 2023-02-01 | no              | unknown
        no                     | 2022-05-10 | 2021-02-01 | 2023-02-01 | no              | left out
    """,
    core=False,
)
P05y = Share(
    id="P05y",
    title="Judged within 12 months",
    question="What share of people charged was convicted or acquitted within 12 months?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} people charged in"
    " trafficking cases for whom this is recorded received a conviction or acquittal within"
    " {judgment_within_months} months of the charge.",
    brief=("c-1", "V"),
    unit_word="person charged",
    dated_by=per_suspect.c.charged_on,
    matures_after=SOON,
    denominator=per_suspect.c.charged_natural_person,
    numerator=per_suspect.c.judged_soon,
    direction=Direction.HIGHER,
    population="people charged",
    caveats=(NO_JUDGMENT, UNSURE_DAY),
    gaming_risk="Charging late, or charging only simple cases.",
    guard="P05o",
    shown_beside=("P05", "P05j"),
    does_not_show="A higher share does not show that trials were fair, or victims heard.",
    used_by=DURATIONS_USED_BY,
    changes=(unrecorded_no_longer_no("2", "Not recorded if no charge has a date"),),
    example="""
        charged_natural_person | charged_on | judged_soon | counts
        yes                    | 2022-05-10 | yes         | yes
        yes                    | 2025-06-30 | no          | no
        yes                    |            | no          | no
        yes                    | 2022-05-10 |             | unknown
        yes                    | 2025-07-01 | yes         | not yet due
        no                     | 2022-05-10 | yes         | left out
    """,
)
P05j = Median(
    id="P05j",
    title="Days from charge to judgment",
    question="How many days passed from charge to judgment, for the median person judged?",
    sentence="In {place} in {years}, half of the {denominator} people convicted or acquitted in"
    " trafficking cases, with a recorded charge date, had waited {value} or less from"
    " charge to judgment.",
    brief=("c-1", "V"),
    unit_word="person judged",
    dated_by=per_suspect.c.decided_on,
    eligible=per_suspect.c.charged_and_judged,
    values=per_suspect.c.days_to_judgment,
    value_unit="days",
    direction=Direction.LOWER,
    population="people charged and judged",
    caveats=(
        (
            "Only people who were judged count, as ministries publish it. People who still wait"
            " are not included."
        ),
        (
            "Discontinued proceedings are not included. The time to the end at first instance"
            " includes them."
        ),
    ),
    gaming_risk="Deciding the quick cases first.",
    guard="P05",
    shown_beside=("P05", "P05o", "P05y"),
    does_not_show="A shorter time does not show that those still waiting wait less.",
    used_by=("US Bureau of Justice Statistics", *DURATIONS_USED_BY),
    example="""
        charged_and_judged | decided_on | days_to_judgment | counts
        yes                | 2022-05-10 | 300              | used
        yes                | 2026-06-30 | 0                | used
        yes                |            | 40               | used
        yes                | 2021-05-10 | 100              | used
        yes                | 2022-05-10 |                  | unknown
        no                 | 2022-05-10 | 300              | left out
    """,
)
