"""Family P: what became of those charged, once their charge was disposed of."""

from datetime import date

from metrics.kinds import Share
from metrics.measure import Change, Direction
from metrics.options import OPTIONS
from metrics.units.suspect.unit import per_suspect

FILTERS = "What prosecutors filter out before charging differs: read it with the stage funnel."
ABROAD = "Persons abroad or transferred are left out; discontinued proceedings are not."
DATED = "A judgment dates it; of the discontinued the day they left the proceedings."
IN_YEAR = (
    "Never set a year's convictions against that year's prosecutions: they are of different"
    " persons. In 122 of 1,189 country-years of UNODC more were convicted than prosecuted."
)

P02 = Share(
    id="P02",
    title="Conviction rate (trafficking)",
    core=True,
    question="Of persons charged with trafficking whose charge was disposed of at first instance,"
    " what share was convicted of it?",
    brief=("S4", "c-1", "S2"),
    unit=per_suspect,
    unit_word="person charged",
    dated_by=per_suspect.c.disposed_on,
    options=(OPTIONS["forced_labour_is_trafficking"],),
    denominator=per_suspect.c.disposed_and_charged_with_trafficking,
    numerator=per_suspect.c.convicted_of_trafficking,
    direction=Direction.CONTEXT,
    denominator_words="of persons whose charge of trafficking was disposed of",
    caveats=(
        FILTERS,
        ABROAD,
        DATED,
        IN_YEAR,
        "Without a record of the charge it is unknown whether it was of trafficking.",
    ),
    gaming_risk="Charging only what cannot be lost.",
    guard="P01",
    shown_beside=("P02b", "P01"),
    does_not_show="A higher share does not show better prosecution: only sure cases may be tried.",
    used_by=("Crown Prosecution Service", "US Bureau of Justice Statistics"),
    changes=(
        Change(
            "2",
            date(2026, 11, 27),
            "Of persons charged with trafficking; who was discontinued stays in, dated by leaving",
            recounted=True,
        ),
    ),
    example="""
        as of 2026-06-30
        disposed_and_charged_with_trafficking | disposed_on | convicted_of_trafficking | counts
        yes                                   | 2022-05-10  | yes                      | yes
        yes                                   | 2022-05-10  | no                       | no
        yes                                   | 2026-07-01  | yes                      | yes
        yes                                   |             | no                       | no
        yes                                   | 2022-05-10  |                          | unknown
                                              | 2022-05-10  | no                       | unknown
        no                                    | 2022-05-10  | yes                      | left out
    """,
)

P02b = Share(
    id="P02b",
    title="Conviction rate (any offence)",
    question="Of persons in cases charged as trafficking whose charge was disposed of at first"
    " instance, what share was convicted of any offence?",
    brief=("S4", "c-1"),
    unit=per_suspect,
    unit_word="person charged",
    dated_by=per_suspect.c.disposed_on,
    denominator=per_suspect.c.disposed,
    numerator=per_suspect.c.convicted_of_anything,
    direction=Direction.CONTEXT,
    denominator_words="of persons in cases charged as trafficking whose charge was disposed of",
    caveats=(FILTERS, ABROAD, DATED, IN_YEAR),
    gaming_risk="Accepting pleas to something easier.",
    guard="P03",
    shown_beside=("P02", "P03"),
    does_not_show="A higher share does not show that the conviction was for what was done.",
    used_by=("Crown Prosecution Service", "US Bureau of Justice Statistics"),
    changes=(
        Change(
            "2",
            date(2026, 11, 27),
            "Who was discontinued stays in, dated by leaving",
            recounted=True,
        ),
    ),
    example="""
        as of 2026-06-30
        disposed | disposed_on | convicted_of_anything | counts
        yes      | 2022-05-10  | yes                   | yes
        yes      | 2022-05-10  | no                    | no
        yes      | 2026-07-01  | no                    | no
        yes      |             | yes                   | yes
        yes      | 2022-05-10  |                       | unknown
        no       | 2022-05-10  | yes                   | left out
    """,
)

P03 = Share(
    id="P03",
    title="Convicted as charged: trafficking",
    core=True,
    question="Of persons charged with trafficking and convicted of something, what share was"
    " convicted of trafficking?",
    brief="c-1",
    unit=per_suspect,
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    options=(OPTIONS["forced_labour_is_trafficking"],),
    denominator=per_suspect.c.charged_with_trafficking_and_convicted,
    numerator=per_suspect.c.convicted_of_trafficking,
    direction=Direction.HIGHER,
    denominator_words="of persons charged with trafficking and convicted of something",
    caveats=(
        "Where sentences for the other offence are equal, little is lost by it.",
        "Whose outcome is unknown is left out, not counted as lost.",
        "A person convicted in a case of trafficking, without a record of the charge, is unknown.",
        (
            "A conviction is of trafficking as the court's outcome says, also where forced labour"
            " counts as a trafficking charge."
        ),
    ),
    gaming_risk="Charging trafficking only where it cannot fail.",
    guard="C02",
    shown_beside=("P02", "P02b"),
    does_not_show="A higher share does not show that all who trafficked were charged with it.",
    used_by=("Bundeskriminalamt, national situation report", "UK House of Lords, modern slavery"),
    example="""
        as of 2026-06-30
        charged_with_trafficking_and_convicted | decided_on | convicted_of_trafficking | counts
        yes                                    | 2022-05-10 | yes                      | yes
        yes                                    | 2022-05-10 | no                       | no
        yes                                    | 2026-07-01 | yes                      | yes
        yes                                    |            | no                       | no
                                               | 2022-05-10 | yes                      | unknown
                                               |            | no                       | unknown
        no                                     | 2022-05-10 | no                       | left out
    """,
)
