"""What the money page says of awards in a sentence."""

import pandas as pd
import pytest

from dashboard.components import money_view
from dashboard.filters import Choice

CHOICE = Choice("XAA", 2020, 2024)
COLUMNS = ["jurisdiction", "currency", "awards", "ordered", "both_known", "awarded", "paid"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ("XAA", "EUR", 40, 900_000.0, 20, 400_000.0, 50_000.0),
            (
                "40 awards come to EUR 900 k on record, an order against several persons counted "
                "once. An award came to EUR 20 k on average, of which EUR 2.5 k was paid, in the "
                "20 of which both are known."
            ),
        ),
        (
            ("XAA", "EUR", 40, 900_000.0, 9, 400_000.0, 50_000.0),
            (
                "40 awards come to EUR 900 k on record, an order against several persons counted "
                "once. What was awarded and what was paid are both known of 9: too few for an "
                "average."
            ),
        ),
        (("XBB", "EUR", 40, 1.0, 20, 1.0, 1.0), "No awards are recorded in 2020–2024."),
    ],
)
def test_awards_are_said_as_far_as_they_are_known(row: tuple[object, ...], said: str) -> None:
    found = pd.DataFrame([row], columns=COLUMNS)
    assert money_view.awards(found, CHOICE).replace("\N{NO-BREAK SPACE}", " ") == said
