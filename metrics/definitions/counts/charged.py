"""Family C: investigations opened, persons suspected and charged; context beside every quality."""

from metrics.definitions.none_known import NONE_KNOWN
from metrics.kinds import Count
from metrics.measure import Direction
from metrics.options import OPTIONS
from metrics.units.case.unit import per_case
from metrics.units.suspect.unit import per_suspect

THRESHOLDS = (
    "The threshold for an investigation differs: intelligence file, inquiry, registered crime."
)
POINT_OF_COUNTING = "States count at indictment, at registration in court, or at the first hearing."
VOLUME = "More is not better: it says how many, not how well."
WITHOUT_ROW = (
    "Who was charged in a case of trafficking, without a record of with what, is unknown: the"
    " charge may have been another one."
)
COUNTED_BY = ("UNODC Global Report on Trafficking in Persons", "EU Directive 2011/36, Article 19a")

C01 = Count(
    id="C01",
    title="Investigations opened",
    core=True,
    question="How many investigations of trafficking were opened?",
    brief="S1",
    unit=per_case,
    dated_by=per_case.c.opened_on,
    needs_date=True,
    counted=per_case.c.opened,
    direction=Direction.CONTEXT,
    denominator_words="investigations opened",
    caveats=(THRESHOLDS, VOLUME),
    gaming_risk="Splitting one matter into several files.",
    guard="N01",
    shown_beside=("C01p",),
    does_not_show="More investigations opened do not show that more were carried through.",
    used_by=COUNTED_BY,
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
    title="Persons and companies suspected",
    core=True,
    question="How many different persons and companies were first suspected?",
    brief="S1",
    unit=per_suspect,
    unit_word="person or company",
    dated_by=per_suspect.c.person_suspected_on,
    counted=per_suspect.c.suspicion_started,
    distinct=per_suspect.c.person_id,
    direction=Direction.CONTEXT,
    denominator_words="persons and companies first suspected",
    caveats=(THRESHOLDS, "A case that was only re-opened starts no suspicion."),
    gaming_risk="Recording everybody met as a suspect.",
    guard="P02",
    shown_beside=("C01",),
    does_not_show="More persons suspected do not show that the right ones were.",
    used_by=(*COUNTED_BY, "Eurostat, suspected traffickers"),
    changes=NONE_KNOWN,
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
    core=True,
    question="How many different natural persons were first charged with trafficking?",
    brief="S1",
    unit=per_suspect,
    unit_word="person",
    dated_by=per_suspect.c.person_charged_on,
    options=(OPTIONS["forced_labour_is_trafficking"],),
    counted=per_suspect.c.charged_with_trafficking,
    distinct=per_suspect.c.person_id,
    direction=Direction.CONTEXT,
    denominator_words="persons first charged with trafficking",
    caveats=(POINT_OF_COUNTING, WITHOUT_ROW, VOLUME),
    gaming_risk="Charging trafficking where the evidence carries less.",
    guard="P02",
    shown_beside=("C02e", "C03"),
    does_not_show="More persons charged do not show that the charges held, or whom they reached.",
    used_by=(*COUNTED_BY, "US Trafficking in Persons Report", "US Bureau of Justice Statistics"),
    changes=NONE_KNOWN,
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

C02e = Count(
    id="C02e",
    title="Companies charged with trafficking",
    question="How many different companies and other legal persons were first charged with"
    " trafficking?",
    brief="S1",
    unit=per_suspect,
    unit_word="legal person",
    dated_by=per_suspect.c.entity_charged_on,
    options=(OPTIONS["forced_labour_is_trafficking"],),
    counted=per_suspect.c.entity_charged_with_trafficking,
    distinct=per_suspect.c.person_id,
    direction=Direction.CONTEXT,
    denominator_words="legal persons first charged with trafficking",
    caveats=(
        "Not everywhere can a legal person be charged: 0 may be the law, not the practice.",
        POINT_OF_COUNTING,
        WITHOUT_ROW,
    ),
    gaming_risk="Charging companies that are shells already.",
    guard="D04",
    shown_beside=("C02", "C03e"),
    does_not_show="More legal persons charged do not show that those who profit were reached.",
    used_by=COUNTED_BY,
    changes=NONE_KNOWN,
    example="""
        as of 2026-06-30
        person_id | entity_charged_with_trafficking | entity_charged_on | counts
        E-41      | yes                             | 2022-03-01        | yes
        E-41      | yes                             | 2022-03-01        | yes
        E-42      | yes                             |                   | yes
        E-43      |                                 | 2022-03-01        | unknown
        E-44      |                                 |                   | unknown
        P-45      | no                              |                   | left out
    """,
)
