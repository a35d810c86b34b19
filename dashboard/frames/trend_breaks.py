"""Events and breaks in a time series, and the stretches of years between breaks."""

from calendar import isleap
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache, partial
from string import ascii_uppercase
from typing import NamedTuple

import pandas as pd

from dashboard import words
from metrics import Measure, catalogue, results
from schemas.language import marked, t

# Columns of an event. `breaks` says whether later years are counted differently.
MARK_COLUMNS = ("jurisdiction", "on", "title", "source", "breaks")
DEFINITION = marked("Definition of the measure")
Happened = tuple[date, str, str, bool]
# If a break is inside a year, the name of its stretch has this sign.
INSIDE = "|"


def event_marks(
    events: pd.DataFrame, measure: Measure, jurisdiction: str, span: range
) -> pd.DataFrame:
    """Return the events of `jurisdiction`, and changes of the measure, in the years `span`, by day.

    Columns: letter (A, B, ...), on, at (the day as a decimal year), title, source, breaks, label.
    `events` has MARK_COLUMNS.
    """
    happened = sorted((*events_of_jurisdiction(events, jurisdiction), *definition_changes(measure)))
    within = [one for one in happened if one[0].year in span]
    rows = []
    for position, (on, title, source, breaks) in enumerate(within):
        letter = event_letter(position)
        # The colon keeps the letter from looking like an article.
        label = (
            t("{letter}: {event} (break)", letter=letter, event=title)
            if breaks
            else t("{letter}: {event}", letter=letter, event=title)
        )
        rows.append((letter, on, decimal_year(on), title, source, breaks, label))
    return pd.DataFrame(rows, columns=["letter", "on", "at", "title", "source", "breaks", "label"])


def events_of_jurisdiction(events: pd.DataFrame, jurisdiction: str) -> list[Happened]:
    """Return the events of a place as (day, title, source, breaks)."""
    rows = zip(*(events[name].tolist() for name in MARK_COLUMNS), strict=True)
    return [
        (_as_date(on), str(title), str(source), bool(breaks))
        for where, on, title, source, breaks in rows
        if where == jurisdiction
    ]


def definition_changes(measure: Measure) -> list[Happened]:
    """Return the changes of a measure's definition as (day, title, source, breaks).

    A change is a break, unless all years are counted again by it.
    """
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
    for mark in results.row_dicts(marks):
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
    return _breaks_among(events_of_jurisdiction(happened, jurisdiction), measures)


def breaks_finder(happened: pd.DataFrame) -> Callable[[str, Measure], Breaks]:
    """Return `find_breaks` as a function of jurisdiction and measure, for many of both."""
    events = cache(partial(events_of_jurisdiction, happened))
    return lambda jurisdiction, measure: _breaks_among(events(jurisdiction), (measure,))


def _breaks_among(events: Iterable[Happened], measures: Iterable[Measure]) -> Breaks:
    changed = (one for measure in measures for one in definition_changes(measure))
    every = (*events, *changed)
    return tuple(sorted({Break(on, what) for on, what, _, breaks in every if breaks}))


def stretch_name(year: int, at: Sequence[float]) -> str:
    """Return the name of the stretch of a year: the number of breaks before it.

    A year with a break inside is its own stretch, `0|1`. A break on 1 January is between two years.
    """
    before, after = sum(one <= year for one in at), sum(one < year + 1 for one in at)
    return str(before) if before == after else f"{before}{INSIDE}{after}"


def add_stretches(by_year: pd.DataFrame, of: Breaks) -> pd.DataFrame:
    """Add to rows by year `stretch` (its name, or "") and `mixed` (whether a break is inside)."""
    return _with_stretches(by_year, [of] * len(by_year))


def add_stretches_by_measure(by_year: pd.DataFrame, happened: pd.DataFrame) -> pd.DataFrame:
    """Add the columns of `add_stretches` to rows of many measures, each with its own breaks."""
    pairs = list(zip(by_year["measure"], by_year["jurisdiction"], strict=True))
    breaks = breaks_finder(happened)
    broken = {
        (id_, jurisdiction): breaks(jurisdiction, catalogue.CATALOGUE[id_])
        for id_, jurisdiction in dict.fromkeys(pairs)
    }
    return _with_stretches(by_year, [broken[pair] for pair in pairs])


def _with_stretches(by_year: pd.DataFrame, breaks_of_rows: Sequence[Breaks]) -> pd.DataFrame:
    """Add `stretch` and `mixed` to rows. `breaks_of_rows` has the breaks that apply to each row."""
    stretches = [
        stretch_name(int(period), break_decimal_years(breaks)) if str(period).isdigit() else ""
        for period, breaks in zip(by_year["period"], breaks_of_rows, strict=True)
    ]
    return by_year.assign(stretch=stretches, mixed=[INSIDE in name for name in stretches])


def break_decimal_years(of: Breaks) -> list[float]:
    """Return the breaks as decimal years."""
    return [one.at for one in of]


def years_since_break(years: Sequence[int], of: Breaks) -> list[int]:
    """Return the years after the last break. `years` are in ascending order."""
    at = break_decimal_years(of)
    last = str(sum(one < years[-1] + 1 for one in at)) if years else ""
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
