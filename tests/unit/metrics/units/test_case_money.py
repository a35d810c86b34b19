"""The money of a case: what it earned, set against all that was taken, fines among it."""

import pytest

from metrics.units.cases import per_case
from metrics.units.money import per_case_money
from tests.literals import Row
from tests.unit.metrics.small_world import PLACE, World, column, day, row, store

EUROS = {"currency": "EUR"}
EURO_PLACE = {"jurisdiction": PLACE} | EUROS
FINAL = {"confiscation_final": "yes"}
NO_ORDER = {"order_kind": "none"}


def case(name: str, **said: object) -> Row:
    return {"case_id": name, "scope": "trafficking_elements", "proceeds_estimate": 1000} | {
        **EUROS,
        "final_on": day("2022-05-10"),
        **said,
    }


def convicted(case_id: str, person: str = "P", **said: object) -> Row:
    return {"case_id": case_id, "person_id": person, "kind": "natural"} | {
        "outcome": "convicted_other",
        **said,
    }


def assets(case_id: str, *all_of: Row) -> list[Row]:
    return [
        {"asset_id": f"{case_id} {number}", "case_id": case_id, "role": "proceeds"} | EUROS | one
        for number, one in enumerate(all_of)
    ]


def amounts(url: str, name: str) -> dict[str, float | None]:
    found = column(url, per_case_money, "case_id", name)
    return {of: None if value is None else float(value) for of, value in found.items()}


# The assets of a case; what of them was confiscated for good, and realised.
TAKEN: dict[str, tuple[tuple[Row, ...], int | None, int | None]] = {
    "for good": (({"confiscated": 300, "realised": 200} | FINAL,), 300, 200),
    "two of them": (
        ({"confiscated": 300, "realised": 1} | FINAL, {"confiscated": 5, "realised": 5} | FINAL),
        305,
        6,
    ),
    "open to appeal": (({"confiscated": 300, "confiscation_final": "no"},), 0, None),
    "perhaps for good": (({"confiscated": 300, "realised": 200},), None, 200),
    "nominal": (({"confiscated": 0},), 0, 0),
    "not ordered": ((NO_ORDER,), 0, 0),
    "not ordered, yet sold": ((NO_ORDER | {"realised": 40},), 0, 40),
    "ordered of unknown amount": ((FINAL | {"order_kind": "value"},), None, None),
    "of no order, on a day": (
        (FINAL | NO_ORDER | {"confiscated_on": day("2022-01-01")},),
        None,
        None,
    ),
    "evidence": (({"confiscated": 300, "role": "evidence"} | FINAL,), 0, 0),
    "an instrument": (({"confiscated": 300, "role": "instrumentality"} | FINAL,), 300, None),
    "nothing": ((), 0, 0),
}


def test_only_what_is_confiscated_for_good_is_captured(database_url: str) -> None:
    world: World = {
        "jurisdictions": [EURO_PLACE],
        "cases": [case(name) for name in TAKEN],
        "suspects": [convicted(name) for name in TAKEN],
        "assets": [one for name, (all_of, _, _) in TAKEN.items() for one in assets(name, *all_of)],
    }
    store(database_url, world, sent=("claims",))
    assert amounts(database_url, "recovered") == {of: told[1] for of, told in TAKEN.items()}
    assert amounts(database_url, "realised_of_ordered") == {
        of: told[2] for of, told in TAKEN.items()
    }


def granted(case_id: str, number: int, **said: object) -> Row:
    return {"claim_id": f"{case_id} {number}", "case_id": case_id, "person_id": "P"} | {
        "result": "granted",
        "channel": "criminal",
        "decided_on": day("2022-01-01"),
        **EUROS,
        **said,
    }


FUND = {"channel": "state_fund"}


def joint(number: int, **said: object) -> Row:
    return {"joint_award_id": f"order {number}"} | said


# The claims of a case, and what restitution they come to.
CLAIMS: dict[str, tuple[tuple[Row, ...], int | None]] = {
    "granted": (({"awarded": 100},), 100),
    "granted twice": (({"awarded": 100}, {"awarded": 7}), 107),
    "one order twice": (({"awarded": 100, "joint_award_id": "J"},) * 2, 100),
    "of the State fund": (({"awarded": 100, "channel": "state_fund"}, {"awarded": 7}), 7),
    "one order with the State fund": (
        (joint(1, **FUND, awarded=100), joint(1, awarded=60), joint(1, awarded=60)),
        60,
    ),
    "one order of the State fund alone": ((joint(2, **FUND, awarded=100),) * 2, 0),
    "one order, only the fund's amount known": ((joint(3, **FUND, awarded=100), joint(3)), None),
    "of unknown amount": (({}, {"awarded": 7}), None),
    "perhaps granted": (({"result": "unknown"}, {"awarded": 7}), None),
    "perhaps by the State fund": (({"result": "unknown", "channel": "state_fund"},), 0),
    "refused": (({"result": "refused"},), 0),
}


def test_restitution_is_what_those_who_gained_are_to_pay(database_url: str) -> None:
    world: World = {
        "jurisdictions": [EURO_PLACE],
        "cases": [case(name) for name in CLAIMS],
        "suspects": [convicted(name) for name in CLAIMS],
        "claims": [
            granted(name, number, **one)
            for name, (all_of, _) in CLAIMS.items()
            for number, one in enumerate(all_of)
        ],
    }
    store(database_url, world, sent=("assets",))
    assert amounts(database_url, "recovered") == {of: told for of, (_, told) in CLAIMS.items()}


