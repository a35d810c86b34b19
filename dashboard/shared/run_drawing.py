"""A measure over the years as its run chart, on a page and in a file alike."""

from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd

from dashboard import charts, words
from dashboard.shared import axes
from dashboard.shared.frames import events, runs, tables, years
from metrics import Measure

# What is pending is carried into the next year, so that runs come without any shift.
CARRIED_OVER = "FlowRatio"


@dataclass(frozen=True)
class OfPlace:
    """The records that the years are of: the place, all years on record, and how far they go.

    `due` is the last day whose units are all due, `last_full_year` the last that has ended, `as_of`
    the day that the records go to.
    """

    jurisdiction: str
    span: range
    due: date
    last_full_year: int
    currency: str
    is_collected: bool
    covered: range
    as_of: date


@dataclass(frozen=True)
class Run:
    """One row per year, as they are judged in `staged`; `marks` are what happened meanwhile."""

    yearly: pd.DataFrame
    staged: pd.DataFrame
    marks: pd.DataFrame
    verdicts: tuple[str, ...]
    chart: "partial[charts.Chart]"


def of(rows: pd.DataFrame, measure: Measure, happened: pd.DataFrame, place: OfPlace) -> Run:
    """The run of a measure's `rows` of the place split by year.

    `happened` has the columns of `frames.events`.
    """
    drawn = years.yearly(
        rows.assign(kind=measure.kind, currency=place.currency),
        place.span,
        due_until=place.due,
        covered=place.covered,
        is_collected=place.is_collected,
        as_of=place.as_of,
    )
    marks = events.marks(happened, measure, place.jurisdiction, place.span)
    adds_up = measure.kind in tables.ADDED_UP
    # What is counted or added up of a year that has not ended is lower for that alone.
    judged_to = place.last_full_year if adds_up else place.span[-1]
    breaks = list(marks.loc[marks["breaks"].astype(bool), "at"])
    staged = runs.in_stretches(drawn, breaks, judged_to)
    stretches = runs.stretches(staged)
    verdicts = [] if measure.kind == CARRIED_OVER else runs.verdicts(staged, stretches)
    drawing = (
        _bare(staged, place.currency) if adds_up else staged,
        runs.medians(stretches),
        marks,
    )
    chart = (
        partial(charts.counted, *drawing, title=axes.of(measure, place.currency).title)
        if adds_up
        else partial(charts.run, *drawing, axis=axes.of(measure, place.currency))
    )
    return Run(drawn, staged, marks, tuple(verdicts), chart)


def _bare(staged: pd.DataFrame, currency: str) -> pd.DataFrame:
    """A bar has no room for the currency, which is the same for all of them."""
    before = f"{currency}{words.NO_BREAK}"
    return staged.assign(number=[number.removeprefix(before) for number in staged["number"]])
