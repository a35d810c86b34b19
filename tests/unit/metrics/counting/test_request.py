"""When a window has passed."""

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.counting.as_of import mature_until


def later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@pytest.mark.parametrize(
    ("as_of", "months", "last"),
    [
        ("2026-06-30", 24, "2024-06-30"),
        ("2026-02-28", 24, "2024-02-29"),
        ("2026-03-30", 1, "2026-02-28"),
        ("2026-02-28", 1, "2026-01-31"),
        ("2026-01-31", 12, "2025-01-31"),
    ],
)
def test_a_window_ends_on_the_same_day_clamped(as_of: str, months: int, last: str) -> None:
    assert mature_until(date.fromisoformat(as_of), months) == date.fromisoformat(last)


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(0, 36))
def test_it_is_the_latest_day_whose_window_has_passed(as_of: date, months: int) -> None:
    last = mature_until(as_of, months)
    assert later(last, months) <= as_of
    assert later(date.fromordinal(last.toordinal() + 1), months) > as_of
