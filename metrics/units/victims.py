"""Build the units "victim", with claims and payments, and "residents", for rates of victims."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    union,
    union_all,
)

from metrics import counting_options
from metrics.reference.currency import is_at_least, join_home_currency, to_home_currency
from metrics.units.awards import per_award
from metrics.units.cases import per_case
from metrics.units.suspect_records import WHETHER_CASE_WAS_CHARGED, award_id, is_award
from metrics.units.unit_columns import (
    PossibleDays,
    any_true,
    breakdown,
    day,
    declare_unit,
    false_without_row,
    group_rows,
    is_of_trafficking_case,
    is_one_of,
    is_within_months,
    join_on,
    nullable_boolean_column,
    number,
    outer_joined,
    place_columns,
    possible_days,
    pseudonym,
)
from metrics.units.victim_expressions import (
    HANDLED,
    WHO_IS_A_VICTIM,
    VictimFacts,
    is_not_rejected,
    protected_victims,
)
from schemas import columns, dates, tables
from schemas import vocabulary as v
from schemas.language import marked

# A claim with an unknown result may have been decided: it stays in as unknown.
DECIDED = (v.ClaimResult.GRANTED, v.ClaimResult.REFUSED, v.ClaimResult.UNKNOWN)
# R04: sources that pay independently of the perpetrator; an employer does not.
INDEPENDENT = (
    v.PaymentSource.STATE_FUND,
    v.PaymentSource.ADVANCE,
    v.PaymentSource.INSURANCE,
    v.PaymentSource.CONFISCATED_ASSETS,
)


def victim_claims() -> CTE:
    """Return one row per victim with claims: their results, and the days of the first award."""
    claim = tables.claims.c
    decided_on = dates.effective_day(claim.decided_on)
    decided = claim.result.in_(DECIDED)
    award = possible_days(claim.decided_on)
    return group_rows(
        "victim_claims",
        tables.claims,
        func.bool_or(decided).label("decided"),
        func.min(case((decided, decided_on))).label("decided_on"),
        any_true(is_award()).label("award"),
        func.bool_or(is_award().is_(None)).label("doubtful"),
        func.min(case((is_award(), decided_on))).label("awarded_on"),
        func.min(case((is_award(), award.first))).label("awarded_from"),
        func.min(case((is_award(), award.last))).label("awarded_to"),
        _eligible_for_fund().label("fund_eligible"),
        keys=("victim_id",),
        where=(
            claim.victim_id.is_not(None),
            is_of_trafficking_case(tables.claims),
        ),
    )


def _eligible_for_fund() -> ColumnElement:
    """Whether a victim has an eligible claim: yes if one is, else unknown if one is, else no."""
    eligible = tables.claims.c.state_fund_eligible
    order = (v.YesNo.YES, v.YesNo.UNKNOWN, v.YesNo.NO)
    return case(
        *((func.bool_or(eligible == code), code.value) for code in order),
        else_=v.YesNo.NOT_APPLICABLE.value,
    )


def victim_payments(claims: CTE) -> CTE:
    """Return for each victim with a claim whether and when they were first paid, and by whom.

    Payments under any claim of the victim count, and under claims with the same award: a State fund
    pays before, after and without an award. `told` is whether the payments of all awards are
    recorded, if only as 0.
    """
    to_victims, awards = _payments_to_victims(claims), _awards_told_of(claims)
    paid = to_victims.c
    return (
        select(
            claims.c.jurisdiction,
            claims.c.victim_id,
            func.coalesce(paid.anything, false()).label("paid"),
            *(
                false_without_row(to_victims, name, "victim_id").label(name)
                for name in ("independently", "since_conviction")
            ),
            paid.paid_on.label("paid_on"),
            func.coalesce(awards.c.told, true()).label("told"),
            awards.c.whole_by_perpetrators,
        )
        .select_from(
            claims.outerjoin(to_victims, join_on(to_victims, claims, ("victim_id",))).outerjoin(
                awards, join_on(awards, claims, ("victim_id",))
            )
        )
        .cte("victim_payments")
    )


def _payments_to_victims(claims: CTE) -> CTE:
    """Return for each paid victim the first payment, and whether independent sources paid."""
    own, payment = _claims_of_victims(), tables.payments.c
    when, paid_on = possible_days(payment.paid_on), dates.effective_day(payment.paid_on)
    case_ = per_case.c
    since_award, since_conviction = (
        is_within_months(when, PossibleDays(*start), counting_options.option_value(option))
        for option, start in (
            ("paid_within_months", (claims.c.awarded_from, claims.c.awarded_to)),
            (
                "paid_after_conviction_within_months",
                (case_.convicted_from, case_.convicted_to),
            ),
        )
    )
    return group_rows(
        "payments_to_victims",
        own,
        true().label("anything"),
        func.min(paid_on).label("paid_on"),
        any_true(_is_independent(since_award)).label("independently"),
        any_true(_is_independent(since_conviction)).label("since_conviction"),
        keys=("victim_id",),
        joined=own.join(tables.payments, join_on(tables.payments, own, ("claim_id",)))
        .join(claims, join_on(claims, own, ("victim_id",)))
        .join(tables.victims, join_on(tables.victims, own, ("victim_id",)))
        .outerjoin(per_case, join_on(per_case, tables.victims)),
        where=(payment.paid > 0,),
    )


def _is_independent(in_time: ColumnElement) -> ColumnElement:
    """Whether a payment came in time from an independent source."""
    source = tables.payments.c.source
    return case(
        (source.in_(INDEPENDENT), in_time),
        # A late payment from an unknown source is not in time either way.
        (and_(source == v.PaymentSource.UNKNOWN, or_(in_time, in_time.is_(None))), null()),
        else_=false(),
    )


def _claims_of_victims() -> Subquery:
    """Return the claims of victims, and all claims that have a joint award with one of them."""
    claim, shared = tables.claims, tables.claims.alias("shared_claims")
    of_victim = and_(claim.c.victim_id.is_not(None), is_of_trafficking_case(claim))
    own = select(claim.c.jurisdiction, claim.c.victim_id, claim.c.claim_id).where(of_victim)
    # Payments for a joint award may be recorded under any of its claims.
    joint = join_on(shared, claim, ("joint_award_id",))
    others = (
        select(claim.c.jurisdiction, claim.c.victim_id, shared.c.claim_id)
        .select_from(claim.join(shared, joint))
        .where(of_victim, is_award(), is_award(shared))
    )
    return union(own, others).subquery("claims_of_victims")


def _awards_told_of(claims: CTE) -> CTE:
    """Return for each victim with an award whether the payments of all awards are recorded.

    Another column is whether perpetrators paid everything in time.
    """
    own, paid = _own_awards(), _paid_for_awards()
    by_perpetrators = _by_perpetrators(claims, own)
    award = per_award.c
    paid_whole = func.coalesce(is_at_least(by_perpetrators.c.amount, award.amount_awarded), false())
    key = ("victim_id", "award_id")
    return group_rows(
        "awards_told_of",
        own,
        func.bool_and(paid.c.award_id.is_not(None)).label("told"),
        func.bool_and(paid_whole).label("whole_by_perpetrators"),
        keys=("victim_id",),
        joined=own.outerjoin(paid, join_on(paid, own, ("award_id",)))
        .outerjoin(by_perpetrators, join_on(by_perpetrators, own, key))
        .outerjoin(per_award, join_on(per_award, own, ("award_id",))),
    )


def _paid_for_awards() -> CTE:
    """Return the awards for which a payment is recorded."""
    payments = _payments()
    return (
        select(payments.c.jurisdiction, payments.c.award_id).distinct().cte("awards_with_payments")
    )


def _by_perpetrators(claims: CTE, own: CTE) -> CTE:
    """Return the sum that perpetrators paid in time for each award of a victim (`own`)."""
    payments = _payments()
    in_time = is_within_months(
        PossibleDays(payments.c.paid_from, payments.c.paid_to),
        PossibleDays(claims.c.awarded_from, claims.c.awarded_to),
        counting_options.option_value("paid_within_months"),
    )
    return group_rows(
        "paid_by_perpetrators",
        own,
        func.sum(payments.c.amount).label("amount"),
        keys=("victim_id", "award_id"),
        joined=own.join(claims, join_on(claims, own, ("victim_id",))).join(
            payments, join_on(payments, own, ("award_id",))
        ),
        where=(
            payments.c.source == v.PaymentSource.PERPETRATOR,
            in_time,
        ),
    )


def _own_awards() -> CTE:
    claim = tables.claims.c
    return (
        select(claim.jurisdiction, claim.victim_id, award_id().label("award_id"))
        .where(is_award(), claim.victim_id.is_not(None), is_of_trafficking_case(tables.claims))
        .distinct()
        .cte("own_awards")
    )


def _payments() -> Subquery:
    """Return the payments, each with the id of its award."""
    claim, payment = tables.claims.c, tables.payments.c
    of_claims = tables.payments.join(
        tables.claims, join_on(tables.claims, tables.payments, ("claim_id",))
    )
    paid_on, paid = dates.effective_day(payment.paid_on), possible_days(payment.paid_on)
    return (
        select(
            claim.jurisdiction,
            award_id().label("award_id"),
            payment.source,
            paid.first.label("paid_from"),
            paid.last.label("paid_to"),
            to_home_currency(payment.paid, paid_on).label("amount"),
        )
        .select_from(join_home_currency(of_claims, tables.payments))
        .where(is_award(), is_of_trafficking_case(tables.claims))
        .subquery()
    )


KINDS = {
    v.AssistanceKind.MEDICAL: marked(
        "Medical assistance was given or offered; missing if only the kind is missing"
    ),
    v.AssistanceKind.PSYCHOLOGICAL: marked(
        "Psychological assistance was given or offered; missing if only the kind is missing"
    ),
    v.AssistanceKind.HOUSING: marked(
        "Housing was given or offered; missing if only the kind is missing"
    ),
    v.AssistanceKind.FINANCIAL: marked(
        "Financial assistance was given or offered; missing if only the kind is missing"
    ),
    v.AssistanceKind.LEGAL_RESIDENCE: marked(
        "Help with legal residence was given or offered; missing if only the kind is missing"
    ),
    v.AssistanceKind.WORK_OR_TRAINING: marked(
        "Work or training was given or offered; missing if only the kind is missing"
    ),
    v.AssistanceKind.RETURN: marked(
        "Help with return was given or offered; missing if only the kind is missing"
    ),
    v.AssistanceKind.OTHER: marked(
        "Other assistance was given or offered; missing if only the kind is missing"
    ),
}


def assisted_victims() -> CTE:
    """Return one row per victim with any assistance, and by kind whether they received it."""
    assistance = tables.assistance.c
    return group_rows(
        "assisted_victims",
        tables.assistance,
        func.count().label("rows"),
        *(any_true(is_one_of(assistance.kind, kind)).label(kind.value) for kind in KINDS),
        keys=("victim_id",),
    )


def _was_assisted(kind: v.AssistanceKind) -> Callable[[VictimFacts], ColumnElement]:
    return lambda facts: false_without_row(facts.assisted, kind.value, "victim_id")


ASSISTED = (
    nullable_boolean_column(
        "assisted",
        "Any assistance was given or offered; no record counts as none",
        lambda facts: facts.assisted.c.victim_id.is_not(None),
        needs=("assistance",),
    ),
    *(
        nullable_boolean_column(
            f"assisted_{kind.value}",
            meaning,
            _was_assisted(kind),
            needs=("assistance", "assistance.kind"),
        )
        for kind, meaning in KINDS.items()
    ),
)
CLAIMS = ("claims", "claims.victim_id")
AWARDS = (*CLAIMS, "claims.result", "claims.awarded")
PAYMENTS = ("payments", "payments.paid")
# A victim outside any case counts as no. If no victim names a case, nobody is known to be outside.
VICTIMS_OF_CASES = ("victims", "victims.case_id")
_victim = tables.victims.c
_case = per_case.c


def _facts() -> VictimFacts:
    """Join the victims with at most one row each of claims, payments, protection and assistance."""
    claims = victim_claims()
    children = (claims, victim_payments(claims), protected_victims(), assisted_victims())
    of_cases = tables.victims.outerjoin(per_case, join_on(per_case, tables.victims))
    joined = outer_joined(of_cases, children, tables.victims, ("victim_id",))
    counted = or_(_victim.case_id.is_(None), is_of_trafficking_case(tables.victims))
    return VictimFacts(joined, counted, *children)


def _counted_on() -> ColumnElement:
    """Return the day on which a victim counts: identification or, if presumed, first contact."""
    identified_on = dates.effective_day(_victim.identified_on)
    presumed_on = func.coalesce(identified_on, dates.effective_day(_victim.first_contact_on))
    return case((_victim.status == v.VictimStatus.PRESUMED, presumed_on), else_=identified_on)


def _has_decided_claim(facts: VictimFacts) -> ColumnElement:
    return and_(is_not_rejected(), func.coalesce(facts.claims.c.decided, false()))


def _paid(paid: ColumnElement, nothing_more: ColumnElement) -> ColumnElement:
    """Return yes if `paid`, no if it is known that there is no further payment, else NULL."""
    return case((paid, true()), (and_(nothing_more, paid.is_(False)), false()), else_=null())


def _award_was_paid(facts: VictimFacts, paid: ColumnElement) -> ColumnElement:
    return _paid(paid, facts.payments.c.told)


def _victim_was_paid(facts: VictimFacts, paid: ColumnElement) -> ColumnElement:
    """Whether a victim was paid, with or without an award; no without a claim.

    A claim with an unknown result may have brought an award.
    """
    payments_known = and_(facts.payments.c.told, not_(facts.claims.c.doubtful))
    return case((facts.without_claim, false()), else_=_paid(paid, payments_known))


def _led_to_charge() -> ColumnElement:
    return case((_victim.case_id.is_(None), false()), else_=_case.charged)


def _led_to_conviction() -> ColumnElement:
    """Whether a victim's case ended in a conviction (V06c).

    It is unknown if a charged person has an unknown outcome or is not recorded.
    """
    return case(
        (_victim.case_id.is_(None), false()),
        (func.coalesce(_case.convicted_of_trafficking, false()), true()),
        (_case.conviction_in_doubt, null()),
        else_=false(),
    )


def _has_award(facts: VictimFacts) -> ColumnElement:
    return case((facts.without_claim, false()), else_=facts.claims.c.award)


def _not_paid_by_perpetrators(facts: VictimFacts) -> ColumnElement:
    # If perpetrators paid everything in time, nothing was left to pay for others.
    paid_whole = func.coalesce(facts.payments.c.whole_by_perpetrators, false())
    return and_(facts.awarded, not_(paid_whole))


# The victim's case, and whether they claimed compensation.
CLAIMED = (
    day("first_instance_on", "First-instance decision of the case", _case.first_instance_on),
    nullable_boolean_column(
        "may_have_claimed",
        "In a case decided at first instance; rejected victims and those who declined are left out",
        and_(
            is_not_rejected(),
            _victim.claim_declined != v.YesNo.YES,
            func.coalesce(_case.decided, false()),
        ),
        needs=("victims",),
    ),
    nullable_boolean_column(
        "has_claim",
        "Any claim was made; no record of a claim counts as none",
        lambda facts: not_(facts.without_claim),
        needs=CLAIMS,
    ),
    day(
        "first_decision_on",
        "First decision on a claim",
        lambda facts: facts.claims.c.decided_on,
    ),
    nullable_boolean_column(
        "has_decided_claim", "A claim was decided", _has_decided_claim, needs=("victims",)
    ),
    nullable_boolean_column(
        "has_award", "Any claim was granted and not 0", _has_award, needs=AWARDS
    ),
    day("conviction_on", "First trafficking conviction of the case", _case.conviction_on),
    nullable_boolean_column(
        "of_convicted_case",
        "In a case that ended in a trafficking conviction",
        and_(is_not_rejected(), func.coalesce(_case.convicted_of_trafficking, false())),
        needs=("victims", "suspects.outcome"),
    ),
)
# Awards and payments.
PAID = (
    day(
        "first_award_on",
        "First award",
        lambda facts: facts.claims.c.awarded_on,
        # Needed as the start of the time limit for payments.
        needs=("claims.decided_on",),
    ),
    nullable_boolean_column(
        "awarded",
        "Has an award; left out if the result of the claim is missing",
        lambda facts: facts.awarded,
        needs=("victims", *AWARDS),
    ),
    nullable_boolean_column(
        "was_paid",
        "Paid anything; no only if the recorded payments of all awards are 0",
        lambda facts: _award_was_paid(facts, facts.payments.c.paid),
        needs=PAYMENTS,
    ),
    nullable_boolean_column(
        "in_decided_case",
        "In a case decided at first instance, and not rejected",
        and_(is_not_rejected(), func.coalesce(_case.decided, false())),
        needs=("victims",),
    ),
    nullable_boolean_column(
        "was_paid_of_all",
        "Paid anything; no claim or no award counts as no",
        lambda facts: _victim_was_paid(facts, facts.payments.c.paid),
        needs=(*AWARDS, *PAYMENTS),
    ),
    nullable_boolean_column(
        "paid_independently_of_all",
        "Paid within the set number of months of the conviction from a source that does not"
        " depend on the perpetrator; no claim or no award counts as no",
        lambda facts: _victim_was_paid(facts, facts.payments.c.since_conviction),
        # Whether a payment is in time depends on the day of the conviction.
        needs=(
            *(*AWARDS, *PAYMENTS, "payments.source", "payments.paid_on"),
            "suspects.decided_on",
        ),
    ),
    nullable_boolean_column(
        "led_to_charge",
        "In a case in which someone was charged; outside any case counts as no",
        _led_to_charge(),
        needs=VICTIMS_OF_CASES,
        needs_one_of=(WHETHER_CASE_WAS_CHARGED,),
    ),
    nullable_boolean_column(
        "led_to_conviction",
        "In a case with a trafficking conviction; outside any case counts as no; missing if"
        " someone charged is not recorded, or has no recorded outcome",
        _led_to_conviction(),
        needs=(*VICTIMS_OF_CASES, "suspects.outcome"),
        needs_one_of=(WHETHER_CASE_WAS_CHARGED,),
    ),
    nullable_boolean_column(
        "awarded_and_not_paid_by_perpetrators",
        "Has an award, and it is not recorded that the perpetrators paid it in full in time",
        _not_paid_by_perpetrators,
        needs=("victims", *AWARDS),
    ),
    nullable_boolean_column(
        "paid_independently",
        "Paid in time from a source that does not depend on the perpetrator",
        lambda facts: _award_was_paid(facts, facts.payments.c.independently),
        # Whether a payment is in time depends on the day of the award.
        needs=(*PAYMENTS, "payments.source", "payments.paid_on", "claims.decided_on"),
    ),
    day(
        "first_payment_on",
        "First payment",
        lambda facts: facts.payments.c.paid_on,
        needs=("payments.paid_on",),
    ),
    nullable_boolean_column(
        "awaits_payment",
        "Recorded as unpaid",
        lambda facts: not_(_award_was_paid(facts, facts.payments.c.paid)),
        needs=PAYMENTS,
    ),
)
per_victim = declare_unit(
    "per_victim",
    "victim",
    "A victim, presumed or identified, in a case or outside any case",
    *place_columns(
        _victim.jurisdiction, _victim.case_id, func.coalesce(_case.office, columns.UNKNOWN)
    ),
    pseudonym("victim_id", "The victim", _victim.victim_id),
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
    # Results have a column `status` already.
    breakdown("victim_status", "Presumed or identified", _victim.status),
    breakdown("referred_by", "Who referred the victim", _victim.referred_by),
    breakdown("regular_status", "Regular residence", _victim.regular_status),
    breakdown("legal_aid", "Legal aid", _victim.legal_aid),
    breakdown("reported_to", "To whom the victim reported", _victim.reported_to),
    breakdown(
        "state_fund_eligible",
        "Eligible for the State fund through any claim",
        lambda facts: func.coalesce(facts.claims.c.fund_eligible, columns.UNKNOWN),
    ),
    day("counted_on", "Identified; for presumed victims the first contact", _counted_on()),
    nullable_boolean_column(
        "identified_or_presumed",
        "Identified or presumed; missing if the status is missing",
        is_one_of(_victim.status, v.VictimStatus.IDENTIFIED, v.VictimStatus.PRESUMED),
        needs=("victims", "victims.status"),
    ),
    *CLAIMED,
    *PAID,
    *HANDLED,
    *ASSISTED,
    parts=_facts,
    own="victim_id",
)
# One of these dates puts a victim into a year.
WHEN_MET = ("victims.identified_on", "victims.first_contact_on")
OF_VICTIMS = ("case_id", "victim_id")


class Residents(NamedTuple):
    """One row per year with the number of residents, and rows by case with the year's victims."""

    joined: FromClause
    kept: ColumnElement
    counted: CTE


