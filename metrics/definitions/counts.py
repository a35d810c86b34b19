"""Family C: the conventional counts, context beside every quality measure."""

from metrics.kinds import Count
from metrics.measure import Direction
from metrics.units.cases import per_case
from metrics.units.suspects import per_suspect
from metrics.units.victims import per_victim

THRESHOLDS = (
    "The threshold for an investigation differs: intelligence file, inquiry, registered crime."
)
POINT_OF_COUNTING = "States count at indictment, at registration in court, or at the first hearing."
ONCE_PER_PERIOD = (
    "A person is counted once in each period asked for, so years do not add up to all."
)
VOLUME = "More is not better: it says how many, not how well."

C01 = Count(
    id="C01",
    title="Investigations opened",
    question="How many investigations of trafficking were opened?",
    brief="S1",
    unit=per_case,
    dated_by=per_case.c.opened_on,
    counted=per_case.c.opened,
    direction=Direction.CONTEXT,
    denominator_words="investigations",
    caveats=(THRESHOLDS, VOLUME),
    gaming_risk="Splitting one matter into several files.",
    guard="N01",
    example="""
        as of 2026-06-30
        opened | opened_on  | counts
        yes    | 2020-01-01 | yes
        yes    | 2024-06-30 | yes
        yes    | 2026-06-30 | yes
        yes    | 2026-07-01 | yes
        yes    |            | yes
        no     | 2021-05-04 | left out
    """,
)

C01p = Count(
    id="C01p",
    title="Persons suspected",
    question="How many different persons, natural or legal, were first suspected?",
    brief="S1",
    unit=per_suspect,
    unit_word="person",
    dated_by=per_suspect.c.person_suspected_on,
    counted=per_suspect.c.suspicion_started,
    distinct=per_suspect.c.person_id,
    direction=Direction.CONTEXT,
    denominator_words="persons first suspected",
    caveats=(THRESHOLDS, "A case that was only re-opened starts no suspicion."),
    gaming_risk="Recording everybody met as a suspect.",
    guard="P02",
    example="""
        as of 2026-06-30
        person_id | suspicion_started | person_suspected_on | counts
        P-31      | yes               | 2020-01-01          | yes
        P-31      | yes               | 2020-01-01          | yes
        P-32      | yes               | 2026-07-01          | yes
        P-33      | yes               |                     | yes
        P-34      | no                | 2021-05-04          | left out
        P-35      | no                |                     | left out
    """,
)

C02 = Count(
    id="C02",
    title="Persons charged with trafficking",
    question="How many different natural persons were first charged with trafficking?",
    brief="S1",
    unit=per_suspect,
    unit_word="person",
    dated_by=per_suspect.c.person_charged_on,
    counted=per_suspect.c.charged_with_trafficking,
    distinct=per_suspect.c.person_id,
    direction=Direction.CONTEXT,
    denominator_words="persons first charged with trafficking",
    caveats=(POINT_OF_COUNTING, VOLUME),
    gaming_risk="Charging trafficking where the evidence carries less.",
    guard="P02",
    example="""
        as of 2026-06-30
        person_id | charged_with_trafficking | person_charged_on | counts
        P-41      | yes                      | 2022-03-01        | yes
        P-41      | yes                      | 2022-03-01        | yes
        P-42      | yes                      |                   | yes
        P-43      |                          | 2022-03-01        | unknown
        P-44      |                          |                   | unknown
        P-45      | no                       | 2022-03-01        | left out
    """,
)

C03 = Count(
    id="C03",
    title="Persons convicted of trafficking",
    question="How many different natural persons were convicted of trafficking at first instance?",
    brief="S4",
    unit=per_suspect,
    unit_word="person",
    dated_by=per_suspect.c.decided_on,
    counted=per_suspect.c.convicted_person,
    distinct=per_suspect.c.person_id,
    direction=Direction.CONTEXT,
    denominator_words="persons convicted of trafficking",
    caveats=(
        ONCE_PER_PERIOD,
        "A plea to another offence lowers it without lowering accountability.",
    ),
    gaming_risk="Convicting those easiest to reach.",
    guard="N02",
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
    title="Persons finally convicted of trafficking",
    question="How many different natural persons convicted of trafficking have a final decision?",
    brief="S4",
    unit=per_suspect,
    unit_word="person",
    dated_by=per_suspect.c.final_on,
    counted=per_suspect.c.finally_convicted_person,
    distinct=per_suspect.c.person_id,
    direction=Direction.CONTEXT,
    denominator_words="persons finally convicted of trafficking",
    caveats=(ONCE_PER_PERIOD, "First instance and final are two series, never added."),
    gaming_risk="None of its own: it follows the first-instance series.",
    guard="C03",
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

C04 = Count(
    id="C04",
    title="Victims identified or presumed",
    question="How many victims were identified, or presumed to be victims?",
    brief="V-1",
    unit=per_victim,
    dated_by=per_victim.c.counted_on,
    counted=per_victim.c.identified_or_presumed,
    direction=Direction.CONTEXT,
    denominator_words="victims identified or presumed",
    caveats=("A rise may be better detection: never read it as prevalence.",),
    gaming_risk="Presuming without assessing.",
    guard="R01",
    example="""
        as of 2026-06-30
        status     | identified_or_presumed | counted_on | counts
        identified | yes                    | 2021-02-03 | yes
        presumed   | yes                    | 2026-07-01 | yes
        identified | yes                    |            | yes
        unknown    |                        | 2021-02-03 | unknown
        unknown    |                        |            | unknown
        rejected   | no                     | 2021-02-03 | left out
    """,
)

C04s = Count(
    id="C04s",
    title="Victims stated by the source",
    question="How many victims do sources state in cases without a record per victim?",
    brief="S1",
    unit=per_case,
    unit_word="victim",
    dated_by=per_case.c.opened_on,
    counted=per_case.c.has_stated_victims,
    summed=per_case.c.stated_victims,
    direction=Direction.CONTEXT,
    denominator_words="victims stated",
    caveats=("A number of the source's own: never added to victims counted.",),
    gaming_risk="Stating a number instead of recording victims.",
    guard="C04",
    example="""
        as of 2026-06-30
        has_stated_victims | stated_victims | opened_on  | counts
        yes                | 1              | 2021-02-03 | yes
        yes                | 39             | 2021-02-03 | yes
        yes                | 4              |            | yes
        yes                | 2              | 2026-07-01 | yes
        no                 |                | 2021-02-03 | left out
        no                 |                |            | left out
    """,
)
