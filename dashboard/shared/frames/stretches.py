"""Years between breaks: within a stretch numbers are compared, across a break never."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from dashboard import words
from dashboard.shared.frames import events
from metrics import Measure, catalogue


class Break(NamedTuple):
    """A day from which numbers count differently, and what happened on it."""

    on: date
    what: str

    @property
    def at(self) -> float:
        """The day as its year and the part of it that has passed."""
        return events.year_of(self.on)


Breaks = tuple[Break, ...]


def breaks(happened: pd.DataFrame, measures: Sequence[Measure], place: str) -> Breaks:
    """What breaks the numbers of `measures` in `place`, by day: its events, their definitions.

    `happened` has the columns of `frames.events`; those of another place matter to nobody here.
    """
    return breaks_in(happened, place)(measures)


def breaks_in(happened: pd.DataFrame, place: str) -> Callable[[Sequence[Measure]], Breaks]:
    """The same of any measures of a page: the events of the place are looked for once."""
    of_place = events.of_place(happened, place)

    def of(measures: Sequence[Measure]) -> Breaks:
        changed = (one for measure in measures for one in events.changed(measure))
        return tuple(
            sorted({Break(on, what) for on, what, _, parts in (*of_place, *changed) if parts})
        )

    return of


def name(year: int, at: Sequence[float]) -> str:
    """The stretch of a year. One with a break inside has days of both sides and is its own."""
    before, after = _passed(year, at), _passed(year + 1, at, whole=False)
    return str(before) if before == after else f"{before}|{after}"


def is_mixed(year: int, at: Sequence[float]) -> bool:
    """Whether a break lies inside the year: not on its first day, which parts years cleanly."""
    return _passed(year, at) != _passed(year + 1, at, whole=False)


def staged(by_year: pd.DataFrame, of: Breaks) -> pd.DataFrame:
    """The rows with `stretch` and `mixed` of their `period`, a year; of others empty and False."""
    return _staged(by_year, [tuple(days(of))] * len(by_year))


def every(by_year: pd.DataFrame, happened: pd.DataFrame) -> pd.DataFrame:
    """`staged` rows of many measures and jurisdictions, each with its own breaks."""
    pairs = list(zip(by_year["measure"], by_year["jurisdiction"], strict=True))
    broken = {
        place: breaks_in(happened, str(place)) for place in dict.fromkeys(by_year["jurisdiction"])
    }
    of_each = {
        (id_, place): tuple(days(broken[place]((catalogue.CATALOGUE[str(id_)],))))
        for id_, place in dict.fromkeys(pairs)
    }
    return _staged(by_year, [of_each[pair] for pair in pairs])


def _staged(by_year: pd.DataFrame, days_of_rows: Sequence[tuple[float, ...]]) -> pd.DataFrame:
    rows = list(zip(by_year["period"].tolist(), days_of_rows, strict=True))
    of_each = {
        (period, at): (name(int(period), at), is_mixed(int(period), at))
        if str(period).isdigit()
        else ("", False)
        for period, at in dict.fromkeys(rows)
    }
    return by_year.assign(
        stretch=[of_each[row][0] for row in rows], mixed=[of_each[row][1] for row in rows]
    )


def days(of: Breaks) -> list[float]:
    """Where the breaks lie on an axis of years."""
    return [one.at for one in of]


def since(years: Sequence[int], of: Breaks) -> list[int]:
    """Those of `years`, ascending, that lie after the last break up to the end of the last."""
    at = days(of)
    if not years:
        return []
    last = f"{_passed(years[-1] + 1, at, whole=False)}"
    return [year for year in years if name(year, at) == last]


def within(of: Breaks, first: int, last: int) -> Breaks:
    """The breaks that part the years from `first` to `last`, or lie inside one of them."""
    return tuple(break_ for break_ in of if first < break_.at < last + 1)


def listed(of: Breaks) -> str:
    """Breaks in words: `2021 (Reform of plea agreements in force)`."""
    by_year: dict[int, list[str]] = {}
    for break_ in of:
        by_year.setdefault(break_.on.year, []).append(break_.what)
    return words.listing([f"{year} ({'; '.join(what)})" for year, what in by_year.items()])


def _passed(day: float, at: Sequence[float], *, whole: bool = True) -> int:
    """How many breaks lie before a day, one on it too where the day is the first of a year."""
    return sum(one <= day if whole else one < day for one in at)
