"""Every measure counted again in slow Python, from its definition and not from the SQL."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from tests import oracle_remedies as remedies
from tests.oracle_records import (
    CONVICTED,
    NO,
    UNKNOWN,
    YES,
    Fact,
    Facts,
    Records,
    Row,
    Verdict,
    earliest,
    months_later,
    place_of,
    position,
    span,
    stood_for,
)


def investigations(r: Records) -> Facts:
    for case in r["cases"]:
        if case["reopened"] != "yes":
            yield Fact(case["case_id"], stood_for(case, "opened_on"), YES, case["form"])


def first_of_each(facts: Facts) -> Facts:
    """One fact a person: known before unknown, and of those the earliest date."""
    found = defaultdict(list)
    for fact in facts:
        found[fact.key].append(fact)
    for key, of_person in found.items():
        verdict = YES if any(f.verdict == YES for f in of_person) else UNKNOWN
        yield Fact(key, earliest(f.on for f in of_person if f.verdict == verdict), verdict)


def persons_suspected(r: Records) -> Facts:
    def each() -> Facts:
        for case in r["cases"]:
            if case["reopened"] == "yes":
                continue
            for s in r.of_case("suspects", case["case_id"]):
                yield Fact(
                    s["person_id"], stood_for(s, "suspected_on") or stood_for(case, "opened_on")
                )

    return first_of_each(each())


def persons_charged_with_trafficking(r: Records) -> Facts:
    def each() -> Facts:
        for case in r["cases"]:
            for s in r.charged_persons(case):
                if s["kind"] != "natural":
                    continue
                charges = r.charges_of(s)
                trafficking = [c for c in charges if c["offence"] == "trafficking"]
                on = earliest(stood_for(c, "charged_on") for c in trafficking)
                if trafficking:
                    yield Fact(s["person_id"], on or stood_for(s, "charged_on"))
                elif not charges and case["scope"] == "charged_as_trafficking":
                    yield Fact(s["person_id"], stood_for(s, "charged_on"), UNKNOWN)

    return first_of_each(each())


def persons_convicted(r: Records) -> Facts:
    for s in r["suspects"]:
        if s["kind"] == "natural" and s["outcome"] == "convicted_trafficking":
            yield Fact(s["person_id"], stood_for(s, "decided_on"))
        elif s["kind"] == "natural" and s["outcome"] == "unknown" and r.is_charged(s):
            yield Fact(s["person_id"], stood_for(s, "decided_on"), UNKNOWN)


def persons_convicted_finally(r: Records) -> Facts:
    for s in r["suspects"]:
        if s["kind"] != "natural" or s["final_on"] is None:
            continue
        if s["outcome"] == "convicted_trafficking":
            yield Fact(s["person_id"], stood_for(s, "final_on"))
        elif s["outcome"] == "unknown" and r.is_charged(s):
            yield Fact(s["person_id"], stood_for(s, "final_on"), UNKNOWN)


def victims_found(r: Records) -> Facts:
    for victim in r["victims"]:
        if victim["status"] == "rejected":
            continue
        on = stood_for(victim, "identified_on")
        if victim["status"] == "presumed":
            on = on or stood_for(victim, "first_contact_on")
        verdict = UNKNOWN if victim["status"] == "unknown" else YES
        yield Fact(victim["victim_id"], on, verdict)


def victims_stated(r: Records) -> Facts:
    for case in r["cases"]:
        if not r.of_case("victims", case["case_id"]) and case["victims_stated"] is not None:
            for number in range(case["victims_stated"]):
                yield Fact((case["case_id"], number), stood_for(case, "opened_on"))


def charged_cases(r: Records, *, scopes: tuple[str, ...]) -> Iterator[tuple[Row, date | None]]:
    for case in r["cases"]:
        if case["scope"] in scopes and r.case_is_charged(case):
            yield case, r.case_charged_on(case)


S1 = ("charged_as_trafficking",)
BOTH = ("charged_as_trafficking", "trafficking_elements")


def reach(judge: Callable[[Records, Row], Verdict]) -> Callable[[Records], Facts]:
    def facts(r: Records) -> Facts:
        for case, on in charged_cases(r, scopes=S1):
            yield Fact(case["case_id"], on, judge(r, case), case["form"])

    return facts


def roles(r: Records, case: Row) -> list[set[str]]:
    """The links of each charged person, then of each link row that stands for one more person."""
    of_persons = [{x["link"] for x in r.links_of(s)} for s in r.charged_persons(case)]
    return of_persons + [{x["link"]} for x in r.links_without_person(case)]


def more_than_one_link(r: Records, case: Row) -> Verdict:
    held = roles(r, case)
    known = set().union(*held) - {"unknown"} if held else set()
    if len(known) >= 2:
        return YES
    in_the_dark = any(not of_one or "unknown" in of_one for of_one in held)
    return NO if len(known) == 1 and not in_the_dark else UNKNOWN


def links_of_different_persons(r: Records, case: Row) -> Verdict:
    held = [{x["link"] for x in r.links_of(s)} for s in r.charged_persons(case)]
    for i, p in enumerate(held):
        for q in held[i + 1 :]:
            if any(a != b for a in p - {"unknown"} for b in q - {"unknown"}):
                return YES
    if not held or r.links_without_person(case):
        return UNKNOWN
    all_known = all(of_one and "unknown" not in of_one for of_one in held)
    same_single = all_known and len(set().union(*held)) == 1
    return NO if len(held) == 1 or same_single else UNKNOWN


def beyond_destination(r: Records, case: Row) -> Verdict:
    places = [place_of(r.links_of(s)) for s in r.charged_persons(case)]
    if "outside" in places:
        return YES
    if not places or "unknown" in places or r.links_without_person(case):
        return UNKNOWN
    return NO


def upstream_link(r: Records, case: Row) -> Verdict:
    of_persons = [r.links_of(s) for s in r.charged_persons(case)]
    held = of_persons + [[x] for x in r.links_without_person(case)]
    positions = {position(x) for links in held for x in links}
    if "beyond" in positions:
        return YES
    in_the_dark = not held or any(not links for links in held) or "unknown" in positions
    return UNKNOWN if in_the_dark else NO


def financially_investigated(r: Records) -> Facts:
    verdicts = {"none": NO, "unknown": UNKNOWN}
    for case, on in charged_cases(r, scopes=BOTH):
        verdict = verdicts.get(case["financial_investigation"], YES)
        yield Fact(case["case_id"], on, verdict, case["form"])


def any_of(verdicts: list[Verdict]) -> Verdict:
    if YES in verdicts:
        return YES
    return UNKNOWN if UNKNOWN in verdicts else NO


def frozen_in_time(r: Records, case: Row, asset: Row) -> Verdict:
    if asset["frozen"] == 0:
        return NO
    if asset["frozen"] is None and asset["frozen_on"] is None:
        return UNKNOWN
    if not r.is_decided(case):
        return YES
    frozen_on, judged_on = stood_for(asset, "frozen_on"), r.first_instance_on(case)
    if frozen_on is None or judged_on is None:
        return UNKNOWN
    return YES if frozen_on < judged_on else NO


def frozen_before_judgment(r: Records) -> Facts:
    for case, on in charged_cases(r, scopes=BOTH):
        verdicts = []
        for asset in r.of_case("assets", case["case_id"]):
            in_time = frozen_in_time(r, case, asset)
            if asset["role"] in ("proceeds", "equivalent_value"):
                verdicts.append(in_time)
            elif asset["role"] == "unknown":
                verdicts.append(NO if in_time == NO else UNKNOWN)
        yield Fact(case["case_id"], on, any_of(verdicts), case["form"])


def ordered_in_time(case_convictions: list[Row], asset: Row) -> Verdict:
    if asset["confiscated"] == 0:
        return NO
    stated = asset["confiscated"] is not None or asset["confiscated_on"] is not None
    if not stated and asset["order_kind"] == "none":
        return NO
    if not stated and asset["order_kind"] == "unknown":
        return UNKNOWN
    order = span(asset, "confiscated_on")
    spans = [s for s in (span(c, "decided_on") for c in case_convictions) if s is not None]
    if order is None or not spans:
        return UNKNOWN
    first, last = min(s[0] for s in spans), min(s[1] for s in spans)
    if order[1] <= months_later(first, 12):
        return YES
    return NO if order[0] > months_later(last, 12) else UNKNOWN


def confiscation_ordered(r: Records) -> Facts:
    for case in r["cases"]:
        convictions = r.trafficking_convictions(case)
        if not convictions:
            continue
        on = r.convicted_on(case)
        verdicts = [ordered_in_time(convictions, a) for a in r.of_case("assets", case["case_id"])]
        verdict = any_of(verdicts) if on is not None else UNKNOWN
        yield Fact(case["case_id"], on, verdict, case["form"])


def confiscation_sought(r: Records) -> Facts:
    for case in r["cases"]:
        sought = case["confiscation_sought"]
        if r.trafficking_convictions(case) and sought != "not_applicable":
            yield Fact(case["case_id"], r.convicted_on(case), sought, case["form"])


def assets_ratio(above: str, below: str, *, decided: bool) -> Callable[[Records], Facts]:
    def facts(r: Records) -> Facts:
        for case, on in charged_cases(r, scopes=BOTH):
            if decided and not r.is_decided(case):
                continue
            for asset in r.of_case("assets", case["case_id"]):
                if asset["role"] != "evidence":
                    numbers = (asset[above], asset[below])
                    yield Fact(asset["asset_id"], on, numbers=numbers, case=case["case_id"])

    return facts


def outcomes(convicted: tuple[str, ...]) -> Callable[[Records], Facts]:
    def facts(r: Records) -> Facts:
        scopes = {c["case_id"]: c["scope"] for c in r["cases"]}
        for s in r["suspects"]:
            gone = s["exit_reason"] in ("abroad_or_unknown", "transferred_abroad")
            if s["kind"] != "natural" or not r.is_charged(s) or gone:
                continue
            if scopes[s["case_id"]] not in S1 or s["outcome"] == "pending":
                continue
            verdict = UNKNOWN if s["outcome"] == "unknown" else NO
            key = (s["case_id"], s["person_id"])
            yield Fact(
                key, stood_for(s, "decided_on"), YES if s["outcome"] in convicted else verdict
            )

    return facts


def charge_to_judgment(r: Records, as_of: date) -> Facts:
    for s in r["suspects"]:
        if s["kind"] != "natural" or not r.is_charged(s):
            continue
        start, event = r.person_charged_on(s), int(s["outcome"] in (*CONVICTED, "acquitted"))
        ends = {
            "pending": as_of,
            "discontinued": stood_for(s, "decided_on") or stood_for(s, "left_on"),
            "unknown": None,
        }
        end = ends.get(s["outcome"], stood_for(s, "decided_on"))
        days = None if start is None or end is None else max((end - start).days, 0)
        yield Fact((s["case_id"], s["person_id"]), start, numbers=(days, event))


@dataclass(frozen=True)
class Definition:
    """How a measure's facts are found, the months to maturity, and the tables it needs."""

    facts: Callable[[Records], Facts]
    months: int = 0
    needs: tuple[str, ...] = ()


