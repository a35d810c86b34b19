"""Family N: how far along the chain the charges reach."""

from metrics.kinds import Share
from metrics.measure import Direction, months
from metrics.units.cases import per_case

CASE_SPLITTING = "How cases are split differs: one network may be one case or many."

N01 = Share(
    id="N01",
    title="More than one link charged",
    question="In what share of charged cases were persons charged from more than one link of the"
    " trafficking chain?",
    brief="a-2",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    matures_after=months(24),
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.more_than_one_link,
    direction=Direction.HIGHER,
    denominator_words="of charged trafficking cases",
    caveats=(CASE_SPLITTING, "A small case of domestic servitude may truly have one link."),
    gaming_risk="Charging one extra minor role, or giving one person two.",
    guard="N01s",
    example="""
        as of 2026-06-30
        charged_as_trafficking | charged_on | more_than_one_link | counts
        yes                    | 2022-05-10 | yes                | yes
        yes                    | 2024-06-30 | yes                | yes
        yes                    | 2024-06-29 | no                 | no
        yes                    | 2023-02-01 |                    | unknown
        yes                    |            | no                 | no
        yes                    | 2024-07-01 | yes                | not yet due
        no                     | 2022-05-10 | yes                | left out
    """,
)

N01s = Share(
    id="N01s",
    title="Different persons in different links",
    question="In what share of charged cases were two different persons charged from two different"
    " links?",
    brief="a-1",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    matures_after=months(24),
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.more_than_one_link_by_persons,
    direction=Direction.HIGHER,
    denominator_words="of charged trafficking cases",
    caveats=(CASE_SPLITTING, "Links known of the case only cannot tell one person from two."),
    gaming_risk="Charging relatives for minor help.",
    guard="N03",
    example="""
        as of 2026-06-30
        charged_as_trafficking | charged_on | more_than_one_link_by_persons | counts
        yes                    | 2024-06-30 | yes                           | yes
        yes                    | 2022-05-10 | no                            | no
        yes                    |            | yes                           | yes
        yes                    | 2023-02-01 |                               | unknown
        yes                    | 2024-07-01 | no                            | not yet due
        no                     | 2022-05-10 | yes                           | left out
    """,
)

N02 = Share(
    id="N02",
    title="Charges beyond the destination",
    question="In what share of charged cases was a person charged whose link is not exploitation at"
    " the destination?",
    brief="a-3",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    matures_after=months(24),
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.beyond_destination,
    direction=Direction.HIGHER,
    denominator_words="of charged trafficking cases",
    caveats=(
        "A destination State may be unable to reach recruiters in the country of origin.",
        "A harbourer or transferor without a location leaves it unknown.",
    ),
    gaming_risk="Coding an exploiter as an organiser.",
    guard="N02l",
    example="""
        as of 2026-06-30
        charged_as_trafficking | charged_on | beyond_destination | counts
        yes                    | 2024-06-30 | yes                | yes
        yes                    | 2022-05-10 | no                 | no
        yes                    |            | no                 | no
        yes                    | 2023-02-01 |                    | unknown
        yes                    | 2024-07-01 | yes                | not yet due
        no                     | 2022-05-10 | yes                | left out
    """,
)

N02l = Share(
    id="N02l",
    title="An upstream or enabling link charged",
    question="In what share of charged cases was any upstream or enabling link charged, even of a"
    " person who also exploits?",
    brief="a-3",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    matures_after=months(24),
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.upstream_charged,
    direction=Direction.HIGHER,
    denominator_words="of charged trafficking cases",
    caveats=("One person who recruits and exploits is enough: read it beside N02.",),
    gaming_risk="Adding a link to a person already charged.",
    guard="N02",
    example="""
        as of 2026-06-30
        charged_as_trafficking | charged_on | upstream_charged | counts
        yes                    | 2024-06-30 | yes              | yes
        yes                    | 2022-05-10 | no               | no
        yes                    |            | yes              | yes
        yes                    | 2023-02-01 |                  | unknown
        yes                    | 2024-07-01 | yes              | not yet due
        no                     | 2022-05-10 | yes              | left out
    """,
)
