"""Whether a network was disrupted: its top, its money and its business, of family T."""

from collections import defaultdict
from datetime import date

from tests.oracle import kinds
from tests.oracle.assets import recoverable, was_confiscated
from tests.oracle.chain import APEX, held_by, holds_one_of
from tests.oracle.days import NO, UNKNOWN, YES, Row, Verdict, earliest, stood_for
from tests.oracle.facts import Fact, Facts, all_of, among, any_of
from tests.oracle.records import CONVICTED, Records
from tests.oracle.recount import recount
from tests.oracle.sanctions import lost_business

ENOUGH = 2


@recount(
    "T04",
    kinds.share,
    months=24,
    needs="suspects.outcome cases.network_id links.link assets.case_id assets.confiscated "
    "sanctions.kind",
    # Charges tell an unknown outcome from none: they decide only where one of the other two blows
    # to the network is known and the last is not.
    unmoved="suspects.charged suspects.charged_on charges charges.charged_on",
)
def disrupted(r: Records) -> Facts:
    """Of networks with a conviction of anything; a case without a network is its own.

    Office and form are those of the case convicted first.
    """
    found = defaultdict(list)
    for case in r["cases"]:
        found[case["network_id"] or ("case", case["case_id"])].append(case)
    for key, cases in found.items():
        convicted = [case for case in cases if r.convictions(case)]
        if convicted:
            first = min(
                convicted, key=lambda case: (first_conviction(r, case) or date.max, case["case_id"])
            )
            on = first_conviction(r, first)
            yield Fact(key, on, at_least_two_parts(r, cases), first, stands_alone=True)


def first_conviction(r: Records, case: Row) -> date | None:
    return earliest(stood_for(s, "decided_on") for s in r.convictions(case))


def at_least_two_parts(r: Records, cases: list[Row]) -> Verdict:
    parts = (top_convicted, assets_confiscated, business_hit)
    verdicts = [any_of(part(r, case) for case in cases) for part in parts]
    yes, unknown = verdicts.count(YES), verdicts.count(UNKNOWN)
    if yes >= ENOUGH:
        return YES
    return UNKNOWN if yes + unknown >= ENOUGH else NO


def top_convicted(r: Records, case: Row) -> Verdict:
    """Of anything: the top is often out of reach of a trafficking charge."""
    of_persons = [
        all_of((holds_one_of(held_by(r, [s]), APEX), is_convicted(r, s)))
        for s in r.suspects_of(case)
    ]
    # A row without a person is of somebody charged whose outcome is not known.
    of_rows = [holds_one_of([{x["link"]}], APEX) for x in r.links_without_person(case)]
    return any_of(of_persons + [NO if verdict == NO else UNKNOWN for verdict in of_rows])


def is_convicted(r: Records, s: Row) -> Verdict:
    """Who is known not to be charged is not convicted where no outcome is stated."""
    if s["outcome"] == UNKNOWN and r.charged(s) == NO:
        return NO
    return among(s["outcome"], CONVICTED)


def assets_confiscated(r: Records, case: Row) -> Verdict:
    return any_of(was_confiscated(asset) for asset in recoverable(r, case))


def business_hit(r: Records, case: Row) -> Verdict:
    """Lost by anybody, or a legal person sanctioned for its part."""
    return any_of(hit(r, s) for s in r.suspects_of(case))


def hit(r: Records, s: Row) -> Verdict:
    sanctioned = r.is_sanctioned(s)
    if sanctioned == UNKNOWN:
        return UNKNOWN
    return any_of((lost_business(r, s), sanctioned if s["kind"] == "legal" else NO))
