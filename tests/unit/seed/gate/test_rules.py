"""The rules, each with rows that keep it and rows that break it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from schemas.findings import Severity
from seed import gate, readers
from tests.submissions import EXTRACTED, Stored, check, found, only, write

CASES_OF_KEYS = "case_id,scope\nk7,charged_as_trafficking\nm2,trafficking_elements\n"


SUSPECTS = "case_id,person_id,kind\nk7,p1,natural\nm2,p1,natural\n"


def errors(checked: gate.Checked) -> list[tuple[str, int | None, str | None]]:
    warned = {f for f in checked.findings if f.severity is Severity.WARNING}
    return found(replace(checked, findings=tuple(f for f in checked.findings if f not in warned)))


def test_a_refused_row_takes_its_children_with_it(tmp_path: Path) -> None:
    cases = CASES_OF_KEYS.replace("trafficking_elements", "wset")
    suspects = SUSPECTS.replace("m2,p1", "m2,p2")
    charges = "charge_id,case_id,person_id\nc1,k7,p1\nc2,m2,p2\n"
    checked = check(tmp_path, cases=cases, suspects=suspects, charges=charges)
    assert errors(checked) == [("code.unknown", 3, "scope")]
    assert found(checked)[1:] == [
        ("parent.refused", 3, "case_id"),
        ("parent.refused", 3, "person_id"),
    ]
    assert checked.rows_refused == {"cases": 1, "charges": 1, "suspects": 1}
    assert checked.frames["charges"]["charge_id"].to_list() == ["c1"]


def test_a_parent_may_be_stored_before(tmp_path: Path) -> None:
    stored = Stored(cases=[{"case_id": "k7"}, {"case_id": "m2"}])
    checked = check(tmp_path, stored=stored, suspects=SUSPECTS)
    assert checked.findings == ()
    assert checked.frames["suspects"].height == 2
    elsewhere = Stored(cases=[{"case_id": "k7", "jurisdiction": "XBB"}])
    finding = only(check(tmp_path, stored=elsewhere, suspects=SUSPECTS))
    assert finding.rule == "parent.all_missing"
    assert "cases.csv was not sent." in finding.wording


def test_rules_look_at_stored_parents(tmp_path: Path) -> None:
    person = {"case_id": "k7", "person_id": "p1", "outcome": "acquitted"}
    stored = Stored(cases=[{"case_id": "k7"}], suspects=[person])
    sanctions = "sanction_id,case_id,person_id,kind\ns1,k7,p1,custody\n"
    checked = check(tmp_path, stored=stored, sanctions=sanctions)
    assert found(checked) == [("sanctions.of_acquitted", 2, "person_id")]


def test_a_claim_is_against_a_person_of_its_case(tmp_path: Path) -> None:
    claims = "claim_id,case_id,person_id,victim_id\nc1,k7,p1,\nc2,m2,p9,\nc3,k7,,v9\n"
    victims = "victim_id,case_id\nv1,k7\nv2,m2\n"
    checked = check(
        tmp_path, cases=CASES_OF_KEYS, suspects=SUSPECTS, victims=victims, claims=claims
    )
    assert found(checked) == [
        ("parent.missing", 3, "person_id"),
        ("parent.missing", 4, "victim_id"),
    ]
    assert checked.rows_refused["claims"] - checked.held_back.rows["claims"] == 2


def stored_case(**changed: object) -> Stored:
    row = {"case_id": "k7", "scope": "charged_as_trafficking", "form": "mixed", "batch_id": 4}
    return Stored(cases=[row | changed])


def test_what_is_stored_with_the_same_content_is_left_out_in_silence(tmp_path: Path) -> None:
    checked = check(tmp_path, stored=stored_case(), cases=CASES_OF_KEYS, suspects=SUSPECTS)
    assert checked.findings == ()
    assert checked.frames["cases"]["case_id"].to_list() == ["m2"]
    assert checked.frames["suspects"].height == 2
    assert checked.rows_refused == {"cases": 0, "suspects": 0}


def test_an_id_stored_with_other_content_is_one_finding_that_names_the_batch(
    tmp_path: Path,
) -> None:
    stored = stored_case(scope="trafficking_elements")
    checked = check(tmp_path, stored=stored, cases=CASES_OF_KEYS)
    finding = only(checked)
    assert (finding.rule, finding.row, finding.occurrences) == ("id.already_stored", None, 1)
    assert finding.wording.startswith("Row 2: case_id is already stored with other content")
    assert "by import 4" in finding.wording
    assert gate.is_fatal(checked.findings)


def test_columns_that_were_not_sent_are_not_compared_and_precision_is(tmp_path: Path) -> None:
    opened = {"opened_on": date(2024, 5, 1), "opened_on_precision": "month"}
    text = "case_id,scope,opened_on\nk7,charged_as_trafficking,{}\n"
    for cell, changed in (("2024-05", False), ("2024-05-01", True)):
        checked = check(tmp_path, stored=stored_case(**opened), cases=text.format(cell))
        assert (found(checked) != []) == changed


def test_blank_parts_of_a_stored_key_are_found_again(tmp_path: Path) -> None:
    link = {"case_id": "k7", "person_id": None, "link": "exploiter", "location": "unknown"}
    stored = Stored(cases=[{"case_id": "k7"}], links=[link])
    links = "case_id,person_id,link\nk7,,exploiter\nk7,,recruiter\n"
    checked = check(tmp_path, stored=stored, links=links)
    assert checked.findings == ()
    assert checked.frames["links"]["link"].to_list() == ["recruiter"]


def test_a_jurisdiction_is_described_once(tmp_path: Path) -> None:
    stored = Stored(jurisdictions=[{"jurisdiction": "XAA", "name": "Alba"}])
    same, other = (f"jurisdiction,name\nXAA,{name}\n" for name in ("Alba", "Beta"))
    assert check(tmp_path, stored=stored, jurisdictions=same).findings == ()
    assert only(check(tmp_path, stored=stored, jurisdictions=other)).rule == "id.already_stored"
    twice = check(tmp_path, jurisdictions=same + "XAA,Beta\n")
    assert {finding.rule for finding in twice.findings} == {"id.duplicate", "statement.refused"}


def test_a_mapping_may_turn_a_rule_into_a_warning(tmp_path: Path) -> None:
    cases = "case_id,scope,charged_on,final_on\nk7,trafficking_elements,2024-05-01,2024-04-01\n"
    folder = write(tmp_path, EXTRACTED, cases=cases)
    for implied in ("order.cases.charged_on.final_on", "cases.charged_on"):
        relaxed = replace(readers.read_submission(folder), implied=frozenset({implied}))
        checked = gate.check(relaxed, Stored())
        assert only(checked).severity is Severity.WARNING
        assert checked.frames["cases"].height == 1
    strict = gate.check(readers.read_submission(folder), Stored())
    assert only(strict).severity is Severity.ERROR
    assert strict.frames == {}


def test_a_child_of_a_row_whose_id_cannot_be_read_is_an_orphan(tmp_path: Path) -> None:
    suspects = SUSPECTS + "z9,p2,natural\n"
    checked = check(tmp_path, cases=CASES_OF_KEYS.replace("m2", "m 2"), suspects=suspects)
    assert [rule for rule, _, _ in errors(checked)] == [
        "id.format",
        "parent.missing",
        "parent.missing",
    ]


OTHER = "case_id,scope\nk7,other_offence\nm2,trafficking_elements\n"


ASSETS = "asset_id,case_id,frozen,currency\na1,,5,EUR\na2,k7,7,EUR\na3,,9,EUR\n"


@pytest.mark.parametrize(
    ("cases", "assets", "number"),
    [
        (OTHER, ASSETS, 2),
        (OTHER, ASSETS.replace(",,", ",m2,"), None),
        # Of trafficking alone: a register need not name its cases.
        (OTHER.replace("other_offence", "trafficking_elements"), ASSETS, None),
        # A register that comes alone has none to name.
        ("", ASSETS.replace("k7", ""), None),
    ],
)
def test_assets_without_a_case_are_counted_in_a_warning(
    cases: str, assets: str, number: int | None, tmp_path: Path
) -> None:
    checked = check(tmp_path, **({"cases": cases} if cases else {}), assets=assets)
    told = [f for f in checked.findings if f.rule == "assets.without_case"]
    assert [f.occurrences for f in told] == ([] if number is None else [number])
    assert all(f.wording.startswith("2 assets name no case") for f in told)


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


def test_a_rule_of_persons_is_broken_by_the_first_row_alone(tmp_path: Path) -> None:
    suspects = "case_id,person_id,kind,sex,age_group\nk7,p1,legal,male,\nk7,p2,legal,,\n"
    victims = "victim_id,age_group,guardian\nv1,adult,appointed\nv2,child,appointed\n"
    victims += "v3,adult,not_appointed\n"
    assert found(check(tmp_path / "a", cases=CASES, suspects=suspects)) == [
        ("suspects.legal_with_age_or_sex", 2, "kind")
    ]
    assert found(check(tmp_path / "b", victims=victims)) == [
        ("victims.adult_with_guardian", 2, "guardian")
    ]


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
