"""Several measures of one place, one line each: number, interval on a track, what is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import data, filter_options, filters, outside, words
from dashboard.each_row import each_row
from dashboard.shared import note, noted, panel, peer_comparison, take_away, tracks
from dashboard.shared.of_measure import in_files
from metrics import Measure, catalogue, kinds

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Cells:
    """What stands of a measure in the cells before its reading (`measure_cells.html`)."""

    id: str
    title: str
    of: str
    href: str
    number: str
    unit: str
    below: str
    track: tracks.Track


@dataclass(frozen=True)
class Line(Cells):
    """One measure, written out."""

    status: str
    why: str
    known: str


def present(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the ids that the catalogue holds."""
    return tuple(id_ for id_ in ids if id_ in catalogue.CATALOGUE)


def lines(rows: pd.DataFrame, choice: filters.Choice) -> list[Line]:
    """A line for each row of the chosen jurisdiction, in the order of `rows`."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    return [_line(row, choice) for row in each_row(here)]


def cells(row: Row, peers: peer_comparison.Middle | None, choice: filters.Choice) -> Cells:
    """The cells of a row, its peers on the track."""
    of = catalogue.CATALOGUE[row["measure"]]
    number, unit = words.in_two(row)
    return Cells(
        id=of.id,
        title=of.title,
        of=_of(of),
        href=filters.link("measure", choice, of.id),
        number=number,
        unit=unit,
        below=words.interval(row) if words.shown(row) or words.coded(row) else words.of_units(row),
        track=tracks.draw_track(row, peers),
    )


def _line(row: Row, choice: filters.Choice) -> Line:
    shown = words.shown(row) or bool(words.coded(row))
    return Line(
        **vars(cells(row, None, choice)),
        status="" if shown else _status(row),
        why="" if shown else words.explanation(row),
        known=_known(row),
    )


def _known(row: Row) -> str:
    """How many stand behind the number, and for what part of the records the answer is known."""
    of = catalogue.CATALOGUE[row["measure"]]
    known = words.coverage(row, of.unit_words)
    if not (words.shown(row) or words.coded(row)):
        return known
    told = (words.row_parts(row), _unknown(row), words.largest_case(row), known, words.earlier(row))
    return ", ".join(part for part in told if part)


def _unknown(row: Row) -> str:
    """Of a count, which is made of nothing else, how many more may belong to it."""
    unknown = words.tally(row, "unknown") if row["kind"] == "Count" else ""
    return f"{unknown} more unknown" if unknown not in ("", "0") else ""


def _of(measure: Measure) -> str:
    """Of what it is; of sums over which units: two of one name need not be over the same ones."""
    if not isinstance(measure, kinds.AmountRatio):
        return measure.denominator_words
    return f"{measure.denominator_words}: sums over {words.ratio_basis(measure, data.chosen())}"


def _status(row: Row) -> str:
    """Why there is no value; bounds stand in its place, and are not said twice."""
    if row["status"] == words.BOUNDS_ONLY:
        return words.why_none(row).words
    return words.row_text(row)


def draw(
    rows: pd.DataFrame,
    choice: filters.Choice,
    *,
    name: str,
    title: str,
    asked: tuple[str, ...] = (),
) -> None:
    """Draw the measures of `rows`; each title leads to the measure's page.

    `name` is unique on the page, `title` what files of them are called.

    Those that are core stand at once, the others under "more". Of `asked` those that cannot be told
    under the choice are named.
    """
    every = lines(rows, choice)
    first = [line for line in every if catalogue.CATALOGUE[line.id].core] or every
    _table(first, choice, name)
    if rest := [line for line in every if line not in first]:
        more = f"{len(rest)} more {'number' if len(rest) == 1 else 'numbers'}"
        with st.expander(outside.plain(more)):
            _table(rest, choice, f"{name}.more")
    if left_out := filter_options.unavailable_note(asked, choice):
        note.draw(left_out, key=f"untold.{name}")
    take_away.card(in_files.of(title, lambda: rows, choice), name=name)


def _table(shown: list[Line], choice: filters.Choice, name: str) -> None:
    notes = noted.by_measure((line.id for line in shown), choice)
    context = {"lines": shown, "period": choice.period, "notes": notes}
    panel.show("measure_table.html", context, key=f"measures.{name}")
