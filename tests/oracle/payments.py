"""What victims were paid, of the measures whose ids begin with R."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from tests.oracle import kinds
from tests.oracle.awards import Claims, amount_of, awards_of_victim, is_award, paid
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
from tests.oracle.facts import Fact, Facts, any_of
from tests.oracle.money import in_home_currency, known_part, reaches
from tests.oracle.records import Records
from tests.oracle.recount import (
    AWARDS_AND_PAYMENTS,
    AWARDS_OF_VICTIMS,
    JUDGED,
    OF_SEVERAL_PERSONS,
    recount,
)
from tests.oracle.remedies import awards_and_cases, of_victim, victims_and_cases

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
# Of all victims of a conviction, with or without an award.
PAID_AFTER_CONVICTION_MONTHS = 24


def claims_of(r: Records, victim: Row) -> Claims:
    """The victim's claims, and the claims of others that share an award with one of them."""
    mine = r.of_victim("claims", victim)
    shared = [c for award in awards_of_victim(r, victim) for c in award]
    return list({c["claim_id"]: c for c in mine + shared}.values())


def payments_to(r: Records, victim: Row) -> list[Row]:
    """Money paid under any claim: a State fund pays before, after and without an award."""
    return [p for p in r.payments_of(claims_of(r, victim)) if p["paid"] > 0]


def are_awards_told_of(r: Records, victim: Row) -> bool:
    """Whether of each award the payments are recorded, or that there are none."""
    return all(r.payments_of(award) for award in awards_of_victim(r, victim))


def victims_with_award(r: Records) -> Iterator[tuple[Row, date | None, list[Claims]]]:
    for victim, _ in victims_and_cases(r):
        awards = awards_of_victim(r, victim)
        if awards:
            mine = [c for c in r.of_victim("claims", victim) if is_award(c)]
            yield victim, earliest(stood_for(c, "decided_on") for c in mine), awards


def first_award(r: Records, victim: Row) -> Span | None:
    mine = [c for c in r.of_victim("claims", victim) if is_award(c)]
    return earliest_span(span(c, "decided_on") for c in mine)


@recount("R03", kinds.share, months=12, needs=f"{AWARDS_OF_VICTIMS} payments.paid")
def victims_paid(r: Records) -> Facts:
    for victim, on, _ in victims_with_award(r):
        known_none = NO if are_awards_told_of(r, victim) else UNKNOWN
        yield of_victim(r, victim, on, YES if payments_to(r, victim) else known_none)


@recount("R03b", kinds.amounts, months=12, needs=AWARDS_AND_PAYMENTS)
def paid_of_awarded(r: Records) -> Facts:
    for key, award, on, case in awards_and_cases(r):
        payments = r.payments_of(award)
        numbers = (paid(r, payments) if payments else None, amount_of(r, award))
        yield Fact(key, on, YES, case, numbers)


def paid_by(sources: tuple[str, ...]) -> Callable[[Records], Facts]:
    """The part of what was paid of an award that came from these sources, at whatever time."""

    def facts(r: Records) -> Facts:
        for key, award, on, case in awards_and_cases(r):
            payments = r.payments_of(award)
            from_them = [p for p in payments if p["source"] in sources]
            numbers = (paid(r, from_them), paid(r, payments)) if payments else (None, None)
            yield Fact(key, on, YES, case, numbers)

    return facts


@recount(
    "R04",
    kinds.share,
    months="paid_within_months",
    needs=f"{AWARDS_OF_VICTIMS} payments.paid payments.source payments.paid_on claims.decided_on",
)
def paid_independently(r: Records) -> Facts:
    for victim, on, awards in victims_with_award(r):
        first = first_award(r, victim)
        if not perpetrators_paid_all(r, awards, first):
            told_of = NO if are_awards_told_of(r, victim) else UNKNOWN
            months = r.options.paid_within_months
            verdict = any_of((told_of, independent_within(r, victim, first, months)))
            yield of_victim(r, victim, on, verdict)


def independent_within(r: Records, victim: Row, start: Span | None, months: int) -> Verdict:
    """Whether money that did not depend on the perpetrator came so many months after the start."""
    verdicts = []
    for payment in payments_to(r, victim):
        in_time = within_months(start, span(payment, "paid_on"), months)
        if payment["source"] in INDEPENDENT:
            verdicts.append(in_time)
        elif payment["source"] == UNKNOWN:
            verdicts.append(NO if in_time == NO else UNKNOWN)
    return any_of(verdicts)


def perpetrators_paid_all(r: Records, awards: list[Claims], first: Span | None) -> bool:
    """Whether each award is known to be paid in full, by perpetrators, within the window."""
    for award in awards:
        theirs = [
            in_home_currency(r, p, "paid")
            for p in r.payments_of(award)
            if p["source"] == "perpetrator"
            and within_months(first, span(p, "paid_on"), r.options.paid_within_months) == YES
        ]
        owed = amount_of(r, award)
        if owed is None or not reaches(known_part(theirs), owed):
            return False
    return True


def claims_told_of(r: Records, victim: Row) -> Verdict:
    """No where nothing more can have been paid than is recorded: of no claim nothing is paid."""
    undecided = any(c["result"] == UNKNOWN for c in r.of_victim("claims", victim))
    return NO if are_awards_told_of(r, victim) and not undecided else UNKNOWN


@recount(
    "R04a",
    kinds.share,
    months=PAID_AFTER_CONVICTION_MONTHS,
    needs=f"{AWARDS_OF_VICTIMS} payments.paid payments.source payments.paid_on {JUDGED}",
)
def paid_independently_of_convicted(r: Records) -> Facts:
    for victim, case in victims_and_cases(r):
        if case is not None and (convictions := r.trafficking_convictions(case)):
            convicted = earliest_span(span(s, "decided_on") for s in convictions)
            in_time = independent_within(r, victim, convicted, PAID_AFTER_CONVICTION_MONTHS)
            verdict = any_of((claims_told_of(r, victim), in_time))
            yield of_victim(r, victim, r.convicted_on(case), verdict)


@recount("R07", kinds.share, months=24, needs=f"{AWARDS_OF_VICTIMS} payments.paid")
def paid_anything(r: Records) -> Facts:
    """Of all victims whose case was decided: an award is only the way to the money."""
    for victim, case in victims_and_cases(r):
        if case is not None and r.is_decided(case):
            verdict = YES if payments_to(r, victim) else claims_told_of(r, victim)
            yield of_victim(r, victim, r.first_instance_on(case), verdict)


@recount(
    "R06",
    kinds.duration,
    least_coverage=OF_SEVERAL_PERSONS,
    needs=f"{AWARDS_OF_VICTIMS} payments.paid payments.paid_on claims.decided_on",
)
def time_to_payment(r: Records) -> Facts:
    """From the first award; nothing paid is still waiting, and payments not told of are unknown."""
    for victim, start, _ in victims_with_award(r):
        payments = payments_to(r, victim)
        first = earliest(stood_for(p, "paid_on") for p in payments)
        still_waits = not payments and are_awards_told_of(r, victim)
        last = first or (r.as_of if still_waits else None)
        days = None if start is None or last is None else max((last - start).days, 0)
        fact = of_victim(r, victim, start, YES)
        yield replace(fact, numbers=(days, int(first is not None)))


for name, sources in SOURCES.items():
    recount(
        f"R04m-{name}",
        kinds.amounts,
        months="paid_within_months",
        needs="claims.result payments.paid payments.source",
        # Of an award it asks whether it is 0, which it is in any currency; the sums are payments.
        unmoved="claims.currency",
    )(paid_by(sources))
