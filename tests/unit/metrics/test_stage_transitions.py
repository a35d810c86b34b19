"""How persons pass the stages of proceedings: a cohort, and ways out."""

import math

import pandas as pd
import pytest

from metrics import stage_transitions
from schemas import scopes
from tests.literals import Row
from tests.unit.metrics.small_world import AS_OF, PLACE, day, parts, read, row, store

COHORT_CASE = {"case_id": "S", "scope": "charged_as_trafficking"}
COHORT_SUSPECTED = {"suspected_on": day("2020-01-31")}
COHORT_CHARGED = COHORT_SUSPECTED | {"charged": "yes", "charged_on": day("2021-01-31")}
CONVICTED = COHORT_CHARGED | {"outcome": "convicted_other"}
IN_TIME, LATE = {"decided_on": day("2022-01-31")}, {"decided_on": day("2022-02-01")}
COHORT_PERSONS: dict[str, Row] = {
    "not charged": COHORT_SUSPECTED | {"charged": "no", "outcome": "discontinued"},
    "pending": COHORT_CHARGED | {"outcome": "pending"},
    "acquitted": COHORT_CHARGED | {"outcome": "acquitted"} | IN_TIME,
    "convicted": CONVICTED | IN_TIME,
    "convicted late": CONVICTED | LATE,
    "final": CONVICTED | {"decided_on": day("2021-06-01"), "final_on": day("2022-01-31")},
    "final late": CONVICTED | IN_TIME | {"final_on": day("2022-02-01")},
    "decided, no day": CONVICTED,
    "unknown outcome": COHORT_CHARGED | {"outcome": "unknown"},
    "young": {"suspected_on": day("2024-07-01"), "charged": "yes"},
    "young too": {"suspected_on": day("2026-01-01"), "charged": "no"},
    "a company": CONVICTED | IN_TIME | {"kind": "legal"},
}


def test_each_step_is_of_all_who_entered_and_by_the_same_day(database_url: str) -> None:
    persons = [
        {"case_id": "S", "person_id": name, "kind": "natural"} | said
        for name, said in COHORT_PERSONS.items()
    ]
    store(database_url, {"cases": [COHORT_CASE], "suspects": persons})
    with read(database_url) as connection:
        found = stage_transitions.cohort_steps(connection, scopes.EVERYTHING)
        elsewhere = stage_transitions.cohort_steps(
            connection, scopes.EVERYTHING, years=(2024, 2026)
        )
    told = {one["step"]: parts(one) for one in found.to_dict("records")}
    assert told == {
        "charged": (8, 0, 9),
        "decided": (4, 2, 7),
        "convicted": (3, 2, 7),
        # Of unknown outcome too: without a date of being final nothing is final yet.
        "final": (1, 0, 9),
    }
    assert set(found["jurisdiction"]) == {PLACE}
    assert set(found["not_yet_due"]) == {2}
    assert told["charged"] == parts(row(database_url, "P01"))
    assert set(elsewhere["status"]) == {"not_yet_due"}


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
    scope, elsewhere = scopes.EVERYTHING, scopes.jurisdiction_scope("QZZ")
    with read(url) as connection:
        for measure, expected in EXPECTED.items():
            found = stage_transitions.exits(connection, scope, measure)
            in_year = stage_transitions.exits(connection, scope, measure, years=(2019, 2019))
            nowhere = stage_transitions.exits(connection, elsewhere, measure)
            assert set(found["jurisdiction"]) == {PLACE}
            assert told(found) == expected, measure
            assert in_year.empty
            assert nowhere.empty
    # The waits are those of the median time.
    with read(url) as connection:
        found = told(stage_transitions.exits(connection, scopes.EVERYTHING, "P05"))
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
        found = stage_transitions.exits(connection, scopes.EVERYTHING, "P01b")
    assert told(found) == {("gap", None): 1}
    assert stage_transitions.cumulative_incidence(found).empty
    assert stage_transitions.followed_days(found) == 0


def persons(*rows: tuple[str, float, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["way", "days", "persons"])


def test_ways_compete_and_the_pending_count_as_long_as_they_last() -> None:
    of = persons(("charged", 10, 4), ("open", 15, 4), ("deceased", 20, 1), ("unknown", math.nan, 9))
    shares = stage_transitions.cumulative_incidence(of)
    at = stage_transitions.exit_shares_at(shares, 20)
    assert at["charged"][0] == pytest.approx(4 / 9)
    # Of the five ninths that are left, all who were seen so long died.
    assert at["deceased"][0] == pytest.approx(5 / 9)
    assert set(stage_transitions.exit_shares_at(shares, 19)) == {"charged"}
    low, high = at["charged"][1:]
    assert 0 < low < 4 / 9 < high < 1


def test_persons_are_followed_while_ten_are_seen() -> None:
    assert (
        stage_transitions.followed_days(
            persons(("open", 400, 9), ("charged", 300, 1), ("open", 20, 50))
        )
        == 300
    )
    assert stage_transitions.followed_days(persons(("open", 400, 9))) == 0