Fine = tuple[str, int | None, str]
# The sanctions of a convicted person, kind, amount and instance; what fines they come to.
FINES: dict[str, tuple[tuple[Fine, ...], int | None]] = {
    "a fine": ((("fine", 500, "first"),), 500),
    "two fines": ((("fine", 500, "first"), ("fine", 20, "unknown")), 520),
    "lowered finally": ((("fine", 500, "first"), ("fine", 300, "final")), 300),
    "lifted finally": ((("fine", 500, "first"), ("probation", None, "final")), 0),
    "custody": ((("custody", None, "first"),), 0),
    "of unknown amount": ((("fine", None, "first"), ("fine", 20, "first")), None),
    "of unknown kind": ((("unknown", 20, "first"),), None),
    "without a sanction": ((), None),
}


def test_fines_are_those_of_the_final_decision_where_there_is_one(database_url: str) -> None:
    others = [
        convicted("acquitted", outcome="acquitted"),
        convicted("two persons"),
        convicted("two persons", "Q", kind="legal"),
    ]
    world: World = {
        "jurisdictions": [EURO_PLACE],
        "cases": [case(name, charged="yes") for name in (*FINES, "acquitted", "two persons")],
        "suspects": [*(convicted(name) for name in FINES), *others],
        "sanctions": [
            {"sanction_id": f"{name} {number}", "case_id": name, "person_id": person}
            | {"kind": kind, "amount": amount, "instance": instance}
            | EUROS
            for name, person, imposed in (
                *((name, "P", imposed) for name, (imposed, _) in FINES.items()),
                ("two persons", "P", (("fine", 1, "first"),)),
                ("two persons", "Q", (("fine", 2, "first"), ("closure", None, "first"))),
            )
            for number, (kind, amount, instance) in enumerate(imposed, start=ord(person))
        ],
    }
    store(database_url, world)
    found = amounts(database_url, "fines")
    assert found == {of: told for of, (_, told) in FINES.items()} | {
        "acquitted": 0,
        "two persons": 3,
    }


# A fine, the finally confiscated, the estimate; whether the penalties reach it.
REACHED: dict[str, tuple[int | None, int | None, int | None, bool | None]] = {
    "just": (400, 600, 1000, True),
    "one short": (400, 599, 1000, False),
    "by what is known": (None, 1000, 1000, True),
    "perhaps": (None, 999, 1000, None),
    "nothing known": (None, None, 1000, None),
    "without an estimate": (400, 600, None, None),
    "of nothing": (0, 0, 0, True),
}


def test_penalties_reach_the_proceeds_if_what_is_known_of_them_does(database_url: str) -> None:
    fine = {"person_id": "P", "kind": "fine", "instance": "final"} | EUROS
    world: World = {
        "jurisdictions": [EURO_PLACE],
        "cases": [case(name, proceeds_estimate=of[2]) for name, of in REACHED.items()],
        "suspects": [convicted(name) for name in REACHED],
        "sanctions": [
            fine | {"sanction_id": name, "case_id": name, "amount": of[0]}
            for name, of in REACHED.items()
        ],
        "assets": [
            one
            for name, of in REACHED.items()
            for one in assets(name, {"confiscated": of[1], "order_kind": "value"} | FINAL)
        ],
    }
    store(database_url, world, sent=("claims",))
    found = column(database_url, per_case_money, "case_id", "penalties_reach_proceeds")
    assert found == {name: of[3] for name, of in REACHED.items()}
    ratio = row(database_url, "D02m")
    # Of the cases of which both sides are known.
    assert (ratio["numerator"], ratio["denominator"], ratio["unknown"]) == (1999, 2000, 4)
    assert ratio["largest_share"] == 1000 / 1999


def test_proceeds_are_told_in_the_money_of_the_final_year_unless_a_benchmark(
    database_url: str,
) -> None:
    dollars = {"proceeds_estimate": 100, "currency": "USD", "charged_on": day("2015-06-01")}
    cases = [
        case("final", **dollars, final_on=day("2020-12-31")),
        case("not final", **dollars, final_on=None),
        case("not final, in euros", final_on=None),
        case("benchmark", proceeds_method="benchmark"),
        case("not charged, not convicted", charged="no"),
    ]
    world: World = {
        "jurisdictions": [EURO_PLACE],
        "cases": cases,
        "suspects": [convicted(one["case_id"]) for one in cases[:-1]],
    }
    store(database_url, world)
    found = amounts(database_url, "proceeds_when_final")
    # The mean of the European Central Bank's daily rates of 2020 is 1.1422.
    assert found.pop("final") == pytest.approx(100 / 1.1422, abs=0.01)
    assert found == {"not final": None, "not final, in euros": 1000, "benchmark": 1000}
    documented = column(database_url, per_case_money, "case_id", "convicted_of_documented")
    without = {name for name, truth in documented.items() if not truth}
    assert without == {"benchmark", "not final", "not final, in euros"}
    assert column(database_url, per_case, "case_id", "convicted_of_anything")["final"] is True


def test_what_reached_victims_is_set_against_what_was_realised(database_url: str) -> None:
    decided = {"charged": "yes", "first_instance_on": day("2022-01-01")}
    world: World = {
        "jurisdictions": [EURO_PLACE],
        "cases": [case("A", **decided), case("open", charged="yes")],
        "assets": [
            *assets(
                "A",
                {"realised": 400, "to_victims": 100},
                {"realised": 100, "to_victims": 0},
                {"realised": 100},
                {"realised": 900, "to_victims": 900, "role": "evidence"},
            ),
            *assets("open", {"realised": 400, "to_victims": 400}),
        ],
    }
    store(database_url, world)
    found = row(database_url, "A05")
    assert (found["numerator"], found["denominator"], found["unknown"]) == (100, 500, 1)
