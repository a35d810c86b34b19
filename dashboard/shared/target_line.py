"""A measure's target in the chosen place, in one line; nothing where none is set."""

from dataclasses import replace

import pandas as pd

from dashboard import data, filters
from dashboard.shared import note
from dashboard.shared.frames import targets, years
from metrics import catalogue


def draw(by_year: pd.DataFrame, measure: str, choice: filters.Choice) -> None:
    """Draw the line; `by_year` hold the measure's rows of the chosen place by year."""
    listed, due = data.targets(), last_due((measure,), choice)[measure]
    text = written(by_year, listed, measure, choice, due) or held_back((measure,), listed, choice)
    if text:
        note.draw(text, key="target")


def last_due(measures: tuple[str, ...], choice: filters.Choice) -> dict[str, int]:
    """By measure the last full year of which the chosen place's units are all due."""
    judged_on, chosen = filters.judged_on(choice), data.chosen()
    return {
        id_: years.last_due(judged_on, catalogue.CATALOGUE[id_].window(chosen)) for id_ in measures
    }


def held_back(ids: tuple[str, ...], listed: pd.DataFrame, choice: filters.Choice) -> str:
    """That targets of the measures `ids` are not shown for a part of the place; else empty."""
    of_whole = targets.here(listed, replace(choice, form="", office=""))
    number = len(of_whole.keys() & set(ids))
    if not (choice.form or choice.office) or not number:
        return ""
    is_set = "A target is" if number == 1 else "Targets are"
    place = filters.options().jurisdictions[choice.jurisdiction]
    return f"{is_set} set for {place} as a whole, and not held against one form or office."


def written(
    by_year: pd.DataFrame, listed: pd.DataFrame, measure: str, choice: filters.Choice, due: int
) -> str:
    """The line, empty without a target; `listed` has the columns of `metrics.targets.of`."""
    target = targets.here(listed, choice).get(measure)
    if target is None:
        return ""
    of = (by_year["measure"] == measure) & (by_year["jurisdiction"] == choice.jurisdiction)
    return targets.line(targets.held(by_year[of], target, due), target)
