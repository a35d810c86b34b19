"""The money: the register in words, awards and wages."""

import math

import pandas as pd
import pytest

from dashboard.pages.money import cards
from dashboard.ui.filters import Choice
from tests.unit.dashboard.plain_text import plain

NOTHING = math.nan


def row(
    measure: str, value: float, of: float = NOTHING, unknown: float = 0, **said: object
) -> dict:
    kind = "Amount" if measure.endswith("m") else "Count"
    of_all = {"measure": measure, "kind": kind, "status": "ok", "currency": "EUR"}
    of_all |= dict.fromkeys(("bound_low", "bound_high"), NOTHING)
    return of_all | {"value": value, "denominator": of, "unknown": unknown} | said


def register(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame(rows)


def written(*rows: dict) -> list[str]:
    return [plain(text) for text in cards.asset_totals_by_step(register(*rows))]


def test_a_step_is_told_with_what_is_worth_and_what_is_unknown() -> None:
    found = written(
        *(row("X01", 12, unknown=3), row("X01m", 15_500.5, 9, 6)),
        *(row("X02", 4), row("X02m", 800, 4)),
        *(row("X03", 2), row("X03m", NOTHING, 0, 2, status="bounds_only", coverage=0)),
    )
    assert found == ["12, EUR 15,500 for 9 of them, 3 not recorded", "4, EUR 800", "2, no amount"]


def test_what_is_unknown_is_told_and_is_no_zero() -> None:
    few, missing = {"status": "bounds_only", "coverage": 0.05}, {"status": "not_collected"}
    found = written(row("X01", 20), row("X01m", 5_000, 1, 19, **few))
    assert found[0] == "20, at least EUR 5,000 for 1 of them"
    found = written(
        *(row("X01", 0, status="empty"), row("X01m", NOTHING, status="empty")),
        *(row("X02", NOTHING, **missing), row("X02m", NOTHING, **missing)),
        # Without days nothing can be counted by them, and the sum stands all the same.
        *(row("X03", NOTHING, **missing), row("X03m", 70, 2)),
    )
    assert found == ["0", "—", "EUR 70 for 2 of them"]
    doubt = {"status": "bounds_only", "coverage": NOTHING}
    found = written(row("X01", NOTHING, unknown=3, **doubt), row("X01m", NOTHING, 0, 3, **doubt))
    assert found == ["3 not recorded", "0", "0"]


def test_classes_stand_in_the_order_of_the_list_and_years_before_what_has_no_day() -> None:
    classes = [row("X01", n, **{"class": c}) for n, c in ((1, "unknown"), (2, "vehicle"))]
    by_class = cards.asset_steps_by_class(register(*classes, row("X02", 5, **{"class": "cash"})))
    assert by_class.to_numpy().tolist() == [
        ["Cash", "0", "5", "0"],
        ["Vehicle", "2", "0", "0"],
        ["Not recorded", "1", "0", "0"],
    ]
    years = [row("X01", n, period=p) for n, p in ((3, "undated"), (1, "2022"), (2, "2020"))]
    by_year = cards.asset_steps_by_year(register(*years), range(2020, 2022))
    assert by_year["Year"].tolist() == ["2020", "2022", "No date recorded"]
    assert by_year["Frozen"].tolist() == ["2", "1", "3"]
    # Of the year that no submission covers only what is on record is known.
    assert by_year["Confiscated"].tolist() == ["0", "not covered", "0"]


CHOICE = Choice("XAA", 2020, 2024)
COLUMNS = ["jurisdiction", "currency", "awards", "amount_known", "ordered"]
COLUMNS += ["both_known", "awarded", "paid"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ("XAA", "EUR", 40, 40, 900_000.0, 20, 400_000.0, 50_000.0),
            "and EUR 50,000 of it was paid (on average EUR 20,000 and EUR 2,500).",
        ),
        (
            ("XAA", "EUR", 40, 36, 900_000.0, 9, 400_000.0, 50_000.0),
            "are both recorded for 9 awards: too few for an average.",
        ),
        (("XBB", "EUR", 40, 40, 1.0, 20, 1.0, 1.0), "No awards are recorded in 2020 to 2024."),
    ],
)
def test_awards_are_said_as_far_as_they_are_known(row: tuple[object, ...], said: str) -> None:
    found = pd.DataFrame([row], columns=COLUMNS)
    assert plain(cards.award_sentences(found, CHOICE)).endswith(said)


IN_WAGES = ["jurisdiction", "kind", "awards", "awarded", "paid", "first", "last", "source"]


def test_awards_are_said_in_months_of_a_wage_where_there_are_ten() -> None:
    rows = [
        ("XAA", "minimum", 20, 9.04, 1.0, 2021, 2023, "Ministry"),
        ("XAA", "median", 10, 24.4, 0.0, 2023, 2023, "Ministry"),
        ("XAA", "minimum", 9, 9.0, 1.0, 2021, 2023, "Ministry"),
        ("XBB", "minimum", 20, 9.0, 1.0, 2021, 2023, "Ministry"),
    ]
    said = cards.wage_sentences(pd.DataFrame(rows, columns=IN_WAGES), CHOICE)
    assert [plain(text) for text in said] == [
        (
            "The average award equals 9.0 months of the minimum wage; payments equal 1.0 months"
            " (20 awards of 2021 to 2023; source: Ministry)."
        ),
        (
            "The average award equals 24 months of the median wage; payments equal 0.0 months"
            " (10 awards of 2023; source: Ministry)."
        ),
    ]
