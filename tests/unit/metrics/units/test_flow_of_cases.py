"""Which charged cases are resolved, and which are pending."""

from metrics.units.case.unit import per_case
from tests.literals import Row
from tests.unit.metrics.small_world import World, column, day, row, store

CHARGED_ON, ENDED_ON = day("2024-01-10"), day("2024-06-30")


def a_case(name: str, **said: object) -> Row:
    return {"case_id": name, "scope": "charged_as_trafficking", "charged_on": CHARGED_ON} | said


def person(case_id: str, name: str, outcome: str, **said: object) -> Row:
    return {"case_id": case_id, "person_id": name, "kind": "natural", "charged": "yes"} | {
        "outcome": outcome,
        **said,
    }


WORLD: World = {
    "cases": [
        a_case("decided", first_instance_on=ENDED_ON),
        a_case("joined", closed_on=ENDED_ON, closing_reason="joined"),
        a_case("closed, no day", closing_reason="other"),
        a_case("pending"),
        a_case("all discontinued"),
        a_case("one pending"),
        a_case("discontinued, no day"),
        a_case("decided, no day"),
    ],
    "suspects": [
        person("all discontinued", "P", "discontinued", left_on=day("2024-03-31")),
        person("all discontinued", "Q", "discontinued", decided_on=ENDED_ON),
        person("all discontinued", "not charged", "unknown") | {"charged": "no"},
        person("one pending", "P", "discontinued", left_on=ENDED_ON),
        person("one pending", "Q", "pending"),
        person("discontinued, no day", "P", "discontinued", left_on=ENDED_ON),
        person("discontinued, no day", "Q", "discontinued"),
        person("decided, no day", "P", "acquitted"),
    ],
}


def test_a_case_ends_decided_closed_or_with_the_last_person_charged(database_url: str) -> None:
    store(database_url, WORLD)
    ended_on = column(database_url, per_case, "case_id", "ended_on")
    assert {name: on for name, on in ended_on.items() if on is not None} == {
        "decided": ENDED_ON,
        "joined": ENDED_ON,
        "all discontinued": ENDED_ON,
    }
    awaits = column(database_url, per_case, "case_id", "awaits_decision")
    assert {name for name, truth in awaits.items() if truth} == {"pending", "one pending"}


def test_cases_that_ended_on_an_unknown_day_are_unknown(database_url: str) -> None:
    store(database_url, WORLD)
    found = row(database_url, "P04")
    assert (found["numerator"], found["denominator"], found["unknown"]) == (3, 5, 3)
    pending = row(database_url, "P04d")
    assert (pending["numerator"], pending["denominator"]) == (2, 3)
