"""What becomes of persons in a stage: by which ways they leave it, and how far a cohort came."""

from functools import partial

import pandas as pd

from dashboard import charts, data, filter_options, filters, words
from dashboard.each_row import each_row
from dashboard.measure.frames import cohort as cohorts
from dashboard.measure.frames import competing_exits as frames
from dashboard.report import taken
from dashboard.shared import card, note
from dashboard.shared.draw import as_table, nothing, plain
from dashboard.shared.frames import tables
from metrics import Measure, catalogue, competing_exits
from metrics.release import measured

OF_COHORT = ("P01", "P01b", "P01c", "P01d")
COHORT = "P01"
NOTE = (
    "The share that has left by each way, month by month. What competes is counted as it came: the"
    " lines and those still in it make 100 %. Who is pending counts as long as it has lasted;"
    " nobody is left out for having entered late. Drawn while ten persons are still seen in it, or"
    " hardly anybody is left."
)


def draw(measure: Measure, choice: filters.Choice) -> None:
    """Draw the cards of a measure of a stage: its ways out, and its cohort."""
    if measure.id in competing_exits.STAGES and not choice.of_release:
        with card.card("How they leave", NOTE):
            gone = data.left(measure.id, years=choice.years, only=choice.only_here)
            leaving(gone, measure, choice)
    if measure.id in OF_COHORT and filter_options.release_includes(measured.COHORT, choice):
        with card.card("What became of one cohort", cohort_note()):
            cohort(data.came_to(years=choice.years, only=choice.only_here), choice)


def leaving(gone: pd.DataFrame, measure: Measure, choice: filters.Choice) -> None:
    """Draw how the chosen place's persons left the stage; `gone` as `competing_exits.counted`."""
    persons = gone[gone["jurisdiction"] == choice.jurisdiction]
    stage, window = competing_exits.STAGES[measure.id], _window()
    last = frames.months_seen(persons, window)
    followed, left_out = frames.known(persons)
    whom = measure.denominator_words.removeprefix("of ")
    if not last:
        nothing(f"Too few {whom} can be followed in {filters.subject(choice)}, {choice.period}.")
        return
    if not competing_exits.is_known_enough(followed, left_out):
        nothing(
            f"Too much is unknown: of {words.count(left_out)} of"
            f" {words.count(followed + left_out)} {whom} the day or the way out is not known."
        )
        return
    drawn = frames.lines(persons, stage, last)
    if drawn.empty:
        who = f"{words.count(followed)} {whom} in {filters.subject(choice)}, {choice.period}"
        nothing(f"Nobody of {who}, has left within {words.count(last)} months.")
        return
    month = frames.told_month(last, window)
    sentence = frames.sentence(persons, stage, month, f"{words.count(followed)} {whom}")
    ends = frames.ends(drawn)
    spoken = f"How {whom} left, {filters.subject(choice)}, {choice.period}. {sentence}"
    name = f"{measure.id}_exits"
    note.draw_sentences([sentence], "exits")
    chart = partial(charts.leaving, drawn, ends, since=stage.since)
    alt = f"{spoken} After {last} months: {words.listing(list(ends['label']))}."
    plain(chart, alt=alt, name=name)
    if left_out:
        note.draw(
            f"{words.count(left_out)} more are left out: the day or the way out is not known.",
            key="exits.left_out",
        )
    of_card = taken.of_numbers(
        f"{measure.title}: how they leave", choice, frames.numbers(drawn), says=(NOTE, sentence)
    )
    as_table(frames.table(persons, stage, last), of_card.drawn({taken.ONE: chart}, alt), name=name)


def _window() -> int:
    """The months in which each stage is to be reached."""
    return catalogue.CATALOGUE[COHORT].window(data.chosen())


def cohort_note() -> str:
    """How to read the steps of a cohort."""
    months = _window()
    return (
        f"All who were first suspected in the period, each followed for {months} months from then:"
        " every step is of all who entered, never of another year's persons. Line: the 95 %"
        " interval."
    )


def cohort(steps: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw how far the chosen place's cohort came. `steps` is as `metrics.cohort.steps`."""
    here = steps[steps["jurisdiction"] == choice.jurisdiction]
    months = _window()
    if here.empty or cohorts.nobody(here):
        nothing(f"Nobody suspected in {choice.period} has been followed for {months} months.")
        return
    drawn = cohorts.rows(here)
    spoken = "; ".join(f"{row['label']} {row['says']}" for row in each_row(drawn))
    chart = partial(charts.steps, drawn, axis=charts.SHARE)
    alt = f"What became of those suspected, {filters.subject(choice)}, {choice.period}: {spoken}"
    plain(chart, alt=alt, name="cohort")
    if young := cohorts.young(here):
        note.draw(
            f"{young} more were suspected less than {months} months before the day of"
            " the records: they are left out, not counted as failed.",
            key="cohort.young",
        )
    of_card = taken.of_drawn(
        "What became of one cohort", choice, drawn, "Step", says=(cohort_note(),)
    )
    table = tables.of_rows(drawn, "label", "Step")
    as_table(table, of_card.drawn({taken.ONE: chart}, alt), name="cohort")
