"""The links of the chain that a person holds, and where they lie in it."""

from sqlalchemy import CTE, ColumnElement, and_, case, false, func, not_, null, or_, select, true

from metrics import options
from metrics.units.declaration import same
from metrics.units.knowledge import any_of, one_of
from schemas import columns, tables
from schemas import vocabulary as v

# Links that are exploitation at the destination whatever their location; those that are read by it,
# since people are moved and housed all along the way; and neither: who only uses the services (an
# option may say otherwise), and what is not known.
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
                (func.bool_or(is_upstream()), "upstream_or_enabling"),
                (func.bool_or(_is_inside()), "destination"),
                else_=columns.UNKNOWN,
            ).label("role"),
        )
        .where(link.person_id.is_not(None))
        .group_by(link.jurisdiction, link.case_id, link.person_id)
        .cte("apex_by_person")
    )


def is_known() -> ColumnElement:
    return tables.links.c.link != v.Link.UNKNOWN


def known_link() -> ColumnElement:
    """The link of a row, NULL where it is unknown."""
    return case((is_known(), tables.links.c.link))


def is_unplaced() -> ColumnElement:
    """A transferor is read like a harbourer: without a location it is unknown where it acted."""
    link = tables.links.c
    return and_(link.link.in_(BY_LOCATION), link.location == v.Location.UNKNOWN)


def _is_inside() -> ColumnElement:
    link = tables.links.c
    placed = and_(link.link.in_(BY_LOCATION), link.location == v.Location.DESTINATION)
    return or_(link.link.in_(AT_DESTINATION), placed)


def is_upstream() -> ColumnElement:
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
    unknown, unplaced = func.bool_or(not_(is_known())), func.bool_or(is_unplaced())
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
    doubtful = or_(not_(is_known()), is_unplaced())
    upstream = case((is_upstream(), true()), (doubtful, null()), else_=false())
    return (
        select(link.jurisdiction, link.case_id, link.person_id, any_of(upstream).label("upstream"))
        .select_from(tables.links.join(cases, same(cases, tables.links)))
        .where(link.person_id.is_not(None))
        .group_by(link.jurisdiction, link.case_id, link.person_id)
        .cte("upstream_by_person")
    )
