"""Where a number stands among its peers, and what may be said about it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from dashboard import absences, released, words
from dashboard.choice import Choice
from dashboard.each_row import each_row
from metrics import catalogue, limits, measure
from metrics.statistics import comparison

# A median of two is their mean, and a middle half needs values on both sides of it.
FEWEST_PEERS = 3
FEWEST_CURRENCIES = 2
# What is read of each row.
PEER = (
    *("measure", "jurisdiction", "status", "value", "currency"),
    *("value_below", "value_above"),
)
# Beyond any value, and no infinity: quartiles are reckoned between two values.
FAR = 1e12
OF_OFFICE = "None beside a single office"
# Of the periods of a release, the last first.
SAID_PERIODS = 3
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Peers:
    """The peers' median and middle half, in the unit of the values, and how many peers they are.

    An end of the middle half is NaN where a release does not tell it.
    """

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


def with_released(own: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Own jurisdictions and those that a release tells of, with `released`, which of them it is."""
    further = told[~told["jurisdiction"].isin(own["jurisdiction"])]
    return pd.concat([own.assign(released=False), further.assign(released=True)], ignore_index=True)


def peer_places(places: pd.DataFrame, choice: Choice) -> tuple[str, ...]:
    """The other made-up jurisdictions of a made-up one, else those of the release.

    `places` has the columns jurisdiction and made_up, and `released` where a release is at hand
    (`dashboard.peers.places`). Real peers' figures come from releases only, and made-up ones are
    not set beside real ones.
    """
    is_chosen = places["jurisdiction"] == choice.jurisdiction
    if choice.office and not choice.office_alone:
        return ()
    is_made_up = bool(places.loc[is_chosen, "made_up"].all())
    others = ~is_chosen & (places["made_up"].astype(bool) == is_made_up)
    if not (choice.of_release or (is_made_up and not choice.office)):
        others &= places.get("released", pd.Series(data=False, index=places.index))
    return tuple(sorted(places.loc[others, "jurisdiction"]))


def peer_words(places: tuple[str, ...]) -> str:
    """Who the peers are, in words."""
    if not places:
        return "None: peers come with releases"
    return f"{len(places)} other made-up jurisdictions"


def all_words(places: tuple[str, ...], choice: Choice, release: released.About | None) -> str:
    """Who the peers are, or why there are none; `release` is the one that they are of, if any."""
    if choice.office and not choice.office_alone:
        return OF_OFFICE
    return peer_words(places) if release is None else released_words(places, choice, release)


def released_words(places: tuple[str, ...], choice: Choice, release: released.About | None) -> str:
    """The same where they are of a release, which has periods of its own."""
    if not places or release is None:
        return peer_words(())
    periods = release.periods[released.FORM if choice.form else ""]
    if choice.years not in periods:
        last = words.listing([words.period(*span) for span in reversed(periods[:SAID_PERIODS])])
        return f"Released of other periods: {last}"
    return f"{len(places)} other jurisdictions of release {release.number}"


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
    coded = _coded(rows, beside)
    if len(values) + len(coded) < FEWEST_PEERS:
        return None
    # Coded values lie at their ends or anywhere beyond: what depends on where is not told.
    at_ends, beyond = (
        comparison.peers([*values, *(one[side] for one in coded)]) for side in range(2)
    )
    if at_ends is None or beyond is None or at_ends.median != beyond.median:
        return None
    low, high = (
        end if end == other else math.nan
        for end, other in ((at_ends.low, beyond.low), (at_ends.high, beyond.high))
    )
    return Peers(at_ends.median, low, high, len(values) + len(coded))


def _coded(rows: Sequence[Row], beside: frozenset[str]) -> list[tuple[float, float]]:
    """Of peers that read "<10 %" or ">90 %" the end, and the furthest that the value may lie."""
    return [
        (float(row[end]), far)
        for row in rows
        if row["jurisdiction"] in beside and row["status"] == absences.PROTECTED
        for end, far in (("value_below", -FAR), ("value_above", FAR))
        if words.known(row.get(end))
    ]


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
