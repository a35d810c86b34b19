"""Family A: in how many cases assets were frozen and confiscated."""

from datetime import date

from metrics.definitions.none_known import not_recorded
from metrics.kinds import Share
from metrics.measure import Change, Direction
from metrics.options import OPTIONS
from metrics.units.case.unit import per_case

WITHOUT_CONVICTION = "Where confiscation needs no conviction, freezing may happen outside the case."
MANDATORY = "Confiscation is mandatory in some States and discretionary in others."
WINDOW = OPTIONS["order_within_months"]
FATF = "FATF, immediate outcome 8 and recommendation 33"
GRETA = "GRETA: judgments that led to confiscation"

A01 = Share(
    id="A01",
    title="Assets frozen before judgment",
    core=True,
    question="In what share of trafficking cases charged with any offence were any proceeds or"
    " equivalent assets frozen before judgment?",
    brief="d-3",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged,
    numerator=per_case.c.frozen_before_judgment,
    direction=Direction.HIGHER,
    denominator_words="of trafficking cases charged with any offence",
    caveats=(WITHOUT_CONVICTION,),
    gaming_risk="Freezing trifles.",
    guard="A03",
    shown_beside=("A01i", "A03"),
    does_not_show="A higher share does not show that much was frozen, or kept until judgment.",
    used_by=(FATF, "United Kingdom: the phase of asset denial"),
    changes=(not_recorded("2", "no asset names its case"),),
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

A01i = Share(
    id="A01i",
    title="Instruments frozen before judgment",
    question="In what share of trafficking cases charged with any offence were instruments of the"
    " offence, such as vehicles or premises, frozen before judgment?",
    brief="d-3",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged,
    numerator=per_case.c.instruments_frozen_before_judgment,
    direction=Direction.HIGHER,
    denominator_words="of trafficking cases charged with any offence",
    caveats=(
        WITHOUT_CONVICTION,
        "An asset of unknown role that was frozen leaves it unknown, here and in A01.",
        "What is held as mere evidence is in neither.",
    ),
    gaming_risk="Freezing a telephone in every case.",
    guard="A01",
    shown_beside=("A01",),
    does_not_show="A higher share does not show that anything of the proceeds was taken.",
    used_by=(FATF, "A choice of this catalogue: instruments apart from proceeds"),
    changes=(not_recorded("2", "no asset names its case"),),
    example="""
        as of 2026-06-30
        charged | charged_on | frozen_before_judgment | instruments_frozen_before_judgment | counts
        yes     | 2022-05-10 | no                     | yes                                | yes
        yes     | 2026-06-30 | yes                    | no                                 | no
        yes     | 2026-07-01 | no                     | no                                 | no
        yes     |            |                        | yes                                | yes
        yes     | 2023-02-01 |                        |                                    | unknown
        no      | 2022-05-10 | yes                    | yes                               | left out
    """,
)

A02 = Share(
    id="A02",
    title="Confiscation ordered",
    core=True,
    question="In what share of cases with a trafficking conviction was confiscation ordered within"
    " 12 months of it?",
    brief="d-3",
    unit=per_case,
    dated_by=per_case.c.conviction_on,
    matures_after=WINDOW,
    denominator=per_case.c.convicted_of_trafficking,
    numerator=per_case.c.confiscation_ordered,
    direction=Direction.HIGHER,
    denominator_words="of cases with a trafficking conviction",
    caveats=(
        "Without the day of the conviction an order is unknown, and no order at all is a no.",
        MANDATORY,
        "A nominal order of 0 is none.",
        "Ordered before the conviction counts; 12 months are an option of the database.",
    ),
    gaming_risk="Orders that nobody can enforce.",
    guard="A03c",
    shown_beside=("A02a", "A02c"),
    does_not_show="A higher share does not show that the orders were final, or collected.",
    used_by=(GRETA, FATF),
    changes=(
        Change(
            "2",
            date(2026, 11, 27),
            "No order at all is a no, also where the day of the conviction is not known",
            recounted=True,
        ),
        not_recorded("3", "no asset names its case, or days of decisions are not"),
    ),
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
    matures_after=WINDOW,
    denominator=per_case.c.convicted_and_seeking_applies,
    numerator=per_case.c.confiscation_sought,
    direction=Direction.HIGHER,
    denominator_words="of cases with a trafficking conviction where confiscation could be sought",
    caveats=("Where a court confiscates of its own motion, asking says little.",),
    gaming_risk="Asking without having traced anything.",
    guard="A02",
    shown_beside=("A02",),
    does_not_show="A higher share does not show that there was anything to take.",
    used_by=(GRETA, FATF),
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

A02c = Share(
    id="A02c",
    title="Confiscation ordered where it was sought",
    question="Of cases with a trafficking conviction in which confiscation was asked for, in what"
    " share was it ordered within 12 months of the conviction?",
    brief="d-3",
    unit=per_case,
    dated_by=per_case.c.conviction_on,
    matures_after=WINDOW,
    denominator=per_case.c.convicted_and_sought,
    numerator=per_case.c.confiscation_ordered,
    direction=Direction.HIGHER,
    denominator_words="of cases with a trafficking conviction in which confiscation was sought",
    caveats=(
        "Without the day of the conviction an order is unknown, and no order at all is a no.",
        MANDATORY,
        "A nominal order of 0 is none.",
        "Where it is not known whether it was asked for, the case is unknown.",
    ),
    gaming_risk="Asking only where the order is certain.",
    guard="A02a",
    shown_beside=("A02", "A02a"),
    does_not_show="A higher share does not show that it was asked for where it should have been.",
    used_by=(GRETA, "A choice of this catalogue: the prosecution's part apart from the court's"),
    changes=(
        Change(
            "2",
            date(2026, 11, 27),
            "No order at all is a no, also where the day of the conviction is not known",
            recounted=True,
        ),
        not_recorded("3", "no asset names its case, or days of decisions are not"),
    ),
    example="""
        as of 2026-06-30
        convicted_and_sought | conviction_on | confiscation_ordered | counts
        yes                  | 2025-06-30    | yes                  | yes
        yes                  | 2022-05-10    | no                   | no
        yes                  | 2022-05-10    |                      | unknown
                             | 2022-05-10    | yes                  | unknown
        yes                  |               |                      | unknown
        yes                  | 2025-07-01    | yes                  | not yet due
        no                   | 2022-05-10    | yes                  | left out
    """,
)
