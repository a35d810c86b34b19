"""Change over time in words: the last years of a number held against those before them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from dashboard import words
from dashboard.shared.frames import stretches
from metrics import progress
from metrics.statistics import trends

Row = Mapping[str, Any]
Change: TypeAlias = trends.Change
Periods: TypeAlias = progress.Periods
# An arrow beside the word: higher may be the better or the worse.
ARROWS = {Change.HIGHER: "↗", Change.LOWER: "↘", Change.NO_CLEAR_CHANGE: "→"}
FEWEST = 2 * progress.FEWEST_YEARS
TOO_FEW = "too few years to compare"


@dataclass(frozen=True)
class Progress:
    """Two periods of a number, their rows, and what they say of it: None where they say nothing."""

    periods: Periods
    earlier: Row
    later: Row

    @property
    def change(self) -> Change | None:
        return progress.change(self.earlier, self.later)


@dataclass(frozen=True)
class Cell:
    """What a table says of the change: an arrow and a word, and which years are meant."""

    arrow: str
    word: str
    years: str


# Of a number of which none is told.
NOTHING = Cell("", "", "")


def periods(first: int, last: int, broken: stretches.Breaks) -> Periods | None:
    """The periods to compare, of the years from `first` to `last` since the last break."""
    return progress.periods(stretches.since(list(range(first, last + 1)), broken))


def cell(compared: Progress | None) -> Cell:
    """For a table; a change is named only where two periods could be compared."""
    if compared is None:
        return Cell("", "", TOO_FEW)
    years = _years(compared)
    if (change := compared.change) is None:
        return Cell("", "", f"{years}: {_why_none(compared)}")
    return Cell(ARROWS[change], str(change), years)


def sentence(compared: Progress | None) -> str:
    """`Higher than before: 54 % (47–61) in 2021–2023, 40 % (33–47) in 2018–2020.`"""
    if compared is None:
        return (
            "Too few full years that are due, since the first record or the last break, to say"
            f" whether it changed: at least {FEWEST} are needed."
        )
    change = compared.change
    if change is None:
        return f"Whether it changed cannot be said, {_years(compared)}: {_why_none(compared)}."
    lead = {
        Change.HIGHER: "Higher than before",
        Change.LOWER: "Lower than before",
        Change.NO_CLEAR_CHANGE: "No clear change",
    }[change]
    earlier, later = compared.periods
    return (
        f"{lead}: {_number(compared.later)} in {words.period(*later)},"
        f" {_number(compared.earlier)} in {words.period(*earlier)}."
    )


def _years(compared: Progress) -> str:
    earlier, later = compared.periods
    return f"{words.period(*later)} beside {words.period(*earlier)}"


def _number(row: Row) -> str:
    return f"{words.value(row)} ({words.interval(row)})"


def _why_none(compared: Progress) -> str:
    rows: Sequence[tuple[tuple[int, int], Row]] = list(
        zip(compared.periods, (compared.earlier, compared.later), strict=True)
    )
    absent = [
        f"{words.why_none(row).words.lower()} in {words.period(*years)}"
        for years, row in rows
        if not words.shown(row)
    ]
    return words.listing(absent) if absent else "it has no interval"
