"""Build the units "network": cases against one group of offenders, charged or convicted."""

from collections.abc import Iterator
from functools import reduce
from operator import add
from typing import NamedTuple

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)

from metrics.units.case_expressions import ASSETS_OF_CASES, is_confiscation_ordered
from metrics.units.cases import LINKS, per_case
from metrics.units.suspect_records import APEX, CONVICTED, OUTCOME, known_link
from metrics.units.suspects import SANCTIONS, per_suspect
from metrics.units.unit_columns import (
    OF_PERSON,
    any_true,
    breakdown,
    day,
    declare_unit,
    false_without_row,
    group_rows,
    is_one_of,
    join_on,
    nullable_boolean_column,
    number,
    outer_joined,
    place_columns,
    pseudonym,
)
from schemas import tables
from schemas import vocabulary as v
from schemas.language import marked

FIRST = 1
TAKEN_FROM_FIRST_CASE = ("case_id", "office", "form", "sector", "cross_border")


class Networks(NamedTuple):
    """The networks, each joined with the chain links charged in its cases, if there are any."""

    joined: FromClause
    kept: ColumnElement
    cases: CTE
    links: CTE


def _join_networks() -> Networks:
    cases, links = _one_row_per_network(), _charged_links_by_network()
    joined = cases.outerjoin(links, join_on(links, cases, ("network",)))
    return Networks(joined, true(), cases, links)


def _one_row_per_network() -> CTE:
    """Return one row per network, with data of its first charged case and its number of cases."""
    a_case, network = per_case.c, network_name()
    order = func.row_number().over(
        partition_by=(a_case.jurisdiction, network),
        order_by=(a_case.charged_on.asc().nulls_last(), a_case.case_id),
    )
    numbered = (
        select(
            a_case.jurisdiction,
            *(a_case[name] for name in TAKEN_FROM_FIRST_CASE),
            network.label("network"),
            a_case.charged_on,
            a_case.charged_as_trafficking,
            a_case.more_than_one_link,
            a_case.network_id.is_(None).label("alone"),
            order.label("place"),
        )
        # A case that may have been charged may belong to the network.
        .where(func.coalesce(a_case.charged_as_trafficking, true()))
        .cte("numbered_cases")
    )
    return group_rows(
        "networks",
        numbered,
        *_first_case_columns(numbered),
        func.min(numbered.c.charged_on).label("charged_on"),
        func.count().filter(numbered.c.charged_as_trafficking).label("cases"),
        func.bool_or(numbered.c.charged_as_trafficking).label("charged"),
        func.bool_or(numbered.c.alone).label("alone"),
        func.bool_or(numbered.c.more_than_one_link).label("more_than_one_link"),
        keys=("network",),
    )


def _first_case_columns(numbered: CTE) -> Iterator[ColumnElement]:
    """Yield the columns that a network takes from its first case, such as form and office."""
    for name in TAKEN_FROM_FIRST_CASE:
        yield func.min(numbered.c[name]).filter(numbered.c.place == FIRST).label(name)


def _network_columns(office_words: str) -> tuple[Column, ...]:
    """Return the columns of the table of networks; some are taken from its first case."""
    return (
        *place_columns(
            lambda of: of.cases.c.jurisdiction,
            lambda of: of.cases.c.case_id,
            lambda of: of.cases.c.office,
            office_words,
            of_one_office=False,
        ),
        pseudonym(
            "network_id",
            "The network, or the case if it has no network",
            lambda of: of.cases.c.network,
            80,
        ),
        breakdown("form", "Form of exploitation", lambda of: of.cases.c.form),
        breakdown("sector", "Economic sector", lambda of: of.cases.c.sector),
        breakdown("cross_border", "Whether it is cross-border", lambda of: of.cases.c.cross_border),
    )


def network_name() -> ColumnElement:
    """Return SQL for a name of the case's network; a case without one counts as a network.

    It has no bound parameter, because it is used in GROUP BY.
    """
    a_case = per_case.c
    joined = func.concat(literal_column("'network '"), a_case.network_id)
    alone = func.concat(literal_column("'case '"), a_case.case_id)
    return case((a_case.network_id.is_not(None), joined), else_=alone)


