"""Family R: whether victims were paid, from what source, and when."""

from datetime import date

from metrics.definitions.none_known import not_recorded
from metrics.kinds import MONTHS, AmountRatio, Duration, Share
from metrics.measure import OF_SEVERAL_PERSONS, Change, Direction, months
from metrics.options import OPTIONS
from metrics.units.award.unit import per_award
from metrics.units.victim.unit import per_victim

FEW_TRACK = "Few States track payment: read the coverage first."
NO_RECORD = "An award without a record of payments is unknown, not unpaid."

R03 = Share(
    id="R03",
    title="Victims with an award who were paid",
    core=True,
    question="Of victims with an award, what share was paid anything?",
    brief=("R-1", "R-3"),
    unit=per_victim,
    dated_by=per_victim.c.first_award_on,
    matures_after=months(12),
    denominator=per_victim.c.awarded,
    numerator=per_victim.c.was_paid,
    direction=Direction.HIGHER,
    denominator_words="of victims with an award",
    caveats=(FEW_TRACK, NO_RECORD),
    gaming_risk="A token payment to each.",
    guard="R03b",
    shown_beside=("R03b", "R04"),
    does_not_show="A higher share does not show that victims were paid what they were awarded.",
    used_by=("Council of Europe, GRETA Part III", "La Strada International and KOK"),
    changes=(
        Change(
            "2",
            date(2026, 11, 27),
            "What is paid under any claim of the victim counts, beside what is paid for the award",
            recounted=True,
        ),
    ),
    example="""
        as of 2026-06-30
        awarded | first_award_on | was_paid | counts
        yes     | 2025-06-30     | yes      | yes
        yes     | 2022-05-10     | no       | no
        yes     |                | no       | no
        yes     | 2022-05-10     |          | unknown
        yes     | 2025-07-01     | yes      | not yet due
        no      |                |          | left out
    """,
)

R03b = AmountRatio(
    id="R03b",
    title="Awarded money that was paid",
    core=True,
    question="How much of the money awarded was paid?",
    brief=("R-1", "R-3"),
    unit=per_award,
    dated_by=per_award.c.decided_on,
    matures_after=months(12),
    eligible=per_award.c.awarded,
    numerator=per_award.c.amount_paid,
    denominator=per_award.c.amount_awarded,
    direction=Direction.HIGHER,
    denominator_words="of the money awarded",
    caveats=(FEW_TRACK, "One large award can decide it: read the largest case's part."),
    gaming_risk="Awarding little.",
    guard="R05",
    shown_beside=("R03", "R04m-perpetrator", "R04m-state"),
    does_not_show="A higher ratio does not show that more victims were paid.",
    used_by=("Council of Europe, GRETA Part III", "La Strada International and KOK"),
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
        awarded | decided_on | amount_awarded | amount_paid | counts
        yes     | 2025-06-30 | 5000.00        | 5000.00     | used
        yes     | 2022-05-10 | 5000.00        | 0           | used
        yes     |            | 5000.00        | 750.00      | used
        yes     | 2022-05-10 |                | 750.00      | unknown
        yes     | 2022-05-10 | 5000.00        |             | unknown
        yes     | 2025-07-01 | 5000.00        | 750.00      | not yet due
        no      | 2022-05-10 | 0              |             | left out
    """,
)

R04 = Share(
    id="R04",
    title="Award holders paid from independent sources",
    question="Of victims with an award that perpetrators did not pay whole in time, what share was"
    " paid from a source that does not depend on them?",
    brief="R-3",
    unit=per_victim,
    dated_by=per_victim.c.first_award_on,
    matures_after=OPTIONS["paid_within_months"],
    denominator=per_victim.c.awarded_and_not_paid_by_perpetrators,
    numerator=per_victim.c.paid_independently,
    direction=Direction.HIGHER,
    denominator_words="of victims with an award that perpetrators did not pay whole in time",
    caveats=(
        "State schemes differ in whom they pay and how much: split by eligibility for the fund.",
        "State fund, advance, insurance and confiscated assets count; an employer does not.",
        (
            "Only payments within 12 months of the first award count, earlier ones too; one of"
            " unknown day or source is unknown."
        ),
        "Left out is who is known to have been paid every award whole by perpetrators in time.",
        NO_RECORD,
        (
            "Payments of a fund that keeps no id of the victim are in no record of theirs, and no"
            " yes; where no claim names a victim, it is not collected."
        ),
    ),
    gaming_risk="A token advance to each.",
    guard="R03b",
    shown_beside=("R03", "R04m-perpetrator", "R04m-state"),
    does_not_show="A higher share does not show that the payments covered the awards.",
    used_by=(
        "Council of Europe, GRETA evaluation reports",
        "Inter-Agency Coordination Group brief",
    ),
    changes=(
        Change(
            "2",
            date(2026, 11, 27),
            "What is paid under any claim of the victim counts, beside what is paid for the award",
            recounted=True,
        ),
        Change(
            "3",
            date(2026, 11, 30),
            "Amounts are compared to half a cent: who was paid in full, in parts, is recognised",
            recounted=True,
        ),
        not_recorded("4", "days of awards are not"),
    ),
    example="""
        as of 2026-06-30
        awarded_and_not_paid_by_perpetrators | first_award_on | paid_independently | counts
        yes                                  | 2025-06-30     | yes                | yes
        yes                                  | 2022-05-10     | no                 | no
        yes                                  |                | no                 | no
        yes                                  | 2022-05-10     |                    | unknown
        yes                                  | 2025-07-01     | yes                | not yet due
        no                                   | 2022-05-10     | no                 | left out
    """,
)

R06 = Duration(
    id="R06",
    title="Time from award to first payment",
    question="How long from a victim's first award to the first payment?",
    brief="R-1",
    unit=per_victim,
    dated_by=per_victim.c.first_award_on,
    needs_date=True,
    eligible=per_victim.c.awarded,
    ends_on=per_victim.c.first_payment_on,
    shown_in=MONTHS,
    ends_words="the first payment",
    is_open=per_victim.c.awaits_payment,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.LOWER,
    denominator_words="of victims with an award",
    caveats=(
        "Of victims with an award: who waits for one is not in it.",
        "Who is known to be unpaid is followed until the as-of date.",
        "Without a record of payments, or with a payment of unknown day, it is unknown.",
        "A State fund and a court are different ways, with different waits.",
    ),
    gaming_risk="A token payment early.",
    guard="R03b",
    shown_beside=("R03",),
    does_not_show="A shorter time does not show that the payment was enough.",
    used_by=("La Strada International and KOK",),
    changes=(
        Change(
            "2",
            date(2026, 11, 27),
            "From the first award, which every award has, and not from identification",
            recounted=True,
        ),
    ),
    example="""
        as of 2026-06-30
        awarded | first_award_on | first_payment_on | awaits_payment | counts
        yes     | 2022-05-10     | 2023-02-01       | no             | ended
        yes     | 2022-05-10     | 2022-05-10       | no             | ended
        yes     | 2026-06-30     |                  | yes            | still open
        yes     | 2022-05-10     |                  | no             | unknown
        yes     | 2022-05-10     |                  |                | unknown
        yes     |                | 2023-02-01       | no             | unknown
        no      | 2022-05-10     |                  |                | left out
    """,
)
