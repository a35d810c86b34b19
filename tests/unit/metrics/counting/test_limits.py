"""What printed limits allow for: that persons of one case are alike, and what is unknown."""

import math

import pytest

from metrics import lists, results
from metrics.statistics.trends import Standing
from tests.literals import Row
from tests.unit.metrics.small_world import day, row, store

CASES = 30


def charged(number: int, **more: object) -> Row:
    return {
        "case_id": f"k{number}",
        "charged": "yes",
        "charged_on": day(f"2022-01-{1 + number % 28:02}"),
        "scope": "charged_as_trafficking",
        **more,
    }


def victims(case: int, number: int, legal_aid: str) -> list[Row]:
    return [
        {
            "victim_id": f"v{case}-{one}",
            "case_id": f"k{case}",
            "status": "identified",
            "identified_on": day("2022-02-01"),
            "legal_aid": legal_aid,
        }
        for one in range(number)
    ]


def test_thirty_victims_of_one_case_are_too_few(database_url: str) -> None:
    store(database_url, {"cases": [charged(1)], "victims": victims(1, 30, "yes")})
    found = row(database_url, "V03")
    assert (found["numerator"], found["denominator"], found["cases"]) == (30, 30, 1)
    assert found["status"] == "too_few"
    assert math.isnan(found["low"])
    assert math.isnan(found["region_high"])


def test_victims_of_one_case_count_for_less_than_as_many_of_their_own(database_url: str) -> None:
    cases = [charged(number) for number in range(1, CASES + 1)]
    of_cases = [
        victim
        for number in range(1, CASES + 1)
        for victim in victims(number, 3, "yes" if number % 3 else "no")
    ]
    store(database_url, {"cases": cases, "victims": of_cases})
    found = row(database_url, "V03")
    assert (found["denominator"], found["cases"], found["status"]) == (90, 30, "ok")
    # Each case has one answer, so its three victims are worth one.
    assert found["deff"] == pytest.approx(3, abs=0.15)
    assert found["high"] - found["low"] > 1.6 * 2 * 1.96 * math.sqrt(2 / 9 / 90)


def test_what_is_unknown_keeps_a_verdict_open(database_url: str) -> None:
    answers = ["parallel"] * 56 + ["none"] * 15 + ["unknown"] * 29
    cases = [charged(at, financial_investigation=said) for at, said in enumerate(answers)]
    store(database_url, {"cases": cases})
    found = row(database_url, "F01")
    assert (found["numerator"], found["denominator"], found["unknown"]) == (56, 71, 29)
    # Of those known 79 %, and clearly above the target; with the unknown it may be 56 %.
    assert found["low"] > 0.68
    low, high = results.limits(found)
    assert low < 0.56 < 0.85 < high
    held = lists.against(found, 0.68)
    assert held is not None
    assert held.standing is Standing.CANNOT_TELL


def test_all_of_other_kinds_go_by_their_own_limits() -> None:
    waits = {"kind": "Duration", "low": 30.0, "high": None, "region_low": None}
    low, high = results.limits(waits)
    assert low == 30.0
    assert math.isnan(high)
