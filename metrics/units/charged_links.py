"""The links of the chain that were charged: of each person, then of each case."""

from collections.abc import Iterator

from sqlalchemy import CTE, ColumnElement, and_, case, false, func, not_, null, or_, select, true

from metrics import options
from metrics.units.declaration import UNKNOWN
from metrics.units.joining import OF_PERSON, same
from metrics.units.knowledge import any_of, one_of
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
APEX = v.LINKS_OF_GROUP[v.LinkGroup.DIRECTION_AND_MONEY]


def apex_by_person() -> CTE:
    """Of each person in a case with links: whether `apex` is one of them, unknown as they are.

    `role` is the place in the chain farthest from the exploitation that is known of the person.
    """
    link = tables.links.c
    return (
        select(
            link.jurisdiction,
            link.case_id,
            link.person_id,
            any_of(one_of(link.link, *APEX)).label("apex"),
            case(
                (func.bool_or(link.link.in_(APEX)), "apex"),
                (func.bool_or(_is_upstream()), "upstream_or_enabling"),
                (func.bool_or(_is_inside()), "destination"),
                else_=UNKNOWN,
            ).label("role"),
        )
        .where(link.person_id.is_not(None))
        .group_by(link.jurisdiction, link.case_id, link.person_id)
        .cte("apex_by_person")
    )


def _is_known() -> ColumnElement:
    return tables.links.c.link != v.Link.UNKNOWN


def known_link() -> ColumnElement:
    """The link of a row, NULL where it is unknown."""
    return case((_is_known(), tables.links.c.link))


def _is_unplaced() -> ColumnElement:
    """A transferor is read like a harbourer: without a location it is unknown where it acted."""
    link = tables.links.c
    return and_(link.link.in_(BY_LOCATION), link.location == v.Location.UNKNOWN)


def _is_inside() -> ColumnElement:
    link = tables.links.c
    placed = and_(link.link.in_(BY_LOCATION), link.location == v.Location.DESTINATION)
    return or_(link.link.in_(AT_DESTINATION), placed)


def _is_upstream() -> ColumnElement:
    """Upstream or enabling; those who only use the services where the deployment says so."""
    link = tables.links.c
    beyond = (*BEYOND_DESTINATION, *_users_beyond())
    placed = and_(link.link.in_(BY_LOCATION), link.location.in_(UPSTREAM_PLACES))
    return or_(link.link.in_(beyond), placed)


def _users_beyond() -> tuple[v.Link, ...]:
    return (v.Link.KNOWING_USER,) if options.value("knowing_user_is_beyond") else ()


def roles_by_person() -> CTE:
    """Of each person in a case with links: which, and whether they lie beyond the destination.

    `outside` is NULL where that is not known, and no for a person who is to be ignored.
    """
    link = tables.links.c
    unknown, unplaced = func.bool_or(not_(_is_known())), func.bool_or(_is_unplaced())
    ignored = func.bool_and(link.link == v.Link.KNOWING_USER if not _users_beyond() else false())
    return (
        select(
            link.jurisdiction,
            link.case_id,
            link.person_id,
            func.min(known_link()).label("first_link"),
            func.max(known_link()).label("last_link"),
            unknown.label("role_unknown"),
            func.bool_or(link.link == v.Link.CORPORATE_BENEFICIARY).label("client"),
            case(
                (func.bool_or(_is_inside()), false()),
                (or_(unknown, unplaced), null()),
                else_=not_(ignored),
            ).label("outside"),
        )
        .where(link.person_id.is_not(None))
        .group_by(link.jurisdiction, link.case_id, link.person_id)
        .cte("roles")
    )


def upstream_by_person(cases: CTE) -> CTE:
    """Of each person with links in one of `cases`: whether one of them is upstream or enabling.

    `upstream` is NULL where a link is unknown, or acted in a place that is, and none is known to
    be.
    """
    link = tables.links.c
    doubtful = or_(not_(_is_known()), _is_unplaced())
    upstream = case((_is_upstream(), true()), (doubtful, null()), else_=false())
    return (
        select(link.jurisdiction, link.case_id, link.person_id, any_of(upstream).label("upstream"))
        .select_from(tables.links.join(cases, same(cases, tables.links)))
        .where(link.person_id.is_not(None))
        .group_by(link.jurisdiction, link.case_id, link.person_id)
        .cte("upstream_by_person")
    )


