"""Victim-centred justice: the measures whose ids begin with V."""

from collections.abc import Callable
from datetime import date

from tests.oracle.days import NO, UNKNOWN, YES, Row, Verdict, before, stood_for
from tests.oracle.facts import Fact, Facts, all_parts, among, belonging, condition, of_code
from tests.oracle.records import Records
from tests.oracle.remedies import of_victim, victims_and_cases

AFFORDED = {"yes": YES, "declined": YES, "no": NO}
CHILD_PARTS = ("guardian", "specialised_interview")
ADULT_PARTS = ("shelter_suitable", "interviewer_choice")
GUARDIAN = {"appointed": "yes", "not_appointed": "no"}


def protected(eligible: Callable[[Row], Verdict]) -> Callable[[Records], Facts]:
    def facts(r: Records) -> Facts:
        for victim, case in victims_and_cases(r):
            on = None if case is None else r.first_instance_on(case)
            verdict = YES if r.of_victim("protections", victim) else NO
            yield from belonging(of_victim(r, victim, on, verdict), eligible(victim))

    return facts


def testified(victim: Row) -> Verdict:
    """Testified or was to testify."""
    return among(victim["testimony"], ("given", "planned"))


def needed_protection(victim: Row) -> Verdict:
    return condition(victim["protection_needed"])


def punished(column: str) -> Callable[[Records], Facts]:
    """Of victims known to be identified formally."""

    def facts(r: Records) -> Facts:
        for victim in r["victims"]:
            if victim["status"] == "identified":
                on = stood_for(victim, "identified_on")
                yield from belonging(of_victim(r, victim, on, of_code(victim[column])), YES)

    return facts


def assisted(judge: Callable[[Row], Verdict]) -> Callable[[Records], Facts]:
    """Of victims in investigations: those outside any case are in none."""

    def facts(r: Records) -> Facts:
        for victim, case in victims_and_cases(r):
            if case is not None:
                on = stood_for(victim, "identified_on") or stood_for(victim, "first_contact_on")
                yield from belonging(of_victim(r, victim, on, judge(victim)), YES)

    return facts


def had_legal_aid(victim: Row) -> Verdict:
    """What was offered and declined counts as offered."""
    return AFFORDED.get(victim["legal_aid"], UNKNOWN)


def had_it_before_interview(victim: Row) -> Verdict:
    had = had_legal_aid(victim)
    interview = stood_for(victim, "first_interview_on")
    return before(victim, "legal_aid_on", interview) if had == YES else had


def had_it_free(victim: Row) -> Verdict:
    had = had_legal_aid(victim)
    return of_code(victim["legal_aid_free"]) if had == YES else had


def handled(age_group: str, parts: tuple[str, ...]) -> Callable[[Records], Facts]:
    """All or none of the parts that are due."""

    def facts(r: Records) -> Facts:
        for victim, _ in victims_and_cases(r):
            codes = [victim[part] for part in parts]
            verdict = all_parts(GUARDIAN.get(code, code) for code in codes)
            fact = of_victim(r, victim, stood_for(victim, "identified_on"), verdict)
            yield from belonging(fact, among(victim["age_group"], (age_group,)))

    return facts


def identification(r: Records, victim: Row) -> tuple[date | None, int]:
    """The day on which waiting for identification ended or was cut off, and whether it came."""
    identified, withdrew = stood_for(victim, "identified_on"), stood_for(victim, "withdrew_on")
    if victim["status"] == "rejected":
        return stood_for(victim, "rejected_on") or withdrew, 0
    if identified is not None or victim["status"] == "identified":
        return identified, 1
    still_open = r.as_of if victim["status"] == "presumed" else None
    return withdrew or still_open, 0


def time_to_identification(r: Records) -> Facts:
    for victim in r["victims"]:
        start = stood_for(victim, "first_contact_on")
        end, event = identification(r, victim)
        days = None if start is None or end is None else max((end - start).days, 0)
        fact = of_victim(r, victim, start, YES)
        yield Fact(fact.key, start, YES, fact.case, (days, event), form=fact.form)
