"""Companies: legal persons charged and sanctioned, clients and lead firms reached."""

from metrics.units.cases import per_case
from tests.literals import Row
from tests.unit.metrics.small_world import (
    World,
    column,
    day,
    parts,
    row,
    row_of_each,
    store,
    store_each,
)

YES, NO, UNKNOWN = True, False, None
FORCED = {"form": "forced_labour", "enterprise_involved": "yes", "charged": "yes"}


def case(name: str, **said: object) -> Row:
    return {"case_id": name, "scope": "charged_as_trafficking", **FORCED, **said}


def person(name: str, kind: str = "natural", **said: object) -> Row:
    return {"person_id": name, "kind": kind, "charged": "yes", "outcome": "pending"} | said


CONVICTED, FREE = {"outcome": "convicted_other"}, {"charged": "no"}
# The persons of a case, a star for each sanctioned one, and whether there is a link of nobody;
# then whether a legal person was charged, and sanctioned.
LEGAL: dict[str, tuple[list[Row], bool | None, bool | None]] = {
    "charged": ([person("P", "legal")], YES, NO),
    "a natural person alone": ([person("P")], NO, NO),
    "convicted": ([person("P", "legal", **CONVICTED)], YES, UNKNOWN),
    "sanctioned": ([person("P*", "legal", **CONVICTED), person("Q")], YES, YES),
    "sanctioned without a charge": ([person("P*", "legal", **FREE), person("Q")], NO, YES),
    "a sanctioned natural person": ([person("P*", **CONVICTED)], NO, NO),
    "a natural person without a sanction": ([person("P", **CONVICTED)], NO, NO),
    "of unknown outcome": ([person("P", "legal", outcome="unknown")], YES, NO),
    "nobody recorded": ([], UNKNOWN, UNKNOWN),
    "nobody charged": ([person("P", "legal", **FREE)], UNKNOWN, UNKNOWN),
    "with a link of nobody": ([person("P")], UNKNOWN, UNKNOWN),
    "charged, with a link of nobody": ([person("P", "legal")], YES, UNKNOWN),
}


def of_cases(persons: dict[str, list[Row]]) -> World:
    named = [(case_id, one) for case_id, all_of in persons.items() for one in all_of]
    return {
        "cases": [case(name) for name in persons],
        "suspects": [
            one | {"case_id": case_id, "person_id": one["person_id"].rstrip("*")}
            for case_id, one in named
        ],
        "sanctions": [
            {"sanction_id": case_id, "case_id": case_id, "kind": "fine"}
            | {"person_id": one["person_id"].rstrip("*")}
            for case_id, one in named
            if one["person_id"].endswith("*")
        ],
    }


def test_a_legal_person_is_known_to_be_charged_and_sanctioned(database_url: str) -> None:
    world = of_cases({name: persons for name, (persons, _, _) in LEGAL.items()})
    world["links"] = [
        {"case_id": name, "link": "exploiter"} for name in LEGAL if "link of nobody" in name
    ]
    store(database_url, world)
    for jurisdiction, name in ((1, "legal_person_charged"), (2, "legal_person_sanctioned")):
        found = column(database_url, per_case, "case_id", name)
        assert found == {of: told[jurisdiction] for of, told in LEGAL.items()}


CLIENT, EXPLOITER = "corporate_beneficiary", "exploiter"
# The persons of a case with their links, and whether a client or lead firm was reached.
CLIENTS: dict[str, tuple[list[tuple[Row, str]], bool | None]] = {
    "charged": ([(person("P", "legal"), CLIENT)], YES),
    "charged among others": ([(person("P"), ""), (person("Q"), f"{EXPLOITER} {CLIENT}")], YES),
    "sanctioned": ([(person("P*", "legal", **FREE), CLIENT), (person("Q"), EXPLOITER)], YES),
    "neither": ([(person("P", "legal", **FREE), CLIENT), (person("Q"), EXPLOITER)], NO),
    "an exploiter": ([(person("P", "legal"), EXPLOITER)], NO),
    "without a link": ([(person("P"), EXPLOITER), (person("Q"), "")], UNKNOWN),
    "not charged, without a link": ([(person("P"), EXPLOITER), (person("Q", **FREE), "")], NO),
    "nobody": ([], UNKNOWN),
    "a link of nobody": ([(person(""), CLIENT)], YES),
    "an unknown link of nobody": ([(person(""), "unknown"), (person("P"), EXPLOITER)], UNKNOWN),
    "another link of nobody": ([(person(""), EXPLOITER)], NO),
}


def test_a_client_is_reached_by_a_charge_or_a_sanction(database_url: str) -> None:
    held = {name: all_of for name, (all_of, _) in CLIENTS.items()}
    recorded = {
        name: [one for one, _ in all_of if one["person_id"]] for name, all_of in held.items()
    }
    world = of_cases(recorded)
    world["links"] = [
        {"case_id": name, "person_id": one["person_id"].rstrip("*") or None, "link": link}
        for name, all_of in held.items()
        for one, links in all_of
        for link in links.split()
    ]
    store(database_url, world)
    found = column(database_url, per_case, "case_id", "client_reached")
    assert found == {name: truth for name, (_, truth) in CLIENTS.items()}


# Whether a case is one in which a company could answer.
BELONGS: dict[str, tuple[Row, bool | None]] = {
    "of an enterprise": ({}, YES),
    "not charged": ({"charged": "no"}, NO),
    "of another form": ({"form": "servitude"}, NO),
    "of unknown form": ({"form": "unknown"}, UNKNOWN),
    "without an enterprise": ({"enterprise_involved": "no"}, NO),
    "perhaps with one": ({"enterprise_involved": "unknown"}, UNKNOWN),
}


def test_companies_are_asked_for_where_the_law_may_hold_them_liable(database_url: str) -> None:
    liable = {"yes": True, "unknown": True, "no": False, "not_applicable": False}
    worlds: list[World] = [
        {
            "jurisdictions": [{"legal_persons_liable": code}],
            "cases": [case(f"{code}: {name}", **said) for name, (said, _) in BELONGS.items()],
        }
        for code in liable
    ]
    jurisdictions = store_each(database_url, worlds, sent=("suspects",))
    found = column(database_url, per_case, "case_id", "charged_enterprise_case")
    assert found == {
        f"{code}: {name}": applies and truth
        for code, applies in liable.items()
        for name, (_, truth) in BELONGS.items()
    }
    of_each = row_of_each(database_url, "D03")
    for jurisdiction, applies in zip(jurisdictions, liable.values(), strict=True):
        # Nobody is recorded: whoever was charged may be a company.
        assert parts(of_each[jurisdiction]) == ((0, 3, 0) if applies else (0, 0, 0))


def test_a_case_without_a_final_decision_is_not_due_for_sanctions(database_url: str) -> None:
    final = {"final_on": day("2023-05-10")}
    persons = {
        name: [person("P*" if "sanctioned" in name else "P", "legal", **CONVICTED)]
        for name in ("final, sanctioned", "pending, sanctioned", "pending, none")
    } | {"final, none": [person("P")]}
    world = of_cases(persons)
    for one in world["cases"]:
        one |= final if one["case_id"].startswith("final") else {}
    store(database_url, world)
    assert parts(row(database_url, "D03b")) == (1, 0, 2)
    # D03 looks at the charge, which three of the four brought against a legal person.
    assert parts(row(database_url, "D03")) == (3, 0, 4)
