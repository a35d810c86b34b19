"""Family C: persons convicted, at first instance and finally; two series, never added."""

from metrics.definitions.none_known import NONE_KNOWN, not_recorded
from metrics.kinds import Count
from metrics.measure import Direction
from metrics.units.suspect.unit import per_suspect

ONCE_PER_PERIOD = (
    "A person is counted once in each period asked for, so years do not add up to all."
)
PLEAS = "A plea to another offence lowers it without lowering accountability."
COUNTED_BY = (
    "UNODC Global Report on Trafficking in Persons",
    "Eurostat, convicted traffickers",
    "US Trafficking in Persons Report",
)

C03 = Count(
    id="C03",
    title="Persons convicted of trafficking",
    core=True,
    question="How many different natural persons were convicted of trafficking at first instance?",
    brief=("S1", "S4"),
    unit=per_suspect,
    unit_word="person",
    dated_by=per_suspect.c.decided_on,
    counted=per_suspect.c.convicted_person,
    distinct=per_suspect.c.person_id,
    direction=Direction.CONTEXT,
    denominator_words="persons convicted of trafficking",
    caveats=(ONCE_PER_PERIOD, PLEAS),
    gaming_risk="Convicting those easiest to reach.",
    guard="N02",
    shown_beside=("C03f", "C03e", "C02"),
    does_not_show="More convictions do not show that networks were disrupted or victims repaired.",
    used_by=COUNTED_BY,
    changes=(*NONE_KNOWN, not_recorded("3", "no outcome is and nothing says who was charged")),
    example="""
        as of 2026-06-30
        person_id | convicted_person | decided_on | counts
        P-51      | yes              | 2022-03-01 | yes
        P-51      | yes              | 2024-09-10 | yes
        P-52      | yes              |            | yes
        P-53      |                  | 2022-03-01 | unknown
        P-54      |                  |            | unknown
        P-55      | no               | 2022-03-01 | left out
    """,
)

C03f = Count(
    id="C03f",
    title="Trafficking convictions with a final decision",
    question="How many different natural persons convicted of trafficking at first instance have a"
    " final decision?",
    brief="S4",
    unit=per_suspect,
    unit_word="person",
    dated_by=per_suspect.c.final_on,
    counted=per_suspect.c.finally_convicted_person,
    distinct=per_suspect.c.person_id,
    direction=Direction.CONTEXT,
    denominator_words="persons convicted of trafficking with a final decision",
    caveats=(
        ONCE_PER_PERIOD,
        "First instance and final are two series, never added.",
        (
            "The outcome is that of the first instance: a conviction that the final decision undid"
            " counts until the source says so."
        ),
    ),
    gaming_risk="None of its own: it follows the first-instance series.",
    guard="C03",
    shown_beside=("C03",),
    does_not_show="More final decisions do not show that convictions stood or were served.",
    used_by=COUNTED_BY,
    changes=(*NONE_KNOWN, not_recorded("3", "no outcome is and nothing says who was charged")),
    example="""
        as of 2026-06-30
        person_id | finally_convicted_person | final_on   | counts
        P-61      | yes                      | 2022-03-01 | yes
        P-61      | yes                      | 2024-09-10 | yes
        P-62      | yes                      | 2026-07-01 | yes
        P-63      |                          | 2022-03-01 | unknown
        P-64      | no                       |            | left out
        P-65      | no                       | 2022-03-01 | left out
    """,
)

C03e = Count(
    id="C03e",
    title="Companies convicted of trafficking",
    question="How many different companies and other legal persons were convicted of trafficking at"
    " first instance?",
    brief=("S1", "S4"),
    unit=per_suspect,
    unit_word="legal person",
    dated_by=per_suspect.c.decided_on,
    counted=per_suspect.c.convicted_entity,
    distinct=per_suspect.c.person_id,
    direction=Direction.CONTEXT,
    denominator_words="legal persons convicted of trafficking",
    caveats=(
        "Not everywhere can a legal person be convicted: 0 may be the law, not the practice.",
        ONCE_PER_PERIOD,
    ),
    gaming_risk="Convicting shells while those who profit go on.",
    guard="D04",
    shown_beside=("C03", "C02e"),
    does_not_show="More legal persons convicted do not show that they lost the profit.",
    used_by=("Council of Europe, GRETA questionnaire", *COUNTED_BY),
    changes=(*NONE_KNOWN, not_recorded("3", "no outcome is and nothing says who was charged")),
    example="""
        as of 2026-06-30
        person_id | convicted_entity | decided_on | counts
        E-51      | yes              | 2022-03-01 | yes
        E-51      | yes              | 2024-09-10 | yes
        E-52      | yes              |            | yes
        E-53      |                  | 2022-03-01 | unknown
        E-54      |                  |            | unknown
        P-55      | no               | 2022-03-01 | left out
    """,
)
