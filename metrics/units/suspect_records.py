"""Group the records of each suspect: links, charges, sanctions and awards."""

from typing import NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    and_,
    case,
    false,
    func,
    literal_column,
    not_,
    null,
    or_,
    true,
)

from metrics import counting_options
from metrics.reference.currency import join_home_currency, to_home_currency
from metrics.units.unit_columns import (
    OF_PERSON,
    any_true,
    group_rows,
    is_one_of,
    is_trafficking_case,
    join_on,
    outer_joined,
    sum_if_all_known,
)
from schemas import columns, dates, tables
from schemas import vocabulary as v


def awarded_amount(claims: FromClause = tables.claims) -> ColumnElement:
    """Return SQL for the amount awarded by a claim, or the sum of its two parts."""
    claim = claims.c
    return func.coalesce(claim.awarded, claim.awarded_material + claim.awarded_moral)


def is_award(claims: FromClause = tables.claims) -> ColumnElement:
    """Whether a claim is an award: granted and not 0.

    A granted claim with a blank amount is an award; an unknown result is NULL.
    """
    result = claims.c.result
    granted = result == v.ClaimResult.GRANTED
    return case(
        (result == v.ClaimResult.UNKNOWN, null()),
        (and_(granted, func.coalesce(awarded_amount(claims), 1) != 0), true()),
        else_=false(),
    )


def award_id() -> ColumnElement:
    """Return the id of an award. One order against several persons is one award in several claims.

    It has no bound parameter, because both databases need it in GROUP BY.
    """
    claim = tables.claims.c
    joint = func.concat(literal_column("'joint '"), claim.joint_award_id)
    return case((claim.joint_award_id.is_not(None), joint), else_=claim.claim_id)


# Links that are always exploitation at the destination; links that depend on their location, since
# people are moved and housed all along the way; and links that are neither: users of services (an
# option can change this) and unknown.
AT_DESTINATION = (v.Link.EXPLOITER, v.Link.ENFORCER)
BY_LOCATION = (v.Link.HARBOURER, v.Link.TRANSFEROR)
APART = (v.Link.KNOWING_USER, v.Link.UNKNOWN)
BEYOND_DESTINATION = tuple(
    link for link in v.Link if link not in (*AT_DESTINATION, *BY_LOCATION, *APART)
)
UPSTREAM_PLACES = (v.Location.ORIGIN, v.Location.TRANSIT)
APEX = v.LINKS_OF_GROUP[v.LinkGroup.DIRECTION_AND_MONEY]


def apex_by_person() -> CTE:
    """Return one row per person with links in a case: `apex` is whether one is top of the chain.

    `apex` is NULL if a link is unknown. `role` is, of the person's known links, the group farthest
    from the exploitation.
    """
    link = tables.links.c
    return group_rows(
        "apex_by_person",
        tables.links,
        any_true(is_one_of(link.link, *APEX)).label("apex"),
        case(
            (func.bool_or(link.link.in_(APEX)), "apex"),
            (func.bool_or(is_upstream()), "upstream_or_enabling"),
            (func.bool_or(_is_inside()), "destination"),
            else_=columns.UNKNOWN,
        ).label("role"),
        keys=OF_PERSON,
        where=(link.person_id.is_not(None),),
    )


def is_known() -> ColumnElement:
    return tables.links.c.link != v.Link.UNKNOWN


def known_link() -> ColumnElement:
    """Return the link of the trafficking chain in a row of `links`; NULL if it is unknown."""
    return case((is_known(), tables.links.c.link))


def is_unplaced() -> ColumnElement:
    """Whether a link whose place matters (such as harbouring) has an unknown place."""
    link = tables.links.c
    return and_(link.link.in_(BY_LOCATION), link.location == v.Location.UNKNOWN)


def _is_inside() -> ColumnElement:
    """Whether a link belongs to the place of exploitation."""
    link = tables.links.c
    placed = and_(link.link.in_(BY_LOCATION), link.location == v.Location.DESTINATION)
    return or_(link.link.in_(AT_DESTINATION), placed)


