"""What is paid in parts, or in another currency, comes to the whole: to the cent, no digit less."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

import pytest

from metrics.units.money import per_case_money
from metrics.units.victims import per_victim
from tests.literals import Row
from tests.soak import soak_size
from tests.unit.metrics.small_world import World, column, store

ON = date(2022, 5, 10)
EUROS = {"jurisdiction": "QMA", "currency": "EUR"}
CENT = Decimal("0.01")
# Between thousands and millions, in cents.
AMOUNTS = ((100_000, 999_999), (100_000_000, 999_999_999))
WAYS = {"whole": True, "a cent short": False}


def parts_of(random: Random, cents: int) -> list[Decimal]:
    """An amount in two to five parts."""
    cuts = sorted(random.randint(1, cents - 1) for _ in range(random.randint(1, 4)))
    ends = zip([0, *cuts], [*cuts, cents], strict=True)
    return [Decimal(high - low) / 100 for low, high in ends]


def amounts(random: Random) -> Iterator[tuple[str, bool, Decimal, list[Decimal]]]:
    """A name, whether the parts come to the amount, the amount, and the parts."""
    for number in range(soak_size(4000)):
        cents = random.randint(*AMOUNTS[number % len(AMOUNTS)])
        for way, is_whole in WAYS.items():
            parts = parts_of(random, cents)
            if not is_whole:
                parts[parts.index(max(parts))] -= CENT
            yield f"{way} {number}", is_whole, Decimal(cents) / 100, parts


def case(name: str, **said: object) -> Row:
    return {"case_id": name, "scope": "charged_as_trafficking", **said}


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_a_victim_paid_in_full_is_recognised(database_url: str, currency: str) -> None:
    given = [*amounts(Random(20261130))]
    money = {"currency": currency}
    world: World = {
        "jurisdictions": [EUROS],
        "cases": [case("A")],
        "victims": [
            {"victim_id": name, "case_id": "A", "status": "identified"} for name, *_ in given
        ],
        "claims": [
            {"claim_id": name, "case_id": "A", "victim_id": name, "result": "granted"}
            | {"decided_on": ON, "awarded": amount, **money}
            for name, _, amount, _ in given
        ],
        "payments": [
            {"payment_id": f"{name} {position}", "claim_id": name, "paid": part}
            | {"source": "perpetrator", "paid_on": ON, **money}
            for name, _, _, parts in given
            for position, part in enumerate(parts)
        ],
    }
    store(database_url, world)
    owed = column(database_url, per_victim, "victim_id", "awarded_and_not_paid_by_perpetrators")
    wrong = {name for name, is_whole, *_ in given if owed[name] is is_whole}
    assert not wrong, f"{len(wrong)} of {len(given)}"


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_penalties_as_high_as_the_proceeds_are_recognised(database_url: str, currency: str) -> None:
    given = [*amounts(Random(20261130))]
    money = {"currency": currency}
    world: World = {
        "jurisdictions": [EUROS],
        "cases": [
            case(name, proceeds_estimate=of, final_on=ON, **money) for name, _, of, _ in given
        ],
        "suspects": [
            {"case_id": name, "person_id": "P", "kind": "natural", "charged": "yes"}
            | {"outcome": "convicted_trafficking"}
            for name, *_ in given
        ],
        "sanctions": [
            {"sanction_id": f"{name} {position}", "case_id": name, "person_id": "P", "kind": "fine"}
            | {"instance": "final", "ordered_on": ON, "amount": part, **money}
            for name, _, _, parts in given
            for position, part in enumerate(parts)
        ],
    }
    store(database_url, world, sent=("claims", "assets"))
    reached = column(database_url, per_case_money, "case_id", "penalties_reach_proceeds")
    wrong = {name for name, is_whole, *_ in given if reached[name] is not is_whole}
    assert not wrong, f"{len(wrong)} of {len(given)}"
