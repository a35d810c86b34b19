"""The link of a case: one row per case and link of the chain at which somebody was identified."""

from sqlalchemy import (
    CTE,
    Select,
    and_,
    case,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from metrics.units.cases import per_case
from metrics.units.declaration import UNKNOWN, breakdown, day, place, truth, unit
from metrics.units.joining import OF_PERSON, same
from metrics.units.suspects import per_suspect
from schemas import tables
from schemas import vocabulary as v

per_case_link = unit(
    "per_case_link",
    "link of a case",
    "A link of the chain at which a suspect was identified in a case; one row of unknown link where"
    " a suspect's link is unknown",
    *place(),
    breakdown("form", "Form of exploitation of the case", "cases.form"),
    breakdown("sector", "Economic sector of the case", "cases.sector"),
    breakdown("cross_border", "Whether the case is cross-border", "cases.cross_border"),
    breakdown("scope", "Charged as trafficking, or with its elements", "cases.scope"),
    breakdown("link", "Link of the chain", "links.link"),
    breakdown("fugitive", "Whether somebody in the link is at large", "suspects.fugitive"),
    day(
        "charged_or_closed_on",
        "First charge in the case, else the day it was closed",
        "suspects.charged_on",
        "cases.charged_on",
        "cases.closed_on",
    ),
    truth(
        "of_settled_case",
        "Of a case that was charged or closed; held by more than the deceased",
        reads=(
            "cases.charged",
            "cases.closed_on",
            "cases.closing_reason",
            "suspects.charged",
            "suspects.exit_reason",
        ),
        # Who was found and not charged stands among the suspects alone.
        needs=("cases", "suspects", "links", "links.link"),
    ),
    truth(
        "charged",
        "Somebody in the link was charged; unknown: the link is",
        reads=("suspects.charged", "links.person_id"),
        needs=("links", "links.link"),
    ),
    own="link",
)


def rows() -> Select:
    """The rows of `per_case_link`, its columns in order."""
    pair, a_case = _pairs(), per_case.c
    return select(
        a_case.jurisdiction,
        a_case.case_id,
        a_case.office,
        a_case.form,
        a_case.sector,
        a_case.cross_border,
        a_case.scope,
        pair.c.link,
        pair.c.fugitive,
        func.coalesce(a_case.charged_on, a_case.closed_on),
        and_(a_case.charged_or_closed, pair.c.held_by_the_living),
        case((pair.c.link == v.Link.UNKNOWN, null()), else_=pair.c.charged),
    ).select_from(per_case.join(pair, same(per_case, pair)))


def _pairs() -> CTE:
    held = _held()
    at_large = held.c.fugitive
    return (
        select(
            held.c.jurisdiction,
            held.c.case_id,
            held.c.link,
            func.bool_or(held.c.charged).label("charged"),
            func.bool_or(held.c.alive).label("held_by_the_living"),
            case(
                (func.bool_or(at_large == v.YesNo.YES), v.YesNo.YES.value),
                (func.bool_or(at_large == v.YesNo.UNKNOWN), v.YesNo.UNKNOWN.value),
                else_=v.YesNo.NO.value,
            ).label("fugitive"),
        )
        .group_by(held.c.jurisdiction, held.c.case_id, held.c.link)
        .cte("pairs")
    )


def _held() -> CTE:
    """Each suspect's links, `unknown` where there is none; and those without a person, charged."""
    link, suspect, person = tables.links.c, tables.suspects.c, per_suspect.c
    joined = tables.suspects.join(
        per_suspect, same(tables.suspects, per_suspect, OF_PERSON)
    ).outerjoin(tables.links, same(tables.suspects, tables.links, OF_PERSON))
    of_persons = select(
        suspect.jurisdiction,
        suspect.case_id,
        func.coalesce(link.link, UNKNOWN).label("link"),
        person.charged,
        (suspect.exit_reason != v.ExitReason.DECEASED).label("alive"),
        suspect.fugitive,
    ).select_from(joined)
    of_nobody = select(
        link.jurisdiction,
        link.case_id,
        link.link,
        true().label("charged"),
        true().label("alive"),
        literal(v.YesNo.UNKNOWN.value).label("fugitive"),
    ).where(link.person_id.is_(None))
    return union_all(of_persons, of_nobody).cte("held")
