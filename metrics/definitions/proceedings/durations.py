"""Family P: how long it took to a judgment at first instance."""

from datetime import date

from metrics.definitions.none_known import not_recorded
from metrics.kinds import MONTHS, Duration, Median, Share
from metrics.measure import Change, Direction
from metrics.options import OPTIONS
from metrics.units.suspect.unit import per_suspect

SOON = OPTIONS["judgment_within_months"]
PENDING = "Pending persons are followed until the as-of date, not dropped."
ENDS = "Whatever ends it counts: judgment, discontinuance, leaving; see the ways out beside it."
WAITS = (
    Change("2", date(2026, 11, 27), "Whatever ends the proceedings ends the wait", recounted=True),
)
NO_JUDGMENT = "Discontinued proceedings, and those still pending, are without a judgment: a no."
UNSURE = "A judgment on a day that may be inside the wait or outside is unknown."
USED_BY = ("Crown Prosecution Service", "CEPEJ, timeframes of proceedings")

P05 = Duration(
    id="P05",
    title="Time from charge to the end at first instance",
    core=True,
    question="How long from charge to the end of the proceedings at first instance?",
    brief=("c-1", "V"),
    unit=per_suspect,
    unit_word="person charged",
    dated_by=per_suspect.c.charged_on,
    eligible=per_suspect.c.charged_natural_person,
    ends_on=per_suspect.c.ended_on,
    shown_in=MONTHS,
    ends_words="the end at first instance",
    is_open=per_suspect.c.awaits_judgment,
    direction=Direction.LOWER,
    denominator_words="of persons charged",
    caveats=(PENDING, ENDS, "Where the charge stands in the proceedings differs."),
    gaming_risk="Charging late.",
    guard="P05o",
    shown_beside=("P05o", "P05y", "P05j"),
    does_not_show="A shorter time does not show that the cases were fully investigated.",
    used_by=USED_BY,
    changes=WAITS,
    example="""
        as of 2026-06-30
        charged_natural_person | charged_on | ended_on   | awaits_judgment | counts
        yes                    | 2022-05-10 | 2023-02-01 | no              | ended
        yes                    | 2022-05-10 | 2022-05-10 | no              | ended
        yes                    | 2026-06-30 |            | yes             | still open
        yes                    | 2022-05-10 |            | no              | unknown
        yes                    |            | 2023-02-01 | no              | unknown
        no                     | 2022-05-10 | 2023-02-01 | no              | left out
    """,
)

P05o = Duration(
    id="P05o",
    title="Time from opening to the end at first instance",
    question="How long from the opening of the investigation to the end at first instance?",
    brief=("c-1", "V"),
    unit=per_suspect,
    unit_word="person charged",
    dated_by=per_suspect.c.charged_on,
    eligible=per_suspect.c.charged_natural_person,
    starts_on=per_suspect.c.opened_on,
    ends_on=per_suspect.c.ended_on,
    shown_in=MONTHS,
    ends_words="the end at first instance",
    is_open=per_suspect.c.awaits_judgment,
    direction=Direction.LOWER,
    denominator_words="of persons charged",
    caveats=(
        PENDING,
        ENDS,
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
    changes=WAITS,
    example="""
        as of 2026-06-30
        charged_natural_person | charged_on | opened_on  | ended_on   | awaits_judgment | counts
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
    shown_beside=("P05", "P05j"),
    does_not_show="A higher share does not show that trials were fair, or victims heard.",
    used_by=USED_BY,
    changes=(not_recorded("2", "days of charges are not"),),
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

P05j = Median(
    id="P05j",
    title="Days from charge to judgment",
    question="How many days passed from charge to judgment, for the person in the middle?",
    brief=("c-1", "V"),
    unit=per_suspect,
    unit_word="person judged",
    dated_by=per_suspect.c.decided_on,
    eligible=per_suspect.c.charged_and_judged,
    values=per_suspect.c.days_to_judgment,
    value_unit="days",
    direction=Direction.LOWER,
    denominator_words="of persons charged and judged",
    caveats=(
        "Of those judged alone, as ministries publish it: whoever still waits is not in it.",
        "Discontinued proceedings are not in it; the time to the end at first instance has them.",
    ),
    gaming_risk="Deciding the quick cases first.",
    guard="P05",
    shown_beside=("P05", "P05o", "P05y"),
    does_not_show="A shorter time does not show that those still waiting wait less.",
    used_by=("US Bureau of Justice Statistics", *USED_BY),
    example="""
        as of 2026-06-30
        charged_and_judged | decided_on | days_to_judgment | counts
        yes                | 2022-05-10 | 300              | used
        yes                | 2026-06-30 | 0                | used
        yes                |            | 40               | used
        yes                | 2021-05-10 | 100              | used
        yes                | 2022-05-10 |                  | unknown
        no                 | 2022-05-10 | 300              | left out
    """,
)
