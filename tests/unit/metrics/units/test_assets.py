"""The asset: amounts in one currency, of charged and of decided cases."""

from decimal import Decimal

import pytest

from metrics import cascade, results
from metrics.beside import currency
from metrics.units.assets import per_asset
from tests.literals import Row
from tests.unit.metrics.small_world import PLACE, World, column, day, read, row, store

EURO_PLACE = {"jurisdiction": PLACE, "currency": "EUR"}


def case(name: str, **said: object) -> Row:
    return {"case_id": name, "scope": "charged_as_trafficking", "charged": "yes"} | said


def asset(name: str, case_id: str = "A", **said: object) -> Row:
    return {"asset_id": name, "case_id": case_id, "role": "proceeds", "currency": "EUR"} | said


def frozen_in(url: str) -> dict[str, float | None]:
    found = column(url, per_asset, "asset_id", "frozen")
    return {
        name: None if value is None else round(float(value), 2) for name, value in found.items()
    }


def test_amounts_are_converted_at_the_rate_of_their_years_event(database_url: str) -> None:
    dollars = {"frozen": 100, "currency": "USD"}
    world: World = {
        "jurisdictions": [EURO_PLACE],
        "cases": [case("A")],
        "assets": [
            asset("own", frozen=100),
            asset("of 2015", frozen_on=day("2015-06-01"), **dollars),
            asset(
                "of 2020",
                frozen_on=day("2020-12-31"),
                identified_on=day("2015-01-01"),
                **dollars,
            ),
            asset("of no day", **dollars),
            asset("of a year without rates", frozen_on=day("1990-01-01"), **dollars),
            asset("in a currency without rates", frozen=1, currency="XTS"),
        ],
    }
    store(database_url, world)
    # The means of the European Central Bank's daily rates: 1.1095 (2015) and 1.1422 (2020).
    assert frozen_in(database_url) == {
        "own": 100,
        "of 2015": round(100 / 1.1095, 2),
        "of 2020": round(100 / 1.1422, 2),
        "of no day": None,
        "of a year without rates": None,
        "in a currency without rates": None,
    }


def test_without_a_declared_currency_the_only_one_used_is_the_places_own(database_url: str) -> None:
    store(database_url, {"cases": [case("A")], "assets": [asset("a", frozen=7, currency="GBP")]})
    assert frozen_in(database_url) == {"a": 7}


def test_several_currencies_come_to_none_without_a_declared_one(database_url: str) -> None:
    assets = [asset("a", frozen=7, currency="GBP"), asset("b", frozen=7)]
    store(database_url, {"cases": [case("A")], "assets": assets})
    assert frozen_in(database_url) == {"a": None, "b": None}


def test_the_euro_is_its_own_rate() -> None:
    assert set(currency.factors("EUR", "EUR", {}).values()) == {1.0}


def test_own_rates_hold_before_the_librarys_and_where_it_has_none() -> None:
    rates = {("USD", 2020): 2.0, ("USD", 1990): 4.0, ("NGN", 2020): 500.0}
    dollars = currency.factors("USD", "EUR", rates)
    assert (dollars[2020], dollars[1990], round(1 / dollars[2015], 4)) == (0.5, 0.25, 1.1095)
    assert currency.factors("NGN", "USD", rates) == {2020: 2 / 500}
    assert currency.factors("NGN", "EUR", {}) == {}


def test_each_step_is_of_the_assets_whose_two_amounts_are_known(database_url: str) -> None:
    decided = {"first_instance_on": day("2022-01-01")}
    amounts = {"identified": 1000, "frozen": 400, "confiscated": 100, "realised": 30}
    world: World = {
        "jurisdictions": [EURO_PLACE],
        "cases": [
            case("A", **decided),
            case("B", **decided),
            case("open"),
            case("C", charged="no"),
        ],
        "assets": [
            asset("1", **amounts),
            asset("2", "B", **amounts | {"confiscated": 300}),
            asset("blank", "B", identified=5),
            asset("open", "open", identified=1000, frozen=1000, confiscated=0),
            asset("evidence", **amounts | {"role": "evidence"}),
            asset("not charged", "C", **amounts),
        ],
    }
    store(database_url, world)
    a, b, c = (row(database_url, name) for name in ("A03", "A03b", "A03c"))
    assert (a["numerator"], a["denominator"], a["unknown"]) == (1800, 3000, 1)
    assert (b["numerator"], b["denominator"], b["unknown"]) == (400, 800, 1)
    assert (c["numerator"], c["denominator"], c["unknown"]) == (60, 400, 1)
    assert b["largest_share"] == pytest.approx(0.75)
    assert b["coverage"] == pytest.approx(2 / 3)


def test_a_ratio_may_pass_one_and_is_undefined_over_nothing(database_url: str) -> None:
    assets = [asset("a", identified=5, frozen=9), asset("b", frozen=0, confiscated=7)]
    decided = case("A", first_instance_on=day("2022-01-01"))
    store(database_url, {"cases": [decided], "assets": assets})
    assert row(database_url, "A03")["value"] == pytest.approx(9 / 5)
    found = row(database_url, "A03b")
    assert found["value"] != found["value"]


def test_the_cascade_says_in_how_many_cases_each_amount_is_known(database_url: str) -> None:
    claim = {"case_id": "A", "result": "granted", "awarded": 50, "currency": "EUR"}
    world: World = {
        "jurisdictions": [EURO_PLACE],
        "cases": [
            case("A", proceeds_estimate=Decimal(900), currency="EUR"),
            case("B"),
            case("C", charged="no"),
        ],
        "suspects": [{"case_id": name, "person_id": "P", "kind": "natural"} for name in ("A", "B")],
        "assets": [asset("1", identified=300, frozen=200), asset("2", identified=30)],
        "claims": [
            claim | {"claim_id": "1", "person_id": "P"},
            {"claim_id": "2", "case_id": "B", "person_id": "P"},
        ],
    }
    store(database_url, world)
    with read(database_url) as connection:
        found = cascade.steps(connection, results.Scope())
    assert set(found["currency"]) == {"EUR"}
    told = {step.step: (step.amount, step.cases_known, step.cases) for step in found.itertuples()}
    assert told == {
        "proceeds_estimated": (900, 1, 2),
        "identified": (330, 2, 2),
        "frozen": (0, 1, 2),  # nothing in B; in A one asset's part is unknown
        "confiscated": (0, 1, 2),
        "realised": (0, 1, 2),
        "compensation_ordered": (50, 1, 2),  # B's claim may be an award
        "paid_to_victims": (0, 0, 2),  # payments were never sent
    }
