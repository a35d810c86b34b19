"""Victim-centred justice: the measures whose ids begin with V."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tests.oracle import kinds
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
from tests.oracle.facts import Fact, Facts, all_of, all_parts, among, belonging, condition, of_code
from tests.oracle.records import Records
from tests.oracle.recount import CASE_CHARGED, GUARDIAN, recount
from tests.oracle.remedies import of_victim, victims_and_cases

AFFORDED = {"yes": YES, "declined": YES, "no": NO}
CHILD_PARTS = ("guardian", "specialised_interview")
ADULT_PARTS = ("shelter_suitable", "interviewer_choice")
PROMPTLY_DAYS = 90
KINDS = (
    *("medical", "psychological", "housing", "financial", "legal_residence"),
    *("work_or_training", "return", "other"),
)


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
                yield from belonging(of_victim(r, victim, found_on(victim), judge(victim)), YES)

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


def end_of_procedure(victim: Row) -> date | None:
    """The day that decided on the status, or on which the person left the procedure."""
    if victim["status"] == "rejected":
        return stood_for(victim, "rejected_on")
    days = (stood_for(victim, name) for name in ("identified_on", "rejected_on", "withdrew_on"))
    return next((day for day in days if day is not None), None)


@recount(
    "V04", kinds.duration, needs="victims.first_contact_on victims.identified_on victims.status"
)
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


@recount(
    "V04y",
    kinds.share,
    days=PROMPTLY_DAYS,
    needs="victims.first_contact_on victims.identified_on victims.status",
)
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


@recount("V07", kinds.median, needs="victims.exploitation_from")
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


recount("V01", kinds.share, needs="victims.testimony protections")(protected(testified))
recount("V01n", kinds.share, needs="victims.protection_needed protections")(
    protected(needed_protection)
)
for measure, column in (
    ("V02", "charged_for_compelled_act"),
    ("V02b", "convicted_for_compelled_act"),
    ("V02c", "detained_for_immigration"),
):
    recount(measure, kinds.share, months=24, needs=f"victims.status victims.{column}")(
        punished(column)
    )
recount("V03", kinds.share, needs="victims.legal_aid")(aided(had_legal_aid))
recount(
    "V03b", kinds.share, needs="victims.legal_aid victims.legal_aid_on victims.first_interview_on"
)(aided(had_it_before_interview))
recount("V03c", kinds.share, needs="victims.legal_aid victims.legal_aid_free")(aided(had_it_free))
recount("V05", kinds.share, needs=f"victims.age_group {GUARDIAN} victims.specialised_interview")(
    handled("child", CHILD_PARTS)
)
recount("V05-guardian", kinds.share, needs=f"victims.age_group {GUARDIAN}")(
    handled("child", ("guardian",))
)
recount("V05-interview", kinds.share, needs="victims.age_group victims.specialised_interview")(
    handled("child", ("specialised_interview",))
)
recount(
    "V05w",
    kinds.share,
    needs="victims.age_group victims.shelter_suitable victims.interviewer_choice",
)(handled("adult", ADULT_PARTS))
recount("V05w-shelter", kinds.share, needs="victims.age_group victims.shelter_suitable")(
    handled("adult", ("shelter_suitable",))
)
recount("V05w-interviewer", kinds.share, needs="victims.age_group victims.interviewer_choice")(
    handled("adult", ("interviewer_choice",))
)
recount("V06", kinds.share, months=24, needs="victims.case_id", needs_one_of=(CASE_CHARGED,))(
    of_found(led_to_charge)
)
recount(
    "V06c",
    kinds.share,
    months=36,
    needs="victims.case_id suspects.outcome",
    needs_one_of=(CASE_CHARGED,),
)(of_found(led_to_conviction))
recount("V08", kinds.share, needs="victims.informed_of_rights")(of_found(informed))
recount("V09", kinds.share, needs="victims assistance")(of_found(assisted))
for kind in KINDS:
    recount(f"V09-{kind}", kinds.share, needs="victims assistance.kind")(
        of_found(assisted_by(kind))
    )
