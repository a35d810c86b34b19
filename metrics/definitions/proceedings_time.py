"""Family P: how long it took to a judgment at first instance."""

from metrics.kinds import Duration, Share
from metrics.measure import Direction
from metrics.options import OPTIONS
from metrics.units.suspects import per_suspect

SOON = OPTIONS["judgment_within_months"]
LATER = OPTIONS["judgment_within_more_months"]
PENDING = "Pending persons are followed until the as-of date, not dropped."
DISCONTINUED = "Discontinued proceedings end the wait without a judgment."
NO_JUDGMENT = "Discontinued proceedings, and those still pending, are without a judgment: a no."
UNSURE = "A judgment on a day that may be inside the wait or outside is unknown."
USED_BY = ("Crown Prosecution Service", "CEPEJ, timeframes of proceedings")

P05 = Duration(
    id="P05",
    title="Time from charge to judgment",
    core=True,
    question="How long from charge to judgment at first instance?",
    brief=("c-1", "V"),
    unit=per_suspect,
    unit_word="person charged",
    dated_by=per_suspect.c.charged_on,
    eligible=per_suspect.c.charged_natural_person,
    ends_on=per_suspect.c.judged_on,
    ends_words="judgment",
    left_on=per_suspect.c.left_on,
    is_open=per_suspect.c.awaits_judgment,
    direction=Direction.LOWER,
    denominator_words="of persons charged",
    caveats=(PENDING, DISCONTINUED, "Where the charge stands in the proceedings differs."),
    gaming_risk="Charging late.",
    guard="P05o",
    shown_beside=("P05o", "P05y", "P05z"),
    does_not_show="A shorter time does not show that the cases were fully investigated.",
    used_by=USED_BY,
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

P05o = Duration(
    id="P05o",
    title="Time from opening to judgment",
    question="How long from the opening of the investigation to judgment at first instance?",
    brief=("c-1", "V"),
    unit=per_suspect,
    unit_word="person charged",
    dated_by=per_suspect.c.charged_on,
    eligible=per_suspect.c.charged_natural_person,
    starts_on=per_suspect.c.opened_on,
    ends_on=per_suspect.c.judged_on,
    ends_words="judgment",
    left_on=per_suspect.c.left_on,
    is_open=per_suspect.c.awaits_judgment,
    direction=Direction.LOWER,
    denominator_words="of persons charged",
    caveats=(
        PENDING,
        DISCONTINUED,
        (
            "By the year of the charge, and of persons charged alone: investigations that never"
            " came to a charge are not in it."
        ),
    ),
    gaming_risk="Opening late, once the evidence is there.",
    guard="P01",
    shown_beside=("P05",),
    does_not_show="A shorter time does not show that the cases were fully investigated.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        charged_natural_person | charged_on | opened_on  | judged_on  | awaits_judgment | counts
        yes                    | 2022-05-10 | 2021-02-01 | 2023-02-01 | no              | ended
        yes                    |            | 2021-02-01 | 2023-02-01 | no              | ended
        yes                    | 2026-06-30 | 2021-02-01 |            | yes             | still open
        yes                    | 2022-05-10 | 2021-02-01 |            | no              | unknown
        yes                    | 2022-05-10 |            | 2023-02-01 | no              | unknown
        no                     | 2022-05-10 | 2021-02-01 | 2023-02-01 | no              | left out
    """,
)

P05y = Share(
    id="P05y",
    title="Judged within 12 months",
    question="What share of persons charged was convicted or acquitted within 12 months?",
    brief=("c-1", "V"),
    unit=per_suspect,
    unit_word="person charged",
    dated_by=per_suspect.c.charged_on,
    matures_after=SOON,
    denominator=per_suspect.c.charged_natural_person,
    numerator=per_suspect.c.judged_soon,
    direction=Direction.HIGHER,
    denominator_words="of persons charged",
    caveats=(NO_JUDGMENT, UNSURE),
    gaming_risk="Charging late, or only what is simple.",
    guard="P05o",
    shown_beside=("P05", "P05z"),
    does_not_show="A higher share does not show that trials were fair, or victims heard.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        charged_natural_person | charged_on | judged_soon | counts
        yes                    | 2022-05-10 | yes         | yes
        yes                    | 2025-06-30 | no          | no
        yes                    |            | no          | no
        yes                    | 2022-05-10 |             | unknown
        yes                    | 2025-07-01 | yes         | not yet due
        no                     | 2022-05-10 | yes         | left out
    """,
)

P05z = Share(
    id="P05z",
    title="Judged within 24 months",
    question="What share of persons charged was convicted or acquitted within 24 months?",
    brief=("c-1", "V"),
    unit=per_suspect,
    unit_word="person charged",
    dated_by=per_suspect.c.charged_on,
    matures_after=LATER,
    denominator=per_suspect.c.charged_natural_person,
    numerator=per_suspect.c.judged_later,
    direction=Direction.HIGHER,
    denominator_words="of persons charged",
    caveats=(NO_JUDGMENT, UNSURE),
    gaming_risk="Charging late, or only what is simple.",
    guard="P05o",
    shown_beside=("P05", "P05y"),
    does_not_show="A higher share does not show that trials were fair, or victims heard.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        charged_natural_person | charged_on | judged_later | counts
        yes                    | 2022-05-10 | yes          | yes
        yes                    | 2024-06-30 | no           | no
        yes                    |            | no           | no
        yes                    | 2022-05-10 |              | unknown
        yes                    | 2024-07-01 | yes          | not yet due
        no                     | 2022-05-10 | yes          | left out
    """,
)
