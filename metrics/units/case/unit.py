"""The case: one row each, with what its persons, links, assets and victims make true of it."""

from collections.abc import Iterator

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    and_,
    case,
    exists,
    false,
    func,
    not_,
    null,
    or_,
    select,
    true,
)

from metrics.units.case import inquiry
from metrics.units.case.assets import ASSETS_TAKEN, case_assets
from metrics.units.case.facts import CaseFacts
from metrics.units.case.inquiry import ENTERPRISE, INQUIRY, of_enterprise
from metrics.units.case.stages import DAYS, STAGES
from metrics.units.charged_links import LINKS, REACH, links_by_case
from metrics.units.counted_cases import is_counted
from metrics.units.declaration import OF_PERSON, breakdown, identity, place, same, truth, unit
from metrics.units.knowledge import any_of
from metrics.units.suspect.facts import WHO_WAS_CHARGED
from metrics.units.suspect.links import roles_by_person
from metrics.units.suspect.unit import per_suspect
from schemas import columns, tables
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


def _facts() -> CaseFacts:
    persons = case_persons()
    children = (
        persons,
        links_by_case(),
        case_assets(persons),
        _with_victims(),
        inquiry.techniques(),
        inquiry.evidence(),
        inquiry.requests(),
    )
    joined: FromClause = tables.cases
    for child in children:
        joined = joined.outerjoin(child, same(child, tables.cases))
    return CaseFacts(joined, is_counted(), *children)


def _with_victims() -> CTE:
    victim = tables.victims.c
    return (
        select(victim.jurisdiction, victim.case_id)
        .where(victim.case_id.is_not(None))
        .distinct()
        .cte("cases_with_victims")
    )


_case = tables.cases.c

per_case = unit(
    "per_case",
    "case",
    "A criminal case of trafficking in persons",
    *place(_case.jurisdiction, _case.case_id, func.coalesce(_case.office_id, columns.UNKNOWN)),
    identity("network_id", "Joins split proceedings against one network", _case.network_id),
    breakdown("form", "Form of exploitation", _case.form),
    breakdown("sector", "Economic sector", _case.sector),
    breakdown("cross_border", "Whether it is cross-border", _case.cross_border),
    breakdown("detected_by", "Who detected it", _case.detected_by),
    breakdown("enterprise_size", "Size of the enterprise involved", _case.enterprise_size),
    breakdown("scope", "Charged as trafficking, or with its elements", _case.scope),
    breakdown(
        "financial_investigation",
        "Level of financial investigation",
        _case.financial_investigation,
    ),
    *DAYS,
    *STAGES,
    *REACH,
    *INQUIRY,
    *COMPANIES,
    *ASSETS_TAKEN,
    parts=_facts,
)


def case_persons() -> CTE:
    """What the suspects of each case make true of it, with the links that they hold."""
    person, roles = per_suspect.c, roles_by_person()
    return (
        select(
            person.jurisdiction,
            person.case_id,
            *_proceedings(),
            *_links(roles),
            *_companies(roles),
        )
        .select_from(per_suspect.outerjoin(roles, same(roles, per_suspect, OF_PERSON)))
        .group_by(person.jurisdiction, person.case_id)
        .cte("case_persons")
    )


