"""Family R: whether victims claimed, and whether they were awarded."""

from metrics.definitions.none_known import not_recorded
from metrics.kinds import Share
from metrics.measure import Direction, months
from metrics.units.suspect.unit import per_suspect
from metrics.units.victim.unit import per_victim

EX_OFFICIO = "Where courts order restitution of their own motion, no claim is needed."
UNIT_TRAP = "Figures per case or per defendant are not comparable with these per victim."
US_TRIALS = "US courts, restitution in trafficking cases (Human Trafficking Pro Bono Legal Center)"

R01 = Share(
    id="R01",
    title="Victims with a claim",
    core=True,
    question="For what share of victims in decided cases was any compensation claimed?",
    brief=("R-1", "a-5"),
    unit=per_victim,
    dated_by=per_victim.c.first_instance_on,
    denominator=per_victim.c.may_have_claimed,
    numerator=per_victim.c.has_claim,
    direction=Direction.HIGHER,
    denominator_words="of victims in decided cases who did not decline to claim",
    caveats=(EX_OFFICIO, "Victims who declined after advice are left out."),
    gaming_risk="Recording victims as having declined.",
    guard="R02b",
    shown_beside=("R02b",),
    does_not_show="A higher share does not show that the claims were granted or paid.",
    used_by=("Council of Europe, GRETA Part III", US_TRIALS),
    example="""
        as of 2026-06-30
        may_have_claimed | first_instance_on | has_claim | counts
        yes              | 2022-05-10        | yes       | yes
        yes              | 2022-05-10        | no        | no
        yes              | 2026-07-01        | no        | no
        yes              |                   | yes       | yes
        yes              | 2022-05-10        |           | unknown
        no               | 2022-05-10        | yes       | left out
        no               |                   | no        | left out
    """,
)

R02 = Share(
    id="R02",
    title="Victims whose claim succeeded",
    core=True,
    question="Of victims with a decided claim, what share obtained an award?",
    brief=("R-1", "d-3"),
    unit=per_victim,
    dated_by=per_victim.c.first_decision_on,
    denominator=per_victim.c.has_decided_claim,
    numerator=per_victim.c.has_award,
    direction=Direction.HIGHER,
    denominator_words="of victims with a decided claim",
    caveats=(UNIT_TRAP, "An award of 0 is none."),
    gaming_risk="Discouraging claims that might fail.",
    guard="R01",
    shown_beside=("R02b", "R02p"),
    does_not_show="A higher share does not show that the awards were paid.",
    used_by=("Council of Europe, GRETA Part III", US_TRIALS),
    example="""
        as of 2026-06-30
        has_decided_claim | first_decision_on | has_award | counts
        yes               | 2022-05-10        | yes       | yes
        yes               | 2022-05-10        | no        | no
        yes               | 2026-07-01        | yes       | yes
        yes               |                   | no        | no
        yes               | 2022-05-10        |           | unknown
        no                |                   | no        | left out
    """,
)

R02b = Share(
    id="R02b",
    title="Victims in convicted cases with an award",
    question="Of all victims in cases with a trafficking conviction, what share has an award?",
    brief=("R-1", "d-3"),
    unit=per_victim,
    dated_by=per_victim.c.conviction_on,
    matures_after=months(12),
    denominator=per_victim.c.of_convicted_case,
    numerator=per_victim.c.has_award,
    direction=Direction.HIGHER,
    denominator_words="of victims in cases with a trafficking conviction",
    caveats=(UNIT_TRAP, EX_OFFICIO),
    gaming_risk="Awards that nobody will pay.",
    guard="R03",
    shown_beside=("R02", "R02p"),
    does_not_show="A higher share does not show that the awards were enough, or paid.",
    used_by=("Council of Europe, GRETA Part III", US_TRIALS),
    example="""
        as of 2026-06-30
        of_convicted_case | conviction_on | has_award | counts
        yes               | 2025-06-30    | yes       | yes
        yes               | 2022-05-10    | no        | no
        yes               |               | no        | no
        yes               | 2022-05-10    |           | unknown
        yes               | 2025-07-01    | yes       | not yet due
        no                | 2022-05-10    | yes       | left out
    """,
)

R02p = Share(
    id="R02p",
    title="Convicted persons and companies ordered to compensate",
    question="Of persons and companies convicted of any offence, what share was ordered to"
    " compensate?",
    brief=("d-3", "R-1"),
    unit=per_suspect,
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    denominator=per_suspect.c.convicted,
    numerator=per_suspect.c.ordered_to_compensate,
    direction=Direction.HIGHER,
    denominator_words="of persons and companies convicted of any offence",
    caveats=(UNIT_TRAP, "One order against several is theirs together."),
    gaming_risk="Nominal orders against everybody.",
    guard="R03b",
    shown_beside=("R02", "R02b"),
    does_not_show="A higher share does not show that victims received anything.",
    used_by=("Human Trafficking Data, US federal prosecutions", US_TRIALS),
    changes=(not_recorded("2", "no claim names a person"),),
    example="""
        as of 2026-06-30
        convicted | decided_on | ordered_to_compensate | counts
        yes       | 2022-05-10 | yes                   | yes
        yes       | 2022-05-10 | no                    | no
        yes       | 2026-07-01 | no                    | no
        yes       |            | yes                   | yes
        yes       | 2022-05-10 |                       | unknown
        no        | 2022-05-10 | no                    | left out
    """,
)
