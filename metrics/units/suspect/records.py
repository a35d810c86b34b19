"""Of each person in a case: what their charges, claims and sanctions say."""

from sqlalchemy import CTE, ColumnElement, and_, case, false, func, null, select, true

from metrics import options
from metrics.beside.currency import converted, in_home_currency
from metrics.units.award.claims import is_award
from metrics.units.knowledge import any_of, one_of, whole_sum
from schemas import dates, tables
from schemas import vocabulary as v

LABOUR_OFFENCES = (v.Offence.FORCED_LABOUR, v.Offence.SLAVERY)
# F03f: what is charged where the money is followed.
FINANCIAL_OFFENCES = (
    v.Offence.MONEY_LAUNDERING,
    v.Offence.TAX_FRAUD,
    v.Offence.WAGE_OR_SOCIAL_FRAUD,
)
# D04: what takes the licence, the contracts or the business.
EXCLUSIONS = (
    v.SanctionKind.LICENCE_WITHDRAWAL,
    v.SanctionKind.DISQUALIFICATION,
    v.SanctionKind.DEBARMENT,
    v.SanctionKind.CLOSURE,
    v.SanctionKind.PUBLICATION,
)


def trafficking_offences() -> tuple[v.Offence, ...]:
    """The offences that are of trafficking, as the deployment has chosen."""
    also = LABOUR_OFFENCES if options.value("forced_labour_is_trafficking") else ()
    return (v.Offence.TRAFFICKING, *also)


def charges_by_person() -> CTE:
    """When each person was charged, with the first and last day it may have been, and of what."""
    charge = tables.charges.c
    charged_on = dates.effective(charge.charged_on)
    offences = trafficking_offences()
    return (
        select(
            charge.jurisdiction,
            charge.case_id,
            charge.person_id,
            func.min(charged_on).label("charged_on"),
            func.min(dates.earliest(charge.charged_on)).label("charged_from"),
            func.min(dates.latest(charge.charged_on)).label("charged_to"),
            func.min(case((charge.offence.in_(offences), charged_on))).label("trafficking_on"),
            any_of(one_of(charge.offence, *offences)).label("with_trafficking"),
            any_of(_is_of(v.Offence.MONEY_LAUNDERING)).label("laundering_charged"),
            any_of(_is_of(*FINANCIAL_OFFENCES)).label("financially_charged"),
        )
        .group_by(charge.jurisdiction, charge.case_id, charge.person_id)
        .cte("charges_by_person")
    )


def _is_of(*offences: v.Offence) -> ColumnElement:
    """Whether a charge is of offences with laundering among them.

    Of an offence that is not stated, a type of laundering tells that it is laundering.
    """
    charge = tables.charges.c
    is_laundering = and_(
        charge.offence == v.Offence.UNKNOWN, charge.laundering != v.Laundering.UNKNOWN
    )
    return case((is_laundering, true()), else_=one_of(charge.offence, *offences))


def claims_by_person() -> CTE:
    """Whether an award was made against the person."""
    claim = tables.claims.c
    return (
        select(
            claim.jurisdiction, claim.case_id, claim.person_id, any_of(is_award()).label("awarded")
        )
        .where(claim.person_id.is_not(None))
        .group_by(claim.jurisdiction, claim.case_id, claim.person_id)
        .cte("claims_by_person")
    )


def sanctions_by_person() -> CTE:
    """The sanctions of each person: at first instance custody, and of any instance exclusions."""
    sanction = tables.sanctions.c
    at_first = sanction.instance != v.Instance.FINAL
    custody = and_(at_first, sanction.kind == v.SanctionKind.CUSTODY)
    fine = converted(sanction.amount, dates.effective(sanction.ordered_on))
    return (
        select(
            sanction.jurisdiction,
            sanction.case_id,
            sanction.person_id,
            # Of a person whose sanctions are all of the final decision the first one is not known.
            case(
                (func.bool_or(at_first), any_of(and_(at_first, _is_custody()))), else_=null()
            ).label("custody"),
            func.bool_or(and_(at_first, sanction.kind == v.SanctionKind.LIFE)).label("life"),
            func.max(case((and_(custody, sanction.months > 0), sanction.months))).label("months"),
            case((func.bool_or(at_first), any_of(and_(at_first, _is_fine()))), else_=null()).label(
                "fined"
            ),
            whole_sum(
                case((and_(at_first, sanction.kind == v.SanctionKind.FINE), fine), else_=0)
            ).label("fines"),
            any_of(one_of(sanction.kind, *EXCLUSIONS)).label("excluded"),
            func.min(dates.effective(sanction.ordered_on)).label("ordered_on"),
        )
        .select_from(in_home_currency(tables.sanctions, tables.sanctions))
        .group_by(sanction.jurisdiction, sanction.case_id, sanction.person_id)
        .cte("sanctions_by_person")
    )


def _is_fine() -> ColumnElement:
    """Whether a sanction is a fine: of unknown amount it is, of 0 it is not."""
    sanction = tables.sanctions.c
    return case(
        (sanction.kind == v.SanctionKind.FINE, func.coalesce(sanction.amount, 1) > 0),
        (sanction.kind == v.SanctionKind.UNKNOWN, null()),
        else_=false(),
    )


def _is_custody() -> ColumnElement:
    """Whether a sanction is unsuspended custody: of unknown length it is, of 0 months it is not."""
    sanction = tables.sanctions.c
    return case(
        (sanction.kind == v.SanctionKind.LIFE, true()),
        (sanction.kind == v.SanctionKind.CUSTODY, func.coalesce(sanction.months, 1) > 0),
        (sanction.kind == v.SanctionKind.UNKNOWN, null()),
        else_=false(),
    )
