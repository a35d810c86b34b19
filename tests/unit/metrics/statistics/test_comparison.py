"""Peers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from metrics.statistics.comparison import peers


def test_peers_are_described_by_their_middle_half() -> None:
    assert peers([0.5, float("nan"), 0.1, 0.2, 0.3, 0.4]) == (0.2, 0.3, 0.4)


def test_without_peers_there_is_no_middle() -> None:
    assert peers([float("nan")]) is None


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_the_middle_half_is_numpys_to_the_last_digit(values: list[float]) -> None:
    assert peers(values) == tuple(np.percentile(values, (25, 50, 75)))
