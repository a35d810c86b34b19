"""D: what convicted persons are sentenced to, and what they are fined."""

from metrics.kinds import Median, Share
from metrics.measure import Direction
from metrics.units.suspects import per_suspect

SCALES = (
    "Scales and release rules differ: compare within a State over time, between States with care."
)
FIRST_INSTANCE = "Sanctions of the final decision alone are not read: the first is then unknown."
USED_BY = ("Council of Europe, GRETA questionnaire", "US Bureau of Justice Statistics")
D01 = Share(
    id="D01",
    title="Convicted people sentenced to unsuspended custody",
    core=True,
    question="What share of natural persons convicted of trafficking received unsuspended custody?",
    sentence="In {place} in {years}, {numerator} of the {denominator} people convicted of"
    " trafficking with a recorded sentence ({share}) received an unsuspended custodial"
    " sentence at first instance.",
    brief=("d-2", "S5"),
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
    sentence="In {place} in {years}, half of the {denominator} people convicted of trafficking"
    " with an unsuspended custodial sentence of recorded length received {value} or less.",
    brief=("d-2", "S5"),
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
    sentence="In {place} in {years}, {numerator} of the {denominator} licensed people and"
    " companies sanctioned in trafficking cases, for whom this is recorded ({share}), lost"
    " a licence or contract, or faced exclusion or closure.",
    brief=("b-2", "d-2"),
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
FINES_OF_FIRST_INSTANCE = (
    "Of the decision at first instance; sanctions of the final one alone are unknown."
)
BOTH = "Natural and legal persons: split by kind of person."
FINES_USED_BY = ("FATF: effective, proportionate and dissuasive sanctions",)
D05 = Share(
    id="D05",
    title="Convicted people and companies fined",
    core=True,
    question="What share of persons and companies convicted of any offence was fined?",
    sentence="In {place} in {years}, {numerator} of the {denominator} people and companies"
    " convicted (any offence) in trafficking cases, with recorded sanctions ({share}),"
    " received a fine at first instance.",
    brief=("d-2", "S5"),
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    denominator=per_suspect.c.convicted,
    numerator=per_suspect.c.fined,
    direction=Direction.CONTEXT,
    denominator_words="of persons and companies convicted of any offence",
    caveats=(
        BOTH,
        FINES_OF_FIRST_INSTANCE,
        "A fine of 0 is none; without a record of a sanction it is unknown.",
    ),
    gaming_risk="Fines in the place of custody.",
    guard="D01",
    shown_beside=("D05m", "D01"),
    does_not_show="A higher share does not show that the fines were paid.",
    used_by=FINES_USED_BY,
    example="""
        convicted | decided_on | fined | counts
        yes       | 2022-05-10 | yes   | yes
        yes       | 2026-07-01 | no    | no
        yes       |            | yes   | yes
        yes       | 2022-05-10 | no    | no
        yes       | 2022-05-10 |       | unknown
        no        | 2022-05-10 |       | left out
    """,
)
D05m = Median(
    id="D05m",
    title="Median fine",
    question="How high were the fines of the fined person or company in the middle?",
    sentence="In {place} in {years}, half of the {denominator} people and companies convicted in"
    " trafficking cases (any offence) and fined a recorded amount had to pay {value} or"
    " less in total.",
    brief=("d-2", "S5"),
    unit_word="fined person",
    dated_by=per_suspect.c.decided_on,
    eligible=per_suspect.c.convicted_and_fined,
    values=per_suspect.c.fines,
    value_unit="money",
    direction=Direction.CONTEXT,
    denominator_words="of persons and companies fined",
    caveats=(
        BOTH,
        FINES_OF_FIRST_INSTANCE,
        "All fines of one person added up; an amount that is not recorded is unknown.",
    ),
    gaming_risk="Fining one large company.",
    guard="D02",
    shown_beside=("D05", "D02"),
    does_not_show="A higher fine does not show that crime did not pay.",
    used_by=FINES_USED_BY,
    example="""
        convicted_and_fined | decided_on | fines   | counts
        yes                 | 2022-05-10 | 5000.00 | used
        yes                 | 2026-07-01 | 12.50   | used
        yes                 |            | 300.00  | used
        yes                 | 2022-05-10 |         | unknown
                            | 2022-05-10 |         | unknown
        no                  | 2022-05-10 | 0       | left out
    """,
)
