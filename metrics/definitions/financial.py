"""F and X: financial investigations, their means, and what they find of the proceeds."""

from dataclasses import replace

from metrics.counting_options import OPTIONS
from metrics.kinds import AmountRatio, Median, Share, not_recorded
from metrics.measure import OF_SEVERAL_PERSONS, Direction, months, recounted
from metrics.units.cases import per_case
from metrics.units.money import per_case_money
from metrics.units.other_sources import per_disclosure

NATIONAL_RULE = "What is called a financial investigation differs: publish the national rule."
FATF = "FATF, immediate outcome 7: parallel financial investigations"
FROM_INCEPTION = "OSCE: a financial investigation from the inception of the case"
F01 = Share(
    id="F01",
    title="Financial investigation opened",
    core=True,
    question="In what share of trafficking cases charged with any offence was a financial"
    " investigation opened?",
    sentence="In {place} in {years}, {numerator} of the {denominator} trafficking cases charged"
    " (any offence) for which this is recorded ({share}) had a financial investigation.",
    brief=("b-1", "S5", "d-1"),
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged,
    numerator=per_case.c.financially_investigated,
    direction=Direction.HIGHER,
    denominator_words="of trafficking cases charged with any offence",
    caveats=(NATIONAL_RULE, "A basic investigation counts as much as a specialist one."),
    gaming_risk="Opening a file for the record.",
    guard="A01",
    shown_beside=("F01o", "F02"),
    does_not_show="A higher share does not show that anything was found, or looked for in time.",
    used_by=(FATF, FROM_INCEPTION, "EU progress reports on trafficking"),
    example="""
        charged | charged_on | financially_investigated | counts
        yes     | 2022-05-10 | yes                      | yes
        yes     | 2026-06-30 | no                       | no
        yes     | 2026-07-01 | yes                      | yes
        yes     |            | no                       | no
        yes     | 2023-02-01 |                          | unknown
        no      | 2022-05-10 | yes                      | left out
    """,
)
F01o = Share(
    id="F01o",
    title="Financial investigation, of all investigations",
    question="In what share of investigations that were open for 90 days or charged earlier was a"
    " financial investigation opened?",
    sentence="In {place} in {years}, {numerator} of the {denominator} investigations opened, and"
    " then charged or open for {open_days} days, for which this is recorded ({share}) had"
    " a financial investigation.",
    brief=("b-1", "S5", "d-1"),
    dated_by=per_case.c.opened_on,
    due_on=per_case.c.open_long_on,
    options=(OPTIONS["open_days"],),
    denominator=per_case.c.open_long,
    numerator=per_case.c.financially_investigated,
    direction=Direction.HIGHER,
    denominator_words="of investigations open for 90 days or charged",
    caveats=(
        NATIONAL_RULE,
        "Cases closed as something else than trafficking are left out, whenever they were closed.",
        "A financial investigation that began after the 90 days counts as well: see F02.",
        "Cases younger than 90 days wait, those already charged among them.",
    ),
    gaming_risk="Closing as no trafficking what would need a financial investigation.",
    guard="F01",
    shown_beside=("F01",),
    does_not_show="A higher share does not show that the financial investigation went far.",
    used_by=(FATF, FROM_INCEPTION),
    example="""
        open_long | opened_on  | open_long_on | financially_investigated | counts
        yes       | 2022-05-10 | 2022-08-08   | yes                      | yes
        yes       | 2026-04-01 | 2026-06-30   | no                       | no
        yes       |            |              | no                       | no
        yes       | 2023-02-01 | 2023-05-02   |                          | unknown
                  | 2023-02-01 | 2023-05-02   | no                       | unknown
        yes       | 2026-04-02 | 2026-07-01   | yes                      | not yet due
        no        | 2022-05-10 | 2022-08-08   | yes                      | left out
    """,
)
F02 = Share(
    id="F02",
    title="Financial investigation within 30 days",
    core=True,
    question="Of financial investigations, what share started within 30 days after the case was"
    " opened?",
    sentence="In {place} in {years}, {numerator} of the {denominator} trafficking cases opened,"
    " with a financial investigation and a recorded start ({share}), had that start within"
    " {financial_investigation_days} days of opening.",
    brief="d-1",
    dated_by=per_case.c.opened_on,
    options=(OPTIONS["financial_investigation_days"],),
    denominator=per_case.c.financially_investigated,
    numerator=per_case.c.started_promptly,
    direction=Direction.HIGHER,
    denominator_words="of cases with a financial investigation",
    caveats=(
        "30 days is a choice of this catalogue, and an option of the database.",
        "A financial lead that came before the opening counts as in time.",
        "Dates known to the month are yes or no only where every day of the month agrees.",
    ),
    gaming_risk="Opening the file on the first day and leaving it.",
    guard="F03",
    shown_beside=("F02m", "F01"),
    does_not_show="A higher share does not show that more was done than opening a file.",
    used_by=(FROM_INCEPTION, "FATF: early and parallel financial investigation"),
    example="""
        financially_investigated | days_to_financial_investigation | started_promptly | counts
        yes                      | 0                               | yes              | yes
        yes                      | 30                              | yes              | yes
        yes                      | 31                              | no               | no
        yes                      | 29                              |                  | unknown
        yes                      |                                 |                  | unknown
                                 | 4                               | yes              | unknown
        no                       |                                 |                  | left out
    """,
)
F02m = Median(
    id="F02m",
    title="Days until the financial investigation",
    question="How many days after the opening of the case did the financial investigation start,"
    " in the middle case?",
    sentence="In {place}, in half of the {denominator} trafficking cases opened in {years} with a"
    " financial investigation within {financial_investigation_within_months} months, that"
    " investigation started {value} or less after the opening.",
    brief="d-1",
    dated_by=per_case.c.opened_on,
    matures_after=OPTIONS["financial_investigation_within_months"],
    eligible=per_case.c.financially_investigated_in_time,
    values=per_case.c.days_to_financial_investigation,
    value_unit="days",
    direction=Direction.LOWER,
    denominator_words="of cases with a financial investigation started in time",
    caveats=(
        "A lead that came before the opening is 0 days.",
        "A date known to the month stands for the 15th, one known to the year for 1 July.",
        "Starts later than 12 months after the opening are left out, and so are younger cases.",
        "Cases in which none has started yet are in no median: see F01.",
    ),
    gaming_risk="Opening the file on the first day and leaving it.",
    guard="F01",
    shown_beside=("F02",),
    does_not_show="A shorter time does not show that more cases were investigated financially.",
    used_by=(FROM_INCEPTION, "FATF: early and parallel financial investigation"),
    changes=(
        recounted(
            "2",
            "2026-11-27",
            "Of starts within 12 months of opening, so that early years are as young as late ones",
        ),
    ),
    example="""
        financially_investigated_in_time | opened_on  | days_to_financial_investigation | counts
        yes                              | 2022-05-10 | 0                               | used
        yes                              | 2025-06-30 | 31                              | used
        yes                              | 2022-05-10 |                                 | unknown
        yes                              |            |                                 | unknown
                                         | 2022-05-10 | 4                               | unknown
        yes                              | 2025-07-01 | 1                              | not yet due
        no                               | 2022-05-10 | 400                             | left out
    """,
)
INCOMPLETE = "A charged person without a charge row leaves it unknown, unless another one tells."
SELF_LAUNDERING = "Where laundering one's own proceeds is not punishable, it can be charged less."
PART_CODED = (
    "A source that codes other offences alone declares charges.laundering as not collected: then"
    " this is not recorded, and not none."
)
TYPE_TELLS = (
    recounted(
        "2",
        "2026-11-28",
        "Not recorded where laundering is not; its type tells it where the offence is unknown",
    ),
)
RECOMMENDATION_33 = "FATF, recommendation 33: statistics on money laundering"
F03 = Share(
    id="F03",
    title="Money laundering charged",
    core=True,
    question="In what share of cases charged as trafficking was money laundering also charged?",
    sentence="In {place} in {years}, {numerator} of the {denominator} cases charged as trafficking"
    " for which this is recorded ({share}) had a charge of money laundering as well.",
    brief=("S5", "d-1"),
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
    sentence="In {place} in {years}, {numerator} of the {denominator} cases charged as trafficking"
    " for which this is recorded ({share}) had a charge of a financial offence as well.",
    brief=("S5", "d-1"),
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
    sentence="In {place} in {years}, {numerator} of the {denominator} forced labour cases charged"
    " (any offence) and involving a business, for which this is recorded ({share}), had"
    " the business records analysed.",
    brief="d-1",
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
    sentence="In {place} in {years}, {numerator} of the {denominator} investigations of"
    " trafficking opened for which this is recorded ({share}) had financial intelligence"
    " that triggered or supported the case.",
    brief="d-4",
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
    title="Financial disclosures that led to cases",
    question="Of the disclosures of the financial intelligence unit on trafficking, what share"
    " became or supported a case within the records?",
    sentence="In {place} in {years}, {numerator} of the {denominator} disclosures on trafficking"
    " received from the financial intelligence unit ({share}) became or supported a case"
    " on record.",
    brief="d-4",
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
ONE_CASE = "One large case can decide it: read the largest case's part."
METHOD = "Estimates depend on their method: compare no levels between States without it."
NO_ESTIMATE = "A case without an estimate is unknown, and in the coverage."
UNDATED = "Of finally decided cases alone: a decision without a final day is not final yet."
FINAL = (recounted("2", "2026-11-27", "Of finally decided cases alone"),)
ONCE = (
    recounted(
        "2", "2026-11-27", "Of finally decided cases alone; what assets brought victims counts once"
    ),
)
STATE_FUND = (
    "Awards of a State fund are no restitution: those who gained do not pay them. Of an order that"
    " such an award shares, what the other claims were awarded counts, once."
)
NO_BENCHMARK = "Estimates by a benchmark per victim say nothing of the case, and are left out."
EUROPOL = "Europol: what is taken, set against what crime earned"
PROFITS = "ILO: profits of forced labour"
A04 = AmountRatio(
    id="A04",
    title="Estimated proceeds confiscated or compensated",
    question="How much of the estimated proceeds of finally decided cases with a conviction was"
    " finally confiscated, or ordered to be paid to victims?",
    sentence="In {place} in {years}, for every {currency} 100 of estimated proceeds in trafficking"
    " cases finally decided with a conviction, with both amounts recorded, {value} was"
    " finally confiscated or ordered as compensation from offenders.",
    brief=("d-3", "S5"),
    dated_by=per_case_money.c.final_on,
    eligible=per_case_money.c.convicted_of_documented,
    numerator=per_case_money.c.recovered,
    denominator=per_case_money.c.proceeds_when_final,
    direction=Direction.HIGHER,
    denominator_words="of the proceeds estimated without a benchmark",
    caveats=(METHOD, NO_ESTIMATE, NO_BENCHMARK, ONE_CASE, STATE_FUND, UNDATED),
    gaming_risk="Estimating low.",
    guard="A04r",
    shown_beside=("A04r",),
    does_not_show="A higher ratio does not show that any of it was collected.",
    used_by=(EUROPOL, PROFITS),
    changes=(*ONCE, not_recorded("3", "no asset names its case")),
    example="""
        convicted_of_documented | final_on   | proceeds_when_final | recovered | counts
        yes                     | 2022-05-10 | 50000.00            | 20000.00  | used
        yes                     | 2022-05-10 | 50000.00            | 0         | used
        yes                     |            | 1000.00             | 2500.00   | used
        yes                     | 2022-05-10 |                     | 20000.00  | unknown
        yes                     | 2022-05-10 | 50000.00            |           | unknown
        no                      | 2022-05-10 | 50000.00            | 20000.00  | left out
    """,
)
A04r = replace(
    A04,
    id="A04r",
    title="Estimated proceeds realised",
    question="How much of the estimated proceeds of finally decided cases with a conviction was"
    " realised from assets?",
    sentence="In {place} in {years}, for every {currency} 100 of estimated proceeds in trafficking"
    " cases finally decided with a conviction, with both amounts recorded, {value} was"
    " realised from assets.",
    numerator=per_case_money.c.realised_of_ordered,
    caveats=(
        METHOD,
        NO_ESTIMATE,
        NO_BENCHMARK,
        ONE_CASE,
        "What the convicted paid to victims themselves is not in it: see R03b.",
        UNDATED,
    ),
    guard="A03c",
    shown_beside=("A04",),
    does_not_show="A higher ratio does not show that the money reached victims.",
    changes=(*FINAL, not_recorded("3", "no asset names its case")),
    example="""
        convicted_of_documented | final_on   | proceeds_when_final | realised_of_ordered | counts
        yes                     | 2022-05-10 | 50000.00            | 20000.00            | used
        yes                     | 2022-05-10 | 50000.00            | 0                   | used
        yes                     |            | 1000.00             | 100.00              | used
        yes                     | 2022-05-10 |                     | 20000.00            | unknown
        yes                     | 2022-05-10 | 50000.00            |                     | unknown
        no                      | 2022-05-10 | 50000.00            | 20000.00            | left out
    """,
)
D02 = Share(
    id="D02",
    title="Penalties at least as high as proceeds",
    question="In what share of finally decided cases with a conviction did fines, confiscation and"
    " restitution come to the estimated proceeds or more?",
    sentence="In {place} in {years}, {numerator} of the {denominator} trafficking cases finally"
    " decided with a conviction, for which this is recorded ({share}), had penalties at"
    " least equal to the estimated proceeds.",
    brief=("S5", "b-2", "d-2"),
    dated_by=per_case_money.c.final_on,
    denominator=per_case_money.c.convicted,
    numerator=per_case_money.c.penalties_reach_proceeds,
    direction=Direction.HIGHER,
    denominator_words="of finally decided cases with a conviction",
    caveats=(
        METHOD,
        NO_ESTIMATE,
        "What is known of the penalties may be enough for a yes, never for a no.",
        "Fines of the final decision replace those of the first one; every route counts.",
        STATE_FUND,
        UNDATED,
    ),
    gaming_risk="Estimating low.",
    guard="A04",
    shown_beside=("D02m",),
    does_not_show="A higher share does not show that the penalties were paid.",
    used_by=(
        "The brief: make trafficking unprofitable",
        "FATF: effective, proportionate and dissuasive sanctions",
    ),
    changes=(
        *ONCE,
        recounted(
            "3",
            "2026-11-30",
            "Amounts are compared to half a cent: penalties that come to the proceeds reach them",
        ),
        not_recorded("4", "no asset names its case"),
    ),
    example="""
        convicted | final_on   | proceeds_when_final | penalties | penalties_reach_proceeds | counts
        yes       | 2022-05-10 | 50000.00            | 50000.00  | yes                      | yes
        yes       | 2022-05-10 | 50000.00            | 49999.99  | no                       | no
        yes       |            | 50000.00            | 0         | no                       | no
        yes       | 2022-05-10 | 50000.00            |           | yes                      | yes
        yes       | 2022-05-10 | 50000.00            |           |                         | unknown
        yes       | 2022-05-10 |                     | 700.00    |                         | unknown
        no        | 2022-05-10 | 50000.00            | 50000.00  | yes                    | left out
    """,
)
D02m = AmountRatio(
    id="D02m",
    title="Penalties compared with proceeds",
    question="How much are fines, confiscation and restitution in finally decided cases with a"
    " conviction, as a part of the estimated proceeds?",
    sentence="In {place} in {years}, for every {currency} 100 of estimated proceeds in trafficking"
    " cases finally decided with a conviction, with both amounts recorded, penalties came"
    " to {value}.",
    brief=("S5", "b-2", "d-2"),
    dated_by=per_case_money.c.final_on,
    eligible=per_case_money.c.convicted,
    numerator=per_case_money.c.penalties,
    denominator=per_case_money.c.proceeds_when_final,
    direction=Direction.HIGHER,
    denominator_words="of the estimated proceeds",
    caveats=(
        METHOD,
        NO_ESTIMATE,
        ONE_CASE,
        "At 100% crime does not pay; day fines follow income, not the offence.",
        "Fines of the final decision replace those of the first one; every route counts.",
        STATE_FUND,
        UNDATED,
    ),
    gaming_risk="Fining one large company.",
    guard="D02",
    shown_beside=("D02",),
    does_not_show="A higher ratio does not show that crime did not pay in most cases.",
    used_by=("FATF: effective, proportionate and dissuasive sanctions",),
    changes=(*ONCE, not_recorded("3", "no asset names its case")),
    example="""
        convicted | final_on   | proceeds_when_final | penalties | counts
        yes       | 2022-05-10 | 50000.00            | 50000.00  | used
        yes       | 2022-05-10 | 50000.00            | 0         | used
        yes       |            | 1000.00             | 3500.00   | used
        yes       | 2022-05-10 | 50000.00            |           | unknown
        yes       | 2022-05-10 |                     | 700.00    | unknown
        no        | 2022-05-10 | 50000.00            | 50000.00  | left out
    """,
)
