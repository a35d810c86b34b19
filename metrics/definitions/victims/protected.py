"""Family V: victims protected in court, and not punished for what they were compelled to do."""

from metrics.kinds import Share
from metrics.measure import Direction, months
from metrics.units.victim.unit import per_victim

GRETA = "Council of Europe, GRETA evaluation reports"
WINDOW = months(24)
NOT_LOOKED_FOR = "Low may mean not looked for: read the upper bound."
IDENTIFIED = "Of formally identified victims alone; of unknown status they are left out."
STATE_NOW = "What is known at the as-of date counts, whenever it happened."

V01 = Share(
    id="V01",
    title="Protection of those who testified",
    core=True,
    question="Of victims who gave evidence or were to give it, what share had any protection?",
    brief=("S2", "V"),
    unit=per_victim,
    dated_by=per_victim.c.first_instance_on,
    denominator=per_victim.c.testified,
    numerator=per_victim.c.was_protected,
    direction=Direction.HIGHER,
    denominator_words="of victims who testified or were to",
    caveats=(
        "Some protection is automatic, some only on request.",
        "Victims in cases that are not decided yet have no date, and are in no year.",
        "Any kind of protection counts, and none recorded is none.",
    ),
    gaming_risk="One cheap measure for each.",
    guard="V01n",
    shown_beside=("V01n", "T02v"),
    does_not_show="A higher share does not show that the protection was the one needed.",
    used_by=(GRETA, "Council of Europe Convention, Articles 28 and 30"),
    example="""
        as of 2026-06-30
        testified | first_instance_on | was_protected | counts
        yes       | 2022-05-10        | yes           | yes
        yes       | 2022-05-10        | no            | no
        yes       | 2026-07-01        | yes           | yes
        yes       |                   | no            | no
                  | 2022-05-10        | yes           | unknown
        no        | 2022-05-10        | yes           | left out
    """,
)

V01n = Share(
    id="V01n",
    title="Protection granted where needed",
    question="Of victims whose assessment asked for protection, what share was granted any?",
    brief=("S2", "V"),
    unit=per_victim,
    dated_by=per_victim.c.first_instance_on,
    denominator=per_victim.c.needs_protection,
    numerator=per_victim.c.was_protected,
    direction=Direction.HIGHER,
    denominator_words="of victims who needed protection",
    caveats=(
        "Who was never assessed is unknown.",
        "Victims in cases that are not decided yet have no date, and are in no year.",
    ),
    gaming_risk="Assessing a need only where it can be met.",
    guard="V01",
    shown_beside=("V01",),
    does_not_show="A higher share does not show that the protection was the one needed.",
    used_by=(GRETA, "EU Victims' Rights Directive 2012/29, Article 22"),
    example="""
        as of 2026-06-30
        needs_protection | first_instance_on | was_protected | counts
        yes              | 2022-05-10        | yes           | yes
        yes              | 2022-05-10        | no            | no
        yes              | 2026-07-01        | yes           | yes
        yes              |                   | no            | no
                         | 2022-05-10        | no            | unknown
        no               | 2022-05-10        | yes           | left out
    """,
)

V02 = Share(
    id="V02",
    title="Charged for compelled acts",
    core=True,
    question="What share of identified victims was charged for acts they were compelled to?",
    brief=("S3", "V"),
    unit=per_victim,
    dated_by=per_victim.c.identified_on,
    matures_after=WINDOW,
    denominator=per_victim.c.charge_applies,
    numerator=per_victim.c.charged_for_compelled_act,
    direction=Direction.LOWER,
    denominator_words="of identified victims to whom a charge could apply",
    caveats=(NOT_LOOKED_FOR, IDENTIFIED, STATE_NOW),
    gaming_risk="Not looking for victims among defendants.",
    guard="C04i",
    shown_beside=("V02b", "V02c"),
    does_not_show="A lower share does not show that victims among defendants were found.",
    used_by=(GRETA, "OSCE, non-punishment provision", "EU Directive 2011/36, Article 8"),
    example="""
        as of 2026-06-30
        charge_applies | identified_on | charged_for_compelled_act | counts
        yes            | 2022-05-10    | yes                       | yes
        yes            | 2024-06-30    | no                        | no
        yes            |               | no                        | no
        yes            | 2022-05-10    |                           | unknown
        yes            | 2024-07-01    | yes                       | not yet due
        no             | 2022-05-10    | yes                       | left out
    """,
)

V02b = Share(
    id="V02b",
    title="Convicted for compelled acts",
    question="What share of identified victims was convicted or fined for acts they were compelled"
    " to?",
    brief=("S3", "V"),
    unit=per_victim,
    dated_by=per_victim.c.identified_on,
    matures_after=WINDOW,
    denominator=per_victim.c.conviction_applies,
    numerator=per_victim.c.convicted_for_compelled_act,
    direction=Direction.LOWER,
    denominator_words="of identified victims to whom a conviction could apply",
    caveats=(
        NOT_LOOKED_FOR,
        IDENTIFIED,
        STATE_NOW,
        "A conviction that was quashed counts until the source says so.",
    ),
    gaming_risk="Identifying victims only after their own trial.",
    guard="V04",
    shown_beside=("V02", "V02c"),
    does_not_show="A lower share does not show that victims among convicts were found.",
    used_by=(GRETA, "OSCE, non-punishment provision", "EU Directive 2011/36, Article 8"),
    example="""
        as of 2026-06-30
        conviction_applies | identified_on | convicted_for_compelled_act | counts
        yes                | 2022-05-10    | yes                         | yes
        yes                | 2024-06-30    | no                          | no
        yes                |               | no                          | no
        yes                | 2022-05-10    |                             | unknown
        yes                | 2024-07-01    | yes                         | not yet due
        no                 | 2022-05-10    | yes                         | left out
    """,
)

V02c = Share(
    id="V02c",
    title="Detained for immigration reasons",
    question="What share of identified victims was detained for immigration reasons?",
    brief=("S3", "V"),
    unit=per_victim,
    dated_by=per_victim.c.identified_on,
    matures_after=WINDOW,
    denominator=per_victim.c.detention_applies,
    numerator=per_victim.c.detained_for_immigration,
    direction=Direction.LOWER,
    denominator_words="of identified victims to whom detention could apply",
    caveats=(NOT_LOOKED_FOR, IDENTIFIED, STATE_NOW),
    gaming_risk="Returning people before they are identified.",
    guard="L04",
    shown_beside=("V02", "V02b"),
    does_not_show="A lower share does not show that victims in detention were found.",
    used_by=(GRETA, "OSCE, non-punishment provision"),
    example="""
        as of 2026-06-30
        detention_applies | identified_on | detained_for_immigration | counts
        yes               | 2022-05-10    | yes                      | yes
        yes               | 2024-06-30    | no                       | no
        yes               |               | no                       | no
        yes               | 2022-05-10    |                          | unknown
        yes               | 2024-07-01    | yes                      | not yet due
        no                | 2022-05-10    | yes                      | left out
    """,
)
