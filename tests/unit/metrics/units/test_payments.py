"""What was paid for an award: by whom, in time or not, and against what loss."""

from decimal import Decimal
from typing import Any

from metrics.units.awards import per_award
from metrics.units.victims import per_victim
from tests.literals import Row
from tests.unit.metrics.small_world import World, column, day, parts, row, store

CASE = {"case_id": "A", "scope": "charged_as_trafficking"}
AWARDED_ON = day("2020-01-31")
Payment = tuple[float, str, str | None]

# Payments of 100 awarded on 31 January 2020: amount, source, day (or month); whether one came in
# time from a source that does not depend on the perpetrator.
PAYMENTS: dict[str, tuple[tuple[Payment, ...], bool | None]] = {
    "State fund on the last day": (((5, "state_fund", "2021-01-31"),), True),
    "State fund a day late": (((5, "state_fund", "2021-02-01"),), False),
    "State fund before the award": (((5, "state_fund", "2019-01-01"),), True),
    "State fund in the last month": (((5, "state_fund", "2021-01"),), True),
    "State fund in the month after": (((5, "state_fund", "2021-02"),), False),
    "State fund, no day": (((5, "state_fund", None),), None),
    "State fund, nothing": (((0, "state_fund", None),), False),
    "advance": (((5, "advance", "2020-06-30"),), True),
    "insurance": (((5, "insurance", "2020-06-30"),), True),
    "confiscated assets": (((5, "confiscated_assets", "2020-06-30"),), True),
    "employer": (((100, "employer", "2020-06-30"),), False),
    "another source": (((5, "other", "2020-06-30"),), False),
    "unknown source": (((5, "unknown", "2020-06-30"),), None),
    "unknown source, late": (((5, "unknown", "2021-02-01"),), False),
    "perpetrator, in part": (((99, "perpetrator", "2020-06-30"),), False),
    "perpetrator, whole but late": (((100, "perpetrator", "2021-02-01"),), False),
    "perpetrator, whole, no day": (((100, "perpetrator", None),), False),
    "no record": ((), None),
}
WHOLE: dict[str, tuple[Payment, ...]] = {
    "whole": ((60, "perpetrator", "2020-06-30"), (40, "perpetrator", "2021-01-31")),
    "whole, and the fund as well": (
        (100, "perpetrator", "2020-06-30"),
        (5, "state_fund", "2020-06-30"),
    ),
}


def claim(number: str, victim_id: str | None, **said: object) -> Row:
    return {"claim_id": number, "case_id": "A", "victim_id": victim_id, "result": "granted"} | {
        "currency": "EUR",
        "decided_on": AWARDED_ON,
        "awarded": 100,
        **said,
    }


def victim(name: str, **said: object) -> Row:
    return {"victim_id": name, "case_id": "A", "status": "identified"} | said


def payments(claim_id: str, paid: tuple[Payment, ...]) -> list[Row]:
    return [
        {"payment_id": f"{claim_id} {number}", "claim_id": claim_id, "paid": amount}
        | {"source": source, "currency": "EUR", **_on(text)}
        for number, (amount, source, text) in enumerate(paid)
    ]


def _on(text: str | None) -> Row:
    if text is None:
        return {}
    if len(text) == len("2020-06"):
        return {"paid_on": day(f"{text}-01"), "paid_on_precision": "month"}
    return {"paid_on": day(text)}


def of_victims(url: str, name: str) -> dict[str, Any]:
    return column(url, per_victim, "victim_id", name)


def of_awards(url: str, name: str) -> dict[str, Any]:
    return column(url, per_award, "award_id", name)


def test_a_payment_does_not_depend_on_the_perpetrator_by_its_source(database_url: str) -> None:
    world: World = {
        "cases": [CASE],
        "victims": [victim(name) for name in (*PAYMENTS, *WHOLE)],
        "claims": [claim(name, name) for name in (*PAYMENTS, *WHOLE)],
        "payments": [
            *(one for name, (paid, _) in PAYMENTS.items() for one in payments(name, paid)),
            *(one for name, paid in WHOLE.items() for one in payments(name, paid)),
        ],
    }
    store(database_url, world)
    independently = of_victims(database_url, "paid_independently")
    assert {name: independently[name] for name in PAYMENTS} == {
        name: truth for name, (_, truth) in PAYMENTS.items()
    }
    asked = of_victims(database_url, "awarded_and_not_paid_by_perpetrators")
    assert {name for name, truth in asked.items() if not truth} == set(WHOLE)
    known = [truth for _, truth in PAYMENTS.values() if truth is not None]
    assert parts(row(database_url, "R04")) == (sum(known), len(PAYMENTS) - len(known), len(known))


