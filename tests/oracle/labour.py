"""Labour justice: the measures whose ids begin with L."""

from collections.abc import Callable

from tests.oracle import kinds
from tests.oracle.days import NO, UNKNOWN, YES, Row, Verdict, stood_for
from tests.oracle.facts import (
    Fact,
    Facts,
    Number,
    all_parts,
    among,
    belonging,
    condition,
    of_code,
)
from tests.oracle.money import in_home_currency
from tests.oracle.records import Records
from tests.oracle.recount import CASE_CHARGED, recount

INSPECTORATE = ("labour_inspectorate", "joint_inspection")
ENDED = ("refused", "administrative", "pending")


@recount("L01", kinds.share, needs="cases.form cases.detected_by")
def began_with_inspection(r: Records) -> Facts:
    for case in r["cases"]:
        verdict = among(case["detected_by"], INSPECTORATE)
        fact = Fact(case["case_id"], stood_for(case, "opened_on"), verdict, case)
        yield from belonging(fact, among(case["form"], ("forced_labour",)))


def became_investigation(_r: Records, inspection: Row) -> Verdict:
    """A case that is named was investigated, whatever the outcome says beside it."""
    if inspection["case_id"] or inspection["referral_outcome"] == "investigation_opened":
        return YES
    return NO if inspection["referral_outcome"] in ENDED else UNKNOWN


def became_charge(r: Records, inspection: Row) -> Verdict:
    case = r.case_of(inspection)
    if case is not None:
        return r.case_charged(case)
    return NO if inspection["referral_outcome"] in ENDED else UNKNOWN


def referrals(judge: Callable[[Records, Row], Verdict]) -> Callable[[Records], Facts]:
    """Inspections that were referred: with the date, the outcome or the case of a referral."""

    def facts(r: Records) -> Facts:
        for x in r["inspections"]:
            has_outcome = x["referral_outcome"] != UNKNOWN
            if x["referred_on"] is not None or has_outcome or x["case_id"] is not None:
                yield of_inspection(r, x, "referred_on", judge(r, x))

    return facts


def of_inspection(
    r: Records,
    x: Row,
    dated_by: str,
    verdict: Verdict = YES,
    numbers: tuple[Number | None, ...] = (),
) -> Fact:
    on, office = stood_for(x, dated_by), x["office_id"] or UNKNOWN
    return Fact(x["inspection_id"], on, verdict, r.case_of(x), numbers, office)


@recount("L03", kinds.rate, needs="inspections.targeted inspections.workers_found")
def workers_per_inspection(r: Records) -> Facts:
    for x in r["inspections"]:
        fact = of_inspection(r, x, "inspected_on", YES, (x["workers_found"], 1))
        yield from belonging(fact, condition(x["targeted"]))


@recount(
    "L03b",
    kinds.amounts,
    needs="inspections.targeted inspections.workers_found inspections.wages_recovered",
)
def wages_per_worker(r: Records) -> Facts:
    for x in r["inspections"]:
        numbers = (in_home_currency(r, x, "wages_recovered"), x["workers_found"])
        fact = of_inspection(r, x, "inspected_on", YES, numbers)
        yield from belonging(fact, condition(x["targeted"]))


@recount("L04j", kinds.share, months=12, needs="inspections.joint_with_immigration")
def joint_operations(r: Records) -> Facts:
    for x in r["inspections"]:
        joint = of_code(x["joint_with_immigration"])
        yield from belonging(of_inspection(r, x, "inspected_on", joint), YES)


@recount(
    "L04",
    kinds.share,
    months=12,
    needs="victims.regular_status victims.immigration_consequence "
    "victims.data_passed_to_immigration",
)
def no_immigration_consequence(r: Records) -> Facts:
    for victim in r["victims"]:
        if victim["status"] == "rejected":
            continue
        codes = (victim["immigration_consequence"], victim["data_passed_to_immigration"])
        opposite = {"yes": "no", "no": "yes"}
        verdict = all_parts(opposite.get(code, code) for code in codes)
        on = stood_for(victim, "first_contact_on")
        fact = Fact(victim["victim_id"], on, verdict, r.case_of(victim), form=victim["form"])
        yield from belonging(fact, among(victim["regular_status"], ("no",)))


recount(
    "L02", kinds.share, months=12, needs="inspections.referred_on inspections.referral_outcome"
)(referrals(became_investigation))
recount(
    "L02b",
    kinds.share,
    months=24,
    needs="inspections.referred_on inspections.referral_outcome inspections.case_id",
    needs_one_of=(CASE_CHARGED,),
)(referrals(became_charge))
