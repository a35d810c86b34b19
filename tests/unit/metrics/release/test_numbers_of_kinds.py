"""Counts, middles, sums of money, rates and flows, by what is shown of their parts."""

from typing import Any

import numpy as np
import pytest

from metrics.release.rounding import LEAST_SHOWN, Columns, Shown, rounded_numbers

NAN = float("nan")


def of(kind: str, told: dict[str, float] | None = None, **parts: float) -> dict[str, Any]:
    """The numbers of one row; a part that is under ten reads "<10"."""
    columns: Columns = {name: np.array([value]) for name, value in (told or {}).items()}
    y = {
        name: Shown(np.array([value if value >= LEAST_SHOWN else np.nan]))
        for name, value in parts.items()
    }
    return {name: row.tolist()[0] for name, row in rounded_numbers(kind, y, columns).items()}


def middle(contributors: float, median: float = 100.0, **how: float) -> dict[str, Any]:
    told = {"median": median, "q1": median / 2, "q3": 2 * median}
    told |= {"months": 0.0, "tens": 0.0, "significant": 0.0} | how
    return of("Median", told, used=50, contributors=contributors, unknown=0)


def money(contributors: float = 20, **told: float) -> dict[str, Any]:
    usual = {"above": 123_456.0, "above_first": 20_000.0, "above_second": 15_000.0}
    usual |= {"below": 300_000.0, "below_first": 40_000.0, "below_second": 30_000.0}
    return of("AmountRatio", usual | told, used=40, contributors=contributors, unknown=0)


@pytest.mark.parametrize("y", [0, 5])
def test_a_count_under_ten_is_no_number(y: int) -> None:
    row = of("Count", yes=y, unknown=20)
    assert (row["value_below"], row["unknown"]) == (10, 20)
    assert np.isnan([row["numerator"], row["value"]]).all()


def test_a_count_of_ten_is_told() -> None:
    row = of("Count", yes=10, unknown=0)
    assert row["value"] == row["numerator"] == 10
    assert np.isnan([row["value_below"], row["unknown"]]).all()


def test_a_middle_is_of_ten_contributors_whatever_they_were_rounded_from() -> None:
    # 10 may have been six, 15 was eleven at least.
    assert np.isnan(middle(10)["value"])
    assert middle(15)["value"] == 100
    assert np.isnan(middle(20)["quartile_1"])
    assert (middle(25)["quartile_1"], middle(25)["quartile_3"]) == (50, 200)


def test_days_are_told_in_whole_months_or_tens_of_days() -> None:
    # Three months and three days; of a quarter of a year 91 days are three months.
    assert middle(15, 94.0, months=1.0)["value"] == 91
    assert middle(15, 94.0, tens=1.0)["value"] == 90
    assert middle(15, 12_345.0, significant=1.0)["value"] == 12_000


def test_a_middle_has_no_limits() -> None:
    assert not {"low", "high", "bound_low", "bound_high"} & middle(50).keys()


def test_a_sum_of_money_is_told_to_two_digits() -> None:
    row = money()
    assert (row["numerator"], row["denominator"], row["value"]) == (120_000, 300_000, 0.4)


@pytest.mark.parametrize(
    ("contributors", "told"),
    [
        (10, {}),  # they may be six
        (20, {"above_first": 61_728.0}),  # half of it
        (20, {"above_first": 60_000.0, "above_second": 50_000.0}),  # two are more than 85%
        (20, {"below_first": 150_000.0}),  # the other side counts too
    ],
)
def test_a_sum_that_one_case_or_two_are_most_of_is_hidden(
    contributors: float, told: dict[str, float]
) -> None:
    row = money(contributors, **told)
    assert np.isnan([row["numerator"], row["denominator"], row["value"]]).all()
    assert row["few"] == 1


def test_ten_of_which_one_award_is_sixty_percent_are_hidden() -> None:
    # Battery 95.
    assert money(15, above=100.0, above_first=60.0, above_second=5.0)["few"] == 1
    assert money(15, above=100.0, above_first=30.0, above_second=5.0)["few"] == 0


def test_an_amount_is_small_where_few_of_those_that_belong_have_one() -> None:
    told = {"above": 123_456.0, "above_first": 20_000.0, "above_second": 15_000.0}
    row = of("Amount", told, used=30, contributors=20, without=10, unknown=50)
    assert (row["value"], row["unknown"], row["coverage"]) == (120_000, 60, 0.75)
    assert (row["denominator"], row["least_known"]) == (30, 0.75)


def test_a_rate_is_what_is_shown_for_so_many_residents() -> None:
    told = {"exposure": 2_000_000.0, "per": 100_000.0, "effect": 1.0}
    row = of("Rate", told, events=40)
    assert (row["value"], row["denominator"]) == (2, 2_000_000)
    # Byar's limits of 40 are 28.57 and 54.47.
    assert (row["low"], row["high"]) == (1.43, 2.72)
    hidden = of("Rate", told, events=5)
    assert hidden["value_below"] == 0.5
    assert np.isnan([hidden[name] for name in ("value", "low", "high", "deff")]).all()


@pytest.mark.parametrize("residents", [0.0, np.nan])
def test_a_rate_without_residents_is_of_too_few(residents: float) -> None:
    told = {"exposure": residents, "per": 100_000.0, "effect": 1.0}
    assert of("Rate", told, events=40)["few"] == 1


def test_limits_of_a_rate_are_as_wide_as_cases_with_several_make_them() -> None:
    told = {"exposure": 2_000_000.0, "per": 100_000.0, "effect": 4.0}
    row = of("Rate", told, events=40)
    # Twice as far away on the logarithmic scale: 2 * (1.4285 / 2)^2 and 2 * (2.7235 / 2)^2.
    assert (row["low"], row["high"], row["deff"]) == (1.02, 3.71, 4)
    # Without a known effect they would be too narrow.
    unknown = of("Rate", told | {"effect": NAN}, events=40)
    assert unknown["value"] == 2
    assert np.isnan([unknown["low"], unknown["high"]]).all()


def test_a_flow_needs_a_divisor_of_thirty() -> None:
    assert of("FlowRatio", came_in=30, resolved=15, unknown=0)["value"] == 0.5
    assert np.isnan(of("FlowRatio", came_in=25, resolved=15, unknown=0)["value"])
    hidden = of("FlowRatio", came_in=30, resolved=5, unknown=0)
    assert np.isnan(hidden["value"])
    assert hidden["below_ten"] == 1
    assert of("FlowRatio", pending=30, resolved=60, unknown=0)["value"] == 180
