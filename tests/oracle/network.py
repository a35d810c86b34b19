"""Network reach: the measures whose ids begin with N."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from tests.oracle.chain import APEX, held_in, holds_one_of, place_of, position, several_links
from tests.oracle.days import NO, UNKNOWN, YES, Row, Verdict, stood_for
from tests.oracle.facts import Fact, Facts, belonging
from tests.oracle.records import S1, Records


def of_charged_cases(judge: Callable[[Records, Row], Verdict]) -> Callable[[Records], Facts]:
    def facts(r: Records) -> Facts:
        for case, on in r.charged_cases(scopes=S1):
            yield Fact(case["case_id"], on, judge(r, case), case)

    return facts


def more_than_one_link(r: Records, case: Row) -> Verdict:
    return several_links(held_in(r, case))


def links_of_different_persons(r: Records, case: Row) -> Verdict:
    held = [{x["link"] for x in r.links_of(s)} for s in r.charged_persons(case)]
    for i, p in enumerate(held):
        for q in held[i + 1 :]:
            if any(a != b for a in p - {UNKNOWN} for b in q - {UNKNOWN}):
                return YES
    if not held or r.links_without_person(case):
        return UNKNOWN
    all_known = all(of_one and UNKNOWN not in of_one for of_one in held)
    same_single = all_known and len(set().union(*held)) == 1
    return NO if len(held) == 1 or same_single else UNKNOWN


def beyond_destination(r: Records, case: Row) -> Verdict:
    places = [place_of(r, r.links_of(s)) for s in r.charged_persons(case)]
    if "outside" in places:
        return YES
    if not places or "unknown" in places or r.links_without_person(case):
        return UNKNOWN
    return NO


def upstream(r: Records, of_persons: list[list[Row]]) -> Verdict:
    """Whether one of them holds a link beyond the destination; each has a list of link rows."""
    positions = {position(r, x) for links in of_persons for x in links}
    if "beyond" in positions:
        return YES
    unknown = not of_persons or any(not links for links in of_persons) or "unknown" in positions
    return UNKNOWN if unknown else NO


def upstream_link(r: Records, case: Row) -> Verdict:
    of_persons = [r.links_of(s) for s in r.charged_persons(case)]
    return upstream(r, of_persons + [[x] for x in r.links_without_person(case)])


def upstream_suspect_known(r: Records, case: Row) -> Verdict:
    # Suspects, charged or not, and rows without a person alike: link-based, as "known" reads.
    of_persons = [r.links_of(s) for s in r.suspects_of(case)]
    return upstream(r, of_persons + [[x] for x in r.links_without_person(case)])


def beyond_where_known(r: Records) -> Facts:
    for case, on in r.charged_cases(scopes=S1):
        fact = Fact(case["case_id"], on, beyond_destination(r, case), case)
        yield from belonging(fact, upstream_suspect_known(r, case))


def networks(r: Records) -> Facts:
    """The charged S1 cases of a network as if they were one case, a person of several one person.

    A case without a network is its own. Office and form are those of the case charged first.
    """
    found = defaultdict(list)
    for case, _ in r.charged_cases(scopes=S1):
        found[case["network_id"] or ("case", case["case_id"])].append(case)
    for key, cases in found.items():
        charged = {s["person_id"] for case in cases for s in r.charged_persons(case)}
        links = [x for case in cases for x in r.of_case("links", case["case_id"])]
        of_persons = [{x["link"] for x in links if x["person_id"] == p} for p in charged]
        rows = [{x["link"]} for x in links if x["person_id"] is None]
        first = min(cases, key=lambda case: (r.case_charged_on(case) or date.max, case["case_id"]))
        verdict = several_links(of_persons + rows)
        yield Fact(key, r.case_charged_on(first), verdict, first, stands_alone=True)


def apex_charged(r: Records, case: Row) -> Verdict:
    return holds_one_of(held_in(r, case), APEX)


def apex_of_defendants(r: Records) -> Facts:
    # Of recorded persons: a link row without one makes N03 yes, and is no defendant here.
    for case, _ in r.charged_cases(scopes=S1):
        for s in r.charged_persons(case):
            verdict = holds_one_of([{x["link"] for x in r.links_of(s)}], APEX)
            key = (s["case_id"], s["person_id"])
            yield Fact(key, r.person_charged_on(s), verdict, case)


def links_charged(r: Records) -> Facts:
    for case in r["cases"]:
        ended = case["closed_on"] is not None or case["closing_reason"] != UNKNOWN
        if not ended and not r.case_is_charged(case):
            continue
        on = r.case_charged_on(case) or stood_for(case, "closed_on")
        for link, holders in holders_of_links(r, case).items():
            if all(exit_reason == "deceased" for exit_reason, _ in holders):
                continue
            charged = YES if any(is_charged for _, is_charged in holders) else NO
            yield Fact((case["case_id"], link), on, UNKNOWN if link == UNKNOWN else charged, case)


def holders_of_links(r: Records, case: Row) -> dict[str, list[tuple[str, bool]]]:
    """Per link, why each of its holders left and whether charged; of no link, the link unknown."""
    found = defaultdict(list)
    for s in r.suspects_of(case):
        for link in {x["link"] for x in r.links_of(s)} or {UNKNOWN}:
            found[link].append((s["exit_reason"], r.is_charged(s)))
    for x in r.links_without_person(case):
        found[x["link"]].append((UNKNOWN, True))
    return found
