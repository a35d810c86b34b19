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
