"""England and Wales 2017/18, whose convicted are of those disposed of, never of those charged.

An organisation once set the 185 convicted against the 239 charged in the same year: 77.4%.
"""

import json
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path

import pytest

from metrics import catalogue
from tests.literals import Row
from tests.unit.metrics.small_world import World, parts, shown, store

YEAR = "2017"
REFERRED, CHARGED, DECIDED = date(2017, 4, 2), date(2017, 6, 1), date(2017, 12, 1)
# A prosecution takes long, and the publication does not say how many of those charged in the year
# were decided in it: some.
CHARGED_AND_DECIDED = 100


@pytest.fixture(scope="module")
def year(shared: Path) -> dict[str, int]:
    checks = json.loads((shared / "reference" / "statistics-checks.json").read_text())
    return checks["cps_2017_18"]


def persons(number: int, name: str, years_ago: int = 0, **said: object) -> list[Row]:
    """Persons first suspected in the year or before, and otherwise as said."""
    suspected_on = REFERRED - timedelta(days=365 * years_ago)
    return [
        {
            "case_id": "C",
            "person_id": f"{name} {position}",
            "kind": "natural",
            "suspected_on": suspected_on,
        }
        | said
        for position in range(number)
    ]


def flows(year: dict[str, int]) -> World:
    """Those referred in the year, and those charged the year before and decided in this one."""
    before = year["completed"] - CHARGED_AND_DECIDED
    charged = persons(year["charged"], "charged", charged="yes", charged_on=CHARGED)
    earlier = persons(
        before, "charged before", 1, charged="yes", charged_on=CHARGED - timedelta(days=365)
    )
    decided = [*charged[:CHARGED_AND_DECIDED], *earlier]
    acquitted = year["completed"] - year["convicted"]
    for person in decided:
        person |= {"decided_on": DECIDED, "outcome": "convicted_trafficking"}
    # Some of those charged in the year and some of the others are acquitted.
    turns = cycle((charged[:CHARGED_AND_DECIDED], earlier))
    for position, group in enumerate(islice(turns, acquitted)):
        group[position // 2] |= {"outcome": "acquitted"}
    others = persons(year["referred"] - year["charged"], "not charged", charged="no")
    case = {"case_id": "C", "scope": "charged_as_trafficking", "opened_on": date(2016, 1, 1)}
    charges = [
        {
            "charge_id": person["person_id"],
            "case_id": "C",
            "person_id": person["person_id"],
            "offence": "trafficking",
            "charged_on": person["charged_on"],
        }
        for person in (*charged, *earlier)
    ]
    return {"cases": [case], "suspects": [*charged, *earlier, *others], "charges": charges}


def test_185_are_convicted_of_the_284_disposed_of_and_never_of_the_239_charged(
    database_url: str, year: dict[str, int]
) -> None:
    store(database_url, flows(year))
    rows = shown(database_url, *catalogue.CATALOGUE, by=("year",))
    of_year = {row["measure"]: row for row in rows if row["period"] == YEAR}
    charged, convicted = of_year["P01"], of_year["P02"]
    assert parts(charged) == (year["charged"], 0, year["referred"])
    assert round(charged["value"], 4) == year["charge_rate"]
    assert parts(convicted) == (year["convicted"], 0, year["completed"])
    assert round(convicted["value"], 4) == year["conviction_rate"]
    assert of_year["C02"]["numerator"] == year["charged"]
    assert of_year["C03"]["numerator"] == year["convicted"]
    # No share of any measure sets the one count against the other.
    trap = (year["convicted"], year["charged"])
    assert trap not in {(row["numerator"], row["denominator"]) for row in rows}
    assert year["trap_ratio"] not in {round(row["value"], 4) for row in rows}
