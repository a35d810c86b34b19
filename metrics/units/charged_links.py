"""The links of the chain that were charged: of each person, then of each case."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import CTE, ColumnElement, and_, case, false, func, not_, null, or_, select, true

from metrics.units.suspects import per_suspect
from schemas import tables
from schemas import vocabulary as v

# The catalogue, 2.1: links that are exploitation at the destination whatever their location, those
# that are read by it, and the beneficiary that is reported apart.
AT_DESTINATION = (v.Link.EXPLOITER, v.Link.ENFORCER)
BY_LOCATION = (v.Link.HARBOURER, v.Link.TRANSFEROR)
APART = (v.Link.KNOWING_USER, v.Link.UNKNOWN)
BEYOND_DESTINATION = tuple(
    link for link in v.Link if link not in (*AT_DESTINATION, *BY_LOCATION, *APART)
)
UPSTREAM_PLACES = (v.Location.ORIGIN, v.Location.TRANSIT)


class ChargedLinks(NamedTuple):
    """What is known of a case's charged links, one row per case with a charged person or link."""

    persons: CTE
    links: CTE


def charged_links() -> ChargedLinks:
    """Per case: `persons` tells how its charged persons stand, `links` what links were charged."""
    links = _links_charged()
    return ChargedLinks(persons=_by_case_persons(_by_person(links)), links=_by_case_links(links))


def _links_charged() -> CTE:
    """Links of charged persons, and those without: each of these stands for one more person."""
    link, person = tables.links.c, per_suspect.c
    of_person = and_(
        person.jurisdiction == link.jurisdiction,
        person.case_id == link.case_id,
        person.person_id == link.person_id,
    )
    return (
        select(link.jurisdiction, link.case_id, link.person_id, link.link, link.location)
        .select_from(tables.links.outerjoin(per_suspect, of_person))
        .where(or_(link.person_id.is_(None), person.charged))
        .cte("links_charged")
    )


def _is_known(links: CTE) -> ColumnElement:
    return links.c.link != v.Link.UNKNOWN


def _is_unplaced(links: CTE) -> ColumnElement:
    """A transferor is read like a harbourer: without a location it is unknown where it acted."""
    return and_(links.c.link.in_(BY_LOCATION), links.c.location == v.Location.UNKNOWN)


def _is_inside(links: CTE) -> ColumnElement:
    at_destination = links.c.location == v.Location.DESTINATION
    placed = and_(links.c.link.in_(BY_LOCATION), at_destination)
    return or_(links.c.link.in_(AT_DESTINATION), placed)


def _is_upstream(links: CTE) -> ColumnElement:
    """Upstream or enabling."""
    placed = and_(links.c.link.in_(BY_LOCATION), links.c.location.in_(UPSTREAM_PLACES))
    return or_(links.c.link.in_(BEYOND_DESTINATION), placed)


def _by_person(links: CTE) -> CTE:
    """Charged persons: their links, and whether all of them lie beyond the destination."""
    person = per_suspect.c
    roles = (
        select(
            links.c.jurisdiction,
            links.c.case_id,
            links.c.person_id,
            func.min(case((_is_known(links), links.c.link))).label("first_link"),
            func.max(case((_is_known(links), links.c.link))).label("last_link"),
            func.bool_or(not_(_is_known(links))).label("has_unknown_link"),
            func.bool_or(_is_inside(links)).label("inside"),
            func.bool_or(_is_unplaced(links)).label("unplaced"),
            func.bool_and(links.c.link == v.Link.KNOWING_USER).label("only_user"),
        )
        .where(links.c.person_id.is_not(None))
        .group_by(links.c.jurisdiction, links.c.case_id, links.c.person_id)
        .cte("roles")
    )
    of_person = and_(
        roles.c.jurisdiction == person.jurisdiction,
        roles.c.case_id == person.case_id,
        roles.c.person_id == person.person_id,
    )
    role_unknown = func.coalesce(roles.c.has_unknown_link, true())
    return (
        select(
            person.jurisdiction,
            person.case_id,
            roles.c.first_link,
            roles.c.last_link,
            role_unknown.label("role_unknown"),
            case(
                (roles.c.inside, false()),
                (or_(role_unknown, roles.c.unplaced), null()),
                # A person who only used the services is ignored: they neither make nor break it.
                else_=not_(roles.c.only_user),
            ).label("outside"),
        )
        .select_from(per_suspect.outerjoin(roles, of_person))
        .where(person.charged)
        .cte("charged_persons")
    )


def _by_case_persons(persons: CTE) -> CTE:
    person = persons.c
    return (
        select(
            person.jurisdiction,
            person.case_id,
            func.count().label("persons"),
            func.count(person.first_link).label("persons_with_link"),
            func.min(person.first_link).label("first_link"),
            func.max(person.last_link).label("last_link"),
            func.bool_or(person.role_unknown).label("role_unknown"),
            func.bool_or(func.coalesce(person.outside, false())).label("outside"),
            func.bool_or(person.outside.is_(None)).label("outside_unknown"),
        )
        .group_by(person.jurisdiction, person.case_id)
        .cte("case_persons")
    )


def _by_case_links(links: CTE) -> CTE:
    known = case((_is_known(links), links.c.link))
    return (
        select(
            links.c.jurisdiction,
            links.c.case_id,
            func.min(known).label("first_link"),
            func.max(known).label("last_link"),
            func.count(case((links.c.person_id.is_(None), 1))).label("without_person"),
            func.bool_or(not_(_is_known(links))).label("link_unknown"),
            func.bool_or(_is_upstream(links)).label("upstream"),
            func.bool_or(_is_unplaced(links)).label("unplaced"),
            *(
                func.bool_or(links.c.link.in_(codes)).label(group.value)
                for group, codes in v.LINKS_OF_GROUP.items()
            ),
        )
        .group_by(links.c.jurisdiction, links.c.case_id)
        .cte("case_links")
    )


def truths(charged: ChargedLinks) -> Iterator[ColumnElement]:
    """The three-valued columns of a case made from its charged links, of outer-joined `charged`."""
    persons, links = charged.persons.c, charged.links.c
    somebody = or_(persons.persons.is_not(None), links.without_person > 0)
    role_unknown = or_(
        func.coalesce(persons.role_unknown, false()), func.coalesce(links.link_unknown, false())
    )
    without_person = func.coalesce(links.without_person, 0)
    yield case(
        (links.first_link != links.last_link, true()),
        (and_(links.first_link == links.last_link, not_(role_unknown)), false()),
        else_=null(),
    ).label("more_than_one_link")
    yield case(
        (and_(persons.persons_with_link > 1, persons.first_link != persons.last_link), true()),
        (or_(persons.persons.is_(None), without_person > 0), null()),
        (persons.persons == 1, false()),
        (or_(persons.role_unknown, persons.first_link != persons.last_link), null()),
        else_=false(),
    ).label("more_than_one_link_by_persons")
    yield case(
        (persons.outside, true()),
        (or_(persons.persons.is_(None), without_person > 0, persons.outside_unknown), null()),
        else_=false(),
    ).label("beyond_destination")
    yield case(
        (links.upstream, true()),
        (or_(not_(somebody), somebody.is_(None), role_unknown, links.unplaced), null()),
        else_=false(),
    ).label("upstream_charged")
    for group in v.LinkGroup:
        yield case(
            (links[group.value], true()),
            (or_(not_(somebody), somebody.is_(None), role_unknown), null()),
            else_=false(),
        ).label(f"{group.value}_charged")
