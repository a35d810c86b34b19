"""Shares are told by what is shown alone, and what they say of the truth holds."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metrics.release.rounding import (
    FEWEST,
    LEAST_SHOWN,
    STEP,
    Shown,
    _share_numbers,
    verdict_limits,
)

counts, draws = st.integers(0, 400), st.integers(0, STEP - 1)
effects = st.sampled_from((1.0, 1.5, 3.5))


def rounded(x: int, u: int) -> int:
    return STEP * ((x + u) // STEP)


def of(yes: float, no: float, unknown: float = 0, effect: float = 1.0) -> dict[str, float]:
    parts = (
        Shown(np.array([part if part >= LEAST_SHOWN else np.nan])) for part in (yes, no, unknown)
    )
    return {name: float(row[0]) for name, row in _share_numbers(*parts, np.array([effect])).items()}


@given(counts, counts, st.sampled_from((0, 5)), st.sampled_from((0, 5)), effects)
def test_nothing_depends_on_whether_a_hidden_number_is_0_or_5(
    yes: int, no: int, one: int, other: int, effect: float
) -> None:
    for parts in ((one, 5 * no), (5 * yes, one), (5 * yes, 5 * no)):
        for unknown in (one, 200):
            changed = [other if part == one and part < 10 else part for part in (*parts, unknown)]
            np.testing.assert_equal(of(*parts, unknown, effect), of(*changed, effect))


@given(st.integers(0, 9), st.integers(34, 400), draws, draws)
def test_what_a_share_of_a_hidden_number_says_is_true(few: int, many: int, u: int, v: int) -> None:
    y, others = rounded(few, u), rounded(many, v)
    assume(y < 10)
    assert few / (few + many) < of(y, others)["value_below"]
    # Beside a hundredth that does not come out in binary.
    assert many / (few + many) > of(others, y)["value_above"] - 1e-9


@given(counts, counts, counts, draws, effects)
def test_limits_hold_the_share_of_what_is_shown(
    yes: int, no: int, unknown: int, u: int, effect: float
) -> None:
    y, n, missing = (rounded(part, u) for part in (yes, no, unknown))
    told = of(y, n, missing, effect)
    assume(told["few"] == 0)
    assert told["region_low"] <= told["low"] <= y / (y + n) <= told["high"] <= told["region_high"]
    assert told["bound_low"] <= y / (y + n + missing)
    assert told["bound_high"] >= (y + missing) / (y + n + missing)


def test_beside_less_than_ten_no_design_effect_is_told() -> None:
    assert of(50, 50, effect=1.5)["deff"] == of(100, 0, effect=1.5)["deff"] == 1.5
    assert math.isnan(of(5, 100, effect=1.5)["deff"])


def test_a_share_of_fewer_than_thirty_is_not_told() -> None:
    assert of(15, 10)["few"] == 1
    assert of(15, 15)["few"] == 0
    # What is hidden may be nothing.
    assert of(5, 25)["few"] == of(0, 25)["few"] == 1
    assert np.isnan(of(15, 10)["value"])
    assert FEWEST == 30


def test_all_and_none_are_told_as_more_and_less_than_ten_percent() -> None:
    assert of(0, 200)["value_below"] == of(5, 200)["value_below"] == 0.1
    assert of(200, 0)["value_above"] == of(200, 5)["value_above"] == 0.9
    assert np.isnan([of(0, 200)["value"], of(200, 0)["value"]]).all()


def test_of_few_the_end_is_as_far_as_nine_of_them() -> None:
    # Nine of 35, which is what 30 and a hidden number come to, are 25.7 percent.
    assert of(0, 30)["value_below"] == 0.26
    assert of(30, 0)["value_above"] == 0.74
    # Nine of 90 are ten percent, and no less.
    assert of(5, 85)["value_below"] == 0.11


def test_a_share_is_told_in_whole_percents() -> None:
    told = of(25, 45)
    assert told["value"] == 0.36
    assert told["denominator"] == 70
    assert np.isnan(told["value_below"])


def test_a_shown_share_near_an_end_is_told_as_the_end() -> None:
    assert of(10, 200)["value_below"] == 0.1
    assert of(200, 10)["value_above"] == 0.9
    assert of(20, 180)["value"] == 0.1


def test_a_larger_design_effect_and_more_unknown_widen_limits() -> None:
    narrow, wide = of(50, 50), of(50, 50, effect=2.5)
    assert wide["low"] < narrow["low"] < narrow["high"] < wide["high"]
    unknown = of(50, 50, unknown=50)
    assert unknown["region_low"] < unknown["low"]
    assert unknown["region_high"] > unknown["high"]


def wilson(p: float, n: float, z: float) -> tuple[float, float]:
    centre, away = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    return (centre - away) / (1 + z * z / n), (centre + away) / (1 + z * z / n)


def reading_limits(*row: float) -> tuple[float, float]:
    low, high = verdict_limits(*(np.array([number], float) for number in row))
    return float(low[0]), float(high[0])


def test_limits_of_a_reading_allow_for_rounding_at_99_percent() -> None:
    p, n = 0.4, 100
    effect = 1.5 + 4 * (p**2 + (1 - p) ** 2) / (n * p * (1 - p))
    low, high = wilson(p, n / effect, 2.5758293035489)
    due = (math.floor(100 * low) / 100, math.ceil(100 * high) / 100)
    assert reading_limits(40, 100, 0, 1.5) == pytest.approx(due)


def test_limits_of_a_reading_take_a_hidden_count_at_0_and_at_9() -> None:
    effect = 1 + 4 * ((9 / 69) ** 2 + (60 / 69) ** 2) / (69 * (9 / 69) * (60 / 69))
    _, of_nine = wilson(9 / 69, 69 / effect, 2.5758293035489)
    # What stands in the denominator for a hidden count is 5.
    low, high = reading_limits(np.nan, 65, 0, 1)
    assert (low, high) == pytest.approx((0, math.ceil(100 * of_nine) / 100))
    # As many no as were yes; and what is unknown makes nothing surer.
    assert reading_limits(60, 65, 0, 1) == pytest.approx((1 - high, 1 - low))
    assert reading_limits(60, 100, np.nan, 1)[0] < reading_limits(60, 100, 0, 1)[0]
