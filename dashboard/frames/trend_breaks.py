"""Events and breaks in a time series, and the stretches of years between breaks."""

from calendar import isleap
from collections.abc import Callable, Sequence
from datetime import date
from string import ascii_uppercase
from typing import NamedTuple

import pandas as pd

from dashboard import words
from metrics import Measure, catalogue
from schemas.language import marked, t

# Columns of an event. `breaks` says whether later years are counted differently.
MARK_COLUMNS = ("jurisdiction", "on", "title", "source", "breaks")
DEFINITION = marked("Definition of the measure")
Happened = tuple[date, str, str, bool]


def event_marks(
    events: pd.DataFrame, measure: Measure, jurisdiction: str, span: range
) -> pd.DataFrame:
    """Return the events of `jurisdiction`, and changes of the measure, in the years `span`, by day.

    Columns: letter (A, B, ...), on, at (the day as a decimal year), title, source, breaks, label.
    `events` has MARK_COLUMNS.
    """
    within = [
        one
        for one in events_and_definition_changes(events, measure, jurisdiction)
        if one[0].year in span
    ]
    rows = [
        (
            event_letter(place_),
            on,
            decimal_year(on),
            title,
            source,
            breaks,
            _mark_label(event_letter(place_), title, breaks),
        )
        for place_, (on, title, source, breaks) in enumerate(within)
    ]
    return pd.DataFrame(rows, columns=["letter", "on", "at", "title", "source", "breaks", "label"])


def events_and_definition_changes(
    events: pd.DataFrame, measure: Measure, jurisdiction: str
) -> list[Happened]:
    """Return (day, title, source, breaks) of events of a jurisdiction and changes of a measure.

    They are in order of their day. `events` has MARK_COLUMNS. A change of the definition is a
    break, unless all years are counted again by it.
    """
    return sorted((*events_of_jurisdiction(events, jurisdiction), *definition_changes(measure)))


def events_of_jurisdiction(events: pd.DataFrame, jurisdiction: str) -> list[Happened]:
    """Return the events of a place as (day, title, source, breaks)."""
    # Filtering the frame would take ten times as long.
    at = [row for row, where in enumerate(events["jurisdiction"].tolist()) if where == jurisdiction]
    columns = [events[name].tolist() for name in MARK_COLUMNS[1:]] if at else []
    return [
        (_as_date(on), str(title), str(source), bool(breaks))
        for on, title, source, breaks in ([column[row] for column in columns] for row in at)
    ]


def definition_changes(measure: Measure) -> list[Happened]:
    """Return the changes of a measure's definition as (day, title, source, breaks)."""
    return [
        (
            change.on,
            t("Version {version}: {what}", version=change.version, what=t(change.what)),
            t(DEFINITION),
            not change.recounted,
        )
        for change in measure.changes
    ]


def events_table(marks: pd.DataFrame) -> pd.DataFrame:
    """Return the events as a table of texts: mark, date, event, break, source."""
    return pd.DataFrame(
        {
            t("Mark"): marks["letter"],
            t("Date"): [words.day(on) for on in marks["on"]],
            t("Event"): marks["title"],
            t("Break in series"): [t("yes") if breaks else t("no") for breaks in marks["breaks"]],
            t("Source"): marks["source"],
        }
    )


def event_sentences(marks: pd.DataFrame) -> list[str]:
    """Return one sentence per event, for a chart that shows only letters."""
    sentences = []
    for mark in marks.to_dict("records"):
        said = {
            "letter": mark["letter"],
            "event": mark["title"],
            "day": words.day(mark["on"]),
            "source": mark["source"],
        }
        sentences.append(
            t("{letter}: {event}, {day}, a break in series ({source}).", **said)
            if mark["breaks"]
            else t("{letter}: {event}, {day} ({source}).", **said)
        )
    return sentences


def event_letter(position: int) -> str:
    """Return the letter of an event by its position: A, B, ... Z, A2, B2, ..."""
    turn, at = divmod(position, len(ascii_uppercase))
    return ascii_uppercase[at] + (str(turn + 1) if turn else "")


def decimal_year(on: date) -> float:
    """Return a day as a decimal year: 1 July 2021 is about 2021.5."""
    days = 366 if isleap(on.year) else 365
    return on.year + (on.timetuple().tm_yday - 1) / days


def _mark_label(letter: str, title: str, breaks: bool) -> str:
    """Return `A: A new law (break)`. The colon keeps the letter from looking like an article."""
    if breaks:
        return t("{letter}: {event} (break)", letter=letter, event=title)
    return t("{letter}: {event}", letter=letter, event=title)


def _as_date(on: object) -> date:
    return on if type(on) is date else pd.Timestamp(str(on)).date()


