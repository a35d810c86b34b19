"""Family F: what was charged beside trafficking, what was analysed, who reported the money."""

from datetime import date

from metrics.definitions.none_known import not_recorded
from metrics.kinds import Share
from metrics.measure import OF_SEVERAL_PERSONS, Change, Direction, months
from metrics.units.case.unit import per_case
from metrics.units.disclosures import per_disclosure

INCOMPLETE = "A charged person without a charge row leaves it unknown, unless another one tells."
SELF_LAUNDERING = "Where laundering one's own proceeds is not punishable, it can be charged less."
PART_CODED = (
    "A source that codes other offences alone declares charges.laundering as not collected: then"
    " this is not recorded, and not none."
)
TYPE_TELLS = (
    Change(
        "2",
        date(2026, 11, 28),
        "Not recorded where laundering is not; its type tells it where the offence is unknown",
        recounted=True,
    ),
)
RECOMMENDATION_33 = "FATF, recommendation 33: statistics on money laundering"

F03 = Share(
    id="F03",
    title="Money laundering charged",
    core=True,
    question="In what share of cases charged as trafficking was money laundering also charged?",
    brief=("S5", "d-1"),
    unit=per_case,
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.laundering_charged,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    denominator_words="of cases charged as trafficking",
    caveats=(SELF_LAUNDERING, INCOMPLETE, PART_CODED, "Whatever became of the charge."),
    gaming_risk="Charging laundering only to drop it.",
    guard="A02",
    shown_beside=("F03f",),
    does_not_show="A higher share does not show that the money was found, or the charge held.",
    used_by=("FATF, immediate outcome 7: types of money laundering", RECOMMENDATION_33),
    changes=(*TYPE_TELLS, not_recorded("3", "nothing says who was charged")),
    example="""
        as of 2026-06-30
        charged_as_trafficking | charged_on | laundering_charged | counts
        yes                    | 2022-05-10 | yes                | yes
        yes                    | 2026-06-30 | no                 | no
        yes                    | 2026-07-01 | yes                | yes
        yes                    |            | no                 | no
        yes                    | 2023-02-01 |                    | unknown
        no                     | 2022-05-10 | yes                | left out
    """,
)

F03f = Share(
    id="F03f",
    title="Any financial offence charged",
    question="In what share of cases charged as trafficking was money laundering, tax fraud, or"
    " wage or social-security fraud also charged?",
    brief=("S5", "d-1"),
    unit=per_case,
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.financially_charged,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    denominator_words="of cases charged as trafficking",
    caveats=(
        INCOMPLETE,
        PART_CODED,
        "Whatever became of the charge.",
        "Corruption is not in it.",
    ),
    gaming_risk="Charging a minor tax offence in every case.",
    guard="F03",
    shown_beside=("F03",),
    does_not_show="A higher share does not show that much money was behind the offence.",
    used_by=(RECOMMENDATION_33, "A choice of this catalogue: wage and tax fraud of employers"),
    changes=(*TYPE_TELLS, not_recorded("3", "nothing says who was charged")),
    example="""
        as of 2026-06-30
        charged_as_trafficking | charged_on | laundering_charged | financially_charged | counts
        yes                    | 2022-05-10 | yes                | yes                 | yes
        yes                    | 2022-05-10 | no                 | yes                 | yes
        yes                    | 2026-06-30 | no                 | no                  | no
        yes                    |            | no                 | no                  | no
        yes                    | 2023-02-01 |                    |                     | unknown
        no                     | 2022-05-10 | yes                | yes                 | left out
    """,
)

F04 = Share(
    id="F04",
    title="Business records analysed",
    question="In what share of charged forced-labour cases with an enterprise were its records"
    " analysed: payroll, time sheets, ledgers, invoices?",
    brief="d-1",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged_with_company_records,
    numerator=per_case.c.business_records_analysed,
    direction=Direction.HIGHER,
    denominator_words="of charged forced-labour cases with an enterprise that may have records",
    caveats=(
        "An informal enterprise holds no records: such a case is left out, not failed.",
        "Cases of mixed forms are not in it; of unknown form they may be, and are unknown.",
    ),
    gaming_risk="Stating that no records exist.",
    guard="F03f",
    does_not_show="A higher share does not show that the court relied on the records.",
    used_by=("The brief names the review of business data; no international series was found",),
    example="""
        as of 2026-06-30
        charged_with_company_records | charged_on | business_records_analysed | counts
        yes                          | 2022-05-10 | yes                       | yes
        yes                          | 2026-06-30 | no                        | no
        yes                          |            | no                        | no
        yes                          | 2023-02-01 |                           | unknown
                                     | 2023-02-01 | yes                       | unknown
        no                           | 2022-05-10 |                           | left out
    """,
)

F05 = Share(
    id="F05",
    title="Financial intelligence contributed",
    core=True,
    question="In what share of investigations did a suspicious-transaction report or a disclosure"
    " trigger or support the case?",
    brief="d-4",
    unit=per_case,
    dated_by=per_case.c.opened_on,
    denominator=per_case.c.is_case,
    numerator=per_case.c.intelligence_contributed,
    direction=Direction.HIGHER,
    denominator_words="of investigations opened or reopened",
    caveats=(
        "Where confidentiality forbids to say so of a case, it is unknown.",
        "Reports rise with the indicators that are published: counts of them do not compare.",
        "Cases of another offence are not in it.",
    ),
    gaming_risk="Naming a report that added nothing.",
    guard="F05d",
    shown_beside=("F05d",),
    does_not_show="A higher share does not show that the intelligence led to money or persons.",
    used_by=("FATF, recommendation 33: reports received and passed on", "FINTRAC, Project Protect"),
    example="""
        as of 2026-06-30
        is_case | opened_on  | intelligence_contributed | counts
        yes     | 2022-05-10 | yes                      | yes
        yes     | 2026-06-30 | no                       | no
        yes     | 2026-07-01 | yes                      | yes
        yes     |            | no                       | no
        yes     | 2023-02-01 |                          | unknown
        no      | 2022-05-10 | yes                      | left out
    """,
)

F05d = Share(
    id="F05d",
    title="Disclosures that became or supported a case",
    question="Of the disclosures of the financial intelligence unit on trafficking, what share"
    " became or supported a case within the records?",
    brief="d-4",
    unit=per_disclosure,
    dated_by=per_disclosure.c.received_on,
    matures_after=months(12),
    denominator=per_disclosure.c.is_of_trafficking,
    numerator=per_disclosure.c.became_case,
    direction=Direction.HIGHER,
    denominator_words="of disclosures",
    caveats=(
        "A disclosure that names no case became none: it needs a common id to be matched.",
        (
            "A unit that keeps ids of few cases shows a low share at full coverage; one that keeps"
            " none at all is not collected."
        ),
        "A disclosure that led to a case of another offence is left out.",
    ),
    gaming_risk="Disclosing only what an investigation has asked for.",
    guard="F05",
    shown_beside=("F05",),
    does_not_show="A higher share does not show that the others were of no use.",
    used_by=("FINTRAC, Project Protect: 102 and 19 disclosures", "FATF, recommendation 33"),
    example="""
        as of 2026-06-30
        is_of_trafficking | received_on | became_case | counts
        yes               | 2025-06-30  | yes         | yes
        yes               | 2022-05-10  | no          | no
        yes               |             | yes         | yes
        yes               | 2022-05-10  |             | unknown
                          | 2022-05-10  | yes         | unknown
        yes               | 2025-07-01  | no          | not yet due
        no                | 2022-05-10  | no          | left out
    """,
)
