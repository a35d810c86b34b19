"""The case: whether it was charged, when, what was frozen and confiscated in it."""

from datetime import date

from metrics.units.cases import per_case
from tests.literals import Row
from tests.unit.metrics.small_world import World, choose, column, day, store


def case(name: str, **said: object) -> Row:
    return {"case_id": name, "scope": "charged_as_trafficking"} | said


def suspect(case_id: str, person: str = "P", **said: object) -> Row:
    return {"case_id": case_id, "person_id": person, "kind": "natural"} | said


def test_a_case_is_charged_by_its_word_a_person_a_link_or_a_date(database_url: str) -> None:
    world: World = {
        "cases": [
            case("stated", charged="yes"),
            case("by a person", charged="no"),
            case("by a person's date"),
            case("by a charge's date"),
            case("by a link of nobody"),
            case("by its own date", charged_on=day("2024-01-01")),
            case("by nothing"),
            case("by a person said not to be"),
        ],
        "suspects": [
            suspect("by a person", charged="yes"),
            suspect("by a person's date", charged_on=day("2024-01-01")),
            suspect("by a charge's date"),
            suspect("by nothing"),
            suspect("by a person said not to be", charged="no"),
        ],
        "charges": [
            {"charge_id": "1", "case_id": "by a charge's date", "person_id": "P"}
            | {"charged_on": day("2024-01-01")},
        ],
        "links": [{"case_id": "by a link of nobody", "link": "unknown"}],
    }
    store(database_url, world)
    found = column(database_url, per_case, "case_id", "charged")
    not_charged = {"by nothing", "by a person said not to be"}
    assert found == {name: name not in not_charged for name in found}
    dated = column(database_url, per_case, "case_id", "charged_on")
    assert dated["by a charge's date"] == date(2024, 1, 1)


def test_a_case_is_dated_by_its_earliest_person_before_its_own_word(database_url: str) -> None:
    world: World = {
        "cases": [case("A", charged_on=day("2020-01-01")), case("B", charged_on=day("2020-01-01"))],
        "suspects": [
            suspect("A", "P", charged_on=day("2021-03-01"), charged_on_precision="month"),
            suspect("A", "Q", charged_on=day("2021-03-16")),
        ],
    }
    store(database_url, world)
    found = column(database_url, per_case, "case_id", "charged_on")
    assert found == {"A": date(2021, 3, 15), "B": date(2020, 1, 1)}


FROZEN: dict[str, tuple[Row, bool | None]] = {
    "before judgment": ({"frozen": 5, "frozen_on": day("2022-01-09")}, True),
    "on the day of judgment": ({"frozen": 5, "frozen_on": day("2022-01-10")}, False),
    "nothing": ({"frozen": 0, "frozen_on": day("2022-01-09")}, False),
    "an unknown amount on a day": ({"frozen_on": day("2022-01-09")}, True),
    "some day": ({"frozen": 5}, None),
    "not known at all": ({}, None),
    "evidence": ({"frozen": 5, "frozen_on": day("2022-01-09"), "role": "evidence"}, False),
    "an instrument": (
        {"frozen": 5, "frozen_on": day("2022-01-09"), "role": "instrumentality"},
        False,
    ),
    "of unknown role": ({"frozen": 5, "frozen_on": day("2022-01-09"), "role": "unknown"}, None),
    "of unknown role, too late": (
        {"frozen": 5, "frozen_on": day("2022-02-09"), "role": "unknown"},
        False,
    ),
}


def test_what_was_frozen_before_judgment(database_url: str) -> None:
    cases = [case(name, first_instance_on=day("2022-01-10")) for name in FROZEN]
    assets = [
        {"case_id": name, "asset_id": name, "role": "proceeds", "currency": "EUR"} | said
        for name, (said, _) in FROZEN.items()
    ]
    pending = {"case_id": "pending", "asset_id": "a", "role": "proceeds", "frozen": 5}
    undated = {"case_id": "undated", "asset_id": "b", "role": "equivalent_value", "frozen": 5}
    world: World = {
        "cases": [*cases, case("pending"), case("undated"), case("without assets")],
        "suspects": [suspect("undated", outcome="acquitted")],
        "assets": [*assets, pending, undated | {"frozen_on": day("2022-01-09")}],
    }
    store(database_url, world)
    found = column(database_url, per_case, "case_id", "frozen_before_judgment")
    expected = {name: truth for name, (_, truth) in FROZEN.items()}
    assert found == expected | {"pending": True, "undated": None, "without assets": False}
    instruments = column(database_url, per_case, "case_id", "instruments_frozen_before_judgment")
    assert [name for name, truth in instruments.items() if truth] == ["an instrument"]
    assert [name for name, truth in instruments.items() if truth is None] == ["of unknown role"]


def test_a_case_is_decided_by_a_conviction_or_an_acquittal(database_url: str) -> None:
    decided = {
        "convicted_other": True,
        "acquitted": True,
        "discontinued": False,
        "unknown": False,
    }
    suspects = [suspect(outcome, outcome=outcome) for outcome in decided]
    store(database_url, {"cases": [case(name) for name in decided], "suspects": suspects})
    assert column(database_url, per_case, "case_id", "decided") == decided


def test_stated_victims_stand_where_no_victim_is_recorded(database_url: str) -> None:
    world: World = {
        "cases": [case("A", victims_stated=4), case("B", victims_stated=9), case("C")],
        "victims": [{"victim_id": "V", "case_id": "B", "status": "rejected"}],
    }
    store(database_url, world)
    assert column(database_url, per_case, "case_id", "stated_victims") == {
        "A": 4,
        "B": None,
        "C": None,
    }


SOUGHT: dict[str, tuple[bool | None, bool, bool | None]] = {
    # Whether it was asked for; whether it applies and was asked for in a convicted case.
    "yes": (True, True, True),
    "no": (False, True, False),
    "unknown": (None, True, None),
    "not_applicable": (None, False, False),
}


def test_confiscation_is_asked_for_where_it_applies(database_url: str) -> None:
    outcomes = {"convicted": "convicted_trafficking", "acquitted": "acquitted"}
    pairs = [(f"{sought} {ended}", sought, ended) for sought in SOUGHT for ended in outcomes]
    cases = [case(name, confiscation_sought=sought) for name, sought, _ in pairs]
    suspects = [suspect(name, outcome=outcomes[ended]) for name, _, ended in pairs]
    store(database_url, {"cases": cases, "suspects": suspects})
    found = [
        column(database_url, per_case, "case_id", name)
        for name in ("confiscation_sought", "convicted_and_seeking_applies", "convicted_and_sought")
    ]
    for sought, truths in SOUGHT.items():
        assert tuple(of[f"{sought} convicted"] for of in found) == truths, sought
        assert found[-1][f"{sought} acquitted"] is False


def test_an_order_counts_within_as_many_months_as_the_deployment_says(database_url: str) -> None:
    convicted = {"outcome": "convicted_trafficking", "decided_on": day("2022-01-10")}
    ordered = {"asset_id": "a", "case_id": "A", "confiscated": 5, "currency": "EUR"}
    world: World = {
        "cases": [case("A")],
        "suspects": [suspect("A", **convicted)],
        "assets": [ordered | {"confiscated_on": day("2023-01-11")}],
    }
    store(database_url, world)
    assert column(database_url, per_case, "case_id", "confiscation_ordered") == {"A": False}
    choose(database_url, "order_within_months", "13")
    assert column(database_url, per_case, "case_id", "confiscation_ordered") == {"A": True}
