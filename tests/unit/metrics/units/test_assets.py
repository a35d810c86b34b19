"""The asset: amounts in one currency, of charged and of decided cases."""

from decimal import Decimal

import pytest

from metrics import money_flow
from metrics.catalogue import CATALOGUE
from metrics.reference import currency
from metrics.units.money import per_asset
from schemas import scopes
from tests.literals import Row
from tests.unit.metrics.small_world import PLACE, World, column, day, parts, read, row, shown, store

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
    pounds = {"cases": [case("A")], "assets": [asset("a", frozen=7, currency="GBP")]}
    store(database_url, pounds)
    assert frozen_in(database_url) == {"a": 7}
    # Several come to none.
    store(database_url, {"assets": [asset("b", frozen=7)]})
    assert frozen_in(database_url) == {"a": None, "b": None}


def test_own_rates_hold_before_the_librarys_and_where_it_has_none() -> None:
    rates = {("USD", 2020): 2.0, ("USD", 1990): 4.0, ("NGN", 2020): 500.0}
    dollars = currency.yearly_factors("USD", "EUR", rates)
    assert (dollars[2020], dollars[1990], round(1 / dollars[2015], 4)) == (0.5, 0.25, 1.1095)
    assert currency.yearly_factors("NGN", "USD", rates) == {2020: 2 / 500}
    assert currency.yearly_factors("NGN", "EUR", {}) == {}
    assert set(currency.yearly_factors("EUR", "EUR", {}).values()) == {1.0}


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
        found = money_flow.cascade_steps(connection, scopes.EVERYTHING)
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


def outside(name: str, **said: object) -> Row:
    return asset(name, case_id=None, role=None, **said)  # type: ignore[arg-type]


def test_a_step_is_told_by_a_value_or_a_day_and_zero_is_none(database_url: str) -> None:
    world: World = {
        "assets": [
            outside("value", frozen=5, confiscated=5, returned=5),
            outside("day", frozen_on=day("2022-01-01"), returned_on=day("2023-01-01")),
            outside("nothing", frozen=0, confiscated=0, returned=0),
            # 0 says that nothing came of it, whatever a day beside it says.
            outside("nominal", frozen=0, frozen_on=day("2022-01-01")),
            outside("silent"),
            outside("ordered", order_kind="value"),
            outside("not ordered", order_kind="none"),
        ]
    }
    store(database_url, world)
    steps = ("was_frozen", "was_confiscated", "was_returned")
    found = {step: column(database_url, per_asset, "asset_id", step) for step in steps}
    told = {name: tuple(found[step][name] for step in steps) for name in found["was_frozen"]}
    assert told == {
        "value": (True, True, True),
        "day": (True, None, True),
        "nothing": (False, False, False),
        "nominal": (False, None, None),
        "silent": (None, None, None),
        "ordered": (None, True, None),
        "not ordered": (None, False, None),
    }


def test_assets_outside_any_case_are_in_the_register_alone(database_url: str) -> None:
    amounts = {"identified": 900, "frozen": 400, "confiscated": 100, "realised": 30}
    decided = {"first_instance_on": day("2022-01-01"), "office_id": "north", "form": "servitude"}
    world: World = {
        "jurisdictions": [EURO_PLACE],
        "offices": [{"office_id": "north", "kind": "court"}],
        "cases": [case("A", **decided), case("T", scope="other_offence", **decided)],
        "assets": [
            asset("in", **amounts),
            outside("out", **amounts),
            asset("of a theft", "T", **amounts),
        ],
    }
    store(database_url, world)
    assert (row(database_url, "X01")["value"], row(database_url, "X02m")["value"]) == (2, 200)
    for ratio in ("A03", "A03b", "A03c"):
        assert (row(database_url, ratio)["cases"], row(database_url, ratio)["unknown"]) == (1, 0)
    by_form = {r["form"]: r["value"] for r in shown(database_url, "X01", by=("form",))}
    assert by_form == {"servitude": 1, "unknown": 1}


def test_a_sum_is_of_what_is_known_and_of_nothing_known_it_is_none(database_url: str) -> None:
    world: World = {
        "jurisdictions": [EURO_PLACE],
        "assets": [
            outside("a", frozen=1000, frozen_on=day("2022-01-01"), **{"class": "cash"}),
            outside("b", frozen=500, frozen_on=day("2022-01-01"), currency="XTS"),
            outside("c", frozen_on=day("2022-01-01"), **{"class": "cash"}),
            outside("d", frozen=0),
        ],
    }
    store(database_url, world)
    found = row(database_url, "X01m")
    assert parts(found) == (1000, 2, 1)
    # One is told as well as a thousand; but of one in three the sum is a part that nobody can tell.
    assert (found["value"], found["status"]) == (1000, "bounds_only")
    assert found["coverage"] == pytest.approx(1 / 3)
    by_class = {r["class"]: r for r in shown(database_url, "X01m", by=("class",))}
    assert by_class["cash"]["value"] == 1000
    assert by_class["unknown"]["value"] != by_class["unknown"]["value"]
    assert parts(by_class["unknown"]) == (0, 1, 0)


def test_what_is_not_said_to_belong_does_not_make_a_sum_small(database_url: str) -> None:
    """Most things are never given back, and a blank does not say so."""
    given = {"returned": 5, "returned_on": day("2022-01-01")}
    others = [outside(f"other{n}", frozen=1) for n in range(20)]
    store(database_url, {"assets": [outside("a", **given), outside("b", **given), *others]})
    found = row(database_url, "X03m")
    assert (found["value"], found["status"], found["coverage"]) == (10, "ok", 1)
    assert parts(found) == (10, 20, 2)
    counted = row(database_url, "X03")
    assert (counted["value"], counted["unknown"], counted["status"]) == (2, 20, "ok")


def test_that_none_is_there_is_said_only_where_it_is_known(database_url: str) -> None:
    store(database_url, {"assets": [outside("a", returned=0), outside("b", returned=0)]})
    assert (row(database_url, "X03")["value"], row(database_url, "X03")["status"]) == (0, "empty")
    store(database_url, {"assets": [outside("c", frozen=1)]}, jurisdiction="QMB")
    [_, doubtful] = shown(database_url, "X03")
    assert (doubtful["numerator"], doubtful["unknown"], doubtful["status"]) == (0, 1, "bounds_only")
    assert doubtful["value"] != doubtful["value"]


def test_a_step_counts_in_the_year_of_its_own_day(database_url: str) -> None:
    days = {"frozen_on": day("2021-05-01"), "returned_on": day("2023-02-01")}
    store(database_url, {"assets": [outside("a", frozen=8, returned=8, **days)]})
    by_year = shown(database_url, "X01", "X03", "X03m", by=("year",))
    assert {(r["measure"], r["period"]): r["value"] for r in by_year} == {
        ("X01", "2021"): 1,
        ("X03", "2023"): 1,
        ("X03m", "2023"): 8,
    }


def test_a_register_alone_counts_no_cases(database_url: str) -> None:
    store(database_url, {"assets": [outside("a", frozen=8), outside("b", confiscated=8)]})
    statuses = {r["measure"]: r["status"] for r in shown(database_url, *CATALOGUE)}
    assert {m for m, status in statuses.items() if status == "ok"} == {
        *("X01", "X01m", "X02", "X02m")
    }
    # Of neither is it said whether it was given back: that none was would be news.
    assert (statuses["X03"], statuses["X03m"]) == ("bounds_only", "bounds_only")
    assert statuses["C01"] == "not_collected"
