"""Family P: what became of those charged, and how long it took."""

from metrics.kinds import Duration, Share
from metrics.measure import Direction
from metrics.units.suspects import per_suspect

FILTERS = "What prosecutors filter out before charging differs: read it with the stage funnel."
ABROAD = "Persons abroad or transferred are left out; discontinued proceedings are not."

P02 = Share(
    id="P02",
    title="Convicted of trafficking",
    question="Of persons in trafficking cases disposed of at first instance, what share was"
    " convicted of trafficking?",
    brief="c-1",
    unit=per_suspect,
    dated_by=per_suspect.c.decided_on,
    denominator=per_suspect.c.disposed,
    numerator=per_suspect.c.convicted_of_trafficking,
    direction=Direction.CONTEXT,
    denominator_words="of persons whose charge was disposed of",
    caveats=(FILTERS, ABROAD),
    gaming_risk="Charging only what cannot be lost.",
    guard="P01",
    example="""
        as of 2026-06-30
        disposed | decided_on | convicted_of_trafficking | counts
        yes      | 2022-05-10 | yes                      | yes
        yes      | 2022-05-10 | no                       | no
        yes      | 2026-07-01 | yes                      | yes
        yes      |            | no                       | no
        yes      | 2022-05-10 |                          | unknown
        no       | 2022-05-10 | yes                      | left out
    """,
)

P02b = Share(
    id="P02b",
    title="Convicted of anything",
    question="Of persons in trafficking cases disposed of at first instance, what share was"
    " convicted of any offence?",
    brief="c-1",
    unit=per_suspect,
    dated_by=per_suspect.c.decided_on,
    denominator=per_suspect.c.disposed,
    numerator=per_suspect.c.convicted_of_anything,
    direction=Direction.CONTEXT,
    denominator_words="of persons whose charge was disposed of",
    caveats=(FILTERS, ABROAD),
    gaming_risk="Accepting pleas to something easier.",
    guard="P03",
    example="""
        as of 2026-06-30
        disposed | decided_on | convicted_of_anything | counts
        yes      | 2022-05-10 | yes                   | yes
        yes      | 2022-05-10 | no                    | no
        yes      | 2026-07-01 | no                    | no
        yes      |            | yes                   | yes
        yes      | 2022-05-10 |                       | unknown
        no       | 2022-05-10 | yes                   | left out
    """,
)

P05 = Duration(
    id="P05",
    title="Time from charge to judgment",
    question="How long from charge to judgment at first instance?",
    brief="c-1",
    unit=per_suspect,
    dated_by=per_suspect.c.charged_on,
    eligible=per_suspect.c.charged_natural_person,
    ends_on=per_suspect.c.judged_on,
    left_on=per_suspect.c.left_on,
    is_open=per_suspect.c.awaits_judgment,
    direction=Direction.LOWER,
    denominator_words="of persons charged",
    caveats=(
        "Pending persons are followed until the as-of date, not dropped.",
        "Discontinued proceedings end the wait without a judgment.",
    ),
    gaming_risk="Charging late.",
    guard="P02b",
    example="""
        as of 2026-06-30
        charged_natural_person | charged_on | judged_on  | left_on    | awaits_judgment | counts
        yes                    | 2022-05-10 | 2023-02-01 |            | no              | ended
        yes                    | 2022-05-10 | 2022-05-10 |            | no              | ended
        yes                    | 2022-05-10 |            | 2022-11-30 | no              | still open
        yes                    | 2026-06-30 |            |            | yes             | still open
        yes                    | 2022-05-10 |            |            | no              | unknown
        yes                    |            | 2023-02-01 |            | no              | unknown
        no                     | 2022-05-10 | 2023-02-01 |            | no              | left out
    """,
)