def _proceedings() -> Iterator[ColumnElement]:
    person = per_suspect.c

    def first(day: str, of: str) -> ColumnElement:
        return func.min(case((person[of], person[day])))

    yield _known(person.charged).label("charged")
    yield func.bool_or(person.charged.is_(None)).label("charge_unknown")
    yield func.min(person.charged_on).label("charged_on")
    yield func.bool_or(person.decided).label("decided")
    yield first("decided_on", "decided").label("decided_on")
    yield _known(person.convicted_of_trafficking).label("convicted")
    yield first("decided_on", "convicted_of_trafficking").label("convicted_on")
    yield first("decided_from", "convicted_of_trafficking").label("convicted_from")
    yield first("decided_to", "convicted_of_trafficking").label("convicted_to")
    # Whoever was not charged was not convicted.
    in_doubt = and_(person.perhaps_charged, person.outcome == v.Outcome.UNKNOWN)
    yield func.bool_or(in_doubt).label("outcome_unknown")
    yield _known(person.convicted).label("convicted_of_anything")
    yield first("decided_on", "convicted").label("first_conviction_on")
    is_charged = func.coalesce(person.charged, false())
    ended = or_(not_(is_charged), person.outcome == v.Outcome.DISCONTINUED)
    undated = func.bool_or(and_(is_charged, person.discontinued_on.is_(None)))
    yield and_(func.bool_or(is_charged), func.bool_and(ended)).label("discontinued")
    yield case((undated, null()), else_=func.max(case((is_charged, person.discontinued_on)))).label(
        "discontinued_on"
    )
    yield any_of(person.laundering_charged).label("laundering_charged")
    yield any_of(person.financially_charged).label("financially_charged")


def _known(truth: ColumnElement) -> ColumnElement:
    """Whether it is known of one person."""
    return func.bool_or(func.coalesce(truth, false()))


def _links(roles: CTE) -> Iterator[ColumnElement]:
    person, held = per_suspect.c, roles.c
    # A person without a link row has a role that nobody recorded.
    role_unknown = func.coalesce(held.role_unknown, true())
    # A person perhaps charged may have changed a no, and never makes a yes.
    perhaps = person.perhaps_charged
    outside_unknown = and_(held.outside.is_(None), perhaps)
    outside_perhaps = and_(person.charged.is_(None), func.coalesce(held.outside, false()))
    yield func.count().filter(person.charged).label("charged_persons")
    yield func.count(held.first_link).filter(person.charged).label("persons_with_link")
    yield func.min(held.first_link).filter(person.charged).label("first_link")
    yield func.max(held.last_link).filter(person.charged).label("last_link")
    yield func.count().filter(perhaps).label("perhaps_charged_persons")
    yield func.min(held.first_link).filter(perhaps).label("first_link_perhaps")
    yield func.max(held.last_link).filter(perhaps).label("last_link_perhaps")
    yield func.bool_or(role_unknown).filter(perhaps).label("role_unknown")
    yield func.bool_or(role_unknown).label("identified_unknown")
    yield from _links_of_convicted(roles)
    yield func.bool_or(func.coalesce(held.outside, false())).filter(person.charged).label("outside")
    yield func.bool_or(or_(outside_unknown, outside_perhaps)).label("outside_unknown")


def _links_of_convicted(roles: CTE) -> Iterator[ColumnElement]:
    """N05: of those convicted of anything."""
    person, held = per_suspect.c, roles.c
    role_unknown = func.coalesce(held.role_unknown, true())
    yield func.min(held.first_link).filter(person.convicted).label("first_link_convicted")
    yield func.max(held.last_link).filter(person.convicted).label("last_link_convicted")
    yield func.bool_or(role_unknown).filter(person.convicted).label("role_unknown_convicted")


def _companies(roles: CTE) -> Iterator[ColumnElement]:
    """Legal persons, and whoever profits as a client or lead firm: charged or sanctioned."""
    person, held = per_suspect.c, roles.c
    is_legal = person.kind == v.PersonKind.LEGAL
    sanctioned = func.coalesce(person.sanctioned, false())
    reached = or_(func.coalesce(person.charged, false()), sanctioned)
    has_client = func.coalesce(held.client, false())
    role_unknown = func.coalesce(held.role_unknown, true())
    yield any_of(and_(person.charged, is_legal)).label("legal_charged")
    yield any_of(and_(is_legal, person.sanctioned)).label("legal_sanctioned")
    yield func.bool_or(and_(reached, has_client)).label("client")
    role_open = and_(person.perhaps_charged, not_(has_client), role_unknown)
    perhaps_client = and_(person.charged.is_(None), has_client)
    yield func.bool_or(or_(role_open, perhaps_client)).label("client_unknown")
