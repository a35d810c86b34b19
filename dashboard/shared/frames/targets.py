"""Targets in words: what is to be reached by when, and where a number stands against it."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from dashboard.query_params import Choice
from metrics import catalogue, lists, statistics

MONTHS = 12
CLEARLY_MET = statistics.trends.Standing.CLEARLY_MET
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """What a measure is to reach: `value` in the unit of its values, `due` as written."""

    measure: str
    value: float
    due: str
    source: str


Targets = Mapping[str, Target]
NONE: Targets = {}


def here(listed: pd.DataFrame, choice: Choice) -> Targets:
    """The targets of the chosen place by measure; none for an office or a form alone.

    A target is of all cases of its jurisdiction. `listed` has the columns of `metrics.targets.of`.
    """
    if choice.office or choice.form:
        return NONE
    of_place = listed[listed["jurisdiction"] == choice.jurisdiction]
    return {
        str(row["measure"]): Target(
            str(row["measure"]), float(row["value"]), str(row["due"]), str(row["source"])
        )
        for row in each_row(of_place)
    }


def number(target: Target, currency: str = "") -> str:
    """The target as values of its measure are written: `70 %`, `18.0 months`, `EUR 4,000`."""
    of = catalogue.CATALOGUE[target.measure]
    row = {"measure": of.id, "kind": of.kind, "value": target.value, "status": words.SHOWN}
    return words.value(row | {"currency": currency})


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


@dataclass(frozen=True)
class Held:
    """A target beside the row of a year: of its due year once that is due, else of the latest.

    `row` is None where there is no such row with a number to show; `is_due` says whether the due
    year may be judged.
    """

    year: int
    row: Row | None
    is_due: bool


def held(by_year: pd.DataFrame, target: Target, last_due: int) -> Held:
    """The target beside the rows of one measure and place by year; all is due up to `last_due`.

    Until its due year may be judged there is no verdict: the time to reach it is not over.
    """
    return held_of_rows(each_row(by_year), target, last_due)


def held_of_rows(by_year: Sequence[Row], target: Target, last_due: int) -> Held:
    """The same beside the rows by name."""
    year = due_year(target)
    shown = {
        int(row["period"]): row for row in by_year if row["period"].isdigit() and words.shown(row)
    }
    if year <= last_due:
        return Held(year, shown.get(year), is_due=True)
    latest = max((one for one in shown if one <= last_due), default=None)
    return Held(latest or year, shown[latest] if latest else None, is_due=False)


def due_year(target: Target) -> int:
    """The last calendar year that ends on or before the target's day."""
    year, *rest = (int(part) for part in target.due.split("-"))
    return year if not rest or rest in ([12], [12, 31]) else year - 1


def due_on(target: Target) -> date:
    """The target's day: the last one of the month or year that it names."""
    year, month, day = (int(part) for part in [*target.due.split("-"), "0", "0"][:3])
    month = month or MONTHS
    return date(year, month, day or calendar.monthrange(year, month)[1])


def short(of: Held, target: Target) -> str:
    """In a cell: `Target 70 % by 2022: clearly not met`; `Target 70 % by 2027: not yet due`."""
    lead = f"Target {_number(of, target)} by {due(target)}"
    if not of.is_due:
        return f"{lead}: not yet due"
    against = None if of.row is None else lists.against(of.row, target.value)
    return f"{lead}: {against.standing.value}" if against else f"{lead}: no number of {of.year}"


def line(of: Held, target: Target) -> str:
    """In a sentence, with the source and what is left to go.

    `Target: 70 % by 2022 (source): cannot tell, 63 % in 2022; 12 more of the 240 cases would reach
    it.` `Target: 70 % by 2027 (source): due 31 December 2027; 63 % in 2024.`
    """
    lead = f"Target: {_number(of, target)} by {due(target)} ({target.source})"
    against = None if of.row is None else lists.against(of.row, target.value)
    if not of.is_due:
        day = f"{lead}: due {words.day(due_on(target))}"
        return f"{day}; {_value(of)}{_way(of, against)}." if against else f"{day}."
    if against is None:
        return f"{lead}: no number of {of.year} to hold against it."
    return f"{lead}: {against.standing.value}, {_value(of)}{_way(of, against)}."


def _number(of: Held, target: Target) -> str:
    return number(target, str(of.row.get("currency", "")) if of.row else "")


def _value(of: Held) -> str:
    assert of.row is not None
    return f"{words.value(of.row)} in {of.year}"


def _way(of: Held, against: lists.Against) -> str:
    row = of.row
    assert row is not None
    if of.is_due and against.standing is CLEARLY_MET:
        return ""
    if against.reached:
        return "; the value is there, its interval reaches beyond" if of.is_due else ""
    if against.to_go is None:
        return "" if words.known(row["low"]) else "; a ratio of sums has no interval"
    units = catalogue.CATALOGUE[row["measure"]].unit_words
    more = "fewer" if against.fewer else "more"
    share = f"of the {words.count(row['denominator'])} {units} of {of.year}"
    return f"; {words.count(against.to_go)} {more} {share} would reach it"
