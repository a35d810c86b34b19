"""Define measures of family D: whether companies answer for forced labour in supply chains."""

from dataclasses import replace

from metrics.measure import Direction
from metrics.measure_kinds import Share, unrecorded_no_longer_no
from metrics.units.cases import per_case

NOT_EVERYWHERE = "Cases are left out where the law does not make legal persons liable."
NOT_RECORDED = (
    "If a charged person is not recorded, that person may be a legal person, so the"
    " case counts as missing."
)
# Pending cases are left out. They would all count as "not sanctioned", so years with more young
# cases would have a lower share.
PENDING = "A case without a final decision is too recent and left out, whatever was decided so far."
ROUTES = "Criminal, administrative and civil sanctions count equally."
GRETA = "GRETA: convictions of legal entities"
DIRECTIVE = "EU directive on trafficking, articles 5 and 6"

D03 = Share(
    id="D03",
    title="Company charged in forced labour cases",
    core=True,
    question="In what share of charged forced-labour cases with an enterprise was a legal person"
    " charged?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} forced labour"
    " cases charged (any offence) and involving a business, for which this is recorded, had a"
    " company or other legal person charged.",
    brief=("b-3", "d-2"),
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged_enterprise_case,
    numerator=per_case.c.legal_person_charged,
    direction=Direction.HIGHER,
    population="charged forced-labour cases with an enterprise",
    caveats=(
        NOT_EVERYWHERE,
        NOT_RECORDED,
        "If it is not recorded whether an enterprise was involved, the case counts as missing.",
    ),
    gaming_risk="Charging a company without assets.",
    guard="D03b",
    shown_beside=("D03b", "D03c"),
    does_not_show="A higher share does not show that the people who run the company were held to"
    " account.",
    used_by=(GRETA, DIRECTIVE),
    changes=(
        unrecorded_no_longer_no("2", "Not recorded if the source does not say who was charged"),
    ),
    example="""
        charged_enterprise_case | charged_on | legal_person_charged | counts
        yes                     | 2022-05-10 | yes                  | yes
        yes                     | 2026-06-30 | no                   | no
        yes                     |            | no                   | no
        yes                     | 2023-02-01 |                      | unknown
                                | 2023-02-01 | yes                  | unknown
        no                      | 2022-05-10 | yes                  | left out
    """,
)

D03b = Share(
    id="D03b",
    title="Company sanctioned in forced labour cases",
    question="In what share of finally decided forced-labour cases with an enterprise was a legal"
    " person sanctioned?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} finally decided"
    " forced labour cases involving a business, for which this is recorded, had a company or"
    " other legal person sanctioned.",
    brief=("b-3", "d-2"),
    dated_by=per_case.c.final_on,
    denominator=per_case.c.final_enterprise_case,
    numerator=per_case.c.legal_person_sanctioned,
    direction=Direction.HIGHER,
    population="finally decided forced-labour cases with an enterprise",
    caveats=(
        NOT_EVERYWHERE,
        ROUTES,
        "A convicted legal person without a recorded sanction counts as missing.",
        NOT_RECORDED,
        PENDING,
    ),
    gaming_risk="Imposing a very small fine on a company.",
    guard="D02",
    shown_beside=("D03", "D03c"),
    does_not_show="A higher share does not show that the sanction was effective, or carried out.",
    used_by=(GRETA, DIRECTIVE),
    changes=(
        unrecorded_no_longer_no("2", "Not recorded if the source does not say who was charged"),
    ),
    example="""
        yes | 2022-05-10 | yes | yes
        yes | 2026-06-30 | no  | no
        no  |            | no  | left out
        yes | 2023-02-01 |     | unknown
            | 2023-02-01 | yes | unknown
        no  | 2022-05-10 | yes | left out
    """,
)

D03c = replace(
    D03b,
    id="D03c",
    title="Client or lead firm reached",
    question="In what share of finally decided forced-labour cases with an enterprise was a client"
    " or lead firm that profited charged or sanctioned?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} finally decided"
    " forced labour cases involving a business, for which this is recorded, had a profiting"
    " client or lead firm charged or sanctioned.",
    brief="b-3",
    numerator=per_case.c.client_reached,
    caveats=(
        NOT_EVERYWHERE,
        ROUTES,
        "The beneficiary is a different company from the one that exploits victims.",
        "A charged person whose link is not recorded counts as missing.",
        PENDING,
    ),
    gaming_risk="Coding the exploiting company as its own client.",
    guard="N03",
    shown_beside=("D03", "D03b"),
    does_not_show="A higher share does not show that the person who profited most was reached.",
    used_by=(DIRECTIVE, "The brief: hold companies responsible, also in supply chains"),
    changes=(),
)
