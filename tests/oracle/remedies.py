"""Victims' remedies: what was claimed and awarded, of the measures whose ids begin with R."""

from collections.abc import Iterator

from tests.oracle import kinds
from tests.oracle.awards import Claims, amount_of, award_found, joined, stated
from tests.oracle.days import NO, UNKNOWN, YES, Row, Verdict, earliest, stood_for
from tests.oracle.facts import Fact, Facts, all_of
from tests.oracle.records import CONVICTED, Records, of_person
from tests.oracle.recount import AWARDS_OF_VICTIMS, recount


def victims_and_cases(r: Records) -> Iterator[tuple[Row, Row | None]]:
    for victim in r["victims"]:
        if victim["status"] != "rejected":
            yield victim, r.case_of(victim)


def of_victim(r: Records, victim: Row, on: object, verdict: Verdict) -> Fact:
    return Fact(victim["victim_id"], on, verdict, r.case_of(victim), form=victim["form"])


@recount("R01", kinds.share, needs="victims claims.victim_id")
def victims_who_claimed(r: Records) -> Facts:
    for victim, case in victims_and_cases(r):
        if case is not None and r.is_decided(case) and victim["claim_declined"] != "yes":
            verdict = YES if r.of_victim("claims", victim) else NO
            yield of_victim(r, victim, r.first_instance_on(case), verdict)


@recount("R02", kinds.share, needs=AWARDS_OF_VICTIMS)
def awarded_of_decided(r: Records) -> Facts:
    decided = ("granted", "refused", "unknown")
    for victim, _ in victims_and_cases(r):
        claims = [c for c in r.of_victim("claims", victim) if c["result"] in decided]
        if claims:
            on = earliest(stood_for(c, "decided_on") for c in claims)
            yield of_victim(r, victim, on, award_found(claims))


@recount("R02b", kinds.share, months=12, needs=f"{AWARDS_OF_VICTIMS} suspects.outcome")
def awarded_of_convicted(r: Records) -> Facts:
    for victim, case in victims_and_cases(r):
        if case is not None and r.trafficking_convictions(case):
            verdict = award_found(r.of_victim("claims", victim))
            yield of_victim(r, victim, r.convicted_on(case), verdict)


@recount(
    "R02p", kinds.share, needs="suspects.outcome claims.person_id claims.result claims.awarded"
)
def convicted_ordered_to_compensate(r: Records) -> Facts:
    for s in r["suspects"]:
        if s["outcome"] in CONVICTED:
            yield of_person(r, s, stood_for(s, "decided_on"), award_found(r.claims_against(s)))


def awards_and_cases(r: Records) -> Iterator[tuple[str, Claims, object, Row | None]]:
    """Awards, also those that name no victim, without those to persons found not to be victims."""
    rejected = {v["victim_id"] for v in r["victims"] if v["status"] == "rejected"}
    for key, award in joined(r["claims"]).items():
        named = {c["victim_id"] for c in award} - {None}
        if named and named <= rejected:
            continue
        on = earliest(stood_for(c, "decided_on") for c in award)
        yield key, award, on, r.case_of(award[0])


@recount("R05", kinds.median, needs="claims.result claims.awarded claims.documented_loss")
def award_over_loss(r: Records) -> Facts:
    """A loss documented to be 0 can't be made good; without a document the ratio is unknown."""
    for key, award, on, case in awards_and_cases(r):
        awarded, loss = amount_of(r, award), stated(r, award, "documented_loss")
        if loss == 0:
            continue
        ratio = awarded / loss if awarded is not None and loss else None
        yield Fact(key, on, YES, case, (ratio,))


@recount("R05h", kinds.share, needs="claims.result claims.awarded_material claims.awarded_moral")
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
