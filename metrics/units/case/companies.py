"""Whom a case reached beside natural persons: companies, clients and lead firms."""

from sqlalchemy import ColumnElement, and_, case, exists, false, func, null, or_, select, true

from metrics.units.case.facts import CaseFacts
from metrics.units.case.inquiry import ENTERPRISE, of_enterprise
from metrics.units.charged_links import LINKS
from metrics.units.declaration import truth
from metrics.units.suspect.facts import WHO_WAS_CHARGED
from schemas import tables
from schemas import vocabulary as v


def _of_enterprise_case(facts: CaseFacts) -> ColumnElement:
    """D03: left out where the law is known to hold no legal person liable."""
    place, a_case = tables.jurisdictions.c, tables.cases.c
    spared = exists(
        select(1)
        .where(place.jurisdiction == a_case.jurisdiction)
        .where(place.legal_persons_liable.in_((v.YesNo.NO, v.YesNo.NOT_APPLICABLE)))
    )
    return and_(facts.charged, of_enterprise(), ~spared)


def _of_final_enterprise_case(facts: CaseFacts) -> ColumnElement:
    return and_(tables.cases.c.final_on.is_not(None), _of_enterprise_case(facts))


def _client_reached(facts: CaseFacts) -> ColumnElement:
    person, links = facts.persons.c, facts.links.c
    nobody = func.coalesce(person.charged_persons, 0) + facts.unrecorded == 0
    link_unknown = func.coalesce(links.link_unknown, false())
    return case(
        (or_(person.client, links.client), true()),
        (or_(nobody, link_unknown, person.client_unknown), null()),
        else_=false(),
    )


COMPANIES = (
    truth(
        "charged_enterprise_case",
        "Charged, of forced labour in an enterprise, where legal persons are not known to go free",
        _of_enterprise_case,
        needs=ENTERPRISE,
    ),
    truth(
        "final_enterprise_case",
        "The same, with a final decision",
        _of_final_enterprise_case,
        needs=(*ENTERPRISE, "cases.final_on"),
    ),
    truth(
        "legal_person_charged",
        "A legal person was charged; unknown: somebody charged is not recorded",
        lambda facts: facts.of_everybody(facts.persons.c.legal_charged),
        needs=("suspects",),
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    truth(
        "legal_person_sanctioned",
        "A legal person was sanctioned; unknown: convicted without a sanction row",
        lambda facts: facts.of_everybody(facts.persons.c.legal_sanctioned),
        needs=("suspects", "sanctions"),
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    truth(
        "client_reached",
        "A client or lead firm was charged or sanctioned",
        _client_reached,
        needs=(*LINKS, "sanctions"),
    ),
)