def is_upstream() -> ColumnElement:
    """Whether a link is upstream or enabling; users of services count if the option says so."""
    link = tables.links.c
    beyond = (*BEYOND_DESTINATION, *_users_beyond())
    placed = and_(link.link.in_(BY_LOCATION), link.location.in_(UPSTREAM_PLACES))
    return or_(link.link.in_(beyond), placed)


def _users_beyond() -> tuple[v.Link, ...]:
    """Return the link of users of services if the option counts it as outside; else nothing."""
    return (v.Link.KNOWING_USER,) if counting_options.option_value("knowing_user_is_beyond") else ()


def roles_by_person() -> CTE:
    """Return the role of each person in the chain of a case, one row per person: the CTE `roles`.

    `first_link` and `last_link` are the first and last known code of the person's links,
    `role_unknown` is whether a link is unknown, `client` whether one is a corporate beneficiary.
    `outside` is whether the person acted outside the place of exploitation: NULL if unknown, false
    for users of services if the option says so.
    """
    link = tables.links.c
    unknown, unplaced = func.bool_or(not_(is_known())), func.bool_or(is_unplaced())
    ignored = func.bool_and(link.link == v.Link.KNOWING_USER if not _users_beyond() else false())
    return group_rows(
        "roles",
        tables.links,
        func.min(known_link()).label("first_link"),
        func.max(known_link()).label("last_link"),
        unknown.label("role_unknown"),
        func.bool_or(link.link == v.Link.CORPORATE_BENEFICIARY).label("client"),
        case(
            (func.bool_or(_is_inside()), false()),
            (or_(unknown, unplaced), null()),
            else_=not_(ignored),
        ).label("outside"),
        keys=OF_PERSON,
        where=(link.person_id.is_not(None),),
    )


def upstream_by_person(cases: CTE) -> CTE:
    """Return for each person whether a link is upstream of the exploitation, or enabling.

    Only persons with links in `cases` are included. `upstream` is NULL if no link is known to be
    upstream, but a link or its location is unknown.
    """
    link = tables.links.c
    doubtful = or_(not_(is_known()), is_unplaced())
    upstream = case((is_upstream(), true()), (doubtful, null()), else_=false())
    return group_rows(
        "upstream_by_person",
        tables.links,
        any_true(upstream).label("upstream"),
        keys=OF_PERSON,
        joined=tables.links.join(cases, join_on(cases, tables.links)),
        where=(link.person_id.is_not(None),),
    )


LABOUR_OFFENCES = (v.Offence.FORCED_LABOUR, v.Offence.SLAVERY)
# F03f: offences that are charged if the money is followed.
FINANCIAL_OFFENCES = (
    v.Offence.MONEY_LAUNDERING,
    v.Offence.TAX_FRAUD,
    v.Offence.WAGE_OR_SOCIAL_FRAUD,
)
# D04: sanctions that take away a licence, contracts or a business.
EXCLUSIONS = (
    v.SanctionKind.LICENCE_WITHDRAWAL,
    v.SanctionKind.DISQUALIFICATION,
    v.SanctionKind.DEBARMENT,
    v.SanctionKind.CLOSURE,
    v.SanctionKind.PUBLICATION,
)


def trafficking_offences() -> tuple[v.Offence, ...]:
    """Return the offences that count as trafficking by the counting options."""
    also = LABOUR_OFFENCES if counting_options.option_value("forced_labour_is_trafficking") else ()
    return (v.Offence.TRAFFICKING, *also)