def links_by_case() -> CTE:
    """Of each case with links: those charged, and what those identified come to.

    A link without a person stands for one more charged person.
    """
    link, person = tables.links.c, per_suspect.c
    joined = tables.links.outerjoin(per_suspect, same(per_suspect, tables.links, OF_PERSON))
    charged = or_(link.person_id.is_(None), person.charged)
    clients = link.link == v.Link.CORPORATE_BENEFICIARY
    return (
        select(
            link.jurisdiction,
            link.case_id,
            func.min(known_link()).filter(charged).label("first_link"),
            func.max(known_link()).filter(charged).label("last_link"),
            func.count().filter(link.person_id.is_(None)).label("without_person"),
            func.bool_or(clients).filter(link.person_id.is_(None)).label("client"),
            func.bool_or(not_(_is_known())).filter(charged).label("link_unknown"),
            func.bool_or(_is_upstream()).filter(charged).label("upstream"),
            func.bool_or(_is_unplaced()).filter(charged).label("unplaced"),
            func.bool_or(_is_upstream()).label("upstream_identified"),
            func.bool_or(or_(_is_unplaced(), not_(_is_known()))).label("doubtful_identified"),
            *(
                func.bool_or(link.link.in_(codes)).filter(charged).label(group.value)
                for group, codes in v.LINKS_OF_GROUP.items()
            ),
        )
        .select_from(joined)
        .group_by(link.jurisdiction, link.case_id)
        .cte("case_links")
    )


def without_person(links: CTE) -> ColumnElement:
    """How many links of an outer-joined case stand for a charged person that is not recorded."""
    return func.coalesce(links.c.without_person, 0)


def columns(case_persons: CTE, case_links: CTE) -> Iterator[ColumnElement]:
    """The columns of a case made from its charged links, both CTEs outer-joined.

    `case_persons` has charged_persons, persons_with_link, first_link, last_link, role_unknown,
    identified_unknown, outside and outside_unknown.
    """
    persons, links = case_persons.c, case_links.c
    nobody = func.coalesce(persons.charged_persons, 0) == 0
    loose = without_person(case_links) > 0
    role_unknown = or_(
        func.coalesce(persons.role_unknown, false()), func.coalesce(links.link_unknown, false())
    )
    in_the_dark = or_(and_(nobody, not_(loose)), role_unknown)
    yield links.first_link.label("first_charged_link")
    yield links.last_link.label("last_charged_link")
    yield not_(in_the_dark).label("roles_known")
    yield case(
        (links.first_link != links.last_link, true()),
        (and_(links.first_link == links.last_link, not_(role_unknown)), false()),
        else_=null(),
    ).label("more_than_one_link")
    yield case(
        (and_(persons.persons_with_link > 1, persons.first_link != persons.last_link), true()),
        (or_(nobody, loose), null()),
        (persons.charged_persons == 1, false()),
        (or_(persons.role_unknown, persons.first_link != persons.last_link), null()),
        else_=false(),
    ).label("more_than_one_link_by_persons")
    yield case(
        (persons.outside, true()),
        (or_(nobody, loose, persons.outside_unknown), null()),
        else_=false(),
    ).label("beyond_destination")
    yield case(
        (links.upstream, true()),
        (or_(in_the_dark, links.unplaced), null()),
        else_=false(),
    ).label("upstream_charged")
    for group in v.LinkGroup:
        yield case((links[group.value], true()), (in_the_dark, null()), else_=false()).label(
            f"{group.value}_charged"
        )


def upstream_identified(case_persons: CTE, case_links: CTE) -> ColumnElement:
    """Whether an upstream or enabling link was found of any suspect, charged or not."""
    nobody = and_(case_persons.c.case_id.is_(None), without_person(case_links) == 0)
    return case(
        (case_links.c.upstream_identified, true()),
        (
            or_(nobody, case_persons.c.identified_unknown, case_links.c.doubtful_identified),
            null(),
        ),
        else_=false(),
    )
