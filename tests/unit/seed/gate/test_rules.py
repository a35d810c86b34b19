"""The rules, each with rows that keep it and rows that break it."""

from decimal import Decimal
from pathlib import Path

import pytest

from schemas.findings import Severity
from tests.gated import Stored, check, found, only

ORDER = "order.sanctions.suspects.decided_on.ordered_on"


def test_an_unreadable_currency_is_not_a_missing_one(tmp_path: Path) -> None:
    cases = (
        "case_id,scope,proceeds_estimate,currency\n"
        "k7,charged_as_trafficking,10.50,EURO\n"
        "m2,charged_as_trafficking,10.50,\n"
    )
    rules = [(rule, row) for rule, row, _ in found(check(tmp_path, cases=cases))]
    assert [row for _, row in rules].count(2) == 1
    assert ("money.currency.cases", 3) in rules


CASES = "case_id,scope\nk7,charged_as_trafficking\n"
SUSPECT = "case_id,person_id,kind,outcome,decided_on\nk7,p1,natural,{},{}\n"
SANCTION = "sanction_id,case_id,person_id,kind,route,months,ordered_on\ns1,k7,p1,{},{},{},{}\n"


@pytest.mark.parametrize(
    ("sanction", "broken"),
    [
        (("custody", "criminal", "24", "2024-03-01"), []),
        (("custody", "criminal", "24", "2024-02-28"), [("error", ORDER)]),
        (("custody", "criminal", "24", "2024-02"), [("warning", f"{ORDER}.coarse")]),
        (("fine", "administrative", "", "2023-05-01"), []),
        (("custody", "criminal", "0", ""), [("warning", "sanctions.months_of_custody")]),
        (("custody", "criminal", "-1", ""), [("error", "sanctions.months")]),
        (("custody", "criminal", "1201", ""), [("error", "sanctions.months")]),
        (("custody", "criminal", "999", ""), [("warning", "sanctions.months_filled_in")]),
        (("life", "criminal", "300", ""), [("warning", "sanctions.months_of_life")]),
        (("life", "criminal", "", ""), []),
        (("probation", "criminal", "0", ""), []),
    ],
)
def test_what_a_sanction_may_be(
    tmp_path: Path, sanction: tuple[str, ...], broken: list[tuple[str, str]]
) -> None:
    suspects = SUSPECT.format("convicted_trafficking", "2024-03-01")
    sanctions = SANCTION.format(*sanction)
    checked = check(tmp_path, cases=CASES, suspects=suspects, sanctions=sanctions)
    assert [(f.severity.value, f.rule) for f in checked.findings] == broken


@pytest.mark.parametrize(
    ("outcome", "decided", "broken"),
    [
        ("convicted_other", "", ["suspects.convicted_undated"]),
        ("pending", "2024-03-01", ["suspects.pending_decided"]),
        ("pending", "", []),
        ("acquitted", "2024-03-01", []),
    ],
)
def test_outcome_and_date_of_decision_agree(
    tmp_path: Path, outcome: str, decided: str, broken: list[str]
) -> None:
    checked = check(tmp_path, cases=CASES, suspects=SUSPECT.format(outcome, decided))
    assert [f.rule for f in checked.findings] == broken
    assert all(f.severity is Severity.WARNING for f in checked.findings)


def test_sex_and_age_are_of_natural_persons(tmp_path: Path) -> None:
    suspects = "case_id,person_id,kind,sex,age_group\nk7,p1,legal,male,\nk7,p2,legal,,\n"
    finding = only(check(tmp_path, cases=CASES, suspects=suspects))
    assert (finding.rule, finding.row) == ("suspects.legal_with_age_or_sex", 2)


def test_an_adult_with_a_guardian_is_a_warning(tmp_path: Path) -> None:
    victims = (
        "victim_id,age_group,guardian\nv1,adult,appointed\nv2,child,appointed\n"
        "v3,adult,not_appointed\n"
    )
    finding = only(check(tmp_path, victims=victims))
    assert (finding.rule, finding.row) == ("victims.adult_with_guardian", 2)


AWARD = {
    "cases": CASES,
    "victims": "victim_id,case_id\nv1,k7\n",
    "suspects": "case_id,person_id,kind\nk7,p1,natural\n",
    "claims": "claim_id,case_id,victim_id,awarded,currency\nc1,k7,v1,100,EUR\n",
}


def test_payments_of_earlier_batches_count(tmp_path: Path) -> None:
    payments = "payment_id,claim_id,paid,currency\nq7,c1,60,EUR\nq8,c1,1,EUR\n"
    above = "money.above.payments.paid.awarded"
    # The last is the row sent again: it counts once.
    for currency, payment, broken in (
        ("EUR", "q1", [above, above]),
        ("RON", "q1", []),
        ("EUR", "q7", ["id.already_stored"]),
    ):
        row = {"payment_id": payment, "claim_id": "c1", "paid": Decimal(50), "currency": currency}
        checked = check(
            tmp_path / payment, stored=Stored(payments=[row]), **AWARD, payments=payments
        )
        # That nothing has a date is another matter.
        rules_ = [f.rule for f in checked.findings if f.rule != "coverage.no_dates"]
        assert rules_ == broken
