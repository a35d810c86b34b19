"""What a step could move, in arithmetic: how many more reach a mark, and which cases could be."""

from collections.abc import Set
from dataclasses import dataclass

from dashboard import words
from dashboard.shared import peer_comparison
from metrics import catalogue, kinds, measure
from metrics.statistics import targets


@dataclass(frozen=True)
class Room:
    """How far it is to the median, which open cases could take the step, and which count."""

    to_go: str
    cases: str = ""
    counted: str = ""


def room(
    held: peer_comparison.Compared, period: str, possible: Set[str], counted: Set[str]
) -> Room | None:
    """What is to be said of an office's measure beside the other offices' median.

    `possible` are the cases in which a step is open, `counted` the open cases that are a no in the
    measure: by others it would not move today. A target is not held against an office: it is of all
    cases of its jurisdiction. None where the row has no share to show, or the others no median.
    """
    row, others = held.row, held.others
    of = catalogue.CATALOGUE[row["measure"]]
    is_aimed = isinstance(of, kinds.Share) and of.direction is measure.Direction.HIGHER
    if others is None or not is_aimed or not words.shown(row):
        return None
    yes, n = int(row["numerator"]), int(row["denominator"])
    years = words.period(*held.years) if held.years else period
    known, name = f"{words.count(n)} {of.unit_words} of {years}", _name(others)
    more = targets.needed(yes, n, others.median)
    if not more:
        return Room(f"{words.count(yes)} of {known}: no fewer than {name}.")
    to_go = f"{words.count(more)} more of {known} would reach {name}."
    if not possible:
        return Room(f"{to_go} In no open case is the step known to be possible.")
    one = len(possible) == 1
    cases = "This one open case" if one else f"These {words.count(len(possible))} open cases"
    return Room(to_go, cases, _counted(of, len(possible), len(possible & counted)))


def _name(others: peer_comparison.Middle) -> str:
    return f"the other offices’ median ({words.share(others.median)})"


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
