"""How persons leave a stage, and when: who passed it, who left otherwise, who is still in it."""

import math

import pandas as pd
import pytest

from metrics import stages
from schemas import scopes
from tests.literals import Row
from tests.unit.metrics.small_world import AS_OF, PLACE, day, read, row, store

CASE = {"case_id": "S", "scope": "charged_as_trafficking", "opened_on": day("2019-12-31")}
START = "2020-01-01"
SUSPECTED = {"suspected_on": day(START)}
CHARGED = SUSPECTED | {"charged": "yes", "charged_on": day("2020-01-11")}
OVER = {"outcome": "discontinued", "left_on": day("2020-02-01")}
UNTIL_NOW = (AS_OF - day(START)).days
PERSONS: dict[str, Row] = {
    "charged": CHARGED | {"outcome": "pending"},
    "charged, no day": SUSPECTED | {"charged": "yes", "outcome": "pending"},
    "left": SUSPECTED | OVER | {"charged": "no", "exit_reason": "deceased"},
    "left, no reason": SUSPECTED | OVER | {"charged": "no"},
    "left, no day": SUSPECTED | {"charged": "no", "outcome": "discontinued"},
    "pending": SUSPECTED | {"charged": "no", "outcome": "pending"},
    "unknown": SUSPECTED | {"charged": "no", "outcome": "unknown"},
    "convicted": CHARGED | {"outcome": "convicted_other", "decided_on": day("2020-03-01")},
    "acquitted": CHARGED | {"outcome": "acquitted", "decided_on": day("2020-04-01")},
    "discontinued": CHARGED | OVER | {"exit_reason": "time_barred"},
    "final": CHARGED
    | {"outcome": "convicted_trafficking", "decided_on": day("2021-01-01")}
    | {"final_on": day("2021-01-31")},
    "a company": CHARGED | {"kind": "legal", "outcome": "pending"},
}


def told(frame: pd.DataFrame) -> dict[tuple[str, float | None], int]:
    return {
        (str(one["way"]), None if math.isnan(one["days"]) else one["days"]): one["persons"]
        for one in frame.to_dict("records")
    }


@pytest.fixture
def url(database_url: str) -> str:
    persons = [
        {"case_id": "S", "person_id": name, "kind": "natural"} | said
        for name, said in PERSONS.items()
    ]
    store(database_url, {"cases": [CASE], "suspects": persons})
    return database_url


EXPECTED: dict[str, dict[tuple[str, float | None], int]] = {
    "P01": {
        ("charged", 10): 5,
        ("deceased", 31): 1,
        ("reason_not_recorded", 31): 1,
        ("open", UNTIL_NOW): 1,
        # Charged without a day, left without a day, and of unknown outcome.
        ("unknown", None): 3,
    },
    "P01b": {
        ("convicted", 50): 1,
        ("convicted", 356): 1,
        ("acquitted", 81): 1,
        ("time_barred", 21): 1,
        ("open", UNTIL_NOW - 10): 1,
        ("unknown", None): 1,
    },
    "P01d": {("final", 30): 1, ("open", (AS_OF - day("2020-03-01")).days): 1},
    "P05o": {
        ("convicted", 61): 1,
        ("convicted", 367): 1,
        ("acquitted", 92): 1,
        ("time_barred", 32): 1,
        ("open", UNTIL_NOW + 1): 2,
    },
}


def test_each_person_leaves_by_one_way_or_is_still_in(url: str) -> None:
    scope, elsewhere = scopes.EVERYTHING, scopes.of_jurisdiction("QZZ")
    with read(url) as connection:
        for measure, expected in EXPECTED.items():
            found = stages.exits(connection, scope, measure)
            in_year = stages.exits(connection, scope, measure, years=(2019, 2019))
            nowhere = stages.exits(connection, elsewhere, measure)
            assert set(found["jurisdiction"]) == {PLACE}
            assert told(found) == expected, measure
            assert in_year.empty
            assert nowhere.empty


def test_the_waits_are_those_of_the_median_time(url: str) -> None:
    with read(url) as connection:
        found = told(stages.exits(connection, scopes.EVERYTHING, "P05"))
    median = row(url, "P05")
    # Whatever way out ends the wait.
    ended = sum(n for (way, _), n in found.items() if way not in ("open", "unknown"))
    assert (ended, found["unknown", None]) == (median["numerator"], median["unknown"])
    assert sum(found.values()) == median["denominator"] + median["unknown"]


def test_what_is_not_collected_is_followed_by_nobody(database_url: str) -> None:
    said = {"column": "suspects.outcome", "collected": "no", "from": day("1900-01-01")}
    suspect = {"case_id": "S", "person_id": "1", "kind": "natural"} | PERSONS["convicted"]
    store(database_url, {"cases": [CASE], "suspects": [suspect], "coverage": [said]})
    with read(database_url) as connection:
        found = stages.exits(connection, scopes.EVERYTHING, "P01b")
    assert told(found) == {("gap", None): 1}
    assert stages.cumulative_incidence(found).empty
    assert stages.seen_for(found) == 0


def persons(*rows: tuple[str, float, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["way", "days", "persons"])


def test_ways_compete_and_the_pending_count_as_long_as_they_last() -> None:
    of = persons(("charged", 10, 4), ("open", 15, 4), ("deceased", 20, 1), ("unknown", math.nan, 9))
    shares = stages.cumulative_incidence(of)
    at = stages.shares_at(shares, 20)
    assert at["charged"][0] == pytest.approx(4 / 9)
    # Of the five ninths that are left, all who were seen so long died.
    assert at["deceased"][0] == pytest.approx(5 / 9)
    assert set(stages.shares_at(shares, 19)) == {"charged"}
    low, high = at["charged"][1:]
    assert 0 < low < 4 / 9 < high < 1


def test_persons_are_followed_while_ten_are_seen() -> None:
    assert stages.seen_for(persons(("open", 400, 9), ("charged", 300, 1), ("open", 20, 50))) == 300
    assert stages.seen_for(persons(("open", 400, 9))) == 0
