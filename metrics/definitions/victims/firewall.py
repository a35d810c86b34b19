"""Family L: whether victims could report without consequences for their residence."""

from metrics.kinds import Share
from metrics.measure import Direction, months
from metrics.units.victim.unit import per_victim

L04 = Share(
    id="L04",
    title="No immigration consequence of reporting",
    core=True,
    question="Of victims without regular residence, what share had no immigration consequence and"
    " no data passed to immigration authorities?",
    brief="S3",
    unit=per_victim,
    dated_by=per_victim.c.first_contact_on,
    matures_after=months(12),
    denominator=per_victim.c.without_regular_status,
    numerator=per_victim.c.firewall_held,
    direction=Direction.HIGHER,
    denominator_words="of victims without regular residence",
    caveats=(
        "Who is unknown is hardly so by chance: read the bounds first.",
        (
            "Residence is recorded only where lawful and safe; where it is not known the victim is"
            " unknown."
        ),
        "Duties to report differ by law.",
        "Return that the person asked for is no consequence.",
        "What is known at the as-of date counts, to whomever the victim reported.",
    ),
    gaming_risk="Not recording consequences.",
    guard="V02c",
    shown_beside=("L04j", "V02c"),
    does_not_show="A higher share does not show that people dare to report.",
    used_by=("FLEX and the Labour Exploitation Advisory Group",),
    example="""
        as of 2026-06-30
        without_regular_status | first_contact_on | firewall_held | counts
        yes                    | 2025-06-30       | yes           | yes
        yes                    | 2022-05-10       | no            | no
        yes                    |                  | yes           | yes
        yes                    | 2022-05-10       |               | unknown
                               | 2022-05-10       | yes           | unknown
        yes                    | 2025-07-01       | yes           | not yet due
        no                     | 2022-05-10       | yes           | left out
    """,
)
