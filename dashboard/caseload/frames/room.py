"""What a step could move, in arithmetic: how many more reach a mark, and which cases could be."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from dashboard import words
from metrics import catalogue, kinds, measure
from metrics.statistics import targets

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Aim:
    """What a share is held against, 0 to 1, and its name: `the target (70 % by 2027)`."""

    value: float
    name: str


@dataclass(frozen=True)
class Room:
    """How far it is to the aim, which open cases could take the step, and which of them count."""

    to_go: str
    cases: str = ""
    counted: str = ""


def room(row: Row, aim: Aim | None, possible: Set[str], counted: Set[str]) -> Room | None:
    """What is to be said of a measure's row of an office, and of the cases in which a step is open.

    `counted` are the open cases that are a no in the measure: by others it would not move today.
    None where the row has no share to show, or there is nothing to hold it against.
    """
    of = catalogue.CATALOGUE[row["measure"]]
    is_aimed = isinstance(of, kinds.Share) and of.direction is measure.Direction.HIGHER
    if aim is None or not is_aimed or not words.shown(row):
        return None
    yes, n = int(row["numerator"]), int(row["denominator"])
    more = targets.needed(yes, n, aim.value)
    known = f"{words.count(n)} {of.unit_words}"
    if not more:
        return Room(f"{words.count(yes)} of {known}: {aim.name} is reached.")
    to_go = f"{words.count(more)} more of {known} would reach {aim.name}."
    if not possible:
        return Room(f"{to_go} In no open case is the step known to be possible.")
    one = len(possible) == 1
    cases = "This one open case" if one else f"These {words.count(len(possible))} open cases"
    return Room(to_go, cases, _counted(of, len(possible), len(possible & counted)))


def _counted(of: measure.Measure, possible: int, counted: int) -> str:
    """How many of the cases count in the measure today: by the others it would not move yet."""
    lead = "could take the step"
    if counted == possible:
        return f"{lead}, and {'counts' if possible == 1 else 'all count'} there today."
    within = f"it is of {of.denominator_words.removeprefix('of ')}"
    if not counted:
        none = "it does not count" if possible == 1 else "none of them counts"
        return f"{lead}; {none} there yet ({within})."
    rest = possible - counted
    return (
        f"{lead}: {words.count(counted)} {'counts' if counted == 1 else 'count'} there today,"
        f" {words.count(rest)} not yet ({within})."
    )
