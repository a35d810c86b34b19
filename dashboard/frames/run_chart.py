"""A measure over the years as its run chart, on a page and in a file alike."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import pandas as pd

from dashboard import charts, words
from dashboard.frames import tables, trend_breaks, years
from metrics import Measure


def value_axis(measure: Measure, currency: str) -> charts.ValueAxis:
    """The axis of a measure's values; that of amounts of money says in which currency they are."""
    axis = charts.AXIS_OF_KIND[words.written_as(measure)]
    return replace(axis, title=currency) if words.is_money(measure) else axis


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


def build_run(rows: pd.DataFrame, measure: Measure, happened: pd.DataFrame, place: OfPlace) -> Run:
    """The run of a measure's `rows` of the place split by year. `happened` are the events."""
    drawn = years.one_row_per_year(
        rows.assign(kind=measure.kind, currency=place.currency),
        place.span,
        due_until=place.due,
        covered=place.covered,
        is_collected=place.is_collected,
        as_of=place.as_of,
    )
    marks = trend_breaks.event_marks(happened, measure, place.jurisdiction, place.span)
    adds_up = measure.kind in tables.ADDED_UP
    # What is counted or added up of a year that has not ended is lower for that alone.
    judged_to = place.last_full_year if adds_up else place.span[-1]
    breaks = list(marks.loc[marks["breaks"].astype(bool), "at"])
    staged = years.judge_years(drawn, breaks, judged_to)
    stretches = years.judged_stretches(staged)
    verdicts = [] if measure.kind == CARRIED_OVER else years.run_verdicts(staged, stretches)
    drawing = (
        _without_currency(staged, place.currency) if adds_up else staged,
        years.stretch_medians(stretches),
        marks,
    )
    chart = (
        partial(charts.counted, *drawing, title=value_axis(measure, place.currency).title)
        if adds_up
        else partial(charts.run, *drawing, axis=value_axis(measure, place.currency))
    )
    return Run(drawn, staged, marks, tuple(verdicts), chart)


def _without_currency(staged: pd.DataFrame, currency: str) -> pd.DataFrame:
    """A bar has no room for the currency, which is the same for all of them."""
    before = f"{currency}{words.NO_BREAK}"
    return staged.assign(number=[number.removeprefix(before) for number in staged["number"]])
