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
    or_,
    select,
)

from metrics.units.cases import per_case
from metrics.units.counted_cases import of_counted_case
from metrics.units.declaration import UNKNOWN, names
from metrics.units.joining import same
from metrics.units.knowledge import one_of
from metrics.units.victim_handling import handled, kept, protected_victims
from metrics.units.victim_payments import victim_claims, victim_payments
from metrics.units.victims import per_victim
from schemas import dates, tables
from schemas import vocabulary as v


def rows() -> Select:
    """The rows of `per_victim`, its columns in order."""
    victim = tables.victims.c
    claims, protected = victim_claims(), protected_victims()
    payments = victim_payments(claims)
    joined = tables.victims.outerjoin(per_case, same(per_case, tables.victims))
    for child in (claims, payments, protected):
        joined = joined.outerjoin(child, same(child, tables.victims, ("victim_id",)))
    made = {column.name: column for column in (*_columns(claims, payments), *handled(protected))}
    columns = (made[name] for name in names(per_victim))
    counted = or_(victim.case_id.is_(None), of_counted_case(tables.victims))
    return select(*columns).select_from(joined).where(counted)


def _columns(claims: CTE, payments: CTE) -> Iterator[ColumnElement]:
    victim, a_case = tables.victims.c, per_case.c
    yield from (victim.jurisdiction, victim.case_id, victim.victim_id)
    yield func.coalesce(a_case.office, UNKNOWN).label("office")
    yield func.coalesce(a_case.cross_border, UNKNOWN).label("cross_border")
    yield from (victim.form, victim.sector, victim.sex, victim.age_group, victim.citizenship)
    # Rows of results have a `status` of their own.
    yield victim.status.label("victim_status")
    yield from (victim.referred_by, victim.regular_status, victim.legal_aid)
    yield victim.reported_to
    yield func.coalesce(claims.c.fund_eligible, UNKNOWN).label("state_fund_eligible")
    yield from (a_case.first_instance_on, a_case.conviction_on)
    yield _counted_on().label("counted_on")
    counted = one_of(victim.status, v.VictimStatus.IDENTIFIED, v.VictimStatus.PRESUMED)
    yield counted.label("identified_or_presumed")
    yield from _remedies(claims, payments)


def _counted_on() -> ColumnElement:
    victim = tables.victims.c
    identified_on = dates.effective(victim.identified_on)
    presumed_on = func.coalesce(identified_on, dates.effective(victim.first_contact_on))
    return case((victim.status == v.VictimStatus.PRESUMED, presumed_on), else_=identified_on)


def _remedies(claims: CTE, payments: CTE) -> Iterator[ColumnElement]:
    victim, a_case = tables.victims.c, per_case.c
    without_claim = claims.c.victim_id.is_(None)
    yield and_(
        kept(),
        victim.claim_declined != v.YesNo.YES,
        func.coalesce(a_case.decided, false()),
    ).label("may_have_claimed")
    yield not_(without_claim).label("has_claim")
    yield claims.c.decided_on.label("first_decision_on")
    yield and_(kept(), func.coalesce(claims.c.decided, false())).label("has_decided_claim")
    yield case((without_claim, false()), else_=claims.c.award).label("has_award")
    yield and_(kept(), func.coalesce(a_case.convicted_of_trafficking, false())).label(
        "of_convicted_case"
    )
    yield claims.c.awarded_on.label("first_award_on")
    awarded = and_(kept(), func.coalesce(claims.c.award, false()))
    yield awarded.label("awarded")
    yield from _payments(awarded, payments)


def _payments(awarded: ColumnElement, payments: CTE) -> Iterator[ColumnElement]:
    paid = payments.c
    unpaid = not_(paid.paid)
    whole = func.coalesce(paid.whole_by_perpetrators, false())
    yield paid.paid.label("was_paid")
    yield and_(awarded, not_(whole)).label("awarded_and_not_paid_by_perpetrators")
    yield paid.independently.label("paid_independently")
    yield paid.paid_on.label("first_payment_on")
    yield case((unpaid, dates.effective(tables.victims.c.withdrew_on))).label("withdrew_on")
    yield unpaid.label("awaits_payment")
