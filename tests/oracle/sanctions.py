"""Dissuasive sanctions: the measures whose ids begin with D."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from tests.oracle import kinds
from tests.oracle.assets import captured_as_known, finally_convicted_cases
from tests.oracle.chain import held_in, holds_one_of
from tests.oracle.charged import Judge, judged
from tests.oracle.days import NO, UNKNOWN, YES, Row, Verdict, earliest, stood_for
from tests.oracle.facts import Fact, Facts, all_of, among, any_of, belonging, condition
from tests.oracle.financial import in_forced_labour_with_enterprise
from tests.oracle.money import in_home_currency, known_part, reaches, total
from tests.oracle.records import CONVICTED, Records, of_person
from tests.oracle.recount import (
    CHARGED,
    CHARGED_WITH_MONEY,
    FORM_AND_ENTERPRISE,
    PENALTIES,
    recount,
)

BUSINESS_LOST = ("licence_withdrawal", "disqualification", "debarment", "closure", "publication")
BENEFICIARY = ("corporate_beneficiary",)


def convicted_of_trafficking(r: Records) -> Iterator[Row]:
    for s in r["suspects"]:
        if s["kind"] == "natural" and s["outcome"] == "convicted_trafficking":
            yield s


def first_instance(r: Records, s: Row) -> list[Row]:
    return [x for x in r.sanctions_of(s) if x["instance"] != "final"]


def has_custody(r: Records, s: Row) -> Verdict:
    """Unsuspended custody at first instance; of unknown length it is custody, of 0 it is none."""
    sanctions = first_instance(r, s)
    if any(x["kind"] == "life" or is_custody(x) for x in sanctions):
        return YES
    in_the_dark = not sanctions or any(x["kind"] == UNKNOWN for x in sanctions)
    return UNKNOWN if in_the_dark else NO


def is_custody(sanction: Row) -> bool:
    return sanction["kind"] == "custody" and sanction["months"] != 0


@recount("D01", kinds.share, needs="suspects.outcome sanctions.kind")
def custody(r: Records) -> Facts:
    for s in convicted_of_trafficking(r):
        yield of_person(r, s, stood_for(s, "decided_on"), has_custody(r, s))


@recount("D01m", kinds.median, needs="suspects.outcome sanctions.kind sanctions.months")
def months_of_custody(r: Records) -> Facts:
    for s in convicted_of_trafficking(r):
        sanctions = first_instance(r, s)
        if any(x["kind"] == "life" for x in sanctions):
            continue
        known = [x["months"] for x in sanctions if is_custody(x) and x["months"] is not None]
        longest = (max(known, default=None),)
        fact = of_person(r, s, stood_for(s, "decided_on"), YES, longest)
        yield from belonging(fact, has_custody(r, s))


def convicted(r: Records) -> Iterator[Row]:
    """Of anything, natural and legal persons alike."""
    return (s for s in r["suspects"] if s["outcome"] in CONVICTED)


def has_fine(r: Records, s: Row) -> Verdict:
    """A fine of unknown amount is one, of 0 it is none."""
    sanctions = first_instance(r, s)
    if any(x["kind"] == "fine" and x["amount"] != 0 for x in sanctions):
        return YES
    in_the_dark = not sanctions or any(x["kind"] == UNKNOWN for x in sanctions)
    return UNKNOWN if in_the_dark else NO


@recount("D05", kinds.share, needs="suspects.outcome sanctions.kind sanctions.amount")
def fined(r: Records) -> Facts:
    for s in convicted(r):
        yield of_person(r, s, stood_for(s, "decided_on"), has_fine(r, s))


@recount("D05m", kinds.median, needs="suspects.outcome sanctions.kind sanctions.amount")
def sum_of_fines(r: Records) -> Facts:
    """What all first-instance fines of a person come to: together they are what it costs."""
    for s in convicted(r):
        of_kind = [x for x in first_instance(r, s) if x["kind"] == "fine"]
        amount = total(in_home_currency(r, x, "amount") for x in of_kind)
        fact = of_person(r, s, stood_for(s, "decided_on"), YES, (amount,))
        yield from belonging(fact, has_fine(r, s))


def fines(r: Records, case: Row) -> list[Fraction | None]:
    """The final fines of a person where the final instance is recorded, else the others."""
    found: list[Fraction | None] = []
    for s in r.suspects_of(case):
        sanctions = r.sanctions_of(s)
        final = [x for x in sanctions if x["instance"] == "final"]
        found += [
            in_home_currency(r, x, "amount") if x["kind"] == "fine" else None
            for x in final or sanctions
            if x["kind"] in ("fine", UNKNOWN)
        ]
        # A convicted person without a row has sanctions that are not known.
        found += [None] if r.is_sanctioned(s) == UNKNOWN else []
    return found


def taken(r: Records, case: Row) -> tuple[Fraction, bool]:
    """What was taken from the offenders as far as is known, and whether all of it is known."""
    imposed = fines(r, case)
    captured, is_complete = captured_as_known(r, case)
    return known_part(imposed) + captured, is_complete and None not in imposed


@recount(
    "D02",
    kinds.share,
    needs=f"cases.final_on {PENALTIES}",
    # What an asset brought victims is taken off what they were awarded, in the money of that day:
    # it decides only in a finally decided case that has both, and whose proceeds are estimated.
    # That no order was made counts only if all else is known and falls short of the proceeds.
    unmoved=f"{CHARGED_WITH_MONEY} assets.order_kind assets.realised_on assets.to_victims",
)
def sanctions_reach_proceeds(r: Records) -> Facts:
    for case in finally_convicted_cases(r):
        proceeds = in_home_currency(r, case, "proceeds_estimate")
        known, is_complete = taken(r, case)
        verdict = UNKNOWN
        if proceeds is not None and reaches(known, proceeds):
            verdict = YES
        elif proceeds is not None and is_complete:
            verdict = NO
        yield Fact(case["case_id"], stood_for(case, "final_on"), verdict, case)


@recount(
    "D02m",
    kinds.amounts,
    needs=f"cases.final_on {PENALTIES}",
    # What an asset brought victims is taken off what they were awarded, in the money of that day:
    # it decides only in a finally decided case that has both, and whose proceeds are estimated.
    unmoved=f"{CHARGED_WITH_MONEY} assets.realised_on assets.to_victims",
)
def sanctions_over_proceeds(r: Records) -> Facts:
    for case in finally_convicted_cases(r):
        known, is_complete = taken(r, case)
        proceeds = in_home_currency(r, case, "proceeds_estimate")
        numbers = (known if is_complete else None, proceeds)
        yield Fact(case["case_id"], stood_for(case, "final_on"), YES, case, numbers)


def legal_persons_may_be_liable(r: Records) -> bool:
    return condition(r.jurisdiction["legal_persons_liable"]) != NO


def in_enterprise_cases(judge: Judge, *, final: bool) -> Callable[[Records], Facts]:
    """Of charged cases; by the final decision, one without it is not due yet and left out."""

    def facts(r: Records) -> Facts:
        if not legal_persons_may_be_liable(r):
            return
        for case, charged_on, charged in r.charged_cases():
            if final and case["final_on"] is None:
                continue
            on = stood_for(case, "final_on") if final else charged_on
            fact = Fact(case["case_id"], on, judged(r, case, judge), case)
            yield from belonging(fact, all_of((charged, in_forced_labour_with_enterprise(case))))

    return facts


def legal_person_charged(r: Records, case: Row, persons: list[Row]) -> Verdict:
    if any(s["kind"] == "legal" for s in persons):
        return YES
    return NO if r.all_charged_persons_recorded(case) else UNKNOWN


def legal_person_sanctioned(r: Records, case: Row, _persons: list[Row]) -> Verdict:
    """By whatever route, charged or not; a person that is not recorded may be a legal one."""
    legal = [s for s in r.suspects_of(case) if s["kind"] == "legal"]
    recorded = NO if r.all_charged_persons_recorded(case) else UNKNOWN
    return any_of((r.any_sanctioned(legal), recorded))


def beneficiary_reached(r: Records, case: Row, persons: list[Row]) -> Verdict:
    """A client or lead firm, charged, or sanctioned without a charge."""
    suspects = r.suspects_of(case)
    beneficiaries = [s for s in suspects if any(x["link"] in BENEFICIARY for x in r.links_of(s))]
    if any(r.sanctions_of(s) for s in beneficiaries):
        return YES
    return holds_one_of(held_in(r, case, persons), BENEFICIARY)


def lost_business(r: Records, s: Row) -> Verdict:
    return any_of(among(x["kind"], BUSINESS_LOST) for x in r.sanctions_of(s))


@recount("D04", kinds.share, needs="suspects.licensed sanctions.kind")
def business_lost(r: Records) -> Facts:
    for s in r["suspects"]:
        on = earliest(stood_for(x, "ordered_on") for x in r.sanctions_of(s))
        fact = of_person(r, s, on, lost_business(r, s))
        yield from belonging(fact, all_of((condition(s["licensed"]), r.is_sanctioned(s))))


recount("D03", kinds.share, needs=f"{FORM_AND_ENTERPRISE} suspects", needs_one_of=(CHARGED,))(
    in_enterprise_cases(legal_person_charged, final=False)
)
recount(
    "D03b",
    kinds.share,
    needs=f"{FORM_AND_ENTERPRISE} cases.final_on suspects sanctions",
    needs_one_of=(CHARGED,),
)(in_enterprise_cases(legal_person_sanctioned, final=True))
recount(
    "D03c",
    kinds.share,
    needs=f"{FORM_AND_ENTERPRISE} cases.final_on links.link sanctions",
    # The outcome tells unknown from no sanction, and only a known sanction reaches a client.
    unmoved="suspects.outcome",
)(in_enterprise_cases(beneficiary_reached, final=True))
