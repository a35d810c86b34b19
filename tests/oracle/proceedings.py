"""Timeliness and attrition: the measures whose ids begin with P. Legal persons are apart."""

from collections.abc import Callable, Iterator
from datetime import date

from tests.oracle import flows, kinds
from tests.oracle.days import (
    NO,
    UNKNOWN,
    YES,
    Row,
    Verdict,
    earliest,
    span,
    stood_for,
    within_months,
)
from tests.oracle.facts import Fact, Facts, all_of, among, belonging
from tests.oracle.records import CONVICTED, S1, TRIED, Records, of_person
from tests.oracle.recount import CHARGED, CHARGED_ON, JUDGED, recount


def natural(r: Records) -> Iterator[Row]:
    return (s for s in r["suspects"] if s["kind"] == "natural")


@recount(
    "P01",
    kinds.share,
    months="stage_within_months",
    needs="suspects",
    needs_one_of=(
        CHARGED,
        CHARGED_ON,
        "suspects.suspected_on cases.opened_on",
    ),
)
def suspected_to_charged(r: Records) -> Facts:
    """Without a day of its own the suspicion began with the opening, as where it is counted."""
    for s in natural(r):
        case = r.case_of(s) or {}
        row, column = (s, "suspected_on") if s["suspected_on"] else (case, "opened_on")
        in_time = within_months(
            span(row, column), r.person_charged_span(s), r.options.stage_within_months
        )
        charged = r.charged(s)
        verdict = in_time if charged == YES else charged
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
        for s in natural(r):
            fact = of_person(r, s, r.person_charged_on(s), decided_within(r, s, months))
            yield from belonging(fact, r.charged(s))

    return facts


@recount("P01c", kinds.share, months="stage_within_months", needs="suspects.outcome")
def decided_to_convicted(r: Records) -> Facts:
    """Decisions and convictions admit by outcome: an unknown one admits nobody."""
    for s in natural(r):
        if s["outcome"] in TRIED:
            yield of_person(r, s, stood_for(s, "decided_on"), among(s["outcome"], CONVICTED))


@recount("P01d", kinds.share, months="stage_within_months", needs=f"{JUDGED} suspects.final_on")
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


def is_judgeable(r: Records, s: Row) -> bool:
    """Charged in a case of trafficking, and neither still waiting nor gone to another State."""
    case = r.case_of(s)
    gone = s["exit_reason"] in ("abroad_or_unknown", "transferred_abroad")
    return not gone and s["outcome"] != "pending" and case is not None and case["scope"] in S1


def disposed_on(s: Row) -> date | None:
    """A discontinuance that no decision dates was on the day on which the person left."""
    left_on = stood_for(s, "left_on") if s["outcome"] == "discontinued" else None
    return stood_for(s, "decided_on") or left_on


@recount("P02b", kinds.share, needs="suspects.outcome", needs_one_of=(CHARGED,))
def convicted_of_charged(r: Records) -> Facts:
    """Of anything; a prosecution given up is a charge that led to no conviction."""
    for s in natural(r):
        if is_judgeable(r, s):
            fact = of_person(r, s, disposed_on(s), among(s["outcome"], CONVICTED))
            yield from belonging(fact, r.charged(s))


@recount("P02", kinds.share, needs="charges.offence suspects.outcome", needs_one_of=(CHARGED,))
def convicted_as_charged(r: Records) -> Facts:
    """Of trafficking, of those charged with it."""
    for s in natural(r):
        if is_judgeable(r, s):
            verdict = among(s["outcome"], ("convicted_trafficking",))
            fact = of_person(r, s, disposed_on(s), verdict)
            yield from belonging(fact, all_of((r.charged(s), r.charged_with_trafficking(s))))


