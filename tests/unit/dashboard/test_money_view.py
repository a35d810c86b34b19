"""What the money page says of awards in a sentence."""

import pandas as pd
import pytest

from dashboard.components import money_view
from dashboard.filters import Choice

CHOICE = Choice("XAA", 2020, 2024)
COLUMNS = ["jurisdiction", "currency", "awards", "both_known", "awarded", "paid"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ("XAA", "EUR", 40, 20, 400_000.0, 50_000.0),
            (
                "An award came to EUR 20 k on average, of which EUR 2.5 k was paid, in the 20 of "
                "40 awards of 2020–2024 of which both are known."
            ),
        ),
        (
            ("XAA", "EUR", 40, 9, 400_000.0, 50_000.0),
            (
                "Both what was awarded and what was paid are known of 9 of 40 awards: too few "
                "for an average."
            ),
        ),
        (("XBB", "EUR", 40, 20, 1.0, 1.0), "No awards are recorded in 2020–2024."),
    ],
)
def test_awards_are_said_as_far_as_they_are_known(row: tuple[object, ...], said: str) -> None:
    found = pd.DataFrame([row], columns=COLUMNS)
    assert money_view.awards(found, CHOICE).replace("\N{NO-BREAK SPACE}", " ") == said
