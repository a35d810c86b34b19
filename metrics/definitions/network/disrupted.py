"""Family T: whether a network was hit at its top, in its money and in its business."""

from metrics.definitions.none_known import not_recorded
from metrics.kinds import Share
from metrics.measure import Direction, months
from metrics.units.network.convicted import per_convicted_network

T04 = Share(
    id="T04",
    title="Network disrupted",
    question="Of networks with a conviction, what share was hit in at least two of three: its top"
    " convicted, assets confiscated, a business lost or a legal person sanctioned?",
    brief=("a-1", "a-2", "S5"),
    unit=per_convicted_network,
    dated_by=per_convicted_network.c.first_conviction_on,
    matures_after=months(24),
    denominator=per_convicted_network.c.convicted,
    numerator=per_convicted_network.c.disrupted,
    direction=Direction.CONTEXT,
    denominator_words="of networks with a conviction",
    caveats=(
        "A case that is joined to no network is its own: how cases are split differs.",
        "What is not known of one of the three may be the second, and is then unknown.",
        "Convictions of any offence count, by the first one the network is dated.",
    ),
    gaming_risk="Joining cases so that one network has hits in all three.",
    guard="N01n",
    shown_beside=("N01n", "N05"),
    does_not_show="A higher share does not show that the networks do not go on.",
    used_by=("FATF: effective, proportionate and dissuasive sanctions",),
    changes=(not_recorded("2", "no asset names its case, or networks are not"),),
    example="""
        as of 2026-06-30
        convicted | first_conviction_on | disrupted | counts
        yes       | 2024-06-30          | yes       | yes
        yes       | 2022-05-10          | no        | no
        yes       |                     | no        | no
        yes       | 2022-05-10          |           | unknown
        yes       | 2024-07-01          | yes       | not yet due
        no        | 2022-05-10          | no        | left out
    """,
)
