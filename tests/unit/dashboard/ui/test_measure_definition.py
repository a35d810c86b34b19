"""What a page says of the versions of a definition."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.frames import trend_breaks
from dashboard.ui import measure_definition
from metrics import catalogue
from metrics.measure import Change
from tests.unit.dashboard.result_rows import NONE_HAPPENED

N01 = catalogue.CATALOGUE["N01"]


@pytest.mark.parametrize(
    ("recounted", "says"),
    [
        ((True, True), "All years are counted with the newest version, so the change does"),
        (
            (True, False),
            "Version 3 is a break in series. Values before and after it are not compared.",
        ),
        ((False, False), "Versions 2 and 3 are breaks in series. Values before and after them are"),
    ],
)
def test_a_change_breaks_the_trend_where_the_table_of_events_says_so(
    recounted: tuple[bool, ...], says: str
) -> None:
    changes = tuple(
        Change(str(number), date(2026, 1, number), "Counts otherwise", recounted=of)
        for number, of in enumerate(recounted, start=2)
    )
    measure = replace(N01, changes=changes)
    assert measure_definition.series_breaks_text(measure).startswith(says)
    marked = trend_breaks.events_table(
        trend_breaks.event_marks(NONE_HAPPENED, measure, "XAA", range(2026, 2027))
    )
    assert list(marked["Break in series"]) == ["no" if of else "yes" for of in recounted]
