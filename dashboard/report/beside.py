"""Others beside a place's rows: their median and what may be said of the difference, in words."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from dashboard.query_params import Choice
from dashboard.report.records import Records
from dashboard.shared import office_readings, peer_comparison, peer_places
from dashboard.shared.frames import funnels, places, tables
from metrics import Measure

MEDIAN, INTERVAL = "Median of others", "95 % interval"
READING, OFFICE = office_readings.READING, office_readings.OFFICE
Row = Mapping[str, Any]


def circle(choice: Choice, records: Records) -> peer_comparison.Circle:
    """Who the chosen place is held against, as `dashboard.peers.circle` has it."""

    def rows_of(ids: tuple[str, ...], span: peer_comparison.Years) -> peer_comparison.ByMeasure:
        later = replace(choice, year_from=span[0], year_to=span[1])
        own = records.rows(ids, years=span, only=choice.only_here)
        return peer_comparison.by_measure(records.rows_beside(own, ids, later))

    return peer_comparison.circle_of(
        choice,
        peer_places.peer_places(records.with_others, choice),
        context=records.rules,
        happened=records.events,
        rows_of=rows_of,
        release=records.peers_of,
    )


def with_others(
    table: pd.DataFrame, rows: pd.DataFrame, here: pd.DataFrame, circle: peer_comparison.Circle
) -> tuple[pd.DataFrame, str]:
    """The table in words with two more columns where any of its measures has a reading or a reason.

    And why nothing is said of most of them, where it is the same. `rows` are those of all places,
    `here` those of the chosen one, one per measure, in the order of the table.
    """
    compared = peer_comparison.compare(peer_comparison.by_measure(rows), circle)
    uncompared = peer_comparison.most_alike(compared.values())
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


def rule_of(table: pd.DataFrame) -> tuple[str, ...]:
    """The rule by which a difference is named, where the table has a reading made by it."""
    signs = tuple(said.glyph for said in peer_comparison.BESIDE_JURISDICTIONS.values())
    is_read = any(cell.startswith(signs) for cell in table.get(READING, ()))
    return (peer_comparison.NAMED,) if is_read else ()


class OfficesRead(NamedTuple):
    """Offices held against all of them together.

    `whole` is the value of all as it is drawn, `says` what is read in sentences, `cells` the
    reading of each row drawn.
    """

    whole: float | None
    says: tuple[str, ...]
    cells: list[str]

    def add_cells(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table with the readings, where it has a line for each row and any is read."""
        if len(table) != len(self.cells) or not any(self.cells):
            return table
        return table.assign(**{READING: self.cells})


def read_offices(
    here: pd.DataFrame, drawn: pd.DataFrame, measure: Measure, choice: Choice, records: Records
) -> OfficesRead:
    """The offices of the chosen place read as its page does: by a funnel where they are many.

    `here` are its rows by office, `drawn` the same as `places.by_group` puts them.
    """
    only = tuple((name, value) for name, value in choice.only_here if name != OFFICE)

    def rows_of(span: peer_comparison.Years) -> office_readings.Rows:
        ask = partial(records.rows, (measure.id,), years=span, only=only)
        return office_readings.Rows(ask(by=(OFFICE,)), ask())

    of_all = records.rows((measure.id,), years=choice.years, only=only)
    whole = places.value_of_whole(of_all, choice.jurisdiction)
    if measure.kind == "Share" and whole is not None and funnels.can_be_drawn(drawn):
        funnel = funnels.funnel(drawn, whole)
        cells = funnels.beside_limits(funnel, drawn)
        return OfficesRead(whole, tuple(funnels.in_words(funnel, drawn)), cells)
    if measure.kind in tables.ADDED_UP:
        return OfficesRead(None, (), [])
    compared = office_readings.compare_with_whole(
        office_readings.Rows(here, of_all),
        measure,
        choice,
        happened=records.events,
        rows_of=rows_of,
    )
    names = dict(zip(drawn["group"], drawn["label"], strict=True))
    says = office_readings.write_sentences(compared, names)
    cells = office_readings.write_cells(compared, list(names))
    return OfficesRead(whole, (*says, *([office_readings.NAMED] if any(cells) else [])), cells)


def _median(compared: peer_comparison.Compared) -> str:
    return peer_comparison.write_median(compared) if compared.others_drawn else ""


def _interval(compared: peer_comparison.Compared) -> str:
    """The interval as it is written beside the others' median."""
    is_beside = compared.others_drawn and words.shown(compared.row)
    return words.interval(compared.row) if is_beside else ""


def _words(compared: peer_comparison.Compared) -> str:
    if compared.others and not words.shown(compared.row):
        return words.why_none(compared.row).words
    said = peer_comparison.say(compared)
    return f"{said.glyph} {said.words}".strip()
