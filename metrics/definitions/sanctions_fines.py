"""Family D: who is fined for trafficking, natural and legal persons, and by how much."""

from metrics.kinds import Median, Share
from metrics.measure import Direction
from metrics.units.suspect.unit import per_suspect

FIRST_INSTANCE = "Of the decision at first instance; sanctions of the final one alone are unknown."
BOTH = "Natural and legal persons: split by kind of person."
USED_BY = ("FATF: effective, proportionate and dissuasive sanctions",)

D05 = Share(
    id="D05",
    title="Convicted persons and companies fined",
    core=True,
    question="What share of persons and companies convicted of any offence was fined?",
    brief=("d-2", "S5"),
    unit=per_suspect,
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    denominator=per_suspect.c.convicted,
    numerator=per_suspect.c.fined,
    direction=Direction.CONTEXT,
    denominator_words="of persons and companies convicted of any offence",
    caveats=(
        BOTH,
        FIRST_INSTANCE,
        "A fine of 0 is none; without a record of a sanction it is unknown.",
    ),
    gaming_risk="Fines in the place of custody.",
    guard="D01",
    shown_beside=("D05m", "D01"),
    does_not_show="A higher share does not show that the fines were paid.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        convicted | decided_on | fined | counts
        yes       | 2022-05-10 | yes   | yes
        yes       | 2026-07-01 | no    | no
        yes       |            | yes   | yes
        yes       | 2022-05-10 | no    | no
        yes       | 2022-05-10 |       | unknown
        no        | 2022-05-10 |       | left out
    """,
)

D05m = Median(
    id="D05m",
    title="Median fine",
    question="How high were the fines of the fined person or company in the middle?",
    brief=("d-2", "S5"),
    unit=per_suspect,
    unit_word="fined person",
    dated_by=per_suspect.c.decided_on,
    eligible=per_suspect.c.convicted_and_fined,
    values=per_suspect.c.fines,
    value_unit="money",
    direction=Direction.CONTEXT,
    denominator_words="of persons and companies fined",
    caveats=(
        BOTH,
        FIRST_INSTANCE,
        "All fines of one person added up; an amount that is not recorded is unknown.",
    ),
    gaming_risk="Fining one large company.",
    guard="D02",
    shown_beside=("D05", "D02"),
    does_not_show="A higher fine does not show that crime did not pay.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        convicted_and_fined | decided_on | fines   | counts
        yes                 | 2022-05-10 | 5000.00 | used
        yes                 | 2026-07-01 | 12.50   | used
        yes                 |            | 300.00  | used
        yes                 | 2022-05-10 |         | unknown
                            | 2022-05-10 |         | unknown
        no                  | 2022-05-10 | 0       | left out
    """,
)
