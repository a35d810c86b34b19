"""What victims were told, given and paid, reckoned by hand from the definitions."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.oracle import counting
from tests.small_worlds import World

CONTACT_ON = date(2021, 1, 1)
JUDGED_ON = date(2021, 3, 1)


def days(after: int) -> date:
    return CONTACT_ON + timedelta(after)


def victim_world(**given: Any) -> World:
    world = World()
    world.case()
    world.victim(**({"first_contact_on": CONTACT_ON} | given))
    return world


@pytest.mark.parametrize(
    ("given", "wait", "promptly"),
    [
        ({"identified_on": days(90)}, (1, 90, 0), "yes"),
        ({"identified_on": days(91)}, (1, 91, 0), "no"),
        ({"status": "presumed", "identified_on": days(40)}, (1, 40, 0), "yes"),
        ({"status": "presumed"}, (0, None, 0), "no"),
        ({"status": "rejected", "rejected_on": days(30)}, (1, 30, 0), "no"),
        ({"status": "rejected", "withdrew_on": days(30)}, (0, None, 1), "no"),
        (
            {"status": "rejected", "identified_on": days(9), "rejected_on": days(30)},
            (1, 30, 0),
            "no",
        ),
        ({"status": "presumed", "withdrew_on": days(20)}, (1, 20, 0), "no"),
        # Who left before being identified was not identified in time, whatever followed.
        ({"identified_on": days(40), "withdrew_on": days(20)}, (1, 40, 0), "no"),
        ({"identified_on": days(40), "rejected_on": days(20)}, (1, 40, 0), "no"),
        ({"identified_on": days(40), "withdrew_on": days(40)}, (1, 40, 0), "yes"),
        ({"identified_on": days(40), "withdrew_on": days(60)}, (1, 40, 0), "yes"),
        ({"status": "unknown", "rejected_on": days(20)}, (1, 20, 0), "no"),
        ({"status": "unknown"}, (0, None, 1), "unknown"),
        ({"status": "identified"}, (0, None, 1), "unknown"),
        ({"identified_on": days(9), "first_contact_on": None}, (0, None, 1), "unknown"),
    ],
)
def test_the_end_of_the_procedure(
    given: dict[str, Any], wait: tuple[Any, ...], promptly: str
) -> None:
    world = victim_world(**given)
    found = world.count("V04")
    assert (found.numerator, found.value, found.unknown) == wait
    assert world.answer("V04y") == promptly


def test_promptly_identified_is_due_after_its_days() -> None:
    world = victim_world(identified_on=days(1))
    assert world.is_empty("V04y", days(89))
    assert world.answer("V04y", days(90)) == "yes"


def test_where_nobody_said_who_was_charged_no_case_led_to_nothing() -> None:
    world = victim_world(identified_on=JUDGED_ON)
    world.person(outcome="unknown")
    assert all(world.is_empty(id_) for id_ in ("V06", "V06c"))
    # One day of a charge says that charges are written down.
    world.case("K2", charged_on=JUDGED_ON)
    assert (world.answer("V06"), world.answer("V06c")) == ("no", "no")


def test_where_no_victim_names_a_case_none_is_known_to_be_outside() -> None:
    world = victim_world(case_id=None, identified_on=JUDGED_ON)
    world.person(charged="yes", outcome="pending")
    assert all(world.is_empty(id_) for id_ in ("V06", "V06c"))
    world.victim("V2", status="rejected")
    assert (world.answer("V06"), world.answer("V06c")) == ("no", "no")


def test_what_a_victims_case_led_to() -> None:
    for charged, outcome, expected in (
        ("no", "unknown", ("no", "no")),
        (None, "unknown", ("no", "no")),
        ("unknown", "unknown", ("unknown", "unknown")),
        ("yes", "unknown", ("yes", "unknown")),
        ("yes", "acquitted", ("yes", "no")),
        ("yes", "pending", ("yes", "no")),
        ("yes", "convicted_other", ("yes", "no")),
        ("yes", "convicted_trafficking", ("yes", "yes")),
    ):
        world = victim_world(identified_on=JUDGED_ON)
        world.case("K2", charged="yes")
        world.person(charged=charged, outcome=outcome)
        assert (world.answer("V06"), world.answer("V06c")) == expected


def test_persons_who_are_not_recorded_may_have_been_convicted() -> None:
    nobody = victim_world()
    nobody.rows["cases"][0]["charged"] = "yes"
    assert (nobody.answer("V06"), nobody.answer("V06c")) == ("yes", "unknown")
    one_more = victim_world()
    one_more.person(charged="yes", outcome="acquitted")
    one_more.of_person("links", None, link="recruiter")
    assert (one_more.answer("V06"), one_more.answer("V06c")) == ("yes", "unknown")


def test_victims_in_no_case_and_rejected_ones() -> None:
    world = victim_world(case_id=None)
    world.victim("V2", status="rejected", first_contact_on=CONTACT_ON)
    assert world.answers("V06") == world.answers("V06c") == (0, 1, 0)
    assert world.is_empty("V06", date(2022, 12, 31))
    assert world.is_empty("V06c", date(2023, 12, 31))


def test_length_of_exploitation() -> None:
    world = World()
    world.case()
    start = {"exploitation_from": CONTACT_ON}
    world.victim("V1", **start, exploitation_to=days(10), identified_on=days(500))
    world.victim("V2", **start, identified_on=days(30), status="presumed")
    world.victim("V3", **start)
    world.victim("V4", identified_on=days(30))
    world.victim("V5", **start, status="presumed", exploitation_to=days(70))
    world.victim("V6", **start, status="rejected", identified_on=days(70))
    found = world.count("V07")
    assert (found.value, found.denominator, found.unknown) == (20, 2, 2)
    assert world.periods("V07") == {"2021", "2022", "undated"}


def test_informed_and_assisted() -> None:
    world = World()
    world.case()
    for n, (informed, kinds) in enumerate(
        (
            ("yes", ["medical", "housing"]),
            ("no", ["unknown"]),
            ("unknown", ["medical", "unknown"]),
            ("not_applicable", []),
        )
    ):
        world.victim(f"V{n}", informed_of_rights=informed, case_id=None)
        for kind in kinds:
            declined = "yes" if kind == "housing" else "unknown"
            world.add("assistance", victim_id=f"V{n}", kind=kind, declined=declined)
    world.victim("V9", status="rejected", informed_of_rights="yes")
    assert world.answers("V08") == (1, 1, 1)
    assert world.answers("V09") == (3, 1, 0)
    assert world.answers("V09-medical") == (2, 1, 1)
    assert world.answers("V09-housing") == (1, 1, 2)
    assert world.answers("V09-return") == (0, 2, 2)


def awarded_world(*payments: dict[str, Any], **claim: Any) -> World:
    world = victim_world()
    world.person(charged="yes", outcome="convicted_trafficking", decided_on=JUDGED_ON)
    granted = {"result": "granted", "awarded": 900, "decided_on": JUDGED_ON}
    world.claim(**(granted | claim))
    for n, payment in enumerate(payments):
        row = {"payment_id": f"M{n}", "claim_id": "C1", "source": "state_fund"}
        world.add("payments", **(row | payment))
    return world


PAID = {"paid": 100, "paid_on": date(2021, 6, 1)}
LATE = {"paid": 100, "paid_on": date(2023, 3, 1)}
TOO_LATE = {"paid": 100, "paid_on": date(2023, 3, 2)}
BY_FIRM = {"source": "employer"}
REFUSED = {"result": "refused"}


@pytest.mark.parametrize(
    ("world", "independent", "anything"),
    [
        (awarded_world(PAID), "yes", "yes"),
        (awarded_world(LATE), "yes", "yes"),
        (awarded_world(TOO_LATE), "no", "yes"),
        (awarded_world({"paid": 100}), "unknown", "yes"),
        (awarded_world({"paid": 0}), "no", "no"),
        (awarded_world(), "unknown", "unknown"),
        (awarded_world(PAID | BY_FIRM), "no", "yes"),
        (awarded_world(PAID | {"source": "unknown"}), "unknown", "yes"),
        (awarded_world(**REFUSED), "no", "no"),
        (awarded_world(PAID, **REFUSED), "yes", "yes"),
        (awarded_world(result="unknown"), "unknown", "unknown"),
        (awarded_world(PAID, result="unknown"), "yes", "yes"),
    ],
)
def test_paid_of_all_victims_of_a_conviction(world: World, independent: str, anything: str) -> None:
    assert (world.answer("R04a"), world.answer("R07")) == (independent, anything)
    assert world.is_empty("R04a", date(2023, 2, 28))
    assert world.is_empty("R07", date(2023, 2, 28))


def test_without_a_claim_nothing_was_paid() -> None:
    for decided_on in (JUDGED_ON, None):
        world = victim_world()
        world.person(charged="yes", outcome="convicted_trafficking", decided_on=decided_on)
        assert (world.answer("R04a"), world.answer("R07")) == ("no", "no")
    undated = awarded_world(PAID)
    undated.rows["suspects"][0]["decided_on"] = None
    assert undated.answer("R04a") == "unknown"


def test_payments_under_any_claim_count() -> None:
    world = awarded_world({"paid": 0})
    assert world.answers("R03") == (0, 1, 0)
    world.claim("C2", result="pending", channel="state_fund")
    world.add("payments", payment_id="M9", claim_id="C2", source="state_fund", **PAID)
    assert (world.answer("R03"), world.answer("R04")) == ("yes", "yes")
    assert world.count("R06").value == 92
    assert world.count("R03b").numerator == 0


@pytest.mark.parametrize(
    ("payments", "expected"),
    [
        ([PAID], (1, 92, 0)),
        ([{"paid": 100, "paid_on": CONTACT_ON}], (1, 0, 0)),
        ([{"paid": 100}], (0, None, 1)),
        ([{"paid": 100}, PAID], (1, 92, 0)),
        ([{"paid": 0}], (0, None, 0)),
        ([], (0, None, 1)),
    ],
)
def test_from_the_award_to_the_first_payment(
    payments: list[dict[str, Any]], expected: tuple[Any, ...]
) -> None:
    world = awarded_world(*payments)
    world.rows["victims"][0]["withdrew_on"] = days(300)
    found = world.count("R06")
    assert (found.numerator, found.value, found.unknown) == expected
    assert world.periods("R06") == {"2021"}


def test_awards_to_rejected_victims_are_out() -> None:
    world = awarded_world(PAID, documented_loss=100, awarded_material=400, awarded_moral=500)
    world.rows["victims"][0]["status"] = "rejected"
    by_award = ("R03b", "R04m-state", "R05", "R05h")
    assert all(world.is_empty(name) for name in by_award)
    world.claim("C2", victim_id=None, person_id="P1", result="granted", awarded=50)
    assert all(not world.is_empty(name) for name in by_award)


def test_assistance_that_was_not_sent_is_not_collected() -> None:
    records = victim_world().records()
    unsent = replace(records, sent=records.sent - {"assistance"})
    for measure in ("V09", "V09-medical"):
        assert counting.status_of_nothing(unsent, measure) == "not_collected"
        assert not list(counting.printed(unsent, (), [measure]))
    assert victim_world().answers("V09") == (0, 1, 0)
