"""Families A and D: whether crime paid, all that was taken set against what it earned."""

from datetime import date

from metrics.definitions.none_known import not_recorded
from metrics.kinds import AmountRatio, Share
from metrics.measure import Change, Direction
from metrics.units.money import per_case_money

ONE_CASE = "One large case can decide it: read the largest case's part."
METHOD = "Estimates depend on their method: compare no levels between States without it."
NO_ESTIMATE = "A case without an estimate is unknown, and in the coverage."
UNDATED = "Of finally decided cases alone: a decision without a final day is not final yet."
FINAL = (Change("2", date(2026, 11, 27), "Of finally decided cases alone", recounted=True),)
ONCE = (
    Change(
        "2",
        date(2026, 11, 27),
        "Of finally decided cases alone; what assets brought victims counts once",
        recounted=True,
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
    brief=("d-3", "S5"),
    unit=per_case_money,
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
        as of 2026-06-30
        convicted_of_documented | final_on   | proceeds_when_final | recovered | counts
        yes                     | 2022-05-10 | 50000.00            | 20000.00  | used
        yes                     | 2022-05-10 | 50000.00            | 0         | used
        yes                     |            | 1000.00             | 2500.00   | used
        yes                     | 2022-05-10 |                     | 20000.00  | unknown
        yes                     | 2022-05-10 | 50000.00            |           | unknown
        no                      | 2022-05-10 | 50000.00            | 20000.00  | left out
    """,
)

A04r = AmountRatio(
    id="A04r",
    title="Estimated proceeds realised",
    question="How much of the estimated proceeds of finally decided cases with a conviction was"
    " realised from assets?",
    brief=("d-3", "S5"),
    unit=per_case_money,
    dated_by=per_case_money.c.final_on,
    eligible=per_case_money.c.convicted_of_documented,
    numerator=per_case_money.c.realised_of_ordered,
    denominator=per_case_money.c.proceeds_when_final,
    direction=Direction.HIGHER,
    denominator_words="of the proceeds estimated without a benchmark",
    caveats=(
        METHOD,
        NO_ESTIMATE,
        NO_BENCHMARK,
        ONE_CASE,
        "What the convicted paid to victims themselves is not in it: see R03b.",
        UNDATED,
    ),
    gaming_risk="Estimating low.",
    guard="A03c",
    shown_beside=("A04",),
    does_not_show="A higher ratio does not show that the money reached victims.",
    used_by=(EUROPOL, PROFITS),
    changes=(*FINAL, not_recorded("3", "no asset names its case")),
    example="""
        as of 2026-06-30
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
    title="Penalties at least as high as the proceeds",
    question="In what share of finally decided cases with a conviction did fines, confiscation and"
    " restitution come to the estimated proceeds or more?",
    brief=("S5", "b-2", "d-2"),
    unit=per_case_money,
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
        Change(
            "3",
            date(2026, 11, 30),
            "Amounts are compared to half a cent: penalties that come to the proceeds reach them",
            recounted=True,
        ),
        not_recorded("4", "no asset names its case"),
    ),
    example="""
        as of 2026-06-30
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
    title="Penalties as a part of the proceeds",
    question="How much are fines, confiscation and restitution in finally decided cases with a"
    " conviction, as a part of the estimated proceeds?",
    brief=("S5", "b-2", "d-2"),
    unit=per_case_money,
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
        "At 100 % crime does not pay; day fines follow income, not the offence.",
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
        as of 2026-06-30
        convicted | final_on   | proceeds_when_final | penalties | counts
        yes       | 2022-05-10 | 50000.00            | 50000.00  | used
        yes       | 2022-05-10 | 50000.00            | 0         | used
        yes       |            | 1000.00             | 3500.00   | used
        yes       | 2022-05-10 | 50000.00            |           | unknown
        yes       | 2022-05-10 |                     | 700.00    | unknown
        no        | 2022-05-10 | 50000.00            | 50000.00  | left out
    """,
)
