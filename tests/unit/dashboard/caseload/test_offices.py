"""Whose caseload it may be: prosecutors first, whoever leads cases where no kind is named."""

from dataclasses import replace

import pandas as pd
import pytest

from dashboard.caseload.frames import offices

LED = pd.DataFrame(
    {
        "jurisdiction": ["QVE", "QVE", "QVE", "QPE"],
        "office": ["north", "police", "unknown", "elsewhere"],
        "cases": [9, 4, 2, 1],
        "open_cases": [3, 1, 1, 1],
    }
)


def of(**kinds: str) -> offices.Offices:
    rows = [("QVE", id_, id_.title(), kind) for id_, kind in kinds.items()]
    rows.append(("QPE", "elsewhere", "Elsewhere", "prosecution"))
    frame = pd.DataFrame(rows, columns=["jurisdiction", "office_id", "label", "kind"])
    return offices.of(frame, LED, "QVE")


MIXED = of(north="prosecution", south="prosecution", police="police", bench="court", odd="unknown")


def test_offices_of_prosecution_alone_are_offered_also_one_without_a_case() -> None:
    assert dict(MIXED.offered) == {"north": "North", "south": "South"}
    assert MIXED.word == "prosecution office"


def test_where_an_export_names_no_kinds_those_that_lead_cases_are_offered() -> None:
    unnamed = of(north="unknown", police="unknown", south="unknown")
    assert list(unnamed.offered) == ["north", "police"]
    assert unnamed.word == "office that leads cases"
    assert offices.beside(unnamed, "south", "X") == "beside the 2 offices that lead cases of X"


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
        ("police", "Police is recorded as police, and not as a prosecution office."),
        ("bench", "Bench is recorded as a court, and not as a prosecution office."),
        ("odd", "Odd is recorded without saying what kind of office it is."),
    ],
)
def test_an_office_of_another_kind_says_what_it_is(office: str, says: str) -> None:
    assert offices.what_it_is(MIXED, office) == says


def test_who_stands_beside_an_office_is_said_in_numbers_and_names() -> None:
    three = of(north="prosecution", south="prosecution", west="prosecution", police="police")
    assert offices.beside(three, "north", "X") == "beside the 2 other prosecution offices of X"
    assert offices.named(three, "north") == "They are: South, West."
    assert offices.beside(three, "police", "X") == "beside the 3 prosecution offices of X"
    assert offices.beside(MIXED, "north", "X") == "beside the other prosecution office of X"
    alone = of(north="prosecution", police="police")
    assert offices.beside(alone, "north", "X") == "alone: there is no other prosecution office of X"
    assert offices.beside(alone, "police", "X") == "beside the one prosecution office of X"
    assert offices.named(alone, "north") == ""


def test_many_are_not_named() -> None:
    many = of(**{f"o{number}": "prosecution" for number in range(offices.NAMED + 2)})
    assert offices.named(many, "o0") == ""
