"""What is held of numbers gives them back as they were, in fewer bytes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from metrics.counting.held.compact import WHOLE_BELOW, compact

COUNTS = st.integers(-70_000, 70_000).map(float)
ANY = st.floats(allow_nan=False, allow_infinity=False)
SHAPES = arrays.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=6)


@given(arrays.arrays(float, SHAPES, elements=COUNTS | ANY))
def test_each_number_is_given_back(numbers: np.ndarray) -> None:
    rows = np.arange(len(numbers))[::-1]
    assert np.array_equal(compact(numbers).at(rows), numbers[rows])


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ([0.0, 255.0], np.uint8),
        ([0.0, 256.0], np.uint16),
        ([-1.0, 255.0], np.int16),
        ([0.0, 2.0**40], np.uint64),
    ],
)
def test_whole_numbers_take_as_little_as_they_need(column: list[float], kind: type) -> None:
    held = compact(np.array([column, [0.5, 1.0]]).T)
    assert held.whole.dtype == kind
    assert held.is_whole.tolist() == [True, False]


def test_beyond_whole_floats_none_is_taken_for_whole() -> None:
    assert not compact(np.array([[WHOLE_BELOW]])).is_whole.any()