def charges_by_person() -> CTE:
    """Return one row per charged person: days of the first charge, and kinds of offence charged."""
    charge = tables.charges.c
    charged_on = dates.effective_day(charge.charged_on)
    offences = trafficking_offences()
    return group_rows(
        "charges_by_person",
        tables.charges,
        func.min(charged_on).label("charged_on"),
        func.min(dates.earliest_day(charge.charged_on)).label("charged_from"),
        func.min(dates.latest_day(charge.charged_on)).label("charged_to"),
        func.min(case((charge.offence.in_(offences), charged_on))).label("trafficking_on"),
        any_true(is_one_of(charge.offence, *offences)).label("with_trafficking"),
        any_true(_is_of(v.Offence.MONEY_LAUNDERING)).label("laundering_charged"),
        any_true(_is_of(*FINANCIAL_OFFENCES)).label("financially_charged"),
        keys=OF_PERSON,
    )


def _is_of(*offences: v.Offence) -> ColumnElement:
    """Whether a charge is for one of several offences.

    An unknown offence with a type of laundering counts as laundering.
    """
    charge = tables.charges.c
    is_laundering = and_(
        charge.offence == v.Offence.UNKNOWN, charge.laundering != v.Laundering.UNKNOWN
    )
    return case((is_laundering, true()), else_=is_one_of(charge.offence, *offences))


def claims_by_person() -> CTE:
    """Return one row per person with claims against them: whether an award was made."""
    claim = tables.claims.c
    return group_rows(
        "claims_by_person",
        tables.claims,
        any_true(is_award()).label("awarded"),
        keys=OF_PERSON,
        where=(claim.person_id.is_not(None),),
    )


def sanctions_by_person() -> CTE:
    """Return by person custody and fines at first instance, exclusions (debarment ...) at any."""
    sanction = tables.sanctions.c
    at_first = sanction.instance != v.Instance.FINAL
    custody = and_(at_first, sanction.kind == v.SanctionKind.CUSTODY)
    fine = to_home_currency(sanction.amount, dates.effective_day(sanction.ordered_on))
    return group_rows(
        "sanctions_by_person",
        tables.sanctions,
        # If only final sanctions are recorded, those at first instance are unknown.
        case((func.bool_or(at_first), any_true(and_(at_first, _is_custody()))), else_=null()).label(
            "custody"
        ),
        func.bool_or(and_(at_first, sanction.kind == v.SanctionKind.LIFE)).label("life"),
        func.max(case((and_(custody, sanction.months > 0), sanction.months))).label("months"),
        case((func.bool_or(at_first), any_true(and_(at_first, _is_fine()))), else_=null()).label(
            "fined"
        ),
        sum_if_all_known(
            case((and_(at_first, sanction.kind == v.SanctionKind.FINE), fine), else_=0)
        ).label("fines"),
        any_true(is_one_of(sanction.kind, *EXCLUSIONS)).label("excluded"),
        func.min(dates.effective_day(sanction.ordered_on)).label("ordered_on"),
        keys=OF_PERSON,
        joined=join_home_currency(tables.sanctions, tables.sanctions),
    )


def _is_fine() -> ColumnElement:
    """Whether a sanction is a fine: yes with an unknown amount, no with an amount of 0."""
    sanction = tables.sanctions.c
    return case(
        (sanction.kind == v.SanctionKind.FINE, func.coalesce(sanction.amount, 1) > 0),
        (sanction.kind == v.SanctionKind.UNKNOWN, null()),
        else_=false(),
    )


def _is_custody() -> ColumnElement:
    """Whether a sanction is unsuspended custody: yes with an unknown length, no with 0 months."""
    sanction = tables.sanctions.c
    return case(
        (sanction.kind == v.SanctionKind.LIFE, true()),
        (sanction.kind == v.SanctionKind.CUSTODY, func.coalesce(sanction.months, 1) > 0),
        (sanction.kind == v.SanctionKind.UNKNOWN, null()),
        else_=false(),
    )


