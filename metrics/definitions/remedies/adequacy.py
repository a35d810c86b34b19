"""Family R: how awards compare with the loss, and which damage they cover."""

from datetime import date

from metrics.kinds import Median, Share
from metrics.measure import Change, Direction
from metrics.units.award.unit import per_award

R05 = Median(
    id="R05",
    title="Award as a part of documented loss",
    question="How many times the documented loss was awarded?",
    brief="R-2",
    unit=per_award,
    dated_by=per_award.c.decided_on,
    eligible=per_award.c.awarded_for_a_loss,
    values=per_award.c.share_of_loss,
    value_unit="ratio",
    direction=Direction.HIGHER,
    denominator_words="of awards with a documented loss",
    caveats=(
        "What documents a loss differs: unpaid wages, the value of services, medical costs.",
        "Of an order against several the highest award and the highest loss count.",
        (
            "An award without a documented loss, or without an amount, is unknown; a loss of 0 is"
            " left out, since nothing can be a multiple of it."
        ),
    ),
    gaming_risk="Documenting only as much loss as is awarded.",
    guard="R05h",
    shown_beside=("R05h", "R03b"),
    does_not_show="A higher ratio does not show that the money was paid.",
    used_by=("US Code, title 18, section 1593 (mandatory restitution)",),
    changes=(
        Change(
            "2",
            date(2026, 11, 27),
            "Awards to victims who were rejected are left out",
            recounted=True,
        ),
    ),
    example="""
        as of 2026-06-30
        awarded_for_a_loss | decided_on | share_of_loss | counts
        yes                | 2022-05-10 | 1.25          | used
        yes                | 2026-07-01 | 0.4           | used
        yes                |            | 1             | used
        yes                | 2022-05-10 |               | unknown
        yes                |            |               | unknown
        no                 | 2022-05-10 |               | left out
    """,
)

R05h = Share(
    id="R05h",
    title="Awards for both heads of damage",
    question="What share of awards covers material and moral damage?",
    brief="R-2",
    unit=per_award,
    dated_by=per_award.c.decided_on,
    denominator=per_award.c.awarded,
    numerator=per_award.c.both_heads,
    direction=Direction.HIGHER,
    denominator_words="of awards",
    caveats=(
        "Where courts award one undivided amount, its heads are unknown.",
        "A head of 0 is none.",
    ),
    gaming_risk="A nominal amount for moral damage.",
    guard="R05",
    shown_beside=("R05",),
    does_not_show="A higher share does not show that either head was covered in full.",
    used_by=(
        "Inter-Agency Coordination Group brief",
        "Council of Europe, GRETA evaluation reports",
    ),
    changes=(
        Change(
            "2",
            date(2026, 11, 27),
            "Awards to victims who were rejected are left out",
            recounted=True,
        ),
    ),
    example="""
        as of 2026-06-30
        awarded | decided_on | both_heads | counts
        yes     | 2022-05-10 | yes        | yes
        yes     | 2022-05-10 | no         | no
        yes     | 2026-07-01 | yes        | yes
        yes     |            | no         | no
        yes     | 2022-05-10 |            | unknown
        no      | 2022-05-10 |            | left out
    """,
)
