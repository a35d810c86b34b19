"""Define measures of financial investigations: their means, and what proceeds they find."""

from dataclasses import replace

from metrics.counting_options import OPTIONS
from metrics.measure import OF_SEVERAL_PERSONS, Direction, change_with_recount, follow_up_months
from metrics.measure_kinds import AmountRatio, Median, Share, unrecorded_no_longer_no
from metrics.units.cases import per_case
from metrics.units.money import per_case_money
from metrics.units.other_sources import per_disclosure

NATIONAL_RULE = (
    "Jurisdictions define a financial investigation differently. Publish the national rule."
)
FATF = "FATF, immediate outcome 7: parallel financial investigations"
FROM_INCEPTION = "OSCE: a financial investigation from the inception of the case"
F01 = Share(
    id="F01",
    title="Financial investigation opened",
    core=True,
    question="In what share of trafficking cases charged with any offence was a financial"
    " investigation opened?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} trafficking cases"
    " charged (any offence) for which this is recorded had a financial investigation.",
    brief=("b-1", "S5", "d-1"),
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged,
    numerator=per_case.c.financially_investigated,
    direction=Direction.HIGHER,
    population="trafficking cases charged with any offence",
    caveats=(NATIONAL_RULE, "A basic investigation counts as much as a specialist one."),
    gaming_risk="Opening a file only for the record.",
    guard="A01",
    shown_beside=("F01o", "F02"),
    does_not_show="A higher share does not show that anything was found, or that the search was"
    " in time.",
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
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} investigations"
    " opened, and then charged or open for {open_days} days, for which this is recorded had a"
    " financial investigation.",
    brief=("b-1", "S5", "d-1"),
    dated_by=per_case.c.opened_on,
    due_on=per_case.c.open_long_on,
    options=(OPTIONS["open_days"],),
    denominator=per_case.c.open_long,
    numerator=per_case.c.financially_investigated,
    direction=Direction.HIGHER,
    population="investigations open for 90 days or charged",
    caveats=(
        NATIONAL_RULE,
        (
            "Cases closed as an offence other than trafficking are left out, whenever they were"
            " closed."
        ),
        (
            "A financial investigation that started after the 90 days also counts. F02 measures"
            " how early it starts."
        ),
        "Cases younger than 90 days are too recent to count, even if they were already charged.",
    ),
    gaming_risk="Closing cases as not trafficking to avoid a financial investigation.",
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
    title="Financial investigation within 30 days of opening the case",
    core=True,
    question="Of financial investigations, what share started within 30 days after the case was"
    " opened?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} trafficking cases"
    " opened, with a financial investigation and a recorded start, had that start within"
    " {financial_investigation_days} days of opening.",
    brief="d-1",
    dated_by=per_case.c.opened_on,
    options=(OPTIONS["financial_investigation_days"],),
    denominator=per_case.c.financially_investigated,
    numerator=per_case.c.started_promptly,
    direction=Direction.HIGHER,
    population="cases with a financial investigation",
    caveats=(
        "The 30 days were chosen for this catalogue. They are an option of the database.",
        "A financial lead from before the opening counts as in time.",
        (
            "A date recorded only to the month counts as yes or no only if this is true for every"
            " day of that month."
        ),
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
    " in the median case?",
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
    population="cases with a financial investigation started in time",
    caveats=(
        "A lead from before the opening counts as 0 days.",
        (
            "A date recorded only to the month counts as the 15th; a date recorded only to the"
            " year counts as 1 July."
        ),
        (
            "Financial investigations that started more than 12 months after the opening are left"
            " out. So are cases younger than that."
        ),
        (
            "Cases in which no financial investigation has started are not in the median. F01"
            " counts them."
        ),
    ),
    gaming_risk="Opening the file on the first day and leaving it.",
    guard="F01",
    shown_beside=("F02",),
    does_not_show="A shorter time does not show that more cases were investigated financially.",
    used_by=(FROM_INCEPTION, "FATF: early and parallel financial investigation"),
    changes=(
        change_with_recount(
            "2",
            "2026-11-27",
            "Only starts within 12 months of the opening count, so that all years are followed"
            " for the same time",
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
INCOMPLETE = (
    "If no charge is recorded for a charged person, the case counts as missing, unless"
    " another person's charge decides it."
)
SELF_LAUNDERING = (
    "Some jurisdictions cannot punish laundering by the offender. There, fewer"
    " cases can have this charge."
)
PART_CODED = (
    "A source that records only other offences declares charges.laundering as not collected. The"
    " measure is then not recorded, and not zero."
)
TYPE_TELLS = (
    change_with_recount(
        "2",
        "2026-11-28",
        "Not recorded if laundering is not recorded. If the offence is missing, the type of"
        " laundering decides",
    ),
)
RECOMMENDATION_33 = "FATF, recommendation 33: statistics on money laundering"
F03 = Share(
    id="F03",
    title="Money laundering charged",
    core=True,
    question="In what share of cases charged as trafficking was money laundering also charged?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cases charged as"
    " trafficking for which this is recorded had a charge of money laundering as well.",
    brief=("S5", "d-1"),
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.laundering_charged,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    population="cases charged as trafficking",
    caveats=(SELF_LAUNDERING, INCOMPLETE, PART_CODED, "The charge counts whatever its result."),
    gaming_risk="Charging laundering only to drop it.",
    guard="A02",
    shown_beside=("F03f",),
    does_not_show="A higher share does not show that the money was found, or that the charge was"
    " upheld.",
    used_by=("FATF, immediate outcome 7: types of money laundering", RECOMMENDATION_33),
    changes=(
        *TYPE_TELLS,
        unrecorded_no_longer_no("3", "Not recorded if the source does not say who was charged"),
    ),
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
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cases charged as"
    " trafficking for which this is recorded had a charge of a financial offence as well.",
    brief=("S5", "d-1"),
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.financially_charged,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    population="cases charged as trafficking",
    caveats=(
        INCOMPLETE,
        PART_CODED,
        "The charge counts whatever its result.",
        "Corruption is not included.",
    ),
    gaming_risk="Charging a minor tax offence in every case.",
    guard="F03",
    shown_beside=("F03",),
    does_not_show="A higher share does not show that much money was involved in the offence.",
    used_by=(RECOMMENDATION_33, "A choice of this catalogue: wage and tax fraud of employers"),
    changes=(
        *TYPE_TELLS,
        unrecorded_no_longer_no("3", "Not recorded if the source does not say who was charged"),
    ),
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
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} forced labour"
    " cases charged (any offence) and involving a business, for which this is recorded, had the"
    " business records analysed.",
    brief="d-1",
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged_with_company_records,
    numerator=per_case.c.business_records_analysed,
    direction=Direction.HIGHER,
    population="charged forced-labour cases with an enterprise that may have records",
    caveats=(
        (
            "An informal enterprise keeps no records. Such a case is left out and does not count"
            " as a no."
        ),
        "Cases of mixed forms are left out. Cases whose form is not recorded count as missing.",
    ),
    gaming_risk="Recording that no records exist.",
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
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} investigations of"
    " trafficking opened for which this is recorded had financial intelligence that triggered or"
    " supported the case.",
    brief="d-4",
    dated_by=per_case.c.opened_on,
    denominator=per_case.c.is_case,
    numerator=per_case.c.intelligence_contributed,
    direction=Direction.HIGHER,
    population="investigations opened or reopened",
    caveats=(
        "If confidentiality forbids saying so for a case, the case counts as missing.",
        (
            "The number of reports rises with the indicators that are published. Do not compare"
            " counts of reports."
        ),
        "Cases of other offences are left out.",
    ),
    gaming_risk="Naming a report that added nothing.",
    guard="F05d",
    shown_beside=("F05d",),
    does_not_show="A higher share does not show that the intelligence led to money or people.",
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
    " became or supported a case on record?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} disclosures on"
    " trafficking received from the financial intelligence unit became or supported a case on"
    " record.",
    brief="d-4",
    dated_by=per_disclosure.c.received_on,
    matures_after=follow_up_months(12),
    denominator=per_disclosure.c.is_of_trafficking,
    numerator=per_disclosure.c.became_case,
    direction=Direction.HIGHER,
    population="disclosures",
    caveats=(
        "A disclosure without a case id counts as a no: it needs a common id to be matched.",
        (
            "A unit that keeps ids for only a few cases has a low share, although its data seem"
            " complete. A unit that keeps none is not recorded."
        ),
        "A disclosure that led to a case of another offence is left out.",
    ),
    gaming_risk="Disclosing only what an investigation has asked for.",
    guard="F05",
    shown_beside=("F05",),
    does_not_show="A higher share does not show that the other disclosures were not useful.",
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
ONE_CASE = "One large case can change this number strongly. See the share of the largest case."
METHOD = "Estimates depend on the method. Do not compare States without it."
NO_ESTIMATE = "A case without an estimate counts as missing."
UNDATED = "Only finally decided cases count. A decision without a final date is not final yet."
FINAL = (change_with_recount("2", "2026-11-27", "Only finally decided cases count"),)
ONCE = (
    change_with_recount(
        "2",
        "2026-11-27",
        "Only finally decided cases count. Money from assets that reached victims counts once",
    ),
)
STATE_FUND = (
    "Awards from a State fund are not restitution, because the offenders do not pay them. If one"
    " order also contains such an award, the amounts awarded on its other claims count, once."
)
NO_BENCHMARK = (
    "Estimates based on a fixed amount per victim are left out: they say nothing about the case."
)
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
    population="proceeds estimated without a benchmark",
    caveats=(METHOD, NO_ESTIMATE, NO_BENCHMARK, ONE_CASE, STATE_FUND, UNDATED),
    gaming_risk="Making low estimates.",
    guard="A04r",
    shown_beside=("A04r",),
    does_not_show="A higher ratio does not show that any of the money was collected.",
    used_by=(EUROPOL, PROFITS),
    changes=(*ONCE, unrecorded_no_longer_no("3", "Not recorded if no asset names its case")),
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
        "What convicted people paid directly to victims is not included. R03b measures it.",
        UNDATED,
    ),
    guard="A03c",
    shown_beside=("A04",),
    does_not_show="A higher ratio does not show that the money reached victims.",
    changes=(*FINAL, unrecorded_no_longer_no("3", "Not recorded if no asset names its case")),
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
    question="In what share of finally decided cases with a conviction did fines, confiscation"
    " and restitution together reach the estimated proceeds?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} trafficking cases"
    " finally decided with a conviction, for which this is recorded, had penalties at least equal"
    " to the estimated proceeds.",
    brief=("S5", "b-2", "d-2"),
    dated_by=per_case_money.c.final_on,
    denominator=per_case_money.c.convicted,
    numerator=per_case_money.c.penalties_reach_proceeds,
    direction=Direction.HIGHER,
    population="finally decided cases with a conviction",
    caveats=(
        METHOD,
        NO_ESTIMATE,
        "Recorded penalties can be enough for a yes. If some are missing, the answer is never no.",
        (
            "Fines of the final decision replace those of the first instance. Criminal,"
            " administrative and civil fines all count."
        ),
        STATE_FUND,
        UNDATED,
    ),
    gaming_risk="Making low estimates.",
    guard="A04",
    shown_beside=("D02m",),
    does_not_show="A higher share does not show that the penalties were paid.",
    used_by=(
        "The brief: make trafficking unprofitable",
        "FATF: effective, proportionate and dissuasive sanctions",
    ),
    changes=(
        *ONCE,
        change_with_recount(
            "3",
            "2026-11-30",
            "Amounts are compared to half a cent, so penalties that equal the proceeds reach them",
        ),
        unrecorded_no_longer_no("4", "Not recorded if no asset names its case"),
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
    question="What part of the estimated proceeds do fines, confiscation and restitution reach,"
    " in finally decided cases with a conviction?",
    sentence="In {place} in {years}, for every {currency} 100 of estimated proceeds in trafficking"
    " cases finally decided with a conviction, with both amounts recorded, penalties came"
    " to {value}.",
    brief=("S5", "b-2", "d-2"),
    dated_by=per_case_money.c.final_on,
    eligible=per_case_money.c.convicted,
    numerator=per_case_money.c.penalties,
    denominator=per_case_money.c.proceeds_when_final,
    direction=Direction.HIGHER,
    population="estimated proceeds",
    caveats=(
        METHOD,
        NO_ESTIMATE,
        ONE_CASE,
        "At 100%, the crime did not pay. Day fines depend on income, not on the offence.",
        (
            "Fines of the final decision replace those of the first instance. Criminal,"
            " administrative and civil fines all count."
        ),
        STATE_FUND,
        UNDATED,
    ),
    gaming_risk="Imposing a fine on one large company.",
    guard="D02",
    shown_beside=("D02",),
    does_not_show="A higher ratio does not show that the crime did not pay in most cases.",
    used_by=("FATF: effective, proportionate and dissuasive sanctions",),
    changes=(*ONCE, unrecorded_no_longer_no("3", "Not recorded if no asset names its case")),
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
