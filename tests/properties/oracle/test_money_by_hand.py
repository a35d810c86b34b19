"""Confiscations, sanctions and disrupted networks, reckoned by hand from the definitions."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from tests.small_worlds import World

JUDGED_ON = date(2021, 3, 1)
SOON, LATE = date(2022, 3, 1), date(2022, 3, 2)
FINAL_ON = date(2022, 6, 1)


def convicted_world(decided_on: date | None = JUDGED_ON, **of_case: Any) -> World:
    world = World()
    world.case(**of_case)
    world.person(charged="yes", outcome="convicted_trafficking", decided_on=decided_on)
    return world


def add_asset(world: World, **given: Any) -> None:
    number = len(world.rows["assets"])
    world.add("assets", **({"asset_id": f"A{number}", "case_id": "K1", "role": "proceeds"} | given))


@pytest.mark.parametrize(
    ("asset", "dated", "undated"),
    [
        (None, "no", "no"),
        ({"confiscated": 500, "confiscated_on": SOON}, "yes", "unknown"),
        ({"confiscated": 500, "confiscated_on": JUDGED_ON - timedelta(400)}, "yes", "unknown"),
        ({"confiscated": 500, "confiscated_on": LATE}, "no", "unknown"),
        ({"confiscated": 500}, "unknown", "unknown"),
        ({"confiscated": 0, "confiscated_on": SOON}, "no", "no"),
        ({"order_kind": "none"}, "no", "no"),
        ({"frozen": 500}, "unknown", "unknown"),
        ({"confiscated": 500, "confiscated_on": SOON, "role": "evidence"}, "no", "no"),
    ],
)
def test_confiscation_ordered_within_a_year(
    asset: dict[str, Any] | None, dated: str, undated: str
) -> None:
    for decided_on, expected in ((JUDGED_ON, dated), (None, undated)):
        world = convicted_world(decided_on, confiscation_sought="yes")
        if asset is not None:
            add_asset(world, **asset)
        assert world.answer("A02") == world.answer("A02c") == expected


def test_confiscation_ordered_is_not_due_within_the_year() -> None:
    world = convicted_world()
    assert world.is_empty("A02", SOON - timedelta(1))
    assert world.answer("A02", SOON) == "no"


def with_restitution(final_on: date | None = FINAL_ON, handed: int | None = 300) -> World:
    """1,000 confiscated, 500 restored, some of it out of the confiscated; proceeds of 2,000."""
    world = convicted_world(final_on=final_on, proceeds_estimate=2000, proceeds_method="accounting")
    add_asset(world, confiscated=1000, confiscation_final="yes", to_victims=handed)
    add_asset(world, confiscated=700, confiscation_final="no", to_victims=700)
    add_asset(world, confiscated=900, confiscation_final="yes", role="evidence")
    world.claim(result="granted", awarded=500, channel="criminal")
    return world


def test_restitution_out_of_confiscated_money_is_counted_once() -> None:
    found = with_restitution().count("A04")
    assert (found.numerator, found.denominator) == (1200, 2000)
    assert with_restitution(handed=800).count("A04").numerator == 1000
    assert with_restitution(handed=None).count("A04").numerator == 1500


def test_what_is_not_final_is_not_counted_yet() -> None:
    world = with_restitution(final_on=None)
    assert all(world.is_empty(name) for name in ("A04", "A04r", "D02", "D02m"))


def test_sanctions_and_proceeds_with_restitution_counted_once() -> None:
    world = with_restitution()
    assert world.answer("D02") == "unknown"
    world.of_person("sanctions", sanction_id="S1", kind="fine", amount=799)
    assert world.answer("D02") == "no"
    assert world.count("D02m").value == Fraction(1999, 2000)
    world.of_person("sanctions", sanction_id="S2", kind="fine", amount=1)
    assert world.answer("D02") == "yes"


def test_the_known_parts_decide() -> None:
    world = with_restitution()
    world.of_person("sanctions", sanction_id="S1", kind="fine", amount=800)
    world.of_person("sanctions", sanction_id="S2", kind="fine")
    assert world.answer("D02") == "yes"
    assert world.count("D02m").unknown == 1


def test_what_a_register_holds_in_cases_and_outside_any() -> None:
    world = convicted_world()
    add_asset(world, frozen=400, frozen_on=SOON, confiscated=300, returned=100, returned_on=LATE)
    add_asset(world, case_id=None, frozen=50, frozen_on=date(2019, 5, 6), role="evidence")
    add_asset(world, case_id=None, frozen_on=SOON, confiscated=0, returned=0)
    add_asset(world, case_id=None, frozen=0, order_kind="third_party")
    add_asset(world, case_id=None)
    told = {
        name: (world.count(name).numerator, world.count(name).unknown)
        for name in ("X01", "X01m", "X02", "X02m", "X03", "X03m")
    }
    assert told == {
        # The first three were frozen, the fourth was not; of the last nothing is said.
        "X01": (3, 1),
        "X01m": (450, 2),
        # The first, and the fourth by its kind of order; the third was not.
        "X02": (2, 2),
        "X02m": (300, 3),
        "X03": (1, 3),
        "X03m": (100, 3),
    }
    assert world.count("X01m").value == 450
    assert world.count("A03").unknown == 1


def fines_of(*amounts: int | None, **more: Any) -> World:
    world = convicted_world()
    for n, amount in enumerate(amounts):
        row = {"sanction_id": f"S{n}", "kind": "fine", "amount": amount}
        world.of_person("sanctions", **(row | more))
    return world


def test_fined_and_how_much() -> None:
    for world, answer, middle in (
        (fines_of(), "unknown", None),
        (fines_of(300, 400), "yes", 700),
        (fines_of(300, None), "yes", None),
        (fines_of(0), "no", None),
        (fines_of(300, kind="custody"), "no", None),
        (fines_of(300, kind="unknown"), "unknown", None),
        (fines_of(300, instance="final"), "unknown", None),
    ):
        assert world.answer("D05") == answer
        if answer == "no":
            assert world.is_empty("D05m")
            continue
        found = world.count("D05m")
        assert (found.value, found.unknown) == (middle, int(middle is None))


def test_fines_of_legal_persons_and_of_other_convictions() -> None:
    world = fines_of(100)
    for n, outcome in enumerate(("convicted_other", "acquitted")):
        person = f"L{n}"
        world.person(person, kind="legal", outcome=outcome, decided_on=JUDGED_ON)
        fine = {"sanction_id": person, "kind": "fine", "amount": 300}
        world.of_person("sanctions", person, **fine)
    assert world.answers("D05") == (2, 0, 0)
    assert world.count("D05m").value == 200


def network(*, top: bool, asset: dict[str, Any] | None, sanction: str) -> World:
    world = convicted_world()
    world.of_person("links", link="organiser" if top else "exploiter")
    world.of_person("sanctions", sanction_id="S1", kind=sanction)
    if asset is not None:
        add_asset(world, **asset)
    return world


@pytest.mark.parametrize(
    ("top", "asset", "sanction", "expected"),
    [
        (True, {"confiscated": 500}, "custody", "yes"),
        (True, None, "closure", "yes"),
        (False, {"confiscated": 500}, "debarment", "yes"),
        (True, None, "custody", "no"),
        (True, {"confiscated": 0}, "custody", "no"),
        (True, {"confiscated": 500, "role": "evidence"}, "custody", "no"),
        (True, {"frozen": 500}, "custody", "unknown"),
        (False, {"frozen": 500}, "custody", "no"),
        (True, None, "unknown", "unknown"),
    ],
)
def test_two_of_three_parts_disrupt_a_network(
    *, top: bool, asset: dict[str, Any] | None, sanction: str, expected: str
) -> None:
    assert network(top=top, asset=asset, sanction=sanction).answer("T04") == expected


def test_what_is_unknown_of_a_network() -> None:
    unknown_link = convicted_world()
    unknown_link.of_person("sanctions", sanction_id="S1", kind="closure")
    assert unknown_link.answer("T04") == "unknown"
    outcome_at_top = network(top=False, asset={"confiscated": 9}, sanction="custody")
    outcome_at_top.person("P2", charged="yes")
    outcome_at_top.of_person("links", "P2", link="financier")
    assert outcome_at_top.answer("T04") == "unknown"
    no_sanctions = network(top=True, asset=None, sanction="custody")
    no_sanctions.person("P2", charged="yes", outcome="convicted_other")
    no_sanctions.of_person("links", "P2", link="exploiter")
    assert no_sanctions.answer("T04") == "unknown"


def test_a_legal_person_sanctioned_whatever_the_outcome() -> None:
    world = network(top=True, asset=None, sanction="custody")
    world.person("L1", kind="legal", outcome="acquitted")
    world.of_person("sanctions", "L1", sanction_id="S2", kind="fine")
    assert world.answer("T04") == "yes"


def test_the_cases_of_a_network_are_one() -> None:
    world = World()
    for n, (outcome, on) in enumerate(
        (("convicted_other", JUDGED_ON), ("convicted_trafficking", FINAL_ON), ("acquitted", None))
    ):
        case_id = f"K{n}"
        world.case(case_id, network_id="W1")
        world.person("P1", case_id, outcome=outcome, decided_on=on)
        world.add("links", case_id=case_id, person_id="P1", link="organiser" if n else "exploiter")
        sanction = {"sanction_id": case_id, "case_id": case_id, "person_id": "P1"}
        world.add("sanctions", **sanction, kind="custody")
    add_asset(world, case_id="K2", confiscated=700)
    assert world.answers("T04") == (1, 0, 0)
    assert world.periods("T04") == {"2021"}
    assert world.is_empty("T04", date(2023, 2, 28))


@pytest.mark.parametrize(
    ("outcome", "case_id", "investigation", "charge"),
    [
        ("refused", "K1", "yes", "yes"),
        ("unmatched", "K1", "yes", "yes"),
        ("unknown", "K1", "yes", "yes"),
        ("investigation_opened", None, "yes", "unknown"),
        ("unmatched", None, "unknown", "unknown"),
        ("refused", None, "no", "no"),
        ("administrative", None, "no", "no"),
        ("pending", None, "no", "no"),
        ("unknown", "K2", "yes", "no"),
        ("unknown", "K3", "yes", "unknown"),
    ],
)
def test_a_case_named_decides_a_referral(
    outcome: str, case_id: str | None, investigation: str, charge: str
) -> None:
    world = convicted_world()
    world.case("K2")
    world.case("K3", charged="unknown")
    named = {"referral_outcome": outcome, "case_id": case_id}
    world.add("inspections", inspection_id="I1", **named)
    # Of another offence, and so no unit: but inspections name their cases.
    world.case("K4", scope="other_offence")
    world.add("inspections", inspection_id="I2", case_id="K4")
    assert (world.answer("L02"), world.answer("L02b")) == (investigation, charge)


def test_an_inspection_of_which_nothing_is_said_is_no_referral() -> None:
    world = convicted_world()
    world.add("inspections", inspection_id="I1")
    assert world.is_empty("L02")
