"""A measure's target in the chosen place, in one line; nothing where none is set."""

import pandas as pd

from dashboard import data, filters
from dashboard.components import note
from dashboard.frames import targets


def draw(rows: pd.DataFrame, measure: str, choice: filters.Choice) -> None:
    """Draw the line; `rows` hold the measure's row of the chosen place and period."""
    if text := written(rows, data.targets(), measure, choice):
        note.draw(text, key="target")


def written(rows: pd.DataFrame, listed: pd.DataFrame, measure: str, choice: filters.Choice) -> str:
    """The line, empty without a target; `listed` has the columns of `metrics.targets.of`."""
    target = targets.here(listed, choice).get(measure)
    found = rows[(rows["measure"] == measure) & (rows["jurisdiction"] == choice.jurisdiction)]
    if target is None or found.empty:
        return ""
    return targets.line(found.iloc[0].to_dict(), target)