@recount(
    "P03", kinds.share, needs="charges.offence suspects.outcome suspects", needs_one_of=(CHARGED,)
)
def charge_kept(r: Records) -> Facts:
    for s in natural(r):
        if s["outcome"] in CONVICTED:
            verdict = among(s["outcome"], ("convicted_trafficking",))
            fact = of_person(r, s, stood_for(s, "decided_on"), verdict)
            yield from belonging(fact, all_of((r.charged(s), r.charged_with_trafficking(s))))


def ended_on(s: Row) -> date | None:
    """The end of the proceedings at first instance, whatever it was."""
    return stood_for(s, "decided_on") or stood_for(s, "left_on")


def time_to_end(r: Records, s: Row, start: date | None) -> Facts:
    """Only who is pending without a day still waits; another's day is not known."""
    end = ended_on(s)
    last = end or (r.as_of if s["outcome"] == "pending" else None)
    days = None if start is None or last is None else max((last - start).days, 0)
    fact = of_person(r, s, r.person_charged_on(s), YES, (days, int(end is not None)))
    yield from belonging(fact, r.charged(s))


@recount("P05", kinds.duration, needs=JUDGED, needs_one_of=(CHARGED,))
def charge_to_end(r: Records) -> Facts:
    for s in natural(r):
        yield from time_to_end(r, s, r.person_charged_on(s))


@recount("P05o", kinds.duration, needs=f"{JUDGED} cases.opened_on", needs_one_of=(CHARGED,))
def opening_to_end(r: Records) -> Facts:
    """In the year of the charge, as all of P05."""
    for s in natural(r):
        case = r.case_of(s)
        yield from time_to_end(r, s, case and stood_for(case, "opened_on"))


@recount("P05j", kinds.median, needs=JUDGED, needs_one_of=(CHARGED,))
def days_to_judgment(r: Records) -> Facts:
    """Of those judged, as ministries publish it: the years are those of the judgments."""
    for s in natural(r):
        if s["outcome"] in TRIED:
            on, start = stood_for(s, "decided_on"), r.person_charged_on(s)
            days = None if on is None or start is None else max((on - start).days, 0)
            yield from belonging(of_person(r, s, on, YES, (days,)), r.charged(s))


def discontinued_on(r: Records, case: Row) -> tuple[bool, date | None]:
    """Whether the proceedings against all charged persons were discontinued, and the last day."""
    persons = r.charged_persons(case)
    # Of who is charged and not recorded nobody knows the end.
    if (
        not persons
        or r.links_without_person(case)
        or any(s["outcome"] != "discontinued" for s in persons)
    ):
        return False, None
    days = [ended_on(s) for s in persons]
    known = [day for day in days if day is not None]
    return True, max(known) if len(known) == len(days) else None


FIRST_INSTANCE = (
    "cases.first_instance_on suspects.outcome",
    "cases.first_instance_on suspects.decided_on",
)


@recount("P04", flows.Flow(flows.clearance), needs="cases", needs_one_of=FIRST_INSTANCE)
@recount("P04d", flows.Flow(flows.disposition), needs="cases", needs_one_of=FIRST_INSTANCE)
def flow(r: Records) -> Facts:
    """Cases that came to court, in with the charge and out with whatever ended them first."""
    for case, on, charged in r.charged_cases():
        discontinued, last_on = discontinued_on(r, case)
        day = earliest((r.first_instance_on(case), stood_for(case, "closed_on"), last_on))
        # Ended on a day that is not known, a case may be pending on any.
        ended = r.is_decided(case) or case["closing_reason"] != UNKNOWN or discontinued
        verdict = UNKNOWN if ended and day is None else YES
        fact = Fact(case["case_id"], on, verdict, case, ended_on=day)
        yield from belonging(fact, charged)


for measure, option in (("P01b", "stage_within_months"), ("P05y", "judgment_within_months")):
    recount(measure, kinds.share, months=option, needs=JUDGED, needs_one_of=(CHARGED, CHARGED_ON))(
        charged_to_decided(option)
    )
