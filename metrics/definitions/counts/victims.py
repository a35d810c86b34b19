"""Family C: victims identified, presumed and stated, and how many among the residents."""

from datetime import date

from metrics.definitions.none_known import NONE_KNOWN, not_recorded
from metrics.kinds import Count, Rate
from metrics.measure import Change, Direction
from metrics.units.case.unit import per_case
from metrics.units.residents import per_residents
from metrics.units.victim.unit import per_victim

NO_PREVALENCE = "A rise may be better detection: never read it as prevalence."
UNKNOWN_STATUS = (
    "A victim of unknown status is unknown in the count of both, and in neither of the two alone."
)
COUNTED_BY = ("Eurostat, registered victims", "EU Directive 2011/36, Article 19a", "GRETA Part III")
PER = 100_000

C04 = Count(
    id="C04",
    title="Victims identified or presumed",
    core=True,
    question="How many victims were identified, or presumed to be victims?",
    brief=("S1", "V-1"),
    unit=per_victim,
    dated_by=per_victim.c.counted_on,
    counted=per_victim.c.identified_or_presumed,
    direction=Direction.CONTEXT,
    denominator_words="victims identified or presumed",
    caveats=(NO_PREVALENCE,),
    gaming_risk="Presuming without assessing.",
    guard="R01",
    shown_beside=("C04i", "C04p", "C04r"),
    does_not_show="More victims identified do not show that more people were trafficked.",
    used_by=("SDG indicator 16.2.2", *COUNTED_BY),
    changes=NONE_KNOWN,
    example="""
        as of 2026-06-30
        victim_status | identified_or_presumed | counted_on | counts
        identified    | yes                    | 2021-02-03 | yes
        presumed      | yes                    | 2026-07-01 | yes
        identified    | yes                    |            | yes
        unknown       |                        | 2021-02-03 | unknown
        unknown       |                        |            | unknown
        rejected      | no                     | 2021-02-03 | left out
    """,
)

C04i = Count(
    id="C04i",
    title="Victims formally identified",
    question="How many victims were formally identified?",
    brief=("S1", "V-1"),
    unit=per_victim,
    dated_by=per_victim.c.counted_on,
    counted=per_victim.c.identified,
    direction=Direction.CONTEXT,
    denominator_words="victims formally identified",
    caveats=(NO_PREVALENCE, UNKNOWN_STATUS),
    gaming_risk="Identifying only who will testify.",
    guard="V04",
    shown_beside=("C04", "C04p"),
    does_not_show="More victims identified do not show that they were assisted.",
    used_by=COUNTED_BY,
    changes=(*NONE_KNOWN, not_recorded("3", "no victim has a status")),
    example="""
        as of 2026-06-30
        victim_status | identified | counted_on | counts
        identified    | yes        | 2021-02-03 | yes
        identified    | yes        | 2026-07-01 | yes
        identified    | yes        |            | yes
        presumed      | no         | 2021-02-03 | left out
        unknown       | no         | 2021-02-03 | left out
        rejected      | no         | 2021-02-03 | left out
    """,
)

C04p = Count(
    id="C04p",
    title="Victims presumed, not formally identified",
    question="How many persons are presumed to be victims, and not formally identified?",
    brief=("S1", "V-1"),
    unit=per_victim,
    dated_by=per_victim.c.counted_on,
    counted=per_victim.c.presumed,
    direction=Direction.CONTEXT,
    denominator_words="victims presumed",
    caveats=(
        "Systems of one stage know no presumed victims.",
        "Who is identified later is no longer presumed: recent years stand higher for that reason.",
        UNKNOWN_STATUS,
    ),
    gaming_risk="Leaving victims presumed instead of deciding.",
    guard="V04",
    shown_beside=("C04", "C04i"),
    does_not_show="More presumed victims do not show that detection got better.",
    used_by=COUNTED_BY,
    changes=(*NONE_KNOWN, not_recorded("3", "no victim has a status")),
    example="""
        as of 2026-06-30
        victim_status | presumed | counted_on | counts
        presumed      | yes      | 2021-02-03 | yes
        presumed      | yes      | 2026-07-01 | yes
        presumed      | yes      |            | yes
        identified    | no       | 2021-02-03 | left out
        unknown       | no       | 2021-02-03 | left out
        rejected      | no       | 2021-02-03 | left out
    """,
)

C04s = Count(
    id="C04s",
    title="Victims stated without a record of each",
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
    shown_beside=("C04",),
    does_not_show="A higher number does not show that anybody was identified or assisted.",
    used_by=("Registers of prosecutions that record no victims",),
    changes=(not_recorded("2", "no case states a number"),),
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

C04r = Rate(
    id="C04r",
    title="Victims per 100,000 residents",
    question="How many victims were identified or presumed for each 100,000 residents?",
    brief=("S1", "V-1"),
    unit=per_residents,
    unit_word="victim",
    dated_by=per_residents.c.year_on,
    eligible=per_residents.c.counted,
    events=per_residents.c.victims,
    exposure=per_residents.c.persons,
    per=PER,
    counts_events=True,
    direction=Direction.CONTEXT,
    denominator_words="for each 100,000 residents and year",
    caveats=(
        NO_PREVALENCE,
        (
            "A year of residents without a victim counts as 0: send no residents for years without"
            " records."
        ),
        "Victims without a date, or of years without residents, are unknown: they are in no rate.",
        "Victims of unknown status are unknown: they are in no rate either.",
        "The running year is set against a whole year's residents.",
        "Victims of one case are found together: the limits count a case of many as one.",
    ),
    gaming_risk="Presuming without assessing.",
    guard="C04i",
    changes=(
        Change(
            "2",
            date(2026, 11, 30),
            "Limits allow for cases with several victims",
            recounted=True,
        ),
        not_recorded("3", "no victim has a status"),
    ),
    shown_beside=("C04",),
    does_not_show="A higher rate does not show that trafficking is more frequent.",
    used_by=("SDG indicator 16.2.2", "Eurostat, registered victims"),
    example="""
        as of 2026-06-30
        year_on    | counted | victims | persons  | counts
        2021-07-01 | yes     | 52      | 4000000  | used
        2022-07-01 | yes     | 0       | 4010000  | used
        2026-07-01 | yes     | 17      | 4050000  | used
        2023-07-01 | yes     | 61      |          | unknown
                   | yes     | 3       |          | unknown
        2024-07-01 | no      | 0       | 4030000  | left out
    """,
)