CONVICTED = (v.Outcome.CONVICTED_TRAFFICKING, v.Outcome.CONVICTED_OTHER)
JUDGED = (*CONVICTED, v.Outcome.ACQUITTED)
OUTCOME = ("suspects", "suspects.outcome")
OFFENCES = ("charges", "charges.offence")
# A source that codes only some offences may leave laundering out.
LAUNDERING = (*OFFENCES, "charges.laundering")
# The columns that can show that a person was charged.
CHARGED_BY = (tables.suspects.c.charged, tables.suspects.c.charged_on, tables.charges.c.charged_on)
WHO_WAS_CHARGED = tuple(map(str, CHARGED_BY))
WHEN_CHARGED = tuple(map(str, CHARGED_BY[1:]))
WHETHER_CASE_WAS_CHARGED = ("cases.charged", "cases.charged_on", *WHO_WAS_CHARGED)
# An uncharged person was not convicted, so an unknown outcome means no for them.
WHO_WAS_CONVICTED = (*WHO_WAS_CHARGED, "suspects.outcome")
WHEN_SUSPECTED = ("suspects.suspected_on", "cases.opened_on")
_suspect = tables.suspects.c


class PersonFacts(NamedTuple):
    """Suspects joined with their case and, if any, their charges, claims, sanctions and links."""

    joined: FromClause
    kept: ColumnElement
    charges: CTE
    claims: CTE
    sanctions: CTE
    links: CTE

    @property
    def charged_on(self) -> ColumnElement:
        return func.coalesce(dates.effective_day(_suspect.charged_on), self.charges.c.charged_on)

    @property
    def charged(self) -> ColumnElement:
        """Whether the person was charged: as the record states; or yes, if a charge has a date.

        Without a date it is NULL if the record says "unknown", and no if it says nothing.
        """
        return case(
            (_suspect.charged == v.YesNo.YES, true()),
            (_suspect.charged.in_((v.YesNo.NO, v.YesNo.NOT_APPLICABLE)), false()),
            (self.charged_on.is_not(None), true()),
            (_suspect.charged == v.YesNo.UNKNOWN, null()),
            # Sources record charges that were brought, and leave the cell blank otherwise.
            else_=false(),
        )

    @property
    def perhaps_charged(self) -> ColumnElement:
        """Whether the person was charged, or this is unknown; never NULL."""
        return func.coalesce(self.charged, true())

    @property
    def with_trafficking(self) -> ColumnElement:
        """Whether the person was charged with trafficking.

        If there is no charge row or the offence is unknown, the answer is unknown in a case charged
        as trafficking, and no in others.
        """
        stated = self.charges.c.with_trafficking
        offence = case(
            (stated, true()),
            (and_(is_case_of_trafficking(), stated.is_(None)), null()),
            else_=false(),
        )
        return and_(self.charged, offence)

    @property
    def convicted_of_trafficking(self) -> ColumnElement:
        """Whether the person was convicted of trafficking; NULL if the outcome is unknown."""
        outcome = _suspect.outcome
        return case(
            (outcome == v.Outcome.CONVICTED_TRAFFICKING, true()),
            (and_(self.perhaps_charged, outcome == v.Outcome.UNKNOWN), null()),
            else_=false(),
        )

    @property
    def was_sanctioned(self) -> ColumnElement:
        """Whether any sanction was imposed; NULL for a convicted person without a sanction row."""
        return case(
            (self.sanctions.c.case_id.is_not(None), true()),
            (_suspect.outcome.in_(CONVICTED), null()),
            else_=false(),
        )


def person_facts() -> PersonFacts:
    """Return the persons in trafficking cases, joined with their other records."""
    children = (charges_by_person(), claims_by_person(), sanctions_by_person(), apex_by_person())
    of_cases = tables.suspects.join(tables.cases, join_on(tables.cases, tables.suspects))
    joined = outer_joined(of_cases, children, tables.suspects, OF_PERSON)
    return PersonFacts(joined, is_trafficking_case(), *children)


def is_natural() -> ColumnElement:
    return _suspect.kind == v.PersonKind.NATURAL


def is_case_of_trafficking() -> ColumnElement:
    """Whether a case was charged as trafficking (scope S1), not as another offence (S2)."""
    return tables.cases.c.scope == v.Scope.CHARGED_AS_TRAFFICKING
