"""How a measure's charts are to be read: nothing is announced that is not drawn."""

import pytest

from dashboard.measure.views import run
from dashboard.shared.of_measure import charts
from metrics import catalogue


@pytest.mark.parametrize(
    ("id_", "has_bars"), [("N01", True), ("P05", False), ("R05", False), ("C04r", False)]
)
def test_bars_of_missing_records_are_told_where_a_share_has_them(
    id_: str, *, has_bars: bool
) -> None:
    note = charts.place_note(catalogue.CATALOGUE[id_])
    assert "with 95 % intervals." in note
    assert (charts.BARS in note) == has_bars


@pytest.mark.parametrize(("id_", "is_of_pending"), [("P04", False), ("P04d", True)])
def test_what_is_pending_is_told_of_the_time_that_it_takes(
    id_: str, *, is_of_pending: bool
) -> None:
    assert ("pending" in run.write_note(catalogue.CATALOGUE[id_])) == is_of_pending


def test_the_years_of_a_sum_say_in_which_currency_they_are() -> None:
    of_sum, of_count = (run.write_note(catalogue.CATALOGUE[id_], "PLN") for id_ in ("X01m", "X01"))
    assert of_sum == f"In PLN. {of_count}"
    assert "PLN" not in of_count
