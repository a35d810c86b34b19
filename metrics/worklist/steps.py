"""The steps that may still be possible in an open case, each declared once with its example."""

from collections.abc import Mapping
from types import MappingProxyType

from metrics.worklist.open_cases import open_case
from metrics.worklist.step import Step
from metrics.worklist.things import open_asset, open_suspect, open_victim

FINANCIAL_INVESTIGATION = Step(
    id="financial_investigation",
    title="Open a financial investigation",
    matters="Without one the money that keeps the trade going is not found, nor who earns it.",
    brief="d-1",
    measure="F01",
    unit=open_case,
    arises=open_case.c.is_open,
    taken=open_case.c.financially_investigated,
    reason="no financial investigation was opened",
    caution="A basic one counts: accounts, wages, who paid whom.",
    example="""
        is_open | financially_investigated | possible
        yes     | no                       | yes
        yes     | yes                      | no
        yes     |                          | unknown
        no      | no                       | left out
    """,
)
UPSTREAM_SUSPECT = Step(
    id="upstream_suspect",
    title="Decide on a suspect higher up the chain",
    matters="Networks live on when only those at the place of exploitation are charged.",
    brief="a-1",
    measure="N04",
    unit=open_suspect,
    arises=open_suspect.c.upstream_in_proceedings,
    taken=open_suspect.c.charged,
    reason="identified in an upstream or enabling link and not charged",
    caution="Not who was compelled to act: record non-punishment as the reason to leave them out.",
    example="""
        upstream_in_proceedings | charged | possible
        yes                     | no      | yes
        yes                     | yes     | no
        yes                     |         | unknown
                                | no      | unknown
                                | yes     | no
        no                      | no      | left out
    """,
)
FREEZING = Step(
    id="freezing",
    title="Freeze an asset that was identified",
    matters="What is not frozen before judgment is seldom there to confiscate or to pay victims.",
    brief="d-3",
    measure="A01",
    unit=open_asset,
    arises=open_asset.c.worth_freezing,
    taken=open_asset.c.secured,
    reason="identified and not frozen",
    caution="Evidence is left out; an asset whose role is not recorded is unknown.",
    example="""
        worth_freezing | secured | possible
        yes            | no      | yes
        yes            | yes     | no
        yes            |         | unknown
                       | no      | unknown
                       | yes     | no
        no             | no      | left out
    """,
)
CONFISCATION = Step(
    id="confiscation",
    title="Ask for confiscation",
    matters="A court seldom takes what nobody asked for, and crime keeps paying.",
    brief="d-3",
    measure="A02a",
    unit=open_case,
    arises=open_case.c.confiscation_can_be_sought,
    taken=open_case.c.confiscation_sought,
    reason="somebody was charged and confiscation was not asked for",
    caution="Where courts confiscate without being asked, record it as not applicable.",
    example="""
        confiscation_can_be_sought | confiscation_sought | possible
        yes                        | no                  | yes
        yes                        | yes                 | no
        yes                        |                     | unknown
        no                         | no                  | left out
    """,
)
CLAIM = Step(
    id="claim",
    title="Lodge a victim's claim for compensation",
    matters="Who has no claim before the court is awarded nothing by it.",
    brief="R-1",
    measure="R01",
    unit=open_victim,
    arises=open_victim.c.may_claim,
    taken=open_victim.c.has_claim,
    reason="no claim was made, and none declined",
    caution="After advice, and only if the victim wishes it.",
    example="""
        may_claim | has_claim | possible
        yes       | no        | yes
        yes       | yes       | no
        yes       |           | unknown
        no        | no        | left out
    """,
)
LAWYER_FIRST = Step(
    id="lawyer_before_interview",
    title="Give a victim a lawyer before the first interview",
    matters="Advice before the first interview protects rights that cannot be had back later.",
    brief="V",
    measure="V03b",
    unit=open_victim,
    arises=open_victim.c.awaits_interview,
    taken=open_victim.c.had_legal_aid,
    reason="no first interview is recorded, and no legal aid was given",
    caution="A blank date is read as not yet: look whether the interview took place.",
    example="""
        awaits_interview | had_legal_aid | possible
        yes              | no            | yes
        yes              | yes           | no
        yes              |               | unknown
        no               | no            | left out
    """,
)
LAWYER_NOW = Step(
    id="lawyer_after_interview",
    title="Give an interviewed victim a lawyer",
    matters="It is late, and still decides whether the victim claims, testifies and is protected.",
    brief="V",
    measure="V03",
    unit=open_victim,
    arises=open_victim.c.was_interviewed,
    taken=open_victim.c.had_legal_aid,
    reason="interviewed, and no legal aid was given",
    caution="Who declined legal aid is left out.",
    example="""
        was_interviewed | had_legal_aid | possible
        yes             | no            | yes
        yes             | yes           | no
        yes             |               | unknown
        no              | no            | left out
    """,
)
FOREIGN_REQUEST = Step(
    id="foreign_request",
    title="Ask another State for help",
    matters="Those who recruit, and the money they make, are often beyond the border.",
    brief="IC",
    measure="T03",
    unit=open_case,
    arises=open_case.c.crosses_borders,
    taken=open_case.c.cooperation_used,
    reason="the case crosses borders and no formal request is recorded",
    caution="Police channels count; informal contacts do not.",
    example="""
        crosses_borders | cooperation_used | possible
        yes             | no               | yes
        yes             | yes              | no
        yes             |                  | unknown
                        | no               | unknown
        no              | no               | left out
    """,
)
# In the order of an investigation: what cannot be caught up on stands first.
STEPS: Mapping[str, Step] = MappingProxyType(
    {
        step.id: step
        for step in (
            LAWYER_FIRST,
            LAWYER_NOW,
            FINANCIAL_INVESTIGATION,
            FREEZING,
            FOREIGN_REQUEST,
            UPSTREAM_SUSPECT,
            CONFISCATION,
            CLAIM,
        )
    }
)
