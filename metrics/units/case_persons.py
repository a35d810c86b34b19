"""The persons of a case read together: one row per case with a suspect."""

from collections.abc import Iterator

from sqlalchemy import CTE, ColumnElement, and_, case, false, func, not_, null, or_, select, true

from metrics.units.joining import OF_PERSON, same
from metrics.units.knowledge import any_of
from metrics.units.person_links import roles_by_person
from metrics.units.suspects import per_suspect
from schemas import vocabulary as v


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

    yield func.bool_or(person.charged).label("charged")
    # As the records state it, not from the charges: those date a person, not a case.
    yield func.min(person.stated_charged_on).label("charged_on")
    yield func.bool_or(person.decided).label("decided")
    yield first("decided_on", "decided").label("decided_on")
    yield _known(person.convicted_of_trafficking).label("convicted")
    yield first("decided_on", "convicted_of_trafficking").label("convicted_on")
    yield first("decided_from", "convicted_of_trafficking").label("convicted_from")
    yield first("decided_to", "convicted_of_trafficking").label("convicted_to")
    yield _known(person.convicted).label("convicted_of_anything")
    yield first("decided_on", "convicted").label("first_conviction_on")
    ended = or_(not_(person.charged), person.outcome == v.Outcome.DISCONTINUED)
    undated = func.bool_or(and_(person.charged, person.left_on.is_(None)))
    yield and_(func.bool_or(person.charged), func.bool_and(ended)).label("discontinued")
    yield case((undated, null()), else_=func.max(case((person.charged, person.left_on)))).label(
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
    outside_unknown = and_(held.outside.is_(None), person.charged)
    yield func.count().filter(person.charged).label("charged_persons")
    yield func.count(held.first_link).filter(person.charged).label("persons_with_link")
    yield func.min(held.first_link).filter(person.charged).label("first_link")
    yield func.max(held.last_link).filter(person.charged).label("last_link")
    yield func.bool_or(role_unknown).filter(person.charged).label("role_unknown")
    yield func.bool_or(role_unknown).label("identified_unknown")
    yield func.bool_or(func.coalesce(held.outside, false())).filter(person.charged).label("outside")
    yield func.bool_or(outside_unknown).label("outside_unknown")


def _companies(roles: CTE) -> Iterator[ColumnElement]:
    """Legal persons, and whoever profits as a client or lead firm: charged or sanctioned."""
    person, held = per_suspect.c, roles.c
    is_legal = person.kind == v.PersonKind.LEGAL
    reached = or_(person.charged, func.coalesce(person.sanctioned, false()))
    has_client = func.coalesce(held.client, false())
    role_unknown = func.coalesce(held.role_unknown, true())
    yield func.bool_or(and_(person.charged, is_legal)).label("legal_charged")
    yield any_of(and_(is_legal, person.sanctioned)).label("legal_sanctioned")
    yield func.bool_or(and_(reached, has_client)).label("client")
    yield func.bool_or(and_(person.charged, not_(has_client), role_unknown)).label("client_unknown")
