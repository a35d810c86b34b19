"""Peers and clear differences."""

import json
from pathlib import Path

import pytest

from metrics.statistics import differs, peers
from metrics.statistics.comparison import newcombe


def test_newcombe_gives_the_published_limits(shared: Path) -> None:
    checks = json.loads((shared / "reference" / "statistics-checks.json").read_text())
    for x, m, y, n, low, high in checks["newcombe_diff95"]["rows"]:
        found = newcombe((x, m), (y, n))
        assert [round(limit, 4) for limit in found] == [low, high]


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
