"""Where a number stands among its peers, and what may be said about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.choice import Choice
from dashboard.each_row import each_row
from metrics import catalogue, limits, measure
from metrics.statistics import comparison

# A median of two is their mean, and a middle half needs values on both sides of it.
FEWEST_PEERS = 3
FEWEST_CURRENCIES = 2
# What is read of each row.
PEER = ("measure", "jurisdiction", "status", "value", "currency")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Peers:
    """The peers' median and middle half, in the unit of the values, and how many peers they are."""

    median: float
    low: float
    high: float
    number: int


# The rule of `reading`, as pages say it.
RULE = "the whole 95 % interval, with what is unknown, lies on one side of the peers’ median"


class Reading(StrEnum):
    """What the interval lets us say; `higher` and `lower` are for measures without a good side."""

    BETTER = "better"
    BEHIND = "behind"
    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_DIFFERENCE = "no_clear_difference"


@dataclass(frozen=True)
class Said:
    """A reading as shape and words, so that colour never speaks alone."""

    glyph: str
    words: str
    look: str


def beside(others: str) -> dict[Reading, Said]:
    """The readings beside those whom `others` names."""
    return {
        Reading.BETTER: Said("▲", f"Better than {others}", "better"),
        Reading.BEHIND: Said("▼", f"Behind {others}", "behind"),
        Reading.HIGHER: Said("△", f"Higher than {others}", "plain"),
        Reading.LOWER: Said("▽", f"Lower than {others}", "plain"),
        Reading.NO_CLEAR_DIFFERENCE: Said("●", "No clear difference", "plain"),
    }


SAID = beside("peers")


def peer_places(places: pd.DataFrame, choice: Choice) -> tuple[str, ...]:
    """The other made-up jurisdictions of a made-up one; nobody beside real records.

    `places` has the columns jurisdiction and made_up. Real peers' figures come from releases only.
    """
    is_chosen = places["jurisdiction"] == choice.jurisdiction
    if choice.office or not places.loc[is_chosen, "made_up"].all():
        return ()
    others = places.loc[~is_chosen & places["made_up"].astype(bool), "jurisdiction"]
    return tuple(sorted(others))


def peer_words(places: tuple[str, ...]) -> str:
    """Who the peers are, in words."""
    if not places:
        return "None: peers come with releases"
    return f"{len(places)} other made-up jurisdictions"


def peers(rows: pd.DataFrame, places: Iterable[str]) -> Peers | None:
    """The peers among `rows` (columns jurisdiction, value, status); None under three values.

    None too for amounts of money in several currencies: they do not compare.
    """
    return peers_of(each_row(rows, [name for name in PEER if name in rows]), places)


def peers_of(rows: Sequence[Row], places: Iterable[str]) -> Peers | None:
    """The same of rows by name, as pages of many measures have them."""
    if _in_several_currencies(rows):
        return None
    beside = frozenset(places)
    values = [
        float(row["value"])
        for row in rows
        if row["jurisdiction"] in beside
        and row["status"] == words.SHOWN
        and words.known(row["value"])
    ]
    middle = comparison.peers(values)
    if middle is None or len(values) < FEWEST_PEERS:
        return None
    return Peers(middle.median, middle.low, middle.high, len(values))


def _in_several_currencies(rows: Sequence[Row]) -> bool:
    used = {currency for row in rows if isinstance(currency := row.get("currency"), str)}
    if len(used) < FEWEST_CURRENCIES:
        return False
    return any(words.is_money(catalogue.CATALOGUE.get(id_)) for id_ in {r["measure"] for r in rows})


def reading(row: Row, peers: Peers | None, direction: measure.Direction) -> Reading | None:
    """What may be said of a row beside its peers: a difference only where its whole interval lies
    on one side of their median. None without peers, a value or an interval.
    """
    if peers is None or not words.shown(row):
        return None
    low, high = limits.of(row)
    above, below = low > peers.median, high < peers.median
    if not (words.known(low) or words.known(high)):
        return None
    if not (above or below):
        return Reading.NO_CLEAR_DIFFERENCE
    match direction:
        case measure.Direction.CONTEXT:
            return Reading.HIGHER if above else Reading.LOWER
        case measure.Direction.HIGHER:
            return Reading.BETTER if above else Reading.BEHIND
        case measure.Direction.LOWER:
            return Reading.BETTER if below else Reading.BEHIND
