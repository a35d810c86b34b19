"""What happened on a day of a trend: events of a place, changes of a measure's definition."""

from calendar import isleap
from datetime import date
from string import ascii_uppercase

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from metrics import Measure

# An event: whose, the day, what, who says so, and whether what comes after counts differently.
COLUMNS = ("jurisdiction", "on", "title", "source", "breaks")
DEFINITION = "Definition of the measure"
Happened = tuple[date, str, str, bool]


def marks(events: pd.DataFrame, measure: Measure, place: str, span: range) -> pd.DataFrame:
    """The events of `place` and the measure's changes within the years of `span`, by day.

    Columns: letter (A, B, ...), on, at (the day as a year with its part), title, source, breaks,
    label. `events` has COLUMNS; every change of the definition is a break.
    """
    within = [one for one in happening(events, measure, place) if one[0].year in span]
    rows = [
        (
            letter(place_),
            on,
            year_of(on),
            title,
            source,
            breaks,
            _label(letter(place_), title, breaks),
        )
        for place_, (on, title, source, breaks) in enumerate(within)
    ]
    return pd.DataFrame(rows, columns=["letter", "on", "at", "title", "source", "breaks", "label"])


def happening(events: pd.DataFrame, measure: Measure, place: str) -> list[Happened]:
    """Day, title, source and whether it breaks, by day: events of `place`, changes of the measure.

    `events` has COLUMNS; a change of the definition is a break unless all years are recounted.
    """
    return sorted((*of_place(events, place), *changed(measure)))


def of_place(events: pd.DataFrame, place: str) -> list[Happened]:
    """The events of a place."""
    # Choosing rows of a frame takes ten times as long.
    at = [row for row, where in enumerate(events["jurisdiction"].tolist()) if where == place]
    columns = [events[name].tolist() for name in COLUMNS[1:]] if at else []
    return [
        (_day(on), str(title), str(source), bool(breaks))
        for on, title, source, breaks in ([column[row] for column in columns] for row in at)
    ]


def changed(measure: Measure) -> list[Happened]:
    """The changes of a measure's definition."""
    return [
        (
            change.on,
            f"Version {change.version}: {change.what}",
            DEFINITION,
            not change.recounted,
        )
        for change in measure.changes
    ]


def listed(marks: pd.DataFrame) -> pd.DataFrame:
    """The marks in words. Columns: Mark, Day, What, Break, Source."""
    return pd.DataFrame(
        {
            "Mark": marks["letter"],
            "Day": [words.day(on) for on in marks["on"]],
            "What": marks["title"],
            "Break": ["yes" if breaks else "no" for breaks in marks["breaks"]],
            "Source": marks["source"],
        }
    )


def told(marks: pd.DataFrame) -> list[str]:
    """The marks in a sentence each, for a picture that has letters alone."""
    return [
        f"{mark['Mark']}: {mark['What']}, {mark['Day']}"
        f"{', a break' if mark['Break'] == 'yes' else ''} ({mark['Source']})."
        for mark in each_row(listed(marks))
    ]


def letter(place: int) -> str:
    """A, B, ... Z, A2, B2, ..."""
    turn, at = divmod(place, len(ascii_uppercase))
    return ascii_uppercase[at] + (str(turn + 1) if turn else "")


def year_of(on: date) -> float:
    """A day as its year and the part of it that has passed: 1 July 2021 is about 2021.5."""
    days = 366 if isleap(on.year) else 365
    return on.year + (on.timetuple().tm_yday - 1) / days


def _label(letter: str, title: str, breaks: bool) -> str:
    """`A: A new law (break)`: the letter first, so that it is not read as an article."""
    return f"{letter}: {title} (break)" if breaks else f"{letter}: {title}"


def _day(on: object) -> date:
    return on if type(on) is date else pd.Timestamp(str(on)).date()
