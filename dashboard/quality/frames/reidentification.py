"""How many stored persons stand alone by what others may know of them, in plain words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row


def sentences(report: pd.DataFrame) -> list[str]:
    """A sentence per table of persons; `report` is that of `seed.batches.reidentification_of`."""
    return [_sentence(row) for row in each_row(report)]


def _sentence(row: Mapping[str, Any]) -> str:
    names = [_name(name) for name in str(row["columns"]).split(",")]
    rows, unique = int(row["rows"]), int(row["unique_rows"])
    by = words.listing(names)
    if not unique:
        return (
            f"None of {words.count(rows)} {row['table_name']} is unique by {by}; the smallest group"
            f" has {words.count(row['smallest'])}."
        )
    share = words.share(unique / rows)
    verb = "is" if unique == 1 else "are"
    text = (
        f"{words.count(unique)} of {words.count(rows)} {row['table_name']} ({share}) {verb} unique"
        f" by {by}"
    )
    if pd.isna(row["frees_most"]):
        return f"{text}."
    freed, left = _name(str(row["frees_most"])), words.count(row["unique_without"])
    return f"{text}; without {freed} it would be {left}."


def _name(column: str) -> str:
    return column.strip().removesuffix("_id").replace("_", " ")
