"""Peers and clear differences."""

import json
from pathlib import Path

import numpy as np
import pytest

from metrics.statistics import differs, newcombe, peers


def test_newcombe_gives_the_published_limits(shared: Path) -> None:
    checks = json.loads((shared / "reference" / "statistics-checks.json").read_text())
    rows = np.array(checks["newcombe_diff95"]["rows"])
    difference, low, high = newcombe(*rows[:, :4].T)
    assert difference == pytest.approx(rows[:, 0] / rows[:, 1] - rows[:, 2] / rows[:, 3])
    assert np.round([low, high], 4).T.tolist() == rows[:, 4:].tolist()


def test_a_difference_from_nothing_is_nothing() -> None:
    assert np.isnan(newcombe([1, 0], [2, 0], [0, 1], [0, 2])).all()


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        ((56, 70), (48, 80), "higher"),
        ((48, 80), (56, 70), "lower"),
        ((5, 56), (0, 29), "no clear difference"),
    ],
)
def test_a_difference_is_clear_when_its_interval_excludes_0(
    own: tuple[int, int], other: tuple[int, int], said: str
) -> None:
    assert differs(own, other) == said


def test_peers_are_described_by_their_middle_half() -> None:
    assert peers([0.5, float("nan"), 0.1, 0.2, 0.3, 0.4]) == (0.2, 0.3, 0.4)


def test_without_peers_there_is_no_middle() -> None:
    assert peers([float("nan")]) is None
