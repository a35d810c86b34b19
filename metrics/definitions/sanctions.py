"""Family D: sanctions of persons: custody and its length, licences and businesses lost."""

from metrics.kinds import Median, Share
from metrics.measure import Direction
from metrics.units.suspect.unit import per_suspect

SCALES = (
    "Scales and release rules differ: compare within a State over time, between States with care."
)
FIRST_INSTANCE = "Sanctions of the final decision alone are not read: the first is then unknown."
USED_BY = ("Council of Europe, GRETA questionnaire", "US Bureau of Justice Statistics")

D01 = Share(
    id="D01",
    title="Unsuspended custody",
    core=True,
    question="What share of natural persons convicted of trafficking received unsuspended custody?",
    brief=("d-2", "S5"),
    unit=per_suspect,
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    denominator=per_suspect.c.natural_person_convicted_of_trafficking,
    numerator=per_suspect.c.unsuspended_custody,
    direction=Direction.CONTEXT,
    denominator_words="of persons convicted of trafficking",
    caveats=(
        SCALES,
        FIRST_INSTANCE,
        "Custody of unknown length is custody, of 0 months it is none; life is custody.",
        "Of a sentence suspended in part the part that is not counts.",
        "Without a record of a sanction it is unknown.",
        "Split it by role: those at the apex against those at the destination.",
    ),
    gaming_risk="Custody for those at the bottom of the chain alone.",
    guard="N03",
    shown_beside=("D01m",),
    does_not_show="A higher share does not show that those who profit were sanctioned.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        natural_person_convicted_of_trafficking | decided_on | unsuspended_custody | counts
        yes                                     | 2022-05-10 | yes                 | yes
        yes                                     | 2022-05-10 | no                  | no
        yes                                     | 2026-07-01 | yes                 | yes
        yes                                     |            | no                  | no
        yes                                     | 2022-05-10 |                     | unknown
        no                                      | 2022-05-10 | yes                 | left out
    """,
)

D01m = Median(
    id="D01m",
    title="Length of custody",
    question="How many months of unsuspended custody did natural persons convicted of trafficking"
    " receive?",
    brief=("d-2", "S5"),
    unit=per_suspect,
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    eligible=per_suspect.c.custody_with_an_end,
    values=per_suspect.c.months_of_custody,
    value_unit="months",
    direction=Direction.CONTEXT,
    denominator_words="of persons given a term of unsuspended custody",
    caveats=(
        SCALES,
        FIRST_INSTANCE,
        "The longest sentence of a person counts; life is left out, since it has no length.",
        "Custody of unknown length, and persons of whom custody is not known, are unknown.",
    ),
    gaming_risk="Long sentences for few, and none for the others.",
    guard="D01",
    shown_beside=("D01",),
    does_not_show="A longer median does not show that sentences dissuade.",
    used_by=USED_BY,
    example="""
        as of 2026-06-30
        custody_with_an_end | decided_on | months_of_custody | counts
        yes                 | 2022-05-10 | 48                | used
        yes                 | 2026-07-01 | 1                 | used
        yes                 |            | 96                | used
        yes                 | 2022-05-10 |                   | unknown
                            | 2022-05-10 |                   | unknown
        no                  | 2022-05-10 |                   | left out
        no                  | 2022-05-10 | 48                | left out
    """,
)

D04 = Share(
    id="D04",
    title="Licence, contract or business lost",
    question="Of persons and companies with a licence, registration or public contract that were"
    " sanctioned, what share lost it, was excluded or closed?",
    brief=("b-2", "d-2"),
    unit=per_suspect,
    unit_word="licensed person",
    dated_by=per_suspect.c.ordered_on,
    denominator=per_suspect.c.licensed_and_sanctioned,
    numerator=per_suspect.c.excluded,
    direction=Direction.HIGHER,
    denominator_words="of sanctioned persons and companies with a licence or public contract",
    caveats=(
        "Licensing differs: where agencies need none, none can be lost.",
        "Any route counts, criminal, administrative or civil; for a time or for good.",
        "By the first sanction of any kind: those without an exclusion have a date as well.",
    ),
    gaming_risk="Withdrawing licences of businesses that were given up already.",
    guard="D03",
    does_not_show="A higher share does not show that the business was not opened anew.",
    used_by=(
        "EU Employers Sanctions Directive 2009/52, Article 7",
        "Brazil, register of employers (lista suja)",
    ),
    example="""
        as of 2026-06-30
        licensed_and_sanctioned | ordered_on | excluded | counts
        yes                     | 2022-05-10 | yes      | yes
        yes                     | 2022-05-10 | no       | no
        yes                     | 2026-07-01 | yes      | yes
        yes                     |            | no       | no
        yes                     | 2022-05-10 |          | unknown
                                | 2022-05-10 | yes      | unknown
        no                      | 2022-05-10 | yes      | left out
    """,
)
