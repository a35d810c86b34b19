"""In which years a measure is held against what it was before the last import."""

from datetime import date

import pytest

from dashboard.frames.trend_breaks import Break
from dashboard.jobs import impact_jobs
from metrics import results

YEARS = [2019, 2020, 2022, 2023]


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ((), results.EVER),
        # Before the first record nothing is parted.
        ((date(2015, 1, 1),), results.EVER),
        ((date(2021, 1, 1),), (2021, 2023)),
        # A year with a break inside has days of both sides.
        ((date(2020, 1, 1), date(2021, 7, 1)), (2022, 2023)),
        ((date(2023, 7, 1),), None),
    ],
)
def test_only_years_on_one_side_of_every_break_are_compared(
    broken: tuple[date, ...], expected: results.Years | None
) -> None:
    breaks = tuple(Break(on, "New law") for on in broken)
    assert impact_jobs.years_after_last_break(YEARS, breaks) == expected


def test_without_a_year_there_is_all() -> None:
    assert (
        impact_jobs.years_after_last_break([], (Break(date(2021, 1, 1), "New law"),))
        == results.EVER
    )
