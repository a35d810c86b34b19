"""Where a number stands against its target."""

import math

import pytest

from metrics import lists
from metrics.statistics.trends import Standing
from tests.unit.metrics.statistics.samples import wilson

MET, OPEN, NOT_MET = Standing.CLEARLY_MET, Standing.CANNOT_TELL, Standing.CLEARLY_NOT_MET


def share(yes: int, n: int, measure: str = "N01", **other: object) -> dict[str, object]:
    low, high = wilson([yes], [n])
    numbers = {"numerator": yes, "denominator": n, "value": yes / n}
    numbers |= {"region_low": low[0], "region_high": high[0]}
    return {"measure": measure, "kind": "Share", "status": "ok", **numbers, **other}


@pytest.mark.parametrize(
    ("yes", "target", "standing", "to_go"),
    [
        # Wilson by hand, 50 of 100: 0.404 to 0.596.
        (50, 0.40, MET, 0),
        (50, 0.41, OPEN, 0),
        (50, 0.59, OPEN, 9),
        (50, 0.60, NOT_MET, 10),
        (50, 0.605, NOT_MET, 11),
    ],
)
def test_a_share_is_held_by_its_interval(
    yes: int, target: float, standing: Standing, to_go: int
) -> None:
    held = lists.against(share(yes, 100), target)
    assert held is not None
    assert (held.standing, held.to_go, held.fewer) == (standing, to_go, False)
    assert held.reached == (yes / 100 >= target)


def test_where_lower_is_better_the_interval_must_lie_below() -> None:
    # 4 of 100: 0.016 to 0.098.
    few = share(4, 100, "V02")
    judged = [lists.against(few, target) for target in (0.10, 0.05, 0.03, 0.01)]
    assert [held and held.standing for held in judged] == [MET, OPEN, OPEN, NOT_MET]
    assert [held and held.to_go for held in judged] == [0, 0, 1, 3]
    assert all(held and held.fewer for held in judged)


def test_a_duration_is_held_in_days_and_says_no_number_to_go() -> None:
    waits = {"measure": "P05", "kind": "Duration", "status": "ok", "value": 364.0}
    row = {**waits, "low": 334.0, "high": 400.0, "numerator": 135, "denominator": 168}
    judged = [lists.against(row, days) for days in (410, 365, 300)]
    assert [held and held.standing for held in judged] == [MET, OPEN, NOT_MET]
    assert {held and held.to_go for held in judged} == {None}


def test_a_ratio_of_sums_has_no_interval_to_tell_by() -> None:
    ratio = {"measure": "A03", "kind": "AmountRatio", "status": "ok", "value": 0.9}
    row = {**ratio, "low": math.nan, "high": math.nan, "numerator": 90.0, "denominator": 100.0}
    held = lists.against(row, 0.5)
    assert held is not None
    assert (held.standing, held.reached, held.to_go) == (OPEN, True, None)


@pytest.mark.parametrize("status", ["too_few", "bounds_only", "not_yet_due", "empty"])
def test_a_number_that_is_not_shown_is_not_held_against_a_target(status: str) -> None:
    assert lists.against(share(5, 10, status=status), 0.4) is None
    assert lists.against(share(5, 10, value=math.nan), 0.4) is None
