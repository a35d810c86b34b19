"""Timeliness and attrition: the measures whose ids begin with P. Legal persons are apart."""

from collections.abc import Callable, Iterator
from datetime import date

from tests.oracle.days import NO, UNKNOWN, YES, Row, Verdict, span, stood_for, within_months
from tests.oracle.facts import Fact, Facts, among, belonging
from tests.oracle.records import CONVICTED, S1, TRIED, Records


def natural(r: Records) -> Iterator[Row]:
    return (s for s in r["suspects"] if s["kind"] == "natural")


def charged(r: Records) -> Iterator[Row]:
    return (s for s in natural(r) if r.is_charged(s))


def of_person(r: Records, s: Row, on: object, verdict: Verdict) -> Fact:
    return Fact((s["case_id"], s["person_id"]), on, verdict, r.case_of(s))


def suspected_to_charged(r: Records) -> Facts:
    """Without a day of its own the suspicion began with the opening, as where it is counted."""
    for s in natural(r):
        case = r.case_of(s) or {}
        row, column = (s, "suspected_on") if s["suspected_on"] else (case, "opened_on")
        in_time = within_months(
            span(row, column), r.person_charged_span(s), r.options.stage_within_months
        )
        verdict = in_time if r.is_charged(s) else NO
        yield of_person(r, s, stood_for(row, column), verdict)


def decided_within(r: Records, s: Row, months: int) -> Verdict:
    """A discontinued person has left, and a pending one has not come so far."""
    if s["outcome"] == UNKNOWN:
        return UNKNOWN
    in_time = within_months(r.person_charged_span(s), span(s, "decided_on"), months)
    return in_time if s["outcome"] in TRIED else NO


def charged_to_decided(option: str) -> Callable[[Records], Facts]:
    def facts(r: Records) -> Facts:
        months = getattr(r.options, option)
        for s in charged(r):
            yield of_person(r, s, r.person_charged_on(s), decided_within(r, s, months))

    return facts


def decided_to_convicted(r: Records) -> Facts:
    """Decisions and convictions admit by outcome: an unknown one admits nobody."""
    for s in natural(r):
        if s["outcome"] in TRIED:
            yield of_person(r, s, stood_for(s, "decided_on"), among(s["outcome"], CONVICTED))


def convicted_to_final(r: Records) -> Facts:
    for s in natural(r):
        if s["outcome"] not in CONVICTED:
            continue
        # Without the date, the decision is not final so far.
        in_time = within_months(
            span(s, "decided_on"), span(s, "final_on"), r.options.stage_within_months
        )
        verdict = NO if s["final_on"] is None else in_time
        yield of_person(r, s, stood_for(s, "decided_on"), verdict)


def outcomes(convicted: tuple[str, ...]) -> Callable[[Records], Facts]:
    def facts(r: Records) -> Facts:
        for s in charged(r):
            case = r.case_of(s)
            gone = s["exit_reason"] in ("abroad_or_unknown", "transferred_abroad")
            if gone or s["outcome"] == "pending" or case is None or case["scope"] not in S1:
                continue
            yield of_person(r, s, stood_for(s, "decided_on"), among(s["outcome"], convicted))

    return facts


def charge_kept(r: Records) -> Facts:
    for s in charged(r):
        if s["outcome"] not in CONVICTED:
            continue
        verdict = among(s["outcome"], ("convicted_trafficking",))
        fact = of_person(r, s, stood_for(s, "decided_on"), verdict)
        yield from belonging(fact, r.charged_with_trafficking(s))


def judged(r: Records, s: Row) -> date | None:
    """The day on which waiting for a judgment ended or was cut off."""
    decided_on = stood_for(s, "decided_on")
    others = {
        "pending": r.as_of,
        "discontinued": decided_on or stood_for(s, "left_on"),
        "unknown": None,
    }
    return others.get(s["outcome"], decided_on)


def time_to_judgment(r: Records, s: Row, start: object) -> Fact:
    end, event = judged(r, s), int(s["outcome"] in TRIED)
    days = None if start is None or end is None else max((end - start).days, 0)
    key = (s["case_id"], s["person_id"])
    return Fact(key, r.person_charged_on(s), YES, r.case_of(s), (days, event))


def charge_to_judgment(r: Records) -> Facts:
    for s in charged(r):
        yield time_to_judgment(r, s, r.person_charged_on(s))


def opening_to_judgment(r: Records) -> Facts:
    """In the year of the charge, as all of P05."""
    for s in charged(r):
        case = r.case_of(s)
        yield time_to_judgment(r, s, case and stood_for(case, "opened_on"))


def discontinued_on(r: Records, case: Row) -> tuple[bool, date | None]:
    """Whether the proceedings against all charged persons were discontinued, and the last day."""
    persons = r.charged_persons(case)
    if not persons or any(s["outcome"] != "discontinued" for s in persons):
        return False, None
    days = [judged(r, s) for s in persons]
    known = [day for day in days if day is not None]
    return True, max(known) if len(known) == len(days) else None


def flow(r: Records) -> Facts:
    """Cases that came to court: with the charge in, with the first-instance decision out.

    One that was closed, or of which nobody's proceedings went on, left without a decision.
    """
    for case, on in r.charged_cases():
        discontinued, last_on = discontinued_on(r, case)
        # Ended on a day that is not known, a case may be pending on any.
        ended = r.is_decided(case) or case["closing_reason"] != UNKNOWN or discontinued
        yield Fact(
            case["case_id"],
            on,
            UNKNOWN if ended else YES,
            case,
            resolved_on=r.first_instance_on(case),
            left_on=stood_for(case, "closed_on") or last_on,
        )
