"""Inspections, requests and disclosures: what each came to."""

import pytest

from metrics.units.other_sources import per_disclosure, per_inspection, per_request
from tests.literals import Row
from tests.unit.metrics.small_world import PLACE, World, column, day, parts, row, store

YES, NO, UNKNOWN = True, False, None
CASES: list[Row] = [
    {"case_id": "charged", "scope": "trafficking_elements", "charged": "yes", "office_id": "X"},
    {"case_id": "open", "scope": "trafficking_elements"},
    {"case_id": "theft", "scope": "other_offence", "charged": "yes"},
]
OFFICES = [{"office_id": name, "kind": "other"} for name in ("X", "Y")]


def inspection(name: str, **said: object) -> Row:
    return {"inspection_id": name, "currency": "EUR"} | said


def test_workers_and_wages_are_of_targeted_inspections(database_url: str) -> None:
    targeted = {"targeted": "yes"}
    inspections = [
        inspection("A", workers_found=7, wages_recovered=2100, office_id="Y", **targeted),
        inspection("B", workers_found=3, wages_recovered=0, case_id="charged", **targeted),
        inspection("C", workers_found=2, wages_recovered=900, case_id="charged", **targeted),
        inspection("no wages", workers_found=5, **targeted),
        inspection("no number", wages_recovered=10, **targeted),
        inspection("perhaps", workers_found=90, wages_recovered=90),
        inspection("not", workers_found=90, wages_recovered=90, targeted="no"),
        inspection("does not apply", workers_found=90, targeted="not_applicable"),
    ]
    world: World = {
        "jurisdictions": [{"jurisdiction": PLACE, "currency": "EUR"}],
        "offices": OFFICES,
        "cases": CASES,
        "inspections": inspections,
    }
    store(database_url, world)
    assert parts(row(database_url, "L03")) == (17, 2, 4)
    wages = row(database_url, "L03b")
    assert parts(wages) == (3000, 3, 12)
    # One inspection of two thirds and more, against two that led to one case.
    assert wages["largest_share"] == pytest.approx(0.7)
    assert column(database_url, per_inspection, "inspection_id", "office")["A"] == "Y"
    assert column(database_url, per_inspection, "inspection_id", "office")["B"] == "unknown"


def test_joint_operations_are_known_yes_or_no(database_url: str) -> None:
    codes = {"yes": YES, "no": NO, "unknown": UNKNOWN, "not_applicable": UNKNOWN}
    store(
        database_url,
        {"inspections": [inspection(code, joint_with_immigration=code) for code in codes]},
    )
    assert column(database_url, per_inspection, "inspection_id", "joint_with_immigration") == codes
    assert parts(row(database_url, "L04j")) == (1, 1, 2)


SENT = {"sent_on": day("2025-01-10")}
# What is said of a request; whether it belongs to those due, and was executed.
REQUESTS: dict[str, tuple[Row, tuple[bool | None, bool]]] = {
    "executed": (SENT | {"executed_on": day("2025-03-01")}, (YES, YES)),
    "refused": (SENT | {"refused_on": day("2025-03-01")}, (YES, NO)),
    "refused, then executed": (
        SENT | {"refused_on": day("2025-02-01"), "executed_on": day("2025-03-01")},
        (YES, YES),
    ),
    "pending, due": (SENT | {"due_on": day("2026-06-30")}, (YES, NO)),
    "pending, due tomorrow": (SENT | {"due_on": day("2026-07-01")}, (YES, NO)),
    "executed, due tomorrow": (
        SENT | {"due_on": day("2026-07-01"), "executed_on": day("2025-03-01")},
        (YES, YES),
    ),
    "pending": (SENT, (UNKNOWN, NO)),
}


def test_a_request_is_judged_when_it_is_due(database_url: str) -> None:
    requests = [
        {"request_id": name, "case_id": "charged"} | said for name, (said, _) in REQUESTS.items()
    ]
    of_theft = {"request_id": "of a theft", "case_id": "theft", "executed_on": day("2025-03-01")}
    world: World = {"offices": OFFICES, "cases": CASES, "requests": [*requests, of_theft]}
    store(database_url, world)
    for position, name in enumerate(("answered_or_due", "executed")):
        found = column(database_url, per_request, "request_id", name)
        assert found == {of: told[position] for of, (_, told) in REQUESTS.items()}
    # Those due tomorrow wait, the executed one as well.
    assert parts(row(database_url, "T03b")) == (2, 1, 4)
    # A refusal is an answer.
    assert parts(row(database_url, "T03c")) == (4, 0, 7)
    answered_on = column(database_url, per_request, "request_id", "answered_on")
    assert answered_on["refused"] == day("2025-03-01")
    assert column(database_url, per_request, "request_id", "office")["refused"] == "X"


def test_a_disclosure_that_names_no_case_became_none(database_url: str) -> None:
    named = {"a charged case": "charged", "an open case": "open", "a theft": "theft", "none": None}
    disclosures = [{"disclosure_id": name, "case_id": of} for name, of in named.items()]
    store(database_url, {"offices": OFFICES, "cases": CASES, "disclosures": disclosures})
    became = column(database_url, per_disclosure, "disclosure_id", "became_case")
    assert became == {"a charged case": YES, "an open case": YES, "a theft": NO, "none": NO}
    counted = column(database_url, per_disclosure, "disclosure_id", "is_of_trafficking")
    assert [name for name, truth in counted.items() if not truth] == ["a theft"]
    assert parts(row(database_url, "F05d")) == (2, 0, 3)
