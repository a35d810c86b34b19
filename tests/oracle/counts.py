"""Conventional counts: the measures whose ids begin with C."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tests.oracle import kinds
from tests.oracle.days import NO, OUT, UNKNOWN, YES, Row, Verdict, earliest, stood_for
from tests.oracle.facts import Fact, Facts, all_of, any_of
from tests.oracle.records import Records
from tests.oracle.recount import CHARGED, recount
from tests.oracle.remedies import of_victim


@recount("C01", kinds.count, needs="cases.opened_on")
def investigations(r: Records) -> Facts:
    for case in r["cases"]:
        if case["reopened"] != "yes":
            yield Fact(case["case_id"], stood_for(case, "opened_on"), YES, case)


def first_of_each(facts: Facts) -> Facts:
    """A person's facts, dated by the earliest of what is known before what is unknown.

    So a person is counted in one year, and once in each office or form that has a case of theirs.
    """
    found = defaultdict(list)
    for fact in facts:
        found[fact.key].append(fact)
    for of_person in found.values():
        verdict = any_of(f.verdict for f in of_person)
        on = earliest(f.on for f in of_person if f.verdict == verdict)
        yield from (replace(f, on=on) for f in of_person)


@recount("C01p", kinds.count, needs="suspects")
def persons_suspected(r: Records) -> Facts:
    def each() -> Facts:
        for case in r["cases"]:
            if case["reopened"] == "yes":
                continue
            for s in r.suspects_of(case):
                on = stood_for(s, "suspected_on") or stood_for(case, "opened_on")
                yield Fact(s["person_id"], on, YES, case)

    return first_of_each(each())


def persons_charged(kind: str) -> Callable[[Records], Facts]:
    def facts(r: Records) -> Facts:
        for case in r["cases"]:
            for s in r.suspects_of(case):
                verdict = all_of((r.charged(s), r.charged_with_trafficking(s)))
                if s["kind"] == kind and verdict != NO:
                    yield Fact(s["person_id"], r.trafficking_charged_on(s), verdict, case)

    return lambda r: first_of_each(facts(r))


def convicted(r: Records, s: Row) -> Verdict:
    """Of trafficking; of a person known not to be charged an unknown outcome is no conviction."""
    if s["outcome"] == "convicted_trafficking":
        return YES
    return UNKNOWN if s["outcome"] == UNKNOWN and r.charged(s) != NO else NO


def persons_convicted(kind: str) -> Callable[[Records], Facts]:
    def facts(r: Records) -> Facts:
        for s in r["suspects"]:
            verdict = convicted(r, s)
            if s["kind"] == kind and verdict != NO:
                yield Fact(s["person_id"], stood_for(s, "decided_on"), verdict, r.case_of(s))

    return facts


@recount(
    "C03f",
    kinds.count,
    needs="suspects.outcome suspects.final_on",
    needs_one_of=(f"{CHARGED} suspects.outcome",),
)
def persons_convicted_finally(r: Records) -> Facts:
    for s in r["suspects"]:
        verdict = convicted(r, s)
        if s["kind"] == "natural" and s["final_on"] is not None and verdict != NO:
            yield Fact(s["person_id"], stood_for(s, "final_on"), verdict, r.case_of(s))


def victim_found_on(victim: Row) -> date | None:
    on = stood_for(victim, "identified_on")
    presumed = victim["status"] == "presumed"
    return on or (stood_for(victim, "first_contact_on") if presumed else None)


def victims_found(statuses: dict[str, Verdict]) -> Callable[[Records], Facts]:
    def facts(r: Records) -> Facts:
        for victim in r["victims"]:
            verdict = statuses.get(victim["status"], OUT)
            if verdict != OUT:
                yield of_victim(r, victim, victim_found_on(victim), verdict)

    return facts


@recount("C04s", kinds.stated, needs="cases.victims_stated")
def victims_stated(r: Records) -> Facts:
    for case in r["cases"]:
        if not r.of_case("victims", case["case_id"]) and case["victims_stated"] is not None:
            on = stood_for(case, "opened_on")
            for number in range(case["victims_stated"]):
                yield Fact((case["case_id"], number), on, YES, case)
            if case["victims_stated"] == 0:
                # Nobody to count, and yet recorded, or not collected.
                yield Fact((case["case_id"],), on, NO, case)


@recount(
    "C04r",
    kinds.rate_of_events(100000),
    needs="victims.status population.persons",
    needs_one_of=(
        "victims.status",
        "victims.identified_on victims.first_contact_on",
    ),
)
def residents(r: Records) -> Facts:
    """The residents of each year, and beside them each victim identified or presumed in it.

    Those without a date are in no year, of which no residents are known. A victim is told apart by
    its case, and one without a case by itself.
    """
    persons = {row["year"]: row["persons"] for row in r["population"] if row["persons"] is not None}
    for year, number in persons.items():
        # A year stands for its 1 July.
        yield Fact(("year", year), date(year, 7, 1), numbers=(0, number))
    for victim in r["victims"]:
        if victim["status"] in ("identified", "presumed"):
            on = victim_found_on(victim)
            year = on and on.year
            found_with = victim["case_id"] or ("outside", victim["victim_id"])
            counted = 0 if year in persons else None
            yield Fact(found_with, year and date(year, 7, 1), numbers=(1, counted))


COUNTED = {"identified": YES, "presumed": YES, "unknown": UNKNOWN}


for kind, sign in (("natural", ""), ("legal", "e")):
    recount(f"C02{sign}", kinds.count, needs="charges.offence", needs_one_of=(CHARGED,))(
        persons_charged(kind)
    )
    known_by = (f"{CHARGED} suspects.outcome",)
    recount(f"C03{sign}", kinds.count, needs="suspects.outcome", needs_one_of=known_by)(
        persons_convicted(kind)
    )
recount("C04", kinds.count, needs="victims.status")(victims_found(COUNTED))
recount(
    "C04i",
    kinds.count,
    needs="victims.status",
    needs_one_of=("victims.status",),
    # One column dates all victims that are counted; first contact dates only the presumed.
    unmoved="victims.first_contact_on",
)(victims_found({"identified": YES}))
recount("C04p", kinds.count, needs="victims.status", needs_one_of=("victims.status",))(
    victims_found({"presumed": YES})
)
