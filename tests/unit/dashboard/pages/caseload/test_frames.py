"""My caseload in words: its lists, marks, offices, and what a step could move."""

import math
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard.frames import open_cases
from dashboard.frames.peer_comparison import Compared, Quartiles
from dashboard.pages.caseload import frames
from dashboard.pages.caseload.frames import Improvement, gap_to_peer_median
from dashboard.query_params import CaseloadView, CaseOrder
from metrics import catalogue
from metrics.worklist import STEPS, Caseload, without_marked_steps
from schemas import vocabulary
from schemas.store import not_applicable_steps
from tests.unit.dashboard.plain_text import plain

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
    assert [line.id for line in open_cases.case_lines(LOAD, view)] == shown


def test_a_line_says_why_it_is_listed_how_old_it_is_and_what_is_not_known() -> None:
    new, old, bare = open_cases.case_lines(LOAD, CaseloadView())
    assert [one.id for one in new.steps] == ["confiscation", "claim"]
    assert old.steps[0].why.endswith("This applies to 2 of 4 victims.")
    assert (old.unknown, bare.steps, bare.unknown) == ((), (), (STEPS["claim"].title,))
    assert (new.age, new.since) == ("10\N{NO-BREAK SPACE}days", "Opened on 20 June 2026")
    assert old.days == 900
    assert (bare.age, bare.since, bare.days) == ("Age not recorded", "No date recorded", None)
    signs = {square.group: (square.sign, square.says) for square in old.squares}
    assert signs["Recruitment"] == ("C", "charged")
    assert signs["Transport"] == ("I", "identified, not charged")
    assert signs["Harbouring"] == ("·", "not found")
    assert signs["Enabling"] == ("U", "unrecorded")


def test_the_tally_tells_possible_from_unknown_and_not_collected() -> None:
    tally = {one.step.id: one for one in open_cases.count_cases_by_step(LOAD)}
    assert list(tally) == list(STEPS)
    claim, freezing = tally["claim"], tally["freezing"]
    assert (claim.possible, claim.unknown, claim.not_collected) == (2, 1, 0)
    assert (freezing.possible, freezing.unknown, freezing.not_collected) == (0, 0, 1)
    assert tally["foreign_request"].never
    assert open_cases.count_cases_with_step(LOAD) == 2


def counted(measure: str, **parts: object) -> dict[str, object]:
    row = {"measure": measure, "units": 1, "due_on": None, "first_on": None, "last_on": None}
    return row | dict.fromkeys(frames.PARTS, 0) | parts


DUE = date(2027, 3, 20)


@pytest.mark.parametrize(
    ("measure", "row", "verdict", "why"),
    [
        ("F01", {"yes": 1}, "Yes", "A financial investigation was opened"),
        ("F01", {"no": 1}, "No", "Condition not met: A financial investigation was opened"),
        ("F01", {"unknown": 1}, "Missing", "data needed: cases.financial_investigation"),
        ("F01", {"left_out": 1}, "Not counted", "not met: At least one person was charged"),
        ("F01", {"gap": 1}, "Not collected", "The source does not collect"),
        ("N01", {"young": 1, "due_on": DUE}, "Too recent", "It will count from 20 March 2027. The"),
        ("N01", {"young": 1}, "Too recent", "Too recent. The time is counted from: First charge"),
        ("V03", {"units": 3, "yes": 2, "no": 1}, "Yes: 2, No: 1", "Yes: Legal aid was given"),
        ("P05", {"no": 1}, "Still open", "not met: The proceedings at first instance ended"),
        ("A03", {"yes": 1}, "Used", "Value frozen"),
        ("F02m", {"yes": 1}, "Used", "From the opening of the case to the financial investigation"),
        ("P04", {"yes": 1}, "Resolved", "Decided at first instance, closed or joined"),
    ],
)
def test_how_a_case_counts_is_said_with_its_reason(
    measure: str, row: dict[str, object], verdict: str, why: str
) -> None:
    of, parts = catalogue.CATALOGUE[measure], counted(measure, **row)
    assert frames.case_verdict_text(of, parts) == verdict
    assert why in frames.verdict_reason(of, parts)


def test_every_measure_can_say_what_decides_in_it() -> None:
    for measure in catalogue.CATALOGUE.values():
        assert frames.decisive_column(measure).info["meaning"]


def test_the_year_is_that_of_the_date_and_undated_where_there_is_none() -> None:
    both = counted("V03", first_on=date(2023, 1, 1), last_on=date(2024, 1, 1))
    assert frames.counted_years_text(both) == "2023 to 2024"
    assert frames.counted_years_text(counted("V03")) == "No date"


