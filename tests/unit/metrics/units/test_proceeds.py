"""The money of a case: all that was taken, set against what the crime earned."""

from decimal import Decimal

from metrics.units.money import per_case_money
from tests.literals import Row
from tests.unit.metrics.small_world import World, column, day, store

ESTIMATE = Decimal(100)
ORDER: Row = {"role": "proceeds", "order_kind": "proceeds", "currency": "EUR"}
FINE: Row = {"kind": "fine", "instance": "final", "currency": "EUR"}

# What is said of the asset, of the fine (None: no sanction row), and what is true.
CASES: dict[str, tuple[Row, Row | None, bool | None]] = {
    "as much": ({"confiscated": 40, "confiscation_final": "yes"}, {"amount": 60}, True),
    "a cent less": (
        {"confiscated": 40, "confiscation_final": "yes"},
        {"amount": Decimal("59.99")},
        False,
    ),
    "known to be enough": ({"confiscation_final": "yes"}, {"amount": 100}, True),
    "an amount missing": ({"confiscation_final": "yes"}, {"amount": 60}, None),
    "open to appeal": ({"confiscated": 90, "confiscation_final": "no"}, {"amount": 60}, False),
    "final or not": ({"confiscated": 90}, {"amount": 60}, None),
    "no sanction row": ({"confiscated": 40, "confiscation_final": "yes"}, None, None),
    "only evidence": (
        {"confiscated": 90, "confiscation_final": "yes", "role": "evidence"},
        {"amount": 60},
        False,
    ),
}
TAKEN = {"as much": 100, "a cent less": Decimal("99.99"), "open to appeal": 60, "only evidence": 60}
CONFISCATED = {
    "as much": 40,
    "a cent less": 40,
    "open to appeal": 0,
    "no sanction row": 40,
    "only evidence": 0,
}


def _world() -> World:
    fined = {name: fine for name, (_, fine, _) in CASES.items() if fine is not None}
    estimate = {"proceeds_estimate": ESTIMATE, "currency": "EUR", "final_on": day("2024-01-10")}
    return {
        "cases": [
            {"case_id": name, "scope": "charged_as_trafficking"}
            | estimate
            | ({"proceeds_method": "benchmark"} if name == "as much" else {})
            for name in CASES
        ],
        "suspects": [
            {"case_id": name, "person_id": "P", "kind": "natural", "charged": "yes"}
            | {"outcome": "convicted_trafficking"}
            for name in CASES
        ],
        "assets": [
            {"case_id": name, "asset_id": name} | ORDER | said
            for name, (said, _, _) in CASES.items()
        ],
        "sanctions": [
            {"case_id": name, "person_id": "P", "sanction_id": name} | FINE | said
            for name, said in fined.items()
        ],
        "claims": [],
        "payments": [],
    }


def test_whether_penalties_reach_the_proceeds(database_url: str) -> None:
    store(database_url, _world())
    reached = column(database_url, per_case_money, "case_id", "penalties_reach_proceeds")
    assert reached == {name: truth for name, (_, _, truth) in CASES.items()}
    penalties = column(database_url, per_case_money, "case_id", "penalties")
    assert penalties == dict.fromkeys(CASES) | TAKEN


def test_what_was_recovered_for_good(database_url: str) -> None:
    store(database_url, _world())
    recovered = column(database_url, per_case_money, "case_id", "recovered")
    assert recovered == dict.fromkeys(CASES) | CONFISCATED
    # A benchmark is no estimate of the case.
    counted = column(database_url, per_case_money, "case_id", "convicted_of_documented")
    assert {name for name, truth in counted.items() if not truth} == {"as much"}
