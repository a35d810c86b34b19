"""Open cases as lines: order, age, squares, reasons; and how one case counts, in words."""

from datetime import date

import pandas as pd
import pytest

from dashboard.caseload.frames import counted_case, worklist
from dashboard.query_params import CaseloadView, CaseOrder
from metrics import catalogue
from metrics.worklist import STEPS, Caseload
from schemas import vocabulary

GROUPS = [group.value for group in vocabulary.LinkGroup]


def case(case_id: str, age: float | None, **row: object) -> dict[str, object]:
    given = {"case_id": case_id, "form": "forced_labour", "age_days": age}
    dates = {"opened_on": date(2026, 6, 20), "charged_on": None}
    return given | dates | dict.fromkeys(GROUPS, "not_seen") | row


def step(case_id: str, name: str, *counts: int) -> dict[str, object]:
    parts = dict(zip(("possible", "taken", "unknown", "not_collected"), counts, strict=True))
    return {"case_id": case_id, "step": name, **parts}


LOAD = Caseload(
    cases=pd.DataFrame(
        [
            case("old", 900.0, recruitment="charged", transport="identified", enabling="unknown"),
            case("new", 10.0),
            case("bare", None, opened_on=None),
        ]
    ),
    steps=pd.DataFrame(
        [
            step("old", "claim", 2, 1, 1, 0),
            step("new", "claim", 1, 0, 0, 0),
            step("new", "confiscation", 1, 0, 0, 0),
            step("bare", "claim", 0, 0, 1, 0),
            step("bare", "freezing", 0, 0, 0, 1),
        ]
    ),
    never=("foreign_request",),
)


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        (CaseloadView(), ["new", "old", "bare"]),
        (CaseloadView(order=CaseOrder.AGE), ["old", "new", "bare"]),
        (CaseloadView(order=CaseOrder.YOUNGEST), ["new", "old", "bare"]),
        (CaseloadView(step="claim"), ["new", "old"]),
        (CaseloadView(step="freezing"), []),
    ],
)
def test_cases_stand_in_the_order_asked_for_and_an_unknown_step_is_none(
    view: CaseloadView, shown: list[str]
) -> None:
    assert [line.id for line in worklist.lines(LOAD, view)] == shown


def test_a_line_says_why_it_is_listed_and_what_is_not_known() -> None:
    new, old, bare = worklist.lines(LOAD, CaseloadView())
    assert [one.why for one in new.steps] == [
        "Somebody was charged and confiscation was not asked for",
        "The victim: no claim was made, and none declined",
    ]
    assert old.steps[0].why == "2 of 4 victims: no claim was made, and none declined"
    assert old.unknown == ()
    assert bare.steps == ()
    assert bare.unknown == (STEPS["claim"].title,)


def test_a_case_without_a_date_has_no_age() -> None:
    new, old, bare = worklist.lines(LOAD, CaseloadView())
    assert (new.age, new.since) == ("10\N{NO-BREAK SPACE}days", "opened 20 June 2026")
    assert old.days == 900
    assert (bare.age, bare.since, bare.days) == ("Age not known", "no date on record", None)


def test_squares_say_their_state_in_sign_and_words() -> None:
    old = worklist.lines(LOAD, CaseloadView())[1]
    signs = {square.group: (square.sign, square.says) for square in old.squares}
    assert signs["Recruitment"] == ("C", "charged")
    assert signs["Transport"] == ("I", "identified, not charged")
    assert signs["Harbouring"] == ("·", "not seen")
    assert signs["Enabling"] == ("U", "unknown")


def test_the_tally_tells_possible_from_unknown_and_not_collected() -> None:
    tally = {one.step.id: one for one in worklist.tally(LOAD)}
    assert list(tally) == list(STEPS)
    claim, freezing = tally["claim"], tally["freezing"]
    assert (claim.possible, claim.unknown, claim.not_collected) == (2, 1, 0)
    assert (freezing.possible, freezing.unknown, freezing.not_collected) == (0, 0, 1)
    assert tally["foreign_request"].never
    assert worklist.with_a_step(LOAD) == 2


def counted(measure: str, **parts: object) -> dict[str, object]:
    row = {"measure": measure, "units": 1, "due_on": None, "first_on": None, "last_on": None}
    return row | dict.fromkeys(counted_case.PARTS, 0) | parts


@pytest.mark.parametrize(
    ("measure", "row", "verdict", "why"),
    [
        ("F01", {"yes": 1}, "Yes", "A financial investigation was opened"),
        ("F01", {"no": 1}, "No", "Not so: a financial investigation was opened"),
        ("F01", {"unknown": 1}, "Unknown", "read from cases.financial_investigation"),
        ("F01", {"left_out": 1}, "Left out", "Not so: at least one person was charged"),
        ("F01", {"gap": 1}, "Not recorded", "The source does not record"),
        (
            "N01",
            {"young": 1, "due_on": date(2027, 3, 20)},
            "Not yet due",
            "Judged from 20 March 2027 on; counted from: first charge",
        ),
        ("N01", {"young": 1}, "Not yet due", "Too young: first charge"),
        ("V03", {"units": 3, "yes": 2, "no": 1}, "2 yes, 1 no", "Yes (legal aid was given"),
        ("P05", {"no": 1}, "Still open", "Not so: the proceedings at first instance ended"),
        ("A03", {"yes": 1}, "Used", "Value frozen"),
        ("F02m", {"yes": 1}, "Used", "From opening to the financial investigation"),
        ("P04", {"yes": 1}, "Resolved", "Decided at first instance, closed or joined"),
    ],
)
def test_how_a_case_counts_is_said_with_its_reason(
    measure: str, row: dict[str, object], verdict: str, why: str
) -> None:
    of, parts = catalogue.CATALOGUE[measure], counted(measure, **row)
    assert counted_case.verdict(of, parts) == verdict
    assert why in counted_case.why(of, parts)


def test_every_measure_can_say_what_decides_in_it() -> None:
    for measure in catalogue.CATALOGUE.values():
        assert counted_case.asks(measure).info["meaning"]


def test_the_year_is_that_of_the_date_and_undated_where_there_is_none() -> None:
    both = counted("V03", first_on=date(2023, 1, 1), last_on=date(2024, 1, 1))
    assert counted_case.year(both) == "2023–2024"
    assert counted_case.year(counted("V03")) == "undated"


def test_the_tally_of_a_case_adds_up() -> None:
    rows = pd.DataFrame(
        [
            counted("F01", yes=1),
            counted("F02", unknown=1),
            counted("N01", young=1),
            counted("A02", left_out=1),
            counted("V03", yes=1, unknown=1, units=2),
        ]
    )
    assert counted_case.tally(rows) == (
        "It counts in 2 measures. Of the others 1 lacks a record, 1 is not yet due and 1 leaves it"
        " out."
    )
    assert counted_case.tally(rows[rows["young"] == 0].iloc[[0, 2, 3]]) == (
        "It counts in 2 measures. Of the others 1 leaves it out."
    )
