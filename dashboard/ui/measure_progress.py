"""Find whether measures changed in the chosen jurisdiction, and compare them with targets."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from dashboard import data
from dashboard.frames import targets, yearly_figures
from dashboard.ui import filters, html_card
from schemas.language import n


def periods_by_measure(
    ids: Iterable[str], choice: filters.Choice
) -> yearly_figures.PeriodsByMeasure:
    """Return, by measure id, the two periods to compare (`yearly_figures.periods_by_measure`)."""
    return yearly_figures.periods_by_measure(
        ids,
        choice,
        filters.current_options(),
        (data.events(), data.chosen(), filters.reference_date(choice)),
    )


def draw_target(by_year: pd.DataFrame, measure: str, choice: filters.Choice) -> None:
    """Draw a sentence on the target of a measure; `by_year` has the measure's rows by year."""
    listed, due = data.targets(), last_due_years((measure,), choice)[measure]
    text = measure_target_sentence(by_year, listed, measure, choice, due) or targets_hidden_note(
        (measure,), listed, choice
    )
    if text:
        html_card.draw_note(text, key="target")


def last_due_years(measures: tuple[str, ...], choice: filters.Choice) -> dict[str, int]:
    """Return, by measure, the last full year for which all follow-up periods are over."""
    return yearly_figures.last_due_years(measures, filters.reference_date(choice), data.chosen())


def targets_hidden_note(ids: tuple[str, ...], listed: pd.DataFrame, choice: filters.Choice) -> str:
    """Return that targets are not shown for one form or office; empty if none are hidden."""
    of_whole = targets.targets_of_jurisdiction(listed, replace(choice, form="", office=""))
    number = len(of_whole.keys() & set(ids))
    if not (choice.form or choice.office) or not number:
        return ""
    jurisdiction = filters.current_options().jurisdictions[choice.jurisdiction]
    return n(
        "{count} target is set for {place} as a whole. It does not apply to one form or office.",
        "{count} targets are set for {place} as a whole. They do not apply to one form or office.",
        number,
        place=jurisdiction,
    )


def measure_target_sentence(
    by_year: pd.DataFrame, listed: pd.DataFrame, measure: str, choice: filters.Choice, due: int
) -> str:
    """Return the sentence on a target, empty without one; `listed` comes from `data.targets`."""
    target = targets.targets_of_jurisdiction(listed, choice).get(measure)
    if target is None:
        return ""
    of = (by_year["measure"] == measure) & (by_year["jurisdiction"] == choice.jurisdiction)
    return targets.target_sentence(targets.figure_for_target(by_year[of], target, due), target)