def test_the_tally_of_a_case_adds_up() -> None:
    once = [counted("F01", yes=1), counted("F02", unknown=1), counted("N01", young=1)]
    more = [counted("A02", left_out=1), counted("V03", yes=1, unknown=1, units=2)]
    rows = pd.DataFrame(once + more)
    assert frames.measures_of_case_sentences(rows) == (
        "It counts in 2 measures. Data are missing for 1 measure. It is too recent for 1 measure."
        " 1 other measure does not count it."
    )


DAY = date(2026, 5, 12)


def mark(case_id: str, step: str, number: int = 1) -> not_applicable_steps.Mark:
    return not_applicable_steps.Mark(
        "QVE", case_id, step, not_applicable_steps.Reason.LEGALLY_EXCLUDED, number, DAY
    )


def test_every_reason_has_words() -> None:
    assert set(open_cases.REASONS) == set(not_applicable_steps.Reason)


def test_a_mark_says_why_and_since_when_and_when_it_was_undone() -> None:
    of = mark("new", "claim")
    said = "Marked as not applicable on 12 May 2026. Reason: legally excluded."
    assert open_cases.mark_text(of) == said
    undone = replace(of, undone_on=date(2026, 6, 1))
    assert open_cases.mark_text(undone) == f"{said} Undone on 1 June 2026."
    # A step that this version does not have goes by its id.
    assert open_cases.describe_mark(mark("c", "prayer")).title == "prayer"


def test_a_marked_step_is_counted_nowhere_as_possible_and_named_with_its_case() -> None:
    load = without_marked_steps(LOAD, "QVE", [mark("new", "claim"), mark("old", "claim", 2)])
    claim = {one.step.id: one for one in open_cases.count_cases_by_step(load)}["claim"]
    assert (claim.possible, claim.unknown, claim.marked) == (0, 1, 2)
    assert "claim" not in open_cases.cases_by_step(load)
    assert open_cases.count_cases_with_step(load) == 1
    lines = {line.id: line for line in open_cases.case_lines(load, CaseloadView())}
    assert [one.id for one in lines["new"].steps] == ["confiscation"]
    assert lines["new"].unknown == ()
    assert [one.title for one in lines["new"].marked] == ["Lodge a victim's claim for compensation"]
    assert open_cases.case_lines(load, CaseloadView(step="claim")) == []
    said = open_cases.caseload_summary(load, "X", DAY)
    assert "At least one step is still possible in 1 of them." in said


def test_a_mark_that_holds_no_longer_is_listed_with_the_reason_why() -> None:
    kept = [mark(case_id, "claim") for case_id in ("new", "old", "bare", "elsewhere")]
    kept.append(replace(mark("new", "confiscation"), undone_on=DAY))
    load = without_marked_steps(LOAD, "QVE", kept)
    assert [(one.case_id, one.remark) for one in open_cases.describe_marks(load, kept)] == [
        ("new", ""),
        ("old", open_cases.MORE_SINCE),
        ("bare", open_cases.NOT_POSSIBLE),
    ]


LED = pd.DataFrame(
    {
        "jurisdiction": ["QVE", "QVE", "QVE", "QPE"],
        "office": ["north", "police", "unknown", "elsewhere"],
        "cases": [9, 4, 2, 1],
        "open_cases": [3, 1, 1, 1],
    }
)


def of(**kinds: str) -> frames.Offices:
    rows = [("QVE", id_, id_.title(), kind) for id_, kind in kinds.items()]
    rows.append(("QPE", "elsewhere", "Elsewhere", "prosecution"))
    frame = pd.DataFrame(rows, columns=["jurisdiction", "office_id", "label", "kind"])
    return frames.offices_of_jurisdiction(frame, LED, "QVE")


MIXED = of(north="prosecution", south="prosecution", police="police", bench="court", odd="unknown")


def test_offices_of_prosecution_alone_are_offered_or_those_that_lead_cases() -> None:
    # Also one without a case.
    assert dict(MIXED.offered) == {"north": "North", "south": "South"}
    assert MIXED.prosecute
    # Where an export names no kinds, those that lead cases are offered.
    unnamed = of(north="unknown", police="unknown", south="unknown")
    assert list(unnamed.offered) == ["north", "police"]
    assert not unnamed.prosecute
    said = frames.other_offices_text(unnamed, "south", "X")
    assert said == "It is compared with 2 offices that lead cases in X."