def test_perpetrators_must_have_paid_every_award(database_url: str) -> None:
    whole = ((100, "perpetrator", "2020-06-30"),)
    store(
        database_url,
        {
            "cases": [CASE],
            "victims": [
                victim("both"),
                victim("one"),
                victim("of unknown amount"),
                victim("joint"),
            ],
            "claims": [
                claim("1", "both"),
                claim("2", "both"),
                claim("3", "one"),
                claim("4", "one", decided_on=day("2022-01-31")),
                claim("5", "of unknown amount", awarded=None),
                claim("6", "joint", joint_award_id="J"),
                claim("7", None, joint_award_id="J"),
            ],
            "payments": [
                *(one for number in "12357" for one in payments(number, whole)),
                # In time after its own award, and late after the first one.
                *payments("4", ((100, "perpetrator", "2022-06-30"),)),
            ],
        },
    )
    assert of_victims(database_url, "awarded_and_not_paid_by_perpetrators") == {
        "both": False,
        "one": True,
        "of unknown amount": True,
        "joint": False,
    }


def test_the_fund_is_open_to_a_victim_by_any_claim(database_url: str) -> None:
    eligible = {
        "yes": ("no", "yes"),
        "unknown": ("no", "unknown"),
        "no": ("no", "not_applicable"),
        "not_applicable": ("not_applicable", "not_applicable"),
    }
    store(
        database_url,
        {
            "cases": [CASE],
            "victims": [*(victim(name) for name in eligible), victim("without a claim")],
            "claims": [
                claim(f"{name} {number}", name, state_fund_eligible=code)
                for name, codes in eligible.items()
                for number, code in enumerate(codes)
            ],
        },
    )
    expected = {name: name for name in eligible} | {"without a claim": "unknown"}
    assert of_victims(database_url, "state_fund_eligible") == expected


def test_what_was_paid_is_split_by_source(database_url: str) -> None:
    paid = (
        (10, "perpetrator", None),
        (20, "state_fund", None),
        (30, "advance", None),
        (40, "confiscated_assets", None),
    )
    store(
        database_url,
        {
            "cases": [CASE],
            "claims": [
                claim("1", None),
                claim("2", None),
                claim("3", None),
                claim("4", None, joint_award_id="J"),
                claim("5", None, joint_award_id="J"),
            ],
            "payments": [
                *payments("1", paid),
                *payments("2", ((0, "unknown", None),)),
                *payments("4", ((50, "perpetrator", None),)),
                *payments("5", ((50, "insurance", None),)),
            ],
        },
    )
    by_state = of_awards(database_url, "paid_by_state_fund")
    assert by_state == {"1": 20, "2": 0, "3": None, "joint J": 0}
    of_all = {"perpetrator": 60, "state": 20, "advance": 30, "confiscated": 40, "insurance": 50}
    for name, amount in of_all.items():
        found = row(database_url, f"R04m-{name}")
        assert (found["numerator"], found["denominator"], found["unknown"]) == (amount, 200, 1)


def test_an_award_is_set_against_the_loss_and_its_heads(database_url: str) -> None:
    heads = {
        "both": (60, 40, True),
        "material alone": (60, 0, False),
        "moral alone, the other unknown": (None, 40, None),
        "none of one, the other unknown": (0, None, False),
        "undivided": (None, None, None),
    }
    losses = {"loss": 80, "no loss": 0, "unknown loss": None}
    claims = [
        claim(name, None, awarded_material=material, awarded_moral=moral)
        for name, (material, moral, _) in heads.items()
    ]
    claims += [claim(name, None, documented_loss=loss) for name, loss in losses.items()]
    claims += [
        claim("1", None, joint_award_id="J", awarded=100, documented_loss=50, awarded_moral=1),
        claim("2", None, joint_award_id="J", awarded=80, documented_loss=40, awarded_material=1),
    ]
    store(database_url, {"cases": [CASE], "claims": claims})
    both = of_awards(database_url, "both_heads")
    assert {name: both[name] for name in heads} == {n: truth for n, (*_, truth) in heads.items()}
    assert both["joint J"] is True
    ratios = of_awards(database_url, "share_of_loss")
    assert {name: ratios[name] for name in (*losses, "joint J")} == {
        "loss": Decimal("1.25"),
        "no loss": None,
        "unknown loss": None,
        "joint J": 2,
    }
    assert row(database_url, "R05")["denominator"] == 2