COUNTS = {
    "C01": Definition(investigations),
    "C01p": Definition(persons_suspected),
    "C02": Definition(persons_charged_with_trafficking, needs=("charges",)),
    "C03": Definition(persons_convicted),
    "C03f": Definition(persons_convicted_finally),
    "C04": Definition(victims_found, needs=("victims",)),
    "C04s": Definition(victims_stated),
}
SHARES = {
    "N01": Definition(reach(more_than_one_link), 24, ("links",)),
    "N01s": Definition(reach(links_of_different_persons), 24, ("links",)),
    "N02": Definition(reach(beyond_destination), 24, ("links",)),
    "N02l": Definition(reach(upstream_link), 24, ("links",)),
    "F01": Definition(financially_investigated),
    "A01": Definition(frozen_before_judgment, needs=("assets",)),
    "A02": Definition(confiscation_ordered, 12, ("assets",)),
    "A02a": Definition(confiscation_sought, 12),
    "R01": Definition(remedies.victims_who_claimed, needs=("claims",)),
    "R02": Definition(remedies.awarded_of_decided, needs=("claims",)),
    "R02b": Definition(remedies.awarded_of_convicted, 12, ("claims",)),
    "R02p": Definition(remedies.convicted_ordered_to_compensate, needs=("claims",)),
    "R03": Definition(remedies.victims_paid, 12, ("claims", "payments")),
    "P02": Definition(outcomes(("convicted_trafficking",))),
    "P02b": Definition(outcomes(CONVICTED)),
}
AMOUNTS = {
    "A03": Definition(assets_ratio("frozen", "identified", decided=False), needs=("assets",)),
    "A03b": Definition(assets_ratio("confiscated", "frozen", decided=True), needs=("assets",)),
    "A03c": Definition(assets_ratio("realised", "confiscated", decided=True), needs=("assets",)),
    "R03b": Definition(remedies.paid_of_awarded, 12, ("claims", "payments")),
}
