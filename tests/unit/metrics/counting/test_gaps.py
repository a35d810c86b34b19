"""What was never collected leaves undated units out too; what was not for a time does not."""

import math

import pytest

from metrics import results
from tests.unit.metrics.small_world import World, day, read, store


def investigations(url: str, since: str, to: str | None = None) -> tuple[float, str]:
    """C01 of one undated and one dated case, where openings are not collected from `since` on."""
    ended = {} if to is None else {"to": day(to)}
    world: World = {
        "cases": [
            {"case_id": "a", "scope": "charged_as_trafficking"},
            {"case_id": "b", "scope": "charged_as_trafficking", "opened_on": day("2024-01-05")},
        ],
        "coverage": [
            {"column": "cases.opened_on", "from": day(since), "collected": "no"} | ended,
        ],
    }  # fmt: skip
    store(url, world)
    with read(url) as connection:
        [row] = results.rows(connection, results.Scope(), ("C01",)).to_dict("records")
    return row["numerator"], row["status"]


def test_what_was_never_collected_leaves_undated_units_out(database_url: str) -> None:
    number, status = investigations(database_url, "1950-01-01")
    assert (math.isnan(number), status) == (True, "not_collected")


@pytest.mark.parametrize(("since", "to"), [("1951-01-01", None), ("1950-01-01", "2025-01-01")])
def test_what_was_not_collected_for_a_time_keeps_undated_units(
    database_url: str, since: str, to: str | None
) -> None:
    assert investigations(database_url, since, to)[0] == 1


def status_of(url: str, measure: str, world: World) -> str:
    """The status of a measure over a whole made-up world."""
    store(url, world)
    with read(url) as connection:
        [row] = results.rows(connection, results.Scope(), (measure,)).to_dict("records")
    return row["status"]


@pytest.mark.parametrize(
    ("cases_named", "status"), [((None, None), "not_collected"), (("a", None), "too_few")]
)
def test_disclosures_without_any_case_are_not_matched_and_no_failure(
    database_url: str, cases_named: tuple[str | None, ...], status: str
) -> None:
    world: World = {
        "cases": [{"case_id": "a", "scope": "charged_as_trafficking"}],
        "disclosures": [
            {"disclosure_id": f"d{at}", "received_on": day("2022-01-05"), "case_id": case}
            for at, case in enumerate(cases_named)
        ],
    }
    assert status_of(database_url, "F05d", world) == status


@pytest.mark.parametrize(
    ("victims_named", "status"), [((None, None), "not_collected"), (("v", None), "too_few")]
)
def test_claims_without_any_victim_say_nothing_of_who_was_paid(
    database_url: str, victims_named: tuple[str | None, ...], status: str
) -> None:
    world: World = {
        "cases": [{"case_id": "a", "scope": "charged_as_trafficking"}],
        "suspects": [{"case_id": "a", "person_id": "p", "kind": "natural"}],
        "victims": [{"victim_id": "v", "case_id": "a", "status": "identified"}],
        "claims": [
            {
                "claim_id": f"c{at}",
                "case_id": "a",
                "person_id": "p",
                "victim_id": victim,
                "result": "granted",
                "awarded": 100.0,
                "currency": "EUR",
                "decided_on": day("2022-01-05"),
            }
            for at, victim in enumerate(victims_named)
        ],
        "payments": [
            {
                "payment_id": "y",
                "claim_id": "c0",
                "paid": 100.0,
                "currency": "EUR",
                "paid_on": day("2022-03-05"),
                "source": "state_fund",
            }
        ],
    }
    assert status_of(database_url, "R04", world) == status
