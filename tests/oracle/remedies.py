"""Victims' remedies: the measures whose ids begin with R, by victim, person and award."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from tests.oracle.awards import (
    Claims,
    amount_of,
    award_found,
    awards_of_victim,
    is_award,
    joined,
    paid,
    stated,
)
from tests.oracle.days import (
    NO,
    UNKNOWN,
    YES,
    Row,
    Span,
    Verdict,
    earliest,
    earliest_span,
    span,
    stood_for,
    within_months,
)
from tests.oracle.facts import Fact, Facts, all_of, any_of
from tests.oracle.money import in_home_currency
from tests.oracle.records import CONVICTED, Records

INDEPENDENT = ("state_fund", "advance", "insurance", "confiscated_assets")
SOURCES = {
    "perpetrator": ("perpetrator",),
    "confiscated": ("confiscated_assets",),
    "state": ("state_fund",),
    "advance": ("advance",),
    "insurance": ("insurance",),
    "employer": ("employer",),
    "other": ("other",),
    "unknown": ("unknown",),
}


def victims_and_cases(r: Records) -> Iterator[tuple[Row, Row | None]]:
    for victim in r["victims"]:
        if victim["status"] != "rejected":
            yield victim, r.case_of(victim)


def of_victim(r: Records, victim: Row, on: object, verdict: Verdict) -> Fact:
    return Fact(victim["victim_id"], on, verdict, r.case_of(victim), form=victim["form"])


def victims_who_claimed(r: Records) -> Facts:
    for victim, case in victims_and_cases(r):
        if case is not None and r.is_decided(case) and victim["claim_declined"] != "yes":
            verdict = YES if r.of_victim("claims", victim) else NO
            yield of_victim(r, victim, r.first_instance_on(case), verdict)


def awarded_of_decided(r: Records) -> Facts:
    decided = ("granted", "refused", "unknown")
    for victim, _ in victims_and_cases(r):
        claims = [c for c in r.of_victim("claims", victim) if c["result"] in decided]
        if claims:
            on = earliest(stood_for(c, "decided_on") for c in claims)
            yield of_victim(r, victim, on, award_found(claims))


def awarded_of_convicted(r: Records) -> Facts:
    for victim, case in victims_and_cases(r):
        if case is not None and r.trafficking_convictions(case):
            verdict = award_found(r.of_victim("claims", victim))
            yield of_victim(r, victim, r.convicted_on(case), verdict)


def convicted_ordered_to_compensate(r: Records) -> Facts:
    for s in r["suspects"]:
        if s["outcome"] in CONVICTED:
            key = (s["case_id"], s["person_id"])
            verdict = award_found(r.claims_against(s))
            yield Fact(key, stood_for(s, "decided_on"), verdict, r.case_of(s))


def first_award(r: Records, victim: Row) -> Span | None:
    mine = [c for c in r.of_victim("claims", victim) if is_award(c)]
    return earliest_span(span(c, "decided_on") for c in mine)


def victims_with_award(r: Records) -> Iterator[tuple[Row, object, list[Claims]]]:
    for victim, _ in victims_and_cases(r):
        awards = awards_of_victim(r, victim)
        if awards:
            mine = [c for c in r.of_victim("claims", victim) if is_award(c)]
            yield victim, earliest(stood_for(c, "decided_on") for c in mine), awards


def victims_paid(r: Records) -> Facts:
    for victim, on, awards in victims_with_award(r):
        payments = [r.payments_of(award) for award in awards]
        if any(p["paid"] > 0 for of_award in payments for p in of_award):
            verdict = YES
        else:
            verdict = NO if all(payments) else UNKNOWN
        yield of_victim(r, victim, on, verdict)


def paid_of_awarded(r: Records) -> Facts:
    for key, award, on, case in awards_and_cases(r):
        payments = r.payments_of(award)
        numbers = (paid(r, payments) if payments else None, amount_of(r, award))
        yield Fact(key, on, YES, case, numbers)


def awards_and_cases(r: Records) -> Iterator[tuple[str, Claims, object, Row | None]]:
    for key, award in joined(r["claims"]).items():
        on = earliest(stood_for(c, "decided_on") for c in award)
        yield key, award, on, r.case_of(award[0])


def paid_by(sources: tuple[str, ...]) -> Callable[[Records], Facts]:
    """The part of what was paid of an award that came from these sources, at whatever time."""

    def facts(r: Records) -> Facts:
        for key, award, on, case in awards_and_cases(r):
            payments = r.payments_of(award)
            from_them = [p for p in payments if p["source"] in sources]
            numbers = (paid(r, from_them), paid(r, payments)) if payments else (None, None)
            yield Fact(key, on, YES, case, numbers)

    return facts


def paid_independently(r: Records) -> Facts:
    for victim, on, awards in victims_with_award(r):
        first = first_award(r, victim)
        if not perpetrators_paid_all(r, awards, first):
            yield of_victim(r, victim, on, any_independent(r, awards, first))


def in_time(r: Records, payment: Row, first: Span | None) -> Verdict:
    return within_months(first, span(payment, "paid_on"), r.options.paid_within_months)


def any_independent(r: Records, awards: list[Claims], first: Span | None) -> Verdict:
    verdicts = []
    for award in awards:
        payments = r.payments_of(award)
        # Payments of an award that are not recorded are not known.
        verdicts += [] if payments else [UNKNOWN]
        for payment in (p for p in payments if p["paid"] > 0):
            if payment["source"] in INDEPENDENT:
                verdicts.append(in_time(r, payment, first))
            elif payment["source"] == UNKNOWN:
                verdicts.append(NO if in_time(r, payment, first) == NO else UNKNOWN)
    return any_of(verdicts)


def perpetrators_paid_all(r: Records, awards: list[Claims], first: Span | None) -> bool:
    """Whether each award is known to be paid in full, by perpetrators, within the window."""
    for award in awards:
        theirs = [
            p
            for p in r.payments_of(award)
            if p["source"] == "perpetrator" and in_time(r, p, first) == YES
        ]
        amounts = [in_home_currency(r, p, "paid") for p in theirs]
        known = sum((amount for amount in amounts if amount is not None), Fraction(0))
        owed = amount_of(r, award)
        if owed is None or known < owed:
            return False
    return True


def award_over_loss(r: Records) -> Facts:
    """A loss documented to be 0 can't be made good; without a document the ratio is unknown."""
    for key, award, on, case in awards_and_cases(r):
        awarded, loss = amount_of(r, award), stated(r, award, "documented_loss")
        if loss == 0:
            continue
        ratio = awarded / loss if awarded is not None and loss else None
        yield Fact(key, on, YES, case, (ratio,))


def both_heads(r: Records) -> Facts:
    for key, award, on, case in awards_and_cases(r):
        verdict = all_of(head_awarded(award, h) for h in ("awarded_material", "awarded_moral"))
        yield Fact(key, on, verdict, case)


def head_awarded(award: Claims, head: str) -> Verdict:
    """Of the rows of one order, the highest that is stated."""
    known = [claim[head] for claim in award if claim[head] is not None]
    if not known:
        return UNKNOWN
    return YES if max(known) > 0 else NO


def time_to_payment(r: Records) -> Facts:
    for victim, _, awards in victims_with_award(r):
        start = stood_for(victim, "identified_on")
        payments = [r.payments_of(award) for award in awards]
        positive = [p for of_award in payments for p in of_award if p["paid"] > 0]
        if positive:
            end = earliest(stood_for(p, "paid_on") for p in positive)
        else:
            known_none = all(payments)
            end = (stood_for(victim, "withdrew_on") or r.as_of) if known_none else None
        days = None if start is None or end is None else max((end - start).days, 0)
        fact = of_victim(r, victim, start, YES)
        yield Fact(fact.key, start, YES, fact.case, (days, int(bool(positive))), form=fact.form)
