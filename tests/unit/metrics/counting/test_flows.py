"""Clearance and disposition time: what comes in, is resolved, and stays pending."""

import math
from datetime import date

import pytest

from metrics.sentences import sentence
from metrics.units.case.unit import per_case
from tests.literals import Row
from tests.unit.metrics.small_world import World, column, day, parts, row, shown, store

IN_2022, IN_2023 = day("2022-05-10"), day("2023-02-01")


def a_case(name: str, **said: object) -> Row:
    begun = {"scope": "charged_as_trafficking", "charged": "yes", "charged_on": IN_2022}
    return {"case_id": name, **begun, **said}


def discontinued(case_id: str, **said: object) -> Row:
    return {
        "case_id": case_id,
        "person_id": f"{case_id} P",
        "kind": "natural",
        "charged": "yes",
    } | {
        "outcome": "discontinued",
        **said,
    }


WORLD: World = {
    "cases": [
        a_case("decided in its year", first_instance_on=day("2022-12-01")),
        a_case("decided later", first_instance_on=IN_2023),
        a_case("decided, and closed before", first_instance_on=IN_2023, closed_on=IN_2022),
        a_case("pending"),
        a_case("closed", closed_on=IN_2023),
        a_case("discontinued"),
        a_case("discontinued on an unknown day"),
        a_case("closed on an unknown day", closing_reason="joined"),
        a_case("of unknown charge", charged_on=None, first_instance_on=IN_2023),
        a_case("not charged", charged="no", charged_on=None, closed_on=IN_2023),
    ],
    "suspects": [
        discontinued("discontinued", left_on=IN_2023),
        discontinued("discontinued on an unknown day"),
    ],
}


@pytest.fixture
def url(database_url: str) -> str:
    store(database_url, WORLD)
    return database_url


def test_a_case_awaits_its_decision_until_it_ends_on_whatever_day(url: str) -> None:
    found = column(url, per_case, "case_id", "awaits_decision")
    assert {name for name, awaits in found.items() if awaits} == {"pending"}
    ended_on = column(url, per_case, "case_id", "ended_on")
    assert ended_on["discontinued"] == ended_on["closed"] == date(2023, 2, 1)
    assert ended_on["decided, and closed before"] == date(2022, 5, 10)
    assert ended_on["discontinued on an unknown day"] is None


def test_a_charged_person_who_is_not_recorded_may_go_on(database_url: str) -> None:
    links = [{"case_id": "discontinued", "person_id": None, "link": "recruiter"}]
    store(database_url, {**WORLD, "links": links})
    awaits = column(database_url, per_case, "case_id", "awaits_decision")
    assert awaits["discontinued"] is True
    assert awaits["discontinued on an unknown day"] is False
    assert column(database_url, per_case, "case_id", "ended_on")["discontinued"] is None


@pytest.mark.parametrize(("resolved", "status"), [(9, "too_few"), (10, "ok")])
def test_of_fewer_than_ten_a_flow_is_too_few(database_url: str, resolved: int, status: str) -> None:
    cases = [a_case(f"k{at}", first_instance_on=IN_2023) for at in range(resolved)]
    store(database_url, {"cases": [*cases, a_case("pending"), a_case("too")]})
    assert row(database_url, "P04")["status"] == status
    # As many were resolved in 2023, and none came in.
    assert {one["period"]: one["status"] for one in shown(database_url, "P04d", by=("year",))} == {
        "2022": "too_few",
        "2023": "too_few",
    }


def test_each_year_has_its_own_incoming_resolved_and_pending(url: str) -> None:
    rows = shown(url, "P04", "P04d", by=("year",))
    told = {(found["measure"], found["period"]): found for found in rows}
    assert parts(told["P04", "2022"]) == (2, 2, 6)
    assert told["P04", "2022"]["value"] == 2 / 6
    # In 2023 nothing came in, and three of the four that were pending are resolved.
    assert parts(told["P04", "2023"])[::2] == (3, 0)
    assert math.isnan(told["P04", "2023"]["value"])
    assert told["P04d", "2022"]["value"] == 4 * 365 / 2
    assert told["P04d", "2023"]["value"] == 1 * 365 / 3
    assert told["P04", "undated"]["unknown"] == 1


def test_of_all_years_together_there_is_a_clearance_and_no_disposition_time(url: str) -> None:
    clearance, disposition = shown(url, "P04", "P04d")
    assert parts(clearance) == (5, 3, 6)
    assert clearance["value"] == 5 / 6
    assert parts(disposition) == (1, 3, 5)
    assert math.isnan(disposition["value"])


def test_a_year_has_a_disposition_time_once_it_is_over(database_url: str) -> None:
    resolved = a_case("resolved", charged_on=day("2026-01-10"), first_instance_on=day("2026-02-01"))
    store(database_url, {"cases": [resolved]})
    [running] = shown(database_url, "P04d", by=("year",))
    assert math.isnan(running["value"])
    [over] = shown(database_url, "P04d", by=("year",), as_of=date(2026, 12, 31))
    assert over["value"] == 0


def test_the_years_asked_for_are_a_period_of_their_own(url: str) -> None:
    assert parts(row(url, "P04", years=(2023, 2024)))[::2] == (3, 0)


def test_what_ended_before_it_came_in_is_never_pending(database_url: str) -> None:
    early = a_case("early", charged_on=IN_2023, first_instance_on=IN_2022)
    store(database_url, {"cases": [early, a_case("decided", first_instance_on=IN_2022)]})
    pending = {
        found["period"]: found["numerator"] for found in shown(database_url, "P04d", by=("year",))
    }
    assert pending["2022"] == pending["2023"] == 0


def test_without_incoming_cases_a_sentence_says_so() -> None:
    told = {"measure": "P04", "status": "ok", "numerator": 12, "denominator": 0, "not_yet_due": 0}
    told |= {"value": math.nan}
    assert sentence(told, "Avaria", "2023") == (
        "Avaria: no clearance rate of 2023: nothing came in."
    )
    told |= {"denominator": 10, "value": 1.2}
    assert sentence(told, "Avaria", "2023") == (
        "Avaria: 12 resolved for 10 that came in (120 %) in 2023."
    )
