"""Family F: whether the money was followed, and how soon."""

from datetime import date

from metrics.kinds import Median, Share
from metrics.measure import Change, Direction
from metrics.options import OPTIONS
from metrics.units.case.unit import per_case

NATIONAL_RULE = "What is called a financial investigation differs: publish the national rule."
FATF = "FATF, immediate outcome 7: parallel financial investigations"
FROM_INCEPTION = "OSCE: a financial investigation from the inception of the case"

F01 = Share(
    id="F01",
    title="Financial investigation opened",
    core=True,
    question="In what share of trafficking cases charged with any offence was a financial"
    " investigation opened?",
    brief=("b-1", "S5", "d-1"),
    unit=per_case,
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
        as of 2026-06-30
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
    title="Financial investigation opened, of all investigations",
    question="In what share of investigations that were open for 90 days or charged earlier was a"
    " financial investigation opened?",
    brief=("b-1", "S5", "d-1"),
    unit=per_case,
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
        as of 2026-06-30
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
    brief="d-1",
    unit=per_case,
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
        as of 2026-06-30
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
    brief="d-1",
    unit=per_case,
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
        Change(
            "2",
            date(2026, 11, 27),
            "Of starts within 12 months of opening, so that early years are as young as late ones",
            recounted=True,
        ),
    ),
    example="""
        as of 2026-06-30
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
