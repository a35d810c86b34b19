"""What the money page says of awards in a sentence."""

import pandas as pd
import pytest

from dashboard.filters import Choice
from dashboard.money import view

CHOICE = Choice("XAA", 2020, 2024)
COLUMNS = ["jurisdiction", "currency", "awards", "amount_known", "ordered"]
COLUMNS += ["both_known", "awarded", "paid"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ("XAA", "EUR", 40, 40, 900_000.0, 20, 400_000.0, 50_000.0),
            (
                "40 awards decided in 2020–2024 come to EUR 900 k, an order against several "
                "persons counted once. In the 20 of which both are known, EUR 400 k was awarded "
                "and EUR 50 k of it paid: EUR 20 k an award on average, of which EUR 2.5 k was "
                "paid."
            ),
        ),
        (
            ("XAA", "EUR", 40, 36, 900_000.0, 9, 400_000.0, 50_000.0),
            (
                "40 awards decided in 2020–2024 come to EUR 900 k (known of 36), an "
                "order against several persons counted once. What was awarded and what was paid "
                "are both known of 9: too few for an average."
            ),
        ),
        (("XBB", "EUR", 40, 40, 1.0, 20, 1.0, 1.0), "No awards are recorded in 2020–2024."),
    ],
)
def test_awards_are_said_as_far_as_they_are_known(row: tuple[object, ...], said: str) -> None:
    found = pd.DataFrame([row], columns=COLUMNS)
    assert view.awards(found, CHOICE).replace("\N{NO-BREAK SPACE}", " ") == said


IN_WAGES = ["jurisdiction", "kind", "awards", "awarded", "paid", "first", "last", "source"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ("XAA", "minimum", 20, 9.04, 1.0, 2021, 2023, "Ministry"),
            (
                "By the minimum wage of its year that is 9.0 months, 1.0 paid "
                "(20 awards of 2021–2023; Ministry)."
            ),
        ),
        (
            ("XAA", "median", 20, 24.4, 0.0, 2023, 2023, "Ministry"),
            (
                "By the median wage of 2023 that is 24 months, nothing paid "
                "(20 awards of 2023; Ministry)."
            ),
        ),
        (
            ("XAA", "median", 10, 1.0, 0.5, 2023, 2023, "Ministry"),
            (
                "By the median wage of 2023 that is 1.0 month, 0.5 paid "
                "(10 awards of 2023; Ministry)."
            ),
        ),
    ],
)
def test_awards_are_said_in_months_of_a_wage(row: tuple[object, ...], said: str) -> None:
    [found] = view.in_wages(pd.DataFrame([row], columns=IN_WAGES), CHOICE)
    assert found.replace("\N{NO-BREAK SPACE}", " ") == said


@pytest.mark.parametrize(("place", "awards"), [("XAA", 9), ("XBB", 20)])
def test_without_a_wage_or_ten_awards_nothing_is_said(place: str, awards: int) -> None:
    row = (place, "minimum", awards, 9.0, 1.0, 2021, 2023, "Ministry")
    assert view.in_wages(pd.DataFrame([row], columns=IN_WAGES), CHOICE) == []
