"""How far those suspected in the same years came within the window."""

from metrics import stages
from schemas import scopes
from tests.literals import Row
from tests.unit.metrics.small_world import PLACE, day, parts, read, row, store

CASE = {"case_id": "S", "scope": "charged_as_trafficking"}
SUSPECTED = {"suspected_on": day("2020-01-31")}
CHARGED = SUSPECTED | {"charged": "yes", "charged_on": day("2021-01-31")}
CONVICTED = CHARGED | {"outcome": "convicted_other"}
IN_TIME, LATE = {"decided_on": day("2022-01-31")}, {"decided_on": day("2022-02-01")}
PERSONS: dict[str, Row] = {
    "not charged": SUSPECTED | {"charged": "no", "outcome": "discontinued"},
    "pending": CHARGED | {"outcome": "pending"},
    "acquitted": CHARGED | {"outcome": "acquitted"} | IN_TIME,
    "convicted": CONVICTED | IN_TIME,
    "convicted late": CONVICTED | LATE,
    "final": CONVICTED | {"decided_on": day("2021-06-01"), "final_on": day("2022-01-31")},
    "final late": CONVICTED | IN_TIME | {"final_on": day("2022-02-01")},
    "decided, no day": CONVICTED,
    "unknown outcome": CHARGED | {"outcome": "unknown"},
    "young": {"suspected_on": day("2024-07-01"), "charged": "yes"},
    "young too": {"suspected_on": day("2026-01-01"), "charged": "no"},
    "a company": CONVICTED | IN_TIME | {"kind": "legal"},
}


def test_each_step_is_of_all_who_entered_and_by_the_same_day(database_url: str) -> None:
    persons = [
        {"case_id": "S", "person_id": name, "kind": "natural"} | said
        for name, said in PERSONS.items()
    ]
    store(database_url, {"cases": [CASE], "suspects": persons})
    with read(database_url) as connection:
        found = stages.cohort_steps(connection, scopes.EVERYTHING)
        elsewhere = stages.cohort_steps(connection, scopes.EVERYTHING, years=(2024, 2026))
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
