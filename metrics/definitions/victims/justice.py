"""Family V: whether victims are told their rights, and whether their case comes to anything."""

from metrics.definitions.none_known import not_recorded
from metrics.kinds import Share
from metrics.measure import Direction, months
from metrics.units.victim.unit import per_victim

OUTSIDE = "A victim outside any case is a no: nobody was prosecuted for what was done to them."
REJECTED = "Rejected victims are left out; those whose status is not known are counted."
THE_BRIEF = "Inter-Agency Coordination Group brief"

V06 = Share(
    id="V06",
    title="Victims whose case led to a charge",
    core=True,
    question="For what share of victims was somebody charged in their case?",
    brief=("V", "c-1"),
    unit=per_victim,
    dated_by=per_victim.c.met_on,
    matures_after=months(24),
    denominator=per_victim.c.not_rejected,
    numerator=per_victim.c.led_to_charge,
    direction=Direction.HIGHER,
    denominator_words="of victims",
    caveats=(OUTSIDE, REJECTED, "Charged with anything, at any time."),
    gaming_risk="Recording only those victims whose case goes to court.",
    guard="C04",
    shown_beside=("V06c", "C04"),
    does_not_show="A higher share does not show that victims were heard, or wanted it.",
    used_by=(THE_BRIEF,),
    changes=(not_recorded("2", "no victim names a case, or nothing says who was charged"),),
    example="""
        as of 2026-06-30
        not_rejected | met_on     | led_to_charge | counts
        yes          | 2024-06-30 | yes           | yes
        yes          | 2022-05-10 | no            | no
        yes          |            | no            | no
        yes          | 2022-05-10 |               | unknown
        yes          | 2024-07-01 | yes           | not yet due
        no           | 2022-05-10 | yes           | left out
    """,
)

V06c = Share(
    id="V06c",
    title="Victims whose case led to a trafficking conviction",
    question="For what share of victims was somebody convicted of trafficking in their case?",
    brief=("V", "c-1"),
    unit=per_victim,
    dated_by=per_victim.c.met_on,
    matures_after=months(36),
    denominator=per_victim.c.not_rejected,
    numerator=per_victim.c.led_to_conviction,
    direction=Direction.HIGHER,
    denominator_words="of victims",
    caveats=(
        OUTSIDE,
        REJECTED,
        "Without a known conviction, an outcome or a charged person that is not known: unknown.",
    ),
    gaming_risk="Recording only those victims whose case goes to court.",
    guard="C04",
    shown_beside=("V06", "P02"),
    does_not_show="A higher share does not show that victims were compensated.",
    used_by=(THE_BRIEF,),
    changes=(not_recorded("2", "no victim names a case, or nothing says who was charged"),),
    example="""
        as of 2026-06-30
        not_rejected | met_on     | led_to_conviction | counts
        yes          | 2023-06-30 | yes               | yes
        yes          | 2022-05-10 | no                | no
        yes          |            | no                | no
        yes          | 2022-05-10 |                   | unknown
        yes          | 2023-07-01 | yes               | not yet due
        no           | 2022-05-10 | yes               | left out
    """,
)

V08 = Share(
    id="V08",
    title="Informed of their rights",
    question="What share of victims was informed of their rights?",
    brief=("V", "R-1"),
    unit=per_victim,
    dated_by=per_victim.c.met_on,
    denominator=per_victim.c.rights_apply,
    numerator=per_victim.c.informed_of_rights,
    direction=Direction.HIGHER,
    denominator_words="of victims to whom information on rights applies",
    caveats=(REJECTED, "Informed in a language they understand, as the records state it."),
    gaming_risk="Recording a leaflet as information.",
    guard="V03",
    shown_beside=("V03",),
    does_not_show="A higher share does not show that victims could use their rights.",
    used_by=("Council of Europe, GRETA evaluation reports",),
    example="""
        as of 2026-06-30
        rights_apply | met_on     | informed_of_rights | counts
        yes          | 2022-05-10 | yes                | yes
        yes          | 2026-07-01 | no                 | no
        yes          |            | yes                | yes
        yes          | 2022-05-10 | no                 | no
        yes          | 2022-05-10 |                    | unknown
        no           | 2022-05-10 | yes                | left out
    """,
)
