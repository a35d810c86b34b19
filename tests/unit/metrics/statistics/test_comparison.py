"""Peers."""

from metrics.statistics.comparison import peers


def test_peers_are_described_by_their_middle_half() -> None:
    assert peers([0.5, float("nan"), 0.1, 0.2, 0.3, 0.4]) == (0.2, 0.3, 0.4)


def test_without_peers_there_is_no_middle() -> None:
    assert peers([float("nan")]) is None
