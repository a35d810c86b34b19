"""Result rows as charts take them: numbers where the status lets them stand, words always."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import words

Row = Mapping[str, Any]
NUMBERS = ("value", "low", "high")
BOUNDS = ("bound_low", "bound_high")
# Missing-data bounds may stand beside a value, and in its place where too much is unknown.
WITH_BOUNDS = (words.SHOWN, "bounds_only")
# What is said where there is enough to count and yet no number.
UNDEFINED = {"Duration": "Median not reached"}
NOTHING_BELOW = "Nothing to divide by"


def obeying(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `value`, `low`, `high` and bounds blank where their status forbids them.

    Adds `number` and `glyph` (of a status other than ok), one of them empty, `says` (the number or
    why there is none) and `known` (how many stand behind it). Durations turn from days into months.
    """
    drawn = rows.copy()
    shown = drawn["status"] == words.SHOWN
    drawn.loc[~shown, list(NUMBERS)] = None
    drawn.loc[~drawn["status"].isin(WITH_BOUNDS), list(BOUNDS)] = None
    in_days = drawn["kind"] == "Duration"
    for column in (*NUMBERS, *BOUNDS):
        numbers = pd.to_numeric(drawn[column]).astype(float)
        drawn[column] = numbers.where(~in_days, numbers / words.DAYS_IN_MONTH)
    records = rows.to_dict("records")
    drawn["number"] = [words.value(row) if words.shown(row) else "" for row in records]
    drawn["glyph"] = [glyph(row) for row in records]
    drawn["says"] = [says(row) for row in records]
    drawn["known"] = [counted(row) for row in records]
    return drawn


def glyph(row: Row) -> str:
    """The glyph of a row without a value to show; empty for the others."""
    if words.shown(row):
        return ""
    return words.value(row)


def says(row: Row) -> str:
    """The row in a few words: `54 % (47–61), 98 of 181`, or its status and what is known."""
    status = row["status"]
    if status == words.SHOWN:
        return _number(row)
    absent = words.absence(status).words
    if status == "bounds_only" and (possible := words.bounds(row)):
        return f"{absent}: {possible}{words.NO_BREAK}% possible"
    if status == "too_few" and row["kind"] == "Share" and (of_few := parts(row)):
        return f"{absent}: {of_few}"
    return absent


def counted(row: Row) -> str:
    """How many units or how much money stand behind the row; of a count the count itself."""
    if row["kind"] == "Count":
        return words.value(row) if words.shown(row) else ""
    if not words.known(row["denominator"]) or not row["denominator"]:
        return ""
    if row["kind"] in ("Rate", "FlowRatio"):
        return f"of {words.count(row['denominator'])}"
    if row["kind"] == "AmountRatio":
        return f"of {words.amount(row['denominator'])}"
    return words.of_units(row)


def _number(row: Row) -> str:
    if not words.known(row["value"]):
        return UNDEFINED.get(row["kind"], NOTHING_BELOW)
    between = words.interval(row)
    number = f"{words.value(row)} ({between})" if between else words.value(row)
    return f"{number}, {counts}" if (counts := parts(row)) else number


def parts(row: Row) -> str:
    """The numbers a row's value is made of; empty for counts, and where nothing was counted."""
    if not (words.known(row["denominator"]) and row["denominator"]):
        return ""
    match row["kind"]:
        case "Share":
            return f"{words.count(row['numerator'])} of {words.count(row['denominator'])}"
        case "AmountRatio" if words.kind_of(row) == "AmountRatio":
            return f"{words.amount(row['numerator'])} of {words.amount(row['denominator'])}"
        case "Duration" | "Median":
            return words.of_units(row)
        case "Rate" | "FlowRatio" | "AmountRatio":
            return f"{words.count(row['numerator'])} to {words.count(row['denominator'])}"
        case _:
            return ""


def largest(row: Row) -> str:
    """The largest single case's part of a sum: one case can make a ratio."""
    if not words.known(row["largest_share"]) or row["status"] != words.SHOWN:
        return ""
    return f"{words.share(row['largest_share'])} of it in one case"
