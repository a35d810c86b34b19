"""Family V: legal aid, and how long victims wait to be identified."""

from datetime import date

from metrics.kinds import DAYS, Duration, Share
from metrics.measure import Change, Direction
from metrics.units.victim.unit import per_victim

GRETA = "Council of Europe, GRETA evaluation reports"
DECLINED = "Who was offered legal aid and declined counts as having it: split by legal aid."
OF_CASES = "Of victims in an investigation, identified or presumed; others are left out."

V03 = Share(
    id="V03",
    title="Legal aid given or offered",
    core=True,
    question="What share of victims in investigations had legal aid, or was offered it?",
    brief=("R-1", "V"),
    unit=per_victim,
    dated_by=per_victim.c.met_on,
    denominator=per_victim.c.in_investigation,
    numerator=per_victim.c.had_legal_aid,
    direction=Direction.HIGHER,
    denominator_words="of victims in investigations",
    caveats=(DECLINED, OF_CASES, "What legal aid covers differs."),
    gaming_risk="Recording a leaflet as an offer.",
    guard="V03b",
    shown_beside=("V03b", "V03c"),
    does_not_show="A higher share does not show that the aid was good, or lasted.",
    used_by=(GRETA, "Council of Europe, GRETA Part III"),
    example="""
        as of 2026-06-30
        in_investigation | met_on     | had_legal_aid | counts
        yes              | 2022-05-10 | yes           | yes
        yes              | 2022-05-10 | no            | no
        yes              | 2026-07-01 | yes           | yes
        yes              |            | no            | no
        yes              | 2022-05-10 |               | unknown
        no               | 2022-05-10 | yes           | left out
    """,
)

V03b = Share(
    id="V03b",
    title="Legal aid before the first interview",
    question="What share of victims in investigations had legal aid before their first formal"
    " interview?",
    brief=("R-1", "V"),
    unit=per_victim,
    dated_by=per_victim.c.met_on,
    denominator=per_victim.c.in_investigation,
    numerator=per_victim.c.had_legal_aid_before_interview,
    direction=Direction.HIGHER,
    denominator_words="of victims in investigations",
    caveats=(
        DECLINED,
        OF_CASES,
        "On the day of the interview is not before it.",
        "Without the day of the aid or of the interview it is unknown, unless there was no aid.",
    ),
    gaming_risk="Calling the first interview an informal talk.",
    guard="V03",
    shown_beside=("V03", "V03c"),
    does_not_show="A higher share does not show that the lawyer was there at the interview.",
    used_by=(GRETA, "EU Directive 2011/36, Article 12"),
    example="""
        as of 2026-06-30
        in_investigation | met_on     | had_legal_aid_before_interview | counts
        yes              | 2022-05-10 | yes                            | yes
        yes              | 2022-05-10 | no                             | no
        yes              | 2026-07-01 | yes                            | yes
        yes              |            | no                             | no
        yes              | 2022-05-10 |                                | unknown
        no               | 2022-05-10 | yes                            | left out
    """,
)

V03c = Share(
    id="V03c",
    title="Legal aid free of charge",
    question="What share of victims in investigations had legal aid free of charge?",
    brief=("R-1", "V"),
    unit=per_victim,
    dated_by=per_victim.c.met_on,
    denominator=per_victim.c.in_investigation_and_free_aid_applies,
    numerator=per_victim.c.had_free_legal_aid,
    direction=Direction.HIGHER,
    denominator_words="of victims in investigations to whom the cost of legal aid applies",
    caveats=(DECLINED, OF_CASES, "Who had no legal aid had none free of charge."),
    gaming_risk="Free aid for an hour.",
    guard="V03",
    shown_beside=("V03", "V03b"),
    does_not_show="A higher share does not show that the aid was good, or lasted.",
    used_by=("Council of Europe, GRETA Part III",),
    example="""
        as of 2026-06-30
        in_investigation_and_free_aid_applies | met_on     | had_free_legal_aid | counts
        yes                                   | 2022-05-10 | yes                | yes
        yes                                   | 2022-05-10 | no                 | no
        yes                                   | 2026-07-01 | yes                | yes
        yes                                   |            | no                 | no
        yes                                   | 2022-05-10 |                    | unknown
        no                                    | 2022-05-10 | yes                | left out
    """,
)

V04 = Duration(
    id="V04",
    title="Time to a decision on the status",
    core=True,
    question="How long from the first contact with an authority to the end of the procedure on the"
    " status?",
    brief="V-1",
    unit=per_victim,
    dated_by=per_victim.c.first_contact_on,
    needs_date=True,
    eligible=per_victim.c.met,
    ends_on=per_victim.c.status_ended_on,
    shown_in=DAYS,
    ends_words="the end of the procedure on the status",
    is_open=per_victim.c.still_presumed,
    direction=Direction.LOWER,
    denominator_words="of victims met",
    caveats=(
        "Who is still presumed is followed until the as-of date, not dropped.",
        "Rejection and withdrawal end the procedure as identification does.",
        "Systems of two stages and of one differ in what they call identification.",
    ),
    gaming_risk="Recording the first contact late.",
    guard="C04p",
    shown_beside=("C04i", "C04p"),
    does_not_show="A shorter time does not show that the decisions were right.",
    used_by=("UK National Referral Mechanism statistics",),
    changes=(
        Change(
            "2",
            date(2026, 11, 27),
            "Rejection and withdrawal end the procedure as identification does",
            recounted=True,
        ),
    ),
    example="""
        as of 2026-06-30
        met | first_contact_on | status_ended_on | still_presumed | counts
        yes | 2022-05-10       | 2022-08-01      | no             | ended
        yes | 2022-05-10       | 2022-05-10      | no             | ended
        yes | 2026-06-30       |                 | yes            | still open
        yes | 2022-05-10       |                 |                | unknown
        yes |                  | 2022-08-01      | no             | unknown
        no  | 2022-05-10       | 2022-08-01      | no             | left out
    """,
)
