"""Family A: what was frozen, confiscated and realised."""

from metrics.kinds import AmountRatio, Share
from metrics.measure import Direction, months
from metrics.units.assets import per_asset
from metrics.units.cases import per_case

ONE_CASE = "One large case can decide it: read the largest case's part."
NOT_CAPPED = "Orders of value can exceed what came before, so it may pass 100 %."

A01 = Share(
    id="A01",
    title="Assets frozen before judgment",
    question="In what share of charged cases were any proceeds or equivalent assets frozen before"
    " judgment?",
    brief="d-3",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged,
    numerator=per_case.c.frozen_before_judgment,
    direction=Direction.HIGHER,
    denominator_words="of charged cases",
    caveats=("Where confiscation needs no conviction, freezing may happen outside the case.",),
    gaming_risk="Freezing trifles.",
    guard="A03",
    example="""
        as of 2026-06-30
        charged | charged_on | frozen_before_judgment | counts
        yes     | 2022-05-10 | yes                    | yes
        yes     | 2026-06-30 | no                     | no
        yes     | 2026-07-01 | no                     | no
        yes     |            | yes                    | yes
        yes     | 2023-02-01 |                        | unknown
        no      | 2022-05-10 | yes                    | left out
    """,
)

A02 = Share(
    id="A02",
    title="Confiscation ordered",
    question="In what share of cases with a trafficking conviction was confiscation ordered within"
    " 12 months of it?",
    brief="d-3",
    unit=per_case,
    dated_by=per_case.c.conviction_on,
    matures_after=months(12),
    denominator=per_case.c.convicted_of_trafficking,
    numerator=per_case.c.confiscation_ordered,
    direction=Direction.HIGHER,
    denominator_words="of cases with a trafficking conviction",
    caveats=(
        "Confiscation is mandatory in some States and discretionary in others.",
        "A nominal order of 0 is none.",
    ),
    gaming_risk="Orders that nobody can enforce.",
    guard="A03c",
    example="""
        as of 2026-06-30
        convicted_of_trafficking | conviction_on | confiscation_ordered | counts
        yes                      | 2025-06-30    | yes                  | yes
        yes                      | 2022-05-10    | no                   | no
        yes                      | 2022-05-10    |                      | unknown
        yes                      |               |                      | unknown
        yes                      | 2025-07-01    | yes                  | not yet due
        no                       |               | no                   | left out
    """,
)

A02a = Share(
    id="A02a",
    title="Confiscation sought",
    question="In what share of cases with a trafficking conviction was confiscation asked for?",
    brief="d-3",
    unit=per_case,
    dated_by=per_case.c.conviction_on,
    matures_after=months(12),
    denominator=per_case.c.convicted_and_seeking_applies,
    numerator=per_case.c.confiscation_sought,
    direction=Direction.HIGHER,
    denominator_words="of cases with a trafficking conviction",
    caveats=("Where a court confiscates of its own motion, asking says little.",),
    gaming_risk="Asking without having traced anything.",
    guard="A02",
    example="""
        as of 2026-06-30
        convicted_and_seeking_applies | conviction_on | confiscation_sought | counts
        yes                           | 2025-06-30    | yes                 | yes
        yes                           | 2022-05-10    | no                  | no
        yes                           | 2022-05-10    |                     | unknown
        yes                           |               | yes                 | yes
        yes                           | 2025-07-01    | no                  | not yet due
        no                            | 2022-05-10    |                     | left out
    """,
)

A03 = AmountRatio(
    id="A03",
    title="Frozen of identified",
    question="How much of the value identified was frozen?",
    brief="d-3",
    unit=per_asset,
    dated_by=per_asset.c.charged_on,
    eligible=per_asset.c.of_charged_case,
    numerator=per_asset.c.frozen,
    denominator=per_asset.c.identified,
    direction=Direction.HIGHER,
    denominator_words="of the value identified",
    caveats=(ONE_CASE, NOT_CAPPED),
    gaming_risk="Identifying only what is already in hand.",
    guard="F01",
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
    title="Confiscated of frozen",
    question="How much of the value frozen was confiscated, in cases decided at first instance?",
    brief="d-3",
    unit=per_asset,
    dated_by=per_asset.c.charged_on,
    eligible=per_asset.c.of_decided_case,
    numerator=per_asset.c.confiscated,
    denominator=per_asset.c.frozen,
    direction=Direction.HIGHER,
    denominator_words="of the value frozen",
    caveats=(ONE_CASE, NOT_CAPPED, "Confiscations count before they are final."),
    gaming_risk="Freezing little, so that little is lost.",
    guard="A03",
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
    title="Realised of confiscated",
    question="How much of the value confiscated was realised, in cases decided at first instance?",
    brief="d-3",
    unit=per_asset,
    dated_by=per_asset.c.charged_on,
    eligible=per_asset.c.of_decided_case,
    numerator=per_asset.c.realised,
    denominator=per_asset.c.confiscated,
    direction=Direction.HIGHER,
    denominator_words="of the value confiscated",
    caveats=(ONE_CASE, NOT_CAPPED, "Realising takes years: late years look worse."),
    gaming_risk="Ordering only what can be sold at once.",
    guard="A02",
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
