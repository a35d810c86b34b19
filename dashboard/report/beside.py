"""Others beside a place's rows: their median and what may be said of the difference, in words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.choice import Choice
from dashboard.each_row import each_row
from dashboard.report.records import Records
from dashboard.shared import standing

MEDIAN, READING, INTERVAL = "Median of others", "Reading", "95 % interval"
Row = Mapping[str, Any]


def circle(choice: Choice, records: Records) -> standing.Circle:
    """Who the chosen place is held against, as `dashboard.peers.circle` has it."""

    def rows_of(ids: tuple[str, ...], span: standing.Years) -> standing.ByMeasure:
        later = replace(choice, year_from=span[0], year_to=span[1])
        own = records.rows(ids, years=span, only=choice.only_here)
        return standing.by_measure(records.rows_beside(own, ids, later))

    return standing.circle_of(
        choice,
        standing.peer_places(records.with_others, choice),
        context=records.rules,
        happened=records.events,
        rows_of=rows_of,
        release=records.peers_of,
    )


def with_others(
    table: pd.DataFrame, rows: pd.DataFrame, here: pd.DataFrame, circle: standing.Circle
) -> tuple[pd.DataFrame, str]:
    """The table in words with two more columns where any of its measures has a reading or a reason.

    And why nothing is said of most of them, where it is the same. `rows` are those of all places,
    `here` those of the chosen one, one per measure, in the order of the table.
    """
    compared = standing.compare(standing.by_measure(rows), circle)
    uncompared = standing.most_alike(compared.values())
    if not any(one.others or one.reading or one.why for one in compared.values()):
        return table, ""
    each = [compared[str(row["measure"])] for row in each_row(here)]
    medians = [_median(one) for one in each]
    readings = ["" if one.why == uncompared and one.why else _words(one) for one in each]
    columns = {MEDIAN: medians, READING: readings}
    told = {name: of for name, of in columns.items() if any(of)}
    if INTERVAL in table:
        pairs = zip(each, table[INTERVAL], strict=True)
        told[INTERVAL] = [_interval(one) or alone for one, alone in pairs]
    return table.assign(**told), uncompared


def _median(compared: standing.Compared) -> str:
    return compared.median if compared.others_drawn else ""


def _interval(compared: standing.Compared) -> str:
    """The interval as it is written beside the others' median."""
    is_beside = compared.others_drawn and words.shown(compared.row)
    return words.interval(compared.row) if is_beside else ""


def _words(compared: standing.Compared) -> str:
    if compared.others and not words.shown(compared.row):
        return words.why_none(compared.row).words
    said = compared.said()
    return f"{said.glyph} {said.words}".strip()
