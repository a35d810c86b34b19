"""Family A: how much of the value survives from one step to the next, and reaches victims."""

from metrics.kinds import AmountRatio
from metrics.measure import Direction
from metrics.units.assets import per_asset

ONE_CASE = "One large case can decide it: read the largest case's part."
NOT_CAPPED = "Orders of value can exceed what came before, so it may pass 100 %."
BOTH_KNOWN = "An asset of which one of the two amounts is missing is unknown, never 0."
EUROPOL = "Europol 2016: frozen 2.2 % and confiscated 1.1 % of proceeds"
UNITED_KINGDOM = "United Kingdom: statistics of asset recovery"

A03 = AmountRatio(
    id="A03",
    title="Identified value frozen",
    question="How much of the value identified was frozen, in trafficking cases charged with any"
    " offence?",
    brief="d-3",
    unit=per_asset,
    dated_by=per_asset.c.charged_on,
    eligible=per_asset.c.of_charged_case,
    numerator=per_asset.c.frozen,
    denominator=per_asset.c.identified,
    direction=Direction.HIGHER,
    denominator_words="of the value identified",
    caveats=(ONE_CASE, NOT_CAPPED, BOTH_KNOWN),
    gaming_risk="Identifying only what is already in hand.",
    guard="F01",
    shown_beside=("A03b", "A03c"),
    does_not_show="A higher ratio does not show that all there was had been identified.",
    used_by=(EUROPOL, UNITED_KINGDOM),
    example="""
        as of 2026-06-30
        of_charged_case | charged_on | identified | frozen  | counts
        yes             | 2022-05-10 | 1000.00    | 400.00  | used
        yes             | 2022-05-10 | 1000.00    | 0       | used
        yes             |            | 100.00     | 250.00  | used
        yes             | 2022-05-10 |            | 400.00  | unknown
        yes             | 2022-05-10 | 1000.00    |         | unknown
        no              | 2022-05-10 | 1000.00    | 400.00  | left out
    """,
)

A03b = AmountRatio(
    id="A03b",
    title="Frozen value confiscated",
    core=True,
    question="How much of the value frozen was confiscated, in cases decided at first instance?",
    brief="d-3",
    unit=per_asset,
    dated_by=per_asset.c.charged_on,
    eligible=per_asset.c.of_decided_case,
    numerator=per_asset.c.confiscated,
    denominator=per_asset.c.frozen,
    direction=Direction.HIGHER,
    denominator_words="of the value frozen in decided cases",
    caveats=(ONE_CASE, NOT_CAPPED, BOTH_KNOWN, "Confiscations count before they are final."),
    gaming_risk="Freezing little, so that little is lost.",
    guard="A03",
    shown_beside=("A03", "A03c"),
    does_not_show="A higher ratio does not show that the orders stood on appeal, or were paid.",
    used_by=(EUROPOL, UNITED_KINGDOM),
    example="""
        as of 2026-06-30
        of_decided_case | charged_on | frozen  | confiscated | counts
        yes             | 2022-05-10 | 1000.00 | 400.00      | used
        yes             | 2022-05-10 | 0       | 400.00      | used
        yes             |            | 100.00  | 0           | used
        yes             | 2022-05-10 |         | 400.00      | unknown
        yes             | 2022-05-10 | 1000.00 |             | unknown
        no              | 2022-05-10 | 1000.00 | 400.00      | left out
    """,
)

A03c = AmountRatio(
    id="A03c",
    title="Confiscated value realised",
    core=True,
    question="How much of the value confiscated was realised, in cases decided at first instance?",
    brief="d-3",
    unit=per_asset,
    dated_by=per_asset.c.charged_on,
    eligible=per_asset.c.of_decided_case,
    numerator=per_asset.c.realised,
    denominator=per_asset.c.confiscated,
    direction=Direction.HIGHER,
    denominator_words="of the value confiscated in decided cases",
    caveats=(
        ONE_CASE,
        NOT_CAPPED,
        BOTH_KNOWN,
        "Realising takes years: late years look worse.",
    ),
    gaming_risk="Ordering only what can be sold at once.",
    guard="A02",
    shown_beside=("A03", "A03b", "A05"),
    does_not_show="A higher ratio does not show that the money reached anybody.",
    used_by=(EUROPOL, UNITED_KINGDOM),
    example="""
        as of 2026-06-30
        of_decided_case | charged_on | confiscated | realised | counts
        yes             | 2022-05-10 | 1000.00     | 400.00   | used
        yes             | 2022-05-10 | 1000.00     | 0        | used
        yes             |            | 100.00      | 120.00   | used
        yes             | 2022-05-10 |             | 400.00   | unknown
        yes             | 2022-05-10 | 1000.00     |          | unknown
        no              | 2022-05-10 | 1000.00     | 400.00   | left out
    """,
)

A05 = AmountRatio(
    id="A05",
    title="Realised value that reached victims",
    core=True,
    question="How much of the value realised was paid to victims, in cases decided at first"
    " instance?",
    brief=("d-3", "R-3"),
    unit=per_asset,
    dated_by=per_asset.c.charged_on,
    eligible=per_asset.c.of_decided_case,
    numerator=per_asset.c.to_victims,
    denominator=per_asset.c.realised,
    direction=Direction.HIGHER,
    denominator_words="of the value realised in decided cases",
    caveats=(
        ONE_CASE,
        BOTH_KNOWN,
        "Many treasuries do not keep apart what becomes of it: see the coverage.",
        "Payments from a general budget are not in it: see R04.",
        "What reached victims is converted at the rate of the year in which it was realised.",
    ),
    gaming_risk="Realising little, so that all of it can be paid out.",
    guard="A03c",
    shown_beside=("A03c", "R04"),
    does_not_show="A higher ratio does not show that victims were paid what they had lost.",
    used_by=(
        "OSCE: confiscated proceeds to be available to victims",
        "FATF, immediate outcome 8, methodology of 2022",
        "United Kingdom: compensation from confiscation orders",
    ),
    example="""
        as of 2026-06-30
        of_decided_case | charged_on | realised | to_victims | counts
        yes             | 2022-05-10 | 1000.00  | 400.00     | used
        yes             | 2022-05-10 | 1000.00  | 0          | used
        yes             |            | 100.00   | 100.00     | used
        yes             | 2022-05-10 |          | 400.00     | unknown
        yes             | 2022-05-10 | 1000.00  |            | unknown
        no              | 2022-05-10 | 1000.00  | 400.00     | left out
    """,
)
