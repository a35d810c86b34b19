"""How much has ended in which way by when."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.statistics.survival import aalen_johansen
from tests.unit.metrics.statistics.curves import kaplan_meier

spells = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 3)), min_size=1, max_size=60)


def recounted(days: Sequence[int], causes: Sequence[int], cause: int) -> dict[int, float]:
    """The share ended by one cause, day by day, with everybody counted anew each day."""
    still_open, share, found = 1.0, 0.0, {}
    for day in sorted(set(days)):
        at_risk = sum(one >= day for one in days)
        ended = [c for one, c in zip(days, causes, strict=True) if one == day and c]
        if cause in ended:
            share += still_open * ended.count(cause) / at_risk
            found[day] = share
        still_open *= 1 - len(ended) / at_risk
    return found


@given(spells)
def test_each_cause_is_as_counted_by_hand(of: list[tuple[int, int]]) -> None:
    days, causes = zip(*of, strict=True)
    curves = aalen_johansen(days, causes)
    assert set(curves) == set(causes) - {0}
    for cause, curve in curves.items():
        found = dict(zip(curve.days.tolist(), curve.share.tolist(), strict=True))
        assert found == pytest.approx(recounted(days, causes, cause))


@given(spells)
def test_what_has_ended_and_what_is_open_make_one(of: list[tuple[int, int]]) -> None:
    days, causes = (np.array(part) for part in zip(*of, strict=True))
    curve = kaplan_meier(days, causes > 0, causes == 0)
    still_open = curve.still_open[-1] if curve.days.size else 1.0
    ended = sum(steps.share[-1] for steps in aalen_johansen(days, causes).values())
    assert ended + still_open == pytest.approx(1)


@given(spells)
def test_a_weight_is_as_many_like_units(of: list[tuple[int, int]]) -> None:
    days, causes = (np.array(part) for part in zip(*of, strict=True))
    rows, weights = np.unique(np.array([days, causes]), axis=1, return_counts=True)
    weighted, alone = aalen_johansen(*rows, weights), aalen_johansen(days, causes)
    assert set(weighted) == set(alone)
    for cause, steps in weighted.items():
        assert steps.days.tolist() == alone[cause].days.tolist()
        assert steps.share == pytest.approx(alone[cause].share)


def test_what_competes_is_no_censoring() -> None:
    # Of four, two are convicted and two discontinued: by day 40 half have ended in each way.
    curves = aalen_johansen([10, 20, 30, 40], [2, 1, 2, 1])
    assert curves[1].share.tolist() == [0.25, 0.5]
    assert curves[2].share.tolist() == [0.25, 0.5]
    # One less Kaplan-Meier would say that all are convicted.
    assert kaplan_meier([10, 20, 30, 40], [0, 1, 0, 1], [1, 0, 1, 0]).still_open[-1] == 0


def test_nobody_and_nobody_ended_have_no_curve() -> None:
    assert aalen_johansen([], []) == {}
    assert aalen_johansen([3, 4], [0, 0]) == {}
    assert aalen_johansen([3, 4], [1, 2], [0, 0]) == {}


def test_limits_are_those_of_a_share_where_all_were_seen_to_the_end() -> None:
    days, causes = [5] * 20 + [6] * 60 + [7] * 20, [1] * 20 + [2] * 60 + [0] * 20
    of = aalen_johansen(days, causes)[1]
    apart = 1.959964 * np.sqrt(0.2 * 0.8 / 100) / (0.2 * np.log(0.2))
    assert of.low == pytest.approx([0.2 ** np.exp(-apart)])
    assert of.high == pytest.approx([0.2 ** np.exp(apart)])


def test_limits_are_wider_of_fewer_and_never_beyond_none_and_all() -> None:
    few = aalen_johansen([5, 6, 7], [1, 2, 0], [1, 1, 4])[1]
    many = aalen_johansen([5, 6, 7], [1, 2, 0], [100, 100, 400])[1]
    assert 0 < few.low[0] < many.low[0] < 1 / 6 < many.high[0] < few.high[0] < 1
    # All at their end: nothing is left to tell the spread by.
    assert np.isnan(aalen_johansen([5], [1], [4])[1].low).all()
