"""Define family T: special techniques, evidence besides testimony, cooperation between States."""

from metrics.measure import Direction, change_with_recount
from metrics.measure_kinds import DAYS, Duration, Share
from metrics.units.cases import per_case
from metrics.units.other_sources import per_request

T01 = Share(
    id="T01",
    title="Special investigative techniques used",
    core=True,
    question="In what share of trafficking cases charged with any offence were special"
    " investigative techniques used, such as interception, surveillance or undercover work?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} trafficking cases"
    " charged (any offence) for which this is recorded involved special investigative techniques.",
    brief=("a-4", "S2"),
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged,
    numerator=per_case.c.special_techniques_used,
    direction=Direction.CONTEXT,
    population="trafficking cases charged with any offence",
    caveats=(
        "The law differs on who may authorise these techniques.",
        (
            "Confidential information counts as missing, and so does a blank cell. A listed"
            " technique is a yes."
        ),
        "These techniques must be proportionate. A higher share is not always better.",
    ),
    gaming_risk="Recording the routine download of a phone as a special technique.",
    guard="T02",
    shown_beside=("T02",),
    does_not_show="A higher share does not show that what was gathered was lawful, or used.",
    used_by=("Article 20 of the UN Convention against Transnational Organized Crime",),
    example="""
        charged | charged_on | special_techniques_used | counts
        yes     | 2022-05-10 | yes                     | yes
        yes     | 2026-06-30 | no                      | no
        yes     | 2026-07-01 | yes                     | yes
        yes     |            | no                      | no
        yes     | 2023-02-01 |                         | unknown
        no      | 2022-05-10 | yes                     | left out
    """,
)
T02 = Share(
    id="T02",
    title="Evidence other than victims' testimony",
    question="In what share of trafficking cases charged with any offence did the case rely on"
    " evidence other than victims' testimony: financial, digital, documentary, from"
    " inspections or from third parties?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} trafficking cases"
    " charged (any offence) for which this is recorded relied at least partly on evidence other"
    " than victims' testimony.",
    brief=("S2", "b-1"),
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged,
    numerator=per_case.c.corroborated,
    direction=Direction.HIGHER,
    population="trafficking cases charged with any offence",
    caveats=(
        "If this is coded from judgments, it is recorded only for decided cases.",
        "Evidence of a kind that is not recorded counts as missing.",
    ),
    gaming_risk="Listing a document that proved nothing.",
    guard="P02",
    shown_beside=("T02v", "T01"),
    does_not_show="A higher share does not show that the case would have succeeded without the"
    " victim.",
    used_by=("England and Wales: prosecutions led by evidence, to ease the pressure on victims",),
    example="""
        charged | charged_on | corroborated | counts
        yes     | 2022-05-10 | yes          | yes
        yes     | 2026-06-30 | no           | no
        yes     | 2026-07-01 | yes          | yes
        yes     |            | no           | no
        yes     | 2023-02-01 |              | unknown
        no      | 2022-05-10 | yes          | left out
    """,
)
T02v = Share(
    id="T02v",
    title="Convictions without victim testimony in court",
    question="In what share of cases with a conviction did no victim testify in court?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} trafficking cases"
    " with a first conviction (any offence) for which this is recorded had no victim testify in"
    " court.",
    brief=("S2", "V"),
    dated_by=per_case.c.first_conviction_on,
    denominator=per_case.c.convicted_and_testimony_applies,
    numerator=per_case.c.without_testimony,
    direction=Direction.CONTEXT,
    population="cases with a conviction of any offence where testimony applies",
    caveats=(
        "A guilty plea also spares testimony. Look also at the share of guilty pleas.",
        "Some victims want to be heard. Neither a higher nor a lower share is better.",
        "A conviction of any offence counts. The case is dated by its first conviction.",
    ),
    gaming_risk="Dropping the charges that need a victim's testimony.",
    guard="P03",
    shown_beside=("T02", "V01"),
    does_not_show="A higher share does not show that victims were spared before the trial.",
    used_by=("England and Wales: prosecutions led by evidence, to ease the pressure on victims",),
    changes=(
        change_with_recount(
            "2", "2026-11-27", "Shown for context: neither more nor fewer is better"
        ),
    ),
    example="""
        convicted_and_testimony_applies | first_conviction_on | without_testimony | counts
        yes                             | 2022-05-10          | yes               | yes
        yes                             | 2026-06-30          | no                | no
        yes                             |                     | yes               | yes
        yes                             | 2022-05-10          | no                | no
        yes                             | 2023-02-01          |                   | unknown
        no                              |                     | yes               | left out
    """,
)
INFORMAL = "Informal police cooperation is often not recorded."
FATF = "FATF, recommendation 33: mutual legal assistance"
EUROJUST = "Eurojust 2023: 326 trafficking cases, 39 joint investigation teams"
T03 = Share(
    id="T03",
    title="Formal cooperation in cross-border cases",
    core=True,
    question="In what share of cross-border trafficking cases charged with any offence was a"
    " formal channel used: mutual legal assistance, an investigation order, a joint team,"
    " extradition or the police channel?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cross-border"
    " trafficking cases charged (any offence) for which this is recorded had formal cooperation"
    " with another country.",
    brief=("IC", "a-4"),
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged_across_borders,
    numerator=per_case.c.cooperation_used,
    direction=Direction.HIGHER,
    population="cross-border trafficking cases charged with any offence",
    caveats=(
        INFORMAL,
        (
            "Requests sent and requests received count equally. Requests between financial"
            " intelligence units do not count."
        ),
        "If it is not recorded whether a case is cross-border, the case counts as missing.",
    ),
    gaming_risk="Sending a request that nobody needs.",
    guard="T03b",
    shown_beside=("T03b", "T03c"),
    does_not_show="A higher share does not show that the requests were answered.",
    used_by=(FATF, EUROJUST),
    example="""
        charged_across_borders | charged_on | cooperation_used | counts
        yes                    | 2022-05-10 | yes              | yes
        yes                    | 2026-06-30 | no               | no
        yes                    |            | no               | no
        yes                    | 2023-02-01 |                  | unknown
                               | 2023-02-01 | yes              | unknown
        no                     | 2022-05-10 | yes              | left out
    """,
)
T03b = Share(
    id="T03b",
    title="Cooperation requests executed",
    question="Of the cooperation requests that were due, sent or received, what share was"
    " executed?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cooperation"
    " requests sent or received and now due had been executed. Overdue requests without an answer"
    " count as not executed.",
    brief="IC",
    dated_by=per_request.c.sent_on,
    due_on=per_request.c.due_on,
    denominator=per_request.c.answered_or_due,
    numerator=per_request.c.executed,
    direction=Direction.HIGHER,
    population="requests that were due",
    caveats=(
        (
            "A request is counted only once it is due, even if it was answered earlier. Otherwise"
            " only quick answers would count."
        ),
        "A pending request without a due date counts as missing.",
        "A refused request is not executed. Show both by instrument and direction.",
    ),
    gaming_risk="Withdrawing requests that will not be answered.",
    guard="T03c",
    shown_beside=("T03", "T03c"),
    does_not_show="A higher share does not show that the answers were useful.",
    used_by=(FATF,),
    example="""
        answered_or_due | sent_on    | due_on     | executed | counts
        yes             | 2025-05-10 | 2025-11-10 | yes      | yes
        yes             | 2026-01-10 | 2026-06-30 | no       | no
        yes             | 2024-05-10 |            | yes      | yes
        yes             |            | 2025-11-10 | no       | no
                        | 2024-05-10 |            | no       | unknown
        yes             | 2026-01-11 | 2026-07-01 | yes      | not yet due
        no              | 2024-05-10 |            | no       | left out
    """,
)
T03c = Duration(
    id="T03c",
    title="Time until a request is answered",
    question="How many days pass between sending a cooperation request and an answer?",
    sentence="In {place}, it took an estimated {value} from sending until half of the"
    " {denominator} cooperation requests sent or received in {years} had an answer.",
    brief="IC",
    dated_by=per_request.c.sent_on,
    needs_date=True,
    eligible=per_request.c.is_request,
    ends_on=per_request.c.answered_on,
    shown_in=DAYS,
    ends_words="an answer",
    is_open=per_request.c.is_pending,
    direction=Direction.LOWER,
    population="requests",
    caveats=(
        (
            "An answer is an execution or a refusal. A pending request counts with the days it"
            " has waited."
        ),
        "Requests to near and distant States differ. Show the time by direction and instrument.",
    ),
    gaming_risk="Sending an unanswered request again, with a later date.",
    guard="T03b",
    shown_beside=("T03", "T03b"),
    does_not_show="A shorter time does not show that more requests were executed.",
    used_by=(FATF,),
    changes=(
        change_with_recount("2", "2026-11-27", "A refusal counts as an answer, like an execution"),
    ),
    example="""
        is_request | sent_on    | answered_on | is_pending | counts
        yes        | 2025-01-10 | 2025-05-10  | no         | ended
        yes        | 2026-06-30 | 2026-06-30  | no         | ended
        yes        | 2026-05-01 |             | yes        | still open
        yes        |            | 2025-05-10  | no         | unknown
        yes        | 2025-01-10 |             |            | unknown
        no         | 2025-01-10 | 2025-05-10  | no         | left out
    """,
)
