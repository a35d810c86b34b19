"""Of each victim: what the claims came to, and what was paid, when and by whom."""

from sqlalchemy import (
    CTE,
    ColumnElement,
    Subquery,
    and_,
    case,
    false,
    func,
    null,
    or_,
    select,
    true,
    union,
)

from metrics import options
from metrics.beside.currency import converted, in_home_currency, reaches
from metrics.units.award.claims import award_id, is_award
from metrics.units.award.unit import per_award
from metrics.units.case.unit import per_case
from metrics.units.counted_cases import of_counted_case
from metrics.units.declaration import same
from metrics.units.knowledge import any_of
from metrics.units.windows import Span, span, within_months
from schemas import dates, tables
from schemas import vocabulary as v

# A claim of unknown result may have been decided: it stays in, as an unknown.
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
            func.bool_or(is_award().is_(None)).label("doubtful"),
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
    """Of each victim with a claim: whether anything was paid, when first, by whom, and `told`.

    Paid is what was paid under any claim of the victim, and under those that share an award with
    one of them: a State fund pays before, after and without an award. `told` says whether of each
    award the payments are recorded, or that there are none.
    """
    to_victims, awards = _payments_to_victims(claims), _awards_told_of(claims)
    paid = to_victims.c
    return (
        select(
            claims.c.jurisdiction,
            claims.c.victim_id,
            func.coalesce(paid.anything, false()).label("paid"),
            case((paid.victim_id.is_(None), false()), else_=paid.independently).label(
                "independently"
            ),
            case((paid.victim_id.is_(None), false()), else_=paid.since_conviction).label(
                "since_conviction"
            ),
            paid.paid_on.label("paid_on"),
            func.coalesce(awards.c.told, true()).label("told"),
            awards.c.whole_by_perpetrators,
        )
        .select_from(
            claims.outerjoin(to_victims, same(to_victims, claims, ("victim_id",))).outerjoin(
                awards, same(awards, claims, ("victim_id",))
            )
        )
        .cte("victim_payments")
    )


def _payments_to_victims(claims: CTE) -> CTE:
    """Of each victim who was paid anything: when first, and whether by independent sources."""
    own, payment = _claims_of_victims(), tables.payments.c
    when, paid_on = span(payment.paid_on), dates.effective(payment.paid_on)
    case_ = per_case.c
    since_award, since_conviction = (
        within_months(when, Span(*start), options.value(option))
        for option, start in (
            ("paid_within_months", (claims.c.awarded_from, claims.c.awarded_to)),
            (
                "paid_after_conviction_within_months",
                (case_.convicted_from, case_.convicted_to),
            ),
        )
    )
    return (
        select(
            own.c.jurisdiction,
            own.c.victim_id,
            true().label("anything"),
            func.min(paid_on).label("paid_on"),
            any_of(_is_independent(since_award)).label("independently"),
            any_of(_is_independent(since_conviction)).label("since_conviction"),
        )
        .select_from(
            own.join(tables.payments, same(tables.payments, own, ("claim_id",)))
            .join(claims, same(claims, own, ("victim_id",)))
            .join(tables.victims, same(tables.victims, own, ("victim_id",)))
            .outerjoin(per_case, same(per_case, tables.victims))
        )
        .where(payment.paid > 0)
        .group_by(own.c.jurisdiction, own.c.victim_id)
        .cte("payments_to_victims")
    )


def _is_independent(in_time: ColumnElement) -> ColumnElement:
    """Whether a payment came in time from an independent source."""
    source = tables.payments.c.source
    return case(
        (source.in_(INDEPENDENT), in_time),
        # Of an unknown source, a payment that came too late is none in time all the same.
        (and_(source == v.PaymentSource.UNKNOWN, or_(in_time, in_time.is_(None))), null()),
        else_=false(),
    )


def _claims_of_victims() -> Subquery:
    """The victims' claims, and the claims of others that share an award with one of them."""
    claim, shared = tables.claims, tables.claims.alias("shared_claims")
    of_victim = and_(claim.c.victim_id.is_not(None), of_counted_case(claim))
    own = select(claim.c.jurisdiction, claim.c.victim_id, claim.c.claim_id).where(of_victim)
    # What is paid for a joint award may be entered under any one of its claims.
    joint = same(shared, claim, ("joint_award_id",))
    others = (
        select(claim.c.jurisdiction, claim.c.victim_id, shared.c.claim_id)
        .select_from(claim.join(shared, joint))
        .where(of_victim, is_award(), is_award(shared))
    )
    return union(own, others).subquery("claims_of_victims")


def _awards_told_of(claims: CTE) -> CTE:
    """Of each victim with an award: whether all were told of, and paid whole by perpetrators."""
    own, paid = _own_awards(), _paid_for_awards()
    by_perpetrators = _by_perpetrators(claims, own)
    award = per_award.c
    paid_whole = func.coalesce(reaches(by_perpetrators.c.amount, award.amount_awarded), false())
    key = ("victim_id", "award_id")
    return (
        select(
            own.c.jurisdiction,
            own.c.victim_id,
            func.bool_and(paid.c.award_id.is_not(None)).label("told"),
            func.bool_and(paid_whole).label("whole_by_perpetrators"),
        )
        .select_from(
            own.outerjoin(paid, same(paid, own, ("award_id",)))
            .outerjoin(by_perpetrators, same(by_perpetrators, own, key))
            .outerjoin(per_award, same(per_award, own, ("award_id",)))
        )
        .group_by(own.c.jurisdiction, own.c.victim_id)
        .cte("awards_told_of")
    )


def _paid_for_awards() -> CTE:
    """The awards for which a payment is recorded."""
    payments = _payments()
    return (
        select(payments.c.jurisdiction, payments.c.award_id).distinct().cte("awards_with_payments")
    )


def _by_perpetrators(claims: CTE, own: CTE) -> CTE:
    """Of each award of a victim what perpetrators paid in time, from the first award on."""
    payments = _payments()
    in_time = within_months(
        Span(payments.c.paid_from, payments.c.paid_to),
        Span(claims.c.awarded_from, claims.c.awarded_to),
        options.value("paid_within_months"),
    )
    return (
        select(
            own.c.jurisdiction,
            own.c.victim_id,
            own.c.award_id,
            func.sum(payments.c.amount).label("amount"),
        )
        .select_from(
            own.join(claims, same(claims, own, ("victim_id",))).join(
                payments, same(payments, own, ("award_id",))
            )
        )
        .where(payments.c.source == v.PaymentSource.PERPETRATOR, in_time)
        .group_by(own.c.jurisdiction, own.c.victim_id, own.c.award_id)
        .cte("paid_by_perpetrators")
    )


def _own_awards() -> CTE:
    claim = tables.claims.c
    return (
        select(claim.jurisdiction, claim.victim_id, award_id().label("award_id"))
        .where(is_award(), claim.victim_id.is_not(None), of_counted_case(tables.claims))
        .distinct()
        .cte("own_awards")
    )


def _payments() -> Subquery:
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
            payment.source,
            paid.first.label("paid_from"),
            paid.last.label("paid_to"),
            converted(payment.paid, paid_on).label("amount"),
        )
        .select_from(in_home_currency(of_claims, tables.payments))
        .where(is_award(), of_counted_case(tables.claims))
        .subquery()
    )
