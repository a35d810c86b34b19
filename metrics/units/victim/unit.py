"""The victim: one row per victim, in a case or outside any, with claims, awards and payments."""

from collections.abc import Callable

from sqlalchemy import CTE, ColumnElement, and_, case, false, func, not_, null, or_, select, true

from metrics.units.case.unit import per_case
from metrics.units.counted_cases import of_counted_case
from metrics.units.declaration import breakdown, day, identity, place, same, truth, unit
from metrics.units.knowledge import any_of, one_of
from metrics.units.suspect.facts import WHETHER_CASE_WAS_CHARGED
from metrics.units.victim.handling import HANDLED, protected_victims
from metrics.units.victim.measures import VictimFacts, is_not_rejected
from metrics.units.victim.payments import victim_claims, victim_payments
from schemas import columns, dates, tables
from schemas import vocabulary as v

KINDS = tuple(kind for kind in v.AssistanceKind if kind is not v.AssistanceKind.UNKNOWN)


def assisted_victims() -> CTE:
    """The victims with any assistance, and of each kind whether it is among it."""
    assistance = tables.assistance.c
    return (
        select(
            assistance.jurisdiction,
            assistance.victim_id,
            func.count().label("rows"),
            *(any_of(one_of(assistance.kind, kind)).label(kind.value) for kind in KINDS),
        )
        .group_by(assistance.jurisdiction, assistance.victim_id)
        .cte("assisted_victims")
    )


def _of_kind(kind: v.AssistanceKind) -> Callable[[VictimFacts], ColumnElement]:
    def was_given(facts: VictimFacts) -> ColumnElement:
        # A victim without a row is known to have been given none.
        none = facts.assisted.c.victim_id.is_(None)
        return case((none, false()), else_=facts.assisted.c[kind.value])

    return was_given


ASSISTED = (
    truth(
        "assisted",
        "Any assistance was given or offered; no row is none",
        lambda facts: facts.assisted.c.victim_id.is_not(None),
        needs=("assistance",),
    ),
    *(
        truth(
            f"assisted_{kind.value}",
            f"Assistance was given or offered: {kind.value.replace('_', ' ')}; unknown: of unknown"
            " kind alone",
            _of_kind(kind),
            needs=("assistance", "assistance.kind"),
        )
        for kind in KINDS
    ),
)


CLAIMS = ("claims", "claims.victim_id")
AWARDS = (*CLAIMS, "claims.result", "claims.awarded")
PAYMENTS = ("payments", "payments.paid")
# Outside any case is a no: where no victim names a case, nobody can be told to be outside.
VICTIMS_OF_CASES = ("victims", "victims.case_id")

_victim, _case = tables.victims.c, per_case.c


def _facts() -> VictimFacts:
    claims = victim_claims()
    children = (claims, victim_payments(claims), protected_victims(), assisted_victims())
    joined = tables.victims.outerjoin(per_case, same(per_case, tables.victims))
    for child in children:
        joined = joined.outerjoin(child, same(child, tables.victims, ("victim_id",)))
    counted = or_(_victim.case_id.is_(None), of_counted_case(tables.victims))
    return VictimFacts(joined, counted, *children)


def _counted_on() -> ColumnElement:
    identified_on = dates.effective(_victim.identified_on)
    presumed_on = func.coalesce(identified_on, dates.effective(_victim.first_contact_on))
    return case((_victim.status == v.VictimStatus.PRESUMED, presumed_on), else_=identified_on)


def _has_decided_claim(facts: VictimFacts) -> ColumnElement:
    return and_(is_not_rejected(), func.coalesce(facts.claims.c.decided, false()))


def _paid(paid: ColumnElement, nothing_more: ColumnElement) -> ColumnElement:
    """Whether a victim was paid: a payment is, whatever else is not known; none only where no more
    than is recorded can have been paid.
    """
    return case((paid, true()), (and_(nothing_more, paid.is_(False)), false()), else_=null())


def _of_award(facts: VictimFacts, paid: ColumnElement) -> ColumnElement:
    return _paid(paid, facts.payments.c.told)


def _of_all(facts: VictimFacts, paid: ColumnElement) -> ColumnElement:
    """Of a victim with or without an award; a claim of unknown result may have brought one."""
    payments_known = and_(facts.payments.c.told, not_(facts.claims.c.doubtful))
    return case((facts.without_claim, false()), else_=_paid(paid, payments_known))


def _led_to_charge() -> ColumnElement:
    return case((_victim.case_id.is_(None), false()), else_=_case.charged)


def _led_to_conviction() -> ColumnElement:
    """V06c: an unknown outcome of somebody charged, or somebody not recorded, may be the one."""
    return case(
        (_victim.case_id.is_(None), false()),
        (func.coalesce(_case.convicted_of_trafficking, false()), true()),
        (_case.conviction_in_doubt, null()),
        else_=false(),
    )


def _has_award(facts: VictimFacts) -> ColumnElement:
    return case((facts.without_claim, false()), else_=facts.claims.c.award)


def _not_paid_by_perpetrators(facts: VictimFacts) -> ColumnElement:
    # Where perpetrators paid all of it in time, nothing was left for others to pay.
    paid_whole = func.coalesce(facts.payments.c.whole_by_perpetrators, false())
    return and_(facts.awarded, not_(paid_whole))