def _residents() -> Residents:
    counted = union_all(_years(), _victims()).cte("residents_and_victims")
    of_year = join_on(tables.population, counted, ("year",))
    return Residents(counted.outerjoin(tables.population, of_year), true(), counted)


def _years() -> Select:
    """Return the query for one row per year with residents, without victims."""
    residents = tables.population.c
    return select(
        residents.jurisdiction,
        residents.year,
        *(cast(null(), String(64)).label(name) for name in OF_VICTIMS),
        literal_column("0", Integer).label("victims"),
    ).where(residents.persons.is_not(None))


def _victims() -> Select:
    """Return the query for the number of victims by year and case."""
    victim = per_victim.c
    # A victim without a case counts as a case of their own.
    outside = case((victim.case_id.is_(None), victim.victim_id))
    keys = (victim.jurisdiction, dates.year_of(victim.counted_on), victim.case_id, outside)
    return select(*keys, func.count()).where(victim.identified_or_presumed).group_by(*keys)


def _middle(of: Residents) -> ColumnElement:
    """Return 1 July of the row's year."""
    return cast(func.make_date(of.counted.c.year, 7, 1), Date)


def _persons(of: Residents) -> ColumnElement:
    """Return the number of residents in the row of a year, and 0 in the rows of its victims.

    In this way a sum counts residents once. If the number is unknown, all rows of the year have
    NULL.
    """
    persons = tables.population.c.persons
    is_known = persons.is_not(None)
    return case((and_(is_known, of.counted.c.victims > 0), 0), else_=persons)


per_residents = declare_unit(
    "per_residents",
    "year",
    "The residents of a jurisdiction in a year, or the victims of one case counted in that year",
    *place_columns(
        lambda of: of.counted.c.jurisdiction,
        lambda of: of.counted.c.case_id,
        literal_column(f"'{columns.UNKNOWN}'", String),
        of_one_office=False,
    ),
    pseudonym("victim_id", "The victim outside any case", lambda of: of.counted.c.victim_id),
    day("year_on", "The middle of the year", _middle),
    nullable_boolean_column(
        "counted",
        "Every year with residents or victims, and victims without a date",
        true(),
        needs=("victims", "victims.status"),
        needs_one_of=(WHO_IS_A_VICTIM, WHEN_MET),
    ),
    number(
        "victims",
        "Victims identified or presumed",
        lambda of: of.counted.c.victims,
        needs=("victims",),
    ),
    number(
        "persons",
        "Residents in the year; 0 in the rows of victims",
        _persons,
        needs=("population", "population.persons"),
    ),
    parts=_residents,
    own="victim_id",
)
