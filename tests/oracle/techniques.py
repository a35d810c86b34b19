"""Techniques and cooperation: the measures whose ids begin with T."""

from tests.oracle import kinds
from tests.oracle.days import NO, UNKNOWN, YES, Row, Verdict, earliest, stood_for
from tests.oracle.facts import Fact, Facts, all_of, any_of, belonging, condition, of_code, turned
from tests.oracle.records import Records
from tests.oracle.recount import recount

FORMAL = ("mla", "eio", "jit", "extradition", "police_channel")


@recount("T01", kinds.share, needs="cases.special_techniques")
def special_techniques(r: Records) -> Facts:
    for case, on, charged in r.charged_cases():
        # What may not be said is unknown; a technique that is listed was used all the same.
        stated = {"used": YES, "none": NO}.get(case["special_techniques"], UNKNOWN)
        listed = YES if r.of_case("techniques", case["case_id"]) else NO
        yield from belonging(Fact(case["case_id"], on, any_of((stated, listed)), case), charged)


def corroborates(evidence: Row) -> Verdict:
    """Whether it is evidence beside a victim's testimony, and relied on."""
    if evidence["kind"] == "victim_testimony":
        return NO
    relied_on = condition(evidence["relied_on"])
    return UNKNOWN if evidence["kind"] == UNKNOWN and relied_on == YES else relied_on


@recount("T02", kinds.share, needs="evidence.kind evidence.relied_on")
def corroborated(r: Records) -> Facts:
    for case, on, charged in r.charged_cases():
        verdict = any_of(corroborates(e) for e in r.of_case("evidence", case["case_id"]))
        yield from belonging(Fact(case["case_id"], on, verdict, case), charged)


@recount("T02v", kinds.share, needs="suspects.outcome cases.victim_testified")
def convicted_without_testimony(r: Records) -> Facts:
    for case in r["cases"]:
        convictions = r.convictions(case)
        if convictions:
            on = earliest(stood_for(s, "decided_on") for s in convictions)
            verdict = turned(of_code(case["victim_testified"]))
            yield from belonging(Fact(case["case_id"], on, verdict, case), YES)


@recount("T03", kinds.share, needs="cases.cross_border requests.instrument")
def cooperation_used(r: Records) -> Facts:
    for case, on, charged in r.charged_cases():
        requests = r.of_case("requests", case["case_id"])
        verdict = any_of(
            UNKNOWN if x["instrument"] == UNKNOWN else YES if x["instrument"] in FORMAL else NO
            for x in requests
        )
        fact = Fact(case["case_id"], on, verdict, case)
        yield from belonging(fact, all_of((charged, condition(case["cross_border"]))))


def executed(request: Row) -> Verdict:
    """Without an answer and without a day on which it was due, it may be either."""
    if request["executed_on"] is not None:
        return YES
    answered = request["refused_on"] is not None
    return NO if answered or request["due_on"] is not None else UNKNOWN


@recount("T03b", kinds.share, needs="requests.executed_on")
def requests_executed(r: Records) -> Facts:
    """Of requests that are due: an early answer counts no sooner than the want of one."""
    for x in r["requests"]:
        due_on = stood_for(x, "due_on")
        is_young = due_on is not None and due_on > r.as_of
        key, on = x["request_id"], stood_for(x, "sent_on")
        yield Fact(key, on, executed(x), r.case_of(x), is_young=is_young)


@recount("T03c", kinds.duration, needs="requests.sent_on requests.executed_on requests.refused_on")
def days_to_answer(r: Records) -> Facts:
    """A refusal ends the waiting as an execution does: only who has no answer still waits."""
    for x in r["requests"]:
        start = stood_for(x, "sent_on")
        answer = earliest(stood_for(x, name) for name in ("executed_on", "refused_on"))
        days = None if start is None else max(((answer or r.as_of) - start).days, 0)
        yield Fact(x["request_id"], start, YES, r.case_of(x), (days, int(answer is not None)))
