"""The years of residents, with the victims counted in them."""

import pytest

from tests.literals import Row
from tests.unit.metrics.small_world import World, day, row, row_of_each, shown, store


def victim(name: str, **said: object) -> Row:
    return {"victim_id": name, "status": "identified"} | said


WORLD: World = {
    "population": [
        {"year": 2020, "persons": 400_000},
        {"year": 2021, "persons": 600_000},
        {"year": 2022, "persons": None},
    ],
    "victims": [
        victim("1", identified_on=day("2020-01-01")),
        victim("2", identified_on=day("2020-12-31")),
        victim("3", status="presumed", first_contact_on=day("2022-05-10")),
        victim("4", identified_on=day("2023-05-10")),
        victim("5"),
        victim("rejected", status="rejected", identified_on=day("2021-05-10")),
        victim("of unknown status", status="unknown", identified_on=day("2021-05-10")),
    ],
}


def test_every_year_with_residents_or_victims_is_one(database_url: str) -> None:
    store(database_url, WORLD)
    by_year = {one["period"]: one for one in shown(database_url, "C04r", by=("year",))}
    assert {year: (one["numerator"], one["denominator"]) for year, one in by_year.items()} == {
        "2020": (2, 400_000),
        "2021": (0, 600_000),
        "2022": (0, 0),
        "2023": (0, 0),
        "undated": (0, 0),
    }
    assert {year: one["unknown"] for year, one in by_year.items() if one["unknown"]} == {
        "2022": 1,
        "2023": 1,
        "undated": 1,
    }
    # The rate is of the years with both.
    found = row(database_url, "C04r")
    assert (found["numerator"], found["denominator"], found["value"]) == (2, 1_000_000, 0.2)
    assert found["unknown"] == 3


def test_victims_of_one_case_are_found_together(database_url: str) -> None:
    """Twelve of one case, in two years, among 800,000 and no residents more: as worked."""
    case: Row = {"case_id": "a", "scope": "charged_as_trafficking"}
    dates_ = [day(f"{2020 + at % 2}-02-03") for at in range(12)]
    victims = [victim(str(at), case_id="a", identified_on=on) for at, on in enumerate(dates_)]
    population = [{"year": 2020, "persons": 300_000}, {"year": 2021, "persons": 500_000}]
    store(database_url, {"cases": [case], "victims": victims, "population": population})
    own = [victim(str(at), identified_on=on) for at, on in enumerate(dates_)]
    store(database_url, {"victims": own, "population": population}, jurisdiction="QMB")
    of_each = row_of_each(database_url, "C04r")
    found, alone = of_each["QMA"], of_each["QMB"]
    assert (found["low"], found["high"]) == pytest.approx((0.151722, 10.359446), abs=1e-6)
    assert (alone["low"], alone["high"]) == pytest.approx((0.774, 2.62), abs=1e-2)
    assert alone["verdict_low"] < alone["low"] < alone["high"] < alone["verdict_high"]


def test_the_rate_rests_on_victims_and_not_on_years(database_url: str) -> None:
    ten = [victim(str(n), identified_on=day("2020-02-03")) for n in range(10)]
    undated, of_another_year = victim("u"), victim("a", identified_on=day("2019-02-03"))
    store(
        database_url,
        {
            "population": [{"year": 2020, "persons": 400_000}],
            "victims": [*ten, undated, of_another_year],
        },
    )
    found = row(database_url, "C04r")
    assert (found["unit"], found["status"], found["value"]) == ("victim", "ok", 2.5)
    assert (found["numerator"], found["unknown"], found["coverage"]) == (10, 2, 10 / 12)


def test_a_rate_of_victims_is_printed_whatever_their_number(database_url: str) -> None:
    years = range(2000, 2020)
    victims = [victim(str(n), identified_on=day(f"{2000 + n}-02-03")) for n in range(9)]
    population = [{"year": year, "persons": 400_000} for year in years]
    store(database_url, {"population": population, "victims": victims})
    found = row(database_url, "C04r")
    assert (found["numerator"], found["status"], found["coverage"]) == (9, "ok", 1)


def test_without_residents_the_rate_is_not_collected(database_url: str) -> None:
    store(database_url, {"victims": WORLD["victims"]})
    assert row(database_url, "C04r")["status"] == "not_collected"
