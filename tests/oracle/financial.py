"""Financial investigation: the measures whose ids begin with F."""

from collections.abc import Callable

from tests.oracle import charged, kinds
from tests.oracle.days import (
    NO,
    OUT,
    UNKNOWN,
    YES,
    Row,
    Verdict,
    span,
    stood_for,
    within_days,
    within_months,
)
from tests.oracle.facts import Fact, Facts, all_of, among, any_of, belonging, condition, turned
from tests.oracle.records import S1, Records
from tests.oracle.recount import CHARGED, FORM_AND_ENTERPRISE, OF_SEVERAL_PERSONS, recount

INVESTIGATED = {"none": NO, "unknown": UNKNOWN}
FINANCIAL = ("money_laundering", "tax_fraud", "wage_or_social_fraud")
# Investigations that start later are left out, so that each had the same time to start.
STARTED_WITHIN_MONTHS = 12


def investigated(case: Row) -> Verdict:
    """Whether there was a financial investigation, of whatever level."""
    return INVESTIGATED.get(case["financial_investigation"], YES)


@recount("F01", kinds.share, needs="cases.financial_investigation")
def investigated_of_charged(r: Records) -> Facts:
    for case, on, is_charged in r.charged_cases():
        yield from belonging(Fact(case["case_id"], on, investigated(case), case), is_charged)


def stayed_open(r: Records, case: Row) -> Verdict:
    """Whether a case was open for the days in which money should be looked at, or was charged."""
    if case["closing_reason"] == "not_trafficking":
        return NO
    return any_of((r.case_charged(case), open_for_days(r, case)))


def open_for_days(r: Records, case: Row) -> Verdict:
    if case["closed_on"] is None:
        # Closed for a known reason on an unknown day.
        return YES if case["closing_reason"] == UNKNOWN else UNKNOWN
    days = r.options.open_days - 1
    return turned(within_days(span(case, "opened_on"), span(case, "closed_on"), days))


@recount(
    "F01o", kinds.share, days="open_days", needs="cases.financial_investigation cases.opened_on"
)
def investigated_of_opened(r: Records) -> Facts:
    for case in r["cases"]:
        fact = Fact(case["case_id"], stood_for(case, "opened_on"), investigated(case), case)
        yield from belonging(fact, stayed_open(r, case))


@recount(
    "F02",
    kinds.share,
    needs="cases.financial_investigation cases.financial_investigation_on cases.opened_on",
)
def started_promptly(r: Records) -> Facts:
    for case in r["cases"]:
        opened, started = span(case, "opened_on"), span(case, "financial_investigation_on")
        verdict = within_days(opened, started, r.options.financial_investigation_days)
        fact = Fact(case["case_id"], stood_for(case, "opened_on"), verdict, case)
        yield from belonging(fact, investigated(case))


@recount(
    "F02m",
    kinds.median,
    months=STARTED_WITHIN_MONTHS,
    needs="cases.financial_investigation cases.financial_investigation_on cases.opened_on",
)
def days_to_start(r: Records) -> Facts:
    for case in r["cases"]:
        on, started = stood_for(case, "opened_on"), stood_for(case, "financial_investigation_on")
        # A lead before the opening is a start at once.
        days = None if on is None or started is None else max((started - on).days, 0)
        in_time = within_months(
            span(case, "opened_on"), span(case, "financial_investigation_on"), STARTED_WITHIN_MONTHS
        )
        fact = Fact(case["case_id"], on, YES, case, numbers=(days,))
        yield from belonging(fact, all_of((investigated(case), in_time)))


def offence_of(charge: Row) -> str:
    """Where it is not stated, a type of laundering says that it is that."""
    if charge["offence"] == UNKNOWN and charge["laundering"] != UNKNOWN:
        return "money_laundering"
    return charge["offence"]


def charged_as(offences: tuple[str, ...]) -> Callable[[Records], Facts]:
    """Whatever became of the charge. Of a charged person without a row, the charges are unknown."""

    def charged_in(r: Records, case: Row, persons: list[Row]) -> Verdict:
        found = {offence_of(charge) for charge in r.of_case("charges", case["case_id"])}
        if found & set(offences):
            return YES
        complete = r.all_charged_persons_recorded(case) and all(r.charges_of(s) for s in persons)
        return NO if complete and UNKNOWN not in found else UNKNOWN

    return charged.of_charged_cases(charged_in, scopes=S1)


def in_forced_labour_with_enterprise(case: Row) -> Verdict:
    """Belonging to the labour cases with an enterprise; a mixed form is not forced labour."""
    of_form = among(case["form"], ("forced_labour",))
    return all_of((of_form, condition(case["enterprise_involved"])))


@recount("F04", kinds.share, needs=f"{FORM_AND_ENTERPRISE} cases.business_records")
def records_analysed(r: Records) -> Facts:
    verdicts = {"analysed": YES, "not_analysed": NO, "none_exist": OUT}
    for case, on, is_charged in r.charged_cases():
        verdict = verdicts.get(case["business_records"], UNKNOWN)
        fact = Fact(case["case_id"], on, verdict, case)
        yield from belonging(fact, all_of((is_charged, in_forced_labour_with_enterprise(case))))


@recount("F05", kinds.share, needs="cases.financial_intelligence")
def intelligence_contributed(r: Records) -> Facts:
    verdicts = {"triggered": YES, "supported": YES, "none": NO}
    for case in r["cases"]:
        verdict = verdicts.get(case["financial_intelligence"], UNKNOWN)
        yield Fact(case["case_id"], stood_for(case, "opened_on"), verdict, case)


@recount("F05d", kinds.share, months=12, needs="disclosures.case_id")
def disclosures_used(r: Records) -> Facts:
    for disclosure in r["disclosures"]:
        on = stood_for(disclosure, "received_on")
        # A disclosure without a case, a year after it came, has not been used.
        verdict = NO if disclosure["case_id"] is None else YES
        yield Fact(disclosure["disclosure_id"], on, verdict, r.case_of(disclosure))


for measure, offences in (("F03", FINANCIAL[:1]), ("F03f", FINANCIAL)):
    recount(
        measure,
        kinds.share,
        least_coverage=OF_SEVERAL_PERSONS,
        needs="charges.offence charges.laundering",
        needs_one_of=(CHARGED,),
    )(charged_as(offences))
