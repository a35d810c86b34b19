"""The network: charged cases of trafficking that are joined, read as one."""

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    literal_column,
    null,
    select,
    true,
)

from metrics.units.case_conduct import BY_PERSON, CHARGED, LINKS
from metrics.units.cases import per_case
from metrics.units.declaration import breakdown, day, identity, number, place, truth, unit

FIRST = 1
TAKEN_FROM_FIRST_CASE = ("case_id", "office", "form", "sector", "cross_border")

per_network = unit(
    "per_network",
    "network",
    "Charged cases of trafficking against one network; a case that is joined to none is its own."
    " Office, form and sector are those of the case charged first",
    *place("The office that leads the case charged first"),
    identity("network_id", "The network, or the case that is its own", 80),
    breakdown("form", "Form of exploitation", "cases.form"),
    breakdown("sector", "Economic sector", "cases.sector"),
    breakdown("cross_border", "Whether it is cross-border", "cases.cross_border"),
    day("charged_on", "First charge in any of its cases", *CHARGED),
    number("cases", "Its charged cases", "cases"),
    truth(
        "charged_as_trafficking",
        "Charged, in a case of trafficking: every one here",
        reads=(*CHARGED, "cases.scope", "cases.network_id"),
        needs=("cases",),
    ),
    truth(
        "more_than_one_link",
        "More than one link of the chain was charged in its cases",
        reads=(*BY_PERSON, "cases.network_id"),
        needs=LINKS,
    ),
)


def rows() -> Select:
    """The rows of `per_network`, its columns in order."""
    a_case = _numbered().c
    first = func.min(a_case.first_charged_link)
    last = func.max(a_case.last_charged_link)
    of_first_case = {
        name: func.min(case((a_case.place == FIRST, a_case[name])))
        for name in TAKEN_FROM_FIRST_CASE
    }
    return select(
        a_case.jurisdiction,
        of_first_case["case_id"],
        of_first_case["office"],
        a_case.network,
        of_first_case["form"],
        of_first_case["sector"],
        of_first_case["cross_border"],
        func.min(a_case.charged_on),
        func.count(),
        true(),
        case(
            (first != last, true()),
            (and_(first == last, func.bool_and(a_case.roles_known)), false()),
            else_=null(),
        ),
    ).group_by(a_case.jurisdiction, a_case.network)


def _numbered() -> CTE:
    """The charged cases of each network, numbered from the one charged first."""
    a_case, network = per_case.c, _network()
    order = func.row_number().over(
        partition_by=(a_case.jurisdiction, network),
        order_by=(a_case.charged_on.asc().nulls_last(), a_case.case_id),
    )
    return (
        select(
            a_case.jurisdiction,
            *(a_case[name] for name in TAKEN_FROM_FIRST_CASE),
            network.label("network"),
            a_case.charged_on,
            a_case.first_charged_link,
            a_case.last_charged_link,
            a_case.roles_known,
            order.label("place"),
        )
        .where(a_case.charged_as_trafficking)
        .cte("numbered_cases")
    )


def _network() -> ColumnElement:
    """A name that no case and no network share; without a parameter, since it is grouped by."""
    a_case = per_case.c
    joined = func.concat(literal_column("'network '"), a_case.network_id)
    alone = func.concat(literal_column("'case '"), a_case.case_id)
    return case((a_case.network_id.is_not(None), joined), else_=alone)
