"""The parts of flows, and what single cases contribute."""

from datetime import date

import polars as pl
import pytest

from metrics import results
from metrics.catalogue import CATALOGUE
from metrics.measure_kinds import Amount, AmountRatio
from metrics.release.exact_counts import contributions
from metrics.units.cases import per_case
from schemas.scopes import EVERYTHING
from schemas.store import database
from tests.literals import Row
from tests.unit.metrics.small_world import World, column, day, parts, row, shown, store

IN_2022, IN_2023 = day("2022-05-10"), day("2023-02-01")


def a_case(name: str, **said: object) -> Row:
    begun = {"scope": "charged_as_trafficking", "charged": "yes", "charged_on": IN_2022}
    return {"case_id": name, **begun, **said}


def discontinued(case_id: str, **said: object) -> Row:
    return {
        "case_id": case_id,
        "person_id": f"{case_id} P",
        "kind": "natural",
        "charged": "yes",
    } | {
        "outcome": "discontinued",
        **said,
    }


WORLD: World = {
    "cases": [
        a_case("decided in its year", first_instance_on=day("2022-12-01")),
        a_case("decided later", first_instance_on=IN_2023),
        a_case("decided, and closed before", first_instance_on=IN_2023, closed_on=IN_2022),
        a_case("pending"),
        a_case("closed", closed_on=IN_2023),
        a_case("discontinued"),
        a_case("discontinued on an unknown day"),
        a_case("closed on an unknown day", closing_reason="joined"),
        a_case("of unknown charge", charged_on=None, first_instance_on=IN_2023),
        a_case("not charged", charged="no", charged_on=None, closed_on=IN_2023),
    ],
    "suspects": [
        discontinued("discontinued", left_on=IN_2023),
        discontinued("discontinued on an unknown day"),
    ],
}


@pytest.fixture
def url(database_url: str) -> str:
    store(database_url, WORLD)
    return database_url


def test_a_case_awaits_its_decision_until_it_ends_on_whatever_day(url: str) -> None:
    found = column(url, per_case, "case_id", "awaits_decision")
    assert {name for name, awaits in found.items() if awaits} == {"pending"}
    ended_on = column(url, per_case, "case_id", "ended_on")
    assert ended_on["discontinued"] == ended_on["closed"] == date(2023, 2, 1)
    assert ended_on["decided, and closed before"] == date(2022, 5, 10)
    assert ended_on["discontinued on an unknown day"] is None
    # The years asked for are a period of their own.
    assert parts(row(url, "P04", years=(2023, 2024)))[::2] == (3, 0)


def test_what_ended_before_it_came_in_is_never_pending(database_url: str) -> None:
    early = a_case("early", charged_on=IN_2023, first_instance_on=IN_2022)
    store(database_url, {"cases": [early, a_case("decided", first_instance_on=IN_2022)]})
    pending = {
        found["period"]: found["numerator"] for found in shown(database_url, "P04d", by=("year",))
    }
    assert pending["2022"] == pending["2023"] == 0


@pytest.mark.parametrize("id_", ["A03", "R03b", "X01m"])
def test_cases_add_up_to_what_is_printed(made_up_url: str, id_: str) -> None:
    measure = CATALOGUE[id_]
    assert isinstance(measure, Amount | AmountRatio)
    with database.reading(made_up_url).connect() as connection:
        asked = results.build_request(connection, EVERYTHING)
        each = database.read_precompiled(
            connection, contributions(measure, asked.shape), asked.bind_values
        )
        printed = pl.from_pandas(results.rows(connection, EVERYTHING, (id_,)))
    sums = each.group_by("jurisdiction").agg(
        pl.col("above").sum().alias("sum"), pl.col("above").max().alias("largest"), pl.len()
    )
    both = printed.filter(pl.col("numerator") > 0).join(sums, on="jurisdiction")
    assert both.height > 3
    assert both["sum"].to_list() == pytest.approx(both["numerator"].to_list())
    if isinstance(measure, AmountRatio):
        part = (both["largest"] / both["sum"]).to_list()
        assert part == pytest.approx(both["largest_share"].to_list())
        assert both["len"].to_list() == both["cases"].to_list()
