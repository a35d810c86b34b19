"""Family N: whether the top of the chain was charged, and whatever was found along it."""

from metrics.definitions.none_known import not_recorded
from metrics.kinds import Share
from metrics.measure import OF_SEVERAL_PERSONS, Direction, months
from metrics.units.case.links import per_case_link
from metrics.units.case.unit import per_case
from metrics.units.suspect.unit import per_suspect

LABEL = "'Organiser' is often a label of sentencing: see what the coding of roles rests on."
AT_THE_TOP = "UNODC's Executive Director: hold those at the top of the chain accountable"

N03 = Share(
    id="N03",
    title="The top of the chain charged",
    core=True,
    question="In what share of cases charged as trafficking was an organiser, financier, launderer"
    " or corporate beneficiary charged?",
    brief=("a-1", "a-2", "b-3"),
    unit=per_case,
    dated_by=per_case.c.charged_on,
    matures_after=months(24),
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.direction_and_money_charged,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    denominator_words="of cases charged as trafficking",
    caveats=(LABEL, "The company that exploits is an exploiter; a beneficiary is another one."),
    gaming_risk="Calling somebody an organiser who was none.",
    guard="N03p",
    shown_beside=("N03p",),
    does_not_show="A higher share does not show that they were convicted, or their money found.",
    used_by=(AT_THE_TOP, "US human-trafficking data count buyers among defendants"),
    example="""
        as of 2026-06-30
        charged_as_trafficking | charged_on | direction_and_money_charged | counts
        yes                    | 2024-06-30 | yes                         | yes
        yes                    | 2022-05-10 | no                          | no
        yes                    |            | no                          | no
        yes                    | 2023-02-01 |                             | unknown
        yes                    | 2024-07-01 | yes                         | not yet due
        no                     | 2022-05-10 | yes                         | left out
    """,
)

N03p = Share(
    id="N03p",
    title="Defendants from the top of the chain",
    question="Of the persons and companies charged in cases charged as trafficking, what share"
    " were organisers, financiers, launderers or corporate beneficiaries?",
    brief="a-1",
    unit=per_suspect,
    dated_by=per_suspect.c.charged_on,
    matures_after=months(24),
    denominator=per_suspect.c.charged_in_trafficking_case,
    numerator=per_suspect.c.apex,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    denominator_words="of persons and companies charged in cases charged as trafficking",
    caveats=(
        LABEL,
        "Natural and legal persons, once in each case in which they are charged.",
        "Links known of the case only stand for no person, and are in no share of persons.",
    ),
    gaming_risk="Charging few of those below.",
    guard="N04",
    shown_beside=("N03",),
    does_not_show="A higher share does not show that all who stood at the top were charged.",
    used_by=(AT_THE_TOP,),
    unit_word="person charged",
    example="""
        as of 2026-06-30
        charged_in_trafficking_case | kind    | charged_on | apex | counts
        yes                         | natural | 2024-06-30 | yes  | yes
        yes                         | legal   | 2022-05-10 | yes  | yes
        yes                         | natural | 2022-05-10 | no   | no
        yes                         | natural |            | no   | no
        yes                         | natural | 2023-02-01 |      | unknown
        yes                         | natural | 2024-07-01 | yes  | not yet due
        no                          | natural | 2022-05-10 | yes  | left out
    """,
)

N04 = Share(
    id="N04",
    title="Identified links charged",
    core=True,
    question="Of the links of the chain at which a suspect was identified, in what share was"
    " somebody charged?",
    brief="a-1",
    unit=per_case_link,
    dated_by=per_case_link.c.charged_or_closed_on,
    denominator=per_case_link.c.of_settled_case,
    numerator=per_case_link.c.charged,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    denominator_words="of links at which a suspect was identified, in trafficking cases charged or"
    " closed",
    caveats=(
        "It rewards not recording suspects: read it beside the number of suspects per case.",
        "A case with a suspect of unknown link has one more link, unknown.",
        "Fugitives stay in, and are a breakdown; links held only by the deceased are left out.",
        "A source of charged links alone, without suspects, cannot show it.",
    ),
    gaming_risk="Leaving out of the file those who will not be charged.",
    guard="N01",
    shown_beside=("N01",),
    does_not_show="A higher share does not show that every link was investigated.",
    used_by=("A choice of this catalogue: the brief asks for the full breadth of actors",),
    changes=(not_recorded("2", "nothing says who was charged, or links name no person"),),
    example="""
        as of 2026-06-30
        link      | of_settled_case | charged_or_closed_on | charged | counts
        recruiter | yes             | 2022-05-10           | yes     | yes
        exploiter | yes             | 2026-06-30           | yes     | yes
        financier | yes             | 2022-05-10           | no      | no
        harbourer | yes             |                      | no      | no
        unknown   | yes             | 2022-05-10           |         | unknown
        recruiter | no              |                      | no      | left out
    """,
)