def _charged_links_by_network() -> CTE:
    """Return for each network the first and last link, by name, that was or may be charged.

    A person charged in one of its cases counts with their links in all of them. A person or case
    that may have been charged turns "no" into unknown, and never makes "yes".
    """
    roles = union_all(_links_by_person(), _links_without_person()).cte("network_roles")
    return group_rows(
        "network_links",
        roles,
        func.min(roles.c.first).label("first"),
        func.max(roles.c.last).label("last"),
        func.min(roles.c.first_perhaps).label("first_perhaps"),
        func.max(roles.c.last_perhaps).label("last_perhaps"),
        func.bool_or(roles.c.unknown).label("unknown"),
        keys=("network",),
    )


def _links_by_person() -> Select:
    """Return per person in a network the first and last link, by name, (perhaps) charged."""
    a_case, person, link = per_case.c, per_suspect.c, tables.links.c
    of_cases = per_suspect.join(per_case, join_on(per_case, per_suspect))
    same_person = join_on(tables.links, per_suspect, OF_PERSON)
    is_charged = func.coalesce(a_case.charged_as_trafficking, false())
    charged = func.bool_or(and_(is_charged, func.coalesce(person.charged, false())))
    # Only links of cases that are known to be charged.
    of_charged, link_held = case((is_charged, known_link())), known_link()
    network = network_name()
    return (
        select(
            person.jurisdiction,
            network.label("network"),
            case((charged, func.min(of_charged))).label("first"),
            case((charged, func.max(of_charged))).label("last"),
            func.min(link_held).label("first_perhaps"),
            func.max(link_held).label("last_perhaps"),
            # Without a link row in any case the person's role is unknown.
            func.coalesce(func.bool_or(link.link == v.Link.UNKNOWN), true()).label("unknown"),
        )
        .select_from(of_cases.outerjoin(tables.links, same_person))
        .where(func.coalesce(a_case.charged_as_trafficking, true()), a_case.network_id.is_not(None))
        .group_by(person.jurisdiction, network, person.person_id)
        .having(func.bool_or(person.perhaps_charged))
    )


def _links_without_person() -> Select:
    """Return the links that are recorded without a person; each counts as one charged person."""
    a_case, link = per_case.c, tables.links.c
    link_held = known_link()
    return (
        select(link.jurisdiction, network_name(), *([link_held] * 4), link.link == v.Link.UNKNOWN)
        .select_from(tables.links.join(per_case, join_on(per_case, tables.links)))
        .where(
            a_case.charged_as_trafficking, a_case.network_id.is_not(None), link.person_id.is_(None)
        )
    )


def _more_than_one_link(of: Networks) -> ColumnElement:
    """Whether several links of a network were charged; NULL if a link is unknown."""
    links = of.links.c
    single = and_(links.first == links.last, links.first_perhaps == links.last_perhaps)
    joined = case(
        (links.first != links.last, true()),
        (and_(single, not_(links.unknown)), false()),
        else_=null(),
    )
    return case((of.cases.c.alone, of.cases.c.more_than_one_link), else_=joined)


per_network = declare_unit(
    "per_network",
    "network",
    "Charged cases of trafficking against one network; a case without a network counts as one."
    " Office, form and sector are those of the case charged first",
    *_network_columns(marked("The office that leads the case charged first")),
    day("charged_on", "First charge in any of its cases", lambda of: of.cases.c.charged_on),
    number(
        "cases",
        "Number of its cases that were charged",
        lambda of: of.cases.c.cases,
        needs=("cases",),
    ),
    nullable_boolean_column(
        "charged_as_trafficking",
        "Charged, in a case of trafficking; missing if this is not recorded for any of its cases",
        lambda of: of.cases.c.charged,
        needs=("cases",),
    ),
    nullable_boolean_column(
        "more_than_one_link",
        "More than one link of the chain was charged in its cases",
        _more_than_one_link,
        # A case with an unknown network may belong to one with several cases.
        needs=(*LINKS, "cases.network_id"),
    ),
    parts=_join_networks,
)
ENOUGH = 2
PARTS = ("top", "money", "business")


class ConvictedNetworks(NamedTuple):
    """The networks with a conviction, joined with one row on all their cases (`cases`)."""

    joined: FromClause
    kept: ColumnElement
    cases: CTE


def _convicted_networks() -> ConvictedNetworks:
    cases = _convicted_cases()
    return ConvictedNetworks(cases, cases.c.convicted, cases)


