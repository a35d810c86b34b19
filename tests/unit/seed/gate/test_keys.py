"""Keys are unique, parents are there, and what is stored stays as it is."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from schemas.findings import Severity
from seed import gate, readers
from tests.gated import EXTRACTED, Stored, check, found, only
from tests.submissions import write

CASES = "case_id,scope\nk7,charged_as_trafficking\nm2,trafficking_elements\n"
SUSPECTS = "case_id,person_id,kind\nk7,p1,natural\nm2,p1,natural\n"


def errors(checked: gate.Checked) -> list[tuple[str, int | None, str | None]]:
    warned = {f for f in checked.findings if f.severity is Severity.WARNING}
    return found(replace(checked, findings=tuple(f for f in checked.findings if f not in warned)))


def test_an_id_with_two_contents_refuses_both_rows(tmp_path: Path) -> None:
    checked = check(tmp_path, cases=CASES + "k7,trafficking_elements\n")
    assert found(checked) == [("id.duplicate", 2, "case_id"), ("id.duplicate", 4, "case_id")]
    assert checked.frames["cases"]["case_id"].to_list() == ["m2"]


def test_a_person_may_stand_in_two_cases_but_not_twice_in_one(tmp_path: Path) -> None:
    assert check(tmp_path / "a", cases=CASES, suspects=SUSPECTS).findings == ()
    checked = check(tmp_path / "b", cases=CASES, suspects=SUSPECTS + "k7,p1,legal\n")
    assert found(checked) == [("id.duplicate", 2, "case_id"), ("id.duplicate", 4, "case_id")]


def test_a_blank_is_a_value_of_a_key(tmp_path: Path) -> None:
    links = "case_id,person_id,link\nk7,,exploiter\nk7,,recruiter\nk7,,exploiter\n"
    checked = check(tmp_path, cases=CASES, links=links)
    assert found(checked) == [("id.duplicate", 4, "case_id")]


def test_links_of_nobody_need_no_suspect(tmp_path: Path) -> None:
    checked = check(tmp_path, cases=CASES, links="case_id,person_id,link\nk7,,exploiter\n")
    assert checked.findings == ()
    assert checked.frames["links"].height == 1


def test_a_parent_table_that_was_not_sent_is_named(tmp_path: Path) -> None:
    checked = check(tmp_path, suspects=SUSPECTS)
    assert "cases.csv was not sent, and none of 2 rows" in only(checked).wording


def test_a_refused_row_takes_its_children_with_it(tmp_path: Path) -> None:
    cases = CASES.replace("trafficking_elements", "wset")
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
    assert only(check(tmp_path, stored=elsewhere, suspects=SUSPECTS)).rule == "parent.all_missing"


def test_rules_look_at_stored_parents(tmp_path: Path) -> None:
    person = {"case_id": "k7", "person_id": "p1", "outcome": "acquitted"}
    stored = Stored(cases=[{"case_id": "k7"}], suspects=[person])
    sanctions = "sanction_id,case_id,person_id,kind\ns1,k7,p1,custody\n"
    checked = check(tmp_path, stored=stored, sanctions=sanctions)
    assert found(checked) == [("sanctions.of_acquitted", 2, "person_id")]


def test_a_claim_is_against_a_person_of_its_case(tmp_path: Path) -> None:
    claims = "claim_id,case_id,person_id,victim_id\nc1,k7,p1,\nc2,m2,p9,\nc3,k7,,v9\n"
    victims = "victim_id,case_id\nv1,k7\nv2,m2\n"
    checked = check(tmp_path, cases=CASES, suspects=SUSPECTS, victims=victims, claims=claims)
    assert found(checked) == [
        ("parent.missing", 3, "person_id"),
        ("parent.missing", 4, "victim_id"),
    ]
    assert checked.rows_refused["claims"] - checked.held_back.rows["claims"] == 2


def stored_case(**changed: object) -> Stored:
    row = {"case_id": "k7", "scope": "charged_as_trafficking", "form": "mixed", "batch_id": 4}
    return Stored(cases=[row | changed])


def test_what_is_stored_with_the_same_content_is_left_out_in_silence(tmp_path: Path) -> None:
    checked = check(tmp_path, stored=stored_case(), cases=CASES, suspects=SUSPECTS)
    assert checked.findings == ()
    assert checked.frames["cases"]["case_id"].to_list() == ["m2"]
    assert checked.frames["suspects"].height == 2
    assert checked.rows_refused == {"cases": 0, "suspects": 0}


def test_an_id_stored_with_other_content_is_one_finding_that_names_the_batch(
    tmp_path: Path,
) -> None:
    stored = stored_case(scope="trafficking_elements")
    checked = check(tmp_path, stored=stored, cases=CASES)
    finding = only(checked)
    assert (finding.rule, finding.row, finding.occurrences) == ("id.already_stored", None, 1)
    assert finding.wording.startswith("row 2: case_id is stored before with other content")
    assert "by batch 4" in finding.wording
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
        relaxed = replace(readers.read(folder), implied=frozenset({implied}))
        checked = gate.check(relaxed, Stored())
        assert only(checked).severity is Severity.WARNING
        assert checked.frames["cases"].height == 1
    strict = gate.check(readers.read(folder), Stored())
    assert only(strict).severity is Severity.ERROR
    assert strict.frames == {}


def test_a_child_of_a_row_whose_id_cannot_be_read_is_told_so(tmp_path: Path) -> None:
    suspects = SUSPECTS.replace("m2,p1", "m2,p2")
    checked = check(tmp_path, cases=CASES.replace("m2", "m 2"), suspects=suspects)
    assert errors(checked) == [("id.format", 3, "case_id")]
    [child] = [f for f in checked.findings if f.rule == "parent.unreadable"]
    assert (child.file, child.row, child.severity) == ("suspects.csv", 3, Severity.WARNING)
    assert "cases.csv has rows in which it cannot be read (1)" in child.wording
    assert checked.rows_refused == {"cases": 1, "suspects": 1}


def test_more_orphans_than_unreadable_parents_are_orphans(tmp_path: Path) -> None:
    suspects = SUSPECTS + "z9,p2,natural\n"
    checked = check(tmp_path, cases=CASES.replace("m2", "m 2"), suspects=suspects)
    assert [rule for rule, _, _ in errors(checked)] == [
        "id.format",
        "parent.missing",
        "parent.missing",
    ]
