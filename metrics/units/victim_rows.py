"""The rows of the victim: its records read together with the case, claims and payments."""

from collections.abc import Iterator

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    not_,
    null,
    or_,
    select,
    true,
)

from metrics.units.cases import per_case
from metrics.units.claim_awards import award_id, is_award
from metrics.units.counted_cases import of_counted_case
from metrics.units.declaration import UNKNOWN, names
from metrics.units.knowledge import any_of
from metrics.units.victims import per_victim
from schemas import dates, tables
from schemas import vocabulary as v

DECIDED = (v.ClaimResult.GRANTED, v.ClaimResult.REFUSED, v.ClaimResult.UNKNOWN)


def rows() -> Select:
    """The rows of `per_victim`, its columns in order."""
    victim, a_case = tables.victims.c, per_case.c
    claims, payments = _claims(), _payments()
    of_case = and_(a_case.jurisdiction == victim.jurisdiction, a_case.case_id == victim.case_id)
    joined = tables.victims.outerjoin(per_case, of_case)
    for child in (claims, payments):
        of_victim = and_(
            child.c.jurisdiction == victim.jurisdiction, child.c.victim_id == victim.victim_id
        )
        joined = joined.outerjoin(child, of_victim)
    made = {column.name: column for column in _columns(claims, payments)}
    columns = (made[name] for name in names(per_victim))
    counted = or_(victim.case_id.is_(None), of_counted_case(tables.victims))
    return select(*columns).select_from(joined).where(counted)


def _claims() -> CTE:
    """Of each victim: what the claims came to."""
    claim = tables.claims.c
    decided_on = dates.effective(claim.decided_on)
    decided = claim.result.in_(DECIDED)
    return (
        select(
            claim.jurisdiction,
            claim.victim_id,
            func.bool_or(decided).label("decided"),
            func.min(case((decided, decided_on))).label("decided_on"),
            any_of(is_award()).label("award"),
            func.min(case((is_award(), decided_on))).label("awarded_on"),
        )
        .where(claim.victim_id.is_not(None), of_counted_case(tables.claims))
        .group_by(claim.jurisdiction, claim.victim_id)
        .cte("victim_claims")
    )


def _payments() -> CTE:
    """Of each victim with an award: whether anything was paid for it.

    The payments of a joint award count whichever of its claims they stand under.
    """
    claim, payment = tables.claims.c, tables.payments.c
    of_claim = and_(claim.jurisdiction == payment.jurisdiction, claim.claim_id == payment.claim_id)
    paid = (
        select(
            claim.jurisdiction, award_id().label("award_id"), func.max(payment.paid).label("most")
        )
        .select_from(tables.payments.join(tables.claims, of_claim))
        .where(is_award(), of_counted_case(tables.claims))
        .group_by(claim.jurisdiction, award_id())
        .cte("paid_of_award")
    )
    of_award = and_(paid.c.jurisdiction == claim.jurisdiction, paid.c.award_id == award_id())
    return (
        select(claim.jurisdiction, claim.victim_id, any_of(paid.c.most > 0).label("paid"))
        .select_from(tables.claims.outerjoin(paid, of_award))
        .where(is_award(), claim.victim_id.is_not(None), of_counted_case(tables.claims))
        .group_by(claim.jurisdiction, claim.victim_id)
        .cte("victim_payments")
    )


def _columns(claims: CTE, payments: CTE) -> Iterator[ColumnElement]:
    victim, a_case = tables.victims.c, per_case.c
    yield from (victim.jurisdiction, victim.case_id, victim.victim_id)
    yield func.coalesce(a_case.office, UNKNOWN).label("office")
    yield func.coalesce(a_case.cross_border, UNKNOWN).label("cross_border")
    yield from (victim.form, victim.sector, victim.sex, victim.age_group, victim.citizenship)
    yield from (victim.status, victim.referred_by, victim.regular_status, victim.legal_aid)
    yield from (a_case.first_instance_on, a_case.conviction_on)
    yield _counted_on().label("counted_on")
    yield _belongs().label("identified_or_presumed")
    yield from _remedies(claims, payments)


def _counted_on() -> ColumnElement:
    victim = tables.victims.c
    identified_on = dates.effective(victim.identified_on)
    presumed_on = func.coalesce(identified_on, dates.effective(victim.first_contact_on))
    return case((victim.status == v.VictimStatus.PRESUMED, presumed_on), else_=identified_on)


def _belongs() -> ColumnElement:
    status = tables.victims.c.status
    return case(
        (status == v.VictimStatus.UNKNOWN, null()),
        (status == v.VictimStatus.REJECTED, false()),
        else_=true(),
    )


def _remedies(claims: CTE, payments: CTE) -> Iterator[ColumnElement]:
    victim, a_case = tables.victims.c, per_case.c
    kept = victim.status != v.VictimStatus.REJECTED
    without_claim = claims.c.victim_id.is_(None)
    yield and_(
        kept,
        victim.claim_declined != v.YesNo.YES,
        func.coalesce(a_case.decided, false()),
    ).label("may_have_claimed")
    yield not_(without_claim).label("has_claim")
    yield claims.c.decided_on.label("first_decision_on")
    yield and_(kept, func.coalesce(claims.c.decided, false())).label("has_decided_claim")
    yield case((without_claim, false()), else_=claims.c.award).label("has_award")
    yield and_(kept, func.coalesce(a_case.convicted_of_trafficking, false())).label(
        "of_convicted_case"
    )
    yield claims.c.awarded_on.label("first_award_on")
    yield and_(kept, func.coalesce(claims.c.award, false())).label("awarded")
    yield payments.c.paid.label("was_paid")
