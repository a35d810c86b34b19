"""Offices read beside all offices together, by the one function by which readings are made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import NamedTuple

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from dashboard.query_params import Choice
from dashboard.shared import peer_comparison
from dashboard.shared.peer_comparison import Compared, Reading, Years
from metrics import Measure
from schemas import columns

OFFICE, READING = "office", "Reading"
READINGS = peer_comparison.name_readings("all offices together")
NAMED = (
    "An office differs clearly only where its whole 99 % interval, with what is unknown, lies on"
    " one side of the value of all offices together."
)
# What stands for all offices among the places of a circle: no office has this name.
_ALL = ""

# By office its row and that of all offices.
ByOffice = Mapping[str, list[peer_comparison.Row]]


class Rows(NamedTuple):
    """The rows of one measure in one jurisdiction: split by office, and of all offices together."""

    by_office: pd.DataFrame
    whole: pd.DataFrame


def compare_with_whole(
    rows: Rows,
    measure: Measure,
    choice: Choice,
    *,
    happened: pd.DataFrame,
    rows_of: Callable[[Years], Rows],
) -> dict[str, Compared]:
    """By office its row held against the value of all of them.

    `rows_of` asks for the rows of a part of the period, where a break leaves only that.
    """

    ask = cache(lambda span: _by_office(rows_of(span), choice))
    found = {}
    for office, held in _by_office(rows, choice).items():
        circle = peer_comparison.circle_of_office(
            replace(choice, office=office),
            (_ALL,),
            happened=happened,
            rows_of=partial(_rows_of, ask, office),
            fewest=1,
        )
        found[office] = peer_comparison.compare({measure.id: held}, circle)[measure.id]
    return found


def _rows_of(
    ask: Callable[[Years], ByOffice], office: str, ids: tuple[str, ...], span: Years
) -> peer_comparison.ByMeasure:
    return dict.fromkeys(ids, ask(span).get(office, []))


def _by_office(rows: Rows, choice: Choice) -> ByOffice:
    """Each office's row with that of all, which stand in it as jurisdictions do."""
    offices, whole = (frame[frame["jurisdiction"] == choice.jurisdiction] for frame in rows)
    of_all = [{**row, "jurisdiction": _ALL} for row in each_row(whole)]
    return {
        str(row[OFFICE]): [{**row, "jurisdiction": str(row[OFFICE])}, *of_all]
        for row in each_row(offices)
        if str(row[OFFICE]) != columns.UNKNOWN
    }


def write_cells(compared: Mapping[str, Compared], offices: Sequence[str]) -> list[str]:
    """The reading of each of `offices` as a cell of a table; blank where nothing is read."""
    read = {office: one for office, one in compared.items() if one.reading is not None}
    said = {office: peer_comparison.say(one, READINGS) for office, one in read.items()}
    return [f"{said[one].glyph} {said[one].words}" if one in said else "" for one in offices]


def write_sentences(compared: Mapping[str, Compared], names: Mapping[str, str]) -> list[str]:
    """Which offices differ clearly from all of them together, and how many do not."""
    read = {office: one for office, one in compared.items() if one.reading is not None}
    clear = {
        office: peer_comparison.say(one, READINGS).words
        for office, one in read.items()
        if one.reading is not Reading.NO_CLEAR_DIFFERENCE
    }
    texts = [
        f"{text}: {words.listing([names[office] for office in clear if clear[office] == text])}."
        for text in dict.fromkeys(clear.values())
    ]
    if rest := len(read) - len(clear):
        number = words.counted(rest, "office")
        texts.append(f"No clear difference from all offices together: {number}.")
    across = peer_comparison.ACROSS.format("")
    reasons = (one.why for one in compared.values() if one.why.startswith(across))
    return [*texts, *(f"{why}." for why in dict.fromkeys(reasons))]
