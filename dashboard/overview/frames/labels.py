"""Where the labels of points on a path stand, so that they cover neither points nor each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

# What a sign, a line of text and a point take of the picture, as parts of its width and height,
# in the size of an axis on the narrowest chart.
SIGN, HIGH, POINT = 0.036, 0.065, 0.025
# The parts of the way from a point to the next at which a label may lie on it.
ON_THE_WAY = tuple(part / 10 for part in range(1, 10))
# The side of the point, across and upwards, and how little it is liked: the interval runs above
# and below.
SIDES: Mapping[str, tuple[int, int, float]] = {
    "right": (1, 0, 0.0),
    "left": (-1, 0, 0.01),
    "above right": (1, 1, 0.05),
    "below right": (1, -1, 0.05),
    "above left": (-1, 1, 0.06),
    "below left": (-1, -1, 0.06),
    "above": (0, 1, 0.4),
    "below": (0, -1, 0.4),
}
OUTSIDE, ON_A_WAY, ON_AN_INTERVAL = 3.0, 0.5, 0.2


@dataclass(frozen=True)
class Place:
    """A point and its label: `x` and `y` from 0 to 1, from the lower left corner."""

    x: float
    y: float
    text: str

    @property
    def half(self) -> float:
        """Half the width of the label."""
        return len(self.text) * SIGN / 2


@dataclass(frozen=True)
class _Box:
    """A rectangle around `x`, `y`."""

    x: float
    y: float
    wide: float
    high: float

    def meets(self, other: "_Box") -> float:
        """1 where the middles lie on each other, 0 from where the two no longer meet."""
        across = abs(self.x - other.x) / (self.wide + other.wide)
        upwards = abs(self.y - other.y) / (self.high + other.high)
        return max(0.0, 1 - max(across, upwards))


def sides(points: Sequence[Place]) -> list[str]:
    """For each point the side at which its label covers least.

    Labels are set one by one, that of the last point first: it is the one people look for.
    """
    taken: list[_Box] = []
    chosen: dict[int, str] = {}
    for number in reversed(range(len(points))):
        costs = {side: _cost(points, number, side, taken) for side in SIDES}
        chosen[number] = min(costs, key=costs.__getitem__)
        taken.append(_label(points[number], chosen[number]))
    return [chosen[number] for number in range(len(points))]


def _label(point: Place, side: str) -> _Box:
    across, upwards, _ = SIDES[side]
    away = point.half + POINT
    return _Box(
        point.x + across * away, point.y + upwards * (HIGH / 2 + POINT), point.half, HIGH / 2
    )


def _cost(points: Sequence[Place], number: int, side: str, taken: Sequence[_Box]) -> float:
    label = _label(points[number], side)
    others = [point for place, point in enumerate(points) if place != number]
    way = [
        _Box(one.x + (end.x - one.x) * part, one.y + (end.y - one.y) * part, 0.01, 0.01)
        for one, end in pairwise(points)
        for part in ON_THE_WAY
    ]
    inside = label.wide < label.x < 1 - label.wide and label.high < label.y < 1 - label.high
    return (
        SIDES[side][2]
        + OUTSIDE * (not inside)
        + 2 * sum(label.meets(other) for other in taken)
        + sum(label.meets(_Box(other.x, other.y, POINT, POINT)) for other in others)
        + ON_A_WAY * sum(label.meets(box) for box in way)
        + ON_AN_INTERVAL * sum(abs(label.x - other.x) < label.wide for other in others)
    )
