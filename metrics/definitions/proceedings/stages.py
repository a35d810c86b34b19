"""Family P: the stage funnel; cohorts by entry into a stage, each followed for the same time."""

from datetime import date

from metrics.definitions.none_known import not_recorded
from metrics.kinds import Share
from metrics.measure import Change, Direction
from metrics.options import OPTIONS
from metrics.units.suspect.unit import per_suspect

WINDOW = OPTIONS["stage_within_months"]
COHORT = (
    "All who entered the stage are followed for the same time; who entered later is left out, not"
    " counted as failed."
)
EXITS = (
    "Who left for another reason, and who is still pending at the end of the window, is a no; the"
    " reasons for leaving compete and are shown beside it."
)
UNSURE = "A stage reached on a day that may be inside the window or outside is unknown."
USED_BY = ("UNODC Global Report on Trafficking in Persons", "Crown Prosecution Service")

P01 = Share(
    id="P01",
    title="Suspected persons charged",
    core=True,
    question="Of persons first suspected, what share was charged within the window?",
    brief=("c-1", "S2"),
    unit=per_suspect,
    unit_word="suspected person",
    dated_by=per_suspect.c.suspected_on,
    matures_after=WINDOW,
    denominator=per_suspect.c.natural_person,
    numerator=per_suspect.c.charged_in_time,
    direction=Direction.CONTEXT,
    denominator_words="of persons suspected",
    caveats=(
        COHORT,
        EXITS,
        UNSURE,
        "Where only persons charged are recorded, everybody suspected was charged.",
        "A source that says of nobody whether they were charged has no number, and no 0 %.",
        "Without a day of suspicion that of the opening counts.",
    ),
    gaming_risk="Recording suspects only once they are charged.",
    guard="C01p",
    shown_beside=("P01b", "P01c", "P01d"),
    does_not_show="A higher share does not show that evidence sufficed for those charged.",
    used_by=USED_BY,
    changes=(
        Change(
            "2",
            date(2026, 11, 28),
            "Not recorded where it is said of nobody whether they were charged",
            recounted=True,
        ),
        not_recorded(
            "3", "days of charges are not, or neither days of suspicions nor of openings are"
        ),
    ),
    example="""
        as of 2026-06-30
        natural_person | suspected_on | charged_in_time | counts
        yes            | 2022-05-10   | yes             | yes
        yes            | 2024-06-30   | no              | no
        yes            |              | no              | no
        yes            | 2022-05-10   |                 | unknown
        yes            | 2024-07-01   | yes             | not yet due
        no             | 2022-05-10   | yes             | left out
    """,
)

P01b = Share(
    id="P01b",
    title="Charged persons convicted or acquitted",
    question="Of persons charged, what share was convicted or acquitted within the window?",
    brief=("c-1", "S2"),
    unit=per_suspect,
    unit_word="person charged",
    dated_by=per_suspect.c.charged_on,
    matures_after=WINDOW,
    denominator=per_suspect.c.charged_natural_person,
    numerator=per_suspect.c.judged_in_time,
    direction=Direction.CONTEXT,
    denominator_words="of persons charged",
    caveats=(COHORT, EXITS, UNSURE),
    gaming_risk="Withdrawing charges before they are decided.",
    guard="P02",
    shown_beside=("P01", "P01c", "P01d"),
    does_not_show="A higher share does not show that the decisions were right.",
    used_by=USED_BY,
    changes=(not_recorded("2", "days of charges are not"),),
    example="""
        as of 2026-06-30
        charged_natural_person | charged_on | judged_in_time | counts
        yes                    | 2022-05-10 | yes            | yes
        yes                    | 2024-06-30 | no             | no
        yes                    |            | no             | no
        yes                    | 2022-05-10 |                | unknown
        yes                    | 2024-07-01 | yes            | not yet due
        no                     | 2022-05-10 | no             | left out
    """,
)

P01c = Share(
    id="P01c",
    title="Judged persons convicted",
    question="Of persons convicted or acquitted, what share was convicted of any offence?",
    brief=("c-1", "S2"),
    unit=per_suspect,
    unit_word="defendant",
    dated_by=per_suspect.c.decided_on,
    matures_after=WINDOW,
    denominator=per_suspect.c.judged_natural_person,
    numerator=per_suspect.c.convicted_of_anything,
    direction=Direction.CONTEXT,
    denominator_words="of persons convicted or acquitted",
    caveats=(
        COHORT,
        "The decision and the conviction are one day: the window only keeps the stages alike.",
        "Discontinued proceedings were not decided; the share of disposed charges has them.",
        "An unknown outcome admits nobody: it is unknown in the stage before.",
    ),
    gaming_risk="Trying only what cannot be lost.",
    guard="P01b",
    shown_beside=("P01", "P01b", "P01d", "P02b"),
    does_not_show="A higher share does not show that weaker cases were tried as well.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        judged_natural_person | decided_on | convicted_of_anything | counts
        yes                   | 2022-05-10 | yes                   | yes
        yes                   | 2024-06-30 | no                    | no
        yes                   |            | yes                   | yes
        yes                   | 2022-05-10 |                       | unknown
        yes                   | 2024-07-01 | yes                   | not yet due
        no                    | 2022-05-10 |                       | left out
    """,
)

P01d = Share(
    id="P01d",
    title="Convictions with a final decision",
    question="Of persons convicted of any offence at first instance, what share has a final"
    " decision within the window?",
    brief=("c-1", "S2"),
    unit=per_suspect,
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    matures_after=WINDOW,
    denominator=per_suspect.c.convicted_natural_person,
    numerator=per_suspect.c.final_in_time,
    direction=Direction.CONTEXT,
    denominator_words="of persons convicted of any offence",
    caveats=(
        COHORT,
        UNSURE,
        "A decision without a date of being final is not final yet.",
        "Final is the decision, whatever it was: an appeal may have undone the conviction.",
    ),
    gaming_risk="Convictions that nobody appeals against, because they are mild.",
    guard="D01",
    shown_beside=("P01", "P01b", "P01c", "C03f"),
    does_not_show="A higher share does not show that the convictions were upheld.",
    used_by=USED_BY,
    changes=(not_recorded("2", "days of decisions are not"),),
    example="""
        as of 2026-06-30
        convicted_natural_person | decided_on | final_in_time | counts
        yes                      | 2022-05-10 | yes           | yes
        yes                      | 2024-06-30 | no            | no
        yes                      |            | no            | no
        yes                      | 2022-05-10 |               | unknown
        yes                      | 2024-07-01 | yes           | not yet due
        no                       | 2022-05-10 | no            | left out
    """,
)
