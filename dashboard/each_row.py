"""The rows of a frame one by one: pages write out many short frames."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

# Of three values, or whole numbers with blanks: they have a sign of their own for a blank.
MASKED = (pd.arrays.BooleanArray, pd.arrays.IntegerArray, pd.arrays.FloatingArray)


def each_row(frame: pd.DataFrame, columns: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Each row by the names of all columns, or of some; a blank of MASKED is None."""
    names = list(columns or frame.columns)
    rows = zip(*(_values(frame[name]) for name in names), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _values(column: pd.Series) -> list[Any]:
    array = column.array
    if isinstance(array, MASKED):
        return array.to_numpy(object, na_value=None).tolist()
    return column.tolist()
