"""Define measures of family D: what convicted persons are sentenced to, and what they are fined."""

from metrics.measure import Direction
from metrics.measure_kinds import Median, Share
from metrics.units.suspects import per_suspect

SCALES = (
    "Sentencing scales and release rules differ. Compare over time within one State; compare"
    " between States only with care."
)
FIRST_INSTANCE = (
    "If only the sentence of the final decision is recorded, the first-instance"
    " sentence counts as missing."
)
USED_BY = ("Council of Europe, GRETA questionnaire", "US Bureau of Justice Statistics")
D01 = Share(
    id="D01",
    title="Convicted people sentenced to unsuspended custody",
    core=True,
    question="What share of people convicted of trafficking received a custodial sentence that"
    " was not suspended?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} people convicted"
    " of trafficking with a recorded sentence received an unsuspended custodial sentence at first"
    " instance.",
    brief=("d-2", "S5"),
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    denominator=per_suspect.c.natural_person_convicted_of_trafficking,
    numerator=per_suspect.c.unsuspended_custody,
    direction=Direction.CONTEXT,
    population="people convicted of trafficking",
    caveats=(
        SCALES,
        FIRST_INSTANCE,
        (
            "Custody of unknown length counts as custody. Custody of 0 months does not. Life"
            " imprisonment is custody."
        ),
        "If a sentence is suspended in part, the part that is not suspended counts.",
        "A person without a recorded sentence counts as missing.",
        (
            "Show the share by role, to compare people at the top of the chain with people at the"
            " place of exploitation."
        ),
    ),
    gaming_risk="Imposing custody only on people at the bottom of the chain.",
    guard="N03",
    shown_beside=("D01m",),
    does_not_show="A higher share does not show that those who profit were punished.",
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
    question="How many months of custody that was not suspended did people convicted of"
    " trafficking receive?",
    sentence="In {place} in {years}, half of the {denominator} people convicted of trafficking"
    " with an unsuspended custodial sentence of recorded length received {value} or less.",
    brief=("d-2", "S5"),
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    eligible=per_suspect.c.custody_with_an_end,
    values=per_suspect.c.months_of_custody,
    value_unit="months",
    direction=Direction.CONTEXT,
    population="people given a term of custody that was not suspended",
    caveats=(
        SCALES,
        FIRST_INSTANCE,
        (
            "The longest sentence of each person counts. Life imprisonment is left out, because"
            " it has no length."
        ),
        (
            "Custody of unknown length counts as missing. So do people for whom custody is not"
            " recorded."
        ),
    ),
    gaming_risk="Imposing long sentences on a few people, and none on the others.",
    guard="D01",
    shown_beside=("D01",),
    does_not_show="A longer median does not show that sentences deter.",
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
    question="Of sanctioned people and companies with a licence, a registration or a public"
    " contract, what share lost it, was excluded or was closed?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} licensed people"
    " and companies sanctioned in trafficking cases, for whom this is recorded, lost a licence or"
    " contract, or faced exclusion or closure.",
    brief=("b-2", "d-2"),
    unit_word="licensed person",
    dated_by=per_suspect.c.ordered_on,
    denominator=per_suspect.c.licensed_and_sanctioned,
    numerator=per_suspect.c.excluded,
    direction=Direction.HIGHER,
    population="sanctioned people and companies with a licence or public contract",
    caveats=(
        "Licensing differs. Where agencies need no licence, none can be lost.",
        "Criminal, administrative and civil sanctions count, temporary or permanent.",
        (
            "The date is that of the first sanction of any kind, so that people without an"
            " exclusion also have a date."
        ),
    ),
    gaming_risk="Withdrawing the licences of businesses that had already closed.",
    guard="D03",
    does_not_show="A higher share does not show that the business did not reopen.",
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
    "Only the decision at first instance counts. If only the final sanctions are recorded,"
    " the person counts as missing."
)
BOTH = (
    "People and legal persons are both included. Show the share by kind of person to compare them."
)
FINES_USED_BY = ("FATF: effective, proportionate and dissuasive sanctions",)
D05 = Share(
    id="D05",
    title="Convicted people and companies fined",
    core=True,
    question="What share of people and companies convicted of any offence was fined?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} people and"
    " companies convicted (any offence) in trafficking cases, with recorded sanctions, received a"
    " fine at first instance.",
    brief=("d-2", "S5"),
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    denominator=per_suspect.c.convicted,
    numerator=per_suspect.c.fined,
    direction=Direction.CONTEXT,
    population="people and companies convicted of any offence",
    caveats=(
        BOTH,
        FINES_OF_FIRST_INSTANCE,
        "A fine of 0 does not count. A person without a recorded sanction counts as missing.",
    ),
    gaming_risk="Imposing fines instead of custody.",
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
    question="What was the median fine for a person or company that was fined?",
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
    population="people and companies fined",
    caveats=(
        BOTH,
        FINES_OF_FIRST_INSTANCE,
        "All fines of one person are added. An amount that is not recorded counts as missing.",
    ),
    gaming_risk="Imposing a fine on one large company.",
    guard="D02",
    shown_beside=("D05", "D02"),
    does_not_show="A higher fine does not show that the crime did not pay.",
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