# In which case a victim is, and whether it asked for compensation.
CLAIMED = (
    day("first_instance_on", "First-instance decision of the case", _case.first_instance_on),
    truth(
        "may_have_claimed",
        "In a case decided at first instance; rejected victims and those who declined are left out",
        and_(
            is_not_rejected(),
            _victim.claim_declined != v.YesNo.YES,
            func.coalesce(_case.decided, false()),
        ),
        needs=("victims",),
    ),
    truth(
        "has_claim",
        "Any claim was made; no claim is none",
        lambda facts: not_(facts.without_claim),
        needs=CLAIMS,
    ),
    day(
        "first_decision_on",
        "First decision on a claim",
        lambda facts: facts.claims.c.decided_on,
    ),
    truth("has_decided_claim", "A claim was decided", _has_decided_claim, needs=("victims",)),
    truth("has_award", "Any claim was granted and not 0", _has_award, needs=AWARDS),
    day("conviction_on", "First trafficking conviction of the case", _case.conviction_on),
    truth(
        "of_convicted_case",
        "In a case that ended in a trafficking conviction",
        and_(is_not_rejected(), func.coalesce(_case.convicted_of_trafficking, false())),
        needs=("victims", "suspects.outcome"),
    ),
)
# Who has an award, and what was paid for it.
PAID = (
    day(
        "first_award_on",
        "First award",
        lambda facts: facts.claims.c.awarded_on,
        # Nothing else says when, for what is timed from it.
        needs=("claims.decided_on",),
    ),
    truth(
        "awarded",
        "Known to have an award; an unknown result admits nobody",
        lambda facts: facts.awarded,
        needs=("victims", *AWARDS),
    ),
    truth(
        "was_paid",
        "Paid anything; no only where the payments of all awards are known to be 0",
        lambda facts: _of_award(facts, facts.payments.c.paid),
        needs=PAYMENTS,
    ),
    truth(
        "in_decided_case",
        "In a case decided at first instance, and not rejected",
        and_(is_not_rejected(), func.coalesce(_case.decided, false())),
        needs=("victims",),
    ),
    truth(
        "was_paid_of_all",
        "Paid anything; no claim, or no award, is no",
        lambda facts: _of_all(facts, facts.payments.c.paid),
        needs=(*AWARDS, *PAYMENTS),
    ),
    truth(
        "paid_independently_of_all",
        "Paid within so many months of the conviction from a source that does not depend on the"
        " perpetrator; no claim, or no award, is no",
        lambda facts: _of_all(facts, facts.payments.c.since_conviction),
        # In time or not by the day of the conviction.
        needs=(
            *(*AWARDS, *PAYMENTS, "payments.source", "payments.paid_on"),
            "suspects.decided_on",
        ),
    ),
    truth(
        "led_to_charge",
        "Of a case in which somebody was charged; outside any case no",
        _led_to_charge(),
        needs=VICTIMS_OF_CASES,
        needs_one_of=(WHETHER_CASE_WAS_CHARGED,),
    ),
    truth(
        "led_to_conviction",
        "Of a case with a trafficking conviction; outside any case no; unknown: the outcome of"
        " somebody charged is, or somebody charged is not recorded",
        _led_to_conviction(),
        needs=(*VICTIMS_OF_CASES, "suspects.outcome"),
        needs_one_of=(WHETHER_CASE_WAS_CHARGED,),
    ),
    truth(
        "awarded_and_not_paid_by_perpetrators",
        "Known to have an award that perpetrators are not known to have paid whole in time",
        _not_paid_by_perpetrators,
        needs=("victims", *AWARDS),
    ),
    truth(
        "paid_independently",
        "Paid in time from a source that does not depend on the perpetrator",
        lambda facts: _of_award(facts, facts.payments.c.independently),
        # In time or not by the day of the award.
        needs=(*PAYMENTS, "payments.source", "payments.paid_on", "claims.decided_on"),
    ),
    day(
        "first_payment_on",
        "First payment",
        lambda facts: facts.payments.c.paid_on,
        needs=("payments.paid_on",),
    ),
    truth(
        "awaits_payment",
        "Known to be unpaid",
        lambda facts: not_(_of_award(facts, facts.payments.c.paid)),
        needs=PAYMENTS,
    ),
)

per_victim = unit(
    "per_victim",
    "victim",
    "A victim, presumed or identified, in a case or outside any",
    *place(_victim.jurisdiction, _victim.case_id, func.coalesce(_case.office, columns.UNKNOWN)),
    identity("victim_id", "The victim", _victim.victim_id),
    breakdown("form", "Form of exploitation", _victim.form),
    breakdown("sector", "Economic sector", _victim.sector),
    breakdown(
        "cross_border",
        "Whether the case is cross-border",
        func.coalesce(_case.cross_border, columns.UNKNOWN),
    ),
    breakdown("sex", "Sex", _victim.sex),
    breakdown("age_group", "Child or adult", _victim.age_group),
    breakdown("citizenship", "Citizenship group", _victim.citizenship),
    # Rows of results have a `status` of their own.
    breakdown("victim_status", "Presumed or identified", _victim.status),
    breakdown("referred_by", "Who referred the victim", _victim.referred_by),
    breakdown("regular_status", "Regular residence", _victim.regular_status),
    breakdown("legal_aid", "Legal aid", _victim.legal_aid),
    breakdown("reported_to", "To whom the victim reported", _victim.reported_to),
    breakdown(
        "state_fund_eligible",
        "Eligible for the State fund by any claim",
        lambda facts: func.coalesce(facts.claims.c.fund_eligible, columns.UNKNOWN),
    ),
    day("counted_on", "Identified; of the presumed else the first contact", _counted_on()),
    truth(
        "identified_or_presumed",
        "Identified or presumed; unknown where the status is",
        one_of(_victim.status, v.VictimStatus.IDENTIFIED, v.VictimStatus.PRESUMED),
        needs=("victims", "victims.status"),
    ),
    *CLAIMED,
    *PAID,
    *HANDLED,
    *ASSISTED,
    parts=_facts,
    own="victim_id",
)
