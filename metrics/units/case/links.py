"""The link of a case: one row per case and link of the chain at which somebody was identified."""

from typing import NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    null,
    select,
    true,
    union_all,
)

from metrics.units.case.unit import per_case
from metrics.units.declaration import (
    OF_PERSON,
    breakdown,
    day,
    of_case,
    place,
    same,
    truth,
    unit,
)
from metrics.units.knowledge import any_of
from metrics.units.suspect.facts import WHO_WAS_CHARGED
from metrics.units.suspect.unit import per_suspect
from schemas import columns, tables
from schemas import vocabulary as v


class CaseLinks(NamedTuple):
    """The cases, and the links of each at which somebody was identified."""

    joined: FromClause
    kept: ColumnElement
    pairs: CTE


def _case_links() -> CaseLinks:
    pairs = _pairs()
    return CaseLinks(per_case.join(pairs, same(per_case, pairs)), true(), pairs)


def _pairs() -> CTE:
    held = _held()
    at_large = held.c.fugitive
    return (
        select(
            held.c.jurisdiction,
            held.c.case_id,
            held.c.link,
            any_of(held.c.charged).label("charged"),
            # The dead are not charged: a link that only they held is no failure to charge.
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
    joined = tables.suspects.join(per_suspect, same(tables.suspects, per_suspect, OF_PERSON))
    joined = joined.join(per_case, same(per_case, tables.suspects)).outerjoin(
        tables.links, same(tables.suspects, tables.links, OF_PERSON)
    )
    of_persons = select(
        suspect.jurisdiction,
        suspect.case_id,
        func.coalesce(link.link, columns.UNKNOWN).label("link"),
        # Where the case is known to be uncharged, so is everybody in it.
        case(
            (per_case.c.charged, person.charged),
            (not_(per_case.c.charged), false()),
            else_=person.charged,
        ).label("charged"),
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


def _charged(of: CaseLinks) -> ColumnElement:
    return case((of.pairs.c.link == v.Link.UNKNOWN, null()), else_=of.pairs.c.charged)


_case = per_case.c

per_case_link = unit(
    "per_case_link",
    "link of a case",
    "A link of the chain at which a suspect was identified in a case; one row of unknown link where"
    " a suspect's link is unknown",
    *place(_case.jurisdiction, _case.case_id, _case.office),
    *of_case(_case.form, _case.sector, _case.cross_border),
    breakdown("scope", "Charged as trafficking, or with its elements", _case.scope),
    breakdown("link", "Link of the chain", lambda of: of.pairs.c.link),
    breakdown(
        "fugitive",
        "Whether somebody in the link is at large",
        lambda of: of.pairs.c.fugitive,
    ),
    day(
        "charged_or_closed_on",
        "First charge in the case, else the day it was closed",
        func.coalesce(_case.charged_on, _case.closed_on),
    ),
    truth(
        "of_settled_case",
        "Of a case that was charged or closed; held by more than the deceased",
        # While a case is neither charged nor closed, those found in it may still be charged.
        lambda of: and_(_case.charged_or_closed, of.pairs.c.held_by_the_living),
        # Who was found and not charged stands among the suspects alone.
        needs=("cases", "suspects", "links", "links.link"),
        # A link row without a person is one that was charged: of such rows alone all are.
        needs_one_of=(WHO_WAS_CHARGED, ("links.person_id",)),
    ),
    truth(
        "charged",
        "Somebody in the link was charged; unknown: the link is",
        _charged,
        needs=("links", "links.link"),
    ),
    parts=_case_links,
    own="link",
)
