"""Several numbers by year, each in a small panel, all on one scale and with one table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboard import charts, data, outside
from dashboard.report.taken import Taken
from dashboard.shared import note
from dashboard.shared.draw import as_table, nothing, plain
from dashboard.shared.frames import chart_rows, stretches, tables, years
from metrics import Measure

IN_A_ROW = 3
Charts = Mapping[str, "partial[charts.Chart]"]


class Panel(NamedTuple):
    """A number by year, and what breaks its years."""

    rows: pd.DataFrame
    breaks: stretches.Breaks


def drawn(rows: pd.DataFrame, measure: Measure, place: str, last: int | None = None) -> Panel:
    """One number by year over all years on record, or up to the `last`. One row per year.

    Its years wait and break as those of `measure` in the jurisdiction `place`.
    """
    due = years.due(measure, data.as_of().of(place), data.chosen())
    span = range(data.years()[0], (data.years()[-1] if last is None else last) + 1)
    broken = stretches.breaks(data.events(), (measure,), place)
    covered = data.covered().get(place, range(0))
    as_of = data.as_of().of(place)
    yearly = years.yearly(rows, span, due_until=due, covered=covered, as_of=as_of)
    return Panel(stretches.staged(yearly, broken), stretches.within(broken, span[0], span[-1]))


BAND = "Band: the 95 % interval. An upright line is a break."
BARS = "A pale bar: where it lies, of which no more can be told."


def barred(drawn: Iterable[pd.DataFrame]) -> str:
    """What a bar in the place of a value is; empty where none is drawn."""
    bars = (rows["value"].isna() & rows["bound_low"].notna() for rows in drawn)
    return BARS if any(of.any() for of in bars) else ""


def broken(panels: Iterable[Panel]) -> str:
    """What breaks the years of any of the panels, in words; empty where nothing does."""
    breaks = sorted({break_ for panel in panels for break_ in panel.breaks})
    if not breaks:
        return ""
    return (
        f"An upright line is a break, {stretches.listed(tuple(breaks))}: numbers on its two sides"
        " may not be compared."
    )


@dataclass(frozen=True)
class Drawing:
    """Panels as they are drawn, by their titles: made once for everybody, and changed by nobody.

    `said` tells each to those who do not see it, `note` what breaks them and what bars are; `read`
    is how they are read in a picture, where no caption stands beside them. `rows` are those of all,
    each with its title as `panel` and its `label` in `table`.
    """

    charts: Charts
    said: Mapping[str, str]
    note: str
    read: str
    rows: pd.DataFrame
    table: pd.DataFrame
    is_empty: bool


def made(
    panels: Mapping[str, Panel],
    *,
    spoken: str,
    heading: str,
    axis: charts.ValueAxis = charts.SHARE,
    table: pd.DataFrame | None = None,
) -> Drawing:
    """A drawing of the panels of `drawn`.

    `spoken` says what is drawn by year, `heading` is that of the table's first column; `table` is
    what stands below where the panels are not all that is told.
    """
    ends = {title: chart_rows.with_ends(rows) for title, (rows, _) in panels.items()}
    # On one scale: each panel's own would make the same height of unlike numbers.
    axis = axis.common(list(ends.values()))
    bars = barred(ends.values())
    labelled = [
        rows.assign(label=f"{title}, " + rows["period"], panel=title)
        for title, (rows, _) in panels.items()
    ]
    lines = pd.concat(labelled) if labelled else pd.DataFrame()
    return Drawing(
        charts={title: partial(charts.reach, rows, axis=axis) for title, rows in ends.items()},
        said={
            title: f"{title}: {spoken}, {years.spoken(rows)}" for title, (rows, _) in panels.items()
        },
        note=" ".join(filter(None, (broken(panels.values()), bars))),
        read=f"{BAND} {bars}".strip(),
        rows=lines,
        table=tables.of_rows(lines, "label", heading) if table is None else table,
        is_empty=all(rows[["value", "bound_low"]].isna().all(axis=None) for rows in ends.values()),
    )


def draw(drawing: Drawing, *, otherwise: str, name: str, taken: Taken) -> None:
    """Draw a panel per title; `otherwise` is said where no year has one.

    `name` is unique on the page. `taken` is what of the drawing goes into files.
    """
    if drawing.is_empty:
        nothing(otherwise)
        return
    places = [
        place
        for _ in range(0, len(drawing.charts), IN_A_ROW)
        for place in st.columns(IN_A_ROW, gap="medium")
    ]
    for number, (place, title) in enumerate(zip(places, drawing.charts, strict=False)):
        with place:
            st.subheader(outside.plain(title), anchor=False)
            plain(drawing.charts[title], alt=drawing.said[title], name=f"{name}.{number}")
    if drawing.note:
        note.draw(drawing.note, key=f"{name}.breaks")
    of_card = taken.drawn(drawing.charts, " ".join(drawing.said.values()))
    as_table(drawing.table, of_card, name=name)
