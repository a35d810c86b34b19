"""What awards come to, and what of it was paid."""

import pandas as pd

from metrics import results
from metrics.compensation import awards
from tests.literals import Row
from tests.unit.metrics.small_world import World, day, read, store

CASE = {"case_id": "A", "scope": "charged_as_trafficking", "form": "forced_labour"}


def claim(
    number: str, awarded: float | None, decided_on: str = "2022-02-01", **said: object
) -> Row:
    return {
        "claim_id": number,
        "case_id": "A",
        "result": "granted",
        "awarded": awarded,
        "currency": "EUR",
        "decided_on": day(decided_on),
        **said,
    }


def payment(claim_id: str, paid: float) -> Row:
    return {"payment_id": claim_id, "claim_id": claim_id, "paid": paid, "currency": "EUR"}


WORLD: World = {
    "jurisdictions": [{"jurisdiction": "QMA", "name": "Avaria", "currency": "EUR"}],
    "cases": [CASE],
    "claims": [
        claim("paid in part", 1000),
        claim("paid nothing", 500),
        claim("no word of payment", 700),
        claim("undivided and unknown", None),
        claim("years before", 9000, "2015-02-01"),
        claim("refused", 400, result="refused"),
    ],
    "payments": [payment("paid in part", 200), payment("paid nothing", 0)],
}


def found(url: str, **asked: object) -> pd.DataFrame:
    with read(url) as connection:
        return awards(connection, results.Scope(), **asked)  # type: ignore[arg-type]


def test_sums_are_of_awards_of_which_both_are_known(database_url: str) -> None:
    store(database_url, WORLD)
    [row] = found(database_url, years=(2020, 2024)).to_dict("records")
    assert row == {
        "jurisdiction": "QMA",
        "currency": "EUR",
        "awards": 4,
        "ordered": 2200.0,
        "both_known": 2,
        "awarded": 1500.0,
        "paid": 200.0,
    }


def test_awards_are_restricted_as_all_numbers_are(database_url: str) -> None:
    store(database_url, WORLD)
    assert found(database_url, only=(("form", "mixed"),)).empty
    assert list(found(database_url, only=(("form", "forced_labour"),))["awards"]) == [5]
