"""The network with a conviction: whether its top, its money and its business were hit."""

from functools import reduce
from operator import add
from typing import NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    and_,
    case,
    cast,
    false,
    func,
    null,
    or_,
    select,
    true,
)

from metrics.units.asset_orders import was_ordered
from metrics.units.case.assets import ASSETS_OF_CASES
from metrics.units.case.unit import per_case
from metrics.units.declaration import OF_PERSON, breakdown, day, identity, place, same, truth, unit
from metrics.units.knowledge import any_of, one_of
from metrics.units.network.unit import network_name
from metrics.units.suspect.facts import CONVICTED, OUTCOME
from metrics.units.suspect.links import APEX
from metrics.units.suspect.sanctions import SANCTIONS
from metrics.units.suspect.unit import per_suspect
from schemas import tables
from schemas import vocabulary as v

FIRST, ENOUGH = 1, 2
TAKEN_FROM_FIRST_CASE = ("case_id", "office", "form", "sector", "cross_border")
PARTS = ("top", "money", "business")


class ConvictedNetworks(NamedTuple):
    """The networks with a conviction, each with what was hit in any of its cases."""

    joined: FromClause
    kept: ColumnElement
    cases: CTE


def _networks() -> ConvictedNetworks:
    cases = _cases()
    return ConvictedNetworks(cases, cases.c.convicted, cases)


def _cases() -> CTE:
    """Each network: its case convicted first, and what its cases come to together."""
    numbered = _numbered()
    key = (numbered.c.jurisdiction, numbered.c.network)
    return (
        select(
            *key,
            *(
                func.min(numbered.c[name]).filter(numbered.c.place == FIRST).label(name)
                for name in TAKEN_FROM_FIRST_CASE
            ),
            func.min(numbered.c.first_conviction_on).label("first_conviction_on"),
            func.bool_or(numbered.c.convicted_of_anything).label("convicted"),
            *(any_of(numbered.c[part]).label(part) for part in PARTS),
        )
        .group_by(*key)
        .cte("convicted_networks")
    )


def _numbered() -> CTE:
    a_case, network = per_case.c, network_name()
    children = (_tops(), _confiscations(), _businesses())
    joined: FromClause = per_case
    for child in children:
        joined = joined.outerjoin(child, same(child, per_case))
    order = func.row_number().over(
        partition_by=(a_case.jurisdiction, network),
        order_by=(
            # Cases without a conviction say nothing of where the first one was.
            cast(a_case.convicted_of_anything, Integer).desc(),
            a_case.first_conviction_on.asc().nulls_last(),
            a_case.case_id,
        ),
    )
    return (
        select(
            a_case.jurisdiction,
            *(a_case[name] for name in TAKEN_FROM_FIRST_CASE),
            network.label("network"),
            a_case.first_conviction_on,
            a_case.convicted_of_anything,
            order.label("place"),
            *(
                # A case without a row of it is known to have none.
                case((child.c.case_id.is_(None), false()), else_=child.c[part]).label(part)
                for part, child in zip(PARTS, children, strict=True)
            ),
        )
        .select_from(joined)
        .cte("cases_of_networks")
    )


def _tops() -> CTE:
    """Whether somebody from the top of the chain was convicted of anything.

    A link row without a person is of somebody charged whose outcome is not known.
    """
    link, person = tables.links.c, per_suspect.c
    at_top = one_of(link.link, *APEX)
    uncharged = and_(person.outcome == v.Outcome.UNKNOWN, person.charged.is_(False))
    outcome = case((uncharged, false()), else_=one_of(person.outcome, *CONVICTED))
    joined = per_suspect.outerjoin(tables.links, same(tables.links, per_suspect, OF_PERSON))
    of_persons = select(
        person.jurisdiction,
        person.case_id,
        # Without a link row the role is not known.
        and_(case((link.link.is_(None), null()), else_=at_top), outcome).label("top"),
    ).select_from(joined)
    of_nobody = select(
        link.jurisdiction,
        link.case_id,
        case((at_top.is_(False), false()), else_=null()).label("top"),
    ).where(link.person_id.is_(None))
    every = of_persons.union_all(of_nobody).subquery("tops")
    return (
        select(every.c.jurisdiction, every.c.case_id, any_of(every.c.top).label("top"))
        .group_by(every.c.jurisdiction, every.c.case_id)
        .cte("tops_of_cases")
    )


def _confiscations() -> CTE:
    """Whether anything but evidence was confiscated; of an asset without a word it is unknown."""
    asset = tables.assets.c
    return (
        select(asset.jurisdiction, asset.case_id, any_of(was_ordered()).label("money"))
        .where(or_(asset.role.is_(None), asset.role != v.AssetRole.EVIDENCE))
        .group_by(asset.jurisdiction, asset.case_id)
        .cte("confiscations_of_cases")
    )


def _businesses() -> CTE:
    """Whether a licence, contract or business was lost, or a legal person sanctioned."""
    person = per_suspect.c
    lost = case((person.sanctioned.is_(False), false()), else_=person.excluded)
    legal = case((person.kind == v.PersonKind.LEGAL, person.sanctioned), else_=false())
    hit = case((person.sanctioned.is_(None), null()), else_=or_(lost, legal))
    return (
        select(person.jurisdiction, person.case_id, any_of(hit).label("business"))
        .group_by(person.jurisdiction, person.case_id)
        .cte("businesses_of_cases")
    )


def _disrupted(of: ConvictedNetworks) -> ColumnElement:
    """T04, at least two of three: what is unknown may be the second."""
    parts = [of.cases.c[part] for part in PARTS]
    hit, open_ = (
        reduce(add, (cast(func.coalesce(part, otherwise()), Integer) for part in parts))
        for otherwise in (false, true)
    )
    return case((hit >= ENOUGH, true()), (open_ < ENOUGH, false()), else_=null())


per_convicted_network = unit(
    "per_convicted_network",
    "network",
    "A network in whose cases somebody was convicted; a case that is joined to none is its own."
    " Office, form and sector are those of the case convicted first",
    *place(
        lambda of: of.cases.c.jurisdiction,
        lambda of: of.cases.c.case_id,
        lambda of: of.cases.c.office,
        "The office that leads the case convicted first",
        of_one_office=False,
    ),
    identity(
        "network_id",
        "The network, or the case that is its own",
        lambda of: of.cases.c.network,
        80,
    ),
    breakdown("form", "Form of exploitation", lambda of: of.cases.c.form),
    breakdown("sector", "Economic sector", lambda of: of.cases.c.sector),
    breakdown("cross_border", "Whether it is cross-border", lambda of: of.cases.c.cross_border),
    day(
        "first_conviction_on",
        "First conviction of anything in any of its cases",
        lambda of: of.cases.c.first_conviction_on,
    ),
    truth(
        "convicted",
        "Somebody was convicted of anything: in every one here",
        lambda of: of.cases.c.convicted,
        needs=OUTCOME,
    ),
    truth(
        "disrupted",
        "At least two of: a person of the top of the chain convicted, assets confiscated, and a"
        " licence, contract or business lost or a legal person sanctioned",
        _disrupted,
        needs=(
            *("cases.network_id", "links", "links.link"),
            *(*ASSETS_OF_CASES, "assets.confiscated", *SANCTIONS),
        ),
    ),
    parts=_networks,
)
