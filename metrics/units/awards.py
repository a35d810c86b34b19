"""Build the unit "award": joint claims are merged, with the highest award and all payments."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import CTE, ColumnElement, FromClause, and_, case, false, func, not_, select, true

from metrics.reference.currency import join_home_currency, to_home_currency
from metrics.units.cases import per_case
from metrics.units.suspect_records import award_id, is_award
from metrics.units.unit_columns import (
    amount,
    breakdown,
    case_columns,
    day,
    declare_unit,
    is_of_trafficking_case,
    join_on,
    nullable_boolean_column,
    place_columns,
    pseudonym,
    ratio,
    sum_if_all_known,
)
from schemas import columns, dates, tables
from schemas import vocabulary as v
from schemas.language import marked

AWARDS = ("claims", "claims.result")
PAYMENTS = ("payments", "payments.paid")


class Awards(NamedTuple):
    """The awards, each joined with its payments and its case, if there are any."""

    joined: FromClause
    kept: ColumnElement
    awards: CTE
    paid: CTE


def _join_awards() -> Awards:
    awards, paid = _one_row_per_award(), _payments_by_award()
    joined = awards.outerjoin(paid, join_on(paid, awards, ("award_id",))).outerjoin(
        per_case, join_on(per_case, awards)
    )
    return Awards(joined, true(), awards, paid)


def _one_row_per_award() -> CTE:
    """Return one row per award; the claims of one joint order are combined."""
    claim = tables.claims.c
    decided_on = dates.effective_day(claim.decided_on)
    # State funds pay public money: such an award takes nothing from the offenders.
    is_owed = claim.channel != v.ClaimChannel.STATE_FUND
    victim = tables.victims
    rejected = victim.c.status == v.VictimStatus.REJECTED
    of_victims = tables.claims.outerjoin(victim, join_on(victim, tables.claims, ("victim_id",)))
    return (
        select(
            claim.jurisdiction,
            award_id().label("award_id"),
            # If an order is in several cases or channels, the first by name counts, so that it
            # counts once.
            func.min(claim.case_id).label("case_id"),
            func.min(claim.channel).label("channel"),
            func.min(decided_on).label("decided_on"),
            func.bool_and(is_award()).label("is_award"),
            # Whether all named victims were rejected; without a named victim this is unknown and
            # taken as no.
            func.coalesce(
                func.bool_and(rejected).filter(victim.c.victim_id.is_not(None)), false()
            ).label("to_rejected"),
            # Each claim of a joint award states the whole amount. Added up, one order against three
            # persons would count three times.
            func.max(_converted_award(decided_on)).label("awarded"),
            func.bool_or(is_owed).label("is_owed"),
            func.max(_converted_award(decided_on)).filter(is_owed).label("owed"),
            func.max(to_home_currency(claim.documented_loss, decided_on)).label("loss"),
            func.max(claim.awarded_material).label("material"),
            func.max(claim.awarded_moral).label("moral"),
        )
        .select_from(join_home_currency(of_victims, tables.claims))
        .where(is_award(), is_of_trafficking_case(tables.claims))
        .group_by(claim.jurisdiction, award_id())
        .cte("awards")
    )


def _converted_award(decided_on: ColumnElement) -> ColumnElement:
    claim = tables.claims.c
    heads = to_home_currency(claim.awarded_material, decided_on) + to_home_currency(
        claim.awarded_moral, decided_on
    )
    stated = claim.awarded.is_not(None)
    return case((stated, to_home_currency(claim.awarded, decided_on)), else_=heads)


def _payments_by_award() -> CTE:
    """Return the sum of payments by award; NULL if a payment cannot be converted."""
    claim, payment = tables.claims.c, tables.payments.c
    of_claims = tables.payments.join(
        tables.claims, join_on(tables.claims, tables.payments, ("claim_id",))
    )
    paid = to_home_currency(payment.paid, dates.effective_day(payment.paid_on))

    return (
        select(
            claim.jurisdiction,
            award_id().label("award_id"),
            sum_if_all_known(paid).label("paid"),
            *(
                sum_if_all_known(case((payment.source == source, paid), else_=0)).label(
                    f"paid_by_{source.value}"
                )
                for source in v.PaymentSource
            ),
        )
        .select_from(join_home_currency(of_claims, tables.payments))
        .where(is_award(), is_of_trafficking_case(tables.claims))
        .group_by(claim.jurisdiction, award_id())
        .cte("paid")
    )


def _to_a_victim(of: Awards) -> ColumnElement:
    """Whether an award is to victims who were not rejected."""
    return and_(of.awards.c.is_award, not_(of.awards.c.to_rejected))


def _is_restitution(of: Awards) -> ColumnElement:
    # Rejected victims count too: the offenders were ordered to pay.
    return case((of.awards.c.is_owed, of.awards.c.owed), else_=0)


def _paid_by(source: v.PaymentSource) -> Callable[[Awards], ColumnElement]:
    return lambda of: of.paid.c[f"paid_by_{source.value}"]


def _for_a_loss(of: Awards) -> ColumnElement:
    """Whether an award is to a victim, and the loss is not recorded as 0."""
    return and_(_to_a_victim(of), func.coalesce(of.awards.c.loss != 0, true()))


def _share_of_loss(of: Awards) -> ColumnElement:
    """Return the awarded amount as a share of the loss; NULL if the loss is unknown or 0."""
    return case((of.awards.c.loss != 0, of.awards.c.awarded / of.awards.c.loss))


_case = per_case.c
PAID_BY = {
    v.PaymentSource.PERPETRATOR: marked("Paid by the perpetrators; 0 if others paid everything"),
    v.PaymentSource.CONFISCATED_ASSETS: marked(
        "Paid from confiscated assets; 0 if others paid everything"
    ),
    v.PaymentSource.STATE_FUND: marked("Paid by a State fund; 0 if others paid everything"),
    v.PaymentSource.ADVANCE: marked("Paid in advance by the State; 0 if others paid everything"),
    v.PaymentSource.INSURANCE: marked("Paid by insurance; 0 if others paid everything"),
    v.PaymentSource.EMPLOYER: marked(
        "Paid by an employer or client company; 0 if others paid everything"
    ),
    v.PaymentSource.OTHER: marked("Paid by another source; 0 if others paid everything"),
    v.PaymentSource.UNKNOWN: marked(
        "Paid by a source that is not recorded; 0 if others paid everything"
    ),
}
per_award = declare_unit(
    "per_award",
    "award",
    "An award of compensation; one order against several people counts once",
    *place_columns(
        lambda of: of.awards.c.jurisdiction,
        lambda of: of.awards.c.case_id,
        func.coalesce(_case.office, columns.UNKNOWN),
    ),
    pseudonym("award_id", "The claim, or the joint award", lambda of: of.awards.c.award_id, 70),
    *case_columns(
        *(
            func.coalesce(_case[name], columns.UNKNOWN)
            for name in ("form", "sector", "cross_border")
        )
    ),
    breakdown("channel", "Where it was claimed", lambda of: of.awards.c.channel),
    day("decided_on", "Award", lambda of: of.awards.c.decided_on),
    nullable_boolean_column(
        "awarded",
        "An award: granted and not 0, and not to victims who were rejected",
        _to_a_victim,
        needs=AWARDS,
    ),
    amount(
        "amount_awarded",
        "Awarded",
        lambda of: of.awards.c.awarded,
        needs=(*AWARDS, "claims.awarded"),
    ),
    amount(
        "restitution",
        "Awarded against the people who gained; of a joint award only the part of claims that"
        " are not against a State fund; 0 if there is only a State fund",
        _is_restitution,
        needs=(*AWARDS, "claims.awarded"),
    ),
    amount(
        "amount_paid",
        "Paid; missing if there is no payment record",
        lambda of: of.paid.c.paid,
        needs=PAYMENTS,
    ),
    *(
        amount(
            f"paid_by_{source.value}",
            meaning,
            _paid_by(source),
            needs=(*PAYMENTS, "payments.source"),
        )
        for source, meaning in PAID_BY.items()
    ),
    nullable_boolean_column(
        "awarded_for_a_loss",
        "An award, unless the documented loss is 0",
        _for_a_loss,
        needs=AWARDS,
    ),
    ratio(
        "share_of_loss",
        "Award as a multiple of the documented loss",
        _share_of_loss,
        needs=(*AWARDS, "claims.awarded", "claims.documented_loss"),
    ),
    nullable_boolean_column(
        "both_heads",
        "For material and for moral damage; missing if one of the two amounts is missing and"
        " the other is not 0",
        lambda of: and_(of.awards.c.material > 0, of.awards.c.moral > 0),
        needs=("claims.awarded_material", "claims.awarded_moral"),
    ),
    parts=_join_awards,
    own="award_id",
)
