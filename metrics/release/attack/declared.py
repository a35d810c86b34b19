"""What is published, how cells hang together, and what an attacker knows beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Published(NamedTuple):
    """One number of one release; `shown` is None where it reads "<10"."""

    release: int
    cell: str
    shown: int | None


class Sum(NamedTuple):
    """The exact counts of `parts` add up to that of `margin`; a margin may have several."""

    margin: str
    parts: tuple[str, ...]


class Within(NamedTuple):
    """What `part` counts, `whole` counts too: its exact count is no higher."""

    part: str
    whole: str


class Exact(NamedTuple):
    """A count known from elsewhere, as it stood in `release`."""

    release: int
    cell: str
    value: int


class Rule(NamedTuple):
    """How a count becomes what is shown: `step * floor((count + offset) / step)`.

    The offset of a cell is the same in all releases, and is one of so many `offsets` from
    `first_offset` on. What comes out below `below` is not shown, unless the count is under `least`.
    """

    step: int = 5
    first_offset: int = 0
    offsets: int = 5
    below: int = 10
    least: int = 0


STICKY = Rule()


@dataclass(frozen=True)
class Attacker:
    """What somebody knows beside the releases. The rule is public, the offsets are not.

    `offsets` are those of cells whose offset is known. `additions` are, by release and finest cell,
    how many records came in since the release before; a cell that is not named got none. None: it
    is not known how counts changed, and every change is possible.
    """

    rule: Rule = STICKY
    exact: tuple[Exact, ...] = ()
    offsets: Mapping[str, int] = field(default_factory=dict)
    additions: Mapping[tuple[int, str], int] | None = None


OUTSIDER = Attacker()