class Break(NamedTuple):
    """A break in series: a day from which numbers are counted differently, and what happened."""

    on: date
    what: str

    @property
    def at(self) -> float:
        """Return the day as a decimal year."""
        return decimal_year(self.on)


Breaks = tuple[Break, ...]


def find_breaks(happened: pd.DataFrame, measures: Sequence[Measure], jurisdiction: str) -> Breaks:
    """Return `jurisdiction`'s breaks in series by day: events, and new definitions of `measures`.

    `happened` has the columns of `metrics.reference.national_lists.load_events`; of any places.
    """
    return break_finder(happened, jurisdiction)(measures)


def break_finder(
    happened: pd.DataFrame, jurisdiction: str
) -> Callable[[Sequence[Measure]], Breaks]:
    """Return a function from measures to their breaks in series in `jurisdiction`."""
    of_place = events_of_jurisdiction(happened, jurisdiction)

    def breaks_of_measures(measures: Sequence[Measure]) -> Breaks:
        changed = (one for measure in measures for one in definition_changes(measure))
        return tuple(
            sorted({Break(on, what) for on, what, _, parts in (*of_place, *changed) if parts})
        )

    return breaks_of_measures


def stretch_name(year: int, at: Sequence[float]) -> str:
    """Return the name of the stretch of a year. A year with a break inside is its own stretch."""
    before, after = _count_breaks(year, at), _count_breaks(year + 1, at, whole=False)
    return str(before) if before == after else f"{before}|{after}"


def has_break_inside(year: int, at: Sequence[float]) -> bool:
    """Return whether a break is inside the year. A break on 1 January is between two years."""
    return _count_breaks(year, at) != _count_breaks(year + 1, at, whole=False)


def add_stretches(by_year: pd.DataFrame, of: Breaks) -> pd.DataFrame:
    """Add to rows by year `stretch` (its name, or "") and `mixed` (whether a break is inside)."""
    return _with_stretches(by_year, [tuple(break_decimal_years(of))] * len(by_year))


def add_stretches_by_measure(by_year: pd.DataFrame, happened: pd.DataFrame) -> pd.DataFrame:
    """Add the columns of `add_stretches` to rows of many measures, each with its own breaks."""
    pairs = list(zip(by_year["measure"], by_year["jurisdiction"], strict=True))
    broken = {
        jurisdiction: break_finder(happened, str(jurisdiction))
        for jurisdiction in dict.fromkeys(by_year["jurisdiction"])
    }
    of_each = {
        (id_, jurisdiction): tuple(
            break_decimal_years(broken[jurisdiction]((catalogue.CATALOGUE[str(id_)],)))
        )
        for id_, jurisdiction in dict.fromkeys(pairs)
    }
    return _with_stretches(by_year, [of_each[pair] for pair in pairs])


def _with_stretches(
    by_year: pd.DataFrame, days_of_rows: Sequence[tuple[float, ...]]
) -> pd.DataFrame:
    """Add `stretch` and `mixed` to rows. `days_of_rows` has the breaks that apply to each row."""
    rows = list(zip(by_year["period"].tolist(), days_of_rows, strict=True))
    of_each = {
        (period, at): (stretch_name(int(period), at), has_break_inside(int(period), at))
        if str(period).isdigit()
        else ("", False)
        for period, at in dict.fromkeys(rows)
    }
    return by_year.assign(
        stretch=[of_each[row][0] for row in rows], mixed=[of_each[row][1] for row in rows]
    )


def break_decimal_years(of: Breaks) -> list[float]:
    """Return the breaks as decimal years."""
    return [one.at for one in of]


def years_since_break(years: Sequence[int], of: Breaks) -> list[int]:
    """Return the years after the last break. `years` are in ascending order."""
    at = break_decimal_years(of)
    if not years:
        return []
    last = f"{_count_breaks(years[-1] + 1, at, whole=False)}"
    return [year for year in years if stretch_name(year, at) == last]


def breaks_within(of: Breaks, first: int, last: int) -> Breaks:
    """Return the breaks between or inside the years from `first` to `last`."""
    return tuple(break_ for break_ in of if first < break_.at < last + 1)


def breaks_text(of: Breaks) -> str:
    """Return breaks as a label: `2021 (Reform of plea agreements in force)`.

    It can follow a colon, but is not a part of a sentence.
    """
    by_year: dict[int, list[str]] = {}
    for break_ in of:
        by_year.setdefault(break_.on.year, []).append(break_.what)
    return words.listing(
        [t("{year} ({what})", year=year, what="; ".join(what)) for year, what in by_year.items()]
    )


def _count_breaks(day: float, at: Sequence[float], *, whole: bool = True) -> int:
    """Count the breaks before a day. If `whole`, a break on the day itself also counts."""
    return sum(one <= day if whole else one < day for one in at)
