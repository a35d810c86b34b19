"""Volume against quality."""

from pathlib import Path

import numpy as np
import pytest

from metrics.statistics.trends import count_trend, moves_apart, share_trend
from tests.unit.metrics.statistics.published import checks

YEARS = np.arange(6)
RISING = [60, 72, 86, 104, 124, 149]


def test_a_steady_growth_is_the_factor_it_is() -> None:
    found = count_trend(YEARS, 1000 * 1.2**YEARS)
    assert found.factor == pytest.approx(1.2, rel=1e-3)
    assert found.rises
    assert not found.falls
    odds = 1.5**-YEARS
    found = share_trend(YEARS, 10_000 * odds / (1 + odds), np.full(6, 10_000))
    assert found.factor == pytest.approx(1 / 1.5, rel=1e-3)
    assert found.falls


def test_more_convictions_that_reach_less_move_apart() -> None:
    found = moves_apart(RISING, [30, 30, 29, 28, 27, 25], RISING)
    assert found is not None
    assert found.volume.rises
    assert found.quality.falls


def test_fewer_convictions_that_reach_more_move_apart_too() -> None:
    found = moves_apart(RISING[::-1], [30, 40, 45, 45, 44, 44], RISING[::-1])
    assert found is not None
    assert found.volume.falls
    assert found.quality.rises


@pytest.mark.parametrize(
    ("counts", "yes"),
    [
        # Both rise.
        (RISING, [10, 20, 30, 45, 62, 90]),
        # Quality stands still.
        (RISING, [count // 2 for count in RISING]),
        # Volume stands still.
        ([100] * 6, [60, 52, 45, 38, 30, 22]),
        # Quality falls, and volume goes up and down more than a line explains.
        ([60, 160, 70, 150, 80, 140], [40, 90, 30, 60, 20, 30]),
        # Too few to tell.
        ([3, 4, 4, 5, 5, 6], [2, 2, 1, 2, 1, 1]),
        # Nothing at all.
        ([0] * 6, [0] * 6),
    ],
)
def test_what_may_be_chance_or_goes_together_is_not_said(counts: list[int], yes: list[int]) -> None:
    assert moves_apart(counts, yes, np.maximum(counts, 1)) is None


def test_under_five_periods_with_both_there_is_no_verdict() -> None:
    yes = [30, 30, 29, 28, 27, 25]
    assert moves_apart(RISING[:4], yes[:4], RISING[:4]) is None
    assert moves_apart([np.nan, *RISING[1:]], yes, RISING) is not None
    assert moves_apart([np.nan, *RISING[1:]], yes, [*RISING[:5], 0]) is None


def test_a_year_left_out_leaves_its_place() -> None:
    counts = 1000 * 1.2**YEARS
    counts[2] = np.nan
    yes = 900 * 1.1**YEARS
    found = moves_apart(counts, yes, np.full(6, 10_000) * 1.5**YEARS)
    assert found is not None
    assert found.volume.factor == pytest.approx(1.2, rel=1e-3)


def test_the_worlds_convictions_and_their_labour_share_do_not_move_apart(shared: Path) -> None:
    columns = checks(shared)["tip_report_cols"]
    table = dict(zip(columns, np.array(checks(shared)["tip_report"]).T, strict=True))
    convicted, labour = table["convictions"], table["labour_conv"]
    # The share of labour rises; convictions go up and down, so nothing is said of them.
    assert share_trend(table["year"], labour, convicted).rises
    volume = count_trend(table["year"], convicted)
    assert not volume.rises
    assert not volume.falls
    assert moves_apart(convicted, labour, convicted) is None


def test_chance_alone_is_rarely_called_a_parting() -> None:
    random = np.random.default_rng(1)
    counts = random.poisson(80, (400, 6))
    yes = random.binomial(counts, 0.4)
    found = [moves_apart(c, y, c) for c, y in zip(counts, yes, strict=True)]
    assert np.mean([one is not None for one in found]) < 0.01
    rising = [count_trend(YEARS, c) for c in counts]
    assert np.mean([one.rises or one.falls for one in rising]) < 0.08
