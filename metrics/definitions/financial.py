"""Family F: whether the money was followed."""

from metrics.kinds import Share
from metrics.measure import Direction
from metrics.units.cases import per_case

F01 = Share(
    id="F01",
    title="Financial investigation opened",
    question="In what share of charged cases was a financial investigation opened?",
    brief="b-1",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged,
    numerator=per_case.c.financially_investigated,
    direction=Direction.HIGHER,
    denominator_words="of charged cases",
    caveats=(
        "What is called a financial investigation differs: publish the national rule.",
        "A basic investigation counts as much as a specialist one.",
    ),
    gaming_risk="Opening a file for the record.",
    guard="A01",
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
