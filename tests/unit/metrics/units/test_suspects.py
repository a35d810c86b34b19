"""The suspect: charges, convictions and orders against one person in a case."""

from datetime import date

from metrics.units.suspects import per_suspect
from tests.literals import Row
from tests.unit.metrics.small_world import (
    World,
    column,
    day,
    parts,
    row,
    store,
)

S1, S2 = "charged_as_trafficking", "trafficking_elements"


def suspect(person: str, case_id: str = "S1", **said: object) -> Row:
    return {"case_id": case_id, "person_id": person, "kind": "natural"} | said


def charge(person: str, offence: str, case_id: str = "S1", **said: object) -> Row:
    number = f"{case_id} {person} {offence}"
    return {"charge_id": number, "case_id": case_id, "person_id": person, "offence": offence} | said


CASES = [{"case_id": "S1", "scope": S1}, {"case_id": "S2", "scope": S2}]


def test_who_is_charged_with_trafficking(database_url: str) -> None:
    world: World = {
        "cases": CASES,
        "suspects": [
            suspect("trafficking", charged="yes"),
            suspect("smuggling", charged="yes"),
            suspect("unknown offence", charged="yes"),
            suspect("no charge row", charged="yes"),
            suspect("no charge row, elements only", "S2", charged="yes"),
            suspect("trafficking in elements only", "S2", charged="yes"),
            suspect("not charged", charged="no"),
            suspect("a company", kind="legal", charged="yes"),
        ],
        "charges": [
            charge("trafficking", "smuggling"),
            charge("trafficking", "trafficking"),
            charge("smuggling", "smuggling"),
            charge("unknown offence", "unknown"),
            charge("trafficking in elements only", "trafficking", "S2"),
            charge("not charged", "trafficking"),
            charge("a company", "trafficking"),
        ],
    }
    store(database_url, world)
    assert column(database_url, per_suspect, "person_id", "charged_with_trafficking") == {
        "trafficking": True,
        "smuggling": False,
        "unknown offence": None,
        "no charge row": None,
        "no charge row, elements only": False,
        "trafficking in elements only": True,
        "not charged": False,
        "a company": False,
    }


def test_a_person_is_first_charged_once_in_all_cases(database_url: str) -> None:
    world: World = {
        "cases": CASES,
        "suspects": [
            suspect("P", charged="yes"),
            suspect("P", "S2", charged="yes"),
            suspect("Q", charged="yes", charged_on=day("2019-05-05")),
            suspect("Q", "S2", charged="yes"),
        ],
        "charges": [
            charge("P", "trafficking", charged_on=day("2021-05-05")),
            charge("P", "trafficking", "S2", charged_on=day("2020-05-05")),
            charge("Q", "trafficking", "S2"),
        ],
    }
    store(database_url, world)
    found = column(database_url, per_suspect, "person_id", "person_charged_on")
    # Q is known to be charged, on a day that is not known; the other charge only may be one.
    assert found == {"P": date(2020, 5, 5), "Q": None}
    by_year = row(database_url, "C02", by=("year",), years=(2020, 2020))
    assert parts(by_year)[:2] == (1, 0)


def test_a_reopened_case_starts_no_suspicion(database_url: str) -> None:
    opened = {"opened_on": day("2015-01-01")}
    world: World = {
        "cases": [
            {"case_id": "again", "scope": S1, "reopened": "yes"} | opened,
            {"case_id": "new", "scope": S1, "opened_on": day("2018-01-01")},
        ],
        "suspects": [suspect("P", "again"), suspect("P", "new"), suspect("Q", "again")],
    }
    store(database_url, world)
    assert parts(row(database_url, "C01p"))[:2] == (1, 0)
    found = column(database_url, per_suspect, "person_id", "person_suspected_on")
    assert found == {"P": date(2018, 1, 1), "Q": None}


def test_a_person_convicted_twice_counts_once_in_each_period(database_url: str) -> None:
    convicted = {"outcome": "convicted_trafficking", "charged": "yes"}
    world: World = {
        "cases": CASES,
        "suspects": [
            suspect("P", decided_on=day("2020-01-01"), **convicted),
            suspect("P", "S2", decided_on=day("2021-01-01"), **convicted),
            suspect("Q", charged="yes", outcome="unknown"),
            suspect("R", outcome="unknown"),
            suspect("a company", kind="legal", **convicted),
        ],
    }
    store(database_url, world)
    assert parts(row(database_url, "C03"))[:2] == (1, 1)
    for year in (2020, 2021):
        found = row(database_url, "C03", by=("year",), years=(year, year))
        assert parts(found)[:2] == (1, 0)
    assert parts(row(database_url, "C03f"))[:2] == (0, 0)


def test_orders_to_compensate_are_of_all_persons_convicted_of_anything(database_url: str) -> None:
    results = {"granted": 5, "of 0": 0, "refused": None, "pending": None, "unknown": None}
    claims = [
        {"claim_id": name, "case_id": "S1", "person_id": name, "awarded": awarded}
        | {"result": "granted" if name == "of 0" else name, "currency": "EUR"}
        for name, awarded in results.items()
    ]
    persons = [suspect(name, outcome="convicted_other") for name in (*results, "no claim")]
    company = suspect("a company", kind="legal", outcome="convicted_trafficking")
    unknown = suspect("of unknown outcome", charged="yes", outcome="unknown")
    store(
        database_url, {"cases": CASES, "suspects": [*persons, company, unknown], "claims": claims}
    )
    found = column(database_url, per_suspect, "person_id", "ordered_to_compensate")
    assert {name for name, truth in found.items() if truth} == {"granted"}
    assert {name for name, truth in found.items() if truth is None} == {"unknown"}
    assert parts(row(database_url, "R02p")) == (1, 1, 6)


def test_a_person_has_the_role_farthest_from_the_exploitation(database_url: str) -> None:
    roles = {
        "destination": (("exploiter", "unknown"), ("harbourer", "destination")),
        "upstream_or_enabling": (("exploiter", "unknown"), ("recruiter", "origin")),
        "apex": (("recruiter", "origin"), ("financier", "unknown"), ("unknown", "unknown")),
        "unknown": (("unknown", "unknown"), ("transferor", "unknown")),
    }
    world: World = {
        "cases": CASES,
        "suspects": [suspect(name) for name in (*roles, "without a link")],
        "links": [
            {"case_id": "S1", "person_id": name, "link": link, "location": location}
            for name, held in roles.items()
            for link, location in held
        ],
    }
    store(database_url, world)
    expected = {name: name for name in roles} | {"without a link": "unknown"}
    assert column(database_url, per_suspect, "person_id", "role") == expected
