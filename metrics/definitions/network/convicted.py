"""Family N: whether what was charged along the chain came to convictions along it."""

from metrics.kinds import Share
from metrics.measure import OF_SEVERAL_PERSONS, Direction
from metrics.units.case.unit import per_case

N05 = Share(
    id="N05",
    title="More than one link convicted",
    core=True,
    question="In what share of cases charged as trafficking, with a trafficking conviction, do"
    " those convicted hold more than one link of the chain?",
    brief=("a-1", "S2"),
    unit=per_case,
    dated_by=per_case.c.conviction_on,
    denominator=per_case.c.convicted_as_trafficking,
    numerator=per_case.c.more_than_one_link_convicted,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    denominator_words="of cases charged as trafficking with a trafficking conviction",
    caveats=(
        "Persons convicted of any offence count: a recruiter convicted of fraud is a link reached.",
        "Of the convicted alone: whoever was only charged is in the share of links charged.",
        "Where the link of somebody convicted is not known, and the others make no two, unknown.",
    ),
    gaming_risk="Recording second links of those convicted that nobody proved.",
    guard="N01",
    shown_beside=("N01", "N01s"),
    does_not_show="A higher share does not show that those at the top were convicted.",
    used_by=("Inter-Agency Coordination Group brief",),
    example="""
        as of 2026-06-30
        convicted_as_trafficking | conviction_on | more_than_one_link_convicted | counts
        yes                      | 2022-05-10    | yes                          | yes
        yes                      | 2026-07-01    | no                           | no
        yes                      |               | yes                          | yes
        yes                      | 2023-02-01    | no                           | no
        yes                      | 2022-05-10    |                              | unknown
        no                       | 2022-05-10    | yes                          | left out
    """,
)
