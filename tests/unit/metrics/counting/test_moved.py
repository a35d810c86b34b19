"""What an import moved: values beside the regions of before, and where nothing may be said."""

from typing import Any

import pandas as pd
import pytest

from metrics import import_impact
from metrics.import_impact import Reading
from metrics.request import EVER
from schemas import scopes
from tests.unit.dashboard import result_rows
from tests.unit.metrics.small_world import PLACE, day, read, store_ready

# 44 % to 63 % with what is unknown.
BEFORE = {"collected": "", "stated": "", "region_low": 0.44, "region_high": 0.63}
DAYS = {"kind": "Duration", "value": 400.0, "low": 300.0, "high": float("nan")}
NAN = float("nan")


def frame(**changed: Any) -> pd.DataFrame:
    return pd.DataFrame([result_rows.row("N01", "XAA", **(BEFORE | changed))])


def reading(before: pd.DataFrame, after: pd.DataFrame) -> Reading:
    [one] = import_impact.compare(before, after, {"N01": EVER})
    return one.reading


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.43, Reading.MOVED),
        (0.44, Reading.WITHIN),
        (0.63, Reading.WITHIN),
        (0.64, Reading.MOVED),
    ],
)
def test_a_value_moved_where_it_lies_outside_the_region_of_before(
    value: float, expected: Reading
) -> None:
    # Within what chance alone allows for, or not: the region of before decides.
    assert reading(frame(low=0.5, high=0.6), frame(value=value, region_low=0.1)) is expected


def test_it_says_to_which_side() -> None:
    [up] = import_impact.compare(frame(), frame(value=0.9), {"N01": EVER})
    [down] = import_impact.compare(frame(), frame(value=0.1), {"N01": EVER})
    assert (up.is_higher, down.is_higher) == (True, False)


def test_a_limit_that_is_not_reached_is_none_on_its_side() -> None:
    assert reading(frame(**DAYS), frame(**(DAYS | {"value": 9_000.0}))) is Reading.WITHIN
    assert reading(frame(**DAYS), frame(**(DAYS | {"value": 200.0}))) is Reading.MOVED


@pytest.mark.parametrize("changed", [{"status": "too_few"}, {"value": NAN}])
def test_nothing_is_said_of_a_value_that_may_not_be_told(changed: dict[str, Any]) -> None:
    assert reading(frame(**changed), frame(value=0.9)) is Reading.NOT_SHOWN
    assert reading(frame(), frame(**({"value": 0.9} | changed))) is Reading.NOT_SHOWN
    assert reading(frame().head(0), frame(value=0.9)) is Reading.NOT_SHOWN


def test_a_count_has_no_region() -> None:
    count = {"kind": "Count", "low": NAN, "high": NAN, "value": 40.0}
    assert reading(frame(**count), frame(**(count | {"value": 90.0}))) is Reading.NO_REGION


@pytest.mark.parametrize("rests_on", import_impact.RESTS_ON)
def test_nothing_is_said_where_it_rests_on_something_else(rests_on: str) -> None:
    assert reading(frame(), frame(**{"value": 0.9, rests_on: "other"})) is Reading.BREAK


def test_nothing_is_said_where_no_years_lie_on_one_side_of_a_break() -> None:
    [one] = import_impact.compare(frame(), frame(value=0.9), {"N01": None})
    assert one.reading is Reading.BREAK


def charged(year: int, investigation: str) -> dict[str, Any]:
    """A dozen cases charged in that year."""
    stated = {
        "scope": "charged_as_trafficking",
        "charged": "yes",
        "charged_on": day(f"{year}-01-10"),
        "financial_investigation": investigation,
    }
    return {"cases": [stated | {"case_id": f"{year}-{number}"} for number in range(12)]}


def test_each_measure_is_counted_in_its_years_with_what_it_rests_on(database_url: str) -> None:
    world = {"cases": charged(2019, "none")["cases"] + charged(2023, "parallel")["cases"]}
    store_ready(database_url, world)
    years = {"F01": (2022, 2024), "N01": EVER, "R02": None}
    with read(database_url) as connection:
        rows = import_impact.measure_years(
            connection, frozenset({PLACE}), years, scope=scopes.EVERYTHING
        ).set_index("measure")
        nobody = import_impact.measure_years(
            connection, frozenset({"XAB"}), years, scope=scopes.EVERYTHING
        )
    assert set(rows.index) == {"F01", "N01"}
    assert (rows.loc["F01", "numerator"], rows.loc["F01", "denominator"]) == (12, 12)
    assert "links" in rows.loc["N01", "collected"]
    assert "links" not in rows.loc["F01", "collected"]
    assert "case_splitting=" in rows.loc["F01", "stated"]
    assert nobody.empty
