"""P: from stage to stage, how proceedings end, what is pending, and how long they take."""

from dataclasses import replace

from metrics.counting_options import OPTIONS
from metrics.kinds import MONTHS, Duration, Flow, FlowRatio, Median, Share, not_recorded
from metrics.measure import Direction, recounted
from metrics.units.cases import per_case
from metrics.units.suspects import per_suspect

WINDOW = OPTIONS["stage_within_months"]
COHORT = (
    "All who entered the stage are followed for the same time; who entered later is left out, not"
    " counted as failed."
)
EXITS = (
    "Who left for another reason, and who is still pending at the end of the window, is a no; the"
    " reasons for leaving compete and are shown beside it."
)
UNSURE = "A stage reached on a day that may be inside the window or outside is unknown."
USED_BY = ("UNODC Global Report on Trafficking in Persons", "Crown Prosecution Service")
P01 = Share(
    id="P01",
    title="Suspected people charged",
    core=True,
    question="Of persons first suspected, what share was charged within the window?",
    sentence="In {place} in {years}, {numerator} of the {denominator} people suspected in"
    " trafficking cases for whom this is recorded ({share}) faced a charge of any offence"
    " within {stage_within_months} months of the first suspicion.",
    brief=("c-1", "S2"),
    unit_word="suspected person",
    dated_by=per_suspect.c.suspected_on,
    matures_after=WINDOW,
    denominator=per_suspect.c.natural_person,
    numerator=per_suspect.c.charged_in_time,
    direction=Direction.CONTEXT,
    denominator_words="of persons suspected",
    caveats=(
        COHORT,
        EXITS,
        UNSURE,
        "Where only persons charged are recorded, everybody suspected was charged.",
        "A source that says of nobody whether they were charged has no number, and no 0%.",
        "Without a day of suspicion that of the opening counts.",
    ),
    gaming_risk="Recording suspects only once they are charged.",
    guard="C01p",
    shown_beside=("P01b", "P01c", "P01d"),
    does_not_show="A higher share does not show that evidence sufficed for those charged.",
    used_by=USED_BY,
    changes=(
        recounted(
            "2", "2026-11-28", "Not recorded where it is said of nobody whether they were charged"
        ),
        not_recorded(
            "3", "days of charges are not, or neither days of suspicions nor of openings are"
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
    question="Of persons charged, what share was convicted or acquitted within the window?",
    sentence="In {place} in {years}, {numerator} of the {denominator} people charged in"
    " trafficking cases for whom this is recorded ({share}) received a conviction or"
    " acquittal within {stage_within_months} months of the charge.",
    brief=("c-1", "S2"),
    unit_word="person charged",
    dated_by=per_suspect.c.charged_on,
    matures_after=WINDOW,
    denominator=per_suspect.c.charged_natural_person,
    numerator=per_suspect.c.judged_in_time,
    direction=Direction.CONTEXT,
    denominator_words="of persons charged",
    caveats=(COHORT, EXITS, UNSURE),
    gaming_risk="Withdrawing charges before they are decided.",
    guard="P02",
    shown_beside=("P01", "P01c", "P01d"),
    does_not_show="A higher share does not show that the decisions were right.",
    used_by=USED_BY,
    changes=(not_recorded("2", "days of charges are not"),),
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
    question="Of persons convicted or acquitted, what share was convicted of any offence?",
    sentence="In {place} in {years}, {numerator} of the {denominator} people convicted or"
    " acquitted in trafficking cases ({share}) received a conviction of any offence.",
    brief=("c-1", "S2"),
    unit_word="defendant",
    dated_by=per_suspect.c.decided_on,
    matures_after=WINDOW,
    denominator=per_suspect.c.judged_natural_person,
    numerator=per_suspect.c.convicted_of_anything,
    direction=Direction.CONTEXT,
    denominator_words="of persons convicted or acquitted",
    caveats=(
        COHORT,
        "The decision and the conviction are one day: the window only keeps the stages alike.",
        "Discontinued proceedings were not decided; the share of disposed charges has them.",
        "An unknown outcome admits nobody: it is unknown in the stage before.",
    ),
    gaming_risk="Trying only what cannot be lost.",
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
    question="Of persons convicted of any offence at first instance, what share has a final"
    " decision within the window?",
    sentence="In {place} in {years}, {numerator} of the {denominator} people convicted of any"
    " offence in trafficking cases, for whom this is recorded ({share}), had a final"
    " decision within {stage_within_months} months of the conviction.",
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    denominator=per_suspect.c.convicted_natural_person,
    numerator=per_suspect.c.final_in_time,
    denominator_words="of persons convicted of any offence",
    caveats=(
        COHORT,
        UNSURE,
        "A decision without a date of being final is not final yet.",
        "Final is the decision, whatever it was: an appeal may have undone the conviction.",
    ),
    gaming_risk="Convictions that nobody appeals against, because they are mild.",
    guard="D01",
    shown_beside=("P01", "P01b", "P01c", "C03f"),
    does_not_show="A higher share does not show that the convictions were upheld.",
    changes=(not_recorded("2", "days of decisions are not"),),
)
FILTERS = "What prosecutors filter out before charging differs: read it with the stage funnel."
ABROAD = "Persons abroad or transferred are left out; discontinued proceedings are not."
DATED = "A judgment dates it; of the discontinued the day they left the proceedings."
IN_YEAR = (
    "Never set a year's convictions against that year's prosecutions: they are of different"
    " persons. In 122 of 1,189 country-years of UNODC more were convicted than prosecuted."
)
P02 = Share(
    id="P02",
    title="Conviction rate (trafficking)",
    core=True,
    question="Of persons charged with trafficking whose charge was disposed of at first instance,"
    " what share was convicted of it?",
    sentence="In {place} in {years}, {numerator} of the {denominator} people charged with"
    " trafficking whose case was judged or discontinued at first instance, for whom this"
    " is recorded ({share}), received a trafficking conviction.",
    brief=("S4", "c-1", "S2"),
    unit_word="person charged",
    dated_by=per_suspect.c.disposed_on,
    options=(OPTIONS["forced_labour_is_trafficking"],),
    denominator=per_suspect.c.disposed_and_charged_with_trafficking,
    numerator=per_suspect.c.convicted_of_trafficking,
    direction=Direction.CONTEXT,
    denominator_words="of persons whose charge of trafficking was disposed of",
    caveats=(
        FILTERS,
        ABROAD,
        DATED,
        IN_YEAR,
        "Without a record of the charge it is unknown whether it was of trafficking.",
    ),
    gaming_risk="Charging only what cannot be lost.",
    guard="P01",
    shown_beside=("P02b", "P01"),
    does_not_show="A higher share does not show better prosecution: only sure cases may be tried.",
    used_by=("Crown Prosecution Service", "US Bureau of Justice Statistics"),
    changes=(
        recounted(
            "2",
            "2026-11-27",
            "Of persons charged with trafficking; who was discontinued stays in, dated by leaving",
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
    question="Of persons in cases charged as trafficking whose charge was disposed of at first"
    " instance, what share was convicted of any offence?",
    sentence="In {place} in {years}, {numerator} of the {denominator} people in cases charged as"
    " trafficking whose case was judged or discontinued at first instance, for whom this"
    " is recorded ({share}), received a conviction of any offence.",
    brief=("S4", "c-1"),
    unit_word="person charged",
    dated_by=per_suspect.c.disposed_on,
    denominator=per_suspect.c.disposed,
    numerator=per_suspect.c.convicted_of_anything,
    direction=Direction.CONTEXT,
    denominator_words="of persons in cases charged as trafficking whose charge was disposed of",
    caveats=(FILTERS, ABROAD, DATED, IN_YEAR),
    gaming_risk="Accepting pleas to something easier.",
    guard="P03",
    shown_beside=("P02", "P03"),
    does_not_show="A higher share does not show that the conviction was for what was done.",
    used_by=("Crown Prosecution Service", "US Bureau of Justice Statistics"),
    changes=(recounted("2", "2026-11-27", "Who was discontinued stays in, dated by leaving"),),
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
    question="Of persons charged with trafficking and convicted of something, what share was"
    " convicted of trafficking?",
    sentence="In {place} in {years}, {numerator} of the {denominator} people with a recorded"
    " trafficking charge and a conviction of any offence ({share}) received a conviction"
    " of trafficking.",
    brief="c-1",
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    options=(OPTIONS["forced_labour_is_trafficking"],),
    denominator=per_suspect.c.charged_with_trafficking_and_convicted,
    numerator=per_suspect.c.convicted_of_trafficking,
    direction=Direction.HIGHER,
    denominator_words="of persons charged with trafficking and convicted of something",
    caveats=(
        "Where sentences for the other offence are equal, little is lost by it.",
        "Whose outcome is unknown is left out, not counted as lost.",
        "A person convicted in a case of trafficking, without a record of the charge, is unknown.",
        (
            "A conviction is of trafficking as the court's outcome says, also where forced labour"
            " counts as a trafficking charge."
        ),
    ),
    gaming_risk="Charging trafficking only where it cannot fail.",
    guard="C02",
    shown_beside=("P02", "P02b"),
    does_not_show="A higher share does not show that all who trafficked were charged with it.",
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
    recounted("2", "2026-11-27", "Whatever ends a case at first instance resolves it"),
    recounted(
        "3", "2026-11-28", "Not recorded where it is not whether, or not when, cases were judged"
    ),
    recounted(
        "4",
        "2026-11-30",
        "Too few where fewer than 10 cases came in or were resolved; a case with a charged person"
        " who is not recorded is not resolved by the discontinuance against the others",
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
    question="How many trafficking cases were resolved at first instance for each one charged?",
    sentence="In {place} in {years}, courts and prosecutors resolved {value} trafficking cases at"
    " first instance for every 100 trafficking cases charged (any offence).",
    brief="c-1",
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
P04d = replace(
    P04,
    id="P04d",
    title="Time to resolve pending cases (disposition time)",
    question="How many days would the cases pending at the end of a year take at its pace?",
    sentence="In {place}, resolving the trafficking cases pending at the end of {years}, by"
    " judgment, closure or discontinuance, would take {value} at the pace of {years}.",
    flow=Flow.DISPOSITION,
    direction=Direction.LOWER,
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
    core=False,
)
SOON = OPTIONS["judgment_within_months"]
FOLLOWED = "Pending persons are followed until the as-of date, not dropped."
ANY_END = "Whatever ends it counts: judgment, discontinuance, leaving; see the ways out beside it."
WAITS = (recounted("2", "2026-11-27", "Whatever ends the proceedings ends the wait"),)
NO_JUDGMENT = "Discontinued proceedings, and those still pending, are without a judgment: a no."
UNSURE_DAY = "A judgment on a day that may be inside the wait or outside is unknown."
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
    denominator_words="of persons charged",
    caveats=(FOLLOWED, ANY_END, "Where the charge stands in the proceedings differs."),
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
            "By the year of the charge, and of persons charged alone: investigations that never"
            " came to a charge are not in it."
        ),
    ),
    gaming_risk="Opening late, once the evidence is there.",
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
    question="What share of persons charged was convicted or acquitted within 12 months?",
    sentence="In {place} in {years}, {numerator} of the {denominator} people charged in"
    " trafficking cases for whom this is recorded ({share}) received a conviction or"
    " acquittal within {judgment_within_months} months of the charge.",
    brief=("c-1", "V"),
    unit_word="person charged",
    dated_by=per_suspect.c.charged_on,
    matures_after=SOON,
    denominator=per_suspect.c.charged_natural_person,
    numerator=per_suspect.c.judged_soon,
    direction=Direction.HIGHER,
    denominator_words="of persons charged",
    caveats=(NO_JUDGMENT, UNSURE_DAY),
    gaming_risk="Charging late, or only what is simple.",
    guard="P05o",
    shown_beside=("P05", "P05j"),
    does_not_show="A higher share does not show that trials were fair, or victims heard.",
    used_by=DURATIONS_USED_BY,
    changes=(not_recorded("2", "days of charges are not"),),
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
    question="How many days passed from charge to judgment, for the person in the middle?",
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
    denominator_words="of persons charged and judged",
    caveats=(
        "Of those judged alone, as ministries publish it: whoever still waits is not in it.",
        "Discontinued proceedings are not in it; the time to the end at first instance has them.",
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