def test_the_only_one_is_no_choice_unless_others_or_nobody_lead_cases_too() -> None:
    one = of(north="prosecution", bench="court")
    assert one.only == ""
    assert replace(one, leading=frozenset(["north"])).only == "north"
    assert replace(one, leading=frozenset()).only == "north"
    assert replace(MIXED, leading=frozenset(["north"])).only == ""


@pytest.mark.parametrize(
    ("office", "says"),
    [
        ("north", ""),
        ("nowhere", ""),
        ("police", "The records say that Police is not a prosecution office: Police."),
        ("bench", "The records say that Bench is not a prosecution office: Court."),
        ("odd", "The records do not say what kind of office Odd is."),
    ],
)
def test_an_office_of_another_kind_says_what_it_is(office: str, says: str) -> None:
    assert frames.office_kind_sentence(MIXED, office) == says


def test_who_stands_beside_an_office_is_said_in_numbers_and_named_unless_there_are_many() -> None:
    three = of(north="prosecution", south="prosecution", west="prosecution", police="police")
    alone = of(north="prosecution", police="police")
    many = of(**{f"o{number}": "prosecution" for number in range(frames.OFFICES_NAMED + 2)})
    said = [
        frames.other_offices_text(offices, office, "X")
        for offices, office in ((three, "north"), (three, "police"), (alone, "north"))
    ]
    assert said == [
        "It is compared with 2 other prosecution offices in X.",
        "It is compared with 3 prosecution offices in X.",
        "It cannot be compared: X has no other prosecution office.",
    ]
    assert frames.office_names_text(three, "north") == "Compared with: South and West."
    assert frames.office_names_text(alone, "north") == ""
    assert frames.office_names_text(many, "o0") == ""


MEDIAN, PERIOD = "the median of other offices (45%)", "2020–2024"
OTHERS = Quartiles(0.45, 0.4, 0.5, 3)
OF = "Counted in this measure: trafficking cases charged with any offence."
TWELVE = frozenset(f"c{number}" for number in range(12))


def held(*of: Any) -> Compared:
    """An office's row beside three others."""
    return Compared(row(*of), OTHERS, None)


def row(measure: str, yes: int, n: int, status: str = "ok") -> dict[str, object]:
    value = yes / n if status == "ok" else math.nan
    of = {"measure": measure, "numerator": yes, "denominator": n}
    return of | {"value": value, "status": status}


def test_what_is_missing_to_the_median_is_told_with_the_cases_that_could() -> None:
    counted = frozenset(["c0", "c1", "decided"])
    found = gap_to_peer_median(held("F01", 13, 37), PERIOD, TWELVE, counted)
    assert found is not None
    assert replace(found, to_go=plain(found.to_go)) == Improvement(
        f"4 more of 37 would match {MEDIAN}. Counted: cases, 2020–2024.",
        "The step is possible in 12 open cases.",
        f"2 of them count in this measure now. 10 do not count yet. {OF}",
    )
    said = [
        gap_to_peer_median(held("F01", 13, 37), PERIOD, TWELVE, of) for of in (TWELVE, frozenset())
    ]
    assert [one.counted if one else "" for one in said] == [
        "All count in this measure now.",
        f"None of them counts in this measure yet. {OF}",
    ]


def test_at_the_median_or_without_a_case_left_no_case_is_said_to_be_possible() -> None:
    at = gap_to_peer_median(held("V03", 9, 20), PERIOD, TWELVE, TWELVE)
    none_left = gap_to_peer_median(held("F01", 0, 10), PERIOD, frozenset(), TWELVE)
    assert at is not None
    assert none_left is not None
    # Nothing is missing, and nothing is called reached.
    assert plain(at.to_go).startswith(f"9 of 20: this is not below {MEDIAN}.")
    assert none_left.to_go.startswith("5 more of 10 would")
    assert none_left.to_go.endswith("that the step is possible in any open case.")
    assert (at.cases, none_left.cases) == ("", "")


@pytest.mark.parametrize(
    "of",
    [
        held("F01", 1, 9, "too_few"),
        held("F01", 1, 40, "bounds_only"),
        Compared(row("F01", 13, 37), None, None),
        # A duration, and a share of which less is better, have no number of cases to go.
        held("P05", 13, 37),
    ],
)
def test_nothing_is_said_without_a_share_to_hold_against_something(of: Compared) -> None:
    assert gap_to_peer_median(of, PERIOD, TWELVE, TWELVE) is None
