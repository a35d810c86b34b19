"""The victim and the award: claims, joint orders, payments."""

from metrics.units.awards import per_award
from metrics.units.victims import per_victim
from tests.literals import Row
from tests.unit.metrics.small_world import (
    World,
    column,
    day,
    parts,
    row,
    row_of_each,
    store,
    store_each,
)

CASE = {"case_id": "A", "scope": "charged_as_trafficking", "first_instance_on": day("2022-01-10")}
CONVICTED = {"case_id": "A", "person_id": "P", "kind": "natural"} | {
    "outcome": "convicted_trafficking",
    "decided_on": day("2022-01-10"),
}


def victim(name: str, case_id: str | None = "A", **said: object) -> Row:
    return {"victim_id": name, "case_id": case_id, "status": "identified"} | said


def claim(number: str, victim_id: str | None, result: str, **said: object) -> Row:
    return {"claim_id": number, "case_id": "A", "victim_id": victim_id, "result": result} | {
        "currency": "EUR",
        "decided_on": day("2022-02-01"),
        **said,
    }


def payment(claim_id: str, paid: float) -> Row:
    number = f"{claim_id} {paid}"
    return {"payment_id": number, "claim_id": claim_id, "paid": paid, "currency": "EUR"}


# What is known of a victim; how it is counted, how often that is unknown, and when.
COUNTED: tuple[tuple[Row, tuple[int, int, str]], ...] = (
    ({"status": "identified", "identified_on": day("2021-01-01")}, (1, 0, "2021")),
    ({"status": "identified", "first_contact_on": day("2020-01-01")}, (1, 0, "undated")),
    ({"status": "presumed", "first_contact_on": day("2020-01-01")}, (1, 0, "2020")),
    ({"status": "unknown", "identified_on": day("2021-01-01")}, (0, 1, "2021")),
)


def test_victims_are_counted_when_identified_or_first_met(database_url: str) -> None:
    outside_any_case = [victim("V", None) | said for said, _ in COUNTED]
    worlds: list[World] = [
        {"cases": [CASE], "victims": [one, victim("W", status="rejected")]}
        for one in outside_any_case
    ]
    jurisdictions = store_each(database_url, worlds)
    rows = row_of_each(database_url, "C04", by=("year",))
    for jurisdiction, (said, found) in zip(jurisdictions, COUNTED, strict=True):
        shown = rows[jurisdiction]
        assert (shown["numerator"], shown["unknown"], shown["period"]) == found, said


def test_claims_are_asked_of_victims_in_decided_cases(database_url: str) -> None:
    world: World = {
        "cases": [CASE, {"case_id": "open", "scope": "charged_as_trafficking"}],
        "victims": [
            victim("claims"),
            victim("does not"),
            victim("declined", claim_declined="yes"),
            victim("rejected", status="rejected"),
            victim("of unknown status", status="unknown"),
            victim("in an open case", "open"),
            victim("outside any case", None),
        ],
        "claims": [claim("1", "claims", "withdrawn")],
    }
    store(database_url, world)
    assert parts(row(database_url, "R01")) == (1, 0, 3)


def test_awards_of_decided_claims_and_of_all_victims_in_convicted_cases(database_url: str) -> None:
    results = {
        "granted": [("granted", 5)],
        "of unknown amount": [("granted", None)],
        "nominal": [("granted", 0)],
        "refused": [("refused", None)],
        "blank": [("unknown", None)],
        "blank and refused": [("unknown", None), ("refused", None)],
        "blank and granted": [("unknown", None), ("granted", 5)],
        "pending": [("pending", None)],
        "withdrawn": [("withdrawn", None)],
        "none": [],
    }
    world: World = {
        "cases": [CASE],
        "suspects": [CONVICTED],
        "victims": [victim(name) for name in results],
        "claims": [
            claim(f"{name} {position}", name, result, awarded=awarded)
            for name, claims in results.items()
            for position, (result, awarded) in enumerate(claims)
        ],
    }
    store(database_url, world)
    assert parts(row(database_url, "R02")) == (3, 2, 5)
    assert parts(row(database_url, "R02b")) == (3, 2, 8)


PAID: dict[str, tuple[list[float | None], bool | None]] = {
    # Of each award of the victim: its one payment, or None without a row.
    "paid": ([5], True),
    "paid nothing": ([0], False),
    "no record": ([None], None),
    "one of two paid": ([None, 5], True),
    "one of two known to be unpaid": ([None, 0], None),
    "both known to be unpaid": ([0, 0], False),
}


def test_a_victim_is_unpaid_only_where_all_awards_are_known_to_be(database_url: str) -> None:
    world: World = {
        "cases": [CASE],
        "victims": [victim(name) for name in PAID],
        "claims": [
            claim(f"{name} {position}", name, "granted", awarded=9)
            for name, (payments, _) in PAID.items()
            for position in range(len(payments))
        ],
        "payments": [
            payment(f"{name} {position}", paid)
            for name, (payments, _) in PAID.items()
            for position, paid in enumerate(payments)
            if paid is not None
        ],
    }
    store(database_url, world)
    found = column(database_url, per_victim, "victim_id", "was_paid")
    assert found == {name: truth for name, (_, truth) in PAID.items()}
    assert parts(row(database_url, "R03")) == (2, 2, 4)


def test_a_joint_award_counts_once_at_its_highest_with_all_payments(database_url: str) -> None:
    joint = {"joint_award_id": "J"}
    world: World = {
        "cases": [CASE],
        "victims": [victim("V")],
        "claims": [
            claim("1", None, "granted", awarded=100, **joint),
            claim("2", None, "granted", awarded=80, **joint),
            claim("3", None, "refused", **joint),
            claim("J", None, "granted", awarded_material=30, awarded_moral=20),
            claim("4", None, "granted", awarded_material=30),
            claim("5", None, "granted", awarded=0),
        ],
        "payments": [payment("1", 10), payment("2", 15), payment("J", 0), payment("3", 1)],
    }
    store(database_url, world)
    awarded = column(database_url, per_award, "award_id", "amount_awarded")
    assert {name: value and float(value) for name, value in awarded.items()} == {
        "joint J": 100,
        "J": 50,
        "4": None,
    }
    found = row(database_url, "R03b")
    assert (found["numerator"], found["denominator"], found["unknown"]) == (25, 150, 1)
    assert (found["largest_share"], found["coverage"]) == (1, 2 / 3)


def test_payments_of_a_joint_award_count_under_whichever_claim_they_stand(
    database_url: str,
) -> None:
    world: World = {
        "cases": [CASE],
        "victims": [victim("V"), victim("W")],
        "claims": [
            claim("1", "V", "granted", awarded=100, joint_award_id="J"),
            claim("2", "W", "granted", awarded=100, joint_award_id="J"),
        ],
        "payments": [payment("2", 15)],
    }
    store(database_url, world)
    assert column(database_url, per_victim, "victim_id", "was_paid") == {"V": True, "W": True}
