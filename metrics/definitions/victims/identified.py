"""Family V: how soon victims are identified, and how long their exploitation lasted before."""

from datetime import date

from metrics.kinds import Median, Share
from metrics.measure import Change, Direction
from metrics.options import OPTIONS
from metrics.units.victim.unit import per_victim

STATISTICS = "UK National Referral Mechanism statistics"

V04y = Share(
    id="V04y",
    title="Identified within 90 days",
    question="What share of victims was formally identified within 90 days of the first contact?",
    brief="V-1",
    unit=per_victim,
    dated_by=per_victim.c.first_contact_on,
    due_on=per_victim.c.identification_due_on,
    needs_date=True,
    options=(OPTIONS["identified_within_days"],),
    denominator=per_victim.c.met,
    numerator=per_victim.c.identified_in_time,
    direction=Direction.HIGHER,
    denominator_words="of victims met",
    caveats=(
        "Who was rejected, or withdrew before, is a no; identified on no known day is unknown.",
        "Systems of two stages and of one differ in what they call identification.",
    ),
    gaming_risk="Recording the first contact late.",
    guard="V04",
    shown_beside=("V04", "C04i"),
    does_not_show="A higher share does not show that the decisions were right.",
    used_by=(STATISTICS,),
    changes=(
        Change(
            "2",
            date(2026, 11, 30),
            "Who was rejected or withdrew before being identified is a no",
            recounted=True,
        ),
    ),
    example="""
        as of 2026-06-30
        met | first_contact_on | identification_due_on | identified_in_time | counts
        yes | 2026-04-01       | 2026-06-30            | yes                | yes
        yes | 2022-05-10       | 2022-08-08            | no                 | no
        yes |                  |                       | no                 | no
        yes | 2022-05-10       | 2022-08-08            |                    | unknown
        yes | 2026-04-02       | 2026-07-01            | yes                | not yet due
        no  | 2022-05-10       | 2022-08-08            | yes                | left out
    """,
)

V07 = Median(
    id="V07",
    title="Days exploited before identification",
    question="How many days was the victim in the middle exploited before being identified?",
    brief="V-1",
    unit=per_victim,
    unit_word="identified victim",
    dated_by=per_victim.c.identified_on,
    eligible=per_victim.c.identified_by_day_or_status,
    values=per_victim.c.days_exploited,
    value_unit="days",
    direction=Direction.CONTEXT,
    denominator_words="of identified victims with known dates of exploitation",
    caveats=(
        "Shorter is better for the victim; a longer time may only show that older cases are found.",
        "Until the day the exploitation ended, else until the identification.",
        "Where its beginning is not recorded it is unknown.",
    ),
    gaming_risk="Recording the latest beginning that anybody states.",
    guard="C04i",
    shown_beside=("V04",),
    does_not_show="A shorter time does not show that more victims are found.",
    used_by=(STATISTICS,),
    example="""
        as of 2026-06-30
        identified_by_day_or_status | identified_on | days_exploited | counts
        yes                         | 2022-05-10    | 300            | used
        yes                         | 2026-07-01    | 0              | used
        yes                         |               | 12             | used
        yes                         | 2021-05-10    | 40             | used
        yes                         | 2022-05-10    |                | unknown
        no                          | 2022-05-10    | 300            | left out
    """,
)