def _convicted_cases() -> CTE:
    """Return one row per network, with its first convicted case, and facts over all cases."""
    numbered = _number_cases()
    return group_rows(
        "convicted_networks",
        numbered,
        *_first_case_columns(numbered),
        func.min(numbered.c.first_conviction_on).label("first_conviction_on"),
        func.bool_or(numbered.c.convicted_of_anything).label("convicted"),
        *(any_true(numbered.c[part]).label(part) for part in PARTS),
        keys=("network",),
    )


def _number_cases() -> CTE:
    """Return the cases of each network, numbered; number 1 has the first conviction."""
    a_case, network = per_case.c, network_name()
    children = (_top_person_convicted(), _confiscated_by_case(), _business_lost_by_case())
    joined = outer_joined(per_case, children, per_case)
    order = func.row_number().over(
        partition_by=(a_case.jurisdiction, network),
        order_by=(
            # Cases without a conviction come last.
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
                false_without_row(child, part).label(part)
                for part, child in zip(PARTS, children, strict=True)
            ),
        )
        .select_from(joined)
        .cte("cases_of_networks")
    )


def _top_person_convicted() -> CTE:
    """Return by case whether a person of the top of the chain was convicted of any offence.

    A link row without a person counts as a charged person with an unknown outcome.
    """
    link, person = tables.links.c, per_suspect.c
    at_top = is_one_of(link.link, *APEX)
    uncharged = and_(person.outcome == v.Outcome.UNKNOWN, person.charged.is_(False))
    outcome = case((uncharged, false()), else_=is_one_of(person.outcome, *CONVICTED))
    joined = per_suspect.outerjoin(tables.links, join_on(tables.links, per_suspect, OF_PERSON))
    of_persons = select(
        person.jurisdiction,
        person.case_id,
        # Without a link row the role is unknown.
        and_(case((link.link.is_(None), null()), else_=at_top), outcome).label("top"),
    ).select_from(joined)
    of_nobody = select(
        link.jurisdiction,
        link.case_id,
        case((at_top.is_(False), false()), else_=null()).label("top"),
    ).where(link.person_id.is_(None))
    every = of_persons.union_all(of_nobody).subquery("tops")
    return group_rows("tops_of_cases", every, any_true(every.c.top).label("top"))


def _confiscated_by_case() -> CTE:
    """Return one row per case with assets (not mere evidence): whether one was confiscated."""
    asset = tables.assets.c
    return group_rows(
        "confiscations_of_cases",
        tables.assets,
        any_true(is_confiscation_ordered()).label("money"),
        where=(or_(asset.role.is_(None), asset.role != v.AssetRole.EVIDENCE),),
    )


def _business_lost_by_case() -> CTE:
    """Return by case whether a licence, contract or business was lost, or a company sanctioned."""
    person = per_suspect.c
    lost = case((person.sanctioned.is_(False), false()), else_=person.excluded)
    legal = case((person.kind == v.PersonKind.LEGAL, person.sanctioned), else_=false())
    hit = case((person.sanctioned.is_(None), null()), else_=or_(lost, legal))
    return group_rows("businesses_of_cases", per_suspect, any_true(hit).label("business"))


def _is_disrupted(of: ConvictedNetworks) -> ColumnElement:
    """Whether a network lost two of three: leaders, assets, business (T04); NULL if unknown."""
    parts = [of.cases.c[part] for part in PARTS]
    hit, open_ = (
        reduce(add, (cast(func.coalesce(part, otherwise()), Integer) for part in parts))
        for otherwise in (false, true)
    )
    return case((hit >= ENOUGH, true()), (open_ < ENOUGH, false()), else_=null())


per_convicted_network = declare_unit(
    "per_convicted_network",
    "network",
    "A network with a conviction in its cases; a case without a network counts as one. Office,"
    " form and sector are those of the case convicted first",
    *_network_columns(marked("The office that leads the case convicted first")),
    day(
        "first_conviction_on",
        "First conviction of any offence in any of its cases",
        lambda of: of.cases.c.first_conviction_on,
    ),
    nullable_boolean_column(
        "convicted",
        "Someone was convicted of any offence",
        lambda of: of.cases.c.convicted,
        needs=OUTCOME,
    ),
    nullable_boolean_column(
        "disrupted",
        "At least two of: a person of the top of the chain convicted, assets confiscated, and a"
        " licence, contract or business lost or a legal person sanctioned",
        _is_disrupted,
        needs=(
            *("cases.network_id", "links", "links.link"),
            *(*ASSETS_OF_CASES, "assets.confiscated", *SANCTIONS),
        ),
    ),
    parts=_convicted_networks,
)
