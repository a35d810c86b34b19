"""Of each victim: what the claims came to, and what was paid, when and by whom."""

from sqlalchemy import CTE, ColumnElement, and_, case, false, func, null, or_, select

from metrics import options
from metrics.currency import converted, in_home_currency
from metrics.units.awards import per_award
from metrics.units.claim_awards import award_id, is_award
from metrics.units.counted_cases import of_counted_case
from metrics.units.joining import same
from metrics.units.knowledge import any_of
from metrics.units.windows import Span, span, within_months
from schemas import dates, tables
from schemas import vocabulary as v

DECIDED = (v.ClaimResult.GRANTED, v.ClaimResult.REFUSED, v.ClaimResult.UNKNOWN)
# R04: sources that pay whether the perpetrator does or not; an employer is no such source.
INDEPENDENT = (
    v.PaymentSource.STATE_FUND,
    v.PaymentSource.ADVANCE,
    v.PaymentSource.INSURANCE,
    v.PaymentSource.CONFISCATED_ASSETS,
)


def victim_claims() -> CTE:
    """What the claims came to, and the days that the first award may have been on."""
    claim = tables.claims.c
    decided_on = dates.effective(claim.decided_on)
    decided = claim.result.in_(DECIDED)
    award = span(claim.decided_on)
    return (
        select(
            claim.jurisdiction,
            claim.victim_id,
            func.bool_or(decided).label("decided"),
            func.min(case((decided, decided_on))).label("decided_on"),
            any_of(is_award()).label("award"),
            func.min(case((is_award(), decided_on))).label("awarded_on"),
            func.min(case((is_award(), award.first))).label("awarded_from"),
            func.min(case((is_award(), award.last))).label("awarded_to"),
            _eligible_for_fund().label("fund_eligible"),
        )
        .where(claim.victim_id.is_not(None), of_counted_case(tables.claims))
        .group_by(claim.jurisdiction, claim.victim_id)
        .cte("victim_claims")
    )


def _eligible_for_fund() -> ColumnElement:
    """By any claim: yes before unknown before no."""
    eligible = tables.claims.c.state_fund_eligible
    order = (v.YesNo.YES, v.YesNo.UNKNOWN, v.YesNo.NO)
    return case(
        *((func.bool_or(eligible == code), code.value) for code in order),
        else_=v.YesNo.NOT_APPLICABLE.value,
    )


def victim_payments(claims: CTE) -> CTE:
    """Of each victim with an award: whether anything was paid for it, when first, and by whom.

    An award without a payment is unknown. The payments of a joint award count whichever of its
    claims they stand under.
    """
    paid = _by_award(claims)
    award = per_award.c
    whole = func.coalesce(paid.c.by_perpetrators >= award.amount_awarded, false())
    return (
        select(
            paid.c.jurisdiction,
            paid.c.victim_id,
            any_of(paid.c.anything).label("paid"),
            any_of(paid.c.independently).label("independently"),
            func.min(paid.c.paid_on).label("paid_on"),
            func.bool_and(whole).label("whole_by_perpetrators"),
        )
        .select_from(paid.outerjoin(per_award, same(per_award, paid, ("award_id",))))
        .group_by(paid.c.jurisdiction, paid.c.victim_id)
        .cte("victim_payments")
    )


def _by_award(claims: CTE) -> CTE:
    """Of each award of a victim: the payments, judged from the victim's first award on."""
    own, payment = _own_awards(), _payments()
    made = payment.c
    in_time = within_months(
        Span(made.paid_from, made.paid_to),
        Span(claims.c.awarded_from, claims.c.awarded_to),
        options.value("paid_within_months"),
    )
    by_perpetrator = and_(made.source == v.PaymentSource.PERPETRATOR, in_time)
    return (
        select(
            own.c.jurisdiction,
            own.c.victim_id,
            own.c.award_id,
            any_of(made.paid > 0).label("anything"),
            any_of(_is_independent(payment, in_time)).label("independently"),
            func.min(case((made.paid > 0, made.paid_on))).label("paid_on"),
            func.sum(case((by_perpetrator, made.amount))).label("by_perpetrators"),
        )
        .select_from(
            own.join(claims, same(claims, own, ("victim_id",))).outerjoin(
                payment, same(payment, own, ("award_id",))
            )
        )
        .group_by(own.c.jurisdiction, own.c.victim_id, own.c.award_id)
        .cte("victim_award_payments")
    )


def _is_independent(payment: CTE, in_time: ColumnElement) -> ColumnElement:
    """Whether a payment came in time from an independent source; without a payment NULL."""
    made = payment.c
    return case(
        (made.paid.is_(None), null()),
        (made.paid == 0, false()),
        (made.source.in_(INDEPENDENT), in_time),
        # Of an unknown source, a payment that came too late is none in time all the same.
        (and_(made.source == v.PaymentSource.UNKNOWN, or_(in_time, in_time.is_(None))), null()),
        else_=false(),
    )


def _own_awards() -> CTE:
    claim = tables.claims.c
    return (
        select(claim.jurisdiction, claim.victim_id, award_id().label("award_id"))
        .where(is_award(), claim.victim_id.is_not(None), of_counted_case(tables.claims))
        .distinct()
        .cte("own_awards")
    )


def _payments() -> CTE:
    """The payments with the award that they are of."""
    claim, payment = tables.claims.c, tables.payments.c
    of_claims = tables.payments.join(
        tables.claims, same(tables.claims, tables.payments, ("claim_id",))
    )
    paid_on, paid = dates.effective(payment.paid_on), span(payment.paid_on)
    return (
        select(
            claim.jurisdiction,
            award_id().label("award_id"),
            payment.paid,
            payment.source,
            paid_on.label("paid_on"),
            paid.first.label("paid_from"),
            paid.last.label("paid_to"),
            converted(payment.paid, paid_on).label("amount"),
        )
        .select_from(in_home_currency(of_claims, tables.payments))
        .where(is_award(), of_counted_case(tables.claims))
        .cte("payments_of_awards")
    )
