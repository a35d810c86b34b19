"""Targets in words: what is to be reached by when, and where a number stands against it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.choice import Choice
from metrics import catalogue, statistics, targets

CLEARLY_MET = statistics.Standing.CLEARLY_MET
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """What a measure is to reach: `value` in the unit of its values, `due` as written."""

    value: float
    due: str
    source: str


Targets = Mapping[str, Target]
NONE: Targets = {}


def here(listed: pd.DataFrame, choice: Choice) -> Targets:
    """The targets of the chosen place by measure; none for an office or a form alone.

    `listed` has the columns of `metrics.targets.of`.
    """
    if choice.office or choice.form:
        return NONE
    of_place = listed[listed["jurisdiction"] == choice.jurisdiction]
    return {
        str(row["measure"]): Target(float(row["value"]), str(row["due"]), str(row["source"]))
        for row in of_place.to_dict("records")
    }


def number(row: Row, target: Target) -> str:
    """The target as the row's value would be written: `70 %`, `18.0 months`."""
    return words.value({**row, "value": target.value, "status": words.SHOWN})


def due(target: Target) -> str:
    """The day by which it is due: `2027`, `June 2027`, `30 June 2027`."""
    parts = [int(part) for part in target.due.split("-")]
    match parts:
        case [year]:
            return str(year)
        case [year, month]:
            return f"{date(year, month, 1):%B %Y}"
        case _:
            return words.day(date(*parts))


def short(row: Row, target: Target) -> str:
    """In a cell: `Target 70 % by 2027: clearly not met`."""
    said = f"Target {number(row, target)} by {due(target)}"
    held = targets.against(row, target.value)
    return f"{said}: {held.standing.value}" if held else said


def line(row: Row, target: Target) -> str:
    """In a sentence, with the source and what is left to go.

    `Target: 70 % by 2027 (source): cannot tell; 12 more of the 240 cases would reach it.`
    """
    said = f"Target: {number(row, target)} by {due(target)} ({target.source})"
    held = targets.against(row, target.value)
    if held is None:
        return f"{said}: no number to hold against it."
    return f"{said}: {held.standing.value}{_way(row, held)}."


def _way(row: Row, held: targets.Against) -> str:
    if held.standing is CLEARLY_MET:
        return ""
    if held.reached:
        return "; the value is there, its interval reaches beyond"
    if held.to_go is None:
        return "" if words.known(row["low"]) else "; a ratio of sums has no interval"
    units = catalogue.CATALOGUE[row["measure"]].unit_words
    more = "fewer" if held.fewer else "more"
    of = f"of the {words.count(row['denominator'])} {units}"
    return f"; {words.count(held.to_go)} {more} {of} would reach it"
