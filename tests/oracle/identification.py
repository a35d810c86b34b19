"""Victims on their way: identification, help, and what became of their case, of family V."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tests.oracle.days import (
    NO,
    UNKNOWN,
    YES,
    Row,
    Verdict,
    before,
    span,
    stood_for,
    within_days,
)
from tests.oracle.facts import Fact, Facts, belonging, of_code
from tests.oracle.records import Records
from tests.oracle.remedies import of_victim, victims_and_cases

PROMPTLY_DAYS = 90
KINDS = (
    *("medical", "psychological", "housing", "financial", "legal_residence"),
    *("work_or_training", "return", "other"),
)


def end_of_procedure(victim: Row) -> date | None:
    """The day that decided on the status, or on which the person left the procedure."""
    if victim["status"] == "rejected":
        return stood_for(victim, "rejected_on")
    days = (stood_for(victim, name) for name in ("identified_on", "rejected_on", "withdrew_on"))
    return next((day for day in days if day is not None), None)


def time_to_end_of_procedure(r: Records) -> Facts:
    """A refusal ends the waiting as an identification does: only the presumed still wait."""
    for victim in r["victims"]:
        start, end = stood_for(victim, "first_contact_on"), end_of_procedure(victim)
        last = end or (r.as_of if victim["status"] == "presumed" else None)
        days = None if start is None or last is None else max((last - start).days, 0)
        fact = of_victim(r, victim, start, YES)
        yield replace(fact, numbers=(days, int(end is not None)))


def is_promptly_identified(victim: Row) -> Verdict:
    if victim["status"] == "rejected":
        return NO
    identified_on = stood_for(victim, "identified_on")
    if YES in (before(victim, way, identified_on) for way in ("rejected_on", "withdrew_on")):
        return NO
    if identified_on is not None:
        contact, identified = span(victim, "first_contact_on"), span(victim, "identified_on")
        return within_days(contact, identified, PROMPTLY_DAYS)
    if victim["status"] == "identified":
        return UNKNOWN
    # Without a status, one who neither was refused nor withdrew may have been identified.
    left = victim["rejected_on"] is not None or victim["withdrew_on"] is not None
    return UNKNOWN if victim["status"] == UNKNOWN and not left else NO


def promptly_identified(r: Records) -> Facts:
    for victim in r["victims"]:
        verdict = is_promptly_identified(victim)
        yield of_victim(r, victim, stood_for(victim, "first_contact_on"), verdict)


def found_on(victim: Row) -> date | None:
    return stood_for(victim, "identified_on") or stood_for(victim, "first_contact_on")


def of_found(
    judge: Callable[[Records, Row, Row | None], Verdict],
) -> Callable[[Records], Facts]:
    """Of all victims who were not rejected, in a case or outside any."""

    def facts(r: Records) -> Facts:
        for victim, case in victims_and_cases(r):
            verdict = judge(r, victim, case)
            yield from belonging(of_victim(r, victim, found_on(victim), verdict), YES)

    return facts


def led_to_charge(r: Records, _victim: Row, case: Row | None) -> Verdict:
    """Nobody was charged for what was done to a victim who is in no case."""
    return NO if case is None else r.case_charged(case)


def led_to_conviction(r: Records, _victim: Row, case: Row | None) -> Verdict:
    if case is None:
        return NO
    if r.trafficking_convictions(case):
        return YES
    if r.case_charged(case) == NO:
        return NO
    charged = r.charged_persons(case) + r.perhaps_charged(case)
    an_outcome_unknown = any(s["outcome"] == UNKNOWN for s in charged)
    complete = r.all_charged_persons_recorded(case)
    return NO if complete and not an_outcome_unknown else UNKNOWN


def informed(_r: Records, victim: Row, _case: Row | None) -> Verdict:
    return of_code(victim["informed_of_rights"])


def assisted(r: Records, victim: Row, _case: Row | None) -> Verdict:
    """Offered and declined counts, as with legal aid: the State did its part."""
    return YES if r.of_victim("assistance", victim) else NO


def assisted_by(kind: str) -> Callable[[Records, Row, Row | None], Verdict]:
    def judge(r: Records, victim: Row, _case: Row | None) -> Verdict:
        kinds = {row["kind"] for row in r.of_victim("assistance", victim)}
        if kind in kinds:
            return YES
        return UNKNOWN if UNKNOWN in kinds else NO

    return judge


def length_of_exploitation(r: Records) -> Facts:
    """How long a victim was exploited before anybody said so; of those identified alone."""
    for victim, _ in victims_and_cases(r):
        identified = stood_for(victim, "identified_on")
        if identified is None and victim["status"] != "identified":
            continue
        start = stood_for(victim, "exploitation_from")
        end = stood_for(victim, "exploitation_to") or identified
        days = None if start is None or end is None else max((end - start).days, 0)
        fact: Fact = of_victim(r, victim, identified, YES)
        yield replace(fact, numbers=(days,))
