"""Peers beside a place's rows: their median and what may be said of the difference, in words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from dashboard.shared import standing
from dashboard.shared.frames import tables
from metrics import catalogue

MEDIAN, READING = "Peers’ median", "Reading"
NO_INTERVAL = "No interval"
Row = Mapping[str, Any]


def with_peers(
    table: pd.DataFrame, rows: pd.DataFrame, here: pd.DataFrame, places: tuple[str, ...]
) -> pd.DataFrame:
    """The table in words with two more columns where any of its measures has peers.

    `rows` are those of all places, `here` those of the chosen one, one per measure; the table has
    the order of the catalogue's ids in `rows`.
    """
    ids = list(dict.fromkeys(rows["measure"]))
    of = {str(row["measure"]): row for row in each_row(here)}
    # Counts and sums grow with the size of a place.
    peers = [
        None
        if catalogue.CATALOGUE[id_].kind in tables.ADDED_UP
        else standing.peers(rows[rows["measure"] == id_], places)
        for id_ in ids
    ]
    if not any(peers):
        return table
    medians, readings = [], []
    for id_, beside in zip(ids, peers, strict=True):
        row = of[id_]
        reading = standing.reading(row, beside, catalogue.CATALOGUE[id_].direction)
        medians.append("" if beside is None else words.value(row | _shown(beside.median)))
        readings.append(_words(reading) if beside is None or reading else _unread(row))
    return table.assign(**{MEDIAN: medians, READING: readings})


def _shown(median: float) -> dict[str, object]:
    return {"value": median, "status": words.SHOWN}


def _unread(row: Row) -> str:
    """Why nothing is said of a row beside its peers."""
    return NO_INTERVAL if words.shown(row) else words.why_none(row).words


def _words(reading: standing.Reading | None) -> str:
    if reading is None:
        return ""
    said = standing.SAID[reading]
    return f"{said.glyph} {said.words}"
