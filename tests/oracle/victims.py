"""Victim-centred justice: the measures whose ids begin with V."""

from collections.abc import Callable

from tests.oracle.days import (
    NO,
    OUT,
    UNKNOWN,
    YES,
    Row,
    Verdict,
    before,
    span,
    stood_for,
    within_days,
)
from tests.oracle.facts import Facts, all_of, all_parts, among, belonging, condition, of_code
from tests.oracle.records import Records
from tests.oracle.remedies import of_victim, victims_and_cases

AFFORDED = {"yes": YES, "declined": YES, "no": NO}
CHILD_PARTS = ("guardian", "specialised_interview")
ADULT_PARTS = ("shelter_suitable", "interviewer_choice")


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


def aided(judge: Callable[[Row], Verdict]) -> Callable[[Records], Facts]:
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
    interview = stood_for(victim, "first_interview_on")
    return all_of((had_legal_aid(victim), before(victim, "legal_aid_on", interview)))


def had_it_free(victim: Row) -> Verdict:
    """Where the question of its price does not arise with aid, the victim is left out."""
    had, free = had_legal_aid(victim), of_code(victim["legal_aid_free"])
    if had == NO or free == OUT:
        return NO if had == NO else OUT
    return all_of((had, free))


def handled(age_group: str, parts: tuple[str, ...]) -> Callable[[Records], Facts]:
    """All or none of the parts that are due."""

    def facts(r: Records) -> Facts:
        for victim, _ in victims_and_cases(r):
            verdict = all_parts(code_of(r, victim, part) for part in parts)
            fact = of_victim(r, victim, stood_for(victim, "identified_on"), verdict)
            yield from belonging(fact, among(victim["age_group"], (age_group,)))

    return facts


def code_of(r: Records, victim: Row, part: str) -> str:
    """A guardian counts who was appointed within days of the identification, or before it."""
    if part != "guardian" or victim["guardian"] == UNKNOWN:
        return victim[part]
    if victim["guardian"] != "appointed":
        return NO
    days = r.options.guardian_within_days
    return within_days(span(victim, "identified_on"), span(victim, "guardian_on"), days)
