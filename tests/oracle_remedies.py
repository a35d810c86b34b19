"""The oracle's measures of remedies: claims, awards, payments, by victim, person and award."""

from collections import defaultdict
from collections.abc import Iterator

from tests.oracle_records import (
    CONVICTED,
    NO,
    UNKNOWN,
    YES,
    Fact,
    Facts,
    Records,
    Row,
    Verdict,
    awarded,
    earliest,
    is_award,
    stood_for,
)


def claims_of(r: Records, victim: Row) -> list[Row]:
    return [c for c in r["claims"] if c["victim_id"] == victim["victim_id"]]


def victims_and_cases(r: Records) -> Iterator[tuple[Row, Row | None]]:
    cases = {c["case_id"]: c for c in r["cases"]}
    for victim in r["victims"]:
        if victim["status"] != "rejected":
            yield victim, cases.get(victim["case_id"])


def victims_who_claimed(r: Records) -> Facts:
    for victim, case in victims_and_cases(r):
        if case is not None and r.is_decided(case) and victim["claim_declined"] != "yes":
            verdict = YES if claims_of(r, victim) else NO
            yield Fact(victim["victim_id"], r.first_instance_on(case), verdict)


def award_found(claims: list[Row]) -> Verdict:
    if any(is_award(c) for c in claims):
        return YES
    return UNKNOWN if any(c["result"] == "unknown" for c in claims) else NO


def awarded_of_decided(r: Records) -> Facts:
    for victim, _ in victims_and_cases(r):
        claims = [
            c for c in claims_of(r, victim) if c["result"] in ("granted", "refused", "unknown")
        ]
        if claims:
            on = earliest(stood_for(c, "decided_on") for c in claims)
            yield Fact(victim["victim_id"], on, award_found(claims))


def awarded_of_convicted(r: Records) -> Facts:
    for victim, case in victims_and_cases(r):
        if case is not None and r.trafficking_convictions(case):
            verdict = award_found(claims_of(r, victim))
            yield Fact(victim["victim_id"], r.convicted_on(case), verdict)


def convicted_ordered_to_compensate(r: Records) -> Facts:
    for s in r["suspects"]:
        if s["outcome"] in CONVICTED:
            claims = [
                c for c in r.of_case("claims", s["case_id"]) if c["person_id"] == s["person_id"]
            ]
            key = (s["case_id"], s["person_id"])
            yield Fact(key, stood_for(s, "decided_on"), award_found(claims))


def awards(r: Records) -> dict[str, list[Row]]:
    """The claims of each award, joint ones together."""
    found = defaultdict(list)
    for claim in r["claims"]:
        if is_award(claim):
            found[claim["joint_award_id"] or f"claim {claim['claim_id']}"].append(claim)
    return found


def payments_of(r: Records, claims: list[Row]) -> list[Row]:
    ids = {c["claim_id"] for c in claims}
    return [p for p in r["payments"] if p["claim_id"] in ids]


def victims_paid(r: Records) -> Facts:
    by_award = awards(r)
    for victim, _ in victims_and_cases(r):
        own = [
            claims
            for claims in by_award.values()
            if any(c["victim_id"] == victim["victim_id"] for c in claims)
        ]
        if not own:
            continue
        mine = [c for c in claims_of(r, victim) if is_award(c)]
        payments = [payments_of(r, claims) for claims in own]
        if any(p["paid"] > 0 for of_award in payments for p in of_award):
            verdict = YES
        else:
            verdict = NO if all(payments) else UNKNOWN
        yield Fact(victim["victim_id"], earliest(stood_for(c, "decided_on") for c in mine), verdict)


def paid_of_awarded(r: Records) -> Facts:
    for key, claims in awards(r).items():
        amounts = [a for a in map(awarded, claims) if a is not None]
        payments = payments_of(r, claims)
        numbers = (
            sum(p["paid"] for p in payments) if payments else None,
            max(amounts) if amounts else None,
        )
        on = earliest(stood_for(c, "decided_on") for c in claims)
        yield Fact(key, on, numbers=numbers, case=claims[0]["case_id"])
