"""One measure over the years: its run chart, the verdict in words, and what happened meanwhile."""

from functools import partial

import pandas as pd

from dashboard import charts, data, filters, words
from dashboard.report import taken
from dashboard.shared import lines, progress_of, sentences
from dashboard.shared.draw import as_table, plain
from dashboard.shared.frames import events, progress, runs, tables, years
from dashboard.shared.of_measure import charts as measure_charts
from metrics import Measure, kinds

FLOW = "FlowRatio"
SIGNS = "A sign at the foot is a year without a value to show."
MEDIAN = "Dashed: the median, anew after each break, from five years on."
# What is pending is carried into the next year, so that runs come without any shift.
FLOWING = "No verdict: what is pending at the end of a year is carried into the next."


def note(measure: Measure, currency: str = "") -> str:
    """How to read the years; of sums of money in which currency they are."""
    match measure:
        case kinds.Count() | kinds.Amount():
            known = f"All years on record; the latest may not be complete. {SIGNS} {MEDIAN}"
            return f"In {currency}. {known}" if currency and words.is_money(measure) else known
        case kinds.FlowRatio(flow=kinds.Flow.DISPOSITION):
            return f"All years on record, what is pending at the end of each. {SIGNS} {MEDIAN}"
        case kinds.AmountRatio() | kinds.FlowRatio():
            return f"All years on record. A ratio of sums has no interval. {SIGNS} {MEDIAN}"
        case _:
            return f"All years on record, with the 95 % interval. {SIGNS} {MEDIAN}"


def trend(
    rows: pd.DataFrame, happened: pd.DataFrame, measure: Measure, choice: filters.Choice
) -> None:
    """Draw the chosen place by year, and say whether it shifted beyond chance.

    `rows` are the measure's rows split by year; `happened` has the columns of `frames.events`.
    """
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    span = range(data.years()[0], data.years()[-1] + 1)
    due = years.due_until(filters.judged_on(choice), measure.window(data.chosen()))
    drawn = years.yearly(
        here.assign(kind=measure.kind), span, due_until=due, is_collected=_is_collected(choice)
    )
    marks = events.marks(happened, measure, choice.jurisdiction, span)
    adds_up = measure.kind in tables.ADDED_UP
    # What is counted or added up of a year that has not ended is lower for that alone.
    judged_to = filters.options().last_full_year[choice.jurisdiction] if adds_up else span[-1]
    breaks = list(marks.loc[marks["breaks"].astype(bool), "at"])
    staged = runs.in_stretches(drawn, breaks, judged_to)
    stretches = runs.stretches(staged)
    in_words = [FLOWING] if measure.kind == FLOW else runs.verdicts(staged, stretches)
    changed = progress_of.measures((measure.id,), choice)
    in_words += [progress.sentence(compared) for compared in changed.values()]
    # A bar has no room for the currency, which is the same for all of them.
    currency = f"{filters.currency(choice)}{words.NO_BREAK}"
    bare = [number.removeprefix(currency) for number in staged["number"]]
    bars = staged.assign(number=bare) if adds_up else staged
    drawing = (bars, runs.medians(stretches), marks)
    spoken = f"{measure.title} by year, {filters.subject(choice)}: {years.spoken(staged)}"
    name = f"{measure.id}_by_year"
    chart = (
        partial(charts.counted, *drawing)
        if adds_up
        else partial(charts.run, *drawing, axis=measure_charts.axis(measure, choice))
    )
    alt = " ".join((spoken, *in_words))
    plain(chart, alt=alt, name=name)
    sentences.draw(in_words, "trend")
    if not marks.empty:
        lines.of_frame(events.listed(marks), name="events")
    of_card = taken.of_rows(
        f"{measure.title} by year",
        choice,
        drawn.assign(measure=measure.id, jurisdiction=choice.jurisdiction, label=drawn["period"]),
        "year",
        period=data.every_year(),
        says=tuple(in_words),
    )
    table = tables.of_rows(drawn, "period", "Year")
    as_table(table, of_card.drawn({taken.ONE: chart}, alt), name=name)


def _is_collected(choice: filters.Choice) -> bool:
    """Whether there can be years without a unit: of what is not recorded no year is known."""
    whole = data.rows((choice.measure,), only=choice.only_here)
    here = whole.loc[whole["jurisdiction"] == choice.jurisdiction, "status"]
    return not (here == words.NOT_COLLECTED).all()
