"""Define the measures of family C: how many victims, cases, persons charged and convicted."""

from metrics.counting_options import OPTIONS
from metrics.measure import Direction, change_with_recount
from metrics.measure_kinds import NONE_KNOWN, Count, Rate, unrecorded_no_longer_no
from metrics.units.cases import per_case
from metrics.units.suspects import per_suspect
from metrics.units.victims import per_residents, per_victim

NO_PREVALENCE = (
    "A rise may come from better detection. It is not a measure of how common trafficking is."
)
UNKNOWN_STATUS = (
    "A victim whose status is not recorded counts as missing for identified and presumed"
    " victims together, and is left out of each of the two."
)
VICTIMS_COUNTED_BY = (
    "Eurostat, registered victims",
    "EU Directive 2011/36, Article 19a",
    "GRETA Part III",
)
PER = 100_000
C04 = Count(
    id="C04",
    title="Victims identified or presumed",
    core=True,
    question="How many victims were identified, or presumed to be victims?",
    sentence=(
        "In {place}, {value} victim was identified or presumed in {years}.",
        "In {place}, {value} victims were identified or presumed in {years}.",
    ),
    brief=("S1", "V-1"),
    dated_by=per_victim.c.counted_on,
    counted=per_victim.c.identified_or_presumed,
    population="victims identified or presumed",
    caveats=(NO_PREVALENCE,),
    gaming_risk="Recording people as presumed victims without an assessment.",
    guard="R01",
    shown_beside=("C04i", "C04p", "C04r"),
    does_not_show="More victims identified do not show that more people were trafficked.",
    used_by=("SDG indicator 16.2.2", *VICTIMS_COUNTED_BY),
    changes=NONE_KNOWN,
    example="""
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
    sentence=(
        "In {place}, {value} victim was formally identified in {years}.",
        "In {place}, {value} victims were formally identified in {years}.",
    ),
    brief=("S1", "V-1"),
    dated_by=per_victim.c.counted_on,
    counted=per_victim.c.identified,
    population="victims formally identified",
    caveats=(NO_PREVALENCE, UNKNOWN_STATUS),
    gaming_risk="Identifying only victims who will testify.",
    guard="V04",
    shown_beside=("C04", "C04p"),
    does_not_show="More victims identified do not show that they were assisted.",
    used_by=VICTIMS_COUNTED_BY,
    changes=(*NONE_KNOWN, unrecorded_no_longer_no("3", "Not recorded if no victim has a status")),
    example="""
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
    question="How many people are presumed to be victims but not formally identified?",
    sentence=(
        (
            "In {place}, {value} presumed victim had first contact with authorities in"
            " {years}, without formal identification so far."
        ),
        (
            "In {place}, {value} presumed victims had first contact with authorities in"
            " {years}, without formal identification so far."
        ),
    ),
    brief=("S1", "V-1"),
    dated_by=per_victim.c.counted_on,
    counted=per_victim.c.presumed,
    population="victims presumed",
    caveats=(
        "Some jurisdictions identify victims in one step and have no presumed victims.",
        (
            "Victims who are identified later are no longer presumed. Recent years are higher for"
            " that reason."
        ),
        UNKNOWN_STATUS,
    ),
    gaming_risk="Leaving victims presumed instead of deciding.",
    guard="V04",
    shown_beside=("C04", "C04i"),
    does_not_show="More presumed victims do not show that detection improved.",
    used_by=VICTIMS_COUNTED_BY,
    changes=(*NONE_KNOWN, unrecorded_no_longer_no("3", "Not recorded if no victim has a status")),
    example="""
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
    title="Victims stated without individual records",
    question="How many victims do the sources report in cases that have no record for each victim?",
    sentence=(
        (
            "In {place}, sources stated {value} victim in cases opened in {years} that have"
            " no individual victim records."
        ),
        (
            "In {place}, sources stated {value} victims in cases opened in {years} that have"
            " no individual victim records."
        ),
    ),
    brief="S1",
    unit_word="victim",
    dated_by=per_case.c.opened_on,
    counted=per_case.c.has_stated_victims,
    summed=per_case.c.stated_victims,
    population="victims reported",
    caveats=("This is the source's own number. It is never added to the victims counted here.",),
    gaming_risk="Reporting a number instead of recording victims.",
    guard="C04",
    shown_beside=("C04",),
    does_not_show="A higher number does not show that anyone was identified or assisted.",
    used_by=("Registers of prosecutions that record no victims",),
    changes=(unrecorded_no_longer_no("2", "Not recorded if no case states a number"),),
    example="""
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
    question="How many victims were identified or presumed for every 100,000 residents?",
    sentence="In {place} in {years}, the yearly number of victims identified or presumed was"
    " {value} for every 100,000 residents.",
    brief=("S1", "V-1"),
    unit_word="victim",
    dated_by=per_residents.c.year_on,
    eligible=per_residents.c.counted,
    events=per_residents.c.victims,
    exposure=per_residents.c.persons,
    per=PER,
    counts_events=True,
    direction=Direction.CONTEXT,
    population="for every 100,000 residents and year",
    caveats=(
        NO_PREVALENCE,
        (
            "A year with a population and no victim counts as zero. Do not send the population of"
            " years without records."
        ),
        (
            "Victims without a date, or in years without a population, are left out of every rate"
            " and count as missing."
        ),
        "Victims whose status is not recorded are left out of the rate and count as missing.",
        "The current year is compared with the population of a whole year.",
        (
            "Victims of one case are found together. The confidence interval therefore treats the"
            " victims of one case as one group."
        ),
    ),
    gaming_risk="Recording people as presumed victims without an assessment.",
    guard="C04i",
    changes=(
        change_with_recount(
            "2", "2026-11-30", "Confidence intervals allow for cases with several victims"
        ),
        unrecorded_no_longer_no("3", "Not recorded if no victim has a status"),
    ),
    shown_beside=("C04",),
    does_not_show="A higher rate does not show that trafficking is more frequent.",
    used_by=("SDG indicator 16.2.2", "Eurostat, registered victims"),
    example="""
        year_on    | counted | victims | persons  | counts
        2021-07-01 | yes     | 52      | 4000000  | used
        2022-07-01 | yes     | 0       | 4010000  | used
        2026-07-01 | yes     | 17      | 4050000  | used
        2023-07-01 | yes     | 61      |          | unknown
                   | yes     | 3       |          | unknown
        2024-07-01 | no      | 0       | 4030000  | left out
    """,
)
THRESHOLDS = (
    "Jurisdictions start an investigation at different points: an intelligence file, an"
    " inquiry or a registered crime."
)
POINT_OF_COUNTING = (
    "Jurisdictions count a charge at different points: the indictment, its"
    " registration in court, or the first hearing."
)
VOLUME = "A higher number is not better. It says how many, not how well."
WITHOUT_ROW = (
    "If a case was charged as trafficking and no charge is recorded for a person, that person"
    " counts as missing. The charge may have been for another offence."
)
CHARGED_COUNTED_BY = (
    "UNODC Global Report on Trafficking in Persons",
    "EU Directive 2011/36, Article 19a",
)
C01 = Count(
    id="C01",
    title="Investigations opened",
    core=True,
    question="How many investigations of trafficking were opened?",
    sentence=(
        "In {place}, {value} investigation of trafficking was opened in {years}.",
        "In {place}, {value} investigations of trafficking were opened in {years}.",
    ),
    brief="S1",
    dated_by=per_case.c.opened_on,
    needs_date=True,
    counted=per_case.c.opened,
    population="investigations opened",
    caveats=(THRESHOLDS, VOLUME),
    gaming_risk="Splitting one matter into several files.",
    guard="N01",
    shown_beside=("C01p",),
    does_not_show="More investigations opened do not show that more were carried through.",
    used_by=CHARGED_COUNTED_BY,
    example="""
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
    title="People and companies suspected",
    core=True,
    question="How many different people and companies became suspects for the first time?",
    sentence=(
        (
            "In {place}, {value} person or company was first suspected in a trafficking case"
            " in {years}."
        ),
        (
            "In {place}, {value} people or companies were first suspected in a trafficking"
            " case in {years}."
        ),
    ),
    brief="S1",
    unit_word="person or company",
    dated_by=per_suspect.c.person_suspected_on,
    counted=per_suspect.c.suspicion_started,
    distinct=per_suspect.c.person_id,
    population="people and companies suspected for the first time",
    caveats=(THRESHOLDS, "Reopening a case does not start a new suspicion."),
    gaming_risk="Recording everyone in contact with the case as a suspect.",
    guard="P02",
    shown_beside=("C01",),
    does_not_show="More suspected people do not show that the right people are suspected.",
    used_by=(*CHARGED_COUNTED_BY, "Eurostat, suspected traffickers"),
    changes=NONE_KNOWN,
    example="""
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
    title="People charged with trafficking",
    core=True,
    question="How many different people were charged with trafficking for the first time?",
    sentence=(
        ("In {place}, {value} person was charged with trafficking for the first time in {years}."),
        ("In {place}, {value} people were charged with trafficking for the first time in {years}."),
    ),
    brief="S1",
    unit_word="person",
    dated_by=per_suspect.c.person_charged_on,
    options=(OPTIONS["forced_labour_is_trafficking"],),
    counted=per_suspect.c.charged_with_trafficking,
    distinct=per_suspect.c.person_id,
    population="people first charged with trafficking",
    caveats=(POINT_OF_COUNTING, WITHOUT_ROW, VOLUME),
    gaming_risk="Charging trafficking where the evidence supports a lesser offence.",
    guard="P02",
    shown_beside=("C02e", "C03"),
    does_not_show="More people charged do not show that the charges were upheld, or whom they"
    " reached.",
    used_by=(
        *CHARGED_COUNTED_BY,
        "US Trafficking in Persons Report",
        "US Bureau of Justice Statistics",
    ),
    changes=NONE_KNOWN,
    example="""
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
    question="How many different companies and other legal persons were charged with trafficking"
    " for the first time?",
    sentence=(
        (
            "In {place}, {value} company or other legal person was charged with trafficking"
            " for the first time in {years}."
        ),
        (
            "In {place}, {value} companies or other legal persons were charged with"
            " trafficking for the first time in {years}."
        ),
    ),
    brief="S1",
    unit_word="legal person",
    dated_by=per_suspect.c.entity_charged_on,
    options=(OPTIONS["forced_labour_is_trafficking"],),
    counted=per_suspect.c.entity_charged_with_trafficking,
    distinct=per_suspect.c.person_id,
    population="legal persons first charged with trafficking",
    caveats=(
        (
            "Some jurisdictions cannot charge legal persons. A zero may come from the law, not"
            " from practice."
        ),
        POINT_OF_COUNTING,
        WITHOUT_ROW,
    ),
    gaming_risk="Charging companies that no longer do business.",
    guard="D04",
    shown_beside=("C02", "C03e"),
    does_not_show="More legal persons charged do not show that those who profit were reached.",
    used_by=CHARGED_COUNTED_BY,
    changes=NONE_KNOWN,
    example="""
        person_id | entity_charged_with_trafficking | entity_charged_on | counts
        E-41      | yes                             | 2022-03-01        | yes
        E-41      | yes                             | 2022-03-01        | yes
        E-42      | yes                             |                   | yes
        E-43      |                                 | 2022-03-01        | unknown
        E-44      |                                 |                   | unknown
        P-45      | no                              |                   | left out
    """,
)
ONCE_PER_PERIOD = (
    "Each person is counted once in the period you choose. The numbers of single years"
    " therefore do not add up to the total."
)
PLEAS = (
    "A guilty plea to another offence lowers this number, although the person is held accountable."
)
CONVICTED_COUNTED_BY = (
    "UNODC Global Report on Trafficking in Persons",
    "Eurostat, convicted traffickers",
    "US Trafficking in Persons Report",
)
C03 = Count(
    id="C03",
    title="People convicted of trafficking",
    core=True,
    question="How many different people were convicted of trafficking at first instance?",
    sentence=(
        ("In {place}, {value} person was convicted of trafficking at first instance in {years}."),
        ("In {place}, {value} people were convicted of trafficking at first instance in {years}."),
    ),
    brief=("S1", "S4"),
    unit_word="person",
    dated_by=per_suspect.c.decided_on,
    counted=per_suspect.c.convicted_person,
    distinct=per_suspect.c.person_id,
    population="people convicted of trafficking at first instance",
    caveats=(ONCE_PER_PERIOD, PLEAS),
    gaming_risk="Convicting the people who are easiest to reach.",
    guard="N02",
    shown_beside=("C03f", "C03e", "C02"),
    does_not_show="More convictions do not show that networks were disrupted or victims"
    " compensated.",
    used_by=CONVICTED_COUNTED_BY,
    changes=(
        *NONE_KNOWN,
        unrecorded_no_longer_no(
            "3", "Not recorded if the source records no outcome and does not say who was charged"
        ),
    ),
    example="""
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
    question="How many different people convicted of trafficking at first instance have a final"
    " decision?",
    sentence=(
        (
            "In {place}, a decision became final in {years} for {value} person convicted of"
            " trafficking at first instance."
        ),
        (
            "In {place}, a decision became final in {years} for {value} people convicted of"
            " trafficking at first instance."
        ),
    ),
    brief="S4",
    unit_word="person",
    dated_by=per_suspect.c.final_on,
    counted=per_suspect.c.finally_convicted_person,
    distinct=per_suspect.c.person_id,
    population="people convicted of trafficking with a final decision",
    caveats=(
        ONCE_PER_PERIOD,
        "First-instance and final decisions are two series. Never add them.",
        (
            "The outcome is that of the first instance. If a final decision overturned the"
            " conviction, it counts until the source reports it."
        ),
    ),
    gaming_risk="No risk beyond that of the first-instance series, which it follows.",
    guard="C03",
    shown_beside=("C03",),
    does_not_show="More final decisions do not show that convictions were upheld or sentences"
    " served.",
    used_by=CONVICTED_COUNTED_BY,
    changes=(
        *NONE_KNOWN,
        unrecorded_no_longer_no(
            "3", "Not recorded if the source records no outcome and does not say who was charged"
        ),
    ),
    example="""
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
    sentence=(
        (
            "In {place}, {value} company or other legal person was convicted of trafficking"
            " at first instance in {years}."
        ),
        (
            "In {place}, {value} companies or other legal persons were convicted of"
            " trafficking at first instance in {years}."
        ),
    ),
    brief=("S1", "S4"),
    unit_word="legal person",
    dated_by=per_suspect.c.decided_on,
    counted=per_suspect.c.convicted_entity,
    distinct=per_suspect.c.person_id,
    population="legal persons convicted of trafficking",
    caveats=(
        (
            "Some jurisdictions cannot convict legal persons. A zero may come from the law, not"
            " from practice."
        ),
        ONCE_PER_PERIOD,
    ),
    gaming_risk="Convicting companies without assets while those who profit continue.",
    guard="D04",
    shown_beside=("C03", "C02e"),
    does_not_show="More legal persons convicted do not show that they lost their profit.",
    used_by=("Council of Europe, GRETA questionnaire", *CONVICTED_COUNTED_BY),
    changes=(
        *NONE_KNOWN,
        unrecorded_no_longer_no(
            "3", "Not recorded if the source records no outcome and does not say who was charged"
        ),
    ),
    example="""
        person_id | convicted_entity | decided_on | counts
        E-51      | yes              | 2022-03-01 | yes
        E-51      | yes              | 2024-09-10 | yes
        E-52      | yes              |            | yes
        E-53      |                  | 2022-03-01 | unknown
        E-54      |                  |            | unknown
        P-55      | no               | 2022-03-01 | left out
    """,
)
