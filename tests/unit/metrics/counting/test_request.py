"""When a window has passed; which questions one statement does for."""

from calendar import monthrange
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.request import AsOf, Request, Spans, mature_until
from schemas import scopes


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


def asked(**of: Any) -> Request:
    return Request(**{"scope": scopes.EVERYTHING, "as_of": AsOf(date(2026, 6, 30))} | of)


def test_questions_that_differ_in_values_have_one_shape() -> None:
    begging = asked(years=(2020, 2024), only=(("form", "forced_begging"),))
    labour = asked(years=(2019, 2022), only=(("form", "forced_labour"),))
    assert begging.shape == labour.shape
    assert labour.values == {
        "only_form_0": "forced_labour",
        "first_year": 2019,
        "first_day": date(2019, 1, 1),
        "last_year": 2022,
        "last_day": date(2022, 12, 31),
    }


def test_questions_that_are_asked_otherwise_have_another_shape() -> None:
    forms = (("form", "forced_labour"), ("form", "mixed"))
    questions = [
        asked(),
        asked(years=(2019, None)),
        asked(years=(None, 2022)),
        asked(only=forms[:1]),
        asked(only=forms),
        asked(only=(("office", "P1"),)),
        asked(by=("form",)),
        asked(by_year=True),
        asked(by_year=True, spans=Spans(((2019, 2022),))),
        asked(scope=scopes.of_jurisdiction("QMA")),
    ]
    assert len({question.shape for question in questions}) == len(questions)


def test_periods_of_any_years_have_one_shape() -> None:
    short = asked(by_year=True, spans=Spans(((2019, 2020),), each=(2019,)))
    long = asked(by_year=True, spans=Spans(((2015, 2020), (2016, 2016)), each=(2015, 2016)))
    assert short.shape == long.shape
    assert short.values == {
        "spans_in_year": [2019, 2020, 2019, None],
        "spans_period": ["2019-2020", "2019-2020", "2019", None],
    }
