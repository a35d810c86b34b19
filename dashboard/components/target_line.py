"""A measure's target in the chosen place, in one line; nothing where none is set."""

from dataclasses import replace

import pandas as pd

from dashboard import data, filters
from dashboard.components import note
from dashboard.frames import targets


def draw(rows: pd.DataFrame, measure: str, choice: filters.Choice) -> None:
    """Draw the line; `rows` hold the measure's row of the chosen place and period."""
    listed = data.targets()
    if text := written(rows, listed, measure, choice) or held_back((measure,), listed, choice):
        note.draw(text, key="target")


def held_back(ids: tuple[str, ...], listed: pd.DataFrame, choice: filters.Choice) -> str:
    """That targets of the measures `ids` are not shown for a part of the place; else empty."""
    of_whole = targets.here(listed, replace(choice, form="", office=""))
    number = len(of_whole.keys() & set(ids))
    if not (choice.form or choice.office) or not number:
        return ""
    is_set = "A target is" if number == 1 else "Targets are"
    place = filters.options().jurisdictions[choice.jurisdiction]
    return f"{is_set} set for {place} as a whole, and not held against one form or office."


def written(rows: pd.DataFrame, listed: pd.DataFrame, measure: str, choice: filters.Choice) -> str:
    """The line, empty without a target; `listed` has the columns of `metrics.targets.of`."""
    target = targets.here(listed, choice).get(measure)
    found = rows[(rows["measure"] == measure) & (rows["jurisdiction"] == choice.jurisdiction)]
    if target is None or found.empty:
        return ""
    return targets.line(found.iloc[0].to_dict(), target)
