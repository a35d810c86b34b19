"""Network reach: the measures whose ids begin with N."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from tests.oracle import charged, kinds
from tests.oracle.chain import (
    APEX,
    Held,
    held_by,
    held_in,
    holds_one_of,
    place_of,
    position,
    several_links,
)
from tests.oracle.charged import Judge
from tests.oracle.days import NO, UNKNOWN, YES, Row, Verdict, stood_for
from tests.oracle.facts import Fact, Facts, any_of, belonging
from tests.oracle.records import S1, Records, of_person
from tests.oracle.recount import CHARGED, OF_SEVERAL_PERSONS, recount


def of_charged_cases(judge: Judge) -> Callable[[Records], Facts]:
    return charged.of_charged_cases(judge, scopes=S1)


def more_than_one_link(r: Records, case: Row, persons: list[Row]) -> Verdict:
    return several_links(held_in(r, case, persons))


def links_of_different_persons(r: Records, case: Row, persons: list[Row]) -> Verdict:
    held = held_by(r, persons)
    for i, p in enumerate(held):
        for q in held[i + 1 :]:
            if any(a != b for a in p - {UNKNOWN} for b in q - {UNKNOWN}):
                return YES
    if not held or r.links_without_person(case):
        return UNKNOWN
    all_known = all(of_one and UNKNOWN not in of_one for of_one in held)
    same_single = all_known and len(set().union(*held)) == 1
    return NO if len(held) == 1 or same_single else UNKNOWN


def beyond_destination(r: Records, case: Row, persons: list[Row]) -> Verdict:
    places = [place_of(r, r.links_of(s)) for s in persons]
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


def upstream_link(r: Records, case: Row, persons: list[Row]) -> Verdict:
    of_persons = [r.links_of(s) for s in persons]
    return upstream(r, of_persons + [[x] for x in r.links_without_person(case)])


def upstream_suspect_known(r: Records, case: Row) -> Verdict:
    # Suspects, charged or not, and rows without a person alike: link-based, as "known" reads.
    return upstream_link(r, case, r.suspects_of(case))


@recount(
    "N02d",
    kinds.share,
    months=24,
    least_coverage=OF_SEVERAL_PERSONS,
    needs="links.link links.location",
)
def beyond_where_known(r: Records) -> Facts:
    for fact in of_charged_cases(beyond_destination)(r):
        if fact.case is not None:
            yield from belonging(fact, upstream_suspect_known(r, fact.case))


@recount(
    "N01n",
    kinds.share,
    months=24,
    least_coverage=OF_SEVERAL_PERSONS,
    needs="links.link cases.network_id",
)
def networks(r: Records) -> Facts:
    """The charged S1 cases of a network as if they were one case, a person of several one person.

    A case without a network is its own. Office and form are those of the case charged first.
    """
    found = defaultdict(list)
    for case, _, _ in r.charged_cases(scopes=S1):
        found[case["network_id"] or ("case", case["case_id"])].append(case)
    for key, cases in found.items():
        known = [case for case in cases if r.case_charged(case) == YES]
        first = min(cases, key=lambda case: (r.case_charged_on(case) or date.max, case["case_id"]))
        verdict = links_of_network(r, known, cases)
        fact = Fact(key, r.case_charged_on(first), verdict, first, stands_alone=True)
        yield from belonging(fact, YES if known else UNKNOWN)


def links_of_network(r: Records, known: list[Row], cases: list[Row]) -> Verdict:
    """As in one case, a person perhaps charged may have changed a no."""
    persons = {s["person_id"] for case in known for s in r.charged_persons(case)}
    perhaps = {s["person_id"] for case in cases for s in r.perhaps_charged(case)}
    verdict = several_links(held_in_cases(r, known, persons))
    if verdict == NO and several_links(held_in_cases(r, cases, persons | perhaps)) != NO:
        return UNKNOWN
    return verdict


def held_in_cases(r: Records, cases: list[Row], persons: set[str]) -> Held:
    links = [x for case in cases for x in r.of_case("links", case["case_id"])]
    of_persons = [{x["link"] for x in links if x["person_id"] == p} for p in persons]
    return of_persons + [{x["link"]} for x in links if x["person_id"] is None]


def apex_charged(r: Records, case: Row, persons: list[Row]) -> Verdict:
    return holds_one_of(held_in(r, case, persons), APEX)


@recount(
    "N03p", kinds.share, months=24, least_coverage=OF_SEVERAL_PERSONS, needs="suspects links.link"
)
def apex_of_defendants(r: Records) -> Facts:
    # Of recorded persons: a link row without one makes N03 yes, and is no defendant here.
    for s in r["suspects"]:
        case = r.case_of(s)
        if case is not None and case["scope"] in S1:
            verdict = holds_one_of(held_by(r, [s]), APEX)
            fact = of_person(r, s, r.person_charged_on(s), verdict)
            yield from belonging(fact, r.charged(s))


@recount(
    "N04",
    kinds.share,
    least_coverage=OF_SEVERAL_PERSONS,
    needs="suspects links.link",
    needs_one_of=(
        CHARGED,
        "links.person_id",
    ),
)
def links_charged(r: Records) -> Facts:
    for case in r["cases"]:
        ended = case["closed_on"] is not None or case["closing_reason"] != UNKNOWN
        if not ended and r.case_charged(case) != YES:
            continue
        on = r.case_charged_on(case) or stood_for(case, "closed_on")
        for link, holders in holders_of_links(r, case).items():
            if all(exit_reason == "deceased" for exit_reason, _ in holders):
                continue
            verdict = UNKNOWN if link == UNKNOWN else any_of(charged for _, charged in holders)
            yield Fact((case["case_id"], link), on, verdict, case)


def holders_of_links(r: Records, case: Row) -> dict[str, list[tuple[str, Verdict]]]:
    """Per link, why each of its holders left and whether charged; of no link, the link unknown."""
    found = defaultdict(list)
    perhaps = {s["person_id"] for s in r.perhaps_charged(case)}
    for s in r.suspects_of(case):
        open_or_no = UNKNOWN if s["person_id"] in perhaps else NO
        verdict = YES if r.charged(s) == YES else open_or_no
        for link in {x["link"] for x in r.links_of(s)} or {UNKNOWN}:
            found[link].append((s["exit_reason"], verdict))
    for x in r.links_without_person(case):
        found[x["link"]].append((UNKNOWN, YES))
    return found


@recount("N05", kinds.share, least_coverage=OF_SEVERAL_PERSONS, needs="suspects.outcome links.link")
def links_convicted(r: Records) -> Facts:
    """A charge tells whom the police reached, a conviction whom the court did."""
    for case in r["cases"]:
        if case["scope"] in S1 and r.trafficking_convictions(case):
            verdict = several_links(held_by(r, r.convictions(case)))
            yield Fact(case["case_id"], r.convicted_on(case), verdict, case)


recount("N01", kinds.share, months=24, least_coverage=OF_SEVERAL_PERSONS, needs="links.link")(
    of_charged_cases(more_than_one_link)
)
recount(
    "N01s",
    kinds.share,
    months=24,
    least_coverage=OF_SEVERAL_PERSONS,
    needs="links.link links.person_id",
)(of_charged_cases(links_of_different_persons))
recount(
    "N02",
    kinds.share,
    months=24,
    least_coverage=OF_SEVERAL_PERSONS,
    needs="links.link links.location",
)(of_charged_cases(beyond_destination))
recount(
    "N02l",
    kinds.share,
    months=24,
    least_coverage=OF_SEVERAL_PERSONS,
    needs="links.link links.location",
)(of_charged_cases(upstream_link))
recount("N03", kinds.share, months=24, least_coverage=OF_SEVERAL_PERSONS, needs="links.link")(
    of_charged_cases(apex_charged)
)
